"""Every kind of page that a built site has, found by its address: what is added to a site is judged without being named.

A page's kind is its address with whatever is one of many put in brackets: `awards/(one)/`. Of each kind the largest and
the smallest page are judged, and of awards one of each state.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

_MANY = 4  # folders beside each other that hold a page: then they are many of one kind
_STATE = re.compile(rb'id="panel" data-state="(\w+)"')


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages below the site."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(name.removesuffix("index.html") for name in found)


def file_of(site: Path, page: str) -> Path:
    """The file that answers for an address."""
    return site / (page + "index.html" if page == "" or page.endswith("/") else page)


def kinds(site: Path) -> dict[str, list[str]]:
    """The pages of each kind."""
    pages = pages_of(site)
    beside = defaultdict(set)
    for page in pages:
        above, _, name = page.rstrip("/").rpartition("/")
        beside[above].add(name)
    found = defaultdict(list)
    for page in pages:
        above, _, name = page.rstrip("/").rpartition("/")
        many = page.endswith("/") and above and len(beside[above]) >= _MANY
        found[f"{above}/(one)/" if many else page or "home"].append(page)
    return dict(found)


def chosen(site: Path) -> list[str]:
    """The pages that are judged."""
    picked: set[str] = set()
    for pages in kinds(site).values():
        by_size = sorted(pages, key=lambda page: file_of(site, page).stat().st_size)
        picked |= {by_size[0], by_size[-1], *_one_of_each_state(site, pages)}
    return sorted(picked)


def _one_of_each_state(site: Path, pages: Iterable[str]) -> set[str]:
    states: dict[bytes, str] = {}
    for page in pages:
        state = _STATE.search(file_of(site, page).read_bytes())
        if state:
            states.setdefault(state[1], page)
    return set(states.values())
