"""Markdown from content and credentials as HTML that is safe on a page. The one place where text is marked safe.

Raw HTML is not HTML here but text. What Markdown makes is then cut down to a list of harmless elements; links keep
only web and mail addresses, written out in full, and a picture is left as its words. Headings are moved below the
section heading they stand under, without a gap between levels.

The Markdown parser takes time in the square of some inputs and a stack frame for each level of nesting, so text
that goes beyond the limits below is shown as plain paragraphs: the same words, no markup.

Rules: PROMISES, rule 10 and P15.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

MAX_CHARACTERS = 20_000
MAX_LINES = 1_000
MAX_MARKS = 2_000  # of emphasis and code
MAX_BRACKETS_BY_CHARACTERS = 2_000_000  # each `[` may be looked up to the end of the text
MAX_NESTING = 12
MAX_INDENT = 48

_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.ASCII | re.IGNORECASE)
_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*", re.ASCII)
_HEADING = re.compile(r"h([1-6])")


@lru_cache(maxsize=4096)
def render_markdown(text: str, below: int = 2) -> Markup:
    """`text` as HTML whose headings stand below one of level `below`."""
    if not _within_limits(text):
        return _paragraphs(text)
    parser = Markdown(extensions=["tables", "fenced_code", "sane_lists", _Plain(below)], output_format="html")
    clean = nh3.clean(
        parser.convert(text),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow ugc",
    )
    return Markup(clean)  # noqa: S704 - this is the one place


class _Plain(Extension):
    """Markdown without raw HTML, pictures and foreign links."""

    def __init__(self, below: int) -> None:
        super().__init__()
        self.below = below

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # After the inline patterns (20), which make the links and pictures.
        md.treeprocessors.register(_Tame(md, self.below), "tame", 5)


class _Tame(Treeprocessor):
    def __init__(self, md: Markdown, below: int) -> None:
        super().__init__(md)
        self.below = below

    def run(self, root: Element) -> None:
        above: list[int] = []
        for element in root.iter():
            heading = _HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None
            if heading:
                element.tag = _rank(int(heading[1]), above, self.below)
            elif element.tag == "img":
                element.text = element.get("alt", "")
                _unwrap(element)
            elif element.tag == "a" and not _LINK.fullmatch(element.get("href", "")):
                _unwrap(element)


def _rank(level: int, above: list[int], below: int) -> str:
    while above and above[-1] >= level:
        above.pop()
    above.append(level)
    return f"h{min(6, below + len(above))}"


def _unwrap(element: Element) -> None:
    # A span is on no list of ours, so the cleaning leaves only what stands inside.
    element.tag = "span"
    element.attrib.clear()


def _within_limits(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or text.count("[") * len(text) > MAX_BRACKETS_BY_CHARACTERS:
        return False
    lines = text.splitlines()
    if len(lines) > MAX_LINES or sum(map(text.count, "*_`")) > MAX_MARKS:
        return False
    return all(_nesting(line) <= MAX_NESTING and _indent(line) <= MAX_INDENT for line in lines if line.strip())


def _nesting(line: str) -> int:
    markers = _MARKERS.match(line)
    return len(re.findall(r"[>*+-]|\d+", markers[0])) if markers else 0


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip(" "))


def _paragraphs(text: str) -> Markup:
    blocks = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(Markup("<p>%s</p>") % escape(block) for block in blocks)
