"""The whole of content/, read and found sound: Site (settings) and Ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from generator.model.achievement import Achievement
from generator.model.award import Award
from generator.model.people import Earner, Profile
from generator.model.problem import Problem
from generator.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Exams that have no badge of their own, and why: `codes` as people know them."""

    codes: tuple[str, ...]
    reason: Text
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Conferral:
    """Passing `exam` (a code) earns `certification` (a slug): the certification is badged, the exam is not."""

    exam: str
    exam_name: Text
    certification: str


@dataclass(frozen=True, slots=True)
class Site:
    """site.toml. `base_url` has no slash at its end; `languages` begins with the default one.

    `as_of` is the moment up to which the ledger is complete: the newest event, or a later time that site.toml
    names under [status]. It dates the status lists and decides what a page without script can already say of
    expiry. None where the ledger has no event and site.toml names no time.
    """

    base_url: str
    title: Text
    languages: tuple[str, ...]
    issuer: Profile
    tagline: Text = NO_TEXT
    as_of: datetime | None = None
    email_hash: bool = False
    open_badges_2: bool = False  # each badge in the older generation too
    accent: str = ""  # #rrggbb, "" for the theme's own
    support_email: str = ""
    support_url: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything an organisation has on record. Awards and events stand in the order of their files."""

    site: Site
    achievements: Mapping[str, Achievement]  # by slug, in order of slug
    earners: Mapping[str, Earner]  # by id, in file order
    awards: tuple[Award, ...]
    exclusions: tuple[Exclusion, ...] = ()
    conferrals: tuple[Conferral, ...] = ()
    warnings: tuple[Problem, ...] = ()
