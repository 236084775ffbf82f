"""The file of a cache: a header and columns, written whole or not at all, and read only if it is whole.

    badgepress-ledger/1 LF
    <length of the header> LF <header: JSON> LF
    <columns, in the order of the header's "columns", as this machine has them in memory>
    <SHA-256 of everything before: 32 bytes>

Columns are read straight into place, each while the one before it is hashed: nothing of their size is made and thrown
away. What the columns mean is for `kept`.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from generator.aside import Aside
from generator.ledger.column import Column

_MAGIC = b"badgepress-ledger/1\n"
_DIGEST = 32
_LONGEST_NUMBER = 20

Header = dict[str, Any]
Columns = dict[str, Any]  # of Column, or None for one that is not there


def pieces_of(header: Header, columns: Mapping[str, Column | None]) -> Iterator[bytes | memoryview]:
    """The bytes of the file, a piece at a time. `load` gives header and columns back."""
    there = {name: column for name, column in columns.items() if column is not None}
    kinds = {name: [_kind(column), len(column)] for name, column in there.items()}
    text = json.dumps({**header, "order": sys.byteorder, "columns": kinds}, separators=(",", ":")).encode()
    digest = sha256()
    for part in (_MAGIC + b"%d\n" % len(text) + text + b"\n", *there.values()):
        digest.update(part)
        yield memoryview(part)
    yield digest.digest()


def load(path: Path) -> tuple[Header, Columns] | None:
    """What was saved at `path`; None where nothing was, or it is not whole, or of another kind of machine."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            return _read(stream, os.fstat(handle).st_size)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # where the digest fits and the form does not, that of another version


def _read(stream: BinaryIO, size: int) -> tuple[Header, Columns] | None:
    start = stream.readline(len(_MAGIC))
    number = stream.readline(_LONGEST_NUMBER)
    if start != _MAGIC or int(number) > size:
        return None
    text = stream.read(int(number) + 1)
    digest = sha256(start + number + text)
    header = json.loads(text)
    kinds: dict[str, tuple[str, int]] = header.pop("columns")
    columns = {name: array(kind) if kind else bytearray() for name, (kind, _) in kinds.items()}
    lengths = [kinds[name][1] * memoryview(column).itemsize for name, column in columns.items()]
    is_whole = min(lengths, default=0) >= 0 and stream.tell() + sum(lengths) + _DIGEST == size
    if header["order"] != sys.byteorder or not is_whole:
        return None
    before: Column = bytearray()
    for name, column in columns.items():
        with Aside(digest.update, before) as hashed:
            _fill(column, kinds[name][1], stream)
            hashed.result()
        before = column
    digest.update(before)
    return (header, columns) if stream.read(_DIGEST) == digest.digest() else None


def _fill(column: Column, count: int, stream: BinaryIO) -> None:
    column.extend(bytes(1))
    column *= count
    with memoryview(column).cast("B") as view:
        if stream.readinto(view) != len(view):  # type: ignore[attr-defined]
            raise ValueError("the file has become shorter")


def _kind(column: Column) -> str:
    return column.typecode if isinstance(column, array) else ""
