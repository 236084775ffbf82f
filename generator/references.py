"""How an organisation's own pages name things of the site, and how their headings are named.

    [the badge](badge:cloud-data-steward)     an achievement, by its slug
    [the answer](page:faq#claim)              a page by its name, and a heading of it by its own
    ## How do I claim it? {#claim}            a heading with a name, the same in every language

A heading without a name gets one from its words, which another language cannot know; only given names can be referred
to. Whether a reference leads anywhere is for `ledger.pagetext`; what becomes of it on a page, for `pages.written`.
Names of headings have no underscore: ids with one are the templates' own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from typing import NamedTuple

HEADING_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?")
# Ids that stand around the contents of every page.
TAKEN_NAMES = frozenset({"main"})

_REFERENCE = re.compile(r"(?:\]\(|^ {0,3}\[[^\]]+\]:)[ \t]*<?((badge|page):([^)>\s#]*)(?:#([^)>\s]*))?)")
_HREF = re.compile(r"(badge|page):([^#]*)(?:#(.*))?", re.DOTALL)
_GIVEN = re.compile(r"[ \t]*\{#([^{}]*)\}[ \t]*$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class Reference(NamedTuple):
    """What a link names: `kind` is `badge` or `page`; `heading` is "" for the whole page."""

    kind: str
    name: str
    heading: str


class Found(NamedTuple):
    """A reference as written, and the index of its first character in the line."""

    at: int
    text: str
    reference: Reference


class Heading(NamedTuple):
    """A heading of Markdown: its level, its words, the name it was given ("" for none)."""

    level: int
    words: str
    name: str | None


def parse_reference(href: str) -> Reference | None:
    """The reference in the address of a link, None for an address of another kind."""
    match = _HREF.fullmatch(href)
    return Reference(match[1], match[2], match[3] or "") if match else None


def references_in(line: str) -> Iterator[Found]:
    """The references in one line of Markdown."""
    for match in _REFERENCE.finditer(line):
        yield Found(match.start(1), match[1], Reference(match[2], match[3], match[4] or ""))


def heading_in(line: str) -> Heading | None:
    """The heading that a line of Markdown is, if it is one."""
    match = _HEADING.match(line)
    if match is None:
        return None
    words, name = cut_name(match[2])
    return Heading(len(match[1]), words, name)


def cut_name(words: str) -> tuple[str, str | None]:
    """The words of a heading without the name given behind them, and that name, None where there is none."""
    match = _GIVEN.search(words)
    return (words[: match.start()], match[1]) if match else (words, None)


def prose_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of Markdown that stand in no fenced code, each with its index."""
    fence = ""
    for at, line in enumerate(text.split("\n")):
        match = _FENCE.match(line)
        if not fence and match is None:
            yield at, line
        elif match is not None and (not fence or (match[1].startswith(fence) and not line[match.end() :].strip())):
            fence = "" if fence else match[1]


def name_of(words: str, used: Container[str]) -> str:
    """A name for a heading of these words that is not among `used`: its letters and digits, in small letters."""
    plain = unicodedata.normalize("NFKC", words).lower()
    name = re.sub(r"[\W_]+", "-", plain).strip("-")[:100].strip("-") or "part"
    number, found = 1, name
    while found in used or found in TAKEN_NAMES:
        number += 1
        found = f"{name}-{number}"
    return found
