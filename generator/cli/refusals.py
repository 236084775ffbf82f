"""How verbs that write tell why they did not: every reason, each with its way out, and a last line that counts them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from generator.cli import voice
from generator.ledger.wishes import Refusal
from generator.printable import printable


def refuse(refusals: Sequence[Refusal], closing: str, *, as_json: bool) -> NoReturn:
    """Tell them all and end with the exit code for problems."""
    if as_json:
        voice.say_json({"state": "refused", "refusals": [as_object(refusal) for refusal in refusals]})
        sys.exit(voice.PROBLEMS)
    for refusal in refusals:
        voice.hint(told(refusal))
    voice.hint(f"{voice.counted(len(refusals), 'problem', 'problems')}, {closing}")
    sys.exit(voice.PROBLEMS)


def told(refusal: Refusal, word: str = "") -> str:
    """What it is about, what is wrong, and below it what to do."""
    about = f"{voice.styled(printable(refusal.about), bold=True)}: " if refusal.about else ""
    kind = voice.styled(f"{word}: ", fg="yellow") if word else ""
    way_out = f"\n    {printable(refusal.hint)}" if refusal.hint else ""
    return f"{about}{kind}{printable(refusal.text)}{way_out}"


def as_object(refusal: Refusal) -> dict[str, Any]:
    """The same for machines."""
    return {"about": refusal.about, "text": refusal.text, "hint": refusal.hint}
