"""Sharing an award: every link parsed back, months, what is offered when, and the texts to copy."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from markdown import markdown
from msgspec.structs import replace

from generator.model import PLACES, EventKind, Sharing, Text, Visibility
from generator.pages.share import Share, ShareLink, Shown, linkedin_link
from generator.pages.views import AwardView
from tests.pages.sample import Maker, at, event, make_achievement, make_award, make_earner, make_site

NAMES = [
    "Cloud Data Steward",
    "R&D + Q&A = 100 %",
    "\"Quotes\" & 'apostrophes' <b>",
    "クラウド　データ管理士 王小明",
    "🎓 Émile’s #1; a=b?c=d/e\\f",
    "http://elsewhere.example/?x=%26&y",
]
URL = "https://badges.example.org/awards/7f3k9q2m4c8w1x0z/"
EVERYWHERE = Sharing(to=(("", PLACES),))


def view_of(make: Maker, name: str = NAMES[0], **changes: object) -> AwardView:
    return make.award(make_award(**changes), make_achievement(name=Text.of(name)))


def shared(make: Maker, name: str = NAMES[0], issuer: str = "", **changes: object) -> Share:
    site = replace(make.site, share=EVERYWHERE)
    if issuer:
        site = replace(site, issuer=replace(site.issuer, name=Text.of(issuer)))
    share = view_of(Maker(make.theme, site, make.language, make.demo), name, **changes).share
    assert share is not None
    return share


def asked(share: Share, place: str) -> tuple[str, dict[str, str]]:
    """Where a link leads, and what it says there."""
    (href,) = [link.href for link in share.links if link.place == place]
    assert href.isascii() and not set(href) & set(" \"'<>\\^`{|}")
    parts = urlsplit(href)
    pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return f"{parts.scheme}:{'//' if parts.netloc else ''}{parts.netloc}{parts.path}", dict(pairs)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_says_what_was_meant_whatever_the_names_hold(make: Maker, name: str) -> None:
    share = shared(make, name, issuer=name[::-1])
    title = f"{name}, awarded by {name[::-1]}"
    assert {link.place for link in share.links} == set(PLACES) - {"device"}
    assert asked(share, "linkedin-post") == ("https://www.linkedin.com/sharing/share-offsite/", {"url": URL})
    assert asked(share, "facebook") == ("https://www.facebook.com/sharer/sharer.php", {"u": URL})
    assert asked(share, "x") == ("https://x.com/intent/tweet", {"text": title, "url": URL})
    assert asked(share, "line") == ("https://social-plugins.line.me/lineit/share", {"url": URL, "text": title})
    assert asked(share, "weibo") == ("https://service.weibo.com/share/share.php", {"url": URL, "title": title})
    assert asked(share, "bluesky") == ("https://bsky.app/intent/compose", {"text": f"{title} {URL}"})
    there, mail = asked(share, "email")
    assert (there, mail["subject"]) == ("mailto:", title)
    assert mail["body"].split("\r\n") == [f"{title}. See it, and check that it is genuine:", "", URL]
    assert asked(share, "linkedin") == (
        "https://www.linkedin.com/profile/add",
        {
            "startTask": "CERTIFICATION_NAME",
            "name": name,
            "organizationName": name[::-1],
            "issueYear": "2026",
            "issueMonth": "11",
            "expirationYear": "2029",
            "expirationMonth": "10",
            "certUrl": URL,
            "certId": "7f3k9q2m4c8w1x0z",
        },
    )


@pytest.mark.parametrize(
    ("day", "month"),
    [("2026-01-01", ("2026", "1")), ("2026-12-31T23:59:59", ("2026", "12")), ("2025-09-30", ("2025", "9"))],
)
def test_months_count_from_one_and_have_no_zero(make: Maker, day: str, month: tuple[str, str]) -> None:
    said = asked(shared(make, awarded_at=at(day), expires_at=at(day)), "linkedin")[1]
    assert (said["issueYear"], said["issueMonth"]) == month
    assert (said["expirationYear"], said["expirationMonth"]) == month


def test_an_award_without_an_end_says_nothing_of_one(make: Maker) -> None:
    share = shared(make, expires_at=None)
    assert not [key for key in asked(share, "linkedin")[1] if key.startswith("expiration")]
    assert [field.key for field in share.linkedin] == ["name", "organization", "issued", "id", "url"]


def test_an_organisation_with_a_number_is_named_by_it_alone() -> None:
    shown = Shown("N", "I", "7f3k9q2m4c8w1x0z", URL, date(2026, 3, 1), None)
    said = dict(parse_qsl(urlsplit(linkedin_link(shown, "1234567")).query))
    assert said["organizationId"] == "1234567"
    assert "organizationName" not in said


@pytest.mark.parametrize(
    ("award", "offered"),
    [
        ({}, True),
        ({"expires_at": at("2026-01-01")}, True),  # genuine all the same, and its page says that it has expired
        ({"visibility": Visibility.UNLISTED}, False),
        ({"events": (event(EventKind.REVOKED, "2026-11-02"),)}, False),
        ({"events": (event(EventKind.SUSPENDED, "2026-11-02"),)}, False),
        ({"events": (event(EventKind.SUSPENDED, "2026-11-02"), event(EventKind.REINSTATED, "2026-11-03"))}, True),
    ],
)
def test_only_a_public_award_in_good_standing_is_offered(make: Maker, award: dict[str, object], offered: bool) -> None:
    view = view_of(make, **award)
    page = make.render(view)
    assert (view.share is not None, bool(view.embed)) == (offered, offered)
    assert ("linkedin.com" in page, "share-box" in page, "&lt;iframe" in page) == (offered,) * 3
    assert view.code is not None and view.code.path in page


@pytest.mark.parametrize(
    ("sharing", "language", "places"),
    [
        (Sharing(), "zh-Hans", ["weibo", "linkedin", "email"]),
        (Sharing(), "en", ["linkedin", "linkedin-post", "facebook", "x", "bluesky", "email"]),
        (Sharing(to=(("", ("email", "x")),)), "ja", ["email", "x"]),
        (Sharing(to=(("ja", ("line",)),)), "ja", ["line"]),
        (Sharing(to=(("en", ("line",)),)), "zh-Hant", ["line", "facebook", "linkedin", "linkedin-post", "x", "email"]),
        (Sharing(to=(("", ()),)), "en", []),
    ],
)
def test_places_are_those_of_the_readers_language_or_of_the_site(
    make: Maker, sharing: Sharing, language: str, places: list[str]
) -> None:
    site = make_site(("en", "ja", "zh-Hans", "zh-Hant"), share=sharing)
    share = view_of(Maker(make.theme, site, language)).share
    assert share is not None
    assert [link.place for link in share.links] == places
    assert bool(share.linkedin) == ("linkedin" in places)


def test_a_post_leads_to_the_readers_language_and_what_lasts_to_the_address_that_never_moves(make: Maker) -> None:
    make = Maker(make.theme, make_site(("en", "ja"), share=EVERYWHERE), "ja")
    view = view_of(make)
    assert view.share is not None
    japanese = "https://badges.example.org/ja/awards/7f3k9q2m4c8w1x0z/"
    assert asked(view.share, "facebook")[1] == {"u": japanese}
    assert asked(view.share, "linkedin")[1]["certUrl"] == URL
    texts = {one.key: one.text for one in view.embed}
    assert all(URL in texts[key] for key in ("picture", "signature", "markdown", "line"))
    assert 'src="https://badges.example.org/ja/embed/#7f3k9q2m4c8w1x0z"' in texts["card"]


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", NAMES)
def test_texts_to_copy_hold_exactly_the_names(make: Maker, name: str) -> None:
    texts = {one.key: one.text for one in view_of(make, name).embed}
    alt = f"{name}, a badge of Nordlys Institute"
    for key in ("picture", "signature"):
        (image,) = [attributes for tag, attributes in _Tags(texts[key]).tags if tag == "img"]
        assert image["alt"] == alt
        assert image["src"] == "https://badges.example.org/badges/cloud-data-steward/badge.png"
        assert image["width"] and image["height"]
    assert {tag for tag, _ in _Tags(texts["signature"]).tags} == {"table", "tr", "td", "a", "img", "br"}
    assert _Tags(texts["signature"]).text.split("\n") == ["", "", f"{name}Nordlys Institute, November 2026", ""]
    shown = _Tags(markdown(texts["markdown"])).tags
    assert [tag for tag, _ in shown] == ["p", "a", "img"]
    assert (shown[1][1]["href"], shown[2][1]["alt"]) == (URL, alt)
    assert texts["line"] == f"{name}, Nordlys Institute, November 2026. {URL}"
    assert _Tags(texts["card"]).tags[0][1]["title"] == alt


def test_a_signature_with_a_drawing_has_no_picture(make: Maker) -> None:
    art = replace(make_achievement().art, path="achievements/cloud-data-steward/badge.svg")
    view = make.award(make_award(), make_achievement(art=art))
    texts = {one.key: one.text for one in view.embed}
    assert "<img" not in texts["signature"]
    assert "badge.svg" in texts["picture"]


def test_links_name_no_earner(make: Maker) -> None:
    share = shared(make)
    said = [*share.links, *share.linkedin, share.title, share.url]
    assert "Alice" not in str(said)
    assert isinstance(share.links[0], ShareLink)
    assert make_earner().name.startswith("Alice")
