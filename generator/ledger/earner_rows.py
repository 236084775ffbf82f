"""The earners of a ledger as columns, and as records made when they are asked for.

Of an earner in memory: where the row stands, a code and a checksum of its id, how public it is, and a mark; and of each
address a code and whose it is. Everything else is read again from the file, and compared with the mark.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence, Set, ValuesView
from zlib import crc32

from generator.ledger.chunks import Chunk
from generator.ledger.column import fill, reserve, trim
from generator.ledger.header import Layout
from generator.ledger.index import Codes, Index, code_of
from generator.ledger.marks import earner_marks
from generator.ledger.records import columns, make_earners
from generator.ledger.rowfile import RowFile
from generator.ledger.site import Defaults
from generator.model import Accept, Earner, Earners, Visibility

_AT_ONCE = 1000
_HANDLE = 6  # among the columns
_VISIBILITIES = len(Visibility)
_VISIBILITY_OF_RULE = bytes(rule % _VISIBILITIES for rule in range(256))


# Both words of an earner in one number.
RULES = {
    (visibility, accept): at + _VISIBILITIES * place
    for at, visibility in enumerate(Visibility)
    for place, accept in enumerate(Accept)
}


def visibility_of(rules: bytearray) -> bytes:
    """The positions in list(Visibility) of what earners chose."""
    return bytes(rules.translate(_VISIBILITY_OF_RULE))


def id_sums(ids: Iterable[str]) -> Iterator[int]:
    """The CRC-32 of each id: by it a row is found again in another run, where codes are others."""
    return map(crc32, map(str.encode, ids))


class Keys:
    """Texts that belong to one row each: a code of every text, and its row."""

    def __init__(self) -> None:
        self.codes = array("q")
        self.rows = array("I")
        self.index = Index(self.codes)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def reserve(self, expected: int) -> None:
        """Be ready for about so many in all."""
        reserve(expected, self.codes, self.rows)
        self.index.reserve(expected)

    def add_all(self, texts: Iterable[str], rows: Iterable[int]) -> bool:
        """Add texts, if none is there already; else none of them. Two with one code are taken for the same."""
        stop = fill(self.codes, self._count, map(code_of, texts))
        if not self.index.put_all(self._count, stop):
            return False
        self._count = fill(self.rows, self._count, rows)
        return True

    def add(self, text: str, row: int) -> None:
        """Add a text that is not there."""
        fill(self.codes, self._count, [code_of(text)])
        self.index.put(self._count)
        self._count = fill(self.rows, self._count, [row])

    def take_back(self, first: int) -> None:
        """Remove those that were added last, from `first` on."""
        self.index.take_back(first, self._count)
        self._count = first

    def find(self, text: str, has: Callable[[int], bool]) -> int | None:
        """The row of a text; `has(row)` says whether it stands there."""
        at = self.index.find(code_of(text), lambda at: has(self.rows[at]))
        return None if at < 0 else self.rows[at]

    def close(self) -> None:
        """After the last one."""
        trim(self._count, self.codes, self.rows)


class Mails(Keys):
    """The e-mail addresses of sound rows, in small letters."""

    def __init__(self) -> None:
        super().__init__()
        self.domains = Codes()
        # Of rows that are not sound: whose it is, and the line. Then those not written in small letters.
        self.others: dict[str, tuple[str, int]] = {}
        self.spelled: list[str] = []

    def add_domains(self, addresses: Iterable[str]) -> None:
        for domain in {address.rpartition("@")[2] for address in addresses}:
            self.domains.add(domain)


class EarnerRows(Earners):
    """All earners of a file. Rows are added by `earners`, in the order of the file; later nothing changes."""

    visibility: bytes
    has_handle: bytearray
    mark: array[int]
    id_sum: array[int]

    def __init__(self, file: RowFile, layout: Layout, defaults: Defaults) -> None:
        self.file = file
        self.layout = layout
        self.defaults = defaults
        self.codes = array("q")  # of ids
        self.index = Index(self.codes)
        self.rules = bytearray()
        self.visibility = b""
        self.has_handle = bytearray()
        self.mark = array("Q")
        self.id_sum = array("I")
        self.mails = Mails()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def language(self) -> str:
        return self.defaults.language

    # What the reader of earners.csv does, before anybody else sees this.

    def reserve(self, expected: int) -> None:
        """Be ready for about so many rows in all."""
        reserve(expected, self.codes, self.rules, self.has_handle, self.mark, self.id_sum)
        self.index.reserve(expected)
        self.mails.reserve(expected)
        self.file.reserve(expected)

    def add_ids(self, ids: Sequence[str]) -> bool:
        """Enter the ids of rows that will be added next, if all are new; else none."""
        fill(self.id_sum, self._count, id_sums(ids))
        stop = fill(self.codes, self._count, map(code_of, ids))
        return self.index.put_all(self._count, stop)

    def take_back_ids(self, count: int) -> None:
        """Forget so many ids that were entered and whose rows will not be added."""
        self.index.take_back(self._count, self._count + count)

    def add_all(self, chunk: Chunk, rules: bytes, has_handle: bytes) -> None:
        """Add the rows of a chunk, whose ids are entered."""
        self.file.add_all(chunk.starts, chunk.ends, chunk.lines)
        fill(self.rules, self._count, rules)
        fill(self.has_handle, self._count, has_handle)
        self._count = fill(self.mark, self._count, earner_marks(chunk.raw))

    def add_id(self, earner_id: str) -> None:
        """Enter the id of the row that will be added next, which nobody has."""
        fill(self.id_sum, self._count, id_sums([earner_id]))
        fill(self.codes, self._count, [code_of(earner_id)])
        self.index.put(self._count)

    def close(self) -> None:
        """After the last row."""
        trim(self._count, self.codes, self.rules, self.has_handle, self.mark, self.id_sum)
        self.visibility = visibility_of(self.rules)
        self.mails.close()
        self.file.close()

    def __getitem__(self, earner_id: str) -> Earner:
        row = self.row_of(earner_id)
        if row is None:
            raise KeyError(earner_id)
        return self.read([row])[0]

    def __contains__(self, earner_id: object) -> bool:
        return isinstance(earner_id, str) and self.row_of(earner_id) is not None

    def __iter__(self) -> Iterator[str]:
        return (earner.id for earner in self.every())

    def values(self) -> ValuesView[Earner]:
        return _Values(self)

    def items(self) -> ItemsView[str, Earner]:
        return _Items(self)

    def row_of(self, earner_id: str) -> int | None:
        row = self.index.find(code_of(earner_id), lambda row: self.id_of(row) == earner_id)
        return None if row < 0 else row

    def id_of(self, row: int) -> str:
        """The id of the earner at that position."""
        (raw,) = self.raws([row])
        at = self.layout.positions[0]
        assert at is not None
        return raw.split(b",")[at].decode("utf-8") if b'"' not in raw else columns([raw], len(self.layout.names))[at][0]

    def every(self) -> Iterator[Earner]:
        """All earners in the order of the file."""
        for start in range(0, len(self), _AT_ONCE):
            yield from self.read(range(start, min(start + _AT_ONCE, len(self))))

    def read(self, rows: Sequence[int]) -> list[Earner]:
        found = columns(self.raws(rows), len(self.layout.names))
        found = [found[at] for at in self.layout.positions if at is not None]
        return make_earners(found, self.file.lines(rows), self.file.path, self.defaults)

    def rows_by_handle(self, wanted: Set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        column = self.layout.positions[_HANDLE]
        for start in range(0, len(self) if wanted and column is not None else 0, _AT_ONCE):
            rows = range(start, min(start + _AT_ONCE, len(self)))
            handles = columns(self.raws(rows), len(self.layout.names))[column or 0]
            found |= {handle: row for handle, row in zip(handles, rows, strict=True) if handle in wanted}
        return found

    def raws(self, rows: Sequence[int]) -> list[bytes]:
        """The rows at these positions, which are still what they were."""
        raws = self.file.raws(rows)
        if earner_marks(raws) != array("Q", map(self.mark.__getitem__, rows)):
            raise self.file.changed()
        return raws

    def row_of_address(self, mail: str) -> int | None:
        """The position of the earner who has this address, given in small letters."""
        return self.mails.find(mail, lambda row: self._has(row, mail))

    def _has(self, row: int, mail: str) -> bool:
        (earner,) = self.read([row])
        return any(address.lower() == mail for address in earner.emails)

    def has_address(self, mail: str) -> bool:
        return self.row_of_address(mail) is not None


class _Values(ValuesView[Earner]):
    _mapping: EarnerRows

    def __iter__(self) -> Iterator[Earner]:
        return self._mapping.every()


class _Items(ItemsView[str, Earner]):
    _mapping: EarnerRows

    def __iter__(self) -> Iterator[tuple[str, Earner]]:
        return ((earner.id, earner) for earner in self._mapping.every())


class Owners(Mapping[str, str]):
    """Every e-mail address in small letters, with the id of its earner, also those of rows that are not sound."""

    def __init__(self, earners: EarnerRows) -> None:
        self.domains = earners.mails.domains
        self._earners = earners
        self._others = earners.mails.others

    def __len__(self) -> int:
        return len(self._earners.mails.codes) + len(self._others)

    def __getitem__(self, mail: str) -> str:
        if mail in self._others:
            return self._others[mail][0]
        row = self._earners.row_of_address(mail)
        if row is None:
            raise KeyError(mail)
        return self._earners.id_of(row)

    def __contains__(self, mail: object) -> bool:
        return isinstance(mail, str) and (mail in self._others or self._earners.has_address(mail))

    def __iter__(self) -> Iterator[str]:
        for earner in self._earners.every():
            yield from dict.fromkeys(address.lower() for address in earner.emails)
        yield from self._others

    def every_spelling(self) -> Iterator[str]:
        """Every address in small letters, then those that are written otherwise, as they are."""
        yield from self
        for earner in self._earners.every():
            yield from (address for address in earner.emails if address != address.lower())
        yield from self._earners.mails.spelled
