"""The answer to "may I believe this badge?": one state, and every step that led to it.

The states, their order and their words are the same here and in the page. The first that applies wins.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class State(StrEnum):
    """What a reader is told, in the order in which it is decided."""

    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    TAMPERED = "tampered"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STRANGER = "stranger"
    EARLY = "early"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    VALID = "valid"


HEADINGS = {
    State.UNREADABLE: "Not a badge that can be read",
    State.UNSUPPORTED: "Signed in a way that cannot be checked here",
    State.TAMPERED: "Does not match its signature",
    State.REVOKED: "Revoked by the issuer",
    State.SUSPENDED: "Suspended by the issuer",
    State.STRANGER: "Signed, but the issuer is not known here",
    State.EARLY: "Not valid yet",
    State.EXPIRED: "Genuine, but expired",
    State.UNKNOWN: "Could not be fully checked",
    State.VALID: "Verified",
}

# Exit codes of `badgepress verify`: 0 valid, 1 not valid, 3 could not be checked.
NOT_VALID = frozenset({State.UNREADABLE, State.TAMPERED, State.REVOKED, State.SUSPENDED, State.EARLY, State.EXPIRED})


class Outcome(StrEnum):
    """What one step found."""

    OK = "ok"
    FAILED = "failed"
    WARNING = "warning"  # sound, but a reader should know
    UNKNOWN = "unknown"  # could not be told
    SKIPPED = "skipped"  # an earlier step decides


class Step(Struct, frozen=True):
    """One check: its number and name, what it found, and that in words."""

    number: int
    name: str
    outcome: Outcome
    text: str


class Badge(Struct, frozen=True):
    """What the credential says of itself. Believe it only as far as the state goes."""

    id: str = ""
    name: str = ""
    earner: str = ""
    issuer: str = ""
    issuer_id: str = ""
    host: str = ""
    awarded: str = ""
    valid_from: str = ""
    valid_until: str = ""


class Report(Struct, frozen=True):
    """The answer for one target."""

    target: str
    state: State
    sentence: str
    steps: tuple[Step, ...]
    badge: Badge = field(default_factory=Badge)

    @property
    def heading(self) -> str:
        """The state in words, as the page says it."""
        return HEADINGS[self.state]

    def as_json(self) -> dict[str, Any]:
        """The report for machines: `state` is stable, words may change."""
        return {
            "target": self.target.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
            "state": self.state.value,
            "heading": self.heading,
            "sentence": self.sentence,
            "badge": {name: value for name in Badge.__struct_fields__ if (value := getattr(self.badge, name))},
            "steps": [
                {"step": step.number, "name": step.name, "outcome": step.outcome.value, "text": step.text}
                for step in self.steps
            ],
        }


def exit_code(states: list[State]) -> int:
    """0 where all are valid, 1 where any is not valid, else 3: something could not be checked."""
    if all(state is State.VALID for state in states):
        return 0
    return 1 if any(state in NOT_VALID for state in states) else 3


def worst(states: list[State]) -> State:
    """One state for several badges: the first of the order that any of them has."""
    order = list(State)
    return min(states, key=order.index)
