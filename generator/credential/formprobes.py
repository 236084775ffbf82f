"""Awards that nobody earned, from which forms are made and by which they are tried.

    specimen(shape, series)       an award of that shape whose every value is a word of its own
    lookalikes(award, earner)     two awards of the same shape as a real one, with other values, some of them odd

Neither is ever signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from generator import addresses
from generator.credential.formvalues import LEVEL, STATUS, Shape, instant
from generator.credential.identity import email_identity
from generator.model import (
    Accept,
    Achievement,
    Art,
    Award,
    Earner,
    Event,
    EventKind,
    Evidence,
    Place,
    Result,
    ResultDescription,
    Text,
    Visibility,
)
from generator.wire.holes import Words

_NOWHERE = Place("")
# Each has what is written in its own way in N-Quads, in JSON or in UTF-8.
_PLAIN_TEXT = "Specimen {}"
_ODD_TEXT = '{} "says" \\n \t\n\r %b 100 % é 接ぎ木 𠮷 🎓 <_:b0> ^^'


class Specimen(Struct, frozen=True):
    """An award of one shape whose every value is a word of its own, and these words."""

    award: Award
    achievement: Achievement
    earner: Earner
    words: Words
    object: str  # the word that stands for the Achievement as a whole


def specimen(shape: Shape, series: int) -> Specimen:
    """The specimen of `shape`; another `series` has other words, for where a text holds one of the first."""
    made = _Maker(series)
    award_id, expires = made.bare("id"), made.moment("expires")
    email = made.word()
    if shape.email:
        made.known |= dict(zip(("salt", "email"), _email_words(email, award_id), strict=True))
    results = tuple(made.result(place, kind) for place, kind in enumerate(shape.results))
    award = Award(
        id=award_id,
        earner="",
        achievement="",
        awarded_at=made.moment("awarded"),
        expires_at=expires if shape.expires else None,
        status_index=made.status_index(),
        visibility=None,
        place=_NOWHERE,
        evidence=made.evidence(*shape.evidence) if shape.evidence else None,
        results=tuple(result for result, _ in results),
        events=(Event(made.moment("issued"), award_id, EventKind.REISSUED, "", "", _NOWHERE),),
    )
    achievement = Achievement(
        slug=made.bare("slug"),
        name=Text.of(made.quoted("achievement")),
        description=Text.of(made.quoted("description")),
        criteria=Text.of(""),
        art=Art(f"badge.{made.bare('format')}", 0, 0, Text.of("")),
        place=_NOWHERE,
        results=tuple(described for _, described in results),
    )
    made.quoted("object")
    did = f"did:{made.word()}:x" if shape.did else ""
    if did:
        made.known["did"] = did
    earner = Earner("", made.quoted("name"), (email,), "", Visibility.PUBLIC, Accept.AUTO, "", _NOWHERE, did)
    return Specimen(award, achievement, earner, Words(made.known, made.texts), made.texts["object"])


def _email_words(email: str, award_id: str) -> tuple[str, str]:
    identity = email_identity(email, award_id)
    return identity["salt"], identity["identityHash"]


class _Maker:
    """Hands out words, none of them part of another, and remembers what each stands for."""

    def __init__(self, series: int) -> None:
        self._series = series
        self._count = 0
        self.known: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    def word(self) -> str:
        self._count += 1
        return f"hole{self._series:03}x{self._count:04}q"

    def bare(self, name: str) -> str:
        return self.known.setdefault(name, self.word())

    def quoted(self, name: str) -> str:
        return self.texts.setdefault(name, self.word())

    def moment(self, name: str) -> datetime:
        self._count += 1
        at = datetime(1000 + self._series, 1 + self._count % 12, 1 + self._count % 28, 3, 4, 5, tzinfo=UTC)
        self.known[name] = instant(at).decode()
        return at

    def status_index(self) -> int:
        number, position = 70_000_017 + self._series, 100_003 + self._series
        self.known |= {"list": str(number), "position": str(position)}
        return (number - 1) * addresses.STATUS_LIST_LENGTH + position

    def evidence(self, has_url: bool, has_name: bool, has_text: bool) -> Evidence:
        url = f"https://{self.word()}/" if has_url else ""
        if url:
            self.known["url"] = url
        return Evidence(url, self.quoted("title") if has_name else "", self.quoted("text") if has_text else "")

    def result(self, place: int, kind: str) -> tuple[Result, ResultDescription]:
        key = self.bare(f"key{place}")
        described = ResultDescription(key, "", "Status" if kind == STATUS else "")
        if kind == LEVEL:
            return Result(key, level=self.bare(f"level{place}")), described
        return Result(key, value=self.quoted(f"value{place}")), described


def lookalikes(award: Award, earner: Earner) -> Iterator[tuple[Award, Earner]]:
    """Two awards, with their earners, whose credentials have the shape of `award`'s and were issued when it was.

    So they carry the same endorsements.
    """
    for number, text in enumerate((_PLAIN_TEXT, _ODD_TEXT), start=1):
        again = Event(award.issued_at(), award.id, EventKind.REISSUED, "", "", _NOWHERE)
        evidence = award.evidence and _like(award.evidence, number, text)
        yield (
            replace(
                award,
                id=f"{number:016}",
                awarded_at=datetime(2001, 2, number, 3, 4, 5, tzinfo=UTC),
                expires_at=award.expires_at and datetime(2098, 7, number, 6, 5, 4, tzinfo=UTC),
                status_index=number * addresses.STATUS_LIST_LENGTH + 10**number,
                evidence=evidence,
                results=tuple(_result_like(each, place, number) for place, each in enumerate(award.results)),
                events=(again,),
            ),
            replace(
                earner,
                name=text.format(f"earner {number}"),
                emails=(f"specimen{number}@example.org",),
                did=f"did:key:zSpecimen{number}" if earner.did else "",
            ),
        )


def _like(evidence: Evidence, number: int, text: str) -> Evidence:
    return Evidence(
        f"https://example.org/specimen/{number}?é=%41" if evidence.url else "",
        text.format(f"evidence {number}") if evidence.name else "",
        text.format(f"shown {number}") if evidence.text else "",
    )


def _result_like(result: Result, place: int, number: int) -> Result:
    if result.level:
        return replace(result, level=f"specimen-{number}-{place}")
    return replace(result, value=f"{number}.{place}")
