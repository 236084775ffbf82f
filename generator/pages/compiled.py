"""Award pages made from forms: a page rendered once, with holes, and then only filled.

    slow path   award_view -> Theme.render          always right; some 2 ms a page
    a form      static bytes with holes             right for every award of one shape; some 20 µs a page

A form is made in three steps, each of which may refuse; then pages of that shape go the slow way for good:

    1. two made-up awards of the shape show where an award's own words stand in its view     `hole_probes`
    2. the theme's templates are run on the view with those places left open; what is open
       is no string and answers no question whose answer could differ from award to award    `holes`, `hole_theme`
    3. the form is filled for the real award at hand, and compared with the slow path

Step 2 is what makes this sound for any theme: a template that looks at a hole in any way - a filter, a comparison,
its length, a loop over it - is refused when it is run, so nobody who writes a theme needs to know of this. A template
that hands values on is compiled. Every 1000th page of each form is checked against the slow path all the same; should
one ever differ, the slow path's page goes out and the form is dropped for good.

A form costs about as much as two pages, so it is made for a shape that comes back, or as soon as a shape is seen where
most have come back many times. The number of forms has a bound.
Credentials are composed and signed elsewhere; `encoded` is taken to be the JSON of `document()`, and that to be the
credential of `award`, as `Composer` makes it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from generator.model import Achievement, Award, Document, Earner, Event, Standing, Visibility
from generator.pages.award import AwardView, award_view
from generator.pages.frame import Frame
from generator.pages.hole_families import Families, Family, outline
from generator.pages.hole_probes import open_view, see
from generator.pages.hole_sharing import Part, Structure, page_parts
from generator.pages.hole_theme import OpenEnvironment, open_environment, render_open
from generator.pages.hole_values import Key, Reader, Shape, Subject
from generator.pages.holes import Piece, Refused
from generator.pages.render import Theme

CHECKED = 1000  # of each form's pages, every so-manieth is compared with the slow path
WORTH_IT = 2  # the page of a shape at which a form is made
WORTH_SHARING = 4  # the page, of whatever achievements, at which a form is made that they can share
SAMPLED = 64  # of forms that are made without running templates, every so-manieth is compared with the slow path
USUAL = 20  # and it is made for the first where so many pages were made from a form for each form there is
MOST_BYTES = 16_000_000  # of static text in all forms, what several share counted only once or not at all
IDLE = 32  # a form may make room when, for each form there can be, so many pages were made without it


class Counts(NamedTuple):
    """Pages made so far, and what became of the forms."""

    compiled: int  # pages made from a form
    plain: int  # pages made the slow way, those that a form was checked against among them
    forms: int  # forms in use
    refused: int  # shapes that can have no form
    wrong: int  # forms that were found to differ, and dropped
    reason: str  # why the latest was refused, "" for none


class Form:
    """The static bytes of a page, in order with its holes."""

    __slots__ = ("_fixed", "_order", "last", "made", "own")

    def __init__(self, parts: Sequence[Part], values: int, common: int = 0) -> None:
        """`values` is the number of values that `fill` gets; `common` bytes of `parts` are in other forms too."""
        # At least two pieces, because `itemgetter` of one gives no tuple.
        fixed = [b"", b"", *(part for part in parts if type(part) is bytes)]
        numbers = iter(range(values + 2, values + len(fixed)))
        places = (part if type(part) is int else next(numbers) for part in parts)
        self._order = itemgetter(values, values + 1, *places)
        self._fixed = tuple(fixed)
        self.own = sum(map(len, fixed)) - common
        self.made = 0
        self.last = 0  # the page at which it was used last

    def fill(self, values: tuple[bytes, ...]) -> bytes:
        """The page of an award with these values."""
        return b"".join(self._order(values + self._fixed))


def _family(asked: _Asked, key: Key, view: AwardView) -> Family:
    # The number of the achievement, and that of the structure of its results, mean nothing to another one.
    return asked.frame.language, *key[1:-1], outline(view)


class _Asked(Struct):
    """One page that was asked for, as the slow path takes it."""

    frame: Frame
    award: Award
    achievement: Achievement
    earner: Earner
    visibility: Visibility
    handle: str
    standing: Standing
    said: Event | None
    original: bool
    document: Document

    def view(self) -> AwardView:
        return award_view(
            self.frame,
            self.document,
            award=self.award,
            visibility=self.visibility,
            earner_language=self.earner.language,
            profile_handle=self.handle,
            achievement=self.achievement,
            standing=self.standing,
            said=self.said,
            original=self.original,
        )


class AwardPages:
    """Makes the pages of awards with one theme. The bytes are those of `theme.render(award_view(...))`, always."""

    def __init__(self, theme: Theme, *, most: int = 2048) -> None:
        """`most` is the number of forms kept: one for each achievement, language and shape, some 5 KB each."""
        self._theme = theme
        self._most = most
        self._readers: dict[str, Reader] = {}
        self._subjects = 0
        self._forms: OrderedDict[Key, Form] = OrderedDict()  # the one that was used last comes last
        self._shared: dict[bytes, bytes] = {}  # six sevenths of what is static stands in other forms too
        self._sightings: dict[int, int] = {}  # of shapes and of families, by their hashes
        self._refused: set[Key] = set()
        self._families = Families()
        self._pages = self._plain = self._wrong = self._derived = self._bytes = 0
        self._reason = ""

    @property
    def counts(self) -> Counts:
        """How pages were made up to now."""
        made = self._pages - self._plain
        return Counts(made, self._plain, len(self._forms), len(self._refused), self._wrong, self._reason)

    @property
    def news(self) -> int:
        """Pages up to now that are not a form of before, filled: made the slow way, or the first of a form."""
        return self._plain + self._derived

    def page(
        self,
        frame: Frame,
        *,
        award: Award,
        achievement: Achievement,
        earner: Earner,
        visibility: Visibility,
        profile_handle: str,
        standing: Standing,
        said: Event | None,
        encoded: bytes,
        document: Callable[[], Document],
        original: bool = False,
    ) -> bytes:
        """The page of `award` in the language of `frame`.

        `encoded` is its signed credential as it is served; `document` gives the same as a dict, and is called only
        where a form is made or checked, and on the slow path. Otherwise as `award_view`; what that and `Theme.render`
        raise is raised here.
        """
        self._pages += 1
        subject = self._subject(frame, achievement)
        reader = self._readers[frame.language]
        described = reader.describe(
            subject, award, earner, visibility, profile_handle, standing, said, encoded, original
        )
        if described is not None:
            key, values = described
            form = self._forms.get(key)
            if form is not None:
                form.made += 1
                form.last = self._pages
                self._forms.move_to_end(key)
                if form.made % CHECKED:
                    return form.fill(values)
        asked = _Asked(
            frame, award, achievement, earner, visibility, profile_handle, standing, said, original, document()
        )
        view = asked.view()
        if described is None:
            return self._render(view)
        if form is not None:
            plain = self._render(view)
            self._check(key, form.fill(values) == plain)
            return plain
        return self._first(key, asked, view, values)

    def _subject(self, frame: Frame, achievement: Achievement) -> Subject:
        """The achievement in this frame, under the number it has as long as both stay what they are."""
        reader = self._readers.get(frame.language)
        if reader is None or reader.frame is not frame:
            if reader is None or reader.frame != frame:
                reader = self._readers[frame.language] = Reader(frame)
                self._families.forget(frame.language)
            reader.frame = frame  # an equal one: a copy that came from another process
        name = achievement.slug, achievement.art.look
        subject = reader.subjects.get(name)
        if subject is None or subject.achievement is not achievement:
            if subject is None or subject.achievement != achievement:
                self._subjects += 1
                subject = reader.subjects[name] = Subject(achievement, self._subjects)
            subject.achievement = achievement
        return subject

    def _render(self, view: AwardView) -> bytes:
        self._plain += 1
        return self._theme.render(view)

    def _first(self, key: Key, asked: _Asked, view: AwardView, values: tuple[bytes, ...]) -> bytes:
        """A page of a shape that has no form yet."""
        if key in self._refused:
            return self._render(view)
        family, form = _family(asked, key, view), None
        with suppress(Exception):  # whatever is wrong with it, the slow path gives the page, or says so
            known = self._families.find(family, self._run)
            form = None if known is None else self._filled_in(known, key, asked, view, values)
        if form is not None:
            return self._begin(key, form, view, values)
        plain = self._render(view)
        if self._is_worth_it(key, family):
            self._make(key, family, asked, view, values, plain)
        return plain

    def _begin(self, key: Key, form: Form, view: AwardView, values: tuple[bytes, ...]) -> bytes:
        """The first page of a form that was not made by running templates; now and then they are run all the same."""
        page = form.fill(values)
        self._derived += 1
        if self._derived % SAMPLED == 1:
            plain = self._render(view)
            if plain != page:  # then others may have been wrong before
                self._families.stop()
                self._forms.clear()
                self._bytes = 0
                self._refused.add(key)
                self._wrong += 1
                self._reason = "a page of a shared form differed from the template's"
                return plain
        self._sightings.pop(hash(key), None)
        self._keep(key, form)  # the form that makes room can be had again for little
        return page

    def _is_worth_it(self, key: Key, family: Family) -> bool:
        """Whether a form is to be made now: for a shape that comes back, and if there is room."""
        if key in self._refused or len(self._refused) >= self._most:  # so much refused: it is the theme
            return False
        if not self._has_room():
            return False  # every form is in use: to drop one would cost more than it gives
        if len(self._sightings) >= 4 * self._most:
            self._sightings.clear()
        sights = hash(key), hash(family)
        seen, others = (self._sightings.get(sight, 0) + 1 for sight in sights)
        self._sightings |= dict(zip(sights, (seen, others), strict=True))
        is_shared = others >= WORTH_SHARING and self._families.may_share(family)
        is_usual = self._pages - self._plain > USUAL * (len(self._forms) + len(self._refused) + 1)
        return seen >= WORTH_IT or is_shared or is_usual

    def _has_room(self) -> bool:
        if len(self._forms) < self._most:
            return True
        oldest = next(iter(self._forms.values()), None)
        return oldest is not None and self._pages - oldest.last >= IDLE * self._most

    def _make(
        self, key: Key, family: Family, asked: _Asked, view: AwardView, values: tuple[bytes, ...], plain: bytes
    ) -> None:
        del self._sightings[hash(key)]
        try:
            form = self._form(key, family, asked, view, values)
            if form.fill(values) != plain:
                raise Refused("the form gives another page than the template")
        except Exception as error:  # whatever went wrong on the way to a form, the page is there already
            self._refused.add(key)
            self._reason = f"{error}" or type(error).__name__
            return
        self._keep(key, form)

    def _keep(self, key: Key, form: Form) -> None:
        form.last = self._pages
        self._forms[key] = form
        self._bytes += form.own
        while len(self._forms) > self._most or self._bytes > MOST_BYTES:
            self._bytes -= self._forms.popitem(last=False)[1].own
            self._shared.clear()  # what no form has any more must not stay

    def _form(self, key: Key, family: Family, asked: _Asked, view: AwardView, values: tuple[bytes, ...]) -> Form:
        """The form of a shape, made in a way that other achievements can share where that goes."""
        shape = Shape._make(key)
        opened, doubts = open_view(asked.frame, asked.document, asked.award, asked.achievement, asked.said, shape)

        def fit(structure: Structure) -> Form:
            return self._filled_in(structure, key, asked, view, values)

        form = (
            self._families.learn(family, opened, doubts, self._run, fit) if self._families.may_share(family) else None
        )
        if form is None:
            parts = page_parts(self._run(opened, doubts), self._shared)
            form = Form(parts, len(values), sum(len(part) for part in parts if type(part) is bytes))
        return form

    @staticmethod
    def _filled_in(structure: Structure, key: Key, asked: _Asked, view: AwardView, values: tuple[bytes, ...]) -> Form:
        """The form of an achievement's pages, from what others share with it. Raises Unlike where they do not."""
        seen = see(asked.frame, asked.document, asked.award, asked.achievement, asked.said, Shape._make(key))
        return Form(structure.parts(seen, view, values), len(values), structure.common)

    def _run(self, view: AwardView, doubts: list[str]) -> tuple[Piece, ...]:
        return render_open(self._environment, view, doubts)

    @cached_property
    def _environment(self) -> OpenEnvironment:
        return open_environment(self._theme)

    def _check(self, key: Key, right: bool) -> None:
        if not right:
            self._bytes -= self._forms.pop(key).own
            self._refused.add(key)
            self._wrong += 1
            self._reason = "a page differed from the template's"
