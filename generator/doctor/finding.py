"""Something that `doctor` has found: how much it weighs, what it is, what to do."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Weight(StrEnum):
    """What follows from a finding."""

    PROBLEM = "problem"  # a build will fail, or a secret is not one
    WARNING = "warning"  # works, and is most likely not what anybody wants
    FINE = "ok"  # looked at, nothing to do


class Finding(Struct, frozen=True):
    """`code` is stable and for machines; `about` names a file, a folder or a part of the machine."""

    weight: Weight
    code: str
    about: str
    text: str
    hint: str = ""
    earners: tuple[str, ...] = ()  # ids of those who may be one person
