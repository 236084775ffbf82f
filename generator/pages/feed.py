"""Atom feeds: the newest public awards of the site, and those of an earner, in the site's default language.

    site      the newest ENTRIES awards, each with its badge and earner
    earner    every award of the earner's page

An entry's id is the address of the award's page, which never moves; its time is when the edition in force was made out.
Awards that are revoked or on hold are in no feed. A feed is as old as its newest entry: nothing here reads a clock.

Spec: RFC 4287.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from msgspec import Struct

from generator import addresses
from generator.credential.times import format_instant
from generator.model import Achievement, Award, Earner, Standing
from generator.pages.frame import Alternate, Frame, Here

ENTRIES = 30
_TYPE = "application/atom+xml"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries


class FeedEntry(Struct, frozen=True):
    """An award in a feed: what it is called, its page, and when it was issued."""

    title: str
    about: str
    url: str
    at: datetime


def site_feed(frame: Frame, awards: Sequence[tuple[Award, Achievement, Earner]]) -> bytes:
    """The feed of the site. `awards` are public ones, newest first."""
    site = frame.site.title.choose(frame.language).text
    title = frame.say("feed.site", site=site)
    entries = [_entry(frame, award, achievement, earner) for award, achievement, earner in awards]
    return _written(frame, addresses.home(), title, entries)


def earner_feed(frame: Frame, earner: Earner, awards: Sequence[tuple[Award, Achievement]]) -> bytes:
    """The feed of a public earner with a page, whose public awards these are."""
    title = frame.say("feed.earner", name=earner.name, site=frame.site.title.choose(frame.language).text)
    good = [pair for pair in awards if pair[0].standing()[0] is Standing.GOOD]
    ordered = sorted(good, key=lambda pair: (-pair[0].issued_at().timestamp(), pair[0].id))
    entries = [_entry(frame, award, achievement, None) for award, achievement in ordered]
    return _written(frame, addresses.profile_page(earner.handle), title, entries)


def feed_link(here: Here, page: str, wanted: bool) -> tuple[Alternate, ...]:
    """What a page says of the feed at `page` in its head."""
    return (Alternate(_TYPE, here.file(addresses.feed(page))),) if wanted else ()


def _entry(frame: Frame, award: Award, achievement: Achievement, earner: Earner | None) -> FeedEntry:
    name = achievement.name.choose(frame.language).text
    return FeedEntry(
        title=name if earner is None else frame.say("feed.awarded", name=name, earner=earner.name),
        about=achievement.description.choose(frame.language).text,
        url=frame.addresses.url(addresses.award_page(award.id)),
        at=award.issued_at(),
    )


def _written(frame: Frame, page: str, title: str, entries: Sequence[FeedEntry]) -> bytes:
    where = frame.addresses
    updated = max((entry.at for entry in entries), default=_NEVER)
    issuer = frame.site.issuer.name.choose(frame.language).text
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{frame.language}">',
        f"<title>{escape(title, quote=False)}</title>",
        f"<id>{where.url(page)}</id>",
        f'<link rel="self" type="{_TYPE}" href="{where.url(addresses.feed(page))}"/>',
        f'<link rel="alternate" type="text/html" href="{where.url(page)}"/>',
        f"<updated>{format_instant(updated)}</updated>",
        f"<author><name>{escape(issuer, quote=False)}</name></author>",
        *(_entry_lines(entry) for entry in entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry_lines(entry: FeedEntry) -> str:
    return (
        f"<entry>\n<title>{escape(entry.title, quote=False)}</title>\n<id>{entry.url}</id>\n"
        f'<link rel="alternate" type="text/html" href="{entry.url}"/>\n'
        f"<updated>{format_instant(entry.at)}</updated>\n"
        f"<summary>{escape(entry.about, quote=False)}</summary>\n</entry>"
    )
