"""What the host has, as it says itself: a small tree of files in `.badgepress/` on the host, and a log beside it.

    .badgepress/published.json          which parts there are: {"format": 1, "state": "<16 random letters>", "width": w,
                                        "parts": {"0a": "<digest>", ...}}
    .badgepress/<digest>                one part: the entries of all files whose key begins so, in order
    .badgepress/<state>-<n>             one record of the log, n from 1: entries that have changed since

An entry is 28 bytes: the key of a path and the digest of the file (see `files`). In the log, 16 bytes of 00 for a
digest say that the file is about to be replaced or deleted, 16 of FF that it is about to be added. A part is named by
the SHA-256 of its bytes, and w letters of the key in hexadecimal decide on the part, so that one new badge among a
million changes some small parts and not one large list.

Nobody can read a path out of it: the folder is as public as the site, and the addresses of unlisted badges are not.

A run first says in the log all that it is going to do, then what has arrived. So an entry is never wrong, and no file
is forgotten, whenever the run ends: at worst too little is known, and a file is sent again. When all is done the tree
is written anew, the file that names the parts last, and the log is taken away.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from generator.errors import PublishError
from generator.publish.files import ENTRY_BYTES, KEY_BYTES, OWN_FOLDER, Entry, Files
from generator.publish.hosts import Host

ROOT = f"{OWN_FOLDER}/published.json"
FORMAT = 1
_FILES_A_PART = 4_000
_RECORD_ENTRIES = 20_000
_WIDEST = 3


class Manifest:
    """The record on a host: `load` it, `log` what happens, `finish` it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.is_there = False
        self._state = ""
        self._parts: dict[str, str] = {}
        self._records = 0

    def load(self, files: Files) -> None:
        """Bring what `files` knows of the host up to what the host says. Raises PublishError."""
        root = self._read_root()
        if files.fact("host") != self._host.name or files.fact("state") != self._state or not root:
            files.forget_host()
            for digest in self._parts.values():
                files.note(self._read_part(digest))
            files.remember(host=self._host.name, state=self._state)
        while root and (record := self._host.read(f"{OWN_FOLDER}/{self._state}-{self._records + 1}")) is not None:
            self._records += 1
            files.note(_entries(record))
        if self._records:
            # What the log says belongs to a run that was cut off: it is not the state that was remembered.
            files.remember(state="")

    def _read_root(self) -> bool:
        data = self._host.read(ROOT)
        if data is None:
            return False
        try:
            found = json.loads(data)
            if found["format"] != FORMAT:
                raise PublishError(
                    f"{self._host.name}: {ROOT} is of another version of badgepress",
                    "publish with that version, or delete the file: then everything is sent again",
                )
            self._state, self._parts = str(found["state"]), {str(k): str(v) for k, v in found["parts"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PublishError(
                f"{self._host.name}: {ROOT} is damaged", "delete it there: then everything is sent again"
            ) from error
        self.is_there = True
        return True

    def _read_part(self, digest: str) -> Iterator[Entry]:
        data = self._host.read(f"{OWN_FOLDER}/{digest}")
        # A part that is missing or damaged costs sending its files again, no more.
        return _entries(data) if data is not None and _name_of(data) == digest else iter(())

    def begin(self) -> None:
        """Make the record of a host that has none, before anything is sent there."""
        if not self.is_there:
            self._write_root()

    def log(self, entries: Iterable[Entry]) -> None:
        """Put down what has arrived, or is about to."""
        every = iter(entries)
        while data := b"".join(key + digest for key, digest in islice(every, _RECORD_ENTRIES)):
            self._records += 1
            self._host.write(f"{OWN_FOLDER}/{self._state}-{self._records}", data)

    def finish(self, files: Files, count: int) -> None:
        """Write the tree anew: the host has the site. Parts that are as they were are not sent again."""
        before, state, records = set(self._parts.values()), self._state, self._records
        width = next((w for w in range(_WIDEST) if count <= _FILES_A_PART * 16**w), _WIDEST)
        self._parts = {}
        for start, group in groupby(files.entries(), key=lambda entry: entry[0].hex()[:width]):
            data = b"".join(key + digest for key, digest in group)
            name = self._parts[start] = _name_of(data)
            if name not in before:
                self._host.write(f"{OWN_FOLDER}/{name}", data)
        self._write_root(width)
        left = [f"{OWN_FOLDER}/{state}-{number + 1}" for number in range(records)]
        left += [f"{OWN_FOLDER}/{name}" for name in sorted(before - set(self._parts.values()))]
        self._host.delete(left)
        files.settle_host()
        files.remember(host=self._host.name, state=self._state)

    def _write_root(self, width: int = 0) -> None:
        # A name that was never used: what an earlier log says is then never taken for the log of this one.
        self._state, self._records, self.is_there = secrets.token_hex(8), 0, True
        root = {"format": FORMAT, "state": self._state, "width": width, "parts": self._parts}
        self._host.write(ROOT, json.dumps(root, indent=1).encode() + b"\n")


def _name_of(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()[:40]


def _entries(data: bytes) -> Iterator[Entry]:
    for start in range(0, len(data) - ENTRY_BYTES + 1, ENTRY_BYTES):
        yield data[start : start + KEY_BYTES], data[start + KEY_BYTES : start + ENTRY_BYTES]
