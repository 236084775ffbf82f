"""Assertions and credentials of any platform, as JSON, to what they say of one award.

    Open Badges 1 and 2   an Assertion: recipient, badge, issuedOn, expires, evidence
    Badgr's own JSON      the same with `badgeclass`, `entityId` and `acceptance`
    Open Badges 3         a credential: credentialSubject.achievement, validFrom, validUntil

A badge is told by its `id`. What it says of itself stands inside the assertion or in a document of its own, looked up
in `documents`. An address that is there only as a digest is handed on as such. Nothing here checks a signature: whoever
imports says that these awards were theirs.

Spec: Open Badges 2.0, "Open Badges Vocabulary"; Open Badges 3.0, "Data Models".
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from generator.errors import WireError
from generator.imports.incoming import Described, Incoming, Status
from generator.wire import pixels, png

Document = dict[str, Any]

_TOKEN = re.compile(r"\s*e[A-Za-z0-9_-]*\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*\s*", re.ASCII)
_HASHED = re.compile(r"(?:sha256|md5)\$[0-9A-Fa-f]+", re.ASCII)
_DATA = re.compile(r"data:image/png;base64,", re.IGNORECASE)
_YEAR_3000 = 32_503_680_000
_ACCEPTANCE = {"accepted": Status.ACCEPTED, "unaccepted": Status.PENDING, "rejected": Status.DECLINED}


def payload(text: str) -> str:
    """The JSON in `text`: itself, or what a JSON Web Token carries."""
    found = _TOKEN.fullmatch(text)
    if found is None:
        return text
    try:
        return base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return text


def is_award(document: Document) -> bool:
    """Whether a document says that somebody earned something."""
    if isinstance(_inner(document).get("credentialSubject"), dict | list):
        return _achievement(_subject(document)) != {}
    return "recipient" in document and any(key in document for key in ("badge", "badgeclass"))


def is_badge(document: Document) -> bool:
    """Whether it describes a badge: then `name` is there, and nobody earned it."""
    types = _words(document.get("type"))
    has_criteria = "criteria" in document or "criteriaUrl" in document or "criteriaNarrative" in document
    return bool(types & {"BadgeClass", "Achievement"}) or (has_criteria and "name" in document)


def id_of(document: Document) -> str:
    """The id under which others refer to a document."""
    inner = _inner(document)
    return next((text for key in _IDS if (text := _text(inner.get(key)))), "")


_IDS = ("id", "@id", "openBadgeId", "entityId", "uid")


def incoming_from(document: Document, documents: Mapping[str, Document], line: int) -> Incoming:
    """One award. What is not there stays blank."""
    document = _inner(document)
    if "credentialSubject" in document:
        return _of_credential(document, line)
    return _of_assertion(document, documents, line)


def _inner(document: Document) -> Document:
    inner = document.get("vc")
    return {**document, **inner} if isinstance(inner, dict) else document


def _of_assertion(document: Document, documents: Mapping[str, Document], line: int) -> Incoming:
    found = Incoming(line, id=id_of(document))
    found.url = found.id if found.id.startswith("http") else _text(document.get("openBadgeId"))
    badge = document.get("badge", document.get("badgeclass", ""))
    reference = id_of(badge) if isinstance(badge, dict) else _text(badge)
    described = badge if isinstance(badge, dict) and "name" in badge else documents.get(reference)
    _describe(found, reference, described)
    _take_recipient(found, document)
    found.awarded = _moment(document.get("issuedOn", document.get("issued_on")))
    found.expires = _moment(document.get("expires"))
    _take_evidence(found, document.get("evidence"), _text(document.get("narrative")))
    if document.get("revoked") is True:
        found.status, found.reason = Status.REVOKED, _text(document.get("revocationReason"))
    else:
        found.status = _ACCEPTANCE.get(_text(document.get("acceptance")).casefold(), Status.UNSAID)
    return found


def _of_credential(document: Document, line: int) -> Incoming:
    found = Incoming(line, id=id_of(document))
    found.url = found.id if found.id.startswith("http") else ""
    subject = _subject(document)
    achievement = _achievement(subject)
    _describe(found, id_of(achievement), achievement)
    found.name = _text(subject.get("name"))
    for entry in _list(subject.get("identifier")):
        _take_identity(found, entry)
    mailbox = _text(subject.get("id"))
    if mailbox.startswith("mailto:"):
        found.email = mailbox.removeprefix("mailto:")
    issued = document.get("awardedDate") or document.get("validFrom") or document.get("issuanceDate")
    found.awarded = _moment(issued)
    found.expires = _moment(document.get("validUntil", document.get("expirationDate")))
    _take_evidence(found, document.get("evidence"), "")
    return found


def _subject(document: Document) -> Document:
    return next(iter(_list(_inner(document).get("credentialSubject"))), {})


def _achievement(subject: Document) -> Document:
    return next(iter(_list(subject.get("achievement"))), {})


def _take_identity(found: Incoming, entry: Document) -> None:
    """One IdentityObject of Open Badges 3."""
    kind, value = _text(entry.get("identityType")), _text(entry.get("identityHash"))
    if entry.get("hashed") is True:
        if kind in ("emailAddress", "email"):
            found.hidden += ((value, _text(entry.get("salt"))),)
    elif kind in ("emailAddress", "email"):
        found.email = value
    elif kind in ("name", "ext:name"):
        found.name = found.name or value


def _take_recipient(found: Incoming, document: Document) -> None:
    recipient = document.get("recipient")
    if isinstance(recipient, str):  # Open Badges 1
        recipient = {"identity": recipient, "hashed": bool(_HASHED.match(recipient)), "salt": document.get("salt")}
    if isinstance(recipient, dict):
        identity, kind = _text(recipient.get("identity")), _text(recipient.get("type")) or "email"
        if recipient.get("hashed") is True or _HASHED.fullmatch(identity):
            found.hidden = ((identity, _text(recipient.get("salt"))),)
        elif kind == "email":
            found.email = _text(recipient.get("plaintextIdentity")) or identity
    for key in ("extensions:recipientProfile", "recipientProfile", "recipient_profile"):
        profile = document.get(key)
        if isinstance(profile, dict):
            found.name = _text(profile.get("name"))


def _take_evidence(found: Incoming, evidence: Any, narrative: str) -> None:
    """The first piece of evidence; the addresses of others follow in its text."""
    entries = [entry if isinstance(entry, dict) else {"id": _text(entry)} for entry in _each(evidence)]
    texts = [narrative]
    for at, entry in enumerate(entries):
        url = _text(entry.get("id") or entry.get("evidence_url"))
        url = url if url.startswith(("http://", "https://")) else ""
        if at == 0:
            found.evidence_url, found.evidence_name = url, _text(entry.get("name"))
        elif url:
            texts.append(url)
        texts.append(_text(entry.get("narrative") or entry.get("description")))
    found.evidence_text = "\n\n".join(text for text in texts if text)


def _describe(found: Incoming, reference: str, badge: Document | None) -> None:
    found.badge = reference
    if badge is None:
        return
    found.badge = reference or id_of(badge)
    found.badge_name = " ".join(_text(badge.get("name")).split())
    found.described = Described(
        name=found.badge_name,
        description=_text(badge.get("description")),
        criteria=_criteria(badge),
        picture=_picture(badge.get("image")),
    )


def _criteria(badge: Document) -> str:
    criteria = badge.get("criteria")
    narrative = _text(badge.get("criteriaNarrative"))
    link = _text(badge.get("criteriaUrl"))
    if isinstance(criteria, dict):
        narrative, link = _text(criteria.get("narrative")) or narrative, _text(criteria.get("id")) or link
    elif isinstance(criteria, str):
        link = criteria
    return narrative or (f"<{link}>" if link.startswith(("http://", "https://")) else link)


def _picture(image: Any) -> bytes:
    """A PNG that stands in the document itself, cleaned of all that does not draw; b"" where there is none."""
    text = _text(image.get("id")) if isinstance(image, dict) else _text(image)
    found = _DATA.match(text)
    if not found:
        return b""
    try:
        return drawn(base64.b64decode(text[found.end() :], validate=True))
    except binascii.Error:
        return b""


def drawn(data: bytes) -> bytes:
    """A picture without anything that it carries; b"" where it is none that can be published."""
    try:
        pixels.check_pixels(data)
        return png.clean(data)
    except WireError:
        return b""


def _moment(value: Any) -> str:
    """A date without fractions of a second, which the ledger does not know; a number is seconds since 1970."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _YEAR_3000:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _text(value)


def _text(value: Any) -> str:
    """Text; of a table of languages the first; "" for anything else."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return value.strip() if isinstance(value, str) else ""


def _words(value: Any) -> set[str]:
    return {word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)}


def _each(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [] if value in (None, "") else [value]


def _list(value: Any) -> list[Document]:
    return [entry for entry in _each(value) if isinstance(entry, dict)]
