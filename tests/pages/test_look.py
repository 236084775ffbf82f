"""How pages look and behave in a browser: widths, contrast, focus, paper, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.model import EventKind, Evidence, Text
from generator.pages.render import Theme
from tests import browser as browsers
from tests.pages.sample import Maker, event, make_achievement, make_award, make_earner, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 3
ARABIC = "يصمم وينفذ أعمال المسح."
HEBREW = "בונה ומתקן גשרים."
AWARD = "awards/7f3k9q2m4c8w1x0z/"

# The contrast of every text with the ground under it, as [ratio, needed, text]; large text needs less (WCAG 1.4.3).
CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    throw new Error('no ground');
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const [a, b] = [light(parts(style.color)), light(ground(element))];
    found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), needed, text]);
  }
  return found;
}"""


def write(files: dict[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


class LongNames(Maker):
    """The sample organisation with names that have nowhere to break."""

    def achievements(self):
        return [
            make_achievement(a.slug, name=Text.of(LONG), code="X" * 60, type=a.type, retired_on=a.retired_on)
            for a in super().achievements()
        ]

    def award(self, award=None, achievement=None, earner=None, document=None):
        evidence = Evidence("https://portfolio.example.com/" + "a" * 300, "B" * 200)
        return super().award(
            make_award(evidence=evidence), self.achievements()[0], make_earner(name="Wolfeschlegelstein" * 11)
        )


@pytest.fixture(scope="module")
def site(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("look")
    write(Maker(theme, make_site(), demo=True).files(), folder)
    with browsers.served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def long_site(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("long")
    write(LongNames(theme, make_site(issuer=make_site().issuer)).files(), folder)
    with browsers.served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def arabic(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("arabic")
    write(RightToLeft(theme, make_site()).files(), folder)
    with browsers.served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def wide(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("wide")
    write(WideWords(theme, make_site()).files(), folder)
    with browsers.served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def paths(theme: Theme) -> list[str]:
    return sorted(Maker(theme, make_site()).whole())


class RightToLeft(Maker):
    """The sample organisation, whose people write Arabic and Hebrew."""

    def achievements(self):
        return [
            make_achievement(
                a.slug, name=Text.of(ARABIC), description=Text.of(ARABIC), criteria=Text.of(f"{ARABIC}\n\n- {HEBREW}\n")
            )
            for a in super().achievements()
        ]

    def award(self, award=None, achievement=None, earner=None, document=None):
        revoked = make_award(
            evidence=Evidence("https://portfolio.example.com/", HEBREW, ARABIC),
            events=(event(EventKind.REVOKED, "2026-11-05", HEBREW),),
        )
        return super().award(revoked, self.achievements()[0], make_earner(name=HEBREW))


# Of the first line of an element's text: how it begins and where its full stop stands, from the left.
ENDS = """it => {
  const walker = document.createTreeWalker(it, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) if (walker.currentNode.textContent.trim()) found.push(walker.currentNode);
  const at = (node, n) => {
    const range = document.createRange();
    range.setStart(node, n);
    range.setEnd(node, n + 1);
    return range.getBoundingClientRect().left;
  };
  const last = found.at(-1), text = last.textContent.trimEnd();
  return [text.at(-1), at(found[0], 0) - at(last, text.length - 1)];
}"""


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (AWARD, "h1"),
        (AWARD, ".hero .lead a"),
        (AWARD, "#panel bdi"),
        (AWARD, "[aria-labelledby=about] > p:first-of-type"),
        (AWARD, "[aria-labelledby=criteria] .prose p"),
        (AWARD, "[aria-labelledby=criteria] .prose li"),
        (AWARD, ".evidence .prose p"),
        ("badges/cloud-data-steward/", "h1"),
        ("badges/cloud-data-steward/", ".hero .lead"),
        ("earners/alice-martin/", ".card h3"),
    ],
)
def test_what_people_wrote_from_right_to_left_ends_on_the_left(browser: Browser, arabic: str, path: str, part: str):
    with browsers.opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{arabic}/{path}")
        last, distance = visit.page.locator(part).first.evaluate(ENDS)
    assert last == "."
    assert distance > 40


class WideWords(Maker):
    """The sample organisation with long words in names, and a wide table among its criteria."""

    def achievements(self):
        head = " | ".join(["Interdisciplinary", "Specialisation", "Responsibilities", "Recommendation"])
        table = f"| {head} |\n|---|---|---|---|\n| {head} |\n"
        name = Text.of("Interdisciplinary Specialisation")
        return [make_achievement(a.slug, name=name, criteria=Text.of(table)) for a in super().achievements()]


BROKEN_WORDS = """them => them.flatMap(it => {
  const walker = document.createTreeWalker(it, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) for (const word of walker.currentNode.textContent.matchAll(/[\\p{L}\\d]+/gu)) {
    const range = document.createRange();
    range.setStart(walker.currentNode, word.index);
    range.setEnd(walker.currentNode, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => box.top)).size > 1) found.push(word[0]);
  }
  return found;
})"""


@pytest.mark.parametrize("path", ["badges/", "earners/alice-martin/", AWARD])
def test_long_words_stay_whole_on_a_small_phone(browser: Browser, wide: str, path: str):
    with browsers.opened(browser, java_script_enabled=False, viewport={"width": 320, "height": 800}) as visit:
        visit.page.goto(f"{wide}/{path}")
        labels = "them => them.forEach(it => { it.textContent = 'Specialisation:'; })"
        visit.page.locator(".facts dt").evaluate_all(labels)
        words = visit.page.locator("h1, .card h3, .card .meta, .facts dt, .prose table")
        assert words.count() > 1
        assert words.evaluate_all(BROKEN_WORDS) == []


def test_a_wide_table_in_criteria_moves_sideways_and_the_page_does_not(browser: Browser, wide: str):
    with browsers.opened(browser, java_script_enabled=False, viewport={"width": 320, "height": 800}) as visit:
        visit.page.goto(f"{wide}/{AWARD}")
        table = visit.page.locator(".prose .scroll")
        table.focus()
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_timeout(300)
        assert table.evaluate("it => it.scrollLeft") > 0
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways_and_nothing_goes_wrong(browser: Browser, site: str, paths: list[str], width: int):
    with browsers.opened(browser, viewport={"width": width, "height": 900}) as visit:
        for path in paths:
            visit.page.goto(f"{site}/{path}")
            visit.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert visit.troubles() == []


@pytest.mark.parametrize("width", [320, 1280])
def test_words_with_nowhere_to_break_do_not_break_the_page(
    browser: Browser, long_site: str, paths: list[str], width: int
):
    with browsers.opened(browser, viewport={"width": width, "height": 900}) as visit:
        for path in paths:
            visit.page.goto(f"{long_site}/{path}")
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_on_its_ground(browser: Browser, site: str, paths: list[str], scheme: str):
    with browsers.opened(browser, color_scheme=scheme) as visit:
        grounds = set()
        for path in paths:
            visit.page.goto(f"{site}/{path}")
            visit.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            measured = visit.page.evaluate(CONTRAST)
            assert len(measured) > (3 if path == "embed/" else 5)  # the card is a few words
            assert [entry for entry in measured if entry[0] < entry[1]] == [], path
            grounds.add(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert grounds == {{"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 29)"}[scheme]}


@pytest.mark.parametrize(("width", "height", "last"), [(390, 844, "#panel p"), (1280, 800, "#panel")])
def test_art_heading_facts_and_panel_are_above_the_fold(
    browser: Browser, theme: Theme, tmp_path: Path, width: int, height: int, last: str
):
    write(Maker(theme, make_site()).files(), tmp_path)
    with (
        browsers.served(tmp_path) as url,
        browsers.opened(browser, viewport={"width": width, "height": height}) as visit,
    ):
        visit.page.goto(f"{url}/{AWARD}")
        for part in (".art img", "h1", ".facts", last):
            bottom = visit.page.evaluate(f"document.querySelector('{part}').getBoundingClientRect().bottom")
            assert bottom <= height, part


def test_actions_are_large_enough_to_hit(browser: Browser, site: str):
    with browsers.opened(browser, viewport={"width": 390, "height": 844}) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        heights = visit.page.evaluate(
            "[...document.querySelectorAll('.button, nav a, .brand')].filter((a) => a.checkVisibility()).map((a) => a.getBoundingClientRect().height)"
        )
        # Places to share to, without the device's own, which this one has not; downloads and the way to support.
        assert len(heights) == 7 + 7
        assert min(heights) >= 44


def test_a_keyboard_goes_past_the_header_and_sees_where_it_is(browser: Browser, site: str):
    with browsers.opened(browser) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        visit.page.keyboard.press("Tab")
        skip = "document.querySelector('.skip').getBoundingClientRect()"
        assert visit.page.evaluate(f"{skip}.top") >= 0
        assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.querySelector('main').contains(document.activeElement)")
        assert visit.page.evaluate(f"{skip}.bottom") <= 0


def test_paper_shows_the_address_and_no_navigation(browser: Browser, site: str):
    with browsers.opened(browser, color_scheme="dark") as visit:
        visit.page.goto(f"{site}/{AWARD}")
        visit.page.emulate_media(media="print")
        shown = visit.page.inner_text("body")
        assert "https://badges.example.org/awards/7f3k9q2m4c8w1x0z/" in shown
        for word in ("Earners", "Download", "Signed picture"):
            assert word not in shown
        assert visit.page.evaluate("getComputedStyle(document.body).color") == "rgb(20, 32, 46)"
        link = "getComputedStyle(document.querySelector('.prose a'), '::after').content"
        assert "https://example.org/guide" in visit.page.evaluate(link)


def test_a_page_reads_the_same_without_script_but_for_what_it_checks(browser: Browser, site: str):
    shown = []
    for script in (True, False):
        with browsers.opened(browser, java_script_enabled=script) as visit:
            visit.page.goto(f"{site}/{AWARD}")
            visit.page.wait_for_timeout(500)
            # Buttons that copy are there only where they can.
            visit.page.evaluate("document.querySelectorAll('.copy').forEach((button) => button.remove())")
            shown.append(visit.page.inner_text("body").replace(visit.page.inner_text("#panel"), "(the panel)"))
    # What only a script can do is offered by it.
    assert shown[0].replace("\n\nCopy diagnostics", "") == shown[1]
    assert "(the panel)" in shown[0]


def test_nothing_moves_for_who_does_not_want_it(browser: Browser, site: str):
    script = "[...document.querySelectorAll('*')].map((e) => getComputedStyle(e).transitionDuration)"
    for wish, moves in (("reduce", False), ("no-preference", True)):
        with browsers.opened(browser, reduced_motion=wish) as visit:
            visit.page.goto(f"{site}/{AWARD}")
            assert any(parts.strip("s, 0") for parts in visit.page.evaluate(script)) is moves


def test_shapes_stay_visible_in_forced_colours(browser: Browser, site: str):
    with browsers.opened(browser, forced_colors="active") as visit:
        visit.page.goto(f"{site}/{AWARD}")
        for part in (".panel", ".chips li", ".button", ".box"):
            style = visit.page.evaluate(f"getComputedStyle(document.querySelector('{part}')).borderTopStyle")
            assert style == "solid", part


def test_the_address_can_be_taken_whole_from_the_page(browser: Browser, site: str):
    with browsers.opened(browser) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        assert visit.page.text_content(".url") == "https://badges.example.org/awards/7f3k9q2m4c8w1x0z/"


def test_each_script_of_a_name_gets_its_own_letters(browser: Browser, theme: Theme, tmp_path: Path):
    make = Maker(theme, make_site())
    view = make.award(earner=make_earner(name="直美", language="ja"))
    files = {**theme.assets(), "awards/x/index.html": theme.render(view)}
    write(files, tmp_path)
    with browsers.served(tmp_path) as url, browsers.opened(browser) as visit:
        visit.page.goto(f"{url}/awards/x/")
        family = visit.page.evaluate("getComputedStyle(document.querySelector('.lead [lang=ja]')).fontFamily")
        assert "Noto Sans CJK JP" in family
