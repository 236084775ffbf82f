"""Compiled credentials: what `proof.digest` and `proof.attach_proof` give, many times as fast and never otherwise.

    forms = Forms(composer, method)
    forms.digest(award, achievement, earner)               == proof.digest(composer.compose(...), method)
    forms.encode(award, achievement, earner, signature)    == proof.attach_proof(composer.compose(...), ...).encoded

The way through `compose` and `wire` is called the plain way here. It is what a form is made from, what a form is held
to, and what answers whenever a form cannot:

* A form has two parts, for the shape of the award and for the achievement (`formparts`), each made once.
* Before a part is used it is tried on two made-up awards, and two parts that have not met yet on the award that brings
  them together. Where they do not agree with the plain way in every byte, they are not used together again.
* Every SAMPLE-th award of each part goes both ways. Where they differ, the plain way's answer goes out and both parts
  are refused for as long as these forms live.
* Where a value needs what a form does not have (see `nquadform`, `formvalues`), the award goes the plain way, which
  also says what is wrong with text that cannot be signed.

So a mistake here costs time, and at the worst a digest that fits no document; the sample finds those. `most` bounds
the parts of either kind that are kept, at some 13 KB for an achievement.

Not for two threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress

import orjson
from msgspec import Struct

from generator.credential import proof
from generator.credential.compose import Composer
from generator.credential.formkept import Kept, Part
from generator.credential.formparts import (
    AchievementForm,
    AwardForm,
    achievement_form,
    award_form,
    fill_document,
    fill_statements,
)
from generator.credential.formprobes import lookalikes
from generator.credential.formvalues import Shape, award_values, say_json, say_literal, shape_of, spelled_alike
from generator.errors import WireError
from generator.model import Achievement, Award, Earner
from generator.wire.holes import Values

SAMPLE = 1000
KEPT = 512
_IN_HAND = 2048  # awards that have a digest and no document yet, of which the values are remembered

_SIGNATURE = bytes(64)


class Counts(Struct):
    """How digests came about: by a form, or the plain way. `checked` were made both ways, `refused` are forms."""

    compiled: int = 0
    plain: int = 0
    checked: int = 0
    refused: int = 0


_Pair = tuple[Part[AwardForm], Part[AchievementForm]]
_Said = tuple[Award, Achievement, Earner]


class Forms:
    """Digests and documents of the credentials of one site, signed with one key."""

    def __init__(self, composer: Composer, method: str, *, most: int = KEPT) -> None:
        self.counts = Counts()
        self._composer = composer
        self._method = method
        self._around: Kept[AwardForm] = Kept(most)
        self._about: Kept[AchievementForm] = Kept(most)
        self._refused: set[Hashable] = set()  # keys of parts and of pairs
        # What a digest was made of: soon the document is made of the same.
        self._in_hand: dict[str, tuple[_Said, _Pair, Values]] = {}

    def digest(self, award: Award, achievement: Achievement, earner: Earner) -> bytes:
        """The 64 bytes to sign. Raises WireError where `proof.digest` does."""
        pair = self._pair(award, achievement, earner)
        values = _values(pair, award, earner, say_literal) if pair else None
        made = _digest(pair, values) if pair and values is not None else None
        if pair is None or values is None or made is None:
            self.counts.plain += 1
            return self._plain_digest(award, achievement, earner)
        around, about = pair
        around.digests += 1
        about.digests += 1
        self.counts.compiled += 1
        if around.digests % SAMPLE and about.digests % SAMPLE:
            self._hold(award, achievement, earner, pair, values)
            return made
        try:
            return self._held_to(made, self._plain_digest(award, achievement, earner), pair)
        except WireError:
            self._refuse(pair)
            raise

    def encode(self, award: Award, achievement: Achievement, earner: Earner, signature: bytes) -> bytes:
        """The signed credential as it is served. Raises what `proof.attach_proof` does."""
        pair, values = self._held(award, achievement, earner)
        if pair is None:
            pair = self._pair(award, achievement, earner)
            values = _values(pair, award, earner, say_json) if pair else None
        made = _document(pair, values, signature) if pair and values is not None else None
        if pair is None or made is None:
            return self._plain_document(award, achievement, earner, signature)
        around, about = pair
        around.documents += 1
        about.documents += 1
        if around.documents % SAMPLE and about.documents % SAMPLE:
            return made
        return self._held_to(made, self._plain_document(award, achievement, earner, signature), pair)

    def _hold(self, award: Award, achievement: Achievement, earner: Earner, pair: _Pair, values: Values) -> None:
        """Remember what a digest was made of, where its document is made of the same."""
        if spelled_alike(values):
            if len(self._in_hand) >= _IN_HAND:
                self._in_hand.clear()
            self._in_hand[award.id] = (award, achievement, earner), pair, values

    def _held(self, award: Award, achievement: Achievement, earner: Earner) -> tuple[_Pair, Values] | tuple[None, None]:
        """What is remembered of the digest for these very records; each is asked for once."""
        held = self._in_hand.pop(award.id, None)
        if held is None:
            return None, None
        said, pair, values = held
        is_same = said[0] is award and said[1] is achievement and said[2] is earner
        return (pair, values) if is_same else (None, None)

    def _plain_digest(self, award: Award, achievement: Achievement, earner: Earner) -> bytes:
        return proof.digest(self._composer.compose(award, achievement, earner), self._method)

    def _plain_document(self, award: Award, achievement: Achievement, earner: Earner, signature: bytes) -> bytes:
        unsigned = self._composer.compose(award, achievement, earner)
        return proof.attach_proof(unsigned, self._method, signature).encoded

    # Parts

    def _pair(self, award: Award, achievement: Achievement, earner: Earner) -> _Pair | None:
        """The two parts for this award, tried and found right, or None."""
        shape = shape_of(award, achievement, earner, email_hash=self._composer.site.email_hash)
        around = self._around.find(shape) or self._make_around(shape)
        key = self._key(award, achievement)
        about = self._about.find(key) or self._make_about(key, award, achievement, earner)
        if around is None or about is None or around.form is None or about.form is None:
            return None
        if around.is_trusted and shape in about.partners:
            return around, about
        return self._tried((around, about), award, achievement, earner)

    def _key(self, award: Award, achievement: Achievement) -> Hashable:
        endorsements = self._composer.endorsements(award, achievement) if achievement.endorsements else ()
        return (achievement.slug, achievement.art.format, achievement.art.look, *[each.name for each in endorsements])

    def _make_around(self, shape: Shape) -> Part[AwardForm] | None:
        if not self._around.has_room_for(shape):
            return None
        form = None
        if shape not in self._refused:
            with suppress(WireError):
                form = award_form(self._composer, shape, self._method)
        return self._around.keep(Part(shape, form))

    def _make_about(
        self, key: Hashable, award: Award, achievement: Achievement, earner: Earner
    ) -> Part[AchievementForm] | None:
        if not self._about.has_room_for(key):
            return None
        form = None
        if key not in self._refused:
            document = self._composer.compose(award, achievement, earner).document
            with suppress(WireError, orjson.JSONEncodeError):
                form = achievement_form(document, achievement.slug, achievement.art.format)
        return self._about.keep(Part(key, form))

    # Trust

    def _tried(self, pair: _Pair, award: Award, achievement: Achievement, earner: Earner) -> _Pair | None:
        """The pair, once it has shown that it does its work on this award, and on two others where a part is new."""
        around, about = pair
        key = (around.key, about.key)
        if key in self._refused:
            return None
        tries = () if around.is_trusted and about.is_trusted else lookalikes(award, earner)
        real = self._agrees(pair, award, achievement, earner)
        if real is False or not all(self._agrees(pair, each, achievement, whose) for each, whose in tries):
            self._refused.add(key)
            self.counts.refused += 1
            return None
        around.is_trusted = about.is_trusted = True
        if real:
            about.partners.add(around.key)
        return pair

    def _agrees(self, pair: _Pair, award: Award, achievement: Achievement, earner: Earner) -> bool | None:
        """Whether the plain way says the same; None where the form says nothing, as it may of a real award."""
        values = _values(pair, award, earner, say_literal)
        digest = _digest(pair, values) if values is not None else None
        if digest is None:
            return None
        values = _values(pair, award, earner, say_json)
        document = _document(pair, values, _SIGNATURE) if values is not None else None
        try:
            return digest == self._plain_digest(award, achievement, earner) and (
                document == self._plain_document(award, achievement, earner, _SIGNATURE)
            )
        except WireError:
            return False

    def _held_to(self, made: bytes, plain: bytes, pair: _Pair) -> bytes:
        self.counts.checked += 1
        if made != plain:
            self._refuse(pair)
        return plain

    def _refuse(self, pair: _Pair) -> None:
        """Both, because nothing tells which of them is at fault."""
        for part in pair:
            part.form = None
            self._refused.add(part.key)
        self.counts.refused += 1


def _values(pair: _Pair, award: Award, earner: Earner, say: Callable[[str], bytes]) -> Values | None:
    """What the award puts into the form, or None where it cannot say."""
    form = pair[0].form
    if form is None:
        return None
    try:
        return award_values(form.shape, award, earner, say)
    except (WireError, orjson.JSONEncodeError):
        return None


def _digest(pair: _Pair, values: Values) -> bytes | None:
    """What the form says, or None where it cannot say."""
    around, about = pair
    if around.form is None or about.form is None:
        return None
    try:
        texts = fill_statements(around.form, about.form, values)
    except WireError:
        return None
    return proof.hash_data(*texts) if texts else None


def _document(pair: _Pair, values: Values, signature: bytes) -> bytes | None:
    around, about = pair
    if around.form is None or about.form is None:
        return None
    try:
        return fill_document(around.form, about.form, values, signature)
    except WireError:
        return None
