"""Where a site is published: what [publish] in site.toml says. Never a secret: those come from the environment."""

from __future__ import annotations

from msgspec import Struct


class FolderTarget(Struct, frozen=True):
    """A folder that this machine can write to. `path` may begin at the project."""

    path: str


class RsyncTarget(Struct, frozen=True):
    """Whatever rsync can write to: `user@host:/folder`, `rsync://host/module`, or a folder."""

    path: str

    @property
    def is_here(self) -> bool:
        """Whether it is a folder of this machine: rsync takes a colon before the first slash for a host."""
        return ":" not in self.path.partition("/")[0]


class GitTarget(Struct, frozen=True):
    """A branch of a repository; its files are the site. Without `history` it has one commit, the last."""

    repository: str
    branch: str
    history: bool = True

    @property
    def is_here(self) -> bool:
        """Whether the repository is a folder of this machine."""
        return "://" not in self.repository and ":" not in self.repository.partition("/")[0]


class StoreTarget(Struct, frozen=True):
    """A bucket of a store that speaks the API of S3. `endpoint` is "" for Amazon; `prefix` has no slash around it."""

    bucket: str
    region: str
    endpoint: str = ""
    prefix: str = ""


Target = FolderTarget | RsyncTarget | GitTarget | StoreTarget


class Publishing(Struct, frozen=True):
    """A target, and how many of its files, in percent, one run may delete without being told to."""

    target: Target
    most_deleted: int = 10
