"""An award's view with holes, found out by asking: two made-up awards of one shape, seen side by side.

Both probes take the real award's document and put words of their own into everything in it that differs between
awards of one achievement: names, ids, days, numbers, addresses, signature. `award_view` makes a view of each. Where a
probe's word stands in a view, there is a hole; everything else must be the same in both, or the shape is refused. So
no list of fields is kept here, and a field that `award_view` gets later is seen for what it is: the two views show it.

Our own view is what the probes ask; what a *template* may do with it is not left to two examples: see `holes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator import addresses
from generator.credential.identity import name_identity
from generator.credential.status import status_entry
from generator.credential.times import format_instant
from generator.model import Achievement, Award, Document, Event, Spoken, Standing, Visibility
from generator.pages.award import AwardView, award_view
from generator.pages.checking import data_text
from generator.pages.code import code_path
from generator.pages.frame import Frame
from generator.pages.hole_values import HOLES, Shape, html, result_hole
from generator.pages.holes import Hole, OpenMarkup, Piece, Refused, text_of
from generator.pages.parts import prose
from generator.pages.share import expiration_month, issue_month

# Holes whose values are letters, digits and hyphens: alike in HTML, in a URL and in JSON.
_AS_THEY_ARE = frozenset({"id", "awarded_iso", "issued_iso", "ends_iso", "said_iso"})


class _Words(Struct, frozen=True):
    """What one probe says. No word of it is part of another, nor likely to stand on anyone's page."""

    id: str
    earner: str
    handle: str
    list_number: int
    host: str
    tail: str
    title: str
    narrative: str
    reason: str
    result: str
    other: str  # whatever else differs between awards and is not to be seen
    years: tuple[int, int]  # long past, and far ahead
    month: int


# They differ in length, case and script, and the first has every character that HTML, URLs, templates and format
# strings make something of.
_FIRST = _Words(
    id="q7zx0probe1k4wv9",
    earner="Qx <b>&\"'{{ a }} {0}%s\\ 名前 🎓",
    handle="probe-handle-one",
    list_number=7_048_169,
    host="First.Probe.Example:8443",
    tail="/Évidence/one?a=1&b=<2>#x",
    title="PROBE title <1>",
    narrative="probe-narrative-one",
    reason="Probe reason; ONE & <only>",
    result="probe result 1 &",
    other="first-unseen",
    years=(1203, 8204),
    month=9,
)
_SECOND = _Words(
    id="w3pr0be2y6x0a4t8",
    earner="second probe",
    handle="zweite_probe.2",
    list_number=93_517,
    host="other-probe.invalid",
    tail="/second.path",
    title="別のタイトル",
    narrative="zweite-worte-2",
    reason="a different reason altogether",
    result="自己採点",
    other="second-not-shown",
    years=(1642, 9017),
    month=11,
)


def open_view(
    frame: Frame, document: Document, award: Award, achievement: Achievement, said: Event | None, shape: Shape
) -> tuple[AwardView, list[str]]:
    """The view of every award of this shape, and the record of doubts that its open parts write to.

    `award`, `document` and `said` are those of one real award of that shape. Raises Refused where two awards of the
    shape would differ in more than the holes.
    """
    doubts: list[str] = []
    first, second = (_Probe(words, shape, frame).see(document, award, achievement, said) for words in (_FIRST, _SECOND))
    merged: AwardView = _Merger(first, second, doubts).merge(first.view, second.view)
    return merged, doubts


def see(
    frame: Frame, document: Document, award: Award, achievement: Achievement, said: Event | None, shape: Shape
) -> Seen:
    """What one probe of this shape sees; otherwise as `open_view`."""
    return _Probe(_FIRST, shape, frame).see(document, award, achievement, said)


