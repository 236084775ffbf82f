"""Who earned what and when: Award (a line of awards.csv) and Event (a line of events.csv)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from generator.model.people import Accept, Earner, Visibility
from generator.model.problem import Place


class EventKind(StrEnum):
    """What can happen to an award after it is in the ledger."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    DECLINED = "declined"
    PUBLISHED = "published"
    UNLISTED = "unlisted"
    SEALED = "sealed"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REISSUED = "reissued"


class Standing(StrEnum):
    """What the issuer says today of an award it made: whether anyone should rely on it."""

    GOOD = "good"
    REVOKED = "revoked"
    SUSPENDED = "suspended"


class Acceptance(StrEnum):
    """Whether the earner takes part with this award. Only an accepted one is on the site."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    DECLINED = "declined"


class Event(Struct, frozen=True):
    """One line of events.csv. `at` is aware, UTC, whole seconds; `reason` is public."""

    at: datetime
    award: str
    kind: EventKind
    reason: str
    by: str
    place: Place


class Evidence(Struct, frozen=True):
    """Something that shows what was done; at least one of `url` and `text` is there."""

    url: str = ""
    name: str = ""
    text: str = ""


class Result(Struct, frozen=True):
    """A value reached: `key` names a ResultDescription of the achievement.

    Exactly one of `value` and `level` is there; `level` is the key of a RubricLevel.
    """

    key: str
    value: str = ""
    level: str = ""


class Award(Struct, frozen=True):
    """One line of awards.csv, with its events in order of time. Times are aware, UTC, whole seconds."""

    id: str
    earner: str  # Earner.id
    achievement: str  # Achievement.slug
    awarded_at: datetime
    expires_at: datetime | None
    status_index: int  # over all lists: list n holds 131072 (n - 1) and up
    visibility: Visibility | None  # None: as the earner has it
    place: Place
    evidence: Evidence | None = None
    results: tuple[Result, ...] = ()
    events: tuple[Event, ...] = ()

    def standing(self) -> tuple[Standing, Event | None]:
        """What the issuer says of it, and the event that said so. Revocation is lifted only by `reinstated`."""
        standing, said = Standing.GOOD, None
        for event in self.events:
            if event.kind is EventKind.REVOKED:
                standing, said = Standing.REVOKED, event
            elif event.kind is EventKind.SUSPENDED and standing is not Standing.REVOKED:
                standing, said = Standing.SUSPENDED, event
            elif event.kind is EventKind.REINSTATED:
                standing, said = Standing.GOOD, None
        return standing, said

    def acceptance(self, earner: Earner) -> Acceptance:
        """Whether its earner takes part: the last word said about it, else the earner's rule."""
        word = None
        for event in self.events:
            if event.kind in (EventKind.CLAIMED, EventKind.PUBLISHED, EventKind.UNLISTED, EventKind.SEALED):
                word = Acceptance.ACCEPTED
            elif event.kind is EventKind.DECLINED:
                word = Acceptance.DECLINED
        if word is not None:
            return word
        by_rule = {Accept.AUTO: Acceptance.ACCEPTED, Accept.ASK: Acceptance.PENDING, Accept.NEVER: Acceptance.DECLINED}
        return by_rule[earner.accept]

    def visible_as(self, earner: Earner) -> Visibility:
        """How public it is: NONE unless accepted; of the award's own word and the earner's, the more private."""
        if self.acceptance(earner) is not Acceptance.ACCEPTED:
            return Visibility.NONE
        own = self.visibility
        for event in self.events:
            if event.kind is EventKind.PUBLISHED:
                own = Visibility.PUBLIC
            elif event.kind is EventKind.UNLISTED:
                own = Visibility.UNLISTED
            elif event.kind is EventKind.SEALED:
                own = Visibility.SEALED
        return earner.visibility if own is None else own.or_more_private(earner.visibility)

    def issued_at(self) -> datetime:
        """When the credential now in force was made out: the last `reissued`, else the award itself."""
        times = [event.at for event in self.events if event.kind is EventKind.REISSUED]
        return times[-1] if times else self.awarded_at
