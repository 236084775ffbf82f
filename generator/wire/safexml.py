"""XML of strangers, read once as events: nothing is fetched, nothing expanded, and it costs a bounded time.

Refused before it can do anything: a document type (and with it every entity but the five that XML itself has), another
encoding than UTF-8, another version than 1.0, more bytes, levels, elements or attributes than the limits allow. What
the reader gets has its namespaces resolved; the prefix is told too, for those who must know what others see in a file.

    read_xml(data, reader, limits)

calls `reader.start(element)`, `reader.text(string)`, `reader.end()` and, for what is neither, `reader.aside(what)`.
Whatever WireError the reader raises comes back as an XmlError that knows the line and column.

Spec: XML 1.0 (Fifth Edition); Namespaces in XML 1.0 (Third Edition). PROMISES P15.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, NoReturn, Protocol
from xml.parsers import expat

from generator.errors import WireError

# A character that XML 1.0 cannot hold in any way, so a namespace cannot forge what expat puts together with it.
_BETWEEN = "\x01"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class XmlError(WireError):
    """Not XML that is read here; `line` and `column` count from 1."""

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        super().__init__(text)
        self.line = line
        self.column = column


class Name(NamedTuple):
    """A name with its namespace ("" for none) and the prefix it is written with ("" for none)."""

    namespace: str
    local: str
    prefix: str = ""


class Element(NamedTuple):
    """A start tag. Declarations of namespaces are not among the attributes."""

    name: Name
    attributes: Mapping[Name, str]


class Limits(NamedTuple):
    """What a file may have at most."""

    total_bytes: int
    depth: int
    elements: int
    attributes: int  # of one element


class Reader(Protocol):
    """Whoever takes the events."""

    def start(self, element: Element) -> None: ...

    def end(self) -> None: ...

    def text(self, text: str) -> None: ...

    def aside(self, what: str) -> None:
        """A comment or a processing instruction: `what` says which."""


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character, after a byte order mark and white space, opens a tag."""
    return data[:4096].removeprefix(_BYTE_ORDER_MARK).lstrip()[:1] == b"<"


def read_xml(data: bytes, reader: Reader, limits: Limits) -> None:
    """Read all of `data` (UTF-8; a byte order mark and white space in front are forgiven). Raises XmlError."""
    if len(data) > limits.total_bytes:
        raise XmlError(f"it has {len(data):,} bytes, at most {limits.total_bytes:,} are read")
    _check_utf8(data)
    _Parse(reader, limits).run(data.removeprefix(_BYTE_ORDER_MARK).lstrip())


def _check_utf8(data: bytes) -> None:
    # expat would follow the marks of UTF-16, whatever it is told.
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise XmlError(f"it is not UTF-8: byte {error.start} does not fit") from error
    if b"\0" in data:
        raise XmlError("it is not UTF-8 text: it holds a zero byte")


class _Parse:
    """One run of expat with every door shut that is not needed."""

    def __init__(self, reader: Reader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._depth = 0
        self._elements = 0
        parser = expat.ParserCreate("utf-8", _BETWEEN)
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.XmlDeclHandler = self._placed(self._declaration)
        parser.StartDoctypeDeclHandler = self._placed(self._document_type)
        parser.StartElementHandler = self._placed(self._start)
        parser.EndElementHandler = self._placed(self._end)
        parser.CharacterDataHandler = self._placed(reader.text)
        parser.CommentHandler = self._placed(lambda _text: reader.aside("a comment"))
        parser.ProcessingInstructionHandler = self._placed(
            lambda _target, _data: reader.aside("a processing instruction")
        )
        self._parser = parser

    def run(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            raise XmlError(f"it is not XML: {expat.ErrorString(error.code)}", error.lineno, error.offset + 1) from error

    def _placed(self, handler: Callable[..., None]) -> Callable[..., None]:
        """The same handler; what it refuses gets the place of its event, which only expat knows, and only now."""

        def handle(*event: object) -> None:
            try:
                handler(*event)
            except WireError as error:
                parser = self._parser
                raise XmlError(str(error), parser.CurrentLineNumber, parser.CurrentColumnNumber + 1) from error

        return handle

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise WireError(f"it is XML {version[:10]}, and 1.0 is read")
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise WireError(f"its encoding is {encoding[:20]!r}, and UTF-8 is read")

    def _document_type(self, *_: object) -> NoReturn:
        raise WireError("it has a document type (<!DOCTYPE>), which is not read")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > self._limits.depth:
            raise WireError(f"it is nested more than {self._limits.depth} levels deep")
        if self._elements > self._limits.elements:
            raise WireError(f"it has more than {self._limits.elements:,} elements")
        if len(attributes) > self._limits.attributes:
            raise WireError(f"an element has more than {self._limits.attributes} attributes")
        self._reader.start(Element(_name(tag), {_name(name): value for name, value in attributes.items()}))

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        self._reader.end()


def _name(spelled: str) -> Name:
    """What expat spells `local`, `namespace|local` or `namespace|local|prefix`."""
    parts = spelled.split(_BETWEEN)
    if len(parts) == 1:
        return Name("", parts[0])
    return Name(*parts)
