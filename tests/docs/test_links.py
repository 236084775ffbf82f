"""Links between the pages of the docs, and into them, lead somewhere: to a file, and to a heading in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.walking import REPOSITORY

PAGES = sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")


def headings(page: Path) -> set[str]:
    """The names by which headings are linked to, as code hosts make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, part = link.partition("#")
        if ":" in link:
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (part and part not in headings(target)):
            broken.append(link)
    assert not broken
