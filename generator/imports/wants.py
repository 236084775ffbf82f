"""What was asked of an import, and what came of it. Values, for the command and for `run`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from generator.imports.dates import Order, When
from generator.imports.mapping import Entry
from generator.imports.people import Listed, Person
from generator.model import Problem

REVOKED = "Revoked before it was brought here."


class Wants(Struct, frozen=True):
    """What was asked for.

    `achievement` is the slug for files that name no badge; `mapped` has slugs by badge, given on the command line;
    `awarded` is the date of rows that have none. `now` is when the import happens: revocations are dated by it.
    """

    project: Path
    now: datetime
    achievement: str = ""
    mapped: Mapping[str, str] = field(default_factory=dict)
    makes_achievements: bool = False
    keeps_originals: bool = False
    leaves_out: bool = False  # rows that cannot be imported, instead of refusing all
    dates: Order | None = None
    awarded: When | None = None
    people: Mapping[str, Listed] = field(default_factory=dict)
    revoked_reason: str = REVOKED
    dry_run: bool = False


class Made(Struct):
    """An achievement that was made, and what of it the file did not hold."""

    slug: str
    name: str
    lacking: tuple[str, ...]


class Came(Struct):
    """What came of it. A row is new, known, repeated or rejected."""

    source: str
    rows: int = 0
    awards: int = 0
    known: int = 0
    events: int = 0
    originals: int = 0
    hashed_originals: int = 0  # that carry a digest of the earner's address
    earners: list[Person] = field(default_factory=list)
    repeated: list[Problem] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    rejects: list[tuple[str, ...]] = field(default_factory=list)  # rows for the file of rejected ones
    entries: list[Entry] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    per_achievement: dict[str, int] = field(default_factory=dict)
    number: int = 0  # of the import, on record
    warnings: int = 0  # of the ledger afterwards

    @property
    def changes(self) -> bool:
        """Whether anything was, or would be, written."""
        return bool(self.awards or self.entries or self.made or self.originals)


class Watcher(Protocol):
    """Whoever shows progress: `stage(label, total)` gives a function to call with the number of steps done."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[int], None]]: ...
