"""site.toml to model.Site: what the site is called, who issues, and the defaults of blank columns.

The format is described in docs/formats/site.toml.md. Whether phrases exist for a language is for the build.
"""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from generator.errors import LedgerError
from generator.ledger import art
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import Folder
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.publishing import publishing
from generator.ledger.site_hosts import read_hosting
from generator.ledger.site_share import read_sharing
from generator.ledger.suggest import one_of
from generator.ledger.tables import Table, language_fault
from generator.ledger.texts import name_fault
from generator.ledger.toml import parse
from generator.ledger.urls import base_url
from generator.model import LANGUAGES, NO_TEXT, Accept, Certificates, Place, Profile, Publishing, Site, Visibility
from generator.printable import quoted

PATH = "content/site.toml"

_KEYS = (
    *("base_url", "title", "tagline", "languages", "issuer", "status", "defaults", "output", "privacy", "theme"),
    *("support", "catalogue", "share", "targets", "redirects", "found", "security", "publish"),
)
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.png")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_EXAMPLE_URL = 'base_url = "https://badges.example.org"'


class Defaults(Struct, frozen=True):
    """What a blank column of earners.csv means. `language` is "" where the site's own is not known."""

    visibility: Visibility = Visibility.PUBLIC
    accept: Accept = Accept.AUTO
    language: str = ""


class Settings(Struct, frozen=True):
    """What site.toml says. `site.languages` is () where they could not be read: then no text lacks one."""

    site: Site
    defaults: Defaults
    contacts: tuple[tuple[str, Place], ...]  # addresses that are public by choice, in small letters
    publishing: Publishing | None = None


_UNKNOWN = Settings(Site("", NO_TEXT, (), Profile(NO_TEXT, "")), Defaults(), ())


def read_settings(project: Path) -> Settings:
    """What site.toml says, without a look at the rest of content/. Raises LedgerError with all that is wrong in it."""
    report = Report()
    settings = read_site(Folder(project), report, Privacy(report))
    if report.errors:
        raise LedgerError(report.problems())
    return settings


def read_site(folder: Folder, report: Report, privacy: Privacy) -> Settings:
    """The settings; with what is wrong in `report`, empty ones where nothing can be read."""
    text = read_text(folder, PATH, report)
    if isinstance(text, Fault):
        hint = text.hint or "make one with base_url, title, languages and an [issuer] that has a name"
        report.add(Place(PATH), text._replace(hint=hint))
        return _UNKNOWN
    if text is None:
        return _UNKNOWN
    document = parse(text, PATH, report, privacy)
    if document is None:
        return _UNKNOWN
    languages = _languages(Table(document))
    top = Table(document.in_languages(languages))
    return _settings(top, languages, folder)


def _settings(top: Table, languages: tuple[str, ...], folder: Folder) -> Settings:
    top.only(_KEYS)
    address = _base_url(top)
    issuer = _issuer(top, address, folder)
    output = _only(top.table("output"), "open_badges_2", "certificates")
    support = _only(top.table("support"), "email", "url")
    site = Site(
        base_url=address,
        title=top.text("title", name_fault, required='title = {en = "..."}'),
        languages=languages,
        issuer=issuer,
        tagline=top.text("tagline", name_fault),
        as_of=_only(top.table("status"), "as_of").moment("as_of"),
        email_hash=_email_hash(_only(top.table("privacy"), "email_hash")),
        open_badges_2=_open_badges_2(output, issuer),
        certificates=output.choice("certificates", Certificates.NONE),
        accent=_accent(_only(top.table("theme"), "accent")),
        support_email=support.mail("email"),
        support_url=support.web("url"),
        share=read_sharing(top.table("share")),
        hosting=read_hosting(top),
        show_holders=_only(top.table("catalogue"), "holders").boolean("holders", default=False),
    )
    defaults = _defaults(_only(top.table("defaults"), "visibility", "accept", "language"), languages)
    addresses = ((site.issuer.email, ("issuer", "email")), (site.support_email, ("support", "email")))
    contacts = tuple((address.lower(), top.place(*key)) for address, key in addresses if address)
    return Settings(site, defaults, contacts, publishing(top.table("publish")))


