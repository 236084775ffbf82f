"""Whatever rsync can write to as a host: a server by ssh, an rsync daemon, a folder.

Lists of files travel on standard input, each ended by a zero byte, so no name is ever taken for an option. rsync itself
writes each file beside its place and renames it. How to log in is for ssh: keys, agent and ~/.ssh/config.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from generator.errors import PublishError
from generator.model import RsyncTarget
from generator.printable import printable
from generator.publish.files import OWN_FOLDER

_MODES = "--chmod=D755,F644"
# `-rw-r--r--      1,234 2026/11/21 15:04:05 path`
_LISTED = re.compile(r"-\S+ +[0-9,.]+ \S+ \S+ (.+)")
_SOME_STAYED = (0, 23, 24, 25)  # partial, vanished, not all deleted
_SAYS_NONE_MISSING = "invalid file mode"
_RULES_AT_ONCE = 500
_NOT_THERE = 23  # "partial transfer": of one file, that it does not exist


class _TakesNoneMissingError(PublishError):
    """A patch against hostile senders (3.2.7, in Debian 12 for a while), on either side, has gone too far."""


class RsyncHost:
    """Files below `target.path`. The small files of ours are brought here once, all at a time."""

    def __init__(self, target: RsyncTarget) -> None:
        if shutil.which("rsync") is None:
            raise PublishError("rsync is not installed", "install it here and on the host: apt install rsync")
        self.name = target.path
        self.is_here = target.is_here
        self._to = target.path.rstrip("/") + "/"
        self._place = tempfile.TemporaryDirectory(prefix="badgepress-")
        self._here = Path(self._place.name)
        self._has_own = False

    def read(self, path: str) -> bytes | None:
        if path.startswith(OWN_FOLDER + "/"):
            self._fetch_own()
            wanted = self._here / path
        else:
            wanted = self._here / "read"
            wanted.unlink(missing_ok=True)
            self._run(["-t", self._to + path, str(wanted)], may_lack=True)
        return wanted.read_bytes() if wanted.is_file() else None

    def _fetch_own(self) -> None:
        if not self._has_own:
            (self._here / OWN_FOLDER).mkdir(exist_ok=True)
            self._run(["-rt", f"{self._to}{OWN_FOLDER}/", f"{self._here / OWN_FOLDER}/"], may_lack=True)
            self._has_own = True

    def write(self, path: str, data: bytes) -> None:
        place = self._here / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        self.send(self._here, [path])

    def send(self, site: Path, paths: Sequence[str]) -> None:
        # -I: they are known to differ, whatever their sizes and times say.
        self._run(["-tI", "--mkpath", _MODES, "--from0", "--files-from=-", f"{site}/", self._to], paths)

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            (self._here / path).unlink(missing_ok=True)
        self._delete(paths)
        # Then the folders they stood in, from the innermost on; rsync leaves those in which there is something.
        folders = {str(above) for path in paths for above in PurePosixPath(path).parents if str(above) != "."}
        for depth in range(max((folder.count("/") for folder in folders), default=-1), -1, -1):
            self._delete(sorted(folder for folder in folders if folder.count("/") == depth), may_stay=True)

    def _delete(self, paths: Sequence[str], *, may_stay: bool = False) -> None:
        """Delete there what is missing here: in a folder that has the folders of `paths`, but nothing in them."""
        with tempfile.TemporaryDirectory(prefix="badgepress-") as empty:
            for path in paths:
                (Path(empty) / path).parent.mkdir(parents=True, exist_ok=True)
            words = ["-d", "--delete-missing-args", "--omit-dir-times", "--from0", "--files-from=-"]
            accepted = _SOME_STAYED if may_stay else (0,)
            try:
                self._run([*words, f"{empty}/", self._to], paths, accepted=accepted)
            except _TakesNoneMissingError:
                self._delete_by_rules(empty, paths, accepted)

    def _delete_by_rules(self, empty: str, paths: Sequence[str], accepted: Sequence[int]) -> None:
        """The same with rules of what may go. That takes longer: every rule is held to every name."""
        for start in range(0, len(paths), _RULES_AT_ONCE):
            some = paths[start : start + _RULES_AT_ONCE]
            above = {f"{folder}/" for path in some for folder in PurePosixPath(path).parents if str(folder) != "."}
            rules = [f"/{_literal(path)}" for path in (*sorted(above), *some)]
            words = ["-r", "--delete", "--existing", "--omit-dir-times", "--from0", "--include-from=-", "--exclude=*"]
            self._run([*words, f"{empty}/", self._to], rules, accepted=accepted)

    def listing(self) -> Iterable[str]:
        for line in self._run(["-r", "--list-only", self._to]).splitlines():
            found = _LISTED.match(line)
            if found:
                yield found[1]

    def close(self) -> None:
        self._place.cleanup()

    def _run(
        self, words: Sequence[str], paths: Sequence[str] = (), *, may_lack: bool = False, accepted: Sequence[int] = (0,)
    ) -> str:
        """What rsync prints. `may_lack`: a file that is not there is no error."""
        given = "".join(f"{path}\0" for path in paths)
        done = subprocess.run(  # noqa: S603 - words of ours, and a target that begins with no dash
            ["rsync", *words],  # noqa: S607 - the one on the PATH is the one meant
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            env=os.environ | {"LC_ALL": "C"},  # we read what it says
        )
        if done.returncode in accepted or (
            may_lack and done.returncode == _NOT_THERE and "No such file" in done.stderr
        ):
            return done.stdout
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"rsync ended with {done.returncode}"]
        kind = _TakesNoneMissingError if _SAYS_NONE_MISSING in done.stderr else PublishError
        raise kind(
            f"{self.name}: {printable(lines[0][:300])}",
            "try the connection with ssh or rsync itself, then publish again: it goes on where it stopped",
        )


def _literal(path: str) -> str:
    """A rule that matches this path alone: backslashes count in rules that have something to match, and only there."""
    return re.sub(r"([*?[\\])", r"\\\1", path) if re.search(r"[*?[]", path) else path