class Seen(Struct, frozen=True):
    """A probe's view, and the hole for each text and markup that stands there because the probe said it."""

    view: AwardView
    known: Mapping[str, Hole]
    words: re.Pattern[str]  # any of those texts
    spelled: Mapping[str, Hole]  # those that can stand in a data block

    def is_told_by(self, values: tuple[bytes, ...]) -> bool:
        """Whether a real award says what the probe says too: then their two views do not show whose words those are."""
        found = {**self.known, **self.spelled}
        return any(text and values[hole.place] == _spelled(text, hole) for text, hole in found.items())

    def cut_markup(self, text: Markup) -> tuple[Piece, ...]:
        """HTML in pieces: all of it one hole, or a data block."""
        hole = self.known.get(str(text))
        return (hole,) if hole is not None and hole.markup else self.cut_block(str(text))

    def cut_block(self, text: str) -> tuple[Piece, ...]:
        """The same for a data block, in which text is spelled as JSON spells it."""
        return tuple(self.spelled.get(part, part) for part in _any_of(frozenset(self.spelled)).split(text))

    def cut(self, text: str) -> tuple[Piece, ...]:
        """`text` in pieces, the words of the probe being holes."""
        return tuple(self.known.get(part, part) for part in self.words.split(text))


class _Probe(Struct, frozen=True):
    """A made-up award of `shape` that says `words`."""

    words: _Words
    shape: Shape
    frame: Frame

    def see(self, document: Document, award: Award, achievement: Achievement, said: Event | None) -> Seen:
        shape, words, made_up = self.shape, self.words, self._document(document)
        view = award_view(
            self.frame,
            made_up,
            award=self._award(award),
            visibility=Visibility.PUBLIC if shape.public else Visibility.UNLISTED,
            earner_language=shape.language,
            profile_handle=words.handle if shape.handle else "",
            achievement=achievement,
            standing=Standing(shape.standing) if shape.standing else Standing.GOOD,
            said=None if said is None else self._event(said),
            original=shape.original,
        )
        # What was reached is worded by its type, so no word can be put in; the whole of it is the hole.
        rows = enumerate(view.results)
        results = (replace(row, reached=replace(row.reached, text=self._result(number))) for number, row in rows)
        known = self._known(made_up) | {self._result(row): result_hole(row) for row in range(len(view.results))}
        spelled = {text: hole for text, hole in known.items() if hole.name in _AS_THEY_ARE}
        spelled[str(data_text(words.earner))[1:-1]] = HOLES["earner_json"]
        texts = frozenset(text for text, hole in known.items() if not hole.markup)
        return Seen(replace(view, results=tuple(results)), known, _any_of(texts), spelled)

    def _known(self, made_up: Document) -> dict[str, Hole]:
        words = self.words
        days = {role: self.frame.day(day) for role, day in self._days().items()}
        narrative = prose(Spoken(words.narrative, ""))
        return {
            **{day.text: HOLES[role] for role, day in days.items()},
            **{day.iso: HOLES[f"{role}_iso"] for role, day in days.items()},
            words.id: HOLES["id"],
            words.earner: HOLES["earner"],
            words.handle: HOLES["handle"],
            words.reason: HOLES["reason"],
            str(words.list_number): HOLES["status_list"],
            words.host: HOLES["host"],
            words.tail: HOLES["tail"],
            words.title: HOLES["evidence"],
            str(narrative.html if narrative else ""): HOLES["prose"],
            str(data_text(made_up)): HOLES["credential"],
            **self._months(),
            **self._code(),
        }

    def _months(self) -> dict[str, Hole]:
        days = self._days()
        return {
            self.frame.month(days["awarded"]): HOLES["month"],
            issue_month(days["awarded"]): HOLES["issue"],
            self.frame.month(days["ends"]): HOLES["last_month"],
            expiration_month(days["ends"]): HOLES["expiration"],
        }

    def _code(self) -> dict[str, Hole]:
        path = code_path(self.frame.addresses, self.words.id)
        return {path.decode(): HOLES["code"]} if path else {}

    def _result(self, row: int) -> str:
        return f"{self.words.result} [{row}]"

    def _days(self) -> dict[str, date]:
        """The day of each role, on the side of the ledger's own day on which the shape has it.

        The award's own comes last: where it is that of the edition too, it is the one that is known. All days have two
        digits, because `1 novembre 2026` is part of `11 novembre 2026`.
        """
        (past, ahead), month, shape = self.words.years, self.words.month, self.shape
        issued = date(ahead if shape.begins else past, month, 14)
        return {
            "issued": issued,
            "awarded": date(past, month, 13) if shape.reissued else issued,
            "ends": date(past if shape.expired else ahead, month + 1, 25),
            "said": date(past, month - 1, 19),
        }

    def _award(self, award: Award) -> Award:
        words, days = self.words, self._days()
        return replace(
            award,
            id=words.id,
            earner=words.other,
            awarded_at=_noon(days["awarded"]),
            expires_at=_noon(days["ends"]) if self.shape.ends else None,
            status_index=self._status_index(),
        )

    def _event(self, said: Event) -> Event:
        reason = self.words.reason if self.shape.reason else ""
        return replace(said, at=_noon(self._days()["said"]), award=self.words.id, reason=reason, by=self.words.other)

    def _status_index(self) -> int:
        return (self.words.list_number - 1) * addresses.STATUS_LIST_LENGTH + self.words.month

    def _document(self, document: Document) -> Document:
        words, days = self.words, self._days()
        where = self.frame.addresses
        issued = format_instant(_noon(days["issued"]))
        (proof,) = document["proof"]
        changed = {
            "id": where.url(addresses.credential(words.id)),
            "image": {**document["image"], "id": words.other},
            "validFrom": issued,
            "validUntil": format_instant(_noon(days["ends"])),
            "awardedDate": format_instant(_noon(days["awarded"])),
            "credentialSubject": self._subject(document["credentialSubject"]),
            "evidence": [self._evidence(entry) for entry in document.get("evidence", ())],
            "credentialStatus": status_entry(where, self._status_index()),
            "proof": [{**proof, "created": issued, "proofValue": words.other}],
        }
        return {member: changed.get(member, value) for member, value in document.items()}

    def _subject(self, subject: Document) -> Document:
        changed: Document = {"identifier": [self._identity(entry) for entry in subject["identifier"]]}
        if "id" in subject:
            changed["id"] = self.words.other
        return {**subject, **changed}

    def _identity(self, entry: Document) -> Document:
        if entry["identityType"] == "name":
            return name_identity(self.words.earner)
        return {**entry, "identityHash": self.words.other, "salt": self.words.other}

    def _evidence(self, entry: Document) -> Document:
        words, shape = self.words, self.shape
        said = {
            "id": shape.scheme + words.host + (words.tail if shape.tail else ""),
            "name": words.title,
            "narrative": words.narrative,
        }
        return {member: said.get(member, value) for member, value in entry.items()}