def _only(table: Table, *keys: str) -> Table:
    table.only(keys)
    return table


def _languages(top: Table) -> tuple[str, ...]:
    """The languages of the site; () where the list cannot be relied on."""
    if not top.require("languages", 'languages = ["en"]; the first one is the default'):
        return ()
    tags = top.entries("languages")
    faults = [(at, fault) for tag, at in tags.items() if (fault := language_fault(tag))]
    for at, fault in faults:
        top.fault(fault, "languages", at)
    if top.data["languages"] == []:
        top.fault(Fault("text-blank", "the list of languages is empty", f"name {one_of(LANGUAGES)}"), "languages")
    is_sound = not faults and list(tags) == top.data["languages"]
    return tuple(tags) if is_sound else ()


def _base_url(top: Table) -> str:
    text = top.required("base_url", _EXAMPLE_URL)
    found = base_url(text) if text.strip() else ""
    if isinstance(found, Fault):
        top.fault(found, "base_url")
        return ""
    return found


def _issuer(top: Table, address: str, folder: Folder) -> Profile:
    if not top.require("issuer", 'a table: [issuer], and below it name = "..."'):
        return Profile(NO_TEXT, "")
    issuer = _only(top.table("issuer"), "name", "url", "email", "description", "image")
    return Profile(
        name=issuer.text("name", name_fault, required='name = "..."'),
        url=issuer.web("url") or f"{address}/",
        email=issuer.mail("email"),
        description=issuer.text("description"),
        image=_image(issuer, folder),
    )


def _image(issuer: Table, folder: Folder) -> str:
    name = issuer.name("image")
    if not name:
        return ""
    if not _IMAGE.fullmatch(name):
        hint = 'put the picture into content/ and write its name: image = "issuer.png"'
        issuer.fault(Fault("art-path", f"{quoted(name)} is not the name of a PNG in content/", hint), "image")
        return ""
    path = f"content/{name}"
    missing = Fault("art-missing", f"there is no picture {quoted(path)}", "put it there, or take the line out")
    width_px, _ = art.check(folder, path, issuer.document.report, missing, issuer.place("image"))
    return path if width_px else ""


def _defaults(table: Table, languages: tuple[str, ...]) -> Defaults:
    default = languages[0] if languages else ""
    language = table.name("language") or default
    fault = language_fault(language) if "language" in table and language else None
    if fault:
        table.fault(fault, "language")
    return Defaults(table.choice("visibility", Visibility.PUBLIC), table.choice("accept", Accept.AUTO), language)


def _email_hash(table: Table) -> bool:
    wanted = table.boolean("email_hash", default=False)
    if wanted:
        text = "credentials will carry a hash of the earner's address, which whoever guesses the address can confirm"
        hint = "leave it out unless a platform of your earners cannot do without"
        table.fault(Fault("privacy-email-hash", text, hint).warning(), "email_hash")
    return wanted


def _open_badges_2(table: Table, issuer: Profile) -> bool:
    wanted = table.boolean("open_badges_2", default=False)
    if wanted and not issuer.email:
        text = "Open Badges 2.0 wants an e-mail address of the issuer, and there is none"
        hint = 'add email = "badges@example.org" under [issuer]; it will be public'
        table.fault(Fault("issuer-email-missing", text, hint), "open_badges_2")
    return wanted


def _accent(table: Table) -> str:
    colour = table.name("accent")
    if not colour or _COLOUR.fullmatch(colour):
        return colour.lower()
    table.fault(Fault("colour", f"{quoted(colour)} is not a colour", 'write it like accent = "#0b5cad"'), "accent")
    return ""
