"""An award's page on paper: a certificate on one sheet, with the code, the address, and no promise of a state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import projects
from tests.browser import Visit, opened, served
from tests.sitemaking import built_site

pytestmark = pytest.mark.browser

# As the page of an award holds its code: with the address, among what is for paper.
CODE = '<svg class="qr" viewBox="0 0 9 9"><path d="M0 0h9v9h-9z"/></svg>'
ADD_CODE = """code => document.querySelector('.qr')
  || document.querySelector('.hero .on-paper').insertAdjacentHTML('beforeend', code)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


@pytest.fixture
def visit(browser) -> Iterator[Visit]:  # type: ignore[no-untyped-def]
    with opened(browser, bypass_csp=True) as one:
        yield one


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("award", [projects.VALID, projects.REVOKED, projects.SUSPENDED, projects.EARLY])
@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_an_awards_page_is_one_sheet(site: Path, visit: Visit, award: str, sheet: str) -> None:
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{award}/")
        visit.page.evaluate(ADD_CODE, CODE)
        visit.page.wait_for_timeout(700)
        assert pages(visit.page.pdf(format=sheet)) == 1


def test_other_pages_take_the_sheets_they_need(site: Path, visit: Visit) -> None:
    """So that the count above can fail."""
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        visit.page.evaluate("document.querySelector('.hero').insertAdjacentHTML('beforebegin', '<p>x</p>'.repeat(90))")
        assert pages(visit.page.pdf(format="A4")) > 1


def test_the_code_stands_in_the_corner_of_the_certificate_and_share_and_download_nowhere(
    site: Path, visit: Visit
) -> None:
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        visit.page.evaluate(ADD_CODE, CODE)
        visit.page.emulate_media(media="print")
        code, frame = (visit.page.locator(part).bounding_box() for part in (".on-paper .qr", ".hero"))
        shown = visit.page.locator("main").inner_text()
    assert code and frame
    assert code["width"] > 90  # some 25 mm: a code of 33 modules is read from there
    assert frame["y"] <= code["y"] <= frame["y"] + 60
    assert code["x"] + code["width"] <= frame["x"] + frame["width"]
    assert "Download" not in shown and "https://badges.example.org/awards/" in shown


def test_a_checked_badge_says_when_it_was_checked_and_never_that_it_is_verified(site: Path, visit: Visit) -> None:
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        visit.page.locator("#panel[data-state=valid]").wait_for()
        year = visit.page.evaluate("new Date().getFullYear()")
        visit.page.emulate_media(media="print")
        shown = visit.page.locator("main").inner_text()
    assert re.search(rf"Checked in a browser on \w+ \d+, {year}\. Scan to check again\.", shown)
    assert "Verified" not in shown


def test_without_script_paper_says_how_to_check(site: Path, browser) -> None:  # type: ignore[no-untyped-def]
    with served(site) as url, opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        visit.page.emulate_media(media="print")
        shown = visit.page.locator("main").inner_text()
    assert "Scan the code" in shown
    assert "Checked in a browser" not in shown and "JavaScript" not in shown


def test_a_revoked_badge_says_so_on_paper_too(site: Path, visit: Visit) -> None:
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{projects.REVOKED}/")
        visit.page.locator("#panel[data-state=revoked]").wait_for()
        visit.page.emulate_media(media="print")
        assert "The exam was taken by someone else." in visit.page.locator("main").inner_text()


@pytest.mark.parametrize("award", [projects.REVOKED, projects.SUSPENDED, projects.EARLY, projects.EXPIRED])
def test_the_panel_is_no_higher_on_paper_than_its_words(site: Path, visit: Visit, award: str) -> None:
    """On the screen it keeps the height that it had before the check, so that nothing below it moves."""
    visit.page.set_viewport_size({"width": 390, "height": 844})
    with served(site) as url:
        visit.page.goto(f"{url}/awards/{award}/")
        visit.page.wait_for_timeout(700)
        visit.page.emulate_media(media="print")
        visit.page.set_viewport_size({"width": 700, "height": 900})
        status, last = "#panel [role=status]", "#panel [role=status] > :last-child"
        boxes = [visit.page.locator(part).bounding_box() for part in ("#panel", status, last)]
    panel, whole, words = boxes
    assert panel and whole and words
    assert whole["y"] + whole["height"] == pytest.approx(words["y"] + words["height"], abs=1)
    assert panel["y"] + panel["height"] <= words["y"] + words["height"] + 24  # its padding
