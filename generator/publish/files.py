"""What is here and what is there: the files of the site and those of the host, each known by a digest of its path.

A site can have millions of files, so this is a database (SQLite, beside the site: `.site.published`), and memory does
not grow with their number. It remembers the digest of every file with its size and time of change, so that only what
has changed is read again, and what the host had after the last publish. It is only ever a reason to do less: without
it every file is read and the host is asked.

    files   key, path, size, changed, inode, digest, look   every file of the site, as it was last seen
    host    key, digest                                     every file that the host has, as far as is known
    todo    phase, path, key, digest                        what this run sends and deletes
    facts   name, value                                     which host, and which state of it

A *key* is the first 12 bytes of the SHA-256 of a path, a *digest* the first 16 of the SHA-256 of a file's bytes.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from generator.below import files_below
from generator.errors import PublishError
from generator.publish import order

KEY_BYTES, DIGEST_BYTES = 12, 16
ENTRY_BYTES = KEY_BYTES + DIGEST_BYTES
OWN_FOLDER = ".badgepress"  # on the host: what it has, see `manifest`
_MANY = 2_000
_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS files (key BLOB PRIMARY KEY, path TEXT NOT NULL, size INT, changed INT, inode INT,
    digest BLOB, look INT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS host (key BLOB PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TEMP TABLE todo (phase INT, path TEXT, key BLOB, digest BLOB, size INT, known INT, PRIMARY KEY (phase, path))
    WITHOUT ROWID;
"""

Entry = tuple[bytes, bytes]  # key and digest
# In the place of a digest, of a file that a run has begun to replace or delete, and of one that it has begun to add.
UNKNOWN, PERHAPS = bytes(DIGEST_BYTES), b"\xff" * DIGEST_BYTES


class Task(NamedTuple):
    """A file to send, or, where `digest` is None, to delete. `known`: the host is known to have it now."""

    phase: int
    path: str
    key: bytes
    digest: bytes | None
    known: bool

    @property
    def is_removal(self) -> bool:
        return self.digest is None


class Counts(NamedTuple):
    """What is to be done. `bytes` are those to be sent, `largest` the largest file of them."""

    added: int
    changed: int
    deleted: int
    files: int
    bytes: int
    largest: int


def key_of(path: str) -> bytes:
    return hashlib.sha256(path.encode()).digest()[:KEY_BYTES]


def record_file(site: Path) -> Path:
    """Where the record of the site at `site` is kept."""
    return site.parent / f".{site.name}.published"


