"""QR codes of our own: module for module those of segno, and read by ZXing, which others wrote."""

from __future__ import annotations

import re
from random import Random

import pytest
import segno
import zxingcpp
from PIL import Image

from generator.errors import WireError
from generator.wire.qr import MOST_VERSIONS, QrForm, _count_bits, _data_codewords

ID = "7f3k9q2m4c8w1x0z"


def drawn(path: bytes, size: int) -> list[list[int]]:
    """The modules that a path draws, by walking along it."""
    assert path.startswith(b"M0 .5")
    rows, x, y = [[0] * size for _ in range(size)], 0, 0
    steps = re.findall(rb"(h)(\d+)|(m)(-?\d+) (\d)", path[5:])
    assert b"".join(b"%s%s%s%s%s" % (h, n, m, over, down and b" " + down) for h, n, m, over, down in steps) == path[5:]
    for draws, length, _, over, down in steps:
        if draws:
            for at in range(int(length)):
                rows[y][x + at] = 1
            x += int(length)
        else:
            x, y = x + int(over), y + int(down)
    return rows


def read_back(modules: list[list[int]]) -> str:
    """What a reader that others wrote makes of a picture of the code."""
    side = len(modules) + 8
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    (found,) = zxingcpp.read_barcodes(image.resize((3 * side, 3 * side), Image.Resampling.NEAREST))
    return str(found.text)


@pytest.mark.parametrize("version", range(1, MOST_VERSIONS + 1))
def test_a_full_code_of_each_version_is_module_for_module_the_one_of_segno(version: int) -> None:
    # Full, because segno 1.6 pads a code that has room left otherwise than the standard says.
    length = (8 * _data_codewords(version) - 4 - _count_bits(version)) // 8
    letters = min(16, length - 1)
    before = "x" * (length - letters - 1)
    form, middle = QrForm(before, letters, "/"), ID[:letters]
    wanted = segno.make(
        f"{before}{middle}/".encode(), error="m", boost_error=False, mask=0, version=version, mode="byte"
    )
    assert form.size == 17 + 4 * version
    assert drawn(form.path(middle), form.size) == [list(map(int, row)) for row in wanted.matrix]


@pytest.mark.parametrize("length", [8, 20, 34, 45, 60, 90, 131, 200, 333, 500, 648])
def test_a_reader_that_others_wrote_reads_every_address(length: int) -> None:
    random = Random(length)
    before = "https://badges.example.org/awards/"[:length].ljust(length, "a")
    form = QrForm(before, 16, "/")
    for _ in range(5):
        middle = "".join(random.choices("0123456789abcdefghjkmnpqrstvwxyz", k=16))
        assert read_back(drawn(form.path(middle), form.size)) == f"{before}{middle}/"


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(WireError, match="too long"):
        QrForm("x" * 651, 16)
    form = QrForm("https://example.org/", 16)
    for other in ("", ID[1:], ID.upper(), "an-id-with-hyphe"):
        with pytest.raises(WireError):
            form.path(other)
