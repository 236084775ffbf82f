"""The catalogue's choices: what cards carry for them, and what the script makes of them in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.model import Skill
from generator.pages import views
from generator.pages.render import Theme
from tests import browser as browsers
from tests.pages.sample import Maker, badge_picture, make_achievement, make_site, text

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SQL, MAPS = Skill("sql", text("SQL")), Skill("maps", text("Maps"))
CATALOGUE = [
    make_achievement(
        "zeta", name=text("Zêta"), code="Z-1", skills=(SQL, MAPS), level="expert", offered_since=date(2020, 1, 1)
    ),
    make_achievement("beta", name=text("Beta"), code="B-1", skills=(), level="", offered_since=date(2024, 5, 1)),
    make_achievement("course", name=text("Course"), code="C-1", type="Course", skills=(SQL,), level="associate"),
    make_achievement(
        "old", name=text("Old"), code="O-1", type="Course", skills=(MAPS,), level="", retired_on=date(2022, 7, 31)
    ),
]


def test_a_card_carries_what_it_is_found_by(make: Maker) -> None:
    html = make.render(views.catalogue_view(make.frame, CATALOGUE, [], []))
    assert (
        'data-kind="Certification" data-level="expert" data-skills="sql maps" data-order="3" data-changed="2020-01-01"'
        in html
    )


def test_only_what_differs_is_a_choice(make: Maker) -> None:
    one_kind = [a for a in CATALOGUE if a.type == "Course"]
    finder = views.catalogue_view(make.frame, one_kind, [], []).finder
    assert finder is not None
    assert finder.kinds == ()
    assert [option.value for option in finder.skills] == ["maps", "sql"]


def test_one_badge_leaves_nothing_to_choose(make: Maker) -> None:
    assert views.catalogue_view(make.frame, CATALOGUE[:1], [], []).finder is None


def test_a_change_after_the_day_of_the_ledger_is_none_yet(make: Maker) -> None:
    later = make_achievement("later", name=text("Later"), retired_on=date(2030, 1, 1))
    view = views.catalogue_view(make.frame, [*CATALOGUE, later], [], [])
    facets = {card.name.text.text: card.facets for group in view.groups for card in group.cards}
    assert facets["Later"] is not None
    assert facets["Later"].changed is None


@pytest.fixture
def folder(theme: Theme, tmp_path: Path) -> Path:
    make = Maker(theme, make_site())
    html = make.render(views.catalogue_view(make.frame, CATALOGUE, [], []))
    files = {**theme.assets(), "badges/index.html": html.encode()}
    files |= {f"badges/{a.slug}/badge.png": badge_picture(80) for a in CATALOGUE}
    for path, data in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


@pytest.fixture
def page(folder: Path, browser: Browser) -> Iterator[Page]:
    with browsers.served(folder) as url, browsers.opened(browser) as visit:
        visit.page.goto(f"{url}/badges/")
        yield visit.page
        assert [each for each in visit.troubles() if "favicon" not in each] == []


def shown(page: Page) -> list[str]:
    return page.locator(".card:visible h3").all_inner_texts()


@pytest.mark.browser
def test_at_first_everything_stands_in_its_group(page: Page) -> None:
    assert shown(page) == ["Beta", "Zêta", "Course", "Old"]
    assert page.locator("#told").inner_text() == "4 of 4 badges shown."
    assert page.locator("h2:visible").all_inner_texts() == [
        "Certifications",
        "Exams and other badges",
        "No longer offered",
    ]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("choice", "value", "names"),
    [
        ("kind", "Course", ["Course", "Old"]),
        ("level", "expert", ["Zêta"]),
        ("skill", "sql", ["Zêta", "Course"]),
        ("sort", "name", ["Beta", "Course", "Old", "Zêta"]),
        ("sort", "newest", ["Beta", "Old", "Zêta", "Course"]),
    ],
)
def test_a_choice_shows_what_fits_and_stands_in_the_address(
    page: Page, choice: str, value: str, names: list[str]
) -> None:
    page.select_option(f"#find-{choice}", value)
    assert shown(page) == names
    assert page.locator("#told").inner_text() == f"{len(names)} of 4 badges shown."
    assert page.url.endswith(f"/badges/?{choice}={value}")
    page.reload()
    assert shown(page) == names
    assert page.input_value(f"#find-{choice}") == value


@pytest.mark.browser
@pytest.mark.parametrize("words", ["ZETA", "z-1", "zêt"])
def test_names_and_codes_are_found_without_regard_to_case_and_accents(page: Page, words: str) -> None:
    page.fill("#find-text", words)
    assert shown(page) == ["Zêta"]


@pytest.mark.browser
def test_where_nothing_fits_the_page_says_what_to_do_and_one_press_shows_all(page: Page) -> None:
    page.select_option("#find-kind", "Course")
    page.fill("#find-text", "zeta")
    assert shown(page) == []
    assert page.locator("#told").inner_text() == "No badge fits all of this. Choose less, or show all badges."
    page.click("#all")
    assert len(shown(page)) == 4
    assert page.url.endswith("/badges/")
    assert page.evaluate("document.activeElement.id") == "find-text"


@pytest.mark.browser
def test_an_address_that_names_an_unknown_choice_shows_everything(page: Page) -> None:
    page.goto(page.url + "?kind=Nonsense&sort=nonsense&skill=sql")
    assert shown(page) == ["Zêta", "Course"]


@pytest.mark.browser
def test_a_page_opened_from_a_file_can_be_searched_too(folder: Path, browser: Browser) -> None:
    with browsers.opened(browser) as visit:
        visit.page.goto((folder / "badges/index.html").as_uri())
        visit.page.select_option("#find-kind", "Course")
        assert shown(visit.page) == ["Course", "Old"]
        assert visit.errors == []


@pytest.mark.browser
def test_without_script_the_list_is_whole_and_nothing_is_there_to_choose_with(folder: Path, browser: Browser) -> None:
    with browsers.served(folder) as url, browsers.opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{url}/badges/")
        assert len(shown(visit.page)) == 4
        assert not visit.page.locator("#finder").is_visible()


@pytest.mark.browser
def test_the_choices_come_into_sight_without_moving_the_list(folder: Path, browser: Browser) -> None:
    moved = "new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved = (window.moved || 0) + e.value; })"
    with browsers.served(folder) as url, browsers.opened(browser) as visit:
        visit.page.add_init_script(moved + ".observe({type: 'layout-shift', buffered: true})")
        visit.page.goto(f"{url}/badges/")
        visit.page.wait_for_timeout(300)
        assert visit.page.evaluate("window.moved || 0") == 0
