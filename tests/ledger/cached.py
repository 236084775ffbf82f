"""A ledger of some hundred rows, edits of all kinds to it, and the comparison of one ledger with another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from generator.ledger.award_rows import COLUMNS, AwardRows
from generator.ledger.earner_rows import EarnerRows
from generator.ledger.read import read_ledger
from generator.model import Ledger
from tests.ledger import sample

AWARDS, EARNERS, EVENTS = "content/awards.csv", "content/earners.csv", "content/events.csv"
_START = datetime(2026, 1, 5, tzinfo=UTC)
_VISIBILITIES = ("", "", "", "public", "unlisted", "sealed")
_KINDS = ("suspended", "reinstated", "revoked", "reissued", "claimed", "declined", "published", "unlisted", "sealed")
_RESULTS = ("", "", "score=70", '"score=71; practical=seen"')
_TEXTS = (
    *("", "", "", "Well done", '"Two, with ""quotes"""', '"On two\nlines"', "Ask us@where.example now"),
    *("Köln", "a@earner-3.example", "5d41402abc4b2a76b9719d911017c592"),
)


def award(random: Random, number: int, earners: int) -> str:
    slug = random.choice(("bread", "bread", "cake"))
    at = _START + timedelta(minutes=random.randrange(100_000))
    result = random.choice(_RESULTS) if slug == "bread" else ""
    text = random.choice(_TEXTS[:6])
    return (
        f"{number:016d},e{random.randrange(earners)},{slug},{at:%Y-%m-%dT%H:%M:%SZ},,{1000 + 7 * number},"
        f"{random.choice(_VISIBILITIES)},,,{text},{result}"
    )


def earner(random: Random, number: int) -> str:
    name = random.choice((f"Ada {number}", f'"Stone, Bob {number}"', f"Émile {number}"))
    mails = f"e{number}@earner-{number}.example" + (f";Second{number}@example.org" if number % 3 == 0 else "")
    handle = f"handle-{number}" if number % 2 else ""
    words = f"{random.choice(('', 'public', 'sealed'))},{random.choice(('', 'auto', 'ask', 'never'))}"
    return f"e{number},{name},{mails},en,{words},{handle}"


def event(random: Random, award_id: str, minutes: int) -> str:
    at = _START + timedelta(minutes=100_000 + minutes)
    reason = random.choice(("Because", '"Yes, because"', "See %40"))
    return f"{at:%Y-%m-%dT%H:%M:%SZ},{award_id},{random.choice(_KINDS)},{reason},office"


def ledger(random: Random, awards: int = 200, earners: int = 50, events: int = 30, end: str = "\n") -> sample.Files:
    """The files of a ledger whose events alone may not fit: each award has one at the most."""
    lines = {
        AWARDS: [sample.AWARDS.partition("\n")[0], *(award(random, number, earners) for number in range(awards))],
        EARNERS: [sample.EARNERS.partition("\n")[0], *(earner(random, number) for number in range(earners))],
        EVENTS: [sample.EVENTS.partition("\n")[0]],
    }
    for minutes, number in enumerate(random.sample(range(awards), events)):
        lines[EVENTS].append(event(random, f"{number:016d}", minutes).replace("reinstated", "revoked"))
    return sample.sound() | {path: end.join(found) + end for path, found in lines.items()}


