"""What a host can do, whatever it is: read, send, delete, list. One file for each kind of place.

    FolderHost   a folder of this machine                     folder
    RsyncHost    whatever rsync reaches                        rsync
    StoreHost    a bucket of a store with the API of S3        store

A git branch is none of these: it changes in one step (see `git`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol


class Host(Protocol):
    """Where files are published. All methods raise PublishError; what was done before it stays done."""

    name: str  # for people, without anything secret
    is_here: bool  # it is this machine

    def read(self, path: str) -> bytes | None:
        """A small file, None where there is none."""

    def write(self, path: str, data: bytes) -> None:
        """A small file of ours, put there whole."""

    def send(self, site: Path, paths: Sequence[str]) -> None:
        """Files of the site, each put in the place of what is there, whole. In any order; all, or an error."""

    def delete(self, paths: Sequence[str]) -> None:
        """Take files away. One that is not there is fine."""

    def listing(self) -> Iterable[str]:
        """The path of every file that is there."""

    def close(self) -> None:
        """Let go of it."""
