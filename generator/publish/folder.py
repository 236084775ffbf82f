"""A folder of this machine as a host: each file is written beside its place and renamed into it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from generator.below import files_below
from generator.errors import PublishError

_MODE = 0o644
_UNFINISHED = ".badgepress-unfinished"


class FolderHost:
    """Files below `folder`, which is made if it is not there."""

    is_here = True

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unreachable(self._folder / path, error) from error

    def write(self, path: str, data: bytes) -> None:
        place = self._folder / path
        fresh = place.with_name(place.name + _UNFINISHED)
        try:
            self._make_folder(place.parent)
            with suppress(FileNotFoundError):
                fresh.unlink()
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
            with os.fdopen(handle, "wb") as file:
                os.fchmod(handle, _MODE)
                file.write(data)
            os.replace(fresh, place)  # noqa: PTH105 - one system call
        except OSError as error:
            raise _unreachable(place, error) from error

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir() and not folder.is_symlink():
            return
        if folder.is_symlink() and folder != self._folder:
            raise PublishError(f"{folder} is a link, which may lead anywhere", "put a folder there, or take it away")
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, site: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self.write(path, (site / path).read_bytes())

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            place = self._folder / path
            try:
                place.unlink(missing_ok=True)
            except OSError as error:
                raise _unreachable(place, error) from error
            for above in place.parents:
                if above == self._folder or not _removed_empty(above):
                    break

    def listing(self) -> Iterable[str]:
        if not self._folder.exists():
            return
        try:
            for path, _ in files_below(self._folder):
                yield path
        except OSError as error:
            raise _unreachable(Path(error.filename), error) from error

    def close(self) -> None:
        """Nothing is held open."""


def _removed_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:  # there is more in it
        return False
    return True


def _unreachable(place: Path, error: OSError) -> PublishError:
    return PublishError(
        f"{place}: {os.strerror(error.errno or 0)}", "mend the cause and publish again: it goes on where it stopped"
    )
