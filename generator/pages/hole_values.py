"""What one award puts into the holes of its page, and what decides the page's structure.

    Shape     all that a page's structure depends on beside its achievement and its language: pages of one shape differ
              in the values of their holes only
    Values    the values, as HTML in UTF-8, in the order of the holes

Both come straight from the award, without its document and without a view, and say what `award_view` would make of
them; days and results are worded by the very functions that it uses, once for each day and each set of results.
An award that is out of the ordinary here has no shape, and its page is made the plain way.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

import orjson
from msgspec import Struct, field

from generator import addresses
from generator.addresses import status_place
from generator.model import Achievement, Award, Document, Earner, Event, Evidence, Result, Standing, Visibility
from generator.pages.checking import escaped_json
from generator.pages.code import ID_LETTERS, code_form, code_path
from generator.pages.frame import Frame
from generator.pages.holes import Hole
from generator.pages.markdown import render_markdown
from generator.pages.results import results_reached
from generator.pages.share import expiration_month, issue_month

_KEPT = 8192  # days, and sets of results of one achievement, whose words are remembered


class Values(NamedTuple):
    """One value a hole, empty where the shape has no such hole. Results follow, one a row."""

    id: bytes
    earner: bytes
    handle: bytes
    awarded: bytes
    awarded_iso: bytes
    issued: bytes  # the day of the edition in force, as far as it is another than that of the award
    issued_iso: bytes
    ends: bytes
    ends_iso: bytes
    said: bytes  # the day of the event behind a standing that is not good
    said_iso: bytes
    reason: bytes
    status_list: bytes  # its number
    host: bytes  # evidence: its address from behind `://`, up to the first slash and from there on
    tail: bytes
    evidence: bytes
    prose: bytes
    credential: bytes
    month: bytes  # of the award, in words and as LinkedIn wants it
    issue: bytes
    last_month: bytes  # the same of its end
    expiration: bytes
    code: bytes  # the QR code of its address
    earner_json: bytes  # the name as it stands in a string of a data block


HOLES = {
    name: Hole(place, name, markup=name in ("prose", "credential", "earner_json"), solid=name == "id")
    for place, name in enumerate(Values._fields)
}


def html(text: str) -> bytes:
    """`markupsafe.escape`, in UTF-8, for short texts: without an object for each."""
    if not text:
        return b""
    data = text.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return data.replace(b"'", b"&#39;").replace(b'"', b"&#34;")


def result_hole(row: int) -> Hole:
    """The hole for what was reached in one row of the results."""
    return Hole(len(Values._fields) + row, f"result {row}")


class Shape(NamedTuple):
    """What decides a page's structure: pages of one shape have one form."""

    subject: int  # the number of achievement and frame
    key: bytes  # which has signed
    public: bool
    standing: str  # "" for good
    ends: bool
    expired: bool
    begins: bool  # made out for a day after the one up to which the ledger is complete
    reissued: bool
    handle: bool
    language: str  # of the earner
    reason: bool
    scheme: str  # of the evidence's address, `https://` as it is written there; "" for none
    tail: bool
    evidence: bool  # has a name
    prose: bool
    original: bool  # there is a picture from another platform
    rows: int  # which of the structures that results of the achievement have had so far


Key = tuple[int | str | bytes, ...]  # the fields of a Shape: made for every page, and cheaper without their names
_Day = tuple[bytes, bytes]
_Month = tuple[bytes, bytes, bytes]
_Rows = tuple[int, tuple[bytes, ...]]
_METHOD = b'"verificationMethod":"'
_NO_DAY = (b"", b"")
_NO_MONTH = (b"", b"", b"")
_NO_EVIDENCE = ("", b"", b"", b"", b"")
_WEB = ("https://", "http://")
_STANDINGS = {Standing.REVOKED: "revoked", Standing.SUSPENDED: "suspended"}


class Subject(Struct):
    """An achievement in one frame, as its number among them, and the results of its awards in words."""

    achievement: Achievement
    number: int
    results: dict[tuple[Result, ...], _Rows] = field(default_factory=dict)
    structures: dict[object, int] = field(default_factory=dict)


