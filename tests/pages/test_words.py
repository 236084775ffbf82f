"""Pages of words: what the organisation has written, whom to ask, what is published of people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model import NO_SUPPORT, Edition, WrittenPage
from generator.pages import views
from generator.pages.markdown import Headed, render_own
from generator.pages.render import Theme, packaged_theme
from generator.pages.written import resolve
from tests import browser as browsers
from tests.pages.sample import HERE, Maker, make_award, make_site
from tests.pages.test_pages import write
from tests.published import Page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ID = make_award().id


def page_of(*editions: Edition, **more) -> WrittenPage:
    return WrittenPage("history", editions, HERE, **more)


def english(body: str, revision: int = 1) -> Edition:
    return Edition("en", "Our history", "", body, revision)


@pytest.fixture
def french(tmp_path: Path) -> Maker:
    """The sample organisation in French, of which the theme has no words."""
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/fr.toml").write_text("", encoding="utf-8")
    return Maker(Theme([packaged_theme(), tmp_path]), make_site(("en", "fr")), "fr")


# Pages of the organisation's own


def test_references_become_links_in_the_readers_language(french: Maker) -> None:
    body = "[a](badge:cloud-data-steward) [b](page:faq#claim) [c](page:history) [d](page:privacy)"
    view = views.written_view(french.frame, page_of(english(body)))
    page = Page("fr/history/", french.render(view))
    links = [a.attributes["href"] for a in page.all("a") if a.text in ("a", "b", "c", "d")]
    assert links == ["../badges/cloud-data-steward/", "../faq/#claim", "./", "../privacy/"]


def test_a_page_that_a_language_lacks_is_shown_marked_and_says_so(french: Maker) -> None:
    view = views.written_view(french.frame, page_of(english("Long ago.")))
    html = french.render(view)
    assert '<h1 dir="auto" lang="en">Our history</h1>' in html
    assert '<div class="prose own" dir="auto" lang="en"><p>Long ago.</p></div>' in html
    assert view.written.shown_in is not None
    assert view.written.shown_in.text == "English"
    assert "no version of this page in your language yet" in html


def test_a_translation_that_is_behind_says_so_with_the_way_to_the_newest(french: Maker) -> None:
    old = Edition("fr", "Notre histoire", "", "Jadis.", 1)
    assert views.written_view(french.frame, page_of(english("x", 1), old)).written.newest == ""
    view = views.written_view(french.frame, page_of(english("x", 3), old))
    assert view.written.newest == "../../history/"
    assert 'href="../../history/"' in french.render(view)


def test_headings_are_anchors_that_link_to_themselves_and_stand_in_the_contents(make: Maker) -> None:
    page = Page("faq/", make.render(make.whole()["faq/"]))
    ids = [
        element.attributes["id"]
        for element in page.elements
        if element.tag in ("h2", "h3") and "_" not in element.attributes["id"]
    ]
    assert ids == ["claim", "and-after-that", "mine"]
    for name in ids:
        assert len([a for a in page.all("a") if a.attributes["href"] == f"#{name}"]) == 2


def test_no_contents_are_shown_where_none_are_wanted(make: Maker) -> None:
    view = views.written_view(make.frame, page_of(english("## A\n\n## B")))
    assert view.written.contents == ()
    assert 'class="contents"' not in make.render(view)


def test_a_text_longer_than_markdown_is_read_at_once_stays_markdown(make: Maker) -> None:
    body = "\n\n".join(f"## Question {n}\n\n{'An *answer* in words. ' * 40}" for n in range(200))
    view = views.written_view(make.frame, page_of(english(body), contents=True))
    assert len(view.written.contents) == 200
    assert view.written.prose.html.count("<em>") == 200 * 40


def test_the_navigation_and_the_footer_lead_to_pages_of_words(make: Maker) -> None:
    leads = make.award().page.leads
    assert [(lead.title.text, lead.href, lead.in_nav) for lead in leads] == [
        ("Questions", "../../faq/", True),
        ("Help with a badge", "../../support/", False),
        ("Privacy and data", "../../privacy/", False),
    ]
    html = make.render(make.award())
    assert html.index('href="../../faq/"') < html.index("<main")
    assert html.index('href="../../privacy/"') > html.index("<footer")


@given(st.text(max_size=300))
def test_whatever_is_written_stays_harmless(text: str) -> None:
    names: list[Headed] = []
    html = render_own(text, lambda href: "../x/", 1, names)
    page = Page("x/", html)
    for element in page.elements:
        assert element.tag not in ("script", "img", "style", "iframe", "form", "svg", "h1")
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        href = element.attributes.get("href", "https://")
        assert href.startswith(("https://", "http://", "mailto:", "../x/", "#")) or href.lower().startswith(
            ("http", "mailto")
        )
    assert len({named.id for named in names}) == len(names)


def test_links_that_are_no_references_and_no_addresses_become_words(make: Maker) -> None:
    html = render_own("[a](../secret/) [b](javascript:alert) [c](page:faq)", lambda href: "", 1)
    assert html == "<p>a b c</p>"


def test_only_references_are_resolved(make: Maker) -> None:
    here = views.written_view(make.frame, page_of(english("x")))
    assert here.page.leads
    from generator.pages.frame import Here

    assert resolve(Here(make.frame, "history/"), "https://example.org/") == ""


# Whom to ask


def mails(view: views.SupportView) -> dict[tuple[str, int], tuple[str, dict[str, list[str]]]]:
    """The mail links of the page by problem and channel: whom to, and what is filled in."""
    return {
        (problem.key, route.channel): (unquote(urlsplit(route.mail).path), parse_qs(urlsplit(route.mail).query))
        for problem in view.problems
        for route in problem.routes
        if route.mail
    }


def test_each_problem_and_channel_has_somebody_to_ask(make: Maker) -> None:
    view = views.support_view(make.frame)
    assert {key: to for key, (to, _) in mails(view).items()} == {
        ("missing", 1): "office@example.org",
        ("missing", 2): "schools@example.org",
        ("name", 0): "office@example.org",
        ("", 0): "help@example.org",
    }


def test_a_mail_is_filled_in_with_what_is_known(make: Maker) -> None:
    _, filled = mails(views.support_view(make.frame))["missing", 2]
    assert filled["subject"] == ["No badge came – Badges of Nordlys Institute"]
    assert filled["body"][0].split("\r\n")[:4] == [
        "Badge: (please put the address of its page here)",
        "How I came by it: At a school",
        "Language of the page: en",
        "",
    ]


def test_where_there_is_nobody_to_ask_there_is_no_page_and_no_link_to_it(theme: Theme) -> None:
    site = make_site(support_email="")
    frame = replace(Maker(theme, site).frame, pages=(), support=NO_SUPPORT)
    assert frame.asks
    bare = replace(frame, site=replace(site, issuer=replace(site.issuer, email="")))
    assert not bare.asks
    assert [lead.title.text for lead in views.privacy_view(bare, has_profiles=False).page.leads] == ["Privacy and data"]


def test_a_badges_page_links_to_support_with_its_id_and_offers_no_button_without_script(make: Maker) -> None:
    page = Page(f"awards/{ID}/", make.render(make.award()))
    (link,) = [a for a in page.all("a") if a.attributes.get("id") == "ask-link"]
    assert link.attributes["href"] == f"../../support/#{ID}"
    (button,) = [b for b in page.all("button") if b.attributes.get("id") == "diagnostics"]
    assert "hidden" in next(p for p in page.all("p") if p.number == button.number - 1).attributes


# What is published


def published(make: Maker, has_profiles: bool = True) -> list[str]:
    view = views.privacy_view(make.frame, has_profiles=has_profiles)
    return [fact.what.rpartition(".")[2] for fact in view.published]


def test_what_is_published_follows_from_the_settings(theme: Theme) -> None:
    plain = ["award", "credential", "evidence", "did", "standing", "status"]
    people = ["profile", "list", "search"]
    assert published(Maker(theme, make_site()), has_profiles=False) == plain
    assert published(Maker(theme, make_site())) == plain + people
    assert "older" in published(Maker(theme, make_site(open_badges_2=True)))
    hashed = Maker(theme, make_site(email_hash=True))
    assert "hash" in published(hashed)
    html = hashed.render(views.privacy_view(hashed.frame, has_profiles=True))
    assert "No e-mail address of an earner</li>" in html
    assert "no hash of one" not in html


def test_who_is_asked_about_data_is_the_issuer(make: Maker) -> None:
    html = make.render(make.whole()["privacy/"])
    assert 'href="mailto:badges@example.org">badges@example.org</a>' in html


# In a browser


@pytest.fixture(scope="module")
def address(theme: Theme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("words")
    write(Maker(theme, make_site()).files(), folder)
    with browsers.served(folder) as url:
        yield url


@pytest.mark.browser
def test_the_badge_in_the_address_goes_into_the_mails(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.goto(f"{address}/support/#{ID}")
        visit.page.wait_for_selector("#about_award a")
        assert visit.page.inner_text("#about_award") == f"This is about the badge {ID}."
        assert visit.page.get_attribute("#about_award a", "href") == f"../awards/{ID}/"
        hrefs = visit.page.eval_on_selector_all(".route a[href^='mailto:']", "all => all.map(a => a.href)")
        assert len(hrefs) == 4
        assert all(f"Badge: https://badges.example.org/awards/{ID}/\r\n" in unquote(href) for href in hrefs)
        visit.page.goto(f"{address}/support/#{'z' * 16}")
        assert f"{'z' * 16}" in unquote(visit.page.get_attribute(".route a", "href") or "")
        for other in ("", "#problem_name", "#<b>x</b>"):
            visit.page.goto(f"{address}/verify/")
            visit.page.goto(f"{address}/support/{other}")
            assert visit.page.locator("#about_award").is_hidden()
        assert visit.troubles() == []


@pytest.mark.browser
def test_a_link_to_a_problem_shows_what_is_inside(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.goto(f"{address}/support/#problem_missing")
        assert visit.page.locator("#problem_missing .route").first.is_visible()
        assert visit.page.locator("#problem_name .route").first.is_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_channel_and_a_problem_are_chosen_with_and_without_script(
    script: bool, browser: Browser, address: str
) -> None:
    with browsers.opened(browser, java_script_enabled=script) as visit:
        visit.page.goto(f"{address}/support/")
        visit.page.click("#problem_missing summary")
        assert visit.page.locator("#problem_missing .route:visible").count() == 2
        visit.page.get_by_label("At a school").check()
        assert visit.page.locator("#problem_missing .route:visible").all_inner_texts()[0].startswith("At a school")
        assert visit.page.locator("#problem_missing .route:visible").count() == 1
        visit.page.click("#problem_name summary")
        assert visit.page.locator("#problem_name .route:visible").count() == 1
        assert visit.page.locator("#problem_missing .route:visible").count() == 0


@pytest.mark.browser
def test_diagnostics_say_what_support_wants_to_know_and_name_nobody(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit.page.goto(f"{address}/awards/{ID}/?utm=1#criteria")
        visit.page.wait_for_selector("#panel:not([data-state=checking])")
        visit.page.click("#diagnostics")
        visit.page.wait_for_selector("#diagnostics-text:visible")
        text = visit.page.inner_text("#diagnostics-text")
        assert visit.page.evaluate("navigator.clipboard.readText()") == text
        said = dict(line.split(": ", 1) for line in text.splitlines())
        assert said["Badge"] == ID
        assert said["Address"] == f"{address}/awards/{ID}/"
        assert said["Page language"] == "en"
        assert said["State shown"] == visit.page.get_attribute("#panel", "data-state")
        assert said["Browser"] == "can check signatures here"
        assert not {"Alice", "Martin"} & set(text.split())
        assert visit.page.inner_text("#diagnostics-status") == "Copied. It says:"


@pytest.mark.browser
def test_without_a_clipboard_the_diagnostics_are_shown_to_be_copied(browser: Browser, address: str) -> None:
    with browsers.opened(browser) as visit:
        visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        visit.page.goto(f"{address}/awards/{ID}/")
        visit.page.click("#diagnostics")
        visit.page.wait_for_selector("#diagnostics-text:visible")
        assert visit.page.inner_text("#diagnostics-status") == "Copy this:"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["faq/", "support/", "privacy/", "earners/", "404.html"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_of_words_is_wider_than_its_window(path: str, width: int, browser: Browser, address: str) -> None:
    with browsers.opened(browser, viewport={"width": width, "height": 800}) as visit:
        visit.page.goto(f"{address}/{path}")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
