"""The one writer of content/: adds lines to its CSV files, or takes the last ones back.

    with opened_events(project) as events:        nobody else who comes this way can write meanwhile
        ledger = read_ledger(project)             ... see what is wanted, against what is there now ...
        events.append(lines)

    with opened_entries(project) as entries:      the same for earners and awards
        entries.append(earners, awards)           ... or entries.try_out(earners, awards), which writes nothing

What is in a file stays as it is, byte for byte: its byte order mark, its line ends, its order. New lines have the
line ends of its first line; a last line without one gets it. Where there is no file it is made, with its header.

The new file is complete and on the disk beside the old one before it takes its place in one step, with the same mode
and owner; so at any moment, also after a power cut, there is the old file or the new one. It takes its place only while
the old one still holds the bytes that were read when it was opened: an edit made meanwhile is never lost. Links
are never followed. After that the ledger is read again; should it not be sound, the old bytes come back.

Of two files earners.csv comes first, because an earner without awards is sound: what a crash between the two leaves can
be read, and the same command again finds the earners by their addresses and adds what is missing.

Formats: docs/formats/. PROMISES P3, P8, P14.
"""

from __future__ import annotations

import csv
import errno
import fcntl
import io
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from generator.errors import BadgepressError, LedgerError
from generator.ledger import awards, earners, events
from generator.ledger.header import Columns
from generator.ledger.moments import spelled
from generator.ledger.newrows import NewRows, RowsRefused, new_rows
from generator.ledger.plain import BYTE_ORDER_MARK
from generator.ledger.read import read_ledger, refuse_no_content
from generator.model import EventKind, Ledger

PATH = events.PATH
_BLOCK = 1 << 20
_MODE = 0o644  # of a file that was not there
_CLOSED = os.O_NOFOLLOW | os.O_CLOEXEC
_REASONS = {
    errno.ELOOP: "it is a link, and links are not followed",
    errno.ENOTDIR: "it is not a folder (a link to one is not followed)",
}


class Line(Struct, frozen=True):
    """One event to write down. `at` is aware, whole seconds."""

    at: datetime
    award: str
    kind: EventKind
    reason: str
    by: str


class _Found(Struct, frozen=True):
    """A file as it was found."""

    data: bytes
    mode: int
    owner: int
    group: int


@contextmanager
def opened_events(project: Path) -> Iterator[Events]:
    """events.csv, with the right to change it. Raises BadgepressError where another run has that right now."""
    with _opened(project) as folder:
        yield Events(project, _Sheet(folder, events.PATH, events.COLUMNS))


@contextmanager
def opened_entries(project: Path) -> Iterator[Entries]:
    """earners.csv and awards.csv, with the right to change them; raises BadgepressError as `opened_events` does."""
    with _opened(project) as folder:
        people = _Sheet(folder, earners.PATH, earners.COLUMNS)
        yield Entries(project, people, _Sheet(folder, awards.PATH, awards.COLUMNS))


@contextmanager
def _opened(project: Path) -> Iterator[int]:
    content = project / "content"
    try:
        folder = os.open(content, os.O_RDONLY | os.O_DIRECTORY | _CLOSED)
    except OSError as error:
        refuse_no_content(project)
        raise BadgepressError(f"{content} cannot be opened: {_reason(error)}") from error
    try:
        lock_content(folder, content)
        yield folder
    finally:
        os.close(folder)  # and with it the lock


class Events:
    """events.csv, open for one change."""

    def __init__(self, project: Path, sheet: _Sheet) -> None:
        self._project = project
        self._sheet = sheet

    def append(self, lines: Sequence[Line]) -> Ledger:
        """Write these lines behind what is there; the ledger with them, read for its rows.

        Raises BadgepressError with nothing changed.
        """
        self._sheet.put(self._sheet.with_rows([_event_row(line) for line in lines]))
        return _sound(self._project, [self._sheet])

    def take_back(self, first_line: int) -> Ledger:
        """Cut the file off in front of the line of that number (from 1, not the header); the ledger after that."""
        self._sheet.put(self._sheet.cut(first_line))
        return _sound(self._project, [self._sheet])


