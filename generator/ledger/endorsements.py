"""content/achievements/<slug>/endorsements/*.json: what others have signed about an achievement.

Each file is an EndorsementCredential of Open Badges 3.0 as its endorser gave it, proof and all. It is checked as a
stranger would check it, with one difference: a build has no network. So the key of a did:key is in its name, and the
DID document of a did:web must be given beside, in content/endorsers/ under any name. Dates are held against the
moment up to which the ledger is complete.

The format is described in docs/formats/endorsements.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from generator import addresses
from generator.addresses import Addresses
from generator.credential import did, endorse
from generator.credential.profile import OutsideProfile
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.ledger.achievements import PATH, Catalogue
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.privacy import Privacy
from generator.ledger.texts import id_fault, text_fault
from generator.ledger.urls import web_address_fault
from generator.model import Document, Endorsement, Place, Site
from generator.printable import printable, quoted
from generator.wire.strictjson import parse_json
from generator.wire.terms import OutsideTerms

FOLDER = "endorsements"
ENDORSERS = "content/endorsers"

# Every badge of the achievement carries it.
_MOST_BYTES = 32 * 1024
_ASK = "ask the endorser for the file as it was signed, or take it out"


def read_endorsements(
    folder: Folder, catalogue: Catalogue, site: Site, as_of: datetime | None, report: Report, privacy: Privacy
) -> None:
    """Give each achievement of the catalogue its endorsements; what is wrong with them goes to the report."""
    reader = _Reader(folder, site, as_of, report, privacy)
    for slug, achievement in list(catalogue.achievements.items()):
        found = reader.of_achievement(slug)
        if found:
            catalogue.achievements[slug] = replace(achievement, endorsements=found)


class _Reader:
    def __init__(self, folder: Folder, site: Site, as_of: datetime | None, report: Report, privacy: Privacy) -> None:
        self.folder = folder
        self.addresses = Addresses(site.base_url)
        self.as_of = as_of
        self.report = report
        self.privacy = privacy
        self.endorsers: dict[str, did.DidDocument] | None = None
        self.first: dict[str, str] = {}  # id of an endorsement -> where it stands

    def of_achievement(self, slug: str) -> tuple[Endorsement, ...]:
        """The sound endorsements of one achievement, in order of their names."""
        here = f"{PATH}/{slug}/{FOLDER}"
        found = []
        for name, path in self._files(here):
            fault = self._read(slug, name, path)
            if isinstance(fault, Endorsement):
                found.append(fault)
            elif fault is not None:
                self.report.add(Place(path), fault)
        if len(found) > endorse.MOST_IN_A_BADGE:
            text = f"there are {len(found)} endorsements; a badge carries at most {endorse.MOST_IN_A_BADGE}"
            self.report.add(Place(here), Fault("endorsement-many", text, "keep those that tell a reader the most"))
        return tuple(found)

    def _files(self, here: str) -> Iterator[tuple[str, str]]:
        """Name and path of each file that is one; complaints about what is not."""
        entries = self.folder.names(here)
        if isinstance(entries, Fault):
            if entries.code != MISSING:
                self.report.add(Place(here), entries)
            return
        for file, kind in entries:
            name, dot, ending = file.rpartition(".")
            if file.startswith("."):
                continue
            if kind != "file" or not dot or ending != "json":
                hint = "an endorsement is a file that ends in .json"
                self.report.add(
                    Place(f"{here}/{printable(file)}"), Fault("file-stray", "this is not read", hint).warning()
                )
            elif fault := id_fault(name, "the file name"):
                self.report.add(Place(f"{here}/{printable(file)}"), fault)
            else:
                yield name, f"{here}/{file}"

    def _read(self, slug: str, name: str, path: str) -> Endorsement | Fault | None:
        """The endorsement at `path`, or what is wrong with it; None where that has been reported."""
        data = self.folder.read(path, _MOST_BYTES)
        if isinstance(data, Fault):
            return data
        try:
            document = parse_json(data.removeprefix(b"\xef\xbb\xbf"), max_bytes=_MOST_BYTES)
            endorse.check_form(document)
            endorse.check_fits_inside(document)
        except (OutsideProfile, OutsideTerms) as error:
            hint = "badges carry endorsements of Open Badges 3.0 with one Ed25519 proof; ask for one in that form"
            return Fault("endorsement-unsupported", f"the endorsement cannot be carried: {error}", hint)
        except WireError as error:
            return Fault("endorsement-broken", f"this is not a sound endorsement: {error}", _ASK)
        before = self.report.errors
        self._check_texts(document, path)
        if self.report.errors > before:
            return None
        return self._subject_fault(slug, document, path) or self._checked(name, path, document)

    def _check_texts(self, document: Document, path: str) -> None:
        for text in _texts(document):
            self.privacy.look(Place(path), text)
            if fault := text_fault(text, "a text"):
                self.report.add(Place(path), fault._replace(hint="ask the endorser to sign it anew without it"))

    def _subject_fault(self, slug: str, document: Document, path: str) -> Fault | None:
        """What it is about, and that it is said once."""
        wanted = self.addresses.url(addresses.achievement_page(slug))
        subject, own_id = endorse.subject_of(document), document["id"]
        if self.addresses.base_url and subject != wanted:
            text = f"it endorses {quoted(subject)}, and this achievement is {quoted(wanted)}"
            return Fault(
                "endorsement-subject", text, "ask the endorser to sign one with that id as credentialSubject.id"
            )
        if document["issuer"]["id"] == self.addresses.did():
            hint = "an endorsement is somebody else's word; say it in the description instead"
            return Fault("endorsement-own", "the issuer of the badges endorses itself here", hint)
        first = self.first.setdefault(own_id, path)
        if first != path:
            return Fault(
                "endorsement-repeated", f"{quoted(first)} has the same id, {quoted(own_id)}", "keep one of them"
            )
        return None

    def _checked(self, name: str, path: str, document: Document) -> Endorsement | Fault | None:
        """The endorsement, once its signature has been checked; a warning where it is not in force."""
        at = self.as_of or parse_instant(document["validFrom"])
        try:
            keys = self._keys(document["issuer"]["id"])
            if isinstance(keys, Fault):
                return keys
            endorse.check_signature(document, keys, at)
        except WireError as error:
            return Fault("endorsement-signature", f"the endorsement cannot be relied on: {error}", _ASK)
        if fault := endorse.dates_fault(document, at):
            hint = "badges that were issued while it was in force carry it; the page does not show it"
            self.report.add(Place(path), Fault("endorsement-dates", fault, hint).warning())
        return _endorsement(name, Place(path), document)

    def _keys(self, endorser: str) -> did.DidDocument | Fault:
        """The DID document of an endorser. Raises WireError for a did:key that spells no key of ours."""
        if endorser.startswith("did:key:"):
            return did.did_key_document(endorser)
        if self.endorsers is None:
            self.endorsers = self._read_endorsers()
        if endorser in self.endorsers:
            return self.endorsers[endorser]
        try:
            hint = f"save what {did.document_url(endorser)} serves as a file ending in .json in {ENDORSERS}/"
        except WireError:
            return Fault("endorsement-key", f"the endorser {quoted(endorser)} is neither a did:key nor a did:web", _ASK)
        return Fault(
            "endorsement-key", f"the keys of {quoted(endorser)} are not at hand, and a build asks nobody", hint
        )

    def _read_endorsers(self) -> dict[str, did.DidDocument]:
        """The DID documents in content/endorsers/, by what they are for."""
        entries = self.folder.names(ENDORSERS)
        if isinstance(entries, Fault) and entries.code != MISSING:
            self.report.add(Place(ENDORSERS), entries)
        found: dict[str, did.DidDocument] = {}
        for name, kind in [] if isinstance(entries, Fault) else entries:
            if kind != "file" or not name.endswith(".json"):
                continue
            place = Place(f"{ENDORSERS}/{printable(name)}")
            data = self.folder.read(f"{ENDORSERS}/{name}", _MOST_BYTES)
            if isinstance(data, Fault):
                self.report.add(place, data)
                continue
            try:
                document = parse_json(data.removeprefix(b"\xef\xbb\xbf"), max_bytes=_MOST_BYTES)
                named = document.get("id") if isinstance(document, dict) else None
                read = did.read_did_document(document, named if isinstance(named, str) else "")
                did.document_url(read.did)
            except WireError as error:
                hint = "save the file anew from the endorser's host"
                self.report.add(place, Fault("endorser-broken", f"this DID document cannot be used: {error}", hint))
                continue
            if read.did in found:
                text = f"another file here is for {quoted(read.did)} too"
                self.report.add(place, Fault("endorser-repeated", text, "keep the newer one"))
            found[read.did] = read
        return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _texts(entry)


def _endorsement(name: str, place: Place, document: Document) -> Endorsement:
    issuer, until = document["issuer"], document.get("validUntil")
    url = issuer.get("url", "")
    return Endorsement(
        name=name,
        about=endorse.subject_of(document),
        comment=document["credentialSubject"].get("endorsementComment", ""),
        endorser=endorse.endorser_of(document),
        endorser_id=issuer["id"],
        endorser_url="" if web_address_fault(url) else url,
        valid_from=parse_instant(document["validFrom"]),
        valid_until=parse_instant(until) if until else None,
        document=document,
        place=place,
    )
