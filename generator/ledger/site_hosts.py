"""`targets`, [redirects], [found] and [security] of site.toml to model.Hosting."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table
from generator.ledger.texts import mail_fault
from generator.ledger.urls import web_address_fault
from generator.model import TARGETS, Hosting, Problem, Severity
from generator.printable import quoted

MOST_REDIRECTS = 2_000  # as many as Cloudflare Pages takes
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()+,;=@%/-]*")
_SOON = timedelta(days=30)


def read_hosting(top: Table) -> Hosting:
    """The settings; what is wrong goes into the report."""
    found, security = top.table("found"), top.table("security")
    found.only(("sitemap", "feed", "earner_feeds"))
    security.only(("contact", "expires"))
    contact = _contact(security)
    expires = security.moment("expires")
    if contact and "expires" not in security:
        text = "a contact for faults says up to when it stands"
        security.fault(Fault("key-missing", text, "add expires = 2027-01-31, less than a year ahead"))
    return Hosting(
        targets=_targets(top) if "targets" in top else None,
        redirects=_redirects(top.table("redirects")),
        sitemap=found.boolean("sitemap", default=True),
        feed=found.boolean("feed", default=True),
        earner_feeds=found.boolean("earner_feeds", default=False),
        security_contact=contact,
        security_expires=expires,
        security_place=security.place("expires") if "expires" in security else security.place(),
    )


def expiring_contact(hosting: Hosting, now: datetime) -> Problem | None:
    """A warning where the contact for faults is about to stand no more, or does not any more."""
    expires = hosting.security_expires
    if expires is None or expires > now + _SOON:
        return None
    said = "has expired" if expires <= now else "expires in less than 30 days"
    text = f"the contact for faults {said}: {expires:%Y-%m-%d}"
    hint = "see that somebody still reads it, then write a later day, less than a year ahead, and build"
    return Problem(hosting.security_place, "security-expires", text, hint, Severity.WARNING)


def _targets(top: Table) -> tuple[str, ...]:
    words = top.entries("targets")
    for word, at in words.items():
        if word not in TARGETS:
            hint = did_you_mean(word, TARGETS, one_of(TARGETS))
            top.fault(Fault("choice", f"{quoted(word)} is no host that is known here", hint), "targets", at)
    return tuple(words)


def _redirects(table: Table) -> tuple[tuple[str, str], ...]:
    if len(table.data) > MOST_REDIRECTS:
        text = f"there are {len(table.data):,} redirects, and hosts take {MOST_REDIRECTS:,}"
        table.fault(Fault("redirect", text, "keep those that are still asked for"))
    for old in table.data:
        if not _PATH.fullmatch(old):
            place = table.document.key_place((*table.path, old))
            text = f"{quoted(old)} is not a path"
            table.document.report.add(place, Fault("redirect", text, 'write it like "/old/page/" = "/badges/"'))
    return tuple((old, table.required(old, f'{old} = "/badges/"', _there_fault)) for old in table.data)


def _there_fault(there: str) -> Fault | None:
    if _PATH.fullmatch(there) or web_address_fault(there) is None:
        return None
    text = f"{quoted(there)} is neither a path of this site nor a web address"
    return Fault("redirect", text, 'write it like "/badges/" or "https://www.example.org/"')


def _contact(security: Table) -> str:
    """As security.txt wants it: an address of mail gets its scheme."""
    contact = security.name("contact")
    if not contact:
        return ""
    fault = web_address_fault(contact) if "://" in contact else mail_fault(contact, "'contact'")
    if fault:
        security.fault(fault, "contact")
        return ""
    return contact if "://" in contact else f"mailto:{contact}"
