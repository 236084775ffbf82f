"""The pages of the example as strangers' tools and a browser see them: one of every kind that the site has.

Which pages there are is read from the built site, so a new kind of page is judged from its first day.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.build.look import links_of
from tests import browser as browsers
from tests.quality import judges
from tests.quality.kinds import chosen, file_of, kinds, pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (320, 390, 1280)
# DESIGN-UX 10. What a check of the badge reads is no part of the page, nor are the pictures of a list.
MOST_TEXT_BYTES = 14_000  # HTML, style and script, each compressed, without the script and the data of the check
MOST_REQUESTS = 5
MOST_PICTURE_BYTES = 12_288
SHIFTS = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for(const entry of list.getEntries()) sum += entry.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 300);
})"""
CHECK_DATA = re.compile(rb'<script type="application/json".*?</script>', re.DOTALL)
VIOLATIONS = "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"


@pytest.fixture(scope="module")
def pages(example_site: Path) -> list[str]:
    return chosen(example_site)


@pytest.fixture(scope="module")
def address(example_site: Path) -> Iterator[str]:
    with browsers.served(example_site) as url:
        yield url


def settled(visit: browsers.Visit, url: str) -> None:
    visit.page.goto(url, wait_until="load")
    visit.page.wait_for_timeout(250)
    visit.page.evaluate("document.querySelectorAll('details').forEach(it => (it.open = true))")


def test_every_kind_of_page_is_among_those_that_are_judged(example_site: Path, pages: list[str]) -> None:
    found = kinds(example_site)
    assert {"home", "awards/(one)/", "badges/(one)/", "earners/(one)/", "badges/", "verify/", "404.html"} <= set(found)
    assert all(set(of_kind) & set(pages) for of_kind in found.values())
    assert len(pages) < 60


@pytest.mark.browser
@pytest.mark.skipif(judges.axe_missing() is not None, reason=f"{judges.axe_missing()}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_leaves_nothing_open(
    browser: Browser, address: str, pages: list[str], scheme: str
) -> None:
    found = {}
    for width in (390, 1280):
        with browsers.opened(
            browser, bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 900}
        ) as visit:
            for page in pages:
                settled(visit, f"{address}/{page}")
                visit.page.add_script_tag(path=str(judges.AXE))
                told = visit.page.evaluate(judges.RUN_AXE, judges.AXE_RULES)
                if told["violations"] or told["incomplete"]:
                    found[width, page] = told
    assert not found, "\n".join(f"{where}: {told}" for where, told in list(found.items())[:8])


@pytest.mark.browser
@pytest.mark.skipif(judges.axe_missing() is not None, reason=f"{judges.axe_missing()}")
def test_axe_is_really_asked(browser: Browser, address: str) -> None:
    with browsers.opened(browser, bypass_csp=True) as visit:
        settled(visit, f"{address}/verify/")
        visit.page.add_script_tag(path=str(judges.AXE))
        visit.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x>')")
        told = visit.page.evaluate(judges.RUN_AXE, judges.AXE_RULES)
    assert [entry["rule"] for entry in told["violations"]] == ["image-alt"]


