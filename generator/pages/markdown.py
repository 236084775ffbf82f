"""Markdown from content and credentials as HTML that is safe on a page. The one place where text is marked safe.

Raw HTML is not HTML here but text. What Markdown makes is then cut down to a list of harmless elements; links keep
only web and mail addresses, written out in full, and a picture is left as its words. Headings are moved below the
section heading they stand under, without a gap between levels.

The Markdown parser takes time in the square of some inputs and a stack frame for each level of nesting, so text
that goes beyond the limits below is shown as plain paragraphs: the same words, no markup.

The organisation's own pages are its own responsibility, and still go the same way (`render_own`): there, links may also
be references to other pages of the site, and headings have ids.

Rules: PROMISES, rule 10 and P15.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache, partial
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape
from msgspec import Struct

from generator.references import cut_name, name_of, parse_reference

MAX_CHARACTERS = 20_000
MAX_LINES = 1_000
MAX_MARKS = 2_000  # of emphasis and code
MAX_BRACKETS_BY_CHARACTERS = 2_000_000  # each `[` may be looked up to the end of the text
MAX_NESTING = 12
MAX_INDENT = 48

# Classes and not their names: Markdown looks names up among all packages that are installed, which takes 40 ms.
_EXTENSIONS = (TableExtension, FencedCodeExtension, SaneListExtension)
_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.ASCII | re.IGNORECASE)
_MARKERS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*", re.ASCII)
_STASHED = re.compile(r"\x02(\d+)\x03")  # a character that was escaped, as Markdown keeps it apart until the end
_HEADING = re.compile(r"h([1-6])")


@lru_cache(maxsize=4096)
def render_markdown(text: str, below: int = 2) -> Markup:
    """`text` as HTML whose headings stand below one of level `below`."""
    if not _within_limits(text):
        return _paragraphs(text)
    parser = _parser(_Plain(_Tame, below))
    clean = nh3.clean(
        parser.convert(text),
        tags=_TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener nofollow ugc",
    )
    return Markup(_wide(clean))  # noqa: S704 - this is the one place


Resolve = Callable[[str], str]


def render_own(text: str, resolve: Resolve, below: int = 2, names: list[Headed] | None = None) -> Markup:
    """`text` of the organisation's own pages as HTML: its links may be references to other pages of the site.

    `resolve` gives the link for the address of a reference, "" where it leads nowhere; it is asked for nothing else.
    Headings get ids and go into `names`, where that is given; no id is used that stands there already.
    """
    if not _within_limits(text):
        return _paragraphs(text)
    tame = partial(_TameOwn, resolve=resolve, names=names)
    parser = _parser(_Plain(tame, below))
    clean = nh3.clean(
        parser.convert(text),
        tags=_TAGS | {"h2"},
        attributes={"*": set(), "a": {"href", "rel"}, "ol": {"start"}, **{f"h{n}": {"id"} for n in range(2, 7)}},
        set_tag_attribute_values={"th": {"scope": "col"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="pass_through",  # what is relative came from `resolve`: the others have been unwrapped
        link_rel=None,
    )
    return Markup(_wide(clean))  # noqa: S704 - and this, after the same cleaning


def _wide(clean: str) -> str:
    """The same with each table in a place of its own, where it can be moved sideways, also by keyboard."""
    # A tag in clean HTML is one that Markdown has made: whatever else looks like one has been escaped.
    return clean.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")


def _parser(plain: Extension) -> Markdown:
    return Markdown(extensions=[*(kind() for kind in _EXTENSIONS), plain], output_format="html")


class Headed(Struct, frozen=True):
    """A heading of a page: its id, its words, and its level in HTML."""

    id: str
    words: str
    level: int


class _Plain(Extension):
    """Markdown without raw HTML, pictures and foreign links."""

    def __init__(self, tame: Callable[[Markdown, int], Treeprocessor], below: int) -> None:
        super().__init__()
        self.tame = tame
        self.below = below

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # After the inline patterns (20), which make the links and pictures.
        md.treeprocessors.register(self.tame(md, self.below), "tame", 5)


class _Tame(Treeprocessor):
    def __init__(self, md: Markdown, below: int) -> None:
        super().__init__(md)
        self.below = below

    def run(self, root: Element) -> None:
        above: list[int] = []
        for element in list(root.iter()):
            heading = _HEADING.fullmatch(element.tag) if isinstance(element.tag, str) else None
            if heading:
                element.tag = _rank(int(heading[1]), above, self.below)
                self.head(element)
            elif element.tag == "img":
                element.text = element.get("alt", "")
                _unwrap(element)
            elif element.tag == "a":
                self.link(element)

    def head(self, element: Element) -> None:
        """A heading that has its level."""

    def link(self, element: Element) -> None:
        """A link, wherever it leads."""
        if not _LINK.fullmatch(element.get("href", "")):
            _unwrap(element)


class _TameOwn(_Tame):
    """The same for the organisation's own pages, where headings have names and links may be references."""

    def __init__(self, md: Markdown, below: int, *, resolve: Resolve, names: list[Headed] | None) -> None:
        super().__init__(md, below)
        self.resolve = resolve
        self.names = names

    def head(self, element: Element) -> None:
        *_, last = element, *element
        words = (last.text if last is element else last.tail) or ""
        words, given = cut_name(words)
        if last is element:
            last.text = words
        else:
            last.tail = words
        if self.names is not None:
            whole = _STASHED.sub(lambda match: chr(int(match[1])), html.unescape("".join(element.itertext()))).strip()
            name = given or name_of(whole, {known.id for known in self.names})
            element.set("id", name)
            _link_to_itself(element, name)
            self.names.append(Headed(name, whole, int(element.tag[1])))

    def link(self, element: Element) -> None:
        href = element.get("href", "")
        found = self.resolve(href) if parse_reference(href) else ""
        if found:
            element.set("href", found)
        elif _LINK.fullmatch(href):
            element.set("rel", "noopener nofollow external")
        else:
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


def _link_to_itself(element: Element, name: str) -> None:
    """So that whoever reads a heading can point others to it. Not where the heading leads somewhere already."""
    if any(inner.tag == "a" for inner in element.iter()):
        return
    link = Element("a", {"href": f"#{name}"})
    link.text, element.text = element.text, None
    for inner in list(element):
        element.remove(inner)
        link.append(inner)
    element.append(link)


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
