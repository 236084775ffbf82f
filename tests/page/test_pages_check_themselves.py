"""Pages of a built site in a real browser: the panel, the desk on /verify/, the card for other sites."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import projects
from tests.browser import Visit, opened, served
from tests.sitemaking import built_site

pytestmark = pytest.mark.browser

STATES = {
    projects.VALID: "valid",
    projects.VALID_JAPANESE: "valid",
    projects.EXPIRED: "expired",
    projects.REVOKED: "revoked",
    projects.SUSPENDED: "suspended",
    projects.EARLY: "early",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    shutil.copytree(site, tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def visit(browser) -> Iterator[Visit]:  # type: ignore[no-untyped-def]
    with opened(browser, accept_downloads=True) as one:
        yield one


def _settled(visit: Visit, selector: str = "#panel") -> str:
    """The state that the script comes to, waited for without running anything in the page."""
    for _ in range(100):
        state = visit.page.locator(selector).get_attribute("data-state") or ""
        if state not in ("idle", "checking"):
            visit.page.wait_for_timeout(150)  # a state that was built in may still be confirmed
            return visit.page.locator(selector).get_attribute("data-state") or ""
        visit.page.wait_for_timeout(50)
    return "never"


def _panel(visit: Visit, url: str, award: str) -> str:
    visit.page.goto(f"{url}/awards/{award}/")
    return _settled(visit)


@pytest.mark.parametrize(("award", "state"), STATES.items())
def test_an_awards_page_comes_to_the_state_that_the_command_line_gives(
    site: Path, visit: Visit, award: str, state: str
) -> None:
    with served(site) as url:
        assert _panel(visit, url, award) == state
    assert visit.troubles() == []


def test_every_step_is_listed_with_the_lists_own_date_and_the_host(site: Path, visit: Visit) -> None:
    with served(site) as url:
        _panel(visit, url, projects.VALID)
        visit.page.locator("#panel summary").click()
        steps = visit.page.locator("#panel details").inner_text()
    for word in ("file", "form", "issuer", "proof", "status", "dates", "known", "site", "page"):
        assert f"\n{word} ok" in steps, steps
    assert "2026-06-01" in steps and "127.0.0.1" in steps


def test_without_script_nothing_is_green_and_the_way_to_check_is_said(site: Path, browser) -> None:  # type: ignore[no-untyped-def]
    with served(site) as url, opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        assert visit.page.locator("#panel").get_attribute("data-state") == "idle"
        assert "Verified" not in visit.page.content()
        visit.page.goto(f"{url}/awards/{projects.REVOKED}/")
        assert visit.page.locator("#panel").get_attribute("data-state") == "revoked"
        assert "taken by someone else" in visit.page.locator("#panel").inner_text()


def test_a_revoked_badge_keeps_the_date_and_the_reason_once_it_has_been_checked(site: Path, visit: Visit) -> None:
    with served(site) as url:
        assert _panel(visit, url, projects.REVOKED) == "revoked"
        told = visit.page.locator("#panel").inner_text()
    assert "September 1, 2025" in told and "The exam was taken by someone else." in told


def test_a_file_opened_from_the_disk_says_what_could_not_be_checked(site: Path, visit: Visit) -> None:
    visit.page.goto((site / "awards" / projects.VALID / "index.html").as_uri())
    assert _settled(visit) == "unknown"
    assert "opened from a file" in visit.page.locator("#panel").inner_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ada Quince</a></span>", "Eve Quince</a></span>"),
        (">Grafting</h1>", ">Brain surgery</h1>"),
        ('datetime="2025-03-01"', 'datetime="1999-03-01"'),
        ('datetime="2045-03-01"', 'datetime="2999-03-01"'),
    ],
)
def test_a_page_that_shows_something_else_than_its_credential_is_told_off(
    copy: Path, visit: Visit, old: str, new: str
) -> None:
    place = copy / "awards" / projects.VALID / "index.html"
    text = place.read_text(encoding="utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")
    with served(copy) as url:
        assert _panel(visit, url, projects.VALID) == "tampered"
    assert "something else" in visit.page.locator("#panel").inner_text()


def test_a_forged_credential_in_the_page_is_never_green(copy: Path, visit: Visit) -> None:
    place = copy / "awards" / projects.VALID / "index.html"
    text = place.read_text(encoding="utf-8").replace("Ada Quince", "Eve Quince")
    place.write_text(text, encoding="utf-8")
    with served(copy) as url:
        assert _panel(visit, url, projects.VALID) == "tampered"


@pytest.mark.parametrize(
    ("gone", "state"), [("status/revocation-1.json", "unknown"), (".well-known/did.json", "unknown")]
)
def test_what_cannot_be_loaded_is_said_and_is_never_a_no(copy: Path, visit: Visit, gone: str, state: str) -> None:
    (copy / gone).unlink()
    with served(copy) as url:
        assert _panel(visit, url, projects.VALID) == state


def test_a_browser_without_web_cryptography_says_so(site: Path, browser) -> None:  # type: ignore[no-untyped-def]
    with served(site) as url, opened(browser) as visit:
        visit.page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
        visit.page.goto(f"{url}/awards/{projects.VALID}/")
        assert _settled(visit) == "unknown"


def test_the_desk_judges_a_whole_folder_and_gives_it_as_a_table(site: Path, visit: Visit, tmp_path: Path) -> None:
    files = [site / "awards" / award / "badge.png" for award in STATES]
    broken = tmp_path / "=cmd.png"
    broken.write_bytes(files[0].read_bytes()[:-40])
    with served(site) as url:
        visit.page.goto(f"{url}/verify/")
        visit.page.set_input_files("#files", [*files, site / "badges" / "grafting" / "badge.png", broken])
        visit.page.get_by_text(f"2 of {len(files) + 2} verified.").wait_for()
        rows = visit.page.locator("tbody tr")
        shown = [rows.nth(n).get_attribute("data-state") for n in range(rows.count())]
        assert shown == [*STATES.values(), "unreadable", "unreadable"]
        with visit.page.expect_download() as download:
            visit.page.locator("[data-part=csv]").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    assert [row["state"] for row in table] == shown
    assert table[1]["earner"] == "林檎 花子"
    assert table[-1]["file"] == "'=cmd.png", "a spreadsheet must not run it"
    assert visit.troubles() == []


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_the_desk_shows_each_badge_as_a_block_with_its_file_first(
    site: Path, visit: Visit, width: int
) -> None:
    """Nothing is cut off or to be scrolled to, and each cell says what it is."""
    visit.page.set_viewport_size({"width": width, "height": 800})
    with served(site) as url:
        visit.page.goto(f"{url}/verify/")
        for award in (projects.VALID, projects.REVOKED):
            visit.page.set_input_files("#files", site / "awards" / award / "badge.png")
            visit.page.locator("tbody tr").last.locator("details").wait_for()
        visit.page.get_by_text("1 of 2 verified.").wait_for()
        scroller = visit.page.locator("#desk .scroll")
        assert scroller.evaluate("it => it.scrollWidth <= it.clientWidth")
        row = visit.page.locator("tbody tr").first
        cells = row.locator("th, td")
        boxes = [cells.nth(n).bounding_box() for n in range(5)]
        heads = cells.evaluate_all("them => them.map(it => getComputedStyle(it, '::before').content)")
        words = cells.all_inner_texts()
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 5 and tops == sorted(set(tops))
    assert words[0] == "badge.png" and words[1].startswith("Verified")
    assert words[2:4] == ["Grafting", "Ada Quince"] and words[4].startswith("Orchard Guild")
    assert heads == ["none", "none", '"Badge · "', '"Earner · "', '"Issuer · "']


def test_the_desk_takes_pasted_text_and_the_address_of_a_page(copy: Path, visit: Visit) -> None:
    credential = (copy / "awards" / projects.EXPIRED / "credential.json").read_text(encoding="utf-8")
    with served(copy) as url:
        visit.page.goto(f"{url}/verify/")
        for text in (
            json.dumps(json.loads(credential), indent=2),
            f"{projects.BASE_URL}/awards/{projects.VALID}/",
            f"{projects.BASE_URL}/awards/{projects.REVOKED}/credential.json",
        ):
            visit.page.locator("#pasted").fill(text)
            visit.page.locator("[data-part=check]").click()
        visit.page.get_by_text("1 of 3 verified.").wait_for()
        rows = visit.page.locator("tbody tr")
        assert [rows.nth(n).get_attribute("data-state") for n in range(3)] == ["expired", "valid", "revoked"]
        visit.page.locator("[data-part=clear]").click()
        assert rows.count() == 0
    assert visit.troubles() == []


def test_a_badge_of_somebody_else_is_a_stranger_on_this_desk(site: Path, visit: Visit) -> None:
    foreign = projects.REPOSITORY / "tests" / "vectors" / "foreign"
    badges = json.loads((foreign / "manifest.json").read_text(encoding="utf-8"))["badges"]
    # Those whose key is in their own name: nothing has to be read for them.
    strangers = [
        entry for entry in badges if not entry["documents"] and entry["expected_state"] in ("valid", "stranger")
    ]
    assert strangers
    with served(site) as url:
        visit.page.goto(f"{url}/verify/")
        visit.page.set_input_files("#files", [foreign / entry["file"] for entry in strangers])
        visit.page.get_by_text(f"0 of {len(strangers)} verified.").wait_for()
        rows = visit.page.locator("tbody tr")
        shown = {rows.nth(n).get_attribute("data-state") for n in range(rows.count())}
    assert shown <= {"stranger", "unknown"} and "stranger" in shown


def test_the_card_verifies_itself_inside_somebody_elses_page(site: Path, visit: Visit, tmp_path: Path) -> None:
    with served(site) as url, served(tmp_path) as elsewhere:
        frame = f'<iframe src="{url}/embed/#{projects.VALID}" width="440" height="260"></iframe>'
        (tmp_path / "index.html").write_text(f"<!DOCTYPE html><title>x</title>{frame}", encoding="utf-8")
        visit.page.goto(f"{elsewhere}/index.html")
        card = visit.page.frame_locator("iframe").locator("#card")
        card.get_by_text("Verified").wait_for()
        assert card.get_attribute("data-state") == "valid"
        assert "Ada Quince" in card.inner_text()
    assert visit.troubles() == []


LONG_TITLE = "Interdisciplinary Specialisation in the Grafting, Pruning and Lasting Care of Very Old Fruit Trees"


@pytest.fixture(scope="module")
def long_titled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = projects.write_project(tmp_path_factory.mktemp("long"))
    told = project / "content" / "achievements" / "grafting" / "achievement.md"
    told.write_text(told.read_text(encoding="utf-8").replace('"Grafting"', f'"{LONG_TITLE}"', 1), encoding="utf-8")
    return built_site(project)


@pytest.mark.parametrize("width", [300, 320, 440])
def test_a_card_with_a_long_title_keeps_its_picture_in_shape_and_its_verdict_in_view(
    long_titled: Path, visit: Visit, width: int
) -> None:
    """The frame is 220 px high, and a note says that the key is published."""
    visit.page.set_viewport_size({"width": width, "height": 220})
    with served(long_titled) as url:
        visit.page.goto(f"{url}/embed/#{projects.VALID}")
        assert _settled(visit, "#card") == "valid"
        visit.page.wait_for_function("document.querySelector('img').complete")
        boxes = {part: visit.page.locator(part).bounding_box() for part in ("#card img", "h1", ".verdict h2", ".demo")}
        line = float(visit.page.evaluate("parseFloat(getComputedStyle(document.querySelector('h1')).lineHeight)"))
    picture, title, verdict = boxes["#card img"], boxes["h1"], boxes[".verdict h2"]
    assert picture and title and verdict and boxes[".demo"]
    assert picture["width"] == pytest.approx(picture["height"], abs=1)
    assert title["height"] <= 2 * line + 1
    assert verdict["y"] + verdict["height"] <= 220
    assert visit.troubles() == []


def test_the_link_of_a_card_says_where_it_leads_with_and_without_script(site: Path, visit: Visit, browser) -> None:  # type: ignore[no-untyped-def]
    with served(site) as url, opened(browser, java_script_enabled=False) as bare:
        visit.page.goto(f"{url}/embed/#{projects.VALID}")
        assert _settled(visit, "#card") == "valid"
        link = visit.page.locator("#card a")
        assert link.inner_text() == "Open the badge’s page"
        assert (link.get_attribute("href") or "").endswith(f"/awards/{projects.VALID}/")
        bare.page.goto(f"{url}/embed/#{projects.VALID}")
        assert bare.page.locator("#card a").inner_text() == "Go to Orchard Guild badges"
        bare.page.locator("#card a").evaluate("link => link.removeAttribute('target')")
        bare.page.locator("#card a").click()
        assert bare.page.url.rstrip("/") == url


@pytest.mark.parametrize("fragment", ["", "#", "#../../x", "#0000000000000zzz", "#%00"])
def test_a_card_about_no_badge_says_so(site: Path, visit: Visit, fragment: str) -> None:
    with served(site) as url:
        visit.page.goto(f"{url}/embed/{fragment}")
        assert _settled(visit, "#card") in ("unreadable", "unknown")


def test_no_page_asks_for_anything_but_its_own_site(site: Path, visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    with served(site) as url:
        for path in ("", "badges/", "verify/", f"awards/{projects.VALID}/", f"embed/#{projects.VALID}", "earners/"):
            visit.page.goto(f"{url}/{path}")
            visit.page.wait_for_timeout(300)
        assert asked and all(address.startswith(url) for address in asked)
    assert visit.troubles() == []