@pytest.mark.skipif(judges.vnu_missing() is not None, reason=f"{judges.vnu_missing()}")
def test_the_checker_of_html_finds_no_error(example_site: Path, pages: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><title>x</title><p><b>x</p>", encoding="utf-8")
    told = judges.ask_vnu([broken, *(file_of(example_site, page) for page in pages)])
    assert {entry["url"].rpartition("/")[2] for entry in told} == {"broken.html"}, told


def test_every_link_inside_the_site_leads_to_a_file_of_it(example_site: Path) -> None:
    for page in pages_of(example_site):
        path = file_of(example_site, page)
        name = path.relative_to(example_site).as_posix()
        for target in links_of(name, path.read_bytes(), "/"):
            assert (example_site / target).is_file(), f"{name} links to {target}"


def test_every_fragment_inside_a_page_is_there(example_site: Path, pages: list[str]) -> None:
    for page in pages:
        text = file_of(example_site, page).read_text(encoding="utf-8")
        ids = set(re.findall(r'\sid="([^"]+)"', text))
        assert set(re.findall(r'\shref="#([^"]+)"', text)) <= ids, page
        assert len(re.findall(r'\sid="', text)) == len(ids), f"{page}: an id stands there twice"


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_no_page_scrolls_sideways_breaks_its_policy_or_writes_an_error(
    browser: Browser, address: str, pages: list[str], script: bool
) -> None:
    for width in WIDTHS:
        with browsers.opened(browser, viewport={"width": width, "height": 900}, java_script_enabled=script) as visit:
            visit.page.add_init_script(VIOLATIONS)
            for page in pages:
                visit.page.goto(f"{address}/{page}", wait_until="load")
                visit.page.wait_for_timeout(100)
                inside = visit.page.locator("html").bounding_box()
                assert inside and inside["width"] <= width, page
                assert visit.page.locator("main").inner_text().strip(), page
                if script:
                    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, (page, width)
            assert visit.troubles() == []


def _is_part(page: str, path: str) -> bool:
    """Whether what a page asked for is part of it: not the icon of its tab, not what a check reads, no picture of a list."""
    if path.startswith("assets/favicon"):
        return False
    return (
        path == ""
        or path.endswith(("/", ".html", ".css", ".js"))
        or (page.startswith("awards/") and not path.endswith(".json"))
    )


def _weight(site: Path, path: str) -> int:
    """The compressed size of a page, a style sheet or a script, without what checks the badge."""
    file = site / path / "index.html" if path.endswith("/") or not path else site / path
    if file.suffix not in (".html", ".css", ".js") or file.name.startswith("verify."):
        return 0
    return len(gzip.compress(CHECK_DATA.sub(b"", file.read_bytes()), 9, mtime=0))


@pytest.mark.browser
@pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["phone", "desktop"])
def test_pages_keep_to_their_budget_and_nothing_moves(
    browser: Browser, example_site: Path, address: str, pages: list[str], size: tuple[int, int]
) -> None:
    for page in pages:
        asked: list[str] = []
        with browsers.opened(browser, viewport={"width": size[0], "height": size[1]}) as visit:
            visit.page.on("request", lambda request, asked=asked: asked.append(request.url))
            visit.page.goto(f"{address}/{page}", wait_until="load")
            visit.page.wait_for_timeout(300)
            parts = {path for url in asked if _is_part(page, path := url.removeprefix(address).removeprefix("/"))}
            assert len(parts) <= MOST_REQUESTS, (page, asked)
            assert visit.page.evaluate(SHIFTS) == 0, page
        weights = {path: _weight(example_site, path) for path in parts}
        assert 0 < sum(weights.values()) <= MOST_TEXT_BYTES, (page, weights)


def test_the_art_of_each_badge_is_small_before_it_is_baked(example_site: Path) -> None:
    found = {path: path.stat().st_size for path in sorted(example_site.glob("badges/*/badge.png"))}
    assert found
    assert {path: size for path, size in found.items() if size > MOST_PICTURE_BYTES} == {}


@pytest.mark.browser
@pytest.mark.parametrize(
    "wish", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced colours"]
)
def test_text_has_another_colour_than_its_ground(
    browser: Browser, address: str, pages: list[str], wish: dict[str, str]
) -> None:
    with browsers.opened(browser, **wish) as visit:
        for page in pages:
            settled(visit, f"{address}/{page}")
            ink, ground = visit.page.evaluate(
                "[getComputedStyle(document.querySelector('main')).color, getComputedStyle(document.body).backgroundColor]"
            )
            assert ink != ground, page
            assert ground != "rgb(255, 255, 255)" or "forced_colors" in wish, page


@pytest.mark.browser
def test_paper_hides_what_is_only_for_the_screen_on_every_page(
    browser: Browser, address: str, pages: list[str]
) -> None:
    with browsers.opened(browser, color_scheme="dark") as visit:
        visit.page.emulate_media(media="print")
        for page in pages:
            visit.page.goto(f"{address}/{page}")
            assert visit.page.locator("main").inner_text().strip(), page
            shown = "[...document.querySelectorAll('nav, .skip, .foot')].filter(it => it.checkVisibility()).length"
            assert visit.page.evaluate(shown) == 0, page
            assert visit.page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 32, 46)", page
