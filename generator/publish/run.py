"""The whole story of a publish, on one page.

    refuse    what is not a site that a build has checked, or is not meant for others (see `fit`)
    look      at the site, and at what the host says it has (see `files`, `manifest`)
    compare   and refuse to delete more than was allowed
    begin     say on the host what is going to change
    send      phase by phase (see `order`), and say what has arrived
    delete    what is no longer part of the site
    finish    the host's record is that of the site

A run that ends anywhere is gone on with by the next: what has arrived is not sent again. A git branch changes in one
step instead (see `git`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.addresses import Addresses
from generator.build.stage import held_lock
from generator.errors import BadgepressError, PublishError
from generator.ledger.site import read_settings
from generator.model import FolderTarget, GitTarget, Publishing, RsyncTarget, StoreTarget, Target
from generator.publish import fit
from generator.publish.credentials import find_credentials
from generator.publish.files import Counts, Files, Task, record_file
from generator.publish.folder import FolderHost
from generator.publish.git import Branch
from generator.publish.hosts import Host
from generator.publish.manifest import Manifest
from generator.publish.rsync import RsyncHost
from generator.publish.store import StoreHost

BATCH = 500  # files that are sent before the host is told
_ALWAYS = 10  # so many files may go whatever the percentage


class Watcher(Protocol):
    """Whoever shows progress: `stage(label, total)` gives a function to call with the number of steps done."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[int], None]]: ...


class Request(Struct, frozen=True):
    """What was asked for. `site` is the built one; `delete_many` and `take_over` switch off what guards the host."""

    project: Path
    site: Path
    dry_run: bool = False
    delete_many: bool = False
    take_over: bool = False


class Outcome(Struct, frozen=True):
    """What was done, or would be."""

    target: str
    url: str
    counts: Counts

    @property
    def changes(self) -> int:
        return self.counts.added + self.counts.changed + self.counts.deleted


def publish_site(request: Request, watch: Watcher) -> Outcome:
    """Bring a project's site to where site.toml says. Raises LedgerError, PublishError."""
    settings = read_settings(request.project)
    publishing, base_url = _from_project(settings.publishing, request.project), settings.site.base_url
    if publishing is None:
        raise PublishError(
            "content/site.toml does not say where the site is published",
            'add a table [publish] with to = "folder", "rsync", "git" or "s3": see docs/formats/site.toml.md',
        )
    with held_lock(request.site):
        if isinstance(publishing.target, GitTarget):
            return _push(request, publishing, publishing.target, base_url)
        try:
            with closing(open_host(publishing.target, request.project)) as host:
                return _Run(request, publishing, base_url, host, watch).run()
        except sqlite3.Error as error:  # a full disk, as a rule
            raise PublishError(
                f"{record_file(request.site)} cannot be kept: {error}",
                "mend the cause, or delete the file, then publish again: it goes on where it stopped",
            ) from error


def _from_project(publishing: Publishing | None, project: Path) -> Publishing | None:
    """The same, with what names a place of this machine beginning at the project, wherever the verb is run."""
    match publishing:
        case Publishing(RsyncTarget(path) as target) if target.is_here:
            return replace(publishing, target=replace(target, path=str((project / path).resolve())))
        case Publishing(GitTarget(repository) as target) if target.is_here:
            return replace(publishing, target=replace(target, repository=str((project / repository).resolve())))
    return publishing


def open_host(target: Target, project: Path) -> Host:
    """The host that a target names. Raises PublishError."""
    match target:
        case FolderTarget():
            return FolderHost(_outside(project / target.path, project))
        case RsyncTarget():
            return RsyncHost(target)
        case StoreTarget():
            return StoreHost(target, find_credentials(os.environ, Path.home()))
    raise BadgepressError(f"{target} is no host")


def _outside(folder: Path, project: Path) -> Path:
    """`folder` as an absolute path; it holds nothing that a build reads or makes."""
    there = folder.resolve()
    for name in ("content", "keys", "templates", "site", ".preview"):
        place = (project / name).resolve()
        if there == place or there.is_relative_to(place) or place.is_relative_to(there):
            raise PublishError(f"{folder} would hold or lie in {name}/", "name a folder outside in content/site.toml")
    return there


def _push(request: Request, publishing: Publishing, target: GitTarget, base_url: str) -> Outcome:
    fit.refuse_unfit(request.site, base_url, is_here=target.is_here)
    branch = Branch(target, request.site, Addresses(base_url).did())
    counts = branch.look(take_over=request.take_over)
    outcome = Outcome(branch.name, base_url, counts)
    if not request.dry_run and outcome.changes:
        if not request.take_over:
            _refuse_many(counts, publishing, request)
        branch.push(counts)
    return outcome


def _refuse_many(counts: Counts, publishing: Publishing, request: Request) -> None:
    there = counts.files - counts.added + counts.deleted
    if request.delete_many or counts.deleted <= max(_ALWAYS, there * publishing.most_deleted // 100):
        return
    raise PublishError(
        f"this would delete {counts.deleted:,} of {there:,} files on the host, more than {publishing.most_deleted} %",
        "look at what is missing in site/. If it is right: --delete-many, or most_deleted in content/site.toml",
    )


class _Run:
    """One publish to a host that takes files one by one."""

    def __init__(self, request: Request, publishing: Publishing, base_url: str, host: Host, watch: Watcher) -> None:
        self._request, self._publishing, self._base_url = request, publishing, base_url
        self._host, self._watch = host, watch
        self._manifest = Manifest(host)

    def run(self) -> Outcome:
        site = self._request.site
        number = fit.refuse_unfit(site, self._base_url, is_here=self._host.is_here)
        with closing(Files(site)) as files:
            with self._watch.stage("Look", number) as done:
                files.look(done)
            self._manifest.load(files)
            if not self._manifest.is_there and not self._request.take_over:
                self._refuse_foreign()
            counts = files.compare(did_first=self._did_first())
            outcome = Outcome(self._host.name, self._base_url, counts)
            if not self._request.dry_run:
                _refuse_many(counts, self._publishing, self._request)
                if outcome.changes or not self._manifest.is_there:
                    self._carry_out(files, counts, outcome.changes)
            return outcome

    def _refuse_foreign(self) -> None:
        if self._host.read("index.html") is not None:
            raise PublishError(
                f"{self._host.name} holds a site that badgepress did not publish",
                "name another place in content/site.toml. To publish over it, replacing files of the same name and "
                "deleting none: --take-over",
            )

    def _did_first(self) -> bool:
        """Whether the new DID document vouches for all that the old one does."""
        there = self._host.read(Addresses(self._base_url).did_document())
        before = fit.key_names(fit.parse_did_document(there or b""))
        return before <= fit.key_names(fit.did_document(self._request.site, self._base_url))

    def _carry_out(self, files: Files, counts: Counts, changes: int) -> None:
        self._manifest.begin()
        if counts.deleted:
            files.name_removals(self._host.listing)
        self._manifest.log(files.touched())
        with self._watch.stage("Send", changes) as done:
            for tasks in files.tasks(BATCH):
                self._do(tasks)
                done(len(tasks))
        self._manifest.finish(files, counts.files)

    def _do(self, tasks: list[Task]) -> None:
        paths = [task.path for task in tasks]
        if tasks[0].is_removal:
            self._host.delete(paths)
            return
        self._host.send(self._request.site, paths)
        self._manifest.log((task.key, task.digest) for task in tasks if task.digest is not None)
