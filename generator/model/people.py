"""Who issues and who earns: Profile (the issuer, as others see it) and Earner (a private record)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from generator.model.achievement import Art
from generator.model.problem import Place
from generator.model.text import NO_TEXT, Text


class Visibility(StrEnum):
    """How public something is, most public first. Where two apply, the more private wins."""

    PUBLIC = "public"  # listed, in the sitemap, findable
    UNLISTED = "unlisted"  # its address works for whoever has it; noindex, in no list
    SEALED = "sealed"  # only as ciphertext
    NONE = "none"  # not on the site at all

    def or_more_private(self, other: Visibility) -> Visibility:
        """The more private of the two."""
        order = list(Visibility)
        return max(self, other, key=order.index)


class Accept(StrEnum):
    """What an earner wants to happen with a new award."""

    ASK = "ask"  # pending until claimed
    AUTO = "auto"  # published at once
    NEVER = "never"  # not published unless the earner claims it


class Profile(Struct, frozen=True):
    """The issuing organisation, an Open Badges 3.0 Profile without its id (which is the DID of the site)."""

    name: Text
    url: str
    email: str = ""
    description: Text = NO_TEXT
    image: str = ""  # path of a PNG inside content/, "" for none


class Earner(Struct, frozen=True):
    """A person with awards. Private: only `name`, `language`, `handle` and `did` may reach a page or a credential."""

    id: str
    name: str
    emails: tuple[str, ...]
    language: str
    visibility: Visibility
    accept: Accept
    handle: str  # address of the profile page, "" for none
    place: Place
    did: str = ""  # did:key of the earner's own key, "" for none


class OwnLink(Struct, frozen=True):
    """A place elsewhere that an earner calls theirs. `url` is absolute http(s)."""

    name: str
    url: str


class Portrait(Struct, frozen=True):
    """What an earner chose to show on their page, in their language. `bio` is Markdown.

    `order` and `hidden` are ids of awards: those that come first, and those that do not stand on the page.
    """

    handle: str
    place: Place
    headline: str = ""
    links: tuple[OwnLink, ...] = ()
    picture: Art | None = None
    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    bio: str = ""
