"""What can be earned: Achievement with its criteria, skills, results and art. Open Badges 3.0, "Achievement"."""

from __future__ import annotations

from datetime import UTC, date, datetime

from msgspec import Struct

from generator.model.credential import Document
from generator.model.problem import Place
from generator.model.text import NO_TEXT, Text


class Alignment(Struct, frozen=True):
    """A link from a skill to an entry of a public framework. `url` is absolute http(s)."""

    name: str
    url: str
    framework: str = ""
    code: str = ""
    type: str = ""  # targetType of Open Badges 3.0, "" for none
    description: str = ""


class Skill(Struct, frozen=True):
    """Something the holder can do; `slug` is its place under /skills/."""

    slug: str
    name: Text
    alignments: tuple[Alignment, ...] = ()


class RubricLevel(Struct, frozen=True):
    """One level of a result, low to high in the order of the file."""

    key: str
    name: str
    level: str = ""
    description: str = ""
    points: str = ""


class ResultDescription(Struct, frozen=True):
    """A result that awards of this achievement may carry; `type` is a resultType of Open Badges 3.0.

    `minimum`, `maximum` and `required` are strings, as in the standard; "" for none. `required_level` is a key
    of `levels`.
    """

    key: str
    name: str
    type: str
    minimum: str = ""
    maximum: str = ""
    required: str = ""
    allowed: tuple[str, ...] = ()
    required_level: str = ""
    levels: tuple[RubricLevel, ...] = ()


class Art(Struct, frozen=True):
    """The picture of an achievement: a PNG or SVG inside content/, its size, and its words for who cannot see it.

    A drawing has no size in pixels of its own; it gets one of its shape.
    """

    path: str
    width_px: int
    height_px: int
    alt: Text
    look: str = ""  # of an earlier look: the name under which it is kept, "" for the look of today

    @property
    def format(self) -> str:
        """`png` or `svg`: how its files end."""
        return self.path.rpartition(".")[2]


class Design(Struct, frozen=True):
    """How an achievement looks from a day on (UTC), and a word about the change. What it means stays as it is."""

    art: Art
    effective_from: date
    note: Text = NO_TEXT


class Endorsement(Struct, frozen=True):
    """What somebody else has signed about an achievement; its form and its signature have been checked.

    `about` is the id of what is endorsed, `comment` is Markdown. `document` is the signed credential, not to be
    changed. Times are aware, UTC, whole seconds.
    """

    name: str  # of its file, and of its address
    about: str
    comment: str
    endorser: str
    endorser_id: str  # a did:key or did:web
    endorser_url: str  # "" for none
    valid_from: datetime
    valid_until: datetime | None
    document: Document
    place: Place

    def __hash__(self) -> int:
        return hash((self.name, self.place))  # a document has none

    def in_force(self, at: datetime) -> bool:
        """Whether it stands at that moment."""
        return self.valid_from <= at and (self.valid_until is None or at <= self.valid_until)


class Achievement(Struct, frozen=True):
    """An entry of the catalogue. `criteria` is Markdown. `retired_on` ends offers, never awards already made."""

    slug: str
    name: Text
    description: Text
    criteria: Text
    art: Art
    place: Place
    type: str = "Achievement"  # achievementType of Open Badges 3.0
    code: str = ""  # the code people know it by, such as an exam number
    level: str = ""
    version: str = ""
    tags: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    results: tuple[ResultDescription, ...] = ()
    related: tuple[str, ...] = ()  # slugs
    replaced_by: str = ""  # slug
    offered_since: date | None = None
    retired_on: date | None = None
    retired_reason: Text = NO_TEXT
    field_of_study: str = ""
    specialization: str = ""
    credits: float | None = None
    valid_for: str = ""  # ISO 8601 duration, told to readers; an award's own expires_at decides
    endorsements: tuple[Endorsement, ...] = ()  # in order of their names
    designs: tuple[Design, ...] = ()  # the look-book: oldest first, the look of today last; () without one

    def result(self, key: str) -> ResultDescription | None:
        """The result description called `key`, if there is one."""
        return next((r for r in self.results if r.key == key), None)

    def art_at(self, moment: datetime) -> Art:
        """The look that an award made out at that moment has, and keeps."""
        day = moment.astimezone(UTC).date()
        first = self.designs[0].art if self.designs else self.art
        return next((d.art for d in reversed(self.designs) if d.effective_from <= day), first)
