"""What a host takes at most, and what a site has: counted before anybody waits for a deployment that fails.

Figures are those that the hosts published when this was written; each line says which plan it is of. They change: a
limit that is near is a reason to look them up.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from msgspec import Struct

_MIB, _GB = 1 << 20, 1_000_000_000
_NEAR = 0.8


class Limits(Struct, frozen=True):
    """Of one host; 0 for none. `redirects` are lines of _redirects that name one address each."""

    name: str
    files: int = 0
    total: int = 0
    largest: int = 0
    in_a_folder: int = 0
    redirects: int = 0


LIMITS = {
    "github": Limits("GitHub Pages", total=_GB, largest=100 * _MIB),
    "cloudflare": Limits("Cloudflare Pages, free plan", files=20_000, largest=25 * _MIB, redirects=2_000),
    "netlify": Limits("Netlify", in_a_folder=54_000),
    "s3": Limits("S3, one request for each file", largest=5_000_000_000),
}


class Size(Struct, frozen=True):
    """What a site has."""

    files: int
    total: int
    largest: int
    largest_path: str
    in_a_folder: int
    fullest: str
    redirects: int


class Verdict(Struct, frozen=True):
    """One limit held against a site. `is_near`: less than a fifth is left."""

    what: str
    found: int
    most: int
    where: str = ""

    @property
    def is_over(self) -> bool:
        return self.found > self.most

    @property
    def is_near(self) -> bool:
        return self.found > self.most * _NEAR


def measure(site: Path) -> Size:
    """Count the files of a site. Names in one folder count files and folders. Raises OSError."""
    files = total = largest = 0
    largest_path, folders = "", Counter[str]()
    for folder, inner, names, handle in os.fwalk(site, follow_symlinks=False, onerror=_raise):
        within = Path(folder).relative_to(site).as_posix()
        if len(names) + len(inner) > max(folders.values(), default=0):
            folders = Counter({within: len(names) + len(inner)})
        for name in names:
            size = os.lstat(name, dir_fd=handle).st_size
            files, total = files + 1, total + size
            if size > largest:
                largest, largest_path = size, f"{within}/{name}".removeprefix("./")
    fullest, number = folders.most_common(1)[0] if folders else ("", 0)
    return Size(files, total, largest, largest_path, number, fullest, _redirects(site))


def _raise(error: OSError) -> None:
    raise error


def _redirects(site: Path) -> int:
    try:
        lines = (site / "_redirects").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return 0
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))


def hold(size: Size, limits: Limits) -> list[Verdict]:
    """Each limit that the host has, held against the site."""
    verdicts = [
        Verdict("files", size.files, limits.files),
        Verdict("bytes in all", size.total, limits.total),
        Verdict("bytes in the largest file", size.largest, limits.largest, size.largest_path),
        Verdict("names in one folder", size.in_a_folder, limits.in_a_folder, size.fullest),
        Verdict("lines of _redirects", size.redirects, limits.redirects),
    ]
    return [verdict for verdict in verdicts if verdict.most]