class Editor:
    """Makes edits of all kinds, sound ones and others, to the files of a project."""

    def __init__(self, random: Random, project: Path, files: sample.Files) -> None:
        self.random = random
        self.project = project
        self.files = dict(files)
        self.number = 5000
        sample.write(files, project)

    def edit(self) -> str:
        """Make an edit; its name."""
        edits = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("edit_")]
        chosen = self.random.choice(edits)
        self.number += 1
        chosen()
        return chosen.__name__.removeprefix("edit_")

    def lines(self, path: str) -> list[str]:
        text = self.files[path]
        assert isinstance(text, str)
        return text.splitlines(keepends=True)

    def write(self, path: str, lines: list[str]) -> None:
        self.files[path] = "".join(lines)
        (self.project / path).write_bytes("".join(lines).encode())

    def restore(self, files: sample.Files) -> None:
        for path in (AWARDS, EARNERS, EVENTS):
            if files[path] != self.files[path]:
                text = files[path]
                assert isinstance(text, str)
                self.write(path, [text])

    def _append(self, path: str, line: str) -> None:
        lines = self.lines(path)
        self.write(path, [*lines, *([] if lines[-1].endswith("\n") else ["\n"]), line + "\n"])

    def _earners(self) -> int:
        return len(self.lines(EARNERS)) - 1

    def _award_id(self) -> str:
        return self.random.choice([line[:16] for line in self.lines(AWARDS) if line[:16].isdigit()])

    def edit_append_award(self) -> None:
        self._append(AWARDS, award(self.random, self.number, 50))

    def edit_append_awards(self) -> None:
        for number in range(self.random.randrange(1, 25)):
            self._append(AWARDS, award(self.random, self.number * 30 + number, 50))

    def edit_append_award_that_says_something(self) -> None:
        text = self.random.choice(_TEXTS)
        self._append(AWARDS, f"{self.number:016d},e3,cake,2026-02-03,,{self.number},,,,{text},")

    def edit_append_wrong_award(self) -> None:
        wrong = (
            f"{self._award_id()},e3,cake,2026-02-03,,{self.number},,,,,",
            f"{self.number:016d},e3,cake,2026-02-03,,1007,,,,,",
            f"{self.number:016d},nobody,cake,2026-02-03,,{self.number},,,,,",
            f"{self.number:016d},e3,pie,2026-02-03,,{self.number},,,,,",
            f"{self.number:016d},e3,cake,2026-13-03,,{self.number},,,,,",
            f'{self.number:016d},"e3,cake,2026-02-03,,{self.number},,,,,',
            self.random.choice(self.lines(AWARDS)[1:]).rstrip(),
        )
        self._append(AWARDS, self.random.choice(wrong))

    def edit_append_late_award(self) -> None:
        self._append(AWARDS, f"{self.number:016d},e3,cake,2027-02-03,,{self.number},,,,,")

    def edit_append_repeated_award(self) -> None:
        fields = self.random.choice(self.lines(AWARDS)[1:]).rstrip().split(",")
        self._append(AWARDS, ",".join([f"{self.number:016d}", *fields[1:5], f"{self.number}", *fields[6:7], ",,,"]))

    def edit_award(self) -> None:
        self._edit_line(AWARDS, {1: "e7", 2: "cake", 3: "2026-01-07", 5: f"{self.number}", 6: "unlisted", 10: ""})

    def edit_award_id(self) -> None:
        self._edit_line(AWARDS, {0: f"{self.number:016d}"})

    def edit_quote_award(self) -> None:
        self._edit_line(AWARDS, {1: '"e9"'})

    def edit_insert_award(self) -> None:
        self._insert(AWARDS, award(self.random, self.number, 50) + "\n")

    def edit_remove_award(self) -> None:
        self._remove(AWARDS)

    def edit_remove_last_awards(self) -> None:
        self.write(AWARDS, self.lines(AWARDS)[: -self.random.randrange(1, 5)])

    def edit_insert_blank_line(self) -> None:
        self._insert(self.random.choice((AWARDS, EARNERS, EVENTS)), "\n")

    def edit_no_last_line_end(self) -> None:
        path = self.random.choice((AWARDS, EARNERS, EVENTS))
        lines = self.lines(path)
        self.write(path, [*lines[:-1], lines[-1].rstrip("\n")])

    def edit_append_event(self) -> None:
        self._append(EVENTS, event(self.random, self._award_id(), self.number))

    def edit_append_events(self) -> None:
        award_id = self._award_id()
        for at in range(4):
            self._append(EVENTS, event(self.random, award_id, self.number + at))

    def edit_append_event_of_new_award(self) -> None:
        self.edit_append_award()
        self._append(EVENTS, event(self.random, f"{self.number:016d}", self.number))

    def edit_append_wrong_event(self) -> None:
        award_id = self._award_id()
        wrong = (
            f"2020-01-01,{award_id},revoked,Early,office",
            f"2026-06-01,{award_id},revoked,,office",
            f"2026-06-01,{award_id},undone,Why,office",
            "2026-06-01,9999999999999999,revoked,Why,office",
            f"2026-06-01,{award_id},revoked,Ask e7@earner-7.example,office",
        )
        self._append(EVENTS, self.random.choice(wrong))

    def edit_event(self) -> None:
        self._edit_line(EVENTS, {3: "Another reason", 4: "dean"})

    def edit_remove_event(self) -> None:
        self._remove(EVENTS)

    def edit_append_earner(self) -> None:
        self._append(EARNERS, earner(self.random, self.number))

    def edit_append_earner_with_award(self) -> None:
        self.edit_append_earner()
        self._append(AWARDS, f"{self.number:016d},e{self.number},cake,2026-02-03,,{self.number},,,,,")

    def edit_append_wrong_earner(self) -> None:
        new = f"e{self.number}"
        wrong = (
            f"e7,Again,{new}@example.org,en,,,",
            f"{new},Again,E7@earner-7.example,en,,,",
            f"{new},Again,{new}@example.org,en,,,handle-7",
            f"{new},Again,{new}@example.org,en,,,pages",
            f"{new},Ask e8@earner-8.example,{new}@example.org,en,,,",
            f"{new},Again,us@where.example,en,,,",
            f"{new},Again,hello,en,,,",
            f"{new},Again,badges@example.org,en,,,",
            f"{new},Again,\N{KELVIN SIGN}{new}@example.org,en,,,",
        )
        self._append(EARNERS, self.random.choice(wrong))

    def edit_earner(self) -> None:
        self._edit_line(EARNERS, {1: f"Name {self.number}", 4: "sealed", 5: "ask", 6: f"h-{self.number}"})

    def edit_earner_address(self) -> None:
        self._edit_line(EARNERS, {2: f"New{self.number}@example.org"})

    def edit_earner_id(self) -> None:
        self._edit_line(EARNERS, {0: f"e{self.number}"})

    def edit_insert_earner(self) -> None:
        self._insert(EARNERS, earner(self.random, self.number) + "\n")

    def edit_remove_earner(self) -> None:
        self._remove(EARNERS)

    def edit_two_places(self) -> None:
        self.edit_award()
        self.edit_earner()
        self.edit_append_event()

    def _edit_line(self, path: str, changes: dict[int, str]) -> None:
        lines = self.lines(path)
        at = self.random.randrange(1, len(lines))
        column = self.random.choice(sorted(changes))
        fields = lines[at].rstrip("\r\n").split(",")
        if column < len(fields):
            fields[column] = changes[column]
        self.write(path, [*lines[:at], ",".join(fields) + "\n", *lines[at + 1 :]])

    def _insert(self, path: str, line: str) -> None:
        lines = self.lines(path)
        at = self.random.randrange(1, len(lines) + 1)
        self.write(path, [*lines[:at], line, *lines[at:]])

    def _remove(self, path: str) -> None:
        lines = self.lines(path)
        at = self.random.randrange(1, len(lines))
        self.write(path, [*lines[:at], *lines[at + 1 :]])


