"""The numbered checks for a stranger's badge, one code path for every kind of target.

    1  file     it is one JSON document: as such, or alone inside a PNG, an SVG or a PDF
    2  form     it is an Open Badges 3.0 credential in the closed profile, with exactly one proof, and all of it signed
    3  issuer   the issuer's DID document could be read, from the place the DID names, and vouches for the key
    4  proof    the signature fits the bytes
    5  status   its bit is 0, in a list whose own proof fits, by the same issuer
    6  dates    the moment of checking lies inside its validity period
    7  known    the issuer is one that this verifier was told to know
    8  site     the copies on the issuer's own site, where one is at hand, say the same under the same signature
    9  endorsements  what others have signed about it, each judged by itself; it changes nothing above

A step that fails ends the questions that would mean nothing after it; every step is reported. "Could not tell" is a
third answer, not a "no". That the claims are true is not checked by anyone: verification says who said them, that
they were not changed, and that the one who said them still stands by them.

Spec: Open Badges 3.0, "Verification"; VC Data Integrity 1.0, 4.3; Bitstring Status List 1.0, 3.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from generator.bake import BrokenPicture, NotBaked
from generator.credential import profile, proof, status
from generator.credential.note import Note, note_url, read_note
from generator.credential.times import parse_instant
from generator.errors import WireError
from generator.model import Document
from generator.verify.endorsements import Reading, judge_endorsements
from generator.verify.findings import Findings, Stop, capitalized, describe, unsupported
from generator.verify.otherkinds import refuse_other_kinds
from generator.verify.pictures import carried
from generator.verify.published import Published
from generator.verify.report import Outcome, Report, State
from generator.verify.sources import Source, Unavailable
from generator.wire.strictjson import parse_json
from generator.wire.terms import OutsideTerms

MAX_CREDENTIAL_BYTES = 1 << 20


class Verifier:
    """Checks badges at one instant, reading documents from one source, each of them once.

    `known` are the DIDs of issuers that state `valid` may be said of; None stands for "any did:web, named by its
    host", which is right where the reader sees the host and decides.
    """

    def __init__(
        self,
        source: Source,
        at: datetime,
        *,
        known: frozenset[str] | None = None,
        now: datetime | None = None,
        site: Source | None = None,
    ) -> None:
        self.at = at
        self._today = max(at, now or at)
        self._published = Published(source, at, self._today)
        self._known = known
        self._site = site  # the issuer's own site, to compare with what it publishes

    def verify(self, data: bytes, target: str) -> Report:
        """Judge one file. Never raises for anything that a file can hold."""
        found = Findings()
        try:
            document = self._take_out(data, found)
            signed = self._check_form(document, found)
            self._check_proof(document, signed, found)
            self._check_status(document, found)
            self._check_dates(document, found)
            self._check_known(document, found)
            self._check_copies(document, found)
            self._check_endorsements(document, found)
        except Stop as stop:
            found.stop(stop)
        return found.report(target)

    # (1) one JSON document, as such or alone inside a PNG, an SVG or a PDF
    def _take_out(self, data: bytes, found: Findings) -> Document:
        noun = "PDF" if data.startswith(b"%PDF-") else "picture"
        try:
            data, where = carried(data)
            refuse_other_kinds(data)
            document = parse_json(data, max_bytes=MAX_CREDENTIAL_BYTES)
        except NotBaked as error:
            raise Stop(1, Outcome.FAILED, State.UNREADABLE, f"There is no badge in this {noun}: {error}.") from error
        except BrokenPicture as error:
            raise Stop(1, Outcome.FAILED, State.UNREADABLE, f"The {noun} is damaged: {error}.") from error
        except profile.OutsideProfile as error:
            raise unsupported(1, error) from error
        except WireError as error:
            raise Stop(1, Outcome.FAILED, State.UNREADABLE, f"It is not a sound JSON document: {error}.") from error
        if not isinstance(document, dict):
            raise Stop(1, Outcome.FAILED, State.UNREADABLE, "It is not a JSON object.")
        found.add(1, Outcome.OK, f"one JSON document in {where}")
        return document

    # (2) an Open Badges 3.0 credential in the closed profile, of which nothing would go unsigned
    def _check_form(self, document: Document, found: Findings) -> bytes:
        """The bytes that the proof must have signed: they can be made only where every member has a meaning."""
        try:
            profile.check_credential(document)
            its_proof = profile.the_proof(document)
            proof.check_proof_form(its_proof)
            found.badge = describe(document)
            # A proof for another purpose proves nothing of a badge, whatever its members mean: (4) says so.
            signed = proof.signed_bytes(document, its_proof) if its_proof["proofPurpose"] == proof.PURPOSE else b""
        except (profile.OutsideProfile, OutsideTerms) as error:
            raise unsupported(2, error) from error
        except WireError as error:
            raise Stop(2, Outcome.FAILED, State.UNREADABLE, f"{capitalized(str(error))}.") from error
        found.add(2, Outcome.OK, "an Open Badges 3.0 credential with one proof")
        return signed

    # (3) and (4) the key is the issuer's, and the signature fits
    def _check_proof(self, document: Document, signed: bytes, found: Findings) -> None:
        its_proof = profile.the_proof(document)
        key = self._issuer_key(profile.issuer_id(document), its_proof, found)
        if not proof.signature_fits(its_proof, key, signed):
            sentence = "The contents may have been changed after signing. Do not rely on it."
            raise Stop(4, Outcome.FAILED, State.TAMPERED, sentence)
        if "expires" in its_proof and self.at >= parse_instant(its_proof["expires"]):
            raise Stop(4, Outcome.FAILED, State.TAMPERED, f"Its signature ended on {its_proof['expires']}.")
        found.add(4, Outcome.OK, f"{its_proof['cryptosuite']}, {its_proof['verificationMethod']}")

    def _issuer_key(self, issuer: str, its_proof: Document, found: Findings) -> bytes:
        try:
            published = self._published.resolve(issuer)
        except profile.OutsideProfile as error:
            raise unsupported(3, error) from error
        except (Unavailable, WireError) as error:
            sentence = f"The issuer's key could not be had ({error}), so the signature is not checked."
            raise Stop(3, Outcome.UNKNOWN, State.UNKNOWN, sentence) from error
        method = its_proof["verificationMethod"]
        if method.partition("#")[0] != issuer:
            other = method.partition("#")[0]
            sentence = f"It was signed with a key of {other!r}, not of its issuer. Do not rely on it."
            raise Stop(3, Outcome.FAILED, State.TAMPERED, sentence)
        try:
            key = published.key_for(method, self.at)
        except profile.OutsideProfile as error:
            raise unsupported(3, error) from error
        except WireError as error:
            raise Stop(3, Outcome.FAILED, State.TAMPERED, f"{capitalized(str(error))}. Do not rely on it.") from error
        found.add(3, Outcome.OK, f"{issuer} lists this key for its credentials")
        return key

    # (5) the bit, in a list signed by the same issuer
    def _check_status(self, document: Document, found: Findings) -> None:
        entry = document.get("credentialStatus")
        if entry is None:
            found.add(5, Outcome.WARNING, "it names no status list: its issuer cannot revoke it")
            return
        try:
            revoked, since = self._published.read_bit(document, entry)
        except (Unavailable, WireError) as error:
            found.add(5, Outcome.UNKNOWN, f"the status list could not be used: {error}")
            is_away = isinstance(error, Unavailable)
            how, what_to_do = ("loaded", " Try again.") if is_away else ("used", "")
            found.states[State.UNKNOWN] = (
                f"The revocation list could not be {how}, so part of the check is missing.{what_to_do}"
            )
            return
        if not revoked:
            found.add(5, Outcome.OK, f"not on the {entry['statusPurpose']} list of {since[:10]}")
            return
        suspended = entry["statusPurpose"] == status.SUSPENSION or self._published.is_suspended(document, entry)
        state = State.SUSPENDED if suspended else State.REVOKED
        text = f"{state}, says the {entry['statusPurpose']} list of {since[:10]}"
        note = self._note(document, state)
        if note:
            text += f"; date and reason are from {note_url(document['id'])}, which is not signed"
        issuer = found.badge.issuer or profile.issuer_id(document)
        found.states[state] = _explain(state, issuer, since, note)
        found.add(5, Outcome.FAILED, text)

    def _note(self, document: Document, state: State) -> Note | None:
        """What the issuer's own site, where it is at hand, says of a bit that is set: it explains, no more."""
        url = note_url(document["id"])
        if self._site is None or url is None:
            return None
        try:
            note = read_note(self._site.get(url))
        except (Unavailable, WireError):
            return None
        is_meant = note.state.value == state.value and note.issuer == profile.issuer_id(document)
        return note if is_meant and parse_instant(note.at) <= self._today else None

    # (6) inside the validity period
    def _check_dates(self, document: Document, found: Findings) -> None:
        begins = document["validFrom"]
        ends = document.get("validUntil")
        if parse_instant(begins) > self.at:
            found.states[State.EARLY] = f"It becomes valid on {begins[:10]}."
            found.add(6, Outcome.FAILED, f"valid only from {begins}")
        elif ends is not None and parse_instant(ends) < self.at:
            found.states[State.EXPIRED] = f"It was valid until {ends[:10]}."
            found.add(6, Outcome.FAILED, f"valid until {ends}")
        else:
            found.add(6, Outcome.OK, f"until {ends[:10]}" if ends else "without end")

    # (7) an issuer that this verifier knows
    def _check_known(self, document: Document, found: Findings) -> None:
        issuer = profile.issuer_id(document)
        named = issuer.startswith("did:web:") if self._known is None else issuer in self._known
        if named:
            found.add(7, Outcome.OK, f"{found.badge.issuer or issuer}, {found.badge.host}")
            return
        name = found.badge.issuer or issuer
        found.states[State.STRANGER] = f'The signature is sound. Whether "{name}" is who they say cannot be told here.'
        found.add(7, Outcome.WARNING, f"{issuer} is not an issuer that is known here")

    # (8) the same signature stands under one text only
    def _check_copies(self, document: Document, found: Findings) -> None:
        """Hold the document against the copies on the issuer's site.

        What is signed is a meaning, and more than one text can have it: another version of the context, a list in
        another order. The copy in hand is then not the badge that was issued, though its signature fits.
        """
        copies = [copy for copy in self._copies(document) if _signature(copy) == _signature(document)]
        if not copies:
            found.add(8, Outcome.SKIPPED, "no copy of the issuer's site to compare with")
        elif all(copy == document for copy in copies):
            found.add(8, Outcome.OK, "the same as on the issuer's site")
        elif any(copy != document and self._is_sound(copy) for copy in copies):
            found.states[State.TAMPERED] = "Its issuer publishes another text under this signature. Do not rely on it."
            found.add(8, Outcome.FAILED, "it differs from the copy on the issuer's site")
        else:
            found.add(8, Outcome.WARNING, "the copy on the issuer's site is damaged")

    def _copies(self, document: Document) -> Iterator[Document]:
        """The credential as it is served at its own address, and as the picture there carries it."""
        image = document.get("image")
        for url in (document["id"], image["id"] if isinstance(image, dict) else None):
            if self._site is None or url is None:
                continue
            try:
                data = self._site.get(url)
                copy = parse_json(carried(data)[0], max_bytes=MAX_CREDENTIAL_BYTES)
            except (Unavailable, WireError):
                continue
            if isinstance(copy, dict):
                yield copy

    # (9) what others have signed about it
    def _check_endorsements(self, document: Document, found: Findings) -> None:
        said = list(judge_endorsements(document, self.at, Reading(self._published.resolve, self._published.read_bit)))
        for outcome, text in said or [(Outcome.SKIPPED, "it carries none")]:
            found.add(9, outcome, text)

    def _is_sound(self, copy: Document) -> bool:
        try:
            profile.check_credential(copy)
            its_proof = profile.the_proof(copy)
            proof.check_proof_form(its_proof)
            key = self._published.resolve(profile.issuer_id(copy)).key_for(its_proof["verificationMethod"], self.at)
            return proof.proof_fits(copy, its_proof, key)
        except (Unavailable, WireError):
            return False


def _explain(state: State, issuer: str, since: str, note: Note | None) -> str:
    """The sentence for a revoked or suspended badge; without a note it can only say how old the list is."""
    if state is State.SUSPENDED:
        hold = f"On hold since {note.at[:10]}" if note else f"On hold; the list is of {since[:10]}"
        return f"{hold}. Ask {issuer}."
    if note is None:
        return f"{issuer} withdrew it; the list is of {since[:10]}. Do not rely on it."
    reason = f" Reason given: {note.reason.rstrip('.')}." if note.reason else ""
    return f"{issuer} withdrew it on {note.at[:10]}.{reason}"


def _signature(document: Document) -> str | None:
    """The proof value of a document that may be of any form."""
    proofs = document.get("proof")
    first = proofs[0] if isinstance(proofs, list) and proofs else proofs
    value = first.get("proofValue") if isinstance(first, dict) else None
    return value if isinstance(value, str) else None
