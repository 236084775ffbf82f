"""The table [share] of site.toml to model.Sharing: where awards can be shown, and how."""

from __future__ import annotations

import re

from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table, language_fault
from generator.model import PLACES, OEmbed, Sharing
from generator.printable import quoted

_ORGANIZATION = re.compile(r"[1-9][0-9]{0,18}")


def read_sharing(table: Table) -> Sharing:
    """The settings; what is wrong goes into the report."""
    table.only(("to", "linkedin_organization", "oembed"))
    return Sharing(
        to=_places(table),
        linkedin_organization=_organization(table),
        oembed=table.choice("oembed", OEmbed.BADGES),
    )


def _places(share: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The places by language; a plain list is for all of them, under the tag ""."""
    if not isinstance(share.data.get("to"), dict):
        return (("", _known(share, "to")),) if "to" in share else ()
    by_language = share.table("to")
    found = []
    for tag in by_language.data:
        fault = language_fault(tag)
        if fault:
            place = by_language.document.key_place((*by_language.path, tag))
            by_language.document.report.add(place, fault)
        else:
            found.append((tag, _known(by_language, tag)))
    return tuple(found)


def _known(table: Table, key: str) -> tuple[str, ...]:
    places = table.entries(key)
    for place, at in places.items():
        if place not in PLACES:
            hint = did_you_mean(place, PLACES, one_of(PLACES))
            table.fault(Fault("choice", f"{quoted(place)} is no place to share to", hint), key, at)
    return tuple(places)


def _organization(share: Table) -> str:
    number = share.name("linkedin_organization")
    if not number or _ORGANIZATION.fullmatch(number):
        return number
    hint = 'it is the number in the address of the page\'s admin view: linkedin_organization = "1234567"'
    text = f"{quoted(number)} is not the number of an organisation on LinkedIn"
    share.fault(Fault("linkedin-organization", text, hint), "linkedin_organization")
    return ""
