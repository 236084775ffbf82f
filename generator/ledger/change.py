"""Several files of content/ changed as one: all of a change is there, or nothing of it.

    with opened_content(project) as content:       nobody else who comes this way can write meanwhile
        content.append("awards.csv", pieces)       ... rows behind rows, new files, ranges taken out ...
        ledger = content.check()                   the ledger as it would be, read and found sound
        content.commit()

What is new is written into `content/.import/`, never over what is there. `check` reads that together with a second name
(a hard link) of everything that stays, so an unsound change is refused before a byte of the ledger has moved.

    1. every new file is complete and on the disk
    2. the files that it takes the place of are still those that were read
    3. the journal is on the disk: from here on the change is decided
    4. each file takes its place by one rename, awards.csv last
    5. the journal goes, and what was left beside it

A crash before 3 leaves a folder that the next change clears away. A crash after it leaves the journal: until the change
is finished, which whoever opens content/ next does, `read_ledger` refuses, so that nobody builds from half of it.

Paths are below content/, with `/` between their parts. Links are never followed. PROMISES P3, P8, P14.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from generator.errors import BadgepressError
from generator.ledger.append import give_to, lock_content
from generator.ledger.faults import Fault
from generator.ledger.folder import Folder
from generator.ledger.inplace import FLAGS, NEW, STAGE, clear, finish, put_in_place, settle, write_journal
from generator.ledger.plain import BYTE_ORDER_MARK
from generator.ledger.read import JOURNAL, read_ledger
from generator.model import Ledger

_WHOLE = "whole"  # in the stage: a project as it would be, for reading
_BLOCK = 1 << 20
_MODE = 0o644
_NOT_READ = ("imported", "imports", STAGE, JOURNAL)  # of content/, by `read_ledger`


class Span(NamedTuple):
    """Bytes of a file that a change has added: where they begin and end, and their SHA-256."""

    start: int
    stop: int
    digest: str


class _Stamp(NamedTuple):
    """Enough of a file to see that it is still the one that was read."""

    inode: int
    size: int
    changed_ns: int


@contextmanager
def opened_content(project: Path, scratch: Path | None = None) -> Iterator[Content]:
    """content/ with the right to change it. Raises BadgepressError where another run has that right now.

    With `scratch`, a folder elsewhere, everything is tried there and nothing is ever written into the project.
    """
    content = project / "content"
    try:
        folder = os.open(content, os.O_RDONLY | os.O_DIRECTORY | FLAGS)
    except OSError as error:
        hint = "go to the project folder, which holds content/ and keys/, or name it with -C"
        raise BadgepressError(f"{content} cannot be opened: {os.strerror(error.errno or 0).lower()}", hint) from error
    try:
        lock_content(folder, content)
        if scratch is None:
            finish(content)
        yield Content(project, scratch if scratch is not None else content / STAGE)
    finally:
        if scratch is None and not (content / JOURNAL).exists():
            clear(content / STAGE)
        os.close(folder)  # and with it the lock


def finish_interrupted(project: Path) -> bool:
    """The same, for whoever does not hold the lock yet."""
    was_open = (project / "content" / JOURNAL).exists()
    with opened_content(project):
        return was_open


class Content:
    """content/, open for one change."""

    def __init__(self, project: Path, stage: Path) -> None:
        self._project = project
        self._content = project / "content"
        self._stage = stage
        self._bases: dict[str, _Stamp | None] = {}
        self._removed: list[str] = []
        clear(stage)
        stage.mkdir(mode=0o700)
        (stage / NEW).mkdir()

    def first_line(self, path: str) -> bytes:
        """The first line of a file with its end, b"" where there is none."""
        opened = Folder(self._project).open(f"content/{path}")
        if isinstance(opened, Fault):
            return b""
        with opened as file:
            return file.readline(_BLOCK).removeprefix(BYTE_ORDER_MARK)

    def append(self, path: str, pieces: Iterable[bytes], beginning: bytes = b"") -> Span | None:
        """Write `pieces` behind what is in the file; one that is not there begins with `beginning`.

        `pieces` end in line ends like those of the first line; a last line without one gets it. Gives what was added,
        None where there was nothing to add.
        """
        new = self._begin(path)
        with new.open("ab") as file:
            start = file.tell()
            if start == 0:
                file.write(beginning)
            elif not self._ends_line(new):
                file.write(b"\r\n" if self.first_line(path).endswith(b"\r\n") else b"\n")
            start = start and file.tell()
            digest = hashlib.sha256(beginning if start == 0 else b"")
            before = file.tell()
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
            stop = file.tell()
        if stop == before:
            self._forget(path)
            return None
        return Span(start, stop, digest.hexdigest())

    def _ends_line(self, path: Path) -> bool:
        with path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def cut(self, path: str, span: Span) -> bytes:
        """Take out what a change had added; the file goes if nothing is left. Raises BadgepressError if it changed."""
        new = self._begin(path)
        with new.open("r+b") as file:
            file.seek(span.start)
            added = file.read(span.stop - span.start)
            if hashlib.sha256(added).hexdigest() != span.digest:
                hint = (
                    "the rows that the import added were edited or moved; take them out by hand, or revoke the awards"
                )
                raise BadgepressError(f"content/{path} is no longer what the import made of it", hint)
            rest = file.read()
            file.seek(span.start)
            file.truncate()
            file.write(rest)
            is_empty = file.tell() == 0
        if is_empty:
            self._forget(path)
            self._removed.append(path)
        return added

    def put(self, path: str, data: bytes) -> None:
        """Make a new file. One that is there already is a mistake of the caller."""
        self._refuse_links(path)
        assert not (self._content / path).exists(), path
        new = self._stage / NEW / path
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(data)
        self._bases[path] = None

    def is_unchanged(self, path: str, digest: str) -> bool:
        """Whether a file still holds the bytes with that SHA-256, or has gone."""
        try:
            return hashlib.sha256((self._content / path).read_bytes()).hexdigest() == digest
        except FileNotFoundError:
            return True

    def remove(self, path: str) -> None:
        """Take a file away, and its folder with the last one."""
        self._removed.append(path)

    def forget_all(self) -> None:
        """Begin again: nothing is to be changed."""
        clear(self._stage / NEW)
        (self._stage / NEW).mkdir()
        self._bases.clear()
        self._removed.clear()

    def check(self) -> Ledger:
        """The ledger as it would be. Raises LedgerError where it would not be sound."""
        whole = self._stage / _WHOLE
        clear(whole)
        taken = {*self._bases, *self._removed}
        _copy(self._content, whole / "content", taken)
        _copy(self._stage / NEW, whole / "content", set())
        return read_ledger(whole)

    def commit(self) -> None:
        """Put everything in place. Raises BadgepressError with nothing changed."""
        assert self._stage == self._content / STAGE, "a trial cannot be put in place"
        try:
            clear(self._stage / _WHOLE)
            settle(self._stage / NEW)
            self._refuse_changed()
            write_journal(self._content, self._removed)
        except OSError as error:
            why = os.strerror(error.errno or 0).lower()
            raise BadgepressError(f"content/ cannot be written: {why}", "it is as it was") from error
        put_in_place(self._content, self._stage / NEW, self._removed)

    def _refuse_links(self, path: str) -> None:
        """No folder on the way to a file may be a link: it would lead out of the project."""
        for part in (self._content / path).parents:
            if part == self._content:
                return
            if part.is_symlink():
                raise BadgepressError(f"{part} is a link, and links are not followed", "put the folder itself there")

    def _refuse_changed(self) -> None:
        for path, stamp in self._bases.items():
            if _stamp(self._content / path) != stamp:
                text = f"content/{path} was changed by somebody else meanwhile; nothing was written"
                raise BadgepressError(text, "try again")

    def _begin(self, path: str) -> Path:
        """The new file at `path`, to be changed: at first what the old one holds, with its owner and mode."""
        new, old = self._stage / NEW / path, self._content / path
        if path in self._bases:
            return new
        self._refuse_links(path)
        new.parent.mkdir(parents=True, exist_ok=True)
        self._bases[path] = _stamp(old)
        if self._bases[path] is None:
            new.touch(_MODE)
            return new
        handle = os.open(old, os.O_RDONLY | FLAGS)
        with os.fdopen(handle, "rb") as source, new.open("wb") as target:
            found = os.fstat(source.fileno())
            shutil.copyfileobj(source, target, _BLOCK)
            give_to(target.fileno(), found.st_uid, found.st_gid)
            os.fchmod(target.fileno(), stat.S_IMODE(found.st_mode))
        return new

    def _forget(self, path: str) -> None:
        (self._stage / NEW / path).unlink()
        del self._bases[path]


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise BadgepressError(f"{path} is not an ordinary file", "put the file itself there: links are not followed")
    return _Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


def _copy(source: Path, target: Path, leave_out: set[str], below: str = "") -> None:
    """A second name for every file; a copy where the file systems differ. Links stay links, to be refused."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(source):
        path = below + entry.name
        if path in leave_out or path in _NOT_READ:
            continue
        if entry.is_symlink():
            (target / entry.name).symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            _copy(Path(entry.path), target / entry.name, leave_out, path + "/")
            if leave_out and any(left.startswith(path + "/") for left in leave_out):
                with suppress(OSError):  # a folder goes with its last file
                    (target / entry.name).rmdir()
        elif entry.is_file():
            try:
                (target / entry.name).hardlink_to(entry.path)
            except OSError:
                shutil.copyfile(entry.path, target / entry.name)
