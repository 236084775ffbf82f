"""SVG baking: put a credential into a drawing and take it out again.

    <svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" ...>
      <openbadges:credential><![CDATA[ the credential as JSON ]]></openbadges:credential>
      <openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="its id"><![CDATA[ ... ]]></...>
      the drawing

Open Badges 3.0 is the first child; the assertion of Open Badges 2.0 follows where both are baked, with a namespace of
its own on the same prefix, because readers of that generation look for the tag as it is written. CDATA cannot hold
`]]>`, nor XML the two last characters of the basic plane: in JSON they can only stand inside a string, and are written
as escapes there, which is the same JSON.

What goes in is art in the form of `wire.svgart`. What comes out may be anybody's file: it is read with its namespaces,
as CDATA or escaped text, and only where there is one credential for every kind of reader. Nothing here checks a
signature: see `verify`.

Spec: Open Badges 3.0, section 5.3.2 "SVG"; Open Badges 2.0 Baking.
"""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

import orjson

from generator.bake.text import (
    MAX_TEXT_BYTES,
    OPEN_BADGES_2,
    OPEN_BADGES_3,
    BrokenPicture,
    NotBaked,
    SignedOutside,
    check_text,
)
from generator.errors import WireError
from generator.wire.safexml import Element, Limits, Name, read_xml
from generator.wire.svgart import SVG, clean_svg


class _Holder(NamedTuple):
    """The element that holds the text of a keyword."""

    namespace: str
    local: str


_HOLDERS = {
    OPEN_BADGES_3: _Holder("https://purl.imsglobal.org/ob/v3p0", "credential"),
    OPEN_BADGES_2: _Holder("http://openbadges.org", "assertion"),
}
_PREFIX = "openbadges"
# A stranger's drawing may hold a photograph; its credential is bounded by itself.
_LIMITS = Limits(8 * 1024 * 1024, depth=200, elements=100_000, attributes=200)
_ROOT = f'<svg xmlns="{SVG}"'


class BrokenSvg(BrokenPicture):
    """Not a sound SVG, or one whose text cannot be had without guessing."""


def bake_svg(svg: bytes, credential: bytes, keyword: str = OPEN_BADGES_3) -> bytes:
    """`svg` with `credential` (JSON in UTF-8, at most 1 MiB) in it. `unbake_svg` gives back the same JSON."""
    return SvgBaker(svg, (keyword,)).bake(credential)


class SvgBaker:
    """One drawing prepared for many credentials. Has the form of `png.Baker`."""

    def __init__(self, svg: bytes, keywords: tuple[str, ...] = (OPEN_BADGES_3,)) -> None:
        """`keywords` names the texts that each baked picture gets, in this order. Raises WireError for other art."""
        if len(set(keywords)) != len(keywords):
            raise WireError("the same keyword twice")
        self._keywords = keywords
        self._plain = clean_svg(svg).data
        # In cleaned art, `>` stands in no value, so the first one ends the tag.
        root, _, self._tail = self._plain.partition(b">")
        if root.endswith(b"/"):
            raise WireError("the drawing is empty")
        declared = f' xmlns:{_PREFIX}="{_HOLDERS[OPEN_BADGES_3].namespace}"' if OPEN_BADGES_3 in keywords else ""
        self._head = (_ROOT + declared).encode() + root.removeprefix(_ROOT.encode()) + b">"

    @property
    def plain(self) -> bytes:
        """The drawing, with nothing baked into it."""
        return self._plain

    def bake(self, *texts: bytes) -> bytes:
        """The drawing carrying `texts`, one for each keyword. Raises WireError for text that could not be read back."""
        holders = [_held(keyword, text) for keyword, text in zip(self._keywords, texts, strict=True)]
        return b"".join([self._head, *holders, self._tail])


