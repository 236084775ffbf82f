"""The one writer of content/: adds lines to events.csv, or takes the last ones back.

    with opened_events(project) as events:        nobody else who comes this way can write meanwhile
        ledger = read_ledger(project)             ... see what is wanted, against what is there now ...
        events.append(lines)

What is in the file stays as it is, byte for byte: its byte order mark, its line ends, its order. New lines have the
line ends of its first line; a last line without one gets it. Where there is no file it is made, with its header.

The new file is complete and on the disk beside the old one before it takes its place in one step, with the same mode
and owner; so at any moment, also after a power cut, there is the old file or the new one. It takes its place only while
the old one still holds the bytes that were read when `events` was opened: an edit made meanwhile is never lost. Links
are never followed. After that the ledger is read again; should it not be sound, the old bytes come back.

Format: docs/formats/events.csv.md. PROMISES P3, P8, P14.
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
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.errors import BadgepressError, LedgerError
from generator.ledger.events import COLUMNS, PATH
from generator.ledger.moments import spelled
from generator.ledger.plain import BYTE_ORDER_MARK
from generator.ledger.read import read_ledger
from generator.model import EventKind, Ledger

NAME = PATH.rpartition("/")[2]
_NEW = f".{NAME}.new"
_BLOCK = 1 << 20
_MODE = 0o644  # of a file that was not there
_CLOSED = os.O_NOFOLLOW | os.O_CLOEXEC
_REASONS = {
    errno.ELOOP: "it is a link, and links are not followed",
    errno.ENOTDIR: "it is not a folder (a link to one is not followed)",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One event to write down. `at` is aware, whole seconds."""

    at: datetime
    award: str
    kind: EventKind
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class _Found:
    """events.csv as it was found."""

    data: bytes
    mode: int
    owner: int
    group: int


@contextmanager
def opened_events(project: Path) -> Iterator[Events]:
    """events.csv, with the right to change it. Raises BadgepressError where another run has that right now."""
    content = project / "content"
    try:
        folder = os.open(content, os.O_RDONLY | os.O_DIRECTORY | _CLOSED)
    except OSError as error:
        raise BadgepressError(f"{content} cannot be opened: {_reason(error)}") from error
    try:
        _lock(folder, content)
        yield Events(project, folder, _read(folder))
    finally:
        os.close(folder)  # and with it the lock


class Events:
    """events.csv, open for one change."""

    def __init__(self, project: Path, folder: int, found: _Found | None) -> None:
        self._project = project
        self._folder = folder
        self._found = found

    def append(self, lines: Sequence[Line]) -> Ledger:
        """Write these lines behind what is there; the ledger with them. Raises BadgepressError with nothing changed."""
        old = self._found.data if self._found else (",".join(COLUMNS.required) + "\n").encode()
        return self._change(old + _as_bytes(lines, old))

    def take_back(self, first_line: int) -> Ledger:
        """Cut the file off in front of the line of that number (from 1, not the header); the ledger after that."""
        assert self._found is not None and first_line > 1
        end = 0
        for _ in range(first_line - 1):
            end = self._found.data.index(b"\n", end) + 1
        return self._change(self._found.data[:end])

    def _change(self, new: bytes) -> Ledger:
        self._replace(new, self._found)
        try:
            return read_ledger(self._project)
        except LedgerError as error:
            self._restore(new)
            first = next(p for p in error.problems if p.severity.value == "error")
            raise BadgepressError(
                f"the ledger would not have been sound with this change ({first.place}: {first.text}); "
                f"{PATH} is as it was",
                first.hint,
            ) from error

    def _restore(self, new: bytes) -> None:
        if self._found is not None:
            self._replace(self._found.data, _Found(new, self._found.mode, self._found.owner, self._found.group))
        else:
            self._unchanged(_Found(new, 0, 0, 0))
            os.unlink(NAME, dir_fd=self._folder)
            os.fsync(self._folder)

    def _replace(self, new: bytes, expected: _Found | None) -> None:
        """Put `new` in the place of what must still be `expected`."""
        try:
            self._write_beside(new, expected)
            try:
                self._unchanged(expected)
                if expected is None:
                    os.link(_NEW, NAME, src_dir_fd=self._folder, dst_dir_fd=self._folder)  # fails if it is there now
                    os.unlink(_NEW, dir_fd=self._folder)
                else:
                    os.rename(_NEW, NAME, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(_NEW, dir_fd=self._folder)
                raise
            os.fsync(self._folder)
        except FileExistsError as error:
            raise _changed() from error
        except OSError as error:
            raise BadgepressError(f"{PATH} cannot be written: {_reason(error)}", "it is as it was") from error

    def _write_beside(self, new: bytes, like: _Found | None) -> None:
        with suppress(FileNotFoundError):
            os.unlink(_NEW, dir_fd=self._folder)  # left by a crash: the lock says that nobody writes it now
        handle = os.open(_NEW, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CLOSED, 0o600, dir_fd=self._folder)
        try:
            view = memoryview(new)
            while view:
                view = view[os.write(handle, view) :]
            if like is not None:
                _give_to(handle, like)
            os.fchmod(handle, like.mode if like is not None else _MODE)
            os.fsync(handle)
        except BaseException:
            with suppress(OSError):
                os.unlink(_NEW, dir_fd=self._folder)
            raise
        finally:
            os.close(handle)

    def _unchanged(self, expected: _Found | None) -> None:
        found = _read(self._folder)
        if (found.data if found else None) != (expected.data if expected else None):
            raise _changed()


def _as_bytes(lines: Sequence[Line], before: bytes) -> bytes:
    """The lines as CSV, to stand behind `before`. RFC 4180, 2; line ends inside a reason are LF."""
    end = "\r\n" if before.partition(b"\n")[0].endswith(b"\r") else "\n"
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end)
    for line in lines:
        reason = line.reason.replace("\r\n", "\n").replace("\r", "\n")
        writer.writerow([spelled(line.at), line.award, line.kind.value, reason, line.by])
    missing = "" if before.removeprefix(BYTE_ORDER_MARK).endswith(b"\n") else end
    return (missing + text.getvalue()).encode("utf-8")


def _lock(folder: int, shown: Path) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BadgepressError(
            f"{shown} is being written by another run", "wait for it to end, then try again"
        ) from error
    except OSError as error:
        raise BadgepressError(f"{shown} cannot be locked: {_reason(error)}") from error


def _read(folder: int) -> _Found | None:
    """events.csv in the open folder, None where there is none."""
    try:
        handle = os.open(NAME, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | _CLOSED, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadgepressError(f"{PATH} cannot be opened: {_reason(error)}") from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise BadgepressError(f"{PATH} is not an ordinary file")
        data = b"".join(iter(lambda: os.read(handle, _BLOCK), b""))
        return _Found(data, stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    except OSError as error:
        raise BadgepressError(f"{PATH} cannot be read: {_reason(error)}") from error
    finally:
        os.close(handle)


def _give_to(handle: int, like: _Found) -> None:
    """The same owner and group; whoever may not give files away keeps it, and the group at least stays."""
    if (os.fstat(handle).st_uid, os.fstat(handle).st_gid) == (like.owner, like.group):
        return
    try:
        os.fchown(handle, like.owner, like.group)
    except PermissionError:
        os.fchown(handle, -1, like.group)


def _changed() -> BadgepressError:
    return BadgepressError(f"{PATH} was changed by somebody else meanwhile; nothing was written", "try again")


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or os.strerror(error.errno or 0).lower()
