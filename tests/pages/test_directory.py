"""The search of the list of earners: what is in its names, what they weigh, and what a reader gets of them."""

from __future__ import annotations

import gzip
import string
import unicodedata
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import addresses
from generator.build.people import People, _group_key, list_parts, names_parts
from generator.build.state import Unit
from generator.model import Earner
from generator.pages.directory import depth_for, group_of, names_shard, shards_for, slug_of
from generator.pages.render import Theme
from tests import browser as browsers
from tests.build.memory import SomeEarners
from tests.pages.crowd import MANY, many_earners
from tests.pages.sample import Maker, make_earner, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def parts_of(theme: Theme, earners: list[Earner], before: dict[str, Unit], remade: set[int]) -> list[Any]:
    """The parts of the list of these earners, as a build makes them."""
    depth, ledger = depth_for(len(earners)), SimpleNamespace(earners=SomeEarners(earners))
    rows = array("I", range(len(earners)))
    profiles = SimpleNamespace(rows=rows, counts=lambda rows: [1] * len(rows))
    plan: Any = SimpleNamespace(ledger=ledger, profiles=profiles, site=make_site())
    groups = array("Q", (_group_key(group_of(earner.name, depth)) for earner in earners))
    people = People(plan, depth, groups, b"", array("I"), frozenset(remade), (), {})
    work = SimpleNamespace(frames={"en": Maker(theme, make_site()).frame}, site=make_site(), theme=theme)
    makings: Any = SimpleNamespace(plan=plan, work=work, common="c")
    return [*list_parts(makings, people, before), *names_parts(makings, people, before)]


def units_of(parts: list[Any]) -> dict[str, Unit]:
    return {part.name: Unit(part.digest, ()) for part in parts}


@pytest.fixture(scope="module")
def crowd() -> list[Earner]:
    return many_earners()


