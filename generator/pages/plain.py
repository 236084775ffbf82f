"""Two pages that say how things stand: how to check a badge, and that there is no page here."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import Struct

from generator import addresses
from generator.model import Spoken
from generator.pages.checking import Checking, make_checking
from generator.pages.frame import VERIFY_POLICY, Frame, Here, Page, make_page, make_preview


class VerifyView(Struct, frozen=True):
    """All that the verify page may show: who the issuer is, by name, host and DID, and where its key stands."""

    template: ClassVar[str] = "verify.html"

    page: Page
    issuer: Spoken
    issuer_id: str
    issuer_document: str
    host: str
    checking: Checking


class EmbedView(Struct, frozen=True):
    """All that the card for other sites may show before its script has read a badge."""

    template: ClassVar[str] = "embed.html"

    page: Page
    issuer: Spoken
    checking: Checking


class NotFoundView(Struct, frozen=True):
    """All that the page for unknown addresses may show. Its links begin at the root: it is served at any depth."""

    template: ClassVar[str] = "not_found.html"

    page: Page
    catalogue: str
    verify_page: str
    earners_page: str  # where people can be searched
    support_page: str  # "" for none


def verify_view(frame: Frame) -> VerifyView:
    """The page that says what can be checked, and how."""
    here = Here(frame, addresses.verify())
    issuer = frame.site.issuer.name.choose(frame.language)
    title = frame.say("verify.title", site=frame.site.title.choose(frame.language))
    about = frame.say("verify.description", issuer=issuer)
    preview = make_preview(frame, title, about)
    return VerifyView(
        page=make_page(here, title=title, description=about, preview=preview, policy=VERIFY_POLICY),
        issuer=issuer,
        issuer_id=frame.addresses.did(),
        issuer_document=here.file(frame.addresses.did_document()),
        host=urlsplit(frame.addresses.base_url).netloc,
        checking=make_checking(here),
    )


def embed_view(frame: Frame) -> EmbedView:
    """The card that stands inside somebody else's page. It is about no badge until it is given one's id."""
    here = Here(frame, addresses.embed())
    issuer = frame.site.issuer.name.choose(frame.language)
    title = frame.say("embed.title", issuer=issuer)
    return EmbedView(
        page=make_page(here, title=title, description=title, listed=False),
        issuer=issuer,
        checking=make_checking(here),
    )


def not_found_view(frame: Frame) -> NotFoundView:
    """The page that a host shows for an address without one."""
    here = Here(frame, addresses.not_found(), rooted=True)
    title = frame.say("not_found.title", site=frame.site.title.choose(frame.language))
    return NotFoundView(
        page=make_page(here, title=title, description=frame.say("not_found.text"), listed=False),
        catalogue=here.page(addresses.catalogue()),
        verify_page=here.page(addresses.verify()),
        earners_page=here.page(addresses.earners()),
        support_page=here.page(addresses.support()) if frame.asks else "",
    )
