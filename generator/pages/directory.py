"""The list of earners, in groups by how names begin, so that a new name changes one page of it.

Up to a few hundred earners stand on one page. Of more, each group has a page of its own and the list leads to the
groups; how many letters make a group follows from the number of earners alone. Letters are those that names are sorted
by: without case, width and accents.
"""

from __future__ import annotations

from typing import NamedTuple

from generator.pages.parts import sort_key

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
