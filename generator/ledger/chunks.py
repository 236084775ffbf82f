"""Many rows at once: a block of a CSV file as columns of values, where nothing in it needs a closer look.

A million rows go through here, so a block without quotes is taken apart by one split, and one with quotes by the
standard library's reader. Whatever is not plainly sound as CSV (bytes that are not UTF-8, a control character, another
number of values, a quote out of place) gives no chunk: `rows` then reads the block record by record, and says why.

What the values mean is for others. Syntax: RFC 4180; blank lines and rows of empty values are skipped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import contextmanager
from itertools import accumulate

from msgspec import Struct

from generator.ledger.csvtext import first_fault
from generator.ledger.lines import LONGEST_LINE, Block
from generator.ledger.texts import text_fault

_PARTS = 4
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"


class Chunk(Struct):
    """Sound rows, one behind the other. `columns` has for each column of the file the values of all rows.

    `raw` has the bytes of each row without its line end, `starts` where in the file it begins and `ends` where the
    next line begins, `lines` the number of its first line. `size` bytes of the block have been read.
    """

    columns: list[list[str]]
    raw: list[bytes]
    starts: Sequence[int]
    ends: Sequence[int]
    lines: Sequence[int]
    is_printable: bool
    size: int

    def __len__(self) -> int:
        return len(self.raw)

    def parts(self) -> list[Chunk]:
        """The same rows in smaller chunks."""
        size = -(-len(self) // _PARTS)
        return [self._part(slice(start, start + size)) for start in range(0, len(self), size)]

    def _part(self, rows: slice) -> Chunk:
        columns = [column[rows] for column in self.columns]
        return Chunk(
            columns, self.raw[rows], self.starts[rows], self.ends[rows], self.lines[rows], self.is_printable, self.size
        )


@contextmanager
def long_fields():  # type: ignore[no-untyped-def]
    """Let the standard library's reader accept fields as long as our lines may be."""
    previous = csv.field_size_limit(LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def read_chunk(block: Block, width: int) -> Chunk | None:
    """The rows of `block`, of `width` values each. A record that is not whole at its end is left out of `size`."""
    data = block.data
    has_odd_ends = b"\r" in data and not data.count(b"\r") == data.count(b"\r\n") == data.count(b"\n")
    if len(data) > LONGEST_LINE or (has_odd_ends and b'"' not in data):
        return None
    is_printable = not data.replace(b"\r\n", b"\n").translate(None, _PRINTABLE)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not is_printable:
        is_printable = text.replace("\r", "").replace("\n", "").isprintable()
        if not is_printable and text_fault(text):
            return None
    chunk = None if b'"' in data else _split(block, text, width, is_printable)
    return chunk or _parse(block, text, width, is_printable)


def columns_of(text: str, width: int) -> list[list[str]] | None:
    """The columns of rows without quotes, whose line ends are LF; None where a row has not `width` values."""
    flat = text.replace("\n", ",\n,").split(",")
    ends = flat[width :: width + 1]
    if len(ends) * (width + 1) + 1 != len(flat) or ends.count("\n") != len(ends):
        return None
    return [flat[column :: width + 1][: len(ends)] for column in range(width)]


def _split(block: Block, text: str, width: int, is_printable: bool) -> Chunk | None:
    """The rows of a block without quotes: every line is one."""
    data = block.data
    if not data.endswith(b"\n"):
        text += "\n"
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        data = data.replace(b"\r\n", b"\n")
    columns = columns_of(text, width)
    raw = data.removesuffix(b"\n").split(b"\n")
    if columns is None or len(raw) != len(columns[0]) or b"," * (width - 1) in data:  # perhaps a row of nothing
        return None
    edges = list(accumulate(map(len, block.data.splitlines(keepends=True)), initial=block.start))
    lines = range(block.line, block.line + len(raw))
    return Chunk(columns, raw, edges[:-1], edges[1:], lines, is_printable, len(block.data))


def _parse(block: Block, text: str, width: int, is_printable: bool) -> Chunk | None:
    """The rows of any block, as far as they are whole."""
    lines = list(io.StringIO(text, newline="\n"))
    edges = list(accumulate(map(len, io.BytesIO(block.data)), initial=block.start))
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []  # first line of each row, and the one behind it, from 0
    behind = 0
    reader = csv.reader(lines, strict=True)
    try:
        for fields in reader:
            first, behind = behind, reader.line_num
            joined = "".join(fields)
            if not joined:
                continue
            if len(fields) != width or ('"' in joined and first_fault("".join(lines[first:behind]))):
                return None
            rows.append(fields)
            spans.append((first, behind))
    except csv.Error:
        if reader.line_num < len(lines):
            return None
    if not rows:
        return None
    starts = [edges[first] for first, _ in spans]
    ends = [edges[last] for _, last in spans]
    data, base = block.data, block.start
    raw = [data[start - base : end - base].rstrip(b"\r\n") for start, end in zip(starts, ends, strict=True)]
    numbers = [block.line + first for first, _ in spans]
    columns = [list(column) for column in zip(*rows, strict=True)]
    # A line end between quotes belongs to a value.
    is_printable = is_printable and len(rows) == sum(last - first for first, last in spans)
    is_printable = is_printable and text.count("\r") == text.count("\r\n")
    return Chunk(columns, raw, starts, ends, numbers, is_printable, edges[behind] - base)
