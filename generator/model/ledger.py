"""The whole of content/, read and found sound: Site (settings) and Ledger."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct, field

from generator.model.achievement import Achievement
from generator.model.award import Award
from generator.model.hosting import NOWHERE_YET, Hosting
from generator.model.pages import WrittenPage
from generator.model.people import Earner, Portrait, Profile
from generator.model.problem import Problem
from generator.model.sharing import USUAL, Sharing
from generator.model.support import NO_SUPPORT, Support
from generator.model.text import NO_TEXT, Text


class Exclusion(Struct, frozen=True):
    """Exams that have no badge of their own, and why: `codes` as people know them."""

    codes: tuple[str, ...]
    reason: Text
    on: date | None = None


class Conferral(Struct, frozen=True):
    """Passing `exam` (a code) earns `certification` (a slug): the certification is badged, the exam is not."""

    exam: str
    exam_name: Text
    certification: str


class Certificates(StrEnum):
    """Which certificates an award gets beside its page, which can be printed as one."""

    NONE = "none"
    PDF = "pdf"


class Site(Struct, frozen=True):
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
    certificates: Certificates = Certificates.NONE
    accent: str = ""  # #rrggbb, "" for the theme's own
    support_email: str = ""
    support_url: str = ""
    share: Sharing = USUAL
    hosting: Hosting = NOWHERE_YET
    show_holders: bool = False  # how many people hold a badge stands on its page


class Earners(Mapping[str, Earner]):
    """All earners by id, in file order, of whom there may be a million: each is made when it is asked for.

    Columns, one entry for each earner in file order: `visibility` (position in list(Visibility)), `has_handle` (0 or
    1), `mark` (a digest of the row).
    """

    visibility: Sequence[int]
    has_handle: Sequence[int]
    mark: Sequence[int]

    @property
    def language(self) -> str:
        """The language of earners whose row names none; "" where every row does."""
        return ""

    @abstractmethod
    def row_of(self, earner_id: str) -> int | None:
        """The position of the earner with this id."""

    @abstractmethod
    def read(self, rows: Sequence[int]) -> list[Earner]:
        """The earners at these positions, as one would have them from a list."""

    @abstractmethod
    def has_address(self, mail: str) -> bool:
        """Whether `mail`, in small letters, is an e-mail address of an earner."""

    def row_of_address(self, mail: str) -> int | None:
        """The position of the earner who has this address, given in small letters."""
        found = (row for row, earner in enumerate(self.values()) if mail in map(str.lower, earner.emails))
        return next(found, None)

    def rows_by_handle(self, wanted: Set[str]) -> dict[str, int]:
        """The positions of the earners who have one of these handles."""
        if not wanted:
            return {}
        return {earner.handle: row for row, earner in enumerate(self.values()) if earner.handle in wanted}


class Ids(Sequence[str]):
    """Ids of awards, 80 bits each: `high` has the first 16 of each, `low` the other 64."""

    @property
    @abstractmethod
    def high(self) -> array[int]: ...

    @property
    @abstractmethod
    def low(self) -> array[int]: ...


class Batch(Protocol):
    """Some awards as they stand in the files, small and fit to be pickled: records are made of them elsewhere."""

    def __len__(self) -> int: ...

    def raw(self) -> Iterator[bytes]:
        """The bytes of the files that it holds."""
        ...

    def pairs(self, achievements: Mapping[str, Achievement]) -> Iterator[tuple[Award, Earner]]:
        """Each award with its earner, in the order in which they were asked for."""
        ...


class Awards(Sequence[Award]):
    """All awards in file order, of which there may be a million: each is made when it is asked for.

    Columns, one entry for each award in file order, events considered:

        visibility      position in list(Visibility) of `award.visible_as(earner)`
        acceptance      position in list(Acceptance) of `award.acceptance(earner)`
        standing        position in list(Standing) of `award.standing()[0]`
        status_index    as in Award
        earner_row      position of the earner in `Ledger.earners`
        achievement     position of the achievement in `Ledger.achievements`
        awarded_at      seconds since 1970 in UTC
        expires_at      the same; for an award that does not expire, more than any date comes to
        mark            a digest of the rows that the award is made of: its own, its earner's, its events' in order
    """

    visibility: Sequence[int]
    acceptance: Sequence[int]
    standing: Sequence[int]
    status_index: Sequence[int]
    earner_row: Sequence[int]
    achievement: Sequence[int]
    awarded_at: Sequence[int]
    expires_at: Sequence[int]
    mark: Sequence[int]
    reissued_at: Mapping[int, int]  # of the few awards that were: by position, seconds as above, the last time

    @property
    @abstractmethod
    def ids(self) -> Ids:
        """The ids of all awards, made when they are asked for."""

    @abstractmethod
    def row_of(self, award_id: str) -> int | None:
        """The position of the award with this id."""

    @abstractmethod
    def rows_by_id(self) -> Sequence[int]:
        """The positions of all awards in the order of their ids."""

    @abstractmethod
    def last_events(self, count: int) -> Sequence[int]:
        """The lines of the last so many events of events.csv."""

    @abstractmethod
    def batch(self, rows: Sequence[int]) -> Batch:
        """The awards at these positions, each with its earner, to be made elsewhere."""


class Ledger(Struct, frozen=True):
    """Everything an organisation has on record. Awards and events stand in the order of their files."""

    site: Site
    achievements: Mapping[str, Achievement]  # by slug, in order of slug
    earners: Earners  # by id, in file order
    awards: Awards
    exclusions: tuple[Exclusion, ...] = ()
    conferrals: tuple[Conferral, ...] = ()
    pages: tuple[WrittenPage, ...] = ()  # in the order of navigation
    support: Support = NO_SUPPORT
    warnings: tuple[Problem, ...] = ()
    portraits: Mapping[int, Portrait] = field(default_factory=dict)  # what earners chose to show, by their position

    def contacts(self) -> frozenset[str]:
        """The addresses that are public by choice, in small letters."""
        troubles = self.support.troubles
        asked = {contact.email for it in troubles for contact in (it.contact, *(c for _, c in it.by_channel))}
        return frozenset(mail.lower() for mail in {self.site.issuer.email, self.site.support_email, *asked} if mail)

    def has_address(self, mail: str) -> bool:
        """Whether `mail`, in small letters, is an e-mail address of an earner."""
        return self.earners.has_address(mail)
