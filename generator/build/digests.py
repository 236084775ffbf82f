"""Digests of what a build's files come from, so that the next build sees which of them would come out the same.

    common          what every page depends on: the program, its libraries, the site's settings, the theme, the key
    achievement     one achievement: its texts, art and endorsements, and whether it is retired by the ledger's day

Two digests are the same only if the files are. A digest that changes without need costs time and nothing else, so
everything that may matter goes in.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import orjson
from msgspec.structs import replace

import generator
from generator.build.plan import Plan
from generator.model import Achievement, Certificates
from generator.pages.render import Theme
from generator.paper import press_versions

# Those whose output stands in files of the site.
_LIBRARIES = ("babel", "jinja2", "markdown", "markupsafe", "nh3", "orjson", "pillow")


def digest_of(*parts: object) -> str:
    """One digest of several values, each by its own text, so that their borders count."""
    whole = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else repr(part).encode("utf-8", "backslashreplace")
        whole.update(b"%d:" % len(data) + data)
    return whole.hexdigest()


@cache
def program() -> str:
    """The digest of this program and of the libraries whose work it shows."""
    package = Path(generator.__file__).parent
    sources = sorted(
        (path for path in package.rglob("*") if path.suffix in (".py", ".json")), key=lambda path: path.as_posix()
    )
    return digest_of(sys.version_info[:3], _versions(), *(path.read_bytes() for path in sources))


def _versions() -> list[str]:
    """The libraries with their versions, as the folders are called in which they were installed.

    `importlib.metadata` would say the same, for as much time as it takes to read all our sources.
    """
    found = [name for folder in sys.path for name in _installed(folder) if _library(name) in _LIBRARIES]
    if set(map(_library, found)) == set(_LIBRARIES):
        return found
    from importlib import metadata  # noqa: PLC0415 - slow to load, and seldom of use

    return [metadata.version(name) for name in _LIBRARIES]


def _installed(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder or ".").glob("*.dist-info"))


def _library(name: str) -> str:
    return name.partition("-")[0].lower()


def common(plan: Plan, theme: Theme) -> str:
    """What every page depends on. The day of the ledger is not part of it: pages that show it have traits for that."""
    press = press_versions() if plan.site.certificates is Certificates.PDF else ()
    site = replace(plan.site, as_of=None)
    spoken = plan.ledger.earners.language
    return digest_of(program(), press, site, spoken, plan.method, plan.demo, theme.digest(), _leads(plan))


def dated(as_of: datetime | None) -> str:
    """What it depends on which awards have expired, or begin later: this program, and the day of the ledger."""
    return digest_of(program(), as_of)


def earners(plan: Plan) -> str:
    """The digest of every earner's line."""
    return digest_of(array("Q", plan.ledger.earners.mark).tobytes())


def _leads(plan: Plan) -> Iterable[object]:
    """Of the organisation's own pages, what stands on every page: that they are there, and what they are called."""
    named = [
        (page.name, page.order, page.in_nav, [(edition.language, edition.title) for edition in page.editions])
        for page in plan.ledger.pages
    ]
    return [*named, bool(plan.ledger.support.troubles)]


def achievements(plan: Plan, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of each achievement, by slug, in order of slug. `pictures` has that of each picture, by its path."""
    return {
        slug: digest_of(achievement, _documents(achievement), _looks(achievement, pictures), _is_retired(plan, slug))
        for slug, achievement in plan.ledger.achievements.items()
    }


def portraits(plan: Plan, pictures: Mapping[str, bytes]) -> dict[str, str]:
    """The digest of what each earner with a page chose to show there, by handle. `pictures` as above."""
    return {
        handle: digest_of(portrait, pictures[portrait.picture.path] if portrait.picture else b"")
        for handle, portrait in plan.portraits.items()
    }


def _looks(achievement: Achievement, pictures: Mapping[str, bytes]) -> list[bytes]:
    return [pictures[art.path] for art in (achievement.art, *(design.art for design in achievement.designs))]


def _documents(achievement: Achievement) -> Iterable[bytes]:
    return [orjson.dumps(endorsement.document) for endorsement in achievement.endorsements]


def _is_retired(plan: Plan, slug: str) -> bool:
    retired_on, as_of = plan.ledger.achievements[slug].retired_on, plan.site.as_of
    return retired_on is not None and (as_of is None or retired_on <= as_of.date())
