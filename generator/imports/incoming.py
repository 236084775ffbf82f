"""What a file says of one award: the same few facts, whatever the file is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from generator.imports.dates import Order
from generator.ledger.faults import Fault
from generator.model import Place


class Field(StrEnum):
    """What a column, or a member of a document, can be. The values are the words of a column map."""

    BADGE = "badge"  # the id that the badge has over there
    BADGE_NAME = "badge_name"
    EMAIL = "email"
    PERSON = "person"  # the id that the earner has with the issuer
    NAME = "name"
    FIRST_NAME = "first_name"
    MIDDLE_NAME = "middle_name"
    LAST_NAME = "last_name"
    AWARDED = "awarded_at"
    EXPIRES = "expires_at"
    STATUS = "status"
    REASON = "reason"  # of a revocation
    EVIDENCE_URL = "evidence_url"
    EVIDENCE_NAME = "evidence_name"
    EVIDENCE_TEXT = "evidence_text"
    LANGUAGE = "language"
    ID = "id"  # the id that the award has over there
    URL = "url"  # and its address


class Status(StrEnum):
    """How an award stood over there."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    DECLINED = "declined"
    REVOKED = "revoked"
    UNSAID = ""


class Described(Struct, frozen=True):
    """What a file says of a badge itself. `picture` is a PNG, b"" where there is none that can be used."""

    name: str
    description: str = ""
    criteria: str = ""
    picture: bytes = b""


class Incoming(Struct):
    """One award. `line` is that of the file, from 1; all values are as written, without blanks around them."""

    line: int
    badge: str = ""
    badge_name: str = ""
    email: str = ""
    person: str = ""
    name: str = ""
    awarded: str = ""
    expires: str = ""
    status: Status = Status.UNSAID
    reason: str = ""
    evidence_url: str = ""
    evidence_name: str = ""
    evidence_text: str = ""
    language: str = ""
    id: str = ""
    url: str = ""
    described: Described | None = None
    original: Path | None = None  # a picture that carries the award
    hidden: tuple[tuple[str, str], ...] = ()  # (`sha256$…`, salt): digests of the address, where it is not there itself


class Unread(Struct, frozen=True):
    """A row that could not be made an Incoming."""

    line: int
    field: Field | None
    fault: Fault


def short_id(name: str) -> str:
    """What stands at the end of an address: there a platform writes the id that its tables have."""
    return name.rstrip("/").rpartition("/")[2] if name.startswith(("https://", "http://")) else name


class Source(Protocol):
    """A file or folder of awards, which can be gone through as often as one likes."""

    system: str  # whose ids its badges have: the word of `from` in badges.toml
    title: str  # what it is, for people
    size: int  # of what `rows` goes through: bytes or files
    dates: Order | None  # what comes first in its dates, where that is known of its kind

    def rows(self) -> Iterator[Incoming | Unread]: ...

    @property
    def seen(self) -> int:
        """How much of `size` the rows so far were."""
        ...

    def place(self, line: int, field: Field | None) -> Place:
        """Where the value of that field stands."""
        ...

    def header(self) -> Sequence[str]:
        """The columns of a file of rejected rows."""
        ...

    def raw(self, line: int) -> Sequence[str]:
        """The values of a row that was just read, for a file of rejected rows."""
        ...
