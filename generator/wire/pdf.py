"""A PDF as a table of objects: enough to find a file that is attached to it, and no more.

    header      %PDF-1.x or 2.0 at the first byte
    end         startxref, the place of the newest cross-reference section, %%EOF
    section     a table (`xref` ... `trailer`) or a stream of /Type /XRef; /Prev leads to the one before, /XRefStm
                to a stream beside a table. What a newer section says of an object counts
    object      `12 0 obj` value `endobj` at its place, or inside an object stream
    stream      a dictionary, then as many bytes as its /Length says; compressed with Flate or not at all

Everything is bounded: the file, the values read of it, what is inflated, the sections, the depth. No table is ever
repaired by a search: where the file contradicts itself it is broken, because two readers would see two files. An
encrypted file is refused.

Spec: ISO 32000-1, 7.3.8 (streams), 7.5 (structure), 7.4.4 (Flate and its predictors).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from generator.errors import WireError
from generator.wire.pdfobjects import Budget, Name, Reader, Ref

MAX_BYTES = 12 << 20
MAX_OBJECTS = 200_000
MAX_LISTED = 2 * MAX_OBJECTS
MAX_VALUES = 1_000_000
MAX_INFLATED = 16 << 20  # over all streams that are read of a file
MAX_SECTIONS = 64
_NEAR_END = 1_088
_MOST_BUSY = 8  # objects that are read for the sake of another: a length, a stream of objects

_START = re.compile(rb"startxref[\x00\t\n\x0c\r ]+(\d{1,10})[\x00\t\n\x0c\r ]+%%EOF\s*\Z")
_OBJECT = re.compile(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])(?: \n| \r|\r\n|\n|\r)")
_AFTER_STREAM = re.compile(rb"stream(?:\r\n|\n)")


class Stream(Struct, frozen=True):
    """A stream: its dictionary, and its bytes as they stand in the file."""

    about: dict[str, Any]
    raw: bytes


class _At(Struct, frozen=True):
    """Where an object is: at a byte of the file, or in an object stream at a place in it."""

    offset: int
    generation: int
    inside: int = 0  # number of the object stream, 0 for none


class Pdf:
    """The objects of one file, read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Read the cross-reference sections of `data`. Raises WireError."""
        if len(data) > MAX_BYTES:
            raise WireError(f"expected at most {MAX_BYTES} bytes, got {len(data)}")
        if not data.startswith(b"%PDF-"):
            raise WireError("not a PDF: it does not begin with %PDF-")
        self._data = data
        self._budget = Budget(MAX_VALUES)
        self._inflated = 0
        self._places: dict[int, _At | None] = {}
        self._listed = 0  # places in all sections, those of earlier editions too
        self._known: dict[int, Any] = {}
        self._busy: set[int] = set()
        self._packed: dict[int, list[tuple[int, Any]]] = {}
        self.trailer = self._read_sections()
        if "Encrypt" in self.trailer:
            raise WireError("it is encrypted")

    def resolve(self, value: Any) -> Any:
        """`value`, or the object that it refers to; None for one that is not in the file. Raises WireError."""
        return self._object(value) if isinstance(value, Ref) else value

    def content(self, stream: Stream, most: int) -> bytes:
        """What a stream holds, at most `most` bytes. Raises WireError."""
        filters = self._filters(stream.about)
        if not filters:
            data = stream.raw
        elif filters == ["FlateDecode"]:
            data = self._inflate(stream.raw, min(most, MAX_INFLATED - self._inflated))
        else:
            raise WireError("a stream is packed in a way that is not read here; only Flate is")
        if len(data) > most:
            raise WireError(f"a stream has more than {most} bytes")
        return data

    def _filters(self, about: dict[str, Any]) -> list[Any]:
        found = self.resolve(about.get("Filter"))
        return [] if found is None else found if isinstance(found, list) else [found]

    def _inflate(self, raw: bytes, most: int) -> bytes:
        inflater = zlib.decompressobj()
        try:
            data = inflater.decompress(raw, max(1, most + 1))
        except zlib.error as error:
            raise WireError("a compressed stream cannot be inflated") from error
        self._inflated += len(data)
        if len(data) > most:
            raise WireError("its streams hold too much")
        if not inflater.eof:
            raise WireError("a compressed stream is cut short")
        return data

    def _read_sections(self) -> dict[str, Any]:
        match = _START.search(self._data, max(0, len(self._data) - _NEAR_END))
        if match is None:
            raise WireError("startxref is missing at the end: the file is cut short")
        todo, seen, newest = [int(match[1])], set[int](), dict[str, Any]()
        while todo:
            offset = todo.pop(0)
            if offset in seen or len(seen) >= MAX_SECTIONS:
                raise WireError("its cross-reference sections lead in a circle, or are too many")
            seen.add(offset)
            about = self._read_section(offset)
            newest = newest or about
            # A stream beside a table counts before the sections of earlier editions.
            todo += [about[key] for key in ("XRefStm", "Prev") if type(about.get(key)) is int]
        return newest

    def _read_section(self, offset: int) -> dict[str, Any]:
        reader = Reader(self._data, offset, self._budget)
        if reader.take(b"xref"):
            return self._read_table(reader)
        stream = self._read_object(offset, None)
        if not isinstance(stream, Stream) or stream.about.get("Type") != "XRef":
            raise WireError(f"there is no cross-reference section at byte {offset}")
        self._read_stream_of_places(stream)
        return stream.about

    def _read_table(self, reader: Reader) -> dict[str, Any]:
        while not reader.take(b"trailer"):
            first, count = reader.integer(), reader.integer()
            reader.skip()
            self._count_listed(max(0, min(count, len(self._data))))
            for number in range(first, first + count):
                entry = _ENTRY.match(self._data, reader.at)
                if entry is None:
                    raise WireError(f"the cross-reference table is broken at byte {reader.at}")
                reader.at = entry.end()
                self._note(number, _At(int(entry[1]), int(entry[2])) if entry[3] == b"n" else None)
        about = reader.value()
        if not isinstance(about, dict):
            raise WireError("the trailer is no dictionary")
        return about

    def _note(self, number: int, place: _At | None) -> None:
        if len(self._places) >= MAX_OBJECTS:
            raise WireError(f"it has more than {MAX_OBJECTS} objects")
        self._places.setdefault(number, place)

    def _count_listed(self, count: int) -> None:
        self._listed += count
        if self._listed > MAX_LISTED:
            raise WireError(f"its cross-reference sections list more than {MAX_LISTED} objects")

    def _read_stream_of_places(self, stream: Stream) -> None:
        widths = _numbers(stream.about.get("W"))
        if len(widths) != 3 or max(widths) > 8 or not sum(widths):
            raise WireError("a cross-reference stream has no widths")
        index = _numbers(stream.about.get("Index", [0, stream.about.get("Size")]))
        if not index or len(index) % 2:
            raise WireError("a cross-reference stream does not say which objects it lists")
        self._count_listed(sum(max(0, count) for count in index[1::2]))
        data = self._unpredicted(stream, sum(widths))
        numbers = (
            number for first, count in zip(index[::2], index[1::2], strict=True) for number in _run(first, count)
        )
        for at in range(0, len(data) - sum(widths) + 1, sum(widths)):
            number = next(numbers, None)
            if number is None:
                break
            self._note(number, _place(data[at : at + sum(widths)], widths))
        if next(numbers, None) is not None:
            raise WireError("a cross-reference stream is cut short")

    def _unpredicted(self, stream: Stream, width: int) -> bytes:
        """The rows of a cross-reference stream; PNG's filters are undone, of which files use `None` and `Up`."""
        data = self.content(stream, MAX_INFLATED)
        terms = self.resolve(stream.about.get("DecodeParms"))
        if isinstance(terms, list):
            terms = self.resolve(terms[0]) if len(terms) == 1 else {}
        predictor = terms.get("Predictor", 1) if isinstance(terms, dict) else 1
        if predictor == 1:
            return data
        if type(predictor) is not int or not 10 <= predictor <= 15 or terms.get("Columns") != width:
            raise WireError("a cross-reference stream is predicted in a way that is not read here")
        self._count_listed(len(data) // (width + 1))
        rows, above = [], bytes(width)
        for at in range(0, len(data) - width, width + 1):
            row = data[at + 1 : at + 1 + width]
            if data[at] not in (0, 2):
                raise WireError("a cross-reference stream uses a filter that is not read here")
            above = bytes(map(_sum, row, above)) if data[at] == 2 else row
            rows.append(above)
        return b"".join(rows)

    def _object(self, ref: Ref) -> Any:
        if ref.number in self._known:
            return self._known[ref.number]
        place = self._places.get(ref.number)
        if place is None:
            return None
        if place.generation != ref.generation:
            raise WireError(f"object {ref.number} is of another generation than it is asked for")
        if ref.number in self._busy or len(self._busy) >= _MOST_BUSY:
            raise WireError(f"object {ref.number} needs itself, or too many others")
        self._busy.add(ref.number)
        found = self._from_packed(ref.number, place) if place.inside else self._read_object(place.offset, ref)
        self._busy.discard(ref.number)
        self._known[ref.number] = found
        return found

    def _read_object(self, offset: int, ref: Ref | None) -> Any:
        """The object at a byte; `ref` is what it must call itself, None for any."""
        start = _OBJECT.match(self._data, offset)
        if start is None or (ref is not None and (int(start[1]), int(start[2])) != (ref.number, ref.generation)):
            raise WireError(f"the object at byte {offset} is not there")
        reader = Reader(self._data, start.end(), self._budget)
        value = reader.value()
        reader.skip()
        opened = _AFTER_STREAM.match(self._data, reader.at)
        if opened is None or not isinstance(value, dict):
            reader.expect(b"endobj")
            return value
        length = self.resolve(value.get("Length"))
        if type(length) is not int or not 0 <= length <= len(self._data) - opened.end():
            raise WireError(f"the stream at byte {offset} has no sound length")
        reader.at = opened.end() + length
        reader.expect(b"endstream")
        return Stream(value, self._data[opened.end() : opened.end() + length])

    def _from_packed(self, number: int, place: _At) -> Any:
        if place.inside not in self._packed:
            self._packed[place.inside] = list(self._unpack(place.inside))
        packed = self._packed[place.inside]
        if place.offset >= len(packed) or packed[place.offset][0] != number:
            raise WireError(f"object {number} is not where it should be")
        return packed[place.offset][1]

    def _unpack(self, number: int) -> Iterator[tuple[int, Any]]:
        place = self._places.get(number)
        stream = None if place is None or place.inside else self._object(Ref(number, 0))
        if not isinstance(stream, Stream) or stream.about.get("Type") != "ObjStm":
            raise WireError(f"object {number} is no stream of objects")
        count, first = _numbers([stream.about.get("N"), stream.about.get("First")]) or (MAX_OBJECTS + 1, 0)
        if count > MAX_OBJECTS:
            raise WireError(f"the stream of objects {number} does not say what it holds")
        data = self.content(stream, MAX_INFLATED)
        head = Reader(data, 0, self._budget)
        for name, offset in [(head.integer(), head.integer()) for _ in range(count)]:
            yield name, Reader(data, first + offset, self._budget).value()


def _sum(one: int, other: int) -> int:
    return one + other & 255


def _run(first: int, count: int) -> range:
    if count > MAX_OBJECTS:
        raise WireError(f"it has more than {MAX_OBJECTS} objects")
    return range(first, first + count)


def _numbers(value: Any) -> list[int]:
    """A list of whole numbers that are not negative; empty for anything else."""
    return value if isinstance(value, list) and all(type(entry) is int and entry >= 0 for entry in value) else []


def _place(row: bytes, widths: list[int]) -> _At | None:
    """One entry: its kind (1 where there is none), then two numbers. Table 18."""
    one, two, _ = widths
    kind = int.from_bytes(row[:one], "big") if one else 1
    second, third = int.from_bytes(row[one : one + two], "big"), int.from_bytes(row[one + two :], "big")
    if kind == 0:
        return None
    if kind == 1:
        return _At(second, third)
    if kind == 2 and second:
        return _At(third, 0, second)
    raise WireError("a cross-reference stream has an entry of a kind that does not exist")


__all__ = ["Name", "Pdf", "Ref", "Stream"]
