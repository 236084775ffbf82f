from __future__ import annotations

from pathlib import Path

import pytest

from generator import addresses
from generator.pages.frame import POLICY, Here, mail_link
from generator.pages.render import Theme, packaged_theme
from tests.pages.sample import Maker, make_site

THREE = ("en", "ja", "zh-Hans")


@pytest.fixture
def wide_theme(tmp_path: Path) -> Theme:
    """A theme with a few words of two more languages."""
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/ja.toml").write_text('nav = { badges = "バッジ" }\n', encoding="utf-8")
    (tmp_path / "phrases/zh-Hans.toml").write_text('nav = { badges = "徽章" }\n', encoding="utf-8")
    return Theme([packaged_theme(), tmp_path])


def test_the_policy_is_the_one_of_the_design() -> None:
    assert POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_pages_link_in_the_readers_language_and_files_have_none(wide_theme: Theme) -> None:
    here = Here(Maker(wide_theme, make_site(THREE), language="zh-Hans").frame, "awards/x/")
    assert here.page(addresses.catalogue()) == "../../badges/"
    assert here.page(addresses.home()) == "../../"
    assert here.file("awards/x/badge.png") == "../../../awards/x/badge.png"
    assert here.page(here.path, language="en") == "../../../awards/x/"
    assert here.page(here.path, language="ja") == "../../../ja/awards/x/"
    assert here.url() == "https://badges.example.org/zh-hans/awards/x/"


def test_a_page_in_several_languages_names_all_its_versions(wide_theme: Theme) -> None:
    page = Maker(wide_theme, make_site(THREE), language="ja").award().page
    assert [(t.tag, t.name, t.url, t.current) for t in page.tongues] == [
        ("en", "English", "https://badges.example.org/awards/7f3k9q2m4c8w1x0z/", False),
        ("ja", "日本語", "https://badges.example.org/ja/awards/7f3k9q2m4c8w1x0z/", True),
        ("zh-Hans", "简体中文", "https://badges.example.org/zh-hans/awards/7f3k9q2m4c8w1x0z/", False),
    ]
    assert page.canonical == page.tongues[1].url
    assert page.default_url == page.tongues[0].url
    html = wide_theme.render(Maker(wide_theme, make_site(THREE), language="ja").award()).decode()
    assert html.count('hreflang="x-default"') == 1
    assert html.count('<link rel="alternate" hreflang=') == 4
    assert '<meta property="og:locale" content="ja_JP">' in html
    assert html.count('property="og:locale:alternate"') == 2


def test_a_site_in_one_language_speaks_of_no_others(make: Maker) -> None:
    html = make.render(make.award())
    assert "hreflang" not in html
    assert "og:locale:alternate" not in html
    assert 'aria-label="Languages"' not in html


def test_a_missing_phrase_is_marked_as_english(wide_theme: Theme) -> None:
    html = wide_theme.render(Maker(wide_theme, make_site(THREE), language="ja").award()).decode()
    assert '<html lang="ja">' in html
    assert ">バッジ</a>" in html
    assert '<h2 id="download"><span lang="en">Download</span></h2>' in html
    assert 'aria-label="Main"' in html


def test_the_page_for_unknown_addresses_links_from_the_root(theme: Theme) -> None:
    make = Maker(theme, make_site(base_url="https://example.org/guild/badges"))
    view = make.whole()["404.html"]
    assert view.page.home == "/guild/badges/"
    assert view.page.stylesheet.startswith("/guild/badges/assets/style.")
    html = make.render(view)
    assert "../" not in html
    assert 'href="/guild/badges/verify/"' in html
    assert "canonical" not in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://badges.example.org/", "../../"),
        ("https://badges.example.org", "../../"),
        ("https://badges.example.org/about/", "https://badges.example.org/about/"),
        ("HTTP://example.com/x", "HTTP://example.com/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.com", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(make: Maker, url: str, link: str) -> None:
    assert Here(make.frame, "awards/x/").link(url) == link


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({}, "mailto:help@example.org"),
        ({"support_url": "https://example.org/help"}, "https://example.org/help"),
        ({"support_email": ""}, "mailto:badges@example.org"),
    ],
)
def test_questions_go_to_support_else_to_the_issuer(theme: Theme, changes, contact: str) -> None:
    assert Maker(theme, make_site(**changes)).award().page.contact == contact


def test_an_address_cannot_add_to_a_mail() -> None:
    assert mail_link("a?bcc=x&b@example.org") == "mailto:a%3Fbcc%3Dx%26b@example.org"


def test_a_site_signed_with_the_published_key_says_so_on_every_page(theme: Theme) -> None:
    words = "Demonstration site: signed with a published key; nothing here proves anything about anyone."
    demo, real = Maker(theme, make_site(), demo=True), Maker(theme, make_site())
    assert all(words in demo.render(view) for view in demo.whole().values())
    assert not any("Demonstration" in real.render(view) for view in real.whole().values())


def test_the_issuers_picture_is_shown_where_there_is_one(theme: Theme) -> None:
    site = make_site()
    with_logo = Maker(theme, make_site(issuer=type(site.issuer)(site.issuer.name, site.issuer.url, image="issuer.png")))
    logo = '<img src="../issuer.png" width="36" height="36" alt="">'
    assert logo in with_logo.files()["verify/index.html"].decode()
    assert logo not in with_logo.render(with_logo.award())  # the picture there is that of the badge
    assert Maker(theme, site).award().page.logo == ""


def test_the_section_of_a_page_is_marked_in_the_navigation(make: Maker) -> None:
    whole = make.whole()
    current = {path: [s.key for s in view.page.sections if s.current] for path, view in whole.items()}
    assert current["badges/"] == current["badges/river-keeper/"] == ["badges"]
    assert current["earners/alice-martin/"] == ["earners"]
    assert current[""] == current["awards/7f3k9q2m4c8w1x0z/"] == []
    assert [s.current for s in whole["badges/"].page.sections] == ["page", "", ""]
    assert [s.current for s in whole["badges/river-keeper/"].page.sections] == ["true", "", ""]
