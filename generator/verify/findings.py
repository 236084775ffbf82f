"""What the steps of a check have found, and the one state that follows from it.

A step adds its line, and perhaps a state that applies with the sentence for it; or it stops the check, and then its
state is the only one. The first state in the order of `report.State` wins. What a step looks at is for `check`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from generator.credential import did, profile
from generator.credential.identity import displayed_name
from generator.errors import WireError
from generator.model import Document
from generator.verify.report import Badge, Outcome, Report, State, Step

STEPS = {
    **{1: "file", 2: "form", 3: "issuer", 4: "proof", 5: "status", 6: "dates", 7: "known", 8: "site"},
    9: "endorsements",
}


class Stop(Exception):
    """The state is decided; later steps would mean nothing."""

    def __init__(self, number: int, outcome: Outcome, state: State, text: str) -> None:
        super().__init__(text)
        self.step = Step(number, STEPS[number], outcome, text)
        self.state = state


def unsupported(number: int, error: WireError) -> Stop:
    """The end of a check of what may be honest, in a form that is not judged here."""
    sentence = f"{capitalized(str(error))}. That does not mean it is false."
    return Stop(number, Outcome.UNKNOWN, State.UNSUPPORTED, sentence)


def capitalized(text: str) -> str:
    """`text` with a capital at its head, and otherwise as it is."""
    return text[:1].upper() + text[1:]


class Findings(Struct):
    """What has been found on the way: steps in order, and the states that apply."""

    steps: list[Step] = field(default_factory=list)
    states: dict[State, str] = field(default_factory=dict)  # state -> the sentence for it
    badge: Badge = field(default_factory=Badge)

    def add(self, number: int, outcome: Outcome, text: str) -> None:
        """One line more."""
        self.steps.append(Step(number, STEPS[number], outcome, text))

    def stop(self, stop: Stop) -> None:
        """One state instead of all that were found."""
        self.steps.append(stop.step)
        self.states = {stop.state: str(stop)}

    def report(self, target: str) -> Report:
        """The answer, with a line for each step that was not asked."""
        state, sentence = self._decide()
        for number in range(len(self.steps) + 1, len(STEPS) + 1):
            self.add(number, Outcome.SKIPPED, "not asked: an earlier step decides")
        return Report(target, state, sentence, tuple(self.steps), self.badge)

    def _decide(self) -> tuple[State, str]:
        """The first state of the order that applies, and its sentence; a missing list is said beside a date."""
        for state in State:
            if state in self.states:
                sentence = self.states[state]
                if state in (State.EARLY, State.EXPIRED, State.STRANGER) and State.UNKNOWN in self.states:
                    sentence += " " + self.states[State.UNKNOWN]
                return state, sentence
        return State.VALID, self._valid_sentence()

    def _valid_sentence(self) -> str:
        badge = self.badge
        clauses = [f"Signed by {badge.issuer or badge.issuer_id} ({badge.host})", "in date"]
        said = next(step for step in self.steps if step.number == 5)
        if said.outcome is Outcome.OK:
            clauses.append(said.text)
        return ", and ".join([", ".join(clauses[:-1]), clauses[-1]]) + "."


def describe(document: Document) -> Badge:
    """What a credential of the profile says of itself. Believe it only as far as the state goes."""
    issuer = profile.issuer_id(document)
    try:
        host = did.host_of(issuer)
    except WireError:
        host = ""
    return Badge(
        id=document["id"],
        name=document["credentialSubject"]["achievement"]["name"],
        earner=displayed_name(document),
        issuer=_text(document["issuer"].get("name")),
        issuer_id=issuer,
        host=host,
        awarded=document["awardedDate"] if "awardedDate" in document else document["validFrom"],
        valid_from=document["validFrom"],
        valid_until=document.get("validUntil", ""),
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
