"""A credential that is attached to a PDF: taken out again. Whoever makes the certificate puts it in (see `paper`).

    catalogue     /Names /EmbeddedFiles: a tree of names; /AF: the files that belong to the document
    file          a /Filespec: its name (/UF, /F), its stream (/EF)
    credential    the file called credential.json, or the one of the media type of a credential

Exactly one may be there: two, and readers would disagree about which one counts. Nothing here looks at what the pages
show: a certificate is as true as the credential in it, whatever is drawn around it.

Spec: ISO 32000-1, 7.11.4 (embedded files), 7.9.6 (name trees); PDF/A-3 (ISO 19005-3), 6.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.bake.text import MAX_TEXT_BYTES, BrokenPicture, NotBaked, check_text
from generator.errors import WireError
from generator.wire.pdf import Pdf, Ref, Stream

CREDENTIAL_NAME = "credential.json"
CREDENTIAL_TYPES = frozenset({"application/vc+ld+json", "application/vc", "application/ld+json"})
_MOST_FILES = 1_000  # of the tree of names: nodes and leaves


class BrokenPdf(BrokenPicture):
    """Not a sound PDF, or one whose credential cannot be had without guessing."""


def unbake_pdf(data: bytes) -> bytes:
    """The credential attached to a PDF: UTF-8, at most 1 MiB. Raises NotBaked where there is none, else BrokenPdf."""
    try:
        pdf = Pdf(data)
        found = {id(stream): stream for spec in _specs(pdf) for stream in _credentials(pdf, spec)}
        if not found:
            raise NotBaked("this PDF carries no credential")
        if len(found) > 1:
            raise BrokenPdf(f"carries {len(found)} credentials; one is allowed")
        text = pdf.content(next(iter(found.values())), MAX_TEXT_BYTES)
        check_text(text)
    except (NotBaked, BrokenPdf):
        raise
    except WireError as error:
        raise BrokenPdf(str(error)) from error
    return text


def _specs(pdf: Pdf) -> Iterator[dict[str, Any]]:
    """The descriptions of all attached files; one that is found in both ways comes twice."""
    catalogue = _dictionary(pdf, pdf.trailer.get("Root"))
    names = _dictionary(pdf, catalogue.get("Names"))
    leaves = _leaves(pdf, names.get("EmbeddedFiles"))
    belonging = pdf.resolve(catalogue.get("AF"))
    for value in [*leaves, *(belonging if isinstance(belonging, list) else [])]:
        yield _dictionary(pdf, value)


def _leaves(pdf: Pdf, root: Any) -> list[Any]:
    todo, seen, found = [root], set[Ref](), list[Any]()
    while todo:
        node = todo.pop()
        if isinstance(node, Ref) and node in seen:
            raise WireError("its list of files leads in a circle")
        if isinstance(node, Ref):
            seen.add(node)
        about = _dictionary(pdf, node)
        kids, names = (pdf.resolve(about.get(key)) for key in ("Kids", "Names"))
        todo += kids if isinstance(kids, list) else []
        found += names[1::2] if isinstance(names, list) else []
        if len(todo) + len(seen) + len(found) > _MOST_FILES:
            raise WireError(f"it has more than {_MOST_FILES} files attached")
    return found


def _credentials(pdf: Pdf, spec: dict[str, Any]) -> Iterator[Stream]:
    embedded = _dictionary(pdf, spec.get("EF"))
    names = {_text(pdf.resolve(spec.get(key))) for key in ("UF", "F")}
    for key in ("UF", "F"):
        stream = pdf.resolve(embedded.get(key))
        if isinstance(stream, Stream):
            kind = pdf.resolve(stream.about.get("Subtype"))
            if CREDENTIAL_NAME in names or (isinstance(kind, str) and kind in CREDENTIAL_TYPES):
                yield stream


def _dictionary(pdf: Pdf, value: Any) -> dict[str, Any]:
    found = pdf.resolve(value)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise WireError("its list of files is broken")
    return found


def _text(value: Any) -> str:
    """A text string: UTF-16 or UTF-8 with its mark, else as PDFDocEncoding has ASCII."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    return value.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
