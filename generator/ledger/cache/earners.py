"""Earners as a cache remembers them, and what a change of a few rows of earners.csv makes of them.

Codes of ids and addresses differ from run to run, so no index of them can be kept. The few that are asked for are
looked for: ids in the column of their checksums, addresses in the file; an index is made for whoever asks for many. A
row may be added behind the others or change in its place; the rows keep their numbers, which awards refer to.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from msgspec import Struct, field

from generator.ledger import earners as earners_csv
from generator.ledger.cache.pieces import Change, Unsure
from generator.ledger.cache.scan import NO_TEXT, rows_with, rows_with_text
from generator.ledger.chunks import Chunk, long_fields, read_chunk
from generator.ledger.earner_rows import EarnerRows, Mails, id_sums, visibility_of
from generator.ledger.header import Layout
from generator.ledger.index import Index, code_of
from generator.ledger.lines import Block
from generator.ledger.marks import earner_marks
from generator.ledger.plain_earners import judge
from generator.ledger.rowfile import RowFile
from generator.ledger.site import Defaults
from generator.model import Earner

COLUMNS = ("rules", "has_handle", "mark", "id_sum")
_MOST_CHANGED = 16
_MOST_LOOKED_FOR = 16
_MOST_ALIKE = 100
_LATE = ("codes", "index", "mails")
_AT_ONCE = 1000


class KeptEarners(EarnerRows):
    """Earners of sound rows that were read some other time; `codes`, `index` and `mails` are made when asked for."""

    def __init__(self, file: RowFile, layout: Layout, defaults: Defaults, columns: Mapping[str, Any]) -> None:
        self.file = file
        self.layout = layout
        self.defaults = defaults
        self._asked = 0
        self.rules, self.has_handle, self.mark, self.id_sum = (columns[name] for name in COLUMNS)
        self.settle()

    def settle(self) -> None:
        """After the last change."""
        self.visibility = visibility_of(self.rules)
        self._count = len(self.mark)

    def __getattr__(self, name: str) -> Any:
        if name not in _LATE:
            raise AttributeError(name)
        self._make_indexes()
        return self.__dict__[name]

    def _make_indexes(self) -> None:
        self.codes, self.mails = array("q"), Mails()
        for start in range(0, len(self), _AT_ONCE):
            rows = range(start, min(start + _AT_ONCE, len(self)))
            for row, earner in zip(rows, self.read(rows), strict=True):
                self.codes.append(code_of(earner.id))
                addresses = addresses_of(earner)
                self.mails.add_all(addresses, [row] * len(addresses))
                self.mails.add_domains(addresses)
        self.mails.close()
        self.index = Index(self.codes, len(self))
        self.index.put_all(0, len(self), lambda *_: False)

    def _is_worth_an_index(self) -> bool:
        self._asked += 1
        return self._asked > _MOST_LOOKED_FOR or "index" in self.__dict__

    def row_of(self, earner_id: str) -> int | None:
        if self._is_worth_an_index():
            return super().row_of(earner_id)
        rows = self.rows_of([earner_id])[earner_id]
        return rows[0] if rows else None

    def rows_of(self, ids: Collection[str]) -> dict[str, list[int]]:
        """The rows that have each of some ids."""
        found: dict[str, list[int]] = {earner_id: [] for earner_id in ids}
        alike = rows_with(self.id_sum, set(id_sums(found)))
        if len(alike) > _MOST_ALIKE + 2 * len(found):
            raise Unsure("many ids with one checksum")
        for row in alike:
            if (earner_id := self.id_of(row)) in found:
                found[earner_id].append(row)
        return found

    def row_of_address(self, mail: str) -> int | None:
        # Pictures hold what looks like an address: a domain with a dot, all letters, is in few of them.
        domain = mail.rpartition("@")[2]
        if "." not in domain or NO_TEXT in domain:
            return None
        if not self._is_worth_an_index():
            with suppress(Unsure):
                return min(self.rows_of_addresses([mail])[mail], default=None)
        return super().row_of_address(mail)

    def rows_of_addresses(self, mails: Collection[str]) -> dict[str, set[int]]:
        """The rows that have each of some addresses, given in small letters."""
        return rows_with_text(self.file, mails, self._has)

    def rows_of_handles(self, handles: Collection[str]) -> dict[str, set[int]]:
        """The rows that have each of some handles."""
        return rows_with_text(self.file, handles, lambda row, handle: self.read([row])[0].handle == handle)


def addresses_of(earner: Earner) -> list[str]:
    """The addresses of an earner in small letters, each once."""
    return list(dict.fromkeys(address.lower() for address in earner.emails))


class Changed(Struct):
    """The rows of earners that are not what they were: those that were there before, and all of them as records."""

    edited: frozenset[int] = frozenset()
    earners: list[Earner] = field(default_factory=list)

    def owners(self) -> dict[str, str]:
        """Their addresses in small letters, each with the id."""
        return {address: earner.id for earner in self.earners for address in addresses_of(earner)}


def change_earners(earners: KeptEarners, change: Change) -> Changed:
    """Let the rows of a change take their places, if all are plainly in order and repeat nothing."""
    first, stop = rows_of_change(earners.file, change)
    chunk = chunk_of(earners.file, change, first, len(earners.layout.names), len(earners_csv.COLUMNS.all))
    judged = judge(chunk, earners.defaults)
    count = stop - first
    if judged is None or len(chunk) < count or (len(chunk) > count and stop < len(earners)):
        raise Unsure("rows of earners that are not plainly in order")
    marks = earner_marks(chunk.raw)
    rows = [first + at for at, mark in enumerate(marks) if at >= count or mark != earners.mark[first + at]]
    if len(rows) > _MOST_CHANGED:
        raise Unsure("many earners have changed")
    place(earners.file, first, stop, chunk, change)
    for column, values in zip((earners.rules, earners.has_handle), (judged.rules, judged.has_handle), strict=True):
        column[first:stop] = values
    earners.id_sum[first:stop] = array("I", id_sums(judged.ids))
    earners.mark[first:stop] = marks
    edited = frozenset(row for row in rows if row < stop)
    earners.settle()
    _check_unique(earners, rows)
    return Changed(edited, earners.read(rows))


def _check_unique(earners: KeptEarners, rows: Sequence[int]) -> None:
    """Nobody else has the id, the handle or an address of these."""
    found = earners.read(rows)
    if any(len(at) != 1 for at in earners.rows_of({earner.id for earner in found}).values()):
        raise Unsure("an id of an earner is there twice")
    handles = [earner.handle for earner in found if earner.handle]
    mails = [address for earner in found for address in addresses_of(earner)]
    places = [*earners.rows_of_handles(handles).values(), *earners.rows_of_addresses(mails).values()]
    if len(places) < len(handles) + len(mails) or any(len(at) != 1 for at in places):
        raise Unsure("a handle or an address of an earner is there twice")


def rows_of_change(file: RowFile, change: Change) -> tuple[int, int]:
    """The first of the rows that have changed, and the one behind them."""
    first, stop = file.row_at(change.start), file.row_at(change.end)
    assert first is not None, "a change begins with a row"
    return first, len(file) if stop is None else stop


def chunk_of(file: RowFile, change: Change, first: int, width: int, columns: int) -> Chunk:
    """The rows of a change, `width` values each, where all of them are plainly sound."""
    line = file.line(first) if first < len(file) else _line_behind(file, change.start)
    with long_fields():
        chunk = read_chunk(Block(change.data, change.start, line), width)
    if chunk is None or chunk.size != len(change.data):
        raise Unsure("rows that are not plainly sound")
    chunk.columns += [[""] * len(chunk)] * (columns - len(chunk.columns))
    return chunk


def _line_behind(file: RowFile, at: int) -> int:
    """The number of the line that begins at a byte behind the last row."""
    last = len(file) - 1
    return file.line(last) + file.part(file.start(last), at).count(b"\n")


def place(file: RowFile, first: int, stop: int, chunk: Chunk | None, change: Change) -> None:
    """Note where rows stand now."""
    more_lines = 0
    if stop < len(file):
        more_lines = change.data.count(b"\n") - (file.line(stop) - file.line(first))
    try:
        file.replace(first, stop, chunk, change.shift, more_lines)
    except OverflowError as error:
        raise Unsure("the file has grown too large") from error
