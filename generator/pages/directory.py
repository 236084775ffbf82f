"""The list of earners, in groups by how names begin, so that a new name changes one page of it.

Up to a few hundred earners stand on one page. Of more, each group has a page of its own and the list leads to the
groups; how many letters make a group follows from the number of earners alone. Letters are those that names are sorted
by: without case, width and accents.

The names that the list is searched by stand in shards, each with whole groups, so that a new name changes one of them.
A shard is text in UTF-8, one line an earner, in the order of the list:

    name                          the handle is the name as `slug_of` makes it
    name TAB ~rest                the same with `rest` behind it
    name TAB handle
    name TAB (any of these) TAB language       where the name is not in the site's own language

Its reader is templates/script/pages/directory.js. It holds nothing that is not on the pages of the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from generator.model import Earner
from generator.pages.parts import sort_key

# About so many names in a shard, and the most shards; up to so many names are loaded without being asked for.
_NAMES_IN_SHARD = 1_500
_MOST_SHARDS = 1_024
MOST_LOADED = 100_000
# Letters that every browser, however old its tables, takes apart as we do.
_WELL_KNOWN = re.compile("[\x20-\u024f]*")

# The most earners for which groups are of no letter (one page for all), of one letter, of two; above, of three.
_STEPS = (500, 10_000, 250_000)


class Group(NamedTuple):
    """A group of earners: its place under /directory/, and its letters as a reader sees them."""

    key: str
    letters: str


WHOLE = Group("", "")


def depth_for(earners: int) -> int:
    """How many letters make a group on a site with so many public earners."""
    return sum(earners > step for step in _STEPS)


def group_of(name: str, depth: int) -> Group:
    """The group that an earner of that name stands in."""
    if not depth:
        return WHOLE
    letters = sort_key(name)[0][:depth]
    key = "-".join(letter if letter.isascii() and letter.isalnum() else f"u{ord(letter):04x}" for letter in letters)
    return Group(key or "none", letters.upper().strip() or "-")


def shards_for(earners: int) -> int:
    """The number of shards that the names of so many earners stand in: a power of two, so that it changes seldom."""
    if not earners:
        return 0
    count = 1
    while count < _MOST_SHARDS and earners > count * _NAMES_IN_SHARD:
        count *= 2
    return count


def names_shard(earners: Iterable[Earner], default: str) -> bytes:
    """The text of a shard with these earners, all of them public and with a handle."""
    ordered = sorted(earners, key=lambda earner: (sort_key(earner.name), earner.id))
    return "".join(f"{_line(earner, default)}\n" for earner in ordered).encode()


def slug_of(name: str) -> str:
    """A handle as one would make it of a name: "" where it has letters of which that cannot be said for sure."""
    if not _WELL_KNOWN.fullmatch(name):
        return ""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name))
    bare = "".join(char for char in apart if unicodedata.category(char)[0] != "M").lower()
    return re.sub("[^a-z0-9]+", "-", bare).strip("-")


def _line(earner: Earner, default: str) -> str:
    slug, handle = slug_of(earner.name), earner.handle
    short = f"~{handle[len(slug) :]}" if slug and handle.startswith(slug) else handle
    parts = [" ".join(earner.name.split()), "" if short == "~" else short]
    if earner.language != default:
        parts.append(earner.language)
    return "\t".join(parts).rstrip("\t")