class _Merger(Struct):
    """Two views as one: what they share, with holes where each shows a word of its own."""

    first: Seen
    second: Seen
    doubts: list[str]

    def merge(self, one: Any, other: Any, name: str = "view") -> Any:
        if one is other:
            return one
        if isinstance(one, str) and isinstance(other, str):
            return self._merge_text(one, other, name)
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            return tuple(self.merge(*pair, name) for pair in zip(one, other, strict=True))
        if isinstance(one, Struct) and type(one) is type(other):
            return self._merge_fields(one, other, name)
        if one != other:
            raise Refused(f"{name} differs from award to award in more than what an award says")
        return one

    def _merge_fields(self, one: Any, other: Any, name: str) -> Any:
        merged = {}
        for key in one.__struct_fields__:
            first, second = getattr(one, key), getattr(other, key)
            if first is not second and (value := self.merge(first, second, f"{name}.{key}")) is not first:
                merged[key] = value
        return replace(one, **merged) if merged else one

    def _merge_text(self, one: str, other: str, name: str) -> Any:
        if one == other:
            return one
        if isinstance(one, Markup):
            hole = self.first.known.get(str(one))
            if hole is not None and hole.markup and hole == self.second.known.get(str(other)):
                return OpenMarkup([hole], self.doubts)
            if (pieces := self.first.cut_block(str(one))) == self.second.cut_block(str(other)):
                return OpenMarkup(pieces, self.doubts)
        elif (pieces := self.first.cut(one)) == self.second.cut(other):
            return text_of(pieces, self.doubts)
        raise Refused(f"{name} differs from award to award in more than what an award says")


def _spelled(text: str, hole: Hole) -> bytes:
    return text.encode() if hole.markup else html(text)


@lru_cache(maxsize=64)
def _any_of(texts: frozenset[str]) -> re.Pattern[str]:
    """Any of these, of two that begin alike the longer one."""
    return re.compile(f"({'|'.join(map(re.escape, sorted(texts, key=len, reverse=True)))})")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
