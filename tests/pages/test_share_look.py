"""Sharing in a browser: copying, the device's own way, what goes when a badge is withdrawn, the code on screen and paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image

from generator.model import PLACES, Sharing
from generator.pages.render import Theme
from tests import browser as browsers
from tests.pages.sample import Maker, make_site
from tests.pages.test_look import AWARD, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

URL = f"https://badges.example.org/{AWARD}"


@pytest.fixture(scope="module")
def site(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("share")
    write(Maker(theme, make_site(share=Sharing(to=(("", PLACES),)))).files(), folder)
    with browsers.served(folder) as url:
        yield url


def shown_codes(page: Page) -> list[str]:
    """What a reader that others wrote finds on the page as it is shown."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_every_text_can_be_copied_and_the_page_says_so(browser: Browser, site: str) -> None:
    with browsers.opened(browser, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.page
        page.goto(f"{site}/{AWARD}")
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        buttons = page.locator(".copy")
        assert buttons.count() == 6 + 5 + 1  # fields of LinkedIn, texts, the address
        copied = []
        for at in range(buttons.count()):
            buttons.nth(at).click()
            page.locator("#copied", has_text="Copied").wait_for(state="attached")
            assert buttons.nth(at).inner_text() == "Copied"
            copied.append(page.evaluate("navigator.clipboard.readText()"))
            page.evaluate("document.getElementById('copied').textContent = ''")
        wanted = [
            page.text_content(f"#{id}")
            for id in page.eval_on_selector_all(".copy", "all => all.map(button => button.dataset.copy)")
        ]
        assert copied == wanted
        assert {"Cloud Data Steward", "November 2026", URL} <= set(copied)
        assert visit.troubles() == []


def test_without_script_links_stay_and_no_button_pretends(browser: Browser, site: str) -> None:
    with browsers.opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        assert visit.page.locator(".places a:visible").count() == len(PLACES) - 1
        assert visit.page.locator("button:visible").count() == 0


def test_the_devices_own_way_is_offered_where_there_is_one(browser: Browser, site: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.add_init_script("navigator.share = data => { window.given = data; return Promise.resolve(); }")
        visit.page.goto(f"{site}/{AWARD}")
        visit.page.click("[data-share-url]")
        assert visit.page.evaluate("window.given") == {
            "title": "Cloud Data Steward, awarded by Nordlys Institute",
            "url": URL,
        }


@pytest.mark.parametrize("state", ["revoked", "suspended", "tampered"])
def test_a_badge_that_turns_out_to_be_withdrawn_is_offered_no_more(browser: Browser, site: str, state: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        assert visit.page.is_visible("#share-box") and visit.page.is_visible("#embed-box")
        visit.page.evaluate(f"document.getElementById('panel').dataset.state = '{state}'")
        visit.page.wait_for_selector("#share-box", state="hidden")
        assert not visit.page.is_visible("#embed-box")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_is_read_from_the_screen_and_from_paper(browser: Browser, site: str, scheme: str) -> None:
    with browsers.opened(browser, color_scheme=scheme, viewport={"width": 390, "height": 844}) as visit:
        visit.page.goto(f"{site}/{AWARD}")
        assert shown_codes(visit.page) == [URL]
        visit.page.emulate_media(media="print")
        assert shown_codes(visit.page) == [URL]
