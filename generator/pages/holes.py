"""Text with holes: what a template may be handed in the place of a value that is not there yet.

    Hole          a place that is filled for each award: one of its values, already written as HTML
    OpenText      text, in pieces: strings and holes
    OpenMarkup    the same as HTML: the strings in it are escaped, and every hole takes HTML

The rule that everything above rests on: **what is open is not a string, and gives away nothing that depends on what
goes into its holes.** It can be handed on, put on the page, joined to other text and asked whether it is empty (a hole
never is). It can be asked how it begins, and be cut at a character, where the pieces that are known decide. Anything
else that can be asked of a value - its length, a letter, a comparison, its type, its hash, its text - is refused: an
error, and a doubt put on record in case the error is swallowed on the way. Since Python has no way to read a string
out of an object that is none, a template whose run raised no doubt has done the same as it will do for any value.

Cost of being wrong about what a template may do: a page made the plain way. See `compiled`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from jinja2.runtime import markup_join
from markupsafe import Markup, escape, soft_str
from msgspec import Struct

from generator.model import Spoken
from generator.pages.frame import Day

# All that can be asked of an object by an operator or a built-in function, but for `__bool__`. There is no `__call__`
# and no `__html__`, because a string has none either, or is not to be taken for markup.
_QUESTIONS = (
    *("eq", "ne", "lt", "le", "gt", "ge", "hash", "len", "length_hint", "iter", "reversed", "contains", "getitem"),
    *("str", "repr", "format", "bytes", "fspath"),
    *("int", "float", "complex", "index", "round", "trunc", "floor", "ceil", "neg", "pos", "abs", "invert"),
    *(side + name for side in ("", "r", "i") for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod")),
    *(side + name for side in ("", "r", "i") for name in ("divmod", "pow", "lshift", "rshift", "and", "xor", "or")),
)


class Refused(Exception):
    """Something was asked that only the value of a hole could answer."""


class Hole(Struct, frozen=True):
    """Place `place` in the list of values. `markup`: its value is HTML by nature, not text that was escaped.

    The value is never empty. That of a `solid` hole is ASCII letters and digits only, that of a `slug` has hyphens and
    low lines too.
    """

    place: int
    name: str
    markup: bool = False
    solid: bool = False
    slug: bool = False


Piece = str | Hole


class _Open:
    """Answers no question but the few that a subclass names."""

    __slots__ = ("_doubts", "_pieces")
    _answers: frozenset[str] = frozenset()

    def __init__(self, pieces: Iterable[Piece], doubts: list[str]) -> None:
        self._pieces = _joined(pieces)
        self._doubts = doubts  # shared by all that is open in one run

    def __getattribute__(self, name: str) -> Any:
        if name in type(self)._answers:
            return object.__getattribute__(self, name)
        # `__class__` too: what asks for it is `isinstance`, and the honest answer would be another than a string's.
        refuse(self, name)

    def __bool__(self) -> bool:
        return True


class OpenText(_Open):
    """Text with at least one hole."""

    __slots__ = ()
    _answers = frozenset({"split", "startswith"})

    def split(self, separator: Any = None) -> list[Any]:
        """Cut at each `separator`, where that can be in no hole: one character, neither letter nor digit."""
        pieces = pieces_of(self)
        plain = type(separator) is str and len(separator) == 1 and not separator.isalnum()
        if not plain or not all(isinstance(piece, str) or _lacks(piece, separator) for piece in pieces):
            refuse(self, "split")
        parts: list[list[Piece]] = [[]]
        for piece in pieces:
            first, *others = piece.split(separator) if isinstance(piece, str) else (piece,)
            parts[-1].append(first)
            parts.extend([other] for other in others)
        return [text_of(part, doubts_of(self)) for part in parts]

    def startswith(self, prefix: Any) -> bool:
        """Whether it begins so, where that shows before the first hole."""
        first = pieces_of(self)[0]
        if type(prefix) is str and type(first) is str:
            if first.startswith(prefix):
                return True
            if not prefix.startswith(first):
                return False
        refuse(self, "startswith")


def _lacks(hole: Hole, separator: str) -> bool:
    """Whether a mark that is neither letter nor digit is in no value of a hole."""
    return hole.solid or (hole.slug and separator not in "-_")


class OpenMarkup(_Open):
    """HTML with at least one hole. It is put on the page as it is."""

    __slots__ = ()


def refuse(value: _Open, question: str) -> NoReturn:
    """Put the question on record, and raise Refused."""
    reason = f"{question} of text that differs from page to page"
    doubts_of(value).append(reason)
    raise Refused(reason)


def _refusal(name: str) -> Any:
    def ask(self: _Open, *_: Any) -> NoReturn:
        refuse(self, name)

    return ask


for _name in _QUESTIONS:
    setattr(_Open, f"__{_name}__", _refusal(f"__{_name}__"))


def is_open(value: object) -> bool:
    """Whether it has holes."""
    kind = type(value)
    return kind is OpenText or kind is OpenMarkup


def pieces_of(value: Any) -> tuple[Piece, ...]:
    """The pieces of something open."""
    pieces: tuple[Piece, ...] = object.__getattribute__(value, "_pieces")
    return pieces


def doubts_of(value: Any) -> list[str]:
    """The record of doubts that something open writes to."""
    doubts: list[str] = object.__getattribute__(value, "_doubts")
    return doubts


def text_of(pieces: Iterable[Piece], doubts: list[str]) -> Any:
    """Text of these pieces: a plain string where none of them is a hole."""
    joined = _joined(pieces)
    if any(type(piece) is Hole for piece in joined):
        return OpenText(joined, doubts)
    return "".join(piece for piece in joined if type(piece) is str)


# What stands in for the functions of the same names that templates are run with. Each does the same to plain values.


def open_escape(value: Any) -> Any:
    """`markupsafe.escape`."""
    if type(value) is OpenMarkup:
        return value
    if type(value) is Spoken or type(value) is Day:
        return open_escape(value.text)  # which is what str() gives of them
    if type(value) is OpenText:
        # Escaping goes character by character, so piece by piece it gives the same.
        pieces = (str(escape(piece)) if type(piece) is str else piece for piece in pieces_of(value))
        return OpenMarkup(pieces, doubts_of(value))
    return escape(value)


def open_markup(value: Any = "") -> Any:
    """`markupsafe.Markup`, made of what a part of a template has put out."""
    return value if type(value) is OpenMarkup else Markup(value)  # noqa: S704 - as the template's own code does


def open_concat(parts: Iterable[Any]) -> Any:
    """What a part of a template has put out, in one piece. All of it is HTML by now."""
    pieces: list[Piece] = []
    run: list[Any] = []  # of what is not open
    doubts: list[str] = []
    for part in parts:
        kind = type(part)
        if kind is OpenMarkup:
            pieces.append("".join(run))  # which raises for what is no string
            run.clear()
            pieces += pieces_of(part)
            doubts = doubts_of(part)  # of all that is open in one run it is the same
        elif kind is OpenText:
            refuse(part, "unescaped output")
        else:
            run.append(part)
    last = "".join(run)
    return OpenMarkup([*pieces, last], doubts) if pieces else last


def open_markup_join(parts: Iterable[Any]) -> Any:
    """The operator `~`: text, unless one of the parts is markup; then the others are escaped."""
    found = [part.text if type(part) in (Spoken, Day) else part for part in parts]
    doubts = next((doubts_of(part) for part in found if is_open(part)), None)
    if doubts is None:
        return markup_join(found)
    found = [part if is_open(part) else soft_str(part) for part in found]
    if any(type(part) in (OpenMarkup, Markup) for part in found):
        return open_concat([open_escape(part) for part in found])
    return text_of([piece for part in found for piece in (pieces_of(part) if is_open(part) else [part])], doubts)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same without empty strings, neighbouring strings made one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if type(piece) is Hole:
            joined.append(piece)
        elif type(last) is str:
            joined[-1] = f"{last}{piece}"
        elif piece:
            joined.append(str(piece))
    return tuple(joined)
