"""SVG art: a picture of shapes and nothing else, written anew from what was checked.

`clean_svg` takes what a drawing program wrote and gives the same drawing in a small, static part of SVG. What comes
out is put together here, letter by letter, from names and values that were compared with the lists below; so nobody
can read into it what the check did not see.

    kept       svg g defs path rect circle ellipse line polyline polygon text tspan
               linearGradient radialGradient stop clipPath; their geometry, their paint
    left out   comments, title, desc, metadata, whatever is in a namespace of a drawing program
    refused    everything else: script, style sheets, animation, pictures inside, links, events, filters, copies
               (`use`), patterns, masks, any address but `#name` of a gradient or a clip path

A clip path is not clipped itself, and nothing is copied: so a browser never draws more than the file has written out.

Spec: SVG 2; the namespace of SVG 1.1. PROMISES P7, P15, rule 11.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from html import escape

from msgspec import Struct

from generator.errors import WireError
from generator.wire.safexml import Element, Limits, Name, read_xml

MAX_BYTES = 256 * 1024
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

# A drawing has no size in pixels. Hosts, mail programs and wallets want one, so it is given this, the longer way.
SIDE_PX = 600

_LIMITS = Limits(MAX_BYTES, depth=32, elements=5000, attributes=40)

_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_WORDS = frozenset({"text", "tspan"})
_KEPT = _SHAPES | _GRADIENTS | _WORDS | {"svg", "g", "defs", "stop", "clipPath"}
_LEFT_OUT = frozenset({"title", "desc", "metadata"})


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


_GEOMETRY = _listed(
    "d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height transform pathLength offset gradientUnits "
    "gradientTransform spreadMethod clipPathUnits"
)
_PAINT = _listed(
    "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray "
    "stroke-dashoffset stroke-opacity opacity clip-path clip-rule stop-color stop-opacity color display visibility "
    "vector-effect shape-rendering paint-order font-family font-size font-style font-weight text-anchor "
    "dominant-baseline letter-spacing"
)
# Attributes that say nothing to a picture without style sheets and scripts, or that are written anew.
_IDLE = re.compile(r"version|baseProfile|class|role|aria-[a-z]+|data-[\w.-]+|enable-background")
_ROOT_SIZE = frozenset({"viewBox", "width", "height"})

_NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
_REFERENCE = re.compile(r"url\(\s*#[A-Za-z_][\w.-]{0,99}\s*\)", re.ASCII)
_FUNCTION = re.compile(r"\b(?:rgba?|hsla?|matrix|translate|scale|rotate|skewX|skewY)\(")
_VALUE = re.compile(r"[\w\s#%.,+'\"()-]*", re.ASCII)
_NUMBER = re.compile(r"\+?(\d{1,6}(?:\.\d{1,9})?|\.\d{1,9})(?:px)?", re.ASCII)


class SvgArt(Struct, frozen=True):
    """A cleaned picture: UTF-8 that begins with `<svg xmlns="..."`, and the size it is shown at."""

    data: bytes
    width_px: int
    height_px: int


def clean_svg(data: bytes) -> SvgArt:
    """The drawing in `data`, in the part of SVG that is kept. Raises XmlError where it has anything that is refused."""
    drawing = _Drawing()
    read_xml(data, drawing, _LIMITS)
    return SvgArt("".join(drawing.parts).encode(), *drawing.size)


class _Drawing:
    """Writes while it reads. `_leaving` counts the levels inside something that is left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = (0, 0)
        self._open: list[str] = []
        self._leaving = 0
        self._is_empty = False  # the last start tag has nothing inside yet, and no `>`

    def start(self, element: Element) -> None:
        name = element.name
        if not self._open and (name.namespace, name.local) != (SVG, "svg"):
            raise WireError(f"it is not SVG: its outermost element is not svg of {SVG}")
        if self._leaving or (self._open and (name.namespace != SVG or name.local in _LEFT_OUT)):
            self._leaving += 1
            return
        self._check_place(name.local)
        self._close_tag()
        self.parts.append(f"<{name.local}")
        if not self._open:
            self.parts.append(f' xmlns="{SVG}"')
            self._root_size(element)
        for attribute, value in self._attributes(element).items():
            self.parts.append(f' {attribute}="{escape(value)}"')
        self._open.append(name.local)
        self._is_empty = True

    def end(self) -> None:
        if self._leaving:
            self._leaving -= 1
            return
        name = self._open.pop()
        self.parts.append("/>" if self._is_empty else f"</{name}>")
        self._is_empty = False

    def text(self, text: str) -> None:
        if self._leaving:
            return
        if self._open and self._open[-1] in _WORDS:
            self._close_tag()
            self.parts.append(escape(text, quote=False))
        elif text.strip():
            raise WireError(f"text stands inside <{self._open[-1]}>; words are in <text>")

    def aside(self, what: str) -> None:
        if what != "a comment" and not self._leaving:
            raise WireError(f"it has {what}, which may load something from elsewhere")

    def _close_tag(self) -> None:
        if self._is_empty:
            self.parts.append(">")
            self._is_empty = False

    def _check_place(self, name: str) -> None:
        if name not in _KEPT:
            raise WireError(f"<{name[:40]}> is not accepted in art: shapes, text, gradients and clip paths are")
        if name == "svg" and self._open:
            raise WireError("an <svg> stands inside another")
        if name == "clipPath" and "clipPath" in self._open:
            raise WireError("a <clipPath> stands inside another")

    def _attributes(self, element: Element) -> dict[str, str]:
        """The attributes that are kept; what `style` says counts for more than an attribute of the same name."""
        kept: dict[str, str] = {}
        style = ""
        for name, value in element.attributes.items():
            if name == Name("", "style"):
                style = value
            elif name.local == "href" and name.namespace in ("", XLINK):
                kept["href"] = _own_name(value, element.name.local)
            elif name.namespace == "" and not self._is_idle(name.local):
                kept[name.local] = self._checked(name.local, value)
        return {**kept, **dict(self._declarations(style))}

    def _is_idle(self, name: str) -> bool:
        return bool(_IDLE.fullmatch(name)) or (not self._open and name in _ROOT_SIZE)

    def _declarations(self, style: str) -> Iterator[tuple[str, str]]:
        """A style attribute as the attributes that mean the same."""
        for declaration in filter(str.strip, style.split(";")):
            name, _, value = (part.strip() for part in declaration.partition(":"))
            if name not in _PAINT or not value:
                raise WireError(f"the style {name[:40]!r} is not accepted in art")
            yield name, self._checked(name, value)

    def _checked(self, name: str, value: str) -> str:
        if name == "id":
            if not _NAME.fullmatch(value):
                raise WireError("an id is not a plain name")
            return value
        if name == "preserveAspectRatio" or name in _GEOMETRY or name in _PAINT:
            if name == "clip-path" and "clipPath" in self._open:
                raise WireError("what is inside a <clipPath> is clipped itself")
            return _inert(name, value)
        raise WireError(f"the attribute {name[:40]!r} is not accepted in art")

    def _root_size(self, element: Element) -> None:
        box = _view_box({name.local: value for name, value in element.attributes.items() if not name.namespace})
        longer = max(box[2], box[3])
        self.size = max(1, round(box[2] / longer * SIDE_PX)), max(1, round(box[3] / longer * SIDE_PX))
        view = " ".join(f"{number:.9g}" for number in box)
        self.parts.append(f' width="{self.size[0]}" height="{self.size[1]}" viewBox="{view}"')