def unbake_svg(svg: bytes, keyword: str = OPEN_BADGES_3) -> bytes:
    """The text under `keyword`: UTF-8, at most 1 MiB.

    Raises NotBaked where the drawing is sound and has no such text, SignedOutside where it has a token instead,
    BrokenSvg for everything else.
    """
    found = _Search(_HOLDERS[keyword], keyword)
    try:
        read_xml(svg, found, _LIMITS)
        found.check()
    except (NotBaked, SignedOutside):
        raise
    except WireError as error:
        raise BrokenSvg(str(error)) from error
    return "".join(found.texts).encode()


def _held(keyword: str, text: bytes) -> bytes:
    check_text(text)
    if b"\r" in text or b"\0" in text:
        raise WireError("the text has a character that XML does not keep")
    for character in ("]]>", "\ufffe", "\uffff"):
        last = character[-1]
        text = text.replace(character.encode(), f"{character[:-1]}\\u{ord(last):04x}".encode())
    namespace, local = _HOLDERS[keyword]
    opening = f"{_PREFIX}:{local}"
    if keyword == OPEN_BADGES_2:
        opening += f' xmlns:{_PREFIX}="{namespace}" verify="{escape(_id_of(text))}"'
    return b"<%s><![CDATA[%s]]></%s>" % (opening.encode(), text, f"{_PREFIX}:{local}".encode())


def _id_of(assertion: bytes) -> str:
    """What readers of Open Badges 2.0 fetch. Raises WireError where the text is not an assertion."""
    try:
        document: Any = orjson.loads(assertion)
    except orjson.JSONDecodeError as error:
        raise WireError("the assertion is not JSON") from error
    found = document.get("id") if isinstance(document, dict) else None
    if not isinstance(found, str):
        raise WireError("the assertion has no id")
    return found


class _Search:
    """Looks for the one element that holds the text, and collects what it says."""

    def __init__(self, holder: _Holder, keyword: str) -> None:
        self.texts: list[str] = []
        self._holder = holder
        self._keyword = keyword
        self._depth = 0
        self._is_inside = False
        self._count = 0
        self._size = 0
        self._is_token = False

    def start(self, element: Element) -> None:
        if self._depth == 0 and element.name[:2] != (SVG, "svg"):
            raise WireError("its outermost element is not svg")
        if self._is_inside:
            raise WireError(f"an element stands inside {self._keyword}")
        if self._is_holder(element.name):
            self._count += 1
            if self._count > 1:
                raise WireError(f"carries {self._keyword} more than once")
            if self._depth != 1:
                raise WireError(f"carries {self._keyword} deep inside; the standard wants a child of svg")
            self._is_inside = True
            # The address in an assertion's `verify` says where the same text is; in a credential's it is a token.
            self._is_token = self._holder.local == "credential" and Name("", "verify") in element.attributes
        self._depth += 1

    def _is_holder(self, name: Name) -> bool:
        """Whether it is the element by its meaning. Raises where it only looks like it, or where both differ.

        Simple readers look for the tag as it is usually written; a file in which they see another one is refused.
        """
        means = (name.namespace, name.local) == self._holder
        looks = (name.prefix, name.local) == (_PREFIX, self._holder.local)
        if looks and not means:
            raise WireError(f"has a {_PREFIX}:{name.local} of another namespace")
        return means

    def end(self) -> None:
        self._depth -= 1
        if self._depth == 1:
            self._is_inside = False

    def text(self, text: str) -> None:
        if self._is_inside:
            self._size += len(text.encode())
            if self._size > MAX_TEXT_BYTES:
                raise WireError(f"the text has more than {MAX_TEXT_BYTES} bytes")
            self.texts.append(text)

    def aside(self, what: str) -> None:
        if self._is_inside:
            raise WireError(f"{what} stands inside {self._keyword}")

    def check(self) -> None:
        """After the last event: what is missing."""
        if self._is_token:
            raise SignedOutside(f"its {self._keyword} is a JSON Web Token, and only embedded proofs are judged here")
        if not self._count:
            raise NotBaked(f"this picture carries no {self._keyword}")
