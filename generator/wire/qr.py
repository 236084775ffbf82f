"""QR codes of addresses that differ in an id only: one code worked out, each id laid over it.

    QrForm(before, letters, after)    the form of all addresses `before` + an id of so many letters + `after`
    form.path(id)                     the dark modules of the code, as the data of an SVG path
    form.size                         modules on a side; four more on each side must stay light

A QR code is linear: error correction is a remainder over GF(256), and every bit of every codeword has its own module.
So the code of an address is the code of the form with the id's letters left out, XOR a picture for each letter at its
place. Those pictures are made once, and one code costs microseconds instead of a millisecond.

Byte mode, level M (15 % of a code may be covered), the smallest version that holds the address (1 to 20: 666 bytes),
always mask 0. The standard lets an encoder look for the mask with the fewest awkward patterns; a reader takes any.

A path runs row by row: `h3` draws three dark modules, `m2 0` skips two light ones. It is to be stroked one unit wide,
and begins at the left end of the first row, at half the height of it.

Spec: ISO/IEC 18004:2015, 6.3 (function patterns), 7.4 (encodation), 7.5 (error correction), 7.7.3 (placement), 7.8.2
(masks), 7.9, 7.10 (format and version information).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache, reduce
from itertools import accumulate, groupby, pairwise
from operator import getitem, xor

from generator.errors import WireError

MOST_VERSIONS = 20
# Level M, versions 1 to 20: codewords of error correction in a block, and the number of blocks. Table 9.
_CORRECTION = (10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26)
_BLOCKS = (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16)
_FORMAT = 0b101010000010010  # level M, mask 0, with its BCH code and mask. Table C.1, 00000
_WORD_BITS = 11  # modules that are turned into a path at once, at most
_PADDING = b"\xec\x11"
_IDS = "0123456789abcdefghijklmnopqrstuvwxyz"


class QrForm:
    """The codes of all addresses `before` + id + `after`, for ids of `letters` small ASCII letters and digits."""

    def __init__(self, before: str, letters: int, after: str = "") -> None:
        """Raises WireError where the addresses are too long for a code."""
        around = before.encode(), after.encode()
        length = len(around[0]) + letters + len(around[1])
        self._grid = grid = _Grid(_version_for(length))
        self.size = grid.size
        self._letters = letters
        message = _Message(grid.version, length)
        self._base = grid.fixed ^ grid.spread(message.of(around[0] + bytes(letters) + around[1]))
        start = len(around[0])
        bits = [[grid.spread(message.bit(start + at, bit)) for bit in range(8)] for at in range(letters)]
        self._parts = [
            {letter: reduce(xor, (of[bit] for bit in range(8) if ord(letter) >> bit & 1)) for letter in _IDS}
            for of in bits
        ]

    def pictures(self) -> tuple[int, int, list[bytes]]:
        """For another program that draws the same codes: words in a row, modules in a word, and pictures.

        The first picture is that of the form; then come, for each place in the id, those of `0` to `9` and `a` to `z`,
        which are laid over it by XOR. A picture has two bytes for each word, the low one first; low bits are left.
        """
        pictures = [self._base, *(part[letter] for part in self._parts for letter in _IDS)]
        return (*self._grid.words(), [self._grid.packed(picture) for picture in pictures])

    def path(self, middle: str) -> bytes:
        """The path of the code with the id `middle`. Raises WireError for one that the form is not for."""
        if len(middle) != self._letters:
            raise WireError(f"the form is for ids of {self._letters} letters")
        try:
            return self._grid.path(reduce(xor, map(getitem, self._parts, middle), self._base))
        except KeyError:
            raise WireError("an id is made of small letters and digits") from None


def _version_for(length: int) -> int:
    """The smallest version that holds so many bytes."""
    for version in range(1, MOST_VERSIONS + 1):
        if 4 + _count_bits(version) + 8 * length <= 8 * _data_codewords(version):
            return version
    raise WireError(f"an address of {length} bytes is too long for a code")


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _data_codewords(version: int) -> int:
    return _all_modules(version) // 8 - _CORRECTION[version - 1] * _BLOCKS[version - 1]


def _all_modules(version: int) -> int:
    """Modules that carry codewords, and up to seven that are left over."""
    found = (16 * version + 128) * version + 64
    if version > 1:
        count = version // 7 + 2
        found -= (25 * count - 10) * count - 55
    return found - (36 if version > 6 else 0)


class _Message:
    """Data codewords: mode, length, the bytes, an end, padding. Each gives the codewords, error correction not yet."""

    def __init__(self, version: int, length: int) -> None:
        self._codewords = _data_codewords(version)
        self._head = 0b0100 << _count_bits(version) | length
        self._length = length
        self._behind = 8 * self._codewords - 4 - _count_bits(version) - 8 * length  # bits behind the bytes

    def of(self, data: bytes) -> bytes:
        """The message that says `data`."""
        said = (self._head << 8 * self._length | int.from_bytes(data, "big")) << self._behind
        whole = bytearray(said.to_bytes(self._codewords, "big"))
        end = min(self._behind, 4)
        for number, at in enumerate(range(self._codewords - (self._behind - end) // 8, self._codewords)):
            whole[at] = _PADDING[number % 2]
        return bytes(whole)

    def bit(self, at: int, bit: int) -> bytes:
        """What one bit of the byte at `at` changes in the message."""
        return (1 << self._behind + 8 * (self._length - 1 - at) + bit).to_bytes(self._codewords, "big")


class _Grid:
    """The modules of one version. A picture is a number with one bit a module, in words as a path needs them."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.size = size = 17 + 4 * version
        self._words = -(-size // _WORD_BITS)  # in a row
        self._word_bits = -(-size // self._words)
        self._unpack = struct.Struct(f"<{size * self._words}H").unpack
        functions = _function_modules(version)
        self._places = [self._bit(*place) for place in _zigzag(size) if place not in functions]
        dark = sum(self._bit(*place) for place, is_dark in functions.items() if is_dark)
        mask = sum(self._bit(*at) for at in _zigzag(size) if at not in functions and sum(at) % 2 == 0)
        self.fixed = dark ^ mask
        self._tables = [table for _ in range(size) for table in self._row_tables()]

    def _bit(self, row: int, column: int) -> int:
        word, bit = divmod(column, self._word_bits)
        return 1 << 16 * (row * self._words + word) + bit

    def spread(self, message: bytes) -> int:
        """The modules that are dark because of these data codewords, before the mask."""
        codewords = _interleaved(message, self.version)
        found = 0
        for at, codeword in enumerate(codewords):
            for bit in range(8) if codeword else ():
                if codeword >> 7 - bit & 1:
                    found |= self._places[8 * at + bit]
        return found

    def words(self) -> tuple[int, int]:
        """Words in a row, and modules in a word."""
        return self._words, self._word_bits

    def packed(self, picture: int) -> bytes:
        """A picture as bytes, two for a word."""
        return picture.to_bytes(2 * self._words * self.size, "little")

    def path(self, picture: int) -> bytes:
        words = self._unpack(self.packed(picture))
        return b"M0 .5" + b"".join(map(getitem, self._tables, words))

    def _row_tables(self) -> Iterator[_Drawings]:
        """For each word of a row, what each of its values draws. The last goes on to the next row."""
        for word in range(self._words):
            width = min(self._word_bits, self.size - word * self._word_bits)
            yield _drawings(width, self.size if word == self._words - 1 else 0)


class _Drawings(dict[int, bytes]):
    """What each value of a word of `width` modules draws; `row` is the width of the row that it ends, if it does.

    Worked out when it is met: a handful of codes need few of the two thousand.
    """

    def __init__(self, width: int, row: int) -> None:
        super().__init__()
        self._width, self._row = width, row

    def __missing__(self, value: int) -> bytes:
        self[value] = drawn = _drawn(f"{value:0{self._width}b}"[::-1], self._row).encode()
        return drawn


@cache
def _drawings(width: int, row: int) -> _Drawings:
    return _Drawings(width, row)


def _drawn(modules: str, row: int) -> str:
    runs = [(dark, len(list(run))) for dark, run in groupby(modules)]
    skipped = runs.pop()[1] if row and runs[-1][0] == "0" else 0
    path = "".join(f"h{length}" if dark == "1" else f"m{length} 0" for dark, length in runs)
    return f"{path}m{skipped - row} 1" if row else path


def _interleaved(message: bytes, version: int) -> bytes:
    """The codewords as they are placed: the first of each block, the second of each, then those of correction."""
    blocks, correction = _BLOCKS[version - 1], _CORRECTION[version - 1]
    short = len(message) // blocks
    lengths = [short + (number >= blocks - len(message) % blocks) for number in range(blocks)]
    starts = list(accumulate(lengths, initial=0))
    data = [message[start:end] for start, end in pairwise(starts)]
    generator = _generator(correction)
    corrections = [_remainder(block, generator) for block in data]
    found = [block[at] for at in range(short + 1) for block in data if at < len(block)]
    return bytes(found + [each[at] for at in range(correction) for each in corrections])


def _remainder(block: bytes, generator: bytes) -> bytes:
    """The codewords of error correction: what is left of the block, divided by the generator over GF(256)."""
    left = bytearray(len(generator))
    for codeword in block:
        factor = codeword ^ left.pop(0)
        left.append(0)
        if factor:
            log = _LOG[factor]
            for at, coefficient in enumerate(generator):
                left[at] ^= _POWERS[log + coefficient]
    return bytes(left)


@cache
def _generator(degree: int) -> bytes:
    """The product of (x - 2^i) for i below `degree`, as the logarithms of its coefficients behind the first."""
    product = [1]
    for root in range(degree):
        shifted = [*product, 0]
        for at, coefficient in enumerate(product):
            shifted[at + 1] ^= _POWERS[_LOG[coefficient] + root]
        product = shifted
    return bytes(_LOG[coefficient] for coefficient in product[1:])


def _powers() -> Iterator[int]:
    value = 1
    for _ in range(510):
        yield value
        value = value << 1 ^ (0x11D if value & 0x80 else 0)


_POWERS = tuple(_powers())  # of 2 in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, twice over
_LOG = {value: log for log, value in enumerate(_POWERS[:255])}


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """All modules but the timing column, in the order of placement: columns in pairs from the right, up and down."""
    for number, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        for row in range(size - 1, -1, -1) if number % 2 == 0 else range(size):
            yield row, right
            yield row, right - 1


def _function_modules(version: int) -> dict[tuple[int, int], bool]:
    """The modules that carry no codewords, and which of them are dark."""
    size = 17 + 4 * version
    found = {(6, at): at % 2 == 0 for at in range(size)} | {(at, 6): at % 2 == 0 for at in range(size)}
    for row, column in _alignments(version):
        found |= _rings(row, column, 2, (0, 2))
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        found |= _rings(row, column, 4, (0, 1, 3))
    found |= _format_modules(size)
    if version > 6:
        found |= _version_modules(version, size)
    return {(row, column): dark for (row, column), dark in found.items() if 0 <= row < size and 0 <= column < size}


def _rings(row: int, column: int, reach: int, dark: tuple[int, ...]) -> dict[tuple[int, int], bool]:
    """Square rings around a module, of which those at the distances `dark` are dark."""
    steps = range(-reach, reach + 1)
    return {(row + down, column + over): max(abs(down), abs(over)) in dark for down in steps for over in steps}


def _alignments(version: int) -> Iterator[tuple[int, int]]:
    """The centres of the alignment patterns. Annex E."""
    if version == 1:
        return
    count, last = version // 7 + 2, 10 + 4 * version
    step = -(-(last - 6) // (count - 1) // 2) * 2
    centres = [6, *sorted(last - step * number for number in range(count - 1))]
    corners = {(6, 6), (6, last), (last, 6)}
    yield from ((row, column) for row in centres for column in centres if (row, column) not in corners)


def _format_modules(size: int) -> dict[tuple[int, int], bool]:
    """Level and mask, twice, and the module that is always dark. Figure 25."""
    first = [*((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)), *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    second = [*((8, size - 1 - at) for at in range(8)), *((size - 7 + at, 8) for at in range(7))]
    bits = [bool(_FORMAT >> at & 1) for at in range(15)]
    return dict(zip(first, bits, strict=True)) | dict(zip(second, bits, strict=True)) | {(size - 8, 8): True}


def _version_modules(version: int, size: int) -> dict[tuple[int, int], bool]:
    """The version with its BCH code, twice. 7.10."""
    left = version << 12
    for bit in range(17, 11, -1):
        if left >> bit & 1:
            left ^= 0x1F25 << bit - 12
    bits = [bool((version << 12 | left) >> at & 1) for at in range(18)]
    places = [(at // 3, size - 11 + at % 3) for at in range(18)]
    return dict(zip(places, bits, strict=True)) | {
        (column, row): dark for (row, column), dark in zip(places, bits, strict=True)
    }
