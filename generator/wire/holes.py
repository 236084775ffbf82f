"""Text with holes: written once with marks where values will stand, then filled for each value at the speed of `%`.

    mark           \\0name\\0 in a text; neither N-Quads nor JSON ever holds a NUL, so no text is taken for one
    Words          which words of a specimen stand for which hole; turns the specimen into marked text
    Pattern        a marked text made ready: `fill(values)` gives its UTF-8 bytes
    in_order       marked lines made ready so that, however they are filled, they come out sorted by code point

UTF-8 sorts as code points do, so all that is filled and sorted here is bytes. Nothing is escaped or checked: what goes
into a hole is already in the spelling of its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from generator.errors import WireError

MARK = "\0"
Values = dict[Any, bytes]


class NoForm(WireError):
    """A text cannot be made ready in a way that holds for every value."""


class Words:
    """The words of a specimen that stand for holes; no word may be part of another.

    `bare` ones stand anywhere. `quoted` ones are a whole quoted string, and the quotes are part of the hole: what a
    string needs escaped is then a matter of whoever fills it.
    """

    def __init__(self, bare: Mapping[str, str], quoted: Mapping[str, str] | None = None) -> None:
        quoted = quoted or {}
        self._names = {word: name for name, word in bare.items()} | {f'"{w}"': name for name, w in quoted.items()}
        self._words = (*bare.values(), *quoted.values())
        self._pattern = re.compile("|".join(map(re.escape, self._names)) or "(?!)")

    def mark(self, text: str) -> str:
        """`text` with marks in place of words. Raises NoForm where a quoted word stands in longer text."""
        marked = self._pattern.sub(lambda found: f"{MARK}{self._names[found[0]]}{MARK}", text)
        if any(word in piece for piece in marked.split(MARK)[::2] for word in self._words):
            raise NoForm("a value stands inside longer text")
        return marked

    def stray_in(self, text: str) -> bool:
        """Whether a word stands in `text`, which holds none of the values."""
        return any(word in text for word in self._words)


class Ready(Protocol):
    """Text that can be filled."""

    def fill(self, values: Values, /) -> bytes: ...


class Pattern(NamedTuple):
    """A text for the operator `%`, and what takes from the values those that it needs, in their order."""

    text: bytes
    slots: Callable[[Values], Any]

    def fill(self, values: Values) -> bytes:
        filled: bytes = self.text % self.slots(values)
        return filled


class Lines(NamedTuple):
    """Texts one after another."""

    parts: tuple[Ready, ...]

    def fill(self, values: Values) -> bytes:
        return b"".join([part.fill(values) for part in self.parts])


class Unsorted(NamedTuple):
    """Lines whose order depends on what they are filled with."""

    lines: tuple[Pattern, ...]

    def fill(self, values: Values) -> bytes:
        return b"".join(sorted([text % slots(values) for text, slots in self.lines]))


class Alike(NamedTuple):
    """Lines that differ only in the one value each has, which is followed by a blank."""

    before: bytes
    between: bytes
    after: bytes
    slots: Callable[[Values], Any]

    def fill(self, values: Values) -> bytes:
        # A blank sorts before whatever a longer value would have in its place: c14n1 before c14n10.
        return self.before + self.between.join(sorted(self.slots(values))) + self.after


def pattern(marked: str, keys: Mapping[str, Hashable] | None = None) -> Pattern:
    """`marked` made ready; the value of the hole called `name` is found under `keys[name]`, or else under its name."""
    pieces = marked.split(MARK)
    names = [keys.get(name, name) if keys else name for name in pieces[1::2]]
    text = "%b".join(piece.replace("%", "%%") for piece in pieces[::2])
    return Pattern(text.encode(), itemgetter(*names) if names else _nothing)


def _nothing(_: Values) -> tuple[()]:
    return ()


def in_order(marked: Iterable[str], keys: Mapping[str, Hashable] | None = None) -> Ready:
    """The lines as one text; where their order cannot be told before they are filled, they are sorted then."""
    parts: list[Ready] = []
    still = ""
    for run in _runs(sorted(marked)):
        if len(run) == 1:
            still += run[0]
            continue
        parts += [pattern(still, keys), _unsorted(run, keys)]
        still = ""
    if not parts:
        return pattern(still, keys)
    return Lines((*parts, pattern(still, keys)) if still else tuple(parts))


def _unsorted(run: Sequence[str], keys: Mapping[str, Hashable] | None) -> Ready:
    pieces = [line.split(MARK) for line in run]
    before, after = pieces[0][0].encode(), pieces[0][-1].encode()
    if all(len(line) == 3 and line[::2] == pieces[0][::2] for line in pieces) and after.startswith(b" "):
        names = [keys.get(line[1], line[1]) if keys else line[1] for line in pieces]
        return Alike(before, after + before, after, itemgetter(*names))
    return Unsorted(tuple(pattern(line, keys) for line in run))


def _runs(lines: Sequence[str]) -> Iterable[list[str]]:
    """`lines`, which are sorted as marked text, cut wherever all before come surely before all behind."""
    run: list[str] = []
    reach = 0
    for here, line in enumerate(lines):
        if run and here > reach:
            yield run
            run = []
        run.append(line)
        unsure = [there for there in range(here + 1, len(lines)) if not is_order_sure(line, lines[there])]
        reach = max([reach, here, *unsure])
    if run:
        yield run


def is_order_sure(one: str, other: str) -> bool:
    """Whether two marked lines compare the same way whatever fills their holes; lines that are the same do."""
    if one == other or (MARK not in one and MARK not in other):
        return True
    at = next(at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)
    # Both hold the same up to `at`, equal holes too. Inside a mark they begin to differ in a value.
    return one.count(MARK, 0, at) % 2 == 0 and MARK not in (one[at : at + 1], other[at : at + 1])
