"""Forms shared by achievements: what pages of one shape have in common, whatever was awarded.

    Structure           an open view in which texts of the achievement are left open too, and the page it gave
    structure.parts     the form of one achievement's pages, made of that page without running a template again

A view is a tree of small records whose leaves are texts. Two open views of the same shape, of two achievements, are
held against each other (`open_more`): where they differ in a text, that text becomes a hole of its own, a *leaf*; where
they differ in anything else (a number, a language, how many skills there are) they have no structure in common. The
templates are run on the result under the rules of `holes`: a run without a doubt does the same for any text that could
stand in a leaf. So a page of any other achievement is that page with its own texts in the leaves, if its view is the
structure's in all else.

Which texts those are, and where in them an award's own words stand, is asked of one probe (see `hole_probes`); each
leaf, filled with the values of a real award, must be what stands in that award's plain view, and everything else there
must be as in the structure. That is a comparison with the slow path, all but the template's run.

Cost: some 0.8 ms, where a plain page takes 1.4 ms and a form by itself 2.4 ms more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator.pages.award import AwardView
from generator.pages.hole_probes import Seen
from generator.pages.hole_values import html
from generator.pages.holes import Hole, OpenMarkup, OpenText, Piece, is_open, pieces_of, text_of

_LEAVES = 1 << 16  # the place of the first leaf: far behind all values of an award
# Fields that templates are meant to decide by, or to look something up with: texts that differ there are no leaves.
DECIDING = frozenset({"language", "key", "state", "role", "words", "place", "tag", "current", "facts", "kind"})
_BEGINS = re.compile(r"https?://")
_FILE = re.compile(r"[A-Za-z0-9_-]+(\.(?:png|svg|json|pdf))\Z")
_SLUG = re.compile(rb"[A-Za-z0-9_-]+")
_WORTH_SHARING = 256  # bytes that stand in the forms of many achievements are kept once from so many on

Part = bytes | int  # static bytes, or the place of a value
_TEXTS: frozenset[type] = frozenset({str, OpenText})
_MARKUPS: frozenset[type] = frozenset({Markup, OpenMarkup})


class Unlike(Exception):
    """Two views differ in more than texts."""


class Leaf(NamedTuple):
    """A text that is the achievement's: what is always in front of it and behind it, and its hole."""

    before: str
    hole: Hole
    after: str


class _Node(Struct):
    """A place in the tree of a structure's view: one of the following.

    closed      `value` has no hole: it is the same for all
    a leaf      `leaf`
    a text      `parts`, in which only an award's words stand: the same for all
    a tuple     `children`
    a record    `children` by the names that `opened` gets; all else in it, which `closed` gets, is the same for all
    """

    value: Any
    leaf: Leaf | None = None
    parts: tuple[Part, ...] = ()
    children: tuple[_Node, ...] = ()
    opened: Callable[[Any], tuple[Any, ...]] | None = None
    closed: Callable[[Any], tuple[Any, ...]] | None = None
    same: tuple[Any, ...] = ()

    def inside(self, value: Any) -> tuple[Any, ...]:
        """What `children` are to be held against. Raises Unlike for what is of another kind, or else not the same."""
        if type(value) is not type(self.value):
            raise Unlike
        if self.opened is None or self.closed is None:
            if len(value) != len(self.children):
                raise Unlike
            found: tuple[Any, ...] = value
            return found
        if self.closed(value) != self.same:
            raise Unlike
        return self.opened(value)


