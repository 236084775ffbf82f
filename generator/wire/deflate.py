"""Deflate with the same bytes on every machine.

zlib's output differs between its versions and its replacements, and a status list that is signed must not. So this is
our own encoder, for data that is mostly runs of one byte: each run becomes one literal and copies of what stands one
byte before; everything else is literals. One block with its own Huffman codes (BTYPE 10) carries it all. On status
lists that is about as small as zlib makes them; on text it would be much larger. Any inflater reads it.

    block     1 (last block), 2 bits 10, then HLIT - 257 (5 bits), HDIST - 1 (5), HCLEN - 4 (4), the three code tables,
              the symbols, symbol 256 (end)
    lengths   3 to 258 as symbols 257 to 285 with extra bits; the distance is always 1, which is distance symbol 0
    tables    code lengths of the symbols, runs of 3 to 138 zeros as symbols 17 and 18; symbol 16 is not used

Numbers stand with their least significant bit first, Huffman codes with their most significant bit first. Codes are the
shortest there are within the limit of 15 bits (7 for the code lengths), found by package-merge; ties go to the smaller
symbol, so they are a function of the data alone.

Spec: RFC 1951, sections 3.2.2 (canonical codes), 3.2.5, 3.2.7. Inflating is for zlib: it has one right answer.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate

_END = 256
_MAX_CODE_BITS = 15
_MAX_TABLE_CODE_BITS = 7

# The order in which the lengths of the table's own codes are written. Section 3.2.7.
_TABLE_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)

_REPEATED = re.compile(rb"(\0{3,})")

# A symbol and the bits that follow it in the stream.
_Token = tuple[int, str]


def deflate(data: bytes, longer: Mapping[int, int] | None = None) -> bytes:
    """`data` as a raw deflate stream, without a header or checksum.

    Long runs may be left out: the byte at each place in `longer` is packed that many times more than it stands in
    `data`. It must be the last of four equal bytes, at least.
    """
    literals, places, runs = _cut(data, longer or {})
    copies = {run: _copies(run) for run in set(runs)}
    long, one_back = _COPIES[258]
    # Two symbols at least: some inflaters refuse a code of one.
    counts = Counter({0: 1, _END: 1})
    counts.update(literals)
    for run, times in Counter(runs).items():
        longest, others = copies[run]
        counts[long] += times * longest
        for symbol, _ in others:
            counts[symbol] += times
    lengths = _code_lengths(+counts, _MAX_CODE_BITS)
    codes = _canonical_codes(lengths)
    copied = {
        run: (codes.get(long, "") + one_back) * longest + "".join(codes[symbol] + extra for symbol, extra in others)
        for run, (longest, others) in copies.items()
    }
    symbols = list(map(codes.__getitem__, literals))
    for place, run in zip(places, runs, strict=True):
        symbols[place] += copied[run]
    return _pack("1" + _number(2, 2) + _tables(lengths) + "".join(symbols) + codes[_END])


def _cut(data: bytes, longer: Mapping[int, int]) -> tuple[bytes, list[int], list[int]]:
    """The literals of `data`, the places of those that are repeated, and how often each of these is."""
    whole = int.from_bytes(data, "little")
    changes = (whole ^ whole << 8).to_bytes(len(data) + 1, "little")  # 0 where a byte is the one before it
    pieces = _REPEATED.split(changes[1 : len(data)])  # what changes and what does not, by turns
    edges = list(accumulate(map(len, pieces), initial=1))
    edges[0] = 0
    literals = [data[start:stop] for start, stop in zip(edges[::2], edges[1::2], strict=True)]
    places = list(accumulate(map(len, literals[:-1]), initial=-1))[1:]
    starts, runs = edges[1:-1:2], list(map(len, pieces[1::2]))
    for place, more in longer.items():
        runs[bisect(starts, place) - 1] += more
    return b"".join(literals), places, runs


def _copies(count: int) -> tuple[int, list[_Token]]:
    """`count` (at least 3) repetitions of the byte before: the number of the longest copies, and the shorter ones."""
    longest, rest = divmod(count, 258)
    if longest and 0 < rest < 3:
        return longest - 1, [_COPIES[255], _COPIES[rest + 3]]
    return longest, [_COPIES[rest]] if rest else []


def _copy_tokens() -> dict[int, _Token]:
    """For each length of a copy its symbol, and its extra bits with the distance code (0: one byte back) after them."""
    tokens = {}
    symbol, length = 257, 3
    for extra_bits in (0,) * 8 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4,) * 4 + (5,) * 4:
        for offset in range(1 << extra_bits):
            tokens[length + offset] = symbol, _number(offset, extra_bits) + "0"
        symbol, length = symbol + 1, length + (1 << extra_bits)
    tokens[258] = symbol, "0"
    return tokens


def _tables(lengths: Mapping[int, int]) -> str:
    """The code tables of a block: for the symbols `lengths`, for distances always 1 bit each for symbols 0 and 1."""
    used = max(lengths) + 1
    table = [lengths.get(symbol, 0) for symbol in range(used)] + [1, 1]
    tokens = list(_table_tokens(table))
    table_lengths = _code_lengths(Counter(symbol for symbol, _ in tokens), _MAX_TABLE_CODE_BITS)
    codes = _canonical_codes(table_lengths)
    ordered = [table_lengths.get(symbol, 0) for symbol in _TABLE_ORDER]
    while len(ordered) > 4 and not ordered[-1]:
        ordered.pop()
    counts = _number(used - 257, 5) + _number(2 - 1, 5) + _number(len(ordered) - 4, 4)
    return counts + "".join(_number(length, 3) for length in ordered) + "".join(codes[s] + extra for s, extra in tokens)


def _table_tokens(table: list[int]) -> Iterator[_Token]:
    """The code lengths in `table`, with runs of zeros shortened."""
    at = 0
    while at < len(table):
        zeros = 0
        while at + zeros < len(table) and table[at + zeros] == 0 and zeros < 138:
            zeros += 1
        if zeros >= 11:
            yield 18, _number(zeros - 11, 7)
        elif zeros >= 3:
            yield 17, _number(zeros - 3, 3)
        else:
            zeros = 1
            yield table[at], ""
        at += zeros


def _code_lengths(counts: Mapping[int, int], limit: int) -> dict[int, int]:
    """The length in bits of the best prefix code for two symbols or more, none longer than `limit`: package-merge.

    A coin of each symbol lies on every level; two neighbours on one level make a coin of the next. The cheapest
    2 n - 2 coins of the last level are bought: a symbol's code is as long as the number of its coins among them.
    """
    coins: list[tuple[int, tuple[int, ...]]] = sorted((count, (symbol,)) for symbol, count in counts.items())
    level = coins
    for _ in range(limit - 1):
        pairs = zip(level[::2], level[1::2], strict=False)
        level = sorted([*coins, *((a + b, left + right) for (a, left), (b, right) in pairs)])
    bought = Counter(symbol for _, symbols in level[: 2 * len(coins) - 2] for symbol in symbols)
    return dict(bought)


def _canonical_codes(lengths: Mapping[int, int]) -> dict[int, str]:
    """The codes that follow from their lengths alone: shorter first, then smaller symbol first. Section 3.2.2."""
    codes = {}
    code, before = 0, 0
    for length, symbol in sorted((length, symbol) for symbol, length in lengths.items()):
        code <<= length - before
        codes[symbol] = format(code, f"0{length}b")
        code, before = code + 1, length
    return codes


def _number(value: int, bits: int) -> str:
    """`value` in `bits` bits, least significant first."""
    return format(value, f"0{bits}b")[::-1] if bits else ""


def _pack(bits: str) -> bytes:
    """A stream of bits as bytes, the first bit in the least significant place of the first byte."""
    return int(bits[::-1], 2).to_bytes((len(bits) + 7) // 8, "little")


_COPIES = _copy_tokens()
