"""A branch of a git repository as a place to publish (GitHub Pages and others): it changes in one step, the push.

A repository of our own beside the site (`.site.git`) knows the files of the site by their times, so that only what has
changed is read and sent. Nothing is forced: the new commit stands on the one that is there, and a push that comes
second is refused. A branch without history is asked for in site.toml; then the one commit is replaced, if it is still
the one that was looked at.

The last line of a commit's message names the site, by which the next publish knows that the branch is its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.errors import PublishError
from generator.model import GitTarget
from generator.printable import printable
from generator.publish.files import Counts

_MARK = "Badgepress-Site: "
_THERE = "refs/badgepress/there"
_KEPT = "CNAME"  # GitHub writes it when a domain is set on its pages; without it the site leaves its domain
_LEFT_OUT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE")


class Branch:
    """The branch and the site that will stand there: `look`, then `push`."""

    def __init__(self, target: GitTarget, site: Path, did: str) -> None:
        if shutil.which("git") is None:
            raise PublishError("git is not installed", "install it: apt install git")
        self.name = f"{target.repository} ({target.branch})"
        self._target, self._did = target, did
        self._own = site.parent / f".{site.name}.git"
        self._environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        self._environment |= {"GIT_DIR": str(self._own.resolve()), "GIT_WORK_TREE": str(site.resolve()), "LC_ALL": "C"}
        self._there = ""
        self._tree = ""

    def look(self, *, take_over: bool) -> Counts:
        """What a push would change. Raises PublishError where the branch holds what is not a site of ours."""
        if not self._own.is_dir():
            self._git("init", "--quiet")
            # Files are the site's, byte for byte, whatever rules of ignoring and rewriting this machine has.
            (self._own / "info").mkdir(exist_ok=True)
            (self._own / "info" / "attributes").write_text("* -text -filter -ident\n", encoding="utf-8")
        self._fetch()
        if self._there and not take_over:
            self._refuse_foreign()
        self._git("add", "--all", "--force", ".")
        self._keep_domain()
        self._tree = self._git("write-tree").strip()
        return self._counted()

    def _fetch(self) -> None:
        branch = f"refs/heads/{self._target.branch}"
        found = self._git("ls-remote", "--", self._target.repository, branch)
        if not found.strip():
            return
        self._git("fetch", "--quiet", "--depth=1", "--", self._target.repository, f"+{branch}:{_THERE}")
        self._there = self._git("rev-parse", _THERE).strip()

    def _refuse_foreign(self) -> None:
        message = self._git("log", "-1", "--format=%B", self._there)
        lines = [line.removeprefix(_MARK) for line in message.splitlines() if line.startswith(_MARK)]
        if self._did in lines:
            return
        whose = f"the site of {printable(lines[-1])}" if lines else "something that badgepress did not publish"
        raise PublishError(
            f"the branch {self._target.branch} of {self._target.repository} holds {whose}",
            "name another branch in content/site.toml, or replace all that is there: --take-over",
        )

    def _keep_domain(self) -> None:
        listed = self._git("ls-tree", self._there, "--", _KEPT) if self._there else ""
        if listed and not self._git("ls-files", "--", _KEPT):
            mode, _, rest = listed.partition(" ")
            self._git("update-index", "--add", "--cacheinfo", f"{mode},{rest.split()[1]},{_KEPT}")

    def _counted(self) -> Counts:
        before = self._there or self._git("hash-object", "-t", "tree", "-w", "--stdin").strip()
        letters = Counter(
            line[:1] for line in self._lines("diff-tree", "-r", "--no-renames", "--name-status", before, self._tree)
        )
        sizes = self._sizes(before)
        files = sum(1 for _ in self._lines("ls-files"))
        return Counts(letters["A"], letters["M"] + letters["T"], letters["D"], files, sum(sizes), max(sizes, default=0))

    def _sizes(self, before: str) -> list[int]:
        """The sizes of the files that are new or changed."""
        raw = self._lines("diff-tree", "-r", "--no-renames", "--diff-filter=AMT", before, self._tree)
        objects = "".join(f"{line.split()[3]}\n" for line in raw)
        return [int(size) for size in self._git("cat-file", "--batch-check=%(objectsize)", given=objects).split()]

    def push(self, counts: Counts) -> None:
        """Put the site there. Raises PublishError where somebody else was faster."""
        number = counts.added + counts.changed + counts.deleted
        message = f"Publish {number} changed file{'' if number == 1 else 's'}\n\n{_MARK}{self._did}"
        parent = ["-p", self._there] if self._there and self._target.history else []
        commit = self._git("commit-tree", self._tree, *parent, "-m", message, more=self._identity()).strip()
        branch = f"refs/heads/{self._target.branch}"
        lease = [] if self._target.history else [f"--force-with-lease={branch}:{self._there}"]
        self._git("push", "--quiet", *lease, "--", self._target.repository, f"{commit}:{branch}")

    def _identity(self) -> dict[str, str]:
        """Who commits: the one git knows, else ourselves."""
        known = self._git("config", "--get", "user.email", accepted=(0, 1)).strip()
        if known or "GIT_COMMITTER_EMAIL" in self._environment:
            return {}
        who = {"NAME": "badgepress", "EMAIL": "badgepress@localhost"}
        return {f"GIT_{role}_{what}": text for role in ("AUTHOR", "COMMITTER") for what, text in who.items()}

    def _lines(self, *words: str) -> Iterator[str]:
        """Lines of what git prints, one at a time: there may be millions."""
        with subprocess.Popen(  # noqa: S603 - words of ours
            ["git", *words],  # noqa: S607 - the one on the PATH is the one meant
            stdout=subprocess.PIPE,
            env=self._environment,
            text=True,
        ) as process:
            assert process.stdout is not None
            yield from process.stdout
        if process.returncode:
            raise PublishError(f"git {words[0]} ended with {process.returncode}", "publish again")

    def _git(
        self, *words: str, given: str = "", accepted: Sequence[int] = (0,), more: Mapping[str, str] | None = None
    ) -> str:
        done = subprocess.run(  # noqa: S603 - words of ours, and a target that begins with no dash
            ["git", *words],  # noqa: S607
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            cwd=self._environment["GIT_WORK_TREE"],
            env=self._environment | dict(more or {}),
        )
        if done.returncode in accepted:
            return done.stdout
        raise self._refused(words[0], done.stderr)

    def _refused(self, verb: str, said: str) -> PublishError:
        if verb == "push" and ("rejected" in said or "stale info" in said):
            return PublishError(
                f"{self.name}: somebody else has pushed in the meantime", "publish again: it will stand on theirs"
            )
        lines = [line for line in said.splitlines() if line.strip()] or ["no reason given"]
        return PublishError(
            f"{self.name}: {verb}: {printable(lines[0][:300])}", "try it with git itself, then publish again"
        )