class Structure:
    """An open view with leaves, and its page in pieces."""

    def __init__(self, view: AwardView, leaves: dict[str, Leaf], pieces: tuple[Piece, ...], doubts: list[str]) -> None:
        """`view` and `leaves` are those of `open_more`, with its `doubts`; `pieces` is what templates made of them."""
        self.view = view
        self.leaves = leaves
        self.doubts = doubts
        self.taught = 0  # so many places to open were known when it was last looked at
        self._root = _node(view, leaves, "")
        self._page = tuple(_parts(pieces, markup=True))
        # Bytes of it that are kept once for all forms.
        self.common = sum(len(part) for part in self._page if type(part) is bytes and len(part) >= _WORTH_SHARING)

    def parts(self, seen: Seen, plain: AwardView, values: tuple[bytes, ...]) -> list[Part]:
        """The form of the pages of the achievement of one award: static bytes and places of values.

        `seen` is a probe of the award's shape, `plain` the award's own view and `values` what it fills holes with.
        Raises Unlike where the structure is not theirs.
        """
        if seen.is_told_by(values):
            raise Unlike
        found: list[tuple[Leaf, Any, Any]] = []
        _look(self._root, seen.view, plain, values, found)
        texts: dict[Part, tuple[Part, ...]] = {
            leaf.hole.place: self._text(leaf, seen, probed, real, values) for leaf, probed, real in found
        }
        return _joined(part for place in self._page for part in texts.get(place, (place,)))

    @staticmethod
    def _text(leaf: Leaf, seen: Seen, probed: Any, real: Any, values: tuple[bytes, ...]) -> tuple[Part, ...]:
        """What stands in a leaf: the probe's text with its words as holes, held against the real one."""
        markup = leaf.hole.markup
        if (type(probed) is Markup, type(real) is Markup) != (markup, markup) or not probed or not real:
            raise Unlike
        parts = tuple(_parts(seen.cut_markup(probed) if markup else seen.cut(probed), markup=markup))
        if _filled(parts, values) != _written(real):
            raise Unlike
        return _inside(leaf, parts)


def open_more(
    view: AwardView, other: AwardView | None, known: frozenset[str], doubts: list[str]
) -> tuple[AwardView, dict[str, Leaf]]:
    """The open view `view` with leaves where it differs from `other`, and at the places `known`, and those by place.

    `doubts` is the record that what is open in `view` writes to. Raises Unlike where they differ in more than texts.
    """
    leaves: dict[str, Leaf] = {}
    opened: AwardView = _Opener(known, doubts, leaves).open(view, view if other is None else other, "")
    return opened, leaves


class _Opener(Struct):
    known: frozenset[str]
    doubts: list[str]
    leaves: dict[str, Leaf]

    def open(self, one: Any, other: Any, name: str) -> Any:
        kind = type(one)
        if kind in _TEXTS or kind in _MARKUPS:
            return self._open_text(one, other, name)
        if type(other) is not kind:
            raise Unlike
        if kind is tuple:
            if len(one) != len(other):
                raise Unlike
            return tuple(self.open(*pair, f"{name}.{at}") for at, pair in enumerate(zip(one, other, strict=True)))
        if isinstance(one, Struct):
            return self._open_fields(one, other, name)
        if one is not other and one != other:
            raise Unlike
        return one

    def _open_fields(self, one: Any, other: Any, name: str) -> Any:
        opened = {}
        for field in one.__struct_fields__:
            here, there = getattr(one, field), getattr(other, field)
            if (value := self.open(here, there, f"{name}.{field}")) is not here:
                opened[field] = value
        return replace(one, **opened) if opened else one

    def _open_text(self, one: Any, other: Any, name: str) -> Any:
        kinds = _MARKUPS if type(one) in _MARKUPS else _TEXTS
        if type(other) not in kinds:
            raise Unlike
        if (name not in self.known or not one) and _pieces(one) == _pieces(other):
            return one
        if not one or not other or _field_of(name) in DECIDING:
            raise Unlike
        form = _form_of(one) if _form_of(one) == _form_of(other) else _ANY
        hole = Hole(_LEAVES + len(self.leaves), name, markup=kinds is _MARKUPS, slug=form.slug)
        self.leaves[name] = Leaf(form.before, hole, form.after)
        pieces = (form.before, hole, form.after)
        return OpenMarkup(pieces, self.doubts) if kinds is _MARKUPS else text_of(pieces, self.doubts)


class _Form(NamedTuple):
    """What is known of a text that is left open: how it begins and ends, and that the rest is a slug."""

    before: str
    slug: bool
    after: str


_ANY = _Form("", slug=False, after="")


def _form_of(text: Any) -> _Form:
    first, *others = _pieces(text)
    if type(first) is Hole:
        after = others[0] if first.slug and others else ""
        return _Form("", slug=True, after=after) if type(after) is str and after else _ANY
    if type(text) is str and (name := _FILE.match(text)):
        return _Form("", slug=True, after=name[1])
    first = str(first)
    scheme = _BEGINS.match(first)
    return _Form(scheme[0], slug=False, after="") if scheme and (first != scheme[0] or others) else _ANY