class Entries:
    """earners.csv and awards.csv, open for one change."""

    def __init__(self, project: Path, people: _Sheet, awards: _Sheet) -> None:
        self._project = project
        self._people = people
        self._awards = awards

    def append(self, people: Sequence[Sequence[str]], awards: Sequence[Sequence[str]]) -> Ledger:
        """Write rows behind what is there, a value for each required column; the ledger with them.

        Raises RowsRefused where it would not be sound, BadgepressError where they cannot be written: with nothing
        changed.
        """
        done: list[_Sheet] = []
        try:
            for sheet, rows in self._changed(people, awards):
                sheet.put(sheet.with_rows(rows))
                done.append(sheet)
            return read_ledger(self._project)
        except BadgepressError as error:
            for sheet in reversed(done):
                sheet.restore()
            raise self._refused(error, people, awards) from error

    def try_out(self, people: Sequence[Sequence[str]], awards: Sequence[Sequence[str]]) -> Ledger:
        """The ledger as it would be with these rows, judged as `append` does. Nothing is written."""
        trial = {sheet.path: sheet.with_rows(rows) for sheet, rows in self._changed(people, awards)}
        try:
            return read_ledger(self._project, instead=trial)
        except LedgerError as error:
            raise self._refused(error, people, awards) from error

    def _changed(self, *rows: Sequence[Sequence[str]]) -> list[tuple[_Sheet, Sequence[Sequence[str]]]]:
        pairs = zip((self._people, self._awards), rows, strict=True)
        return [(sheet, more) for sheet, more in pairs if more]

    def _refused(
        self, error: BadgepressError, people: Sequence[Sequence[str]], awards: Sequence[Sequence[str]]
    ) -> BadgepressError:
        if not isinstance(error, LedgerError):
            return error
        return RowsRefused(error.problems, self._people.new_rows(people), self._awards.new_rows(awards))

    def take_back(self, first_line: int) -> Ledger:
        """Cut awards.csv off in front of the line of that number (from 1, not the header); the ledger after that."""
        self._awards.put(self._awards.cut(first_line))
        return _sound(self._project, [self._awards])


def _sound(project: Path, changed: Sequence[_Sheet]) -> Ledger:
    """The ledger after a change. Raises BadgepressError where its rows are not sound, with the files as they were."""
    try:
        return read_ledger(project, for_rows=True)
    except LedgerError as error:
        for sheet in reversed(changed):
            sheet.restore()
        first = error.errors[0]
        files = " and ".join(sheet.path for sheet in changed)
        raise BadgepressError(
            f"the ledger would not have been sound with this change ({first.place}: {first.text}); "
            f"{files} {'is as it was' if len(changed) == 1 else 'are as they were'}",
            first.hint,
        ) from error


