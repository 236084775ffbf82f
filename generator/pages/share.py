"""Showing an award elsewhere: plain links that open another site's form with everything filled in.

    linkedin        a new entry in the profile; LinkedIn does not always fill its form, so each field can be copied
    linkedin-post   and facebook, x, line, weibo, bluesky: a post that leads here
    email           a new mail, to nobody yet
    device          what the reader's own device offers; a button for the page's script

Every value is percent-encoded, so a name may hold anything. Texts name the badge and the issuer, never the earner: who
shares says whose it is. Months count from 1. A post leads to the page in the reader's language; what is meant to last
(an entry in a profile) has the address without a language, which never moves.

Only a public award in good standing is offered: who keeps an award unlisted has not chosen to hand its address to
others, and one that is revoked or on hold is nothing to show. Conventions: FORMATS 2, DESIGN-UX 5.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlencode

from msgspec import Struct

from generator.pages.frame import Here

_LINES = "\r\n"  # of the body of a mail: RFC 6068
_LINKEDIN = "https://www.linkedin.com/profile/add"


class ShareLink(Struct, frozen=True):
    """A place to show the award: the phrase under `share.to` that names it, and the link."""

    place: str
    href: str


class CopyText(Struct, frozen=True):
    """A text to take away: the phrase that names it, and the text."""

    key: str
    text: str


class Share(Struct, frozen=True):
    """All ways to show an award. `linkedin` has the fields of its form, and is empty where it is not offered.

    `device`: the reader's device may be asked, with `title` and `url`.
    """

    links: tuple[ShareLink, ...]
    linkedin: tuple[CopyText, ...]
    device: bool
    title: str
    url: str


class Shown(Struct, frozen=True):
    """What there is to show: the badge and its issuer in the reader's language, its id and its days."""

    name: str
    issuer: str
    award_id: str
    permanent: str  # the address of its page that never moves
    issued: date
    expires: date | None


def make_share(here: Here, shown: Shown) -> Share:
    """The ways that the site offers to readers of this language."""
    sharing = here.frame.site.share
    places = sharing.places(here.frame.language)
    title = here.frame.say("share.title", name=shown.name, issuer=shown.issuer)
    post = _Post(here.url(), title, here.frame.say("share.mail", name=shown.name, issuer=shown.issuer))
    entry = linkedin_link(shown, sharing.linkedin_organization)
    links = {place: make(post) for place, make in _POSTS.items()} | {"linkedin": entry}
    return Share(
        links=tuple(ShareLink(place, links[place]) for place in places if place in links),
        linkedin=_linkedin_fields(here, shown) if "linkedin" in places else (),
        device="device" in places,
        title=title,
        url=here.url(),
    )


def linkedin_link(shown: Shown, organization: str) -> str:
    """A new entry in somebody's LinkedIn profile. `organization` is the issuer's number there, "" for its name."""
    issuer = ("organizationId", organization) if organization else ("organizationName", shown.issuer)
    parts = [
        _query(("startTask", "CERTIFICATION_NAME"), ("name", shown.name), issuer),
        issue_month(shown.issued),
        *([] if shown.expires is None else [expiration_month(shown.expires)]),
        _query(("certUrl", shown.permanent), ("certId", shown.award_id)),
    ]
    return f"{_LINKEDIN}?{'&'.join(parts)}"


def issue_month(day: date) -> str:
    """The month of an award, as LinkedIn wants it."""
    return f"issueYear={day.year}&issueMonth={day.month}"


def expiration_month(day: date) -> str:
    """The month of an award's end, as LinkedIn wants it. Of an award without an end nothing may be said."""
    return f"expirationYear={day.year}&expirationMonth={day.month}"


def _linkedin_fields(here: Here, shown: Shown) -> tuple[CopyText, ...]:
    fields = {
        "name": shown.name,
        "organization": shown.issuer,
        "issued": here.frame.month(shown.issued),
        "expires": "" if shown.expires is None else here.frame.month(shown.expires),
        "id": shown.award_id,
        "url": shown.permanent,
    }
    return tuple(CopyText(key, text) for key, text in fields.items() if text)


class _Post(Struct, frozen=True):
    """A post that leads to `url`, and what a mail says of it."""

    url: str
    title: str
    mail: str


# A page asks for some texts several times, and to make a form is to ask for the same award again and again.
@lru_cache(maxsize=256)
def _query(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs, quote_via=quote)


_POSTS: dict[str, Callable[[_Post], str]] = {
    "linkedin-post": lambda post: f"https://www.linkedin.com/sharing/share-offsite/?{_query(('url', post.url))}",
    "facebook": lambda post: f"https://www.facebook.com/sharer/sharer.php?{_query(('u', post.url))}",
    "x": lambda post: f"https://x.com/intent/tweet?{_query(('text', post.title), ('url', post.url))}",
    "line": lambda post: (
        f"https://social-plugins.line.me/lineit/share?{_query(('url', post.url), ('text', post.title))}"
    ),
    "weibo": lambda post: (
        f"https://service.weibo.com/share/share.php?{_query(('url', post.url), ('title', post.title))}"
    ),
    "bluesky": lambda post: f"https://bsky.app/intent/compose?{_query(('text', f'{post.title} {post.url}'))}",
    "email": lambda post: (
        f"mailto:?{_query(('subject', post.title), ('body', _LINES.join((post.mail, '', post.url))))}"
    ),
}