def _field_of(name: str) -> str:
    """The field that a text stands in, by itself or in a tuple."""
    return name.rstrip(".0123456789").rpartition(".")[2]


def _pieces(text: Any) -> tuple[Piece, ...]:
    return pieces_of(text) if is_open(text) else (str(text),)


def _node(value: Any, leaves: dict[str, Leaf], name: str) -> _Node:
    if name in leaves:
        return _Node(value, leaf=leaves[name])
    if is_open(value):
        return _Node(value, parts=tuple(_parts(pieces_of(value), markup=type(value) is OpenMarkup)))
    if type(value) is tuple:
        items = tuple(_node(each, leaves, f"{name}.{at}") for at, each in enumerate(value))
        return _Node(value, children=items if any(map(_is_open, items)) else ())
    if not isinstance(value, Struct):
        return _Node(value)
    fields = {field: _node(getattr(value, field), leaves, f"{name}.{field}") for field in value.__struct_fields__}
    opened = {field: node for field, node in fields.items() if _is_open(node)}
    if not opened:
        return _Node(value)
    closed = _getter(fields.keys() - opened.keys())
    return _Node(value, children=tuple(opened.values()), opened=_getter(opened), closed=closed, same=closed(value))


def _is_open(node: _Node) -> bool:
    return node.leaf is not None or bool(node.parts or node.children)


def _getter(names: Collection[str]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives these attributes of a value."""
    if not names:
        return lambda value: ()
    # Twice the last, because `attrgetter` of one gives no tuple.
    return attrgetter(*names, next(reversed(list(names))))


def _look(node: _Node, probed: Any, real: Any, values: tuple[bytes, ...], found: list[tuple[Leaf, Any, Any]]) -> None:
    """Hold a view and that of a probe against a branch of the structure. Raises Unlike; `found` gets all its leaves."""
    for child, one, other in zip(node.children, node.inside(probed), node.inside(real), strict=False):
        if child.leaf is not None:
            found.append((child.leaf, one, other))
        elif child.parts:
            if not other or _filled(child.parts, values) != _written(other):
                raise Unlike
        elif child.children:
            _look(child, one, other, values, found)
        elif not _is_same(child.value, one) or not _is_same(child.value, other):
            raise Unlike


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and bool(one == other))


def _parts(pieces: Iterable[Piece], *, markup: bool) -> Iterator[Part]:
    """Pieces as they stand on a page: text is escaped, and all is UTF-8."""
    for piece in pieces:
        if type(piece) is Hole:
            yield piece.place
        elif piece:
            yield str(piece).encode() if markup else html(str(piece))


def _written(text: str) -> bytes:
    return text.encode() if type(text) is Markup else html(text)


def _filled(parts: tuple[Part, ...], values: tuple[bytes, ...]) -> bytes:
    return b"".join([values[part] if type(part) is int else part for part in parts])  # type: ignore[misc]


def _inside(leaf: Leaf, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """What goes into the hole of a leaf: the text without what is always in front of it and behind it."""
    before, after = leaf.before.encode(), leaf.after.encode()
    first, *others = parts
    if not before and not after:
        return parts
    if type(first) is not bytes or not first.startswith(before) or not first.endswith(after) or (after and others):
        raise Unlike
    inner = first[len(before) : len(first) - len(after)]
    if leaf.hole.slug and not _SLUG.fullmatch(inner):
        raise Unlike
    return (inner, *others)


def page_parts(pieces: Iterable[Piece], shared: dict[bytes, bytes]) -> list[Part]:
    """The parts of a page in pieces; `shared` keeps static bytes that other forms have too."""
    return [shared.setdefault(part, part) if type(part) is bytes else part for part in _parts(pieces, markup=True)]


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Parts in a row. Short static neighbours are made one; long ones stay the structure's, which all forms share."""
    found: list[Part] = []
    short: list[bytes] = []
    for part in parts:
        if type(part) is bytes and len(part) < _WORTH_SHARING:
            short.append(part)
            continue
        if short:
            found.append(b"".join(short))
            short.clear()
        found.append(part)
    if short:
        found.append(b"".join(short))
    return found
