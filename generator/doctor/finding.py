"""Something that `doctor` has found: how much it weighs, what it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What follows from a finding."""

    PROBLEM = "problem"  # a build will fail, or a secret is not one
    WARNING = "warning"  # works, and is most likely not what anybody wants
    FINE = "ok"  # looked at, nothing to do


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable and for machines; `about` names a file, a folder or a part of the machine."""

    weight: Weight
    code: str
    about: str
    text: str
    hint: str = ""
    earners: tuple[str, ...] = ()  # ids of those who may be one person
