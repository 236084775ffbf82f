"""Building a project inside a test, without a command line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.build.run import Outcome, Request, build_site
from generator.signing.signer import open_signer


class Silent:
    """Shows no progress."""

    @contextmanager
    def stage(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        yield lambda done: None


def build(project: Path, out: Path | None = None, **wishes: object) -> Outcome:
    """Build `project` as the command line would, with a key that needs no passphrase."""
    request = Request(project, out or project / "site", **wishes)  # type: ignore[arg-type]
    return build_site(request, lambda key: open_signer(key, None), Silent())


def built_site(project: Path) -> Path:
    """The folder of the site after a build."""
    build(project)
    return project / "site"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def tree_hash(folder: Path) -> str:
    """One hash over names, modes and contents of a whole tree."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).as_posix().encode()):
        name = path.relative_to(folder).as_posix().encode()
        mode = oct(path.lstat().st_mode).encode()
        data = path.read_bytes() if path.is_file() else b""
        whole.update(b"%d %s %s %d " % (len(name), name, mode, len(data)) + data)
    return whole.hexdigest()