class _Sheet:
    """One CSV file of content/, which is open as `folder`."""

    def __init__(self, folder: int, path: str, columns: Columns) -> None:
        self.path = path
        self._folder = folder
        self._columns = columns
        self._name = path.rpartition("/")[2]
        self._new = f".{self._name}.new"
        self._found = _read(folder, self._name, path)
        self._put: bytes | None = None

    def with_rows(self, rows: Sequence[Sequence[str]]) -> bytes:
        """What is there with these rows behind it."""
        old = self._before()
        return old + _missing_end(old) + "".join(_as_records(rows, old)).encode("utf-8")

    def new_rows(self, rows: Sequence[Sequence[str]]) -> NewRows:
        """The same rows, and where they stand then."""
        old = self._before()
        first_line = (old + _missing_end(old)).count(b"\n") + 1
        return new_rows(self.path, self._columns.required, first_line, _as_records(rows, old))

    def _before(self) -> bytes:
        return self._found.data if self._found else (",".join(self._columns.required) + "\n").encode()

    def cut(self, first_line: int) -> bytes:
        """What is there in front of the line of that number."""
        assert self._found is not None and first_line > 1
        end = 0
        for _ in range(first_line - 1):
            end = self._found.data.index(b"\n", end) + 1
        return self._found.data[:end]

    def put(self, new: bytes) -> None:
        """Put `new` in the place of what was found."""
        self._replace(new, self._found)
        self._put = new

    def restore(self) -> None:
        """Put back what was found, in the place of what `put` has written."""
        assert self._put is not None
        if self._found is not None:
            self._replace(self._found.data, _Found(self._put, self._found.mode, self._found.owner, self._found.group))
        else:
            self._unchanged(_Found(self._put, 0, 0, 0))
            os.unlink(self._name, dir_fd=self._folder)
            os.fsync(self._folder)

    def _replace(self, new: bytes, expected: _Found | None) -> None:
        """Put `new` in the place of what must still be `expected`."""
        try:
            self._write_beside(new, expected)
            try:
                self._unchanged(expected)
                if expected is None:
                    # A link fails where there is a file now.
                    os.link(self._new, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
                    os.unlink(self._new, dir_fd=self._folder)
                else:
                    os.rename(self._new, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(self._new, dir_fd=self._folder)
                raise
            os.fsync(self._folder)
        except FileExistsError as error:
            raise self._changed() from error
        except OSError as error:
            raise BadgepressError(f"{self.path} cannot be written: {_reason(error)}", "it is as it was") from error

    def _write_beside(self, new: bytes, like: _Found | None) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._new, dir_fd=self._folder)  # left by a crash: the lock says that nobody writes it now
        handle = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSED, 0o600, dir_fd=self._folder)
        try:
            view = memoryview(new)
            while view:
                view = view[os.write(handle, view) :]
            if like is not None:
                give_to(handle, like.owner, like.group)
            os.fchmod(handle, like.mode if like is not None else _MODE)
            os.fsync(handle)
        except BaseException:
            with suppress(OSError):
                os.unlink(self._new, dir_fd=self._folder)
            raise
        finally:
            os.close(handle)

    def _unchanged(self, expected: _Found | None) -> None:
        found = _read(self._folder, self._name, self.path)
        if (found.data if found else None) != (expected.data if expected else None):
            raise self._changed()

    def _changed(self) -> BadgepressError:
        return BadgepressError(f"{self.path} was changed by somebody else meanwhile; nothing was written", "try again")


def _event_row(line: Line) -> list[str]:
    reason = line.reason.replace("\r\n", "\n").replace("\r", "\n")
    return [spelled(line.at), line.award, line.kind.value, reason, line.by]


def _as_records(rows: Sequence[Sequence[str]], before: bytes) -> list[str]:
    """The rows as CSV, to stand behind `before`. RFC 4180, 2; line ends inside a value are LF."""
    width = _header(before).count(b",") + 1  # optional columns may stand behind the required ones
    records = []
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=_line_end(before)).writerow([*row, *[""] * (width - len(row))])
        records.append(text.getvalue())
    return records


def _header(text: bytes) -> bytes:
    return text.removeprefix(BYTE_ORDER_MARK).partition(b"\n")[0]


def _line_end(before: bytes) -> str:
    return "\r\n" if _header(before).endswith(b"\r") else "\n"


def _missing_end(before: bytes) -> bytes:
    return b"" if before.removeprefix(BYTE_ORDER_MARK).endswith(b"\n") else _line_end(before).encode()


def lock_content(folder: int, shown: Path) -> None:
    """Hold the open folder against other writers. Raises BadgepressError where another run holds it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BadgepressError(
            f"{shown} is being written by another run", "wait for it to end, then try again"
        ) from error
    except OSError as error:
        raise BadgepressError(f"{shown} cannot be locked: {_reason(error)}") from error


def _read(folder: int, name: str, path: str) -> _Found | None:
    """A file in the open folder, None where there is none."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | _CLOSED, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadgepressError(f"{path} cannot be opened: {_reason(error)}") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise BadgepressError(f"{path} is not an ordinary file")
        data = b"".join(iter(lambda: os.read(handle, _BLOCK), b""))
        return _Found(data, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    except OSError as error:
        raise BadgepressError(f"{path} cannot be read: {_reason(error)}") from error
    finally:
        os.close(handle)


def give_to(handle: int, owner: int, group: int) -> None:
    """The same owner and group; whoever may not give files away keeps it, and the group at least stays."""
    if (os.fstat(handle).st_uid, os.fstat(handle).st_gid) == (owner, group):
        return
    try:
        os.fchown(handle, owner, group)
    except PermissionError:
        os.fchown(handle, -1, group)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0).lower()