class Reader(Struct):
    """A frame, and what has been worded in its language."""

    frame: Frame
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)  # by slug and look
    _days: dict[date, tuple[_Day, _Month | None]] = field(default_factory=dict)
    _months: dict[tuple[int, int], _Month | None] = field(default_factory=dict)

    def describe(
        self,
        subject: Subject,
        award: Award,
        earner: Earner,
        visibility: Visibility,
        handle: str,
        standing: Standing,
        said: Event | None,
        encoded: bytes,
        original: bool = False,
    ) -> tuple[Key, tuple[bytes, ...]] | None:
        """The shape of an award's page and its values, or None for an award that has none."""
        good = standing is Standing.GOOD
        if good is not (said is None) or not _is_ordinary(award.id, earner.name, handle, visibility):
            return None
        issued_at = award.issued_at() if award.events else award.awarded_at
        awarded, month = self._when(award.awarded_at)
        issued = awarded
        if issued_at is not award.awarded_at:
            issued, _ = self._when(issued_at)
            if issued[1] < awarded[1]:
                return None
        as_of, ends_at = self.frame.site.as_of, award.expires_at
        ends, last = (_NO_DAY, _NO_MONTH) if ends_at is None else self._when(ends_at)
        code = code_path(self.frame.addresses, award.id)
        if month is None or last is None or (not code and code_form(self.frame.addresses)):
            return None
        expired = good and as_of is not None and ends_at is not None and ends_at < as_of
        evidence = _NO_EVIDENCE if award.evidence is None else self._evidence(award.evidence)
        if evidence is None:
            return None
        scheme, host, tail, title, words = evidence
        rows, reached = self._results(subject, award.results, encoded) if award.results else (0, ())
        event = _NO_DAY if said is None else self._when(said.at)[0]
        reason = said.reason if said is not None else ""
        shape = (
            subject.number,
            _signer(encoded),
            visibility is Visibility.PUBLIC,
            "" if good else _STANDINGS[standing],
            ends_at is not None,
            expired,
            good and not expired and as_of is not None and as_of < issued_at,
            issued[1] > awarded[1],
            bool(handle),
            earner.language,
            bool(reason),
            scheme,
            bool(tail),
            bool(title),
            bool(words),
            original,
            rows,
        )
        values = (
            award.id.encode(),
            html(earner.name),
            html(handle),
            *awarded,
            *issued,
            *ends,
            *event,
            html(reason),
            b"%d" % status_place(award.status_index)[0],
            host,
            tail,
            title,
            words,
            escaped_json(encoded),
            *month[:2],
            *last[::2],
            code,
            escaped_json(orjson.dumps(earner.name))[1:-1],
        )
        return shape, values + reached

    def _when(self, at: datetime) -> tuple[_Day, _Month | None]:
        """The day in words, and its month; None for a month that HTML would spell otherwise."""
        day = at.date() if at.tzinfo is UTC else at.astimezone(UTC).date()
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= _KEPT:
                self._days.clear()
            worded = self.frame.day(day)
            known = self._days[day] = ((html(worded.text), html(worded.iso)), self._month(day))
        return known

    def _month(self, day: date) -> _Month | None:
        """In words, as the issue and as the expiration of LinkedIn, which stand in texts that are HTML themselves.

        So they are escaped twice: None where that makes a difference.
        """
        key = day.year, day.month
        if key not in self._months:
            words = self.frame.month(day)
            made = html(words), html(issue_month(day)), html(expiration_month(day))
            self._months[key] = made if made[0] == words.encode() else None
        return self._months[key]

    def _evidence(self, evidence: Evidence) -> tuple[str, bytes, bytes, bytes, bytes] | None:
        """Scheme, host, rest of the address, name and words. None for nothing at all, and for no simple web address."""
        scheme, mark, rest = evidence.url.partition("://")
        host, slash, path = rest.partition("/")
        if evidence.url:
            scheme += mark
            if scheme.lower() not in _WEB or not host or self._is_home(evidence.url):
                return None
        words = b""
        if evidence.text.strip():
            words = render_markdown(evidence.text).encode()
            if not words:
                return None
        elif not (evidence.url or evidence.name):
            return None
        return scheme, html(host), html(slash + path), html(evidence.name), words

    def _is_home(self, url: str) -> bool:
        where = self.frame.addresses
        return url.startswith(where.base_url) and where.path(url) == addresses.home()

    def _results(self, subject: Subject, results: tuple[Result, ...], encoded: bytes) -> _Rows:
        known = subject.results.get(results)
        if known is None:
            if len(subject.results) >= _KEPT:
                subject.results.clear()
            known = subject.results[results] = self._worded(subject, orjson.loads(encoded))
        return known

    def _worded(self, subject: Subject, document: Document) -> _Rows:
        language = document["credentialSubject"]["achievement"].get("inLanguage", self.frame.default)
        rows = results_reached(self.frame, document, language)
        structure = tuple((row.name, row.reached.language, row.needed) for row in rows)
        number = subject.structures.setdefault(structure, len(subject.structures) + 1)
        return number, tuple(html(row.reached.text) for row in rows)


def _is_ordinary(award_id: str, name: str, handle: str, visibility: Visibility) -> bool:
    """Whether these are as the holes for them take it for granted."""
    seen = visibility is Visibility.PUBLIC or visibility is Visibility.UNLISTED
    plain_id = len(award_id) == ID_LETTERS and award_id.isascii() and award_id.isalnum()
    return seen and bool(name) and plain_id and "/" not in handle


def _signer(encoded: bytes) -> bytes:
    """The key that a credential names in its proof, which comes last in it."""
    begins = encoded.rfind(_METHOD) + len(_METHOD)
    return encoded[begins : encoded.find(b'"', begins)]