class Files:
    """The database. Close it; what it has learned stays for the next run."""

    def __init__(self, site: Path) -> None:
        """Raises PublishError where nothing can be written beside the site."""
        self._site = site
        path = record_file(site)
        try:
            self._base = _opened(path)
        except sqlite3.DatabaseError:
            _remove(path)
            try:
                self._base = _opened(path)
            except sqlite3.Error as error:
                raise PublishError(
                    f"cannot write {path}: {error}", "see that there is room and a right to write"
                ) from error

    def close(self) -> None:
        self._base.close()

    def fact(self, name: str) -> str:
        """What was remembered under `name`, or ""."""
        row = self._base.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def remember(self, **facts: str) -> None:
        """Keep `facts`, with everything before."""
        self._base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())
        self._base.commit()

    def look(self, done: Callable[[int], None]) -> None:
        """Take in the site as it is: each file by its marks, and by its bytes where those are not as they were."""
        look = int(self.fact("look") or 0) + 1
        batch: list[tuple[str, os.stat_result]] = []
        for path, found in _walk(self._site):
            batch.append((path, found))
            if len(batch) == _MANY:
                self._take_in(batch, look)
                done(len(batch))
                batch = []
        self._take_in(batch, look)
        done(len(batch))
        # Paths of files that have gone are kept, so that they can be named to the host.
        self._base.execute("UPDATE files SET digest = NULL WHERE look <> ?", (look,))
        self.remember(look=str(look))

    def _take_in(self, batch: Sequence[tuple[str, os.stat_result]], look: int) -> None:
        fresh = []
        for path, found in batch:
            key, marks = key_of(path), (found.st_size, found.st_mtime_ns, found.st_ino)
            row = self._base.execute("SELECT size, changed, inode, digest FROM files WHERE key = ?", (key,)).fetchone()
            is_same = row is not None and row[3] is not None and tuple(row[:3]) == marks
            digest = row[3] if is_same else _digest_of(self._site / path)
            fresh.append((key, path, *marks, digest, look))
        self._base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", fresh)

    def forget_host(self) -> None:
        """Nothing is known of what the host has."""
        self._base.execute("DELETE FROM host")

    def note(self, entries: Iterable[Entry]) -> None:
        """The host has these files."""
        self._base.executemany("INSERT OR REPLACE INTO host VALUES (?, ?)", entries)

    def compare(self, *, did_first: bool) -> Counts:
        """Find what is to be done. What goes is counted here, and named by `name_removals`."""
        rows = self._base.execute(
            "SELECT f.path, f.key, f.digest, f.size, h.digest IS NOT NULL AND h.digest <> ? FROM files f"
            " LEFT JOIN host h ON h.key = f.key WHERE f.digest IS NOT NULL AND h.digest IS NOT f.digest",
            (PERHAPS,),
        )
        while some := rows.fetchmany(_MANY):
            self._base.executemany(
                "INSERT INTO todo VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (order.phase(path, is_new=not known, did_first=did_first), path, key, digest, size, known)
                    for path, key, digest, size, known in some
                ],
            )
        one = self._base.execute
        added, changed, size, largest = one(
            "SELECT coalesce(sum(known = 0), 0), coalesce(sum(known), 0), coalesce(sum(size), 0),"
            " coalesce(max(size), 0) FROM todo"
        ).fetchone()
        files = one("SELECT count(*) FROM files WHERE digest IS NOT NULL").fetchone()[0]
        gone = one(f"SELECT count(*) FROM host h WHERE {_GONE}").fetchone()[0]  # noqa: S608 - a constant
        return Counts(added, changed, gone, files, size, largest)

    def name_removals(self, listing: Callable[[], Iterable[str]]) -> None:
        """Put what goes on the list. Where this machine no longer knows a path, the host's own `listing` does."""
        found = self._base.execute(
            f"SELECT h.key, (SELECT path FROM files f WHERE f.key = h.key) FROM host h WHERE {_GONE}"  # noqa: S608
        )
        unknown = set()
        for key, path in found.fetchall():
            if path is None:
                unknown.add(key)
            else:
                self._remove_later(path, key)
        for path in listing() if unknown else ():
            key = key_of(path)
            if key in unknown:
                self._remove_later(path, key)

    def _remove_later(self, path: str, key: bytes) -> None:
        row = (order.phase_of_removal(path), path, key, None, 0, 1)
        self._base.execute("INSERT OR REPLACE INTO todo VALUES (?, ?, ?, ?, ?, ?)", row)

    def touched(self) -> Iterator[Entry]:
        """What to say of all that is to be done before any of it is."""
        for key, known in self._base.execute("SELECT key, known FROM todo ORDER BY key"):
            yield key, UNKNOWN if known else PERHAPS

    def tasks(self, most: int) -> Iterator[list[Task]]:
        """All there is to do, in order: at most so many at a time, all of one phase, sent or deleted."""
        batch: list[Task] = []
        for row in self._base.execute("SELECT phase, path, key, digest, known FROM todo ORDER BY phase, path"):
            task = Task(*row)
            if batch and (len(batch) == most or batch[0].phase != task.phase):
                yield batch
                batch = []
            batch.append(task)
        if batch:
            yield batch

    def entries(self) -> Iterator[Entry]:
        """Every file of the site, in order of its key."""
        yield from self._base.execute("SELECT key, digest FROM files WHERE digest IS NOT NULL ORDER BY key")

    def settle_host(self) -> None:
        """The host has the site, and nothing else of ours."""
        self._base.execute("DELETE FROM host")
        self._base.execute("INSERT INTO host SELECT key, digest FROM files WHERE digest IS NOT NULL")
        self._base.execute("DELETE FROM files WHERE digest IS NULL")
        self._base.commit()


_GONE = "NOT EXISTS (SELECT 1 FROM files f WHERE f.key = h.key AND f.digest IS NOT NULL)"


def _opened(path: Path) -> sqlite3.Connection:
    with suppress(FileExistsError):  # digests of guessable pages can be guessed at: for the owner alone
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    base = sqlite3.connect(path, check_same_thread=False)
    version = base.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, _VERSION):
        base.close()
        raise sqlite3.DatabaseError("of another version")
    base.executescript(f"PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = OFF; PRAGMA user_version = {_VERSION};")
    base.executescript(_TABLES)
    return base


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-journal")):
        name.unlink(missing_ok=True)


def _walk(site: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file of the site by its path. A link is refused: what it leads to was not checked."""
    for path, found in files_below(site):
        if path.startswith(f"{OWN_FOLDER}/"):
            continue
        if not stat.S_ISREG(found.st_mode):
            raise PublishError(f"{site / path} is not a plain file", "build the site again: badgepress build")
        yield path, found


def _digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()[:DIGEST_BYTES]