@pytest.fixture(scope="module")
def crowded(theme: Theme, crowd: list[Earner], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first page of the list of 10,000 earners, its names and its assets."""
    root = tmp_path_factory.mktemp("crowded")
    made = [
        made
        for part in parts_of(theme, crowd, {}, set())
        if "names" in part.name or "earners" in part.name
        for made in part.make()
    ]
    for path, data in [*made, *theme.assets().items()]:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_the_names_of_ten_thousand_earners_weigh_less_than_150_kb_on_the_wire(crowded: Path) -> None:
    shards = [path.read_bytes() for path in sorted((crowded / "directory").glob("names-*.txt"))]
    assert len(shards) == shards_for(MANY) == 8
    assert sum(shard.count(b"\n") for shard in shards) == MANY
    assert sum(len(gzip.compress(shard)) for shard in shards) <= 150_000


def test_a_new_earner_changes_one_shard_one_group_and_no_more(theme: Theme, crowd: list[Earner]) -> None:
    before = parts_of(theme, crowd, {}, set())
    new = make_earner("new", name="Zoltan Newcomer", handle="zoltan")
    touched = {_group_key(group_of(new.name, depth_for(MANY)))}
    after = parts_of(theme, [*crowd[:-1], new], units_of(before), touched)
    changed = {part.name for part in after if units_of(before).get(part.name) != Unit(part.digest, ())}
    assert {name.partition("-")[0] for name in changed} == {"directory/names", "directory/z/index.html"}
    assert len(changed) == 2


def test_another_number_of_shards_makes_all_of_them_anew(theme: Theme, crowd: list[Earner]) -> None:
    before = parts_of(theme, crowd[: MANY // 2], {}, set())
    after = [part for part in parts_of(theme, crowd, units_of(before), set()) if "names" in part.name]
    lines = [line for part in after for made in part.make() for line in made.data.splitlines()]
    assert len(lines) == MANY


@pytest.mark.parametrize(("earners", "shards"), [(0, 0), (1, 1), (1_500, 1), (1_501, 2), (10_000, 8), (10**7, 1_024)])
def test_the_number_of_shards_follows_from_that_of_earners(earners: int, shards: int) -> None:
    assert shards_for(earners) == shards


def test_a_handle_is_left_out_as_far_as_the_name_tells_it() -> None:
    earners = [
        make_earner("a", name="Ada Quince", handle="ada-quince"),
        make_earner("b", name="Ada Quince", handle="ada-quince-2"),
        make_earner("c", name="Éloïse  Roux", handle="er", language="fr"),
        make_earner("d", name="山田 花子", handle="hanako", language="ja"),
    ]
    assert names_shard(earners, "en").decode() == (
        "Ada Quince\nAda Quince\t~-2\nÉloïse Roux\ter\tfr\n山田 花子\thanako\tja\n"
    )


@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cc"]), max_size=40))
def test_a_slug_has_nothing_but_small_letters_digits_and_single_hyphens(name: str) -> None:
    slug = slug_of(name)
    assert set(slug) <= set(string.ascii_lowercase + string.digits + "-")
    assert "--" not in slug
    assert slug == slug.strip("-")


def test_letters_that_tables_may_disagree_on_make_no_slug() -> None:
    assert slug_of("Ａda") == slug_of("山田") == slug_of("Ada ’Q’") == ""
    assert slug_of("Łukasz Żółć") == "ukasz-zo-c"


# In a browser

TYPED = """async query => {
  const box = document.getElementById('people_box'), results = document.getElementById('people_results');
  box.value = '';
  box.dispatchEvent(new Event('input'));
  box.value = query;
  box.dispatchEvent(new Event('input'));
  for(let turns = 0; !results.firstElementChild && turns < 1000; turns++) await new Promise(done => setTimeout(done));
  return [...results.querySelectorAll('a')].map(a => [a.textContent, a.getAttribute('href')]);
}"""


@pytest.fixture(scope="module")
def address(crowded: Path) -> Iterator[str]:
    with browsers.served(crowded) as url:
        yield f"{url}/earners/"


def loaded(visit: browsers.Visit, url: str) -> None:
    """Open the page, and wait until all names are there."""
    visit.page.goto(url)
    visit.page.focus("#people_box")
    visit.page.wait_for_load_state("networkidle")


@pytest.mark.browser
def test_every_keystroke_brings_results(browser: Browser, address: str, crowd: list[Earner]) -> None:
    # How soon is measured by tools/bench/waiting.py.
    with browsers.opened(browser) as visit:
        loaded(visit, address)
        for query in ("a", "an", "son", "quillf", "花", "佐藤", "zoe quill", *(e.name for e in crowd[:20])):
            assert visit.page.evaluate(TYPED, query), query
        assert visit.troubles() == []


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    return "".join(char for char in apart if unicodedata.category(char)[0] != "M").lower()


@pytest.mark.browser
@pytest.mark.parametrize(
    "query", ["quillfeather", "FEATHER", "ｚｏｅ", "Zoe QUI", "東海林", "海林", "さく", "oëq", "ñez", "ﾊﾅ"]
)
def test_what_is_found_is_what_holds_the_words_whatever_case_width_or_marks(
    query: str, browser: Browser, address: str, crowd: list[Earner]
) -> None:
    wanted = {
        earner.name
        for earner in crowd
        if all(part in folded(f"{earner.name} {earner.handle}") for part in folded(query).split())
    }
    with browsers.opened(browser) as visit:
        loaded(visit, address)
        visit.page.fill("#people_box", query)
        visit.page.wait_for_timeout(50)
        shown = visit.page.locator("#people_results a").all_inner_texts()
        assert set(shown) <= wanted
        assert len(shown) >= min(len(wanted), 50)
        said = visit.page.inner_text("#people_status")
        assert said.startswith("Found:" if wanted else "Nobody of that name")


@pytest.mark.browser
def test_results_lead_to_the_pages_of_earners_with_their_language(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        loaded(visit, address)
        visit.page.fill("#people_box", "quillfeather")
        link = visit.page.locator("#people_results a")
        assert link.get_attribute("href") == "./zoe-q/"
        visit.page.fill("#people_box", "東海林")
        assert (link.get_attribute("href"), link.get_attribute("lang")) == ("./tokairin/", "ja")
        assert visit.troubles() == []


@pytest.mark.browser
def test_every_handle_that_was_left_out_comes_back(browser: Browser, address: str, crowd: list[Earner]) -> None:
    with browsers.opened(browser) as visit:
        loaded(visit, address)
        for earner in crowd[1::400]:
            found = visit.page.evaluate(TYPED, earner.name)
            assert [earner.name, f"./{earner.handle}/"] in found


@pytest.mark.browser
def test_the_keyboard_is_enough(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        loaded(visit, address)
        visit.page.keyboard.type("佐藤")
        assert visit.page.locator("#people_all").is_hidden()
        visit.page.keyboard.press("ArrowDown")
        visit.page.keyboard.press("ArrowDown")
        second = visit.page.locator("#people_results a").nth(1).get_attribute("href")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == second
        visit.page.keyboard.press("ArrowUp")
        visit.page.keyboard.press("ArrowUp")
        assert visit.page.evaluate("document.activeElement.id") == "people_box"
        visit.page.keyboard.press("Escape")
        assert visit.page.input_value("#people_box") == ""
        assert visit.page.locator("#people_all").is_visible()


@pytest.mark.browser
def test_without_script_the_groups_remain_and_no_search_is_shown(browser: Browser, address: str) -> None:
    with browsers.opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(address)
        assert visit.page.locator("#people_search").is_hidden()
        assert visit.page.locator(".initials a").count() > 20


@pytest.mark.browser
def test_names_that_cannot_be_loaded_are_told(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.context.route("**/directory/names-3.txt", lambda route: route.fulfill(status=404, body=""))
        loaded(visit, address)
        visit.page.fill("#people_box", "quill")
        assert "Not all names could be loaded" in visit.page.inner_text("#people_status")


@pytest.mark.browser
def test_of_very_many_names_only_likely_ones_are_loaded_until_all_are_asked_for(
    browser: Browser, crowded: Path, tmp_path: Path
) -> None:
    page = (crowded / "earners/index.html").read_text(encoding="utf-8")
    site = tmp_path / "site"
    site.mkdir()
    for name in ("directory", "assets"):
        (site / name).symlink_to(crowded / name)
    (site / "earners").mkdir()
    changed = page.replace('data-whole="yes"', 'data-whole="no"')
    assert changed != page
    (site / "earners/index.html").write_text(changed, encoding="utf-8")
    with browsers.served(site) as url, browsers.opened(browser) as visit:
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.page.goto(f"{url}/{addresses.earners()}")
        visit.page.fill("#people_box", "zoe")
        visit.page.wait_for_selector("#people_results a")
        assert len([url for url in asked if "names-" in url]) == 1
        assert "begin so" in visit.page.inner_text("#people_status")
        visit.page.fill("#people_box", "quillfeather")
        visit.page.click("#people_everywhere")
        visit.page.wait_for_load_state("networkidle")
        assert visit.page.locator("#people_results a").first.get_attribute("href") == "./zoe-q/"
        assert len([url for url in asked if "names-" in url]) == shards_for(MANY)