def _inert(name: str, value: str) -> str:
    """`value`, if it draws and does nothing else: no address, no function that is not known, no escape."""
    rest = _FUNCTION.sub("", _REFERENCE.sub("", value))
    if not _VALUE.fullmatch(value) or "(" in rest or "url" in rest.lower():
        raise WireError(f"the value of {name!r} is not accepted in art: {value[:40]!r}")
    return " ".join(value.split())


def _own_name(value: str, element: str) -> str:
    if element not in _GRADIENTS or value[:1] != "#" or not _NAME.fullmatch(value[1:]):
        raise WireError(f"<{element}> refers to {value[:40]!r}; art refers to nothing but its own gradients")
    return value


def _view_box(attributes: dict[str, str]) -> tuple[float, float, float, float]:
    """What of the plane is shown: x, y, width, height."""
    written = attributes.get("viewBox")
    if written is None:
        sides = [_NUMBER.fullmatch(attributes.get(side, "").strip()) for side in ("width", "height")]
        if not sides[0] or not sides[1]:
            raise WireError("it has neither a viewBox nor a width and a height in pixels")
        box = [0.0, 0.0, float(sides[0][1]), float(sides[1][1])]
    else:
        try:
            box = [float(number) for number in re.split(r"[\s,]+", written.strip())]
        except ValueError as error:
            raise WireError(f"its viewBox {written[:40]!r} is not four numbers") from error
    if len(box) != 4 or not all(math.isfinite(number) and abs(number) < 1e6 for number in box):
        raise WireError("its viewBox is not four numbers below a million")
    x, y, width, height = box
    if width < 1e-3 or height < 1e-3 or not 1 / 20 <= width / height <= 20:
        raise WireError(f"it is {width:g} by {height:g}: too small, or too long and thin, for a badge")
    return x, y, width, height
