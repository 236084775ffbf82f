"""One way through a file: every row is judged, and what is new is written into the staged change.

A row with a fault is set aside with all that is wrong with it, and so is one that the ledger, read with the change in
it, has complained of before (`excluded`), or of the achievement that would be made of its badge (`spoilt`, by slug).
Nobody is made an earner for the sake of such a row.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from generator.bake import OPEN_BADGES_2, OPEN_BADGES_3, unbake
from generator.errors import WireError
from generator.imports import record
from generator.imports.awards import Held, Known, Repeated
from generator.imports.badges import Badges
from generator.imports.dates import Order, When, read_date
from generator.imports.incoming import Field, Incoming, Source, Status, Unread
from generator.imports.lines import Origin, Writer
from generator.imports.people import Doubt, People, Person
from generator.imports.wants import Came, Wants
from generator.ledger.change import Content
from generator.ledger.faults import MOST_OF_A_KIND, Fault
from generator.ledger.moments import spelled
from generator.ledger.texts import name_fault, text_fault
from generator.ledger.urls import web_address_fault
from generator.model import Accept, EventKind, Problem

_BLOCK = 500
_MAIL = re.compile(rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")


@dataclass(slots=True)
class Attempt:
    """What is needed to judge rows, and what came of them so far."""

    source: Source
    wants: Wants
    content: Content
    badges: Badges
    people: People
    held: Held
    orders: dict[Field, Order | None]
    accept: Accept  # of new earners
    excluded: dict[int, Fault]
    spoilt: dict[str, list[Fault]]
    came: Came
    origin: Origin
    events: list[str] = field(default_factory=list)
    event_rows: list[int] = field(default_factory=list)
    origins: list[bytes] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    _events: Writer = field(init=False)
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._events = Writer(self.content.first_line("events.csv"))

    def lines(self, tick: Callable[[int], None]) -> Iterator[bytes]:
        """The new lines of awards.csv."""
        writer = Writer(self.content.first_line("awards.csv"))
        block: list[str] = []
        for item in self.source.rows():
            self.came.rows += 1
            if self.came.rows % _BLOCK == 0:
                tick(_BLOCK)
            values = self._judge(item)
            if values is not None:
                text = writer.record(values)
                self.origin.add(text, item.line)
                block.append(text)
            if len(block) == _BLOCK:
                yield "".join(block).encode("utf-8")
                block = []
        tick(self.came.rows % _BLOCK)
        if block:
            yield "".join(block).encode("utf-8")

    def _judge(self, item: Incoming | Unread) -> list[str] | None:
        """The values of a new award; None for a row that is none."""
        if isinstance(item, Unread):
            self._reject(item.line, [(item.field, item.fault)])
        elif item.line in self.excluded:
            self._reject(item.line, [(None, self.excluded[item.line])])
        elif (slug := self.badges.slugs.get(item.badge, "")) in self.spoilt:
            self._reject_spoilt(item.line, slug)
        else:
            return self._judge_dated(item)
        return None

    def _judge_dated(self, item: Incoming) -> list[str] | None:
        awarded, expires, faults = self._dates(item)
        faults += _evidence_faults(item)
        person = self.people.find(item) if not faults else None
        if isinstance(person, Doubt):
            faults.append((person.field, person.fault))
        if faults or awarded is None or not isinstance(person, Person):
            self._reject(item.line, faults)
            return None
        slug = self.badges.slugs[item.badge]
        verdict = self.held.judge(item, person, slug, awarded, expires)
        if verdict is None:
            return self._new(item, person, slug, awarded, expires)
        self._skip(item, verdict)
        return None

    def _skip(self, item: Incoming, verdict: Known | Repeated) -> None:
        if isinstance(verdict, Known):
            self.came.known += 1
            self._note(item.line, verdict.fault)
            if self.wants.keeps_originals and item.original and verdict.position is not None and not verdict.fault:
                self._keep_original(self.held.ledger.awards.ids[verdict.position], item)
            return
        fault = Fault("row-repeated", f"says the same as line {verdict.line}")
        self.came.repeated.append(self._problem(item.line, None, fault.warning()))

    def _dates(self, item: Incoming) -> tuple[When | None, When | None, list[tuple[Field | None, Fault]]]:
        faults: list[tuple[Field | None, Fault]] = []
        awarded = self.wants.awarded
        if item.awarded:
            found = read_date(item.awarded, self.orders[Field.AWARDED])
            awarded = None if isinstance(found, Fault) else found
            faults += [(Field.AWARDED, found)] if isinstance(found, Fault) else []
        elif awarded is None:
            hint = "write it into the file, or give one for all rows that have none: --awarded-at DATE"
            faults.append((Field.AWARDED, Fault("date-missing", "there is no date of award", hint)))
        expires = None
        if item.expires and item.expires.casefold() not in ("false", "never"):
            found = read_date(item.expires, self.orders[Field.EXPIRES], at_end=True)
            expires = None if isinstance(found, Fault) else found
            faults += [(Field.EXPIRES, found)] if isinstance(found, Fault) else []
        return awarded, expires, faults

    def _new(self, item: Incoming, person: Person, slug: str, awarded: When, expires: When | None) -> list[str]:
        draws, came = self.people.draws, self.came
        award = draws.award_id()
        came.awards += 1
        came.per_achievement[slug] = came.per_achievement.get(slug, 0) + 1
        self._tell_events(award, item, person, awarded)
        if item.id or item.url:
            row = (award, self.source.system, item.id, item.url)
            self.origins.append(record.as_lines([row]))
        if self.wants.keeps_originals and item.original:
            self._keep_original(award, item)
        name, text = item.evidence_name, item.evidence_text
        if name and not (item.evidence_url or text):
            name, text = "", name
        until = expires.text if expires else ""
        index = str(draws.status_index())
        return [award, person.id, slug, awarded.text, until, index, "", item.evidence_url, name, text, ""]

    def _tell_events(self, award: str, item: Incoming, person: Person, awarded: When) -> None:
        """What had happened to the award before it came here."""
        at = awarded.text if len(awarded.text) > 10 else awarded.text + "T00:00:00Z"
        accept = person.earner.accept if person.earner else Accept.ASK if person.asks else self.accept
        if item.status is Status.DECLINED:
            self._event(item.line, at, award, EventKind.DECLINED, "", "earner")
        elif item.status is Status.ACCEPTED and accept is Accept.ASK:
            self._event(item.line, at, award, EventKind.CLAIMED, "", "earner")
        elif item.status is Status.REVOKED:
            reason = item.reason or self.wants.revoked_reason
            # When is not in the file; what is certain is that it is so now.
            at = max(at, spelled(self.wants.now))
            self._event(item.line, at, award, EventKind.REVOKED, reason, "issuer")

    def _event(self, row: int, at: str, award: str, kind: EventKind, reason: str, by: str) -> None:
        self.events.append(self._events.record([at, award, kind.value, reason, by]))
        self.event_rows.append(row)
        self.came.events += 1

    def _keep_original(self, award: str, item: Incoming) -> None:
        """The picture as it came, unless it would publish somebody's address."""
        assert item.original is not None
        path = f"imported/{award}.png"
        if path in self.files or (self.wants.project / "content" / path).exists():
            return
        data = item.original.read_bytes()
        said = {mail.decode().lower() for text in (data, *_texts(data)) for mail in _MAIL.findall(text)}
        if any(self.people.is_address(mail) for mail in said):
            fault = Fault("original-address", "the picture holds the earner's address in plain text: it is not kept")
            self._note(item.line, fault)
            return
        self.content.put(path, data)
        self.files[path] = hashlib.sha256(data).hexdigest()
        self.came.originals += 1
        self.came.hashed_originals += bool(item.hidden)

    def _reject(self, line: int, faults: list[tuple[Field | None, Fault]]) -> None:
        problems = [self._problem(line, column, fault) for column, fault in faults]
        self.came.rejected += problems
        if self.wants.leaves_out:
            reason = "; ".join(problem.text for problem in problems)
            self.came.rejects.append((*self.source.raw(line), reason))

    def _reject_spoilt(self, line: int, slug: str) -> None:
        """A badge that no achievement can be made of: told once, unless each of its rows is to be put aside."""
        if self.wants.leaves_out or slug not in self._told:
            self._reject(line, [(Field.BADGE, fault) for fault in self.spoilt[slug]])
        self._told.add(slug)

    def _note(self, line: int, fault: Fault | None) -> None:
        if fault is not None and len(self.came.conflicts) < MOST_OF_A_KIND:
            self.came.conflicts.append(self._problem(line, None, fault.warning()))

    def _problem(self, line: int, column: Field | None, fault: Fault) -> Problem:
        return Problem(self.source.place(line, column), fault.code, fault.text, fault.hint, fault.severity)


def _evidence_faults(item: Incoming) -> list[tuple[Field | None, Fault]]:
    found: list[tuple[Field | None, Fault]] = []
    if item.evidence_url and (fault := web_address_fault(item.evidence_url)):
        found.append((Field.EVIDENCE_URL, fault))
    if fault := name_fault(item.evidence_name, "the name of the evidence"):
        found.append((Field.EVIDENCE_NAME, fault))
    if fault := text_fault(item.evidence_text, "the text of the evidence"):
        found.append((Field.EVIDENCE_TEXT, fault))
    return found


def _texts(data: bytes) -> Iterator[bytes]:
    """What is baked into a picture, also where it is compressed."""
    for keyword in (OPEN_BADGES_3, OPEN_BADGES_2):
        try:
            yield unbake(data, keyword)
        except WireError:
            continue
