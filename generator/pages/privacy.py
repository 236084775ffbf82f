"""The page on privacy: what this site publishes of people, why, for how long, and how to have it removed.

It is made from the settings that decide what is published, so that it cannot promise something else than the site does;
the organisation's own words, content/pages/privacy.md, stand above. Whoever lets the site publish something new of
people adds a `_Fact`, and words for it under [privacy.fact] in the phrases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import Struct

from generator import addresses
from generator.model import Site, Spoken
from generator.pages.frame import Frame, Here, Page, mail_link, make_page, make_preview
from generator.pages.written import Written, own_surroundings, words


class Fact(Struct, frozen=True):
    """Something that is published: keys of the phrases for what, why, how long and how to have it removed."""

    what: str
    why: str
    long: str
    removed: str


class PrivacyView(Struct, frozen=True):
    """All that the page on privacy may show. `contact` is a link and `contact_words` what it says, or both are ""."""

    template: ClassVar[str] = "privacy.html"

    page: Page
    written: Written | None
    issuer: Spoken
    published: tuple[Fact, ...]
    never: tuple[str, ...]  # keys of phrases: what is not published
    contact: str
    contact_words: str
    support_page: str  # "" for none
    host: str


class _Fact(Struct, frozen=True):
    """A fact, and whether it holds for a site: with these settings, and with or without pages of earners."""

    key: str
    long: str
    removed: str
    holds: Callable[[Site, bool], bool] = lambda site, has_profiles: True


_FACTS = (
    _Fact("award", "until_hidden", "with_award"),
    _Fact("credential", "until_hidden", "with_award"),
    _Fact("older", "until_hidden", "with_award", lambda site, _: site.open_badges_2),
    _Fact("hash", "until_hidden", "with_award", lambda site, _: site.email_hash),
    _Fact("evidence", "until_hidden", "with_award"),
    _Fact("did", "until_hidden", "with_award"),
    _Fact("standing", "until_hidden", "with_award"),
    _Fact("status", "until_ever", "not_removed"),
    _Fact("profile", "until_profile", "with_handle", lambda _, has_profiles: has_profiles),
    _Fact("list", "until_profile", "with_handle", lambda _, has_profiles: has_profiles),
    _Fact("search", "until_profile", "with_handle", lambda _, has_profiles: has_profiles),
)


def privacy_view(frame: Frame, *, has_profiles: bool) -> PrivacyView:
    """The page on privacy. `has_profiles`: at least one earner is listed."""
    here, site = Here(frame, addresses.privacy()), frame.site
    own = frame.own_page("privacy")
    link, said = _contact(site)
    return PrivacyView(
        page=own_surroundings(here, own) if own else _surroundings(here),
        written=words(here, own) if own else None,
        issuer=site.issuer.name.choose(frame.language),
        published=tuple(_worded(fact) for fact in _FACTS if fact.holds(site, has_profiles)),
        never=tuple(f"privacy.never.{key}" for key in _never(site)),
        contact=link,
        contact_words=said,
        support_page=here.page(addresses.support()) if frame.asks else "",
        host=urlsplit(site.base_url).netloc,
    )


def _worded(fact: _Fact) -> Fact:
    what = f"privacy.fact.{fact.key}"
    return Fact(what, f"{what}_why", f"privacy.{fact.long}", f"privacy.{fact.removed}")


def _never(site: Site) -> tuple[str, ...]:
    return "mail_plain" if site.email_hash else "mail", "private", "unlisted", "records"


def _contact(site: Site) -> tuple[str, str]:
    """Whom to write to about data: the issuer, by mail where that is known."""
    mail = site.issuer.email or site.support_email
    return (mail_link(mail), mail) if mail else (site.support_url, urlsplit(site.support_url).netloc)


def _surroundings(here: Here) -> Page:
    frame = here.frame
    title = frame.say("privacy.title", site=frame.site.title.choose(frame.language))
    about = frame.say("privacy.description", issuer=frame.site.issuer.name.choose(frame.language))
    return make_page(here, title=title, description=about, preview=make_preview(frame, title, about))