def check_same(mine: Ledger, other: Ledger) -> None:
    """Everything that can be asked of one ledger is answered by the other in the same way."""
    assert mine.site == other.site
    assert mine.achievements == other.achievements
    assert mine.exclusions == other.exclusions and mine.conferrals == other.conferrals
    assert mine.warnings == other.warnings
    _check_earners(mine.earners, other.earners)
    _check_awards(mine.awards, other.awards)


def _check_earners(mine: object, other: object) -> None:
    assert isinstance(mine, EarnerRows) and isinstance(other, EarnerRows)
    assert mine.layout == other.layout and mine.defaults == other.defaults
    for name in ("rules", "has_handle", "mark", "visibility"):
        assert getattr(mine, name) == getattr(other, name), name
    assert list(mine.values()) == list(other.values())


def check_lookups(mine: Ledger, other: Ledger) -> None:
    """The same for single questions, the first of which are answered without an index."""
    mails = [mail.lower() for earner in other.earners.values() for mail in earner.emails]
    for mail in (*mails[:4], "nobody@example.org", "@example.org", "7@earner-7.example", *mails):
        assert mine.has_address(mail) is other.has_address(mail), mail
    for earner_id in (*list(other.earners)[-9:], "nobody", "handle-1", *other.earners):
        assert mine.earners.row_of(earner_id) == other.earners.row_of(earner_id)
    for award_id in ("0000000000000003", "zzzzzzzzzzzzzzzz", *other.awards.ids[:20]):
        assert mine.awards.row_of(award_id) == other.awards.row_of(award_id)


def _check_awards(mine: object, other: object) -> None:
    assert isinstance(mine, AwardRows) and isinstance(other, AwardRows)
    for name in COLUMNS:
        assert getattr(mine, name) == getattr(other, name), name
    assert mine.reissued_at == other.reissued_at
    assert mine.ids.low == other.ids.low and mine.ids.high == other.ids.high
    assert mine.rows_by_id() == other.rows_by_id()
    assert mine.last_events(5) == other.last_events(5)
    assert list(mine) == list(other)
    rows = list(range(0, len(mine), 3))
    assert list(mine.batch(rows).pairs(mine.achievements)) == list(other.batch(rows).pairs(other.achievements))


def read_in_full(project: Path) -> Ledger:
    return read_ledger(project)
