"""What the C program of the floor reads: patterns, keys and values, in one flat file. Nothing of an award is computed.

    seed      32 bytes
    fields    number of fields of an award, which of them is the signature
    codes     modules on a side, words in a row, modules in a word; a picture; then for each letter of an id, and for
              each of the 36 letters that may stand there, a picture: 2 bytes for each word of each row
    arts      number; for each: bytes before the baked text, bytes behind it
    shapes    number; for each:
                  the number of its art
                  patterns    options of the proof
                  number of blank nodes; for each: patterns
                  patterns    statements
                  pattern     credential, page, note (an empty one: it has no note)
    awards    number; for each: the number of its shape, and bytes for each field

    number    4 bytes, little-endian          patterns  number, and as many times pattern
    bytes     number, and as many bytes       pattern   number of pieces; for each: form, field (1 byte each), bytes

The form of the last piece of a pattern is 0.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from generator.wire.qr import QrForm
from tools.bench.patterns import FIELDS, Pattern
from tools.bench.probes import Rows, ShapePatterns

# As in floor.c:
_NAMES = (
    *("", "raw", "html", "json", "script", "quad", "day", "long", "label"),
    *("month", "code", "issued", "expiring"),
)
_FORMS = {form: place for place, form in enumerate(_NAMES)}


def write_input(path: Path, seed: bytes, code: QrForm, rows: Rows, patterns: Sequence[ShapePatterns]) -> None:
    arts = {art: number for number, art in enumerate(dict.fromkeys(shape.art for shape in patterns))}
    with path.open("wb") as file:
        file.write(seed)
        file.write(
            _number(len(FIELDS)) + _number(FIELDS.index("signature")) + b"".join(_codes(code)) + _number(len(arts))
        )
        for head, tail in arts:
            file.write(_bytes(head) + _bytes(tail))
        file.write(_number(len(patterns)))
        for shape in patterns:
            file.write(_number(arts[shape.art]))
            _write_shape(file, shape)
        file.write(_number(len(rows.awards)))
        for number, values in rows.awards:
            file.write(_number(number) + b"".join(_bytes(value.encode()) for value in values))


def _codes(form: QrForm) -> Iterable[bytes]:
    """What the codes of all awards share: the form with the id left out, and what each letter changes in it."""
    words, modules, pictures = form.pictures()
    yield _number(form.size) + _number(words) + _number(modules)
    yield from pictures


def _write_shape(file: BinaryIO, shape: ShapePatterns) -> None:
    file.write(_patterns(shape.options) + _number(len(shape.blanks)))
    for blank in shape.blanks:
        file.write(_patterns(blank))
    file.write(_patterns(shape.lines))
    for pattern in (shape.credential, shape.page, shape.note):
        file.write(_pattern(pattern))


def _patterns(patterns: Sequence[Pattern]) -> bytes:
    return _number(len(patterns)) + b"".join(_pattern(pattern) for pattern in patterns)


def _pattern(pattern: Pattern) -> bytes:
    return _number(len(pattern)) + b"".join(_pieces(pattern))


def _pieces(pattern: Pattern) -> Iterable[bytes]:
    for piece in pattern:
        form = piece.hole.form if piece.hole else ""
        field = 0
        if piece.hole:
            field = int(piece.hole.field) if form == "label" else FIELDS.index(piece.hole.field)
        yield bytes([_FORMS[form], field]) + _bytes(piece.text.encode())


def _number(number: int) -> bytes:
    return struct.pack("<I", number)


def _bytes(data: bytes) -> bytes:
    return _number(len(data)) + data


def seed_of(project: Path) -> bytes:
    """The seed of the one key of a project by make_ledger.py, which everybody knows."""
    (path,) = (project / "keys").glob("*.key")
    lines = path.read_text(encoding="ascii").splitlines()
    if "kdf none" not in lines:
        raise ValueError(f"{path.name} is locked; the floor signs with the published key only")
    (secret,) = (line.split()[1] for line in lines if line.startswith("secret "))
    return base64.b64decode(secret)
