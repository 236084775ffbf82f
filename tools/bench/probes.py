"""The shapes of a ledger, their probes, and the patterns of their files.

    ledger = read_rows(project)              the values of each award, and which shape it has
    shapes = shape_patterns(project, ledger.shapes, folder)

The probes are awards of a project of their own, with the achievements and the key of the ledger's, built by the engine
under measurement: so the patterns are the engine's own bytes, and nothing here knows how it makes them. The statements
to be signed come from `to_quads`, the first step of the plain way.

Understands what make_ledger.py writes: one language, at most one result, no early awards. That a pattern fits each
award is not taken for granted: what is filled from it is compared with the engine's files.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.addresses import status_place
from generator.wire.nquads import Quad
from generator.wire.terms import to_quads
from tools.bench import engine
from tools.bench.patterns import CODE, FIELDS, Hole, Pattern, Piece, find_holes, find_page_holes, joined

_AWARDED, _PAST, _FUTURE, _EVENT = "2001-02-03T04:05:06Z", "2002-05-06", "2087-06-05", "2003-08-09T10:11:12Z"
_RESULT = "97.531"
_LIST_LENGTH = 131_072
_PROBE_LIST = 6
_DRAWN_CODE = re.compile(r'<path id="qr"[^>]* d="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides about the text of an award's files, but for its values."""

    achievement: str
    visibility: str
    has_handle: bool
    expiry: str  # "", past or future, as the site's records stand
    evidence: tuple[bool, bool, str]  # whether there is an address, a name; the text
    result: str  # the key of its one result
    standing: str  # "", revoked or suspended
    reason: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A ledger as values: `awards` are pairs of a place in `shapes` and the values, in the order of FIELDS."""

    shapes: tuple[Shape, ...]
    awards: tuple[tuple[int, tuple[str, ...]], ...]

    def commonest(self) -> int:
        counts = [0] * len(self.shapes)
        for shape, _ in self.awards:
            counts[shape] += 1
        return counts.index(max(counts))


@dataclass(frozen=True, slots=True)
class ShapePatterns:
    """The files of a shape. `options` and `lines` are statements, `blanks` the statements about each blank node."""

    options: tuple[Pattern, ...]
    blanks: tuple[tuple[Pattern, ...], ...]
    lines: tuple[Pattern, ...]
    credential: Pattern
    page: Pattern
    note: Pattern
    art: tuple[bytes, bytes]  # what stands before and behind the chunk that is baked in


def read_rows(project: Path) -> Rows:
    """The awards of a ledger by make_ledger.py, in its order."""
    content = project / "content"
    as_of = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))["status"]["as_of"].isoformat()
    earners = {row["id"]: row for row in _records(content / "earners.csv")}
    events = {row["award"]: row for row in _records(content / "events.csv")}
    numbers: dict[Shape, int] = {}
    awards = []
    for row in _records(content / "awards.csv"):
        earner, event = earners[row["earner"]], events.get(row["id"], {})
        shape = _shape(row, earner, event, as_of)
        awards.append((numbers.setdefault(shape, len(numbers)), _values(row, earner, event)))
    return Rows(tuple(numbers), tuple(awards))


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shape(award: dict[str, str], earner: dict[str, str], event: dict[str, str], as_of: str) -> Shape:
    ends = award["expires_at"]
    return Shape(
        achievement=award["achievement"],
        visibility=award["visibility"] or earner["visibility"],
        has_handle=bool(earner["handle"]),
        expiry="" if not ends else "past" if ends < as_of[:10] else "future",
        evidence=(bool(award["evidence_url"]), bool(award["evidence_name"]), award["evidence_text"]),
        result=award["results"].partition("=")[0],
        standing=event.get("event", ""),
        reason=event.get("reason", ""),
    )


def _values(award: dict[str, str], earner: dict[str, str], event: dict[str, str]) -> tuple[str, ...]:
    number, position = status_place(int(award["status_index"]))
    values = {
        "id": award["id"],
        "name": earner["name"],
        "handle": earner["handle"],
        "awarded": award["awarded_at"],
        "expires": award["expires_at"],
        "evidence_url": award["evidence_url"],
        "evidence_name": award["evidence_name"],
        "result": award["results"].partition("=")[2],
        "list": f"revocation-{number}.json",
        "position": str(position),
        "event": event.get("at", ""),
        "signature": "",
    }
    return tuple(values[field] for field in FIELDS)


def shape_patterns(project: Path, shapes: Sequence[Shape], folder: Path) -> list[ShapePatterns]:
    """Build one probe for each shape below `folder` (new) and take its files for patterns."""
    _write_probes(project, shapes, folder)
    engine.build(folder, folder / "site")
    return [_patterns(folder / "site" / "awards", number, shape) for number, shape in enumerate(shapes)]


def _probe(number: int, shape: Shape) -> dict[str, str]:
    """The values of a probe, each a word that occurs nowhere else; "" for what its shape does not have."""
    return {
        "id": f"zq{number:06d}zqzqzqzq",
        "name": f"Zqname {number:05d} Zq",
        "handle": f"zqhandle-{number:05d}-zq" if shape.has_handle else "",
        "awarded": _AWARDED,
        "expires": {"": "", "past": _PAST, "future": _FUTURE}[shape.expiry],
        "evidence_url": f"https://example.org/portfolio/zq{number:05d}zq" if shape.evidence[0] else "",
        "evidence_name": f"Zqevidence {number:05d} Zq" if shape.evidence[1] else "",
        "result": _RESULT if shape.result else "",
        "list": f"revocation-{_PROBE_LIST + 1}.json",
        "position": str(100_000 + number),
        "event": _EVENT if shape.standing else "",
    }


def _write_probes(project: Path, shapes: Sequence[Shape], folder: Path) -> None:
    content = folder / "content"
    content.mkdir(parents=True)
    shutil.copytree(project / "content" / "achievements", content / "achievements")
    shutil.copytree(project / "keys", folder / "keys")
    shutil.copy(project / "content" / "site.toml", content)
    earners, awards, events = [], [], []
    for number, shape in enumerate(shapes):
        probe = _probe(number, shape)
        index = _PROBE_LIST * _LIST_LENGTH + int(probe["position"])
        evidence = [probe["evidence_url"], probe["evidence_name"], shape.evidence[2]]
        result = f"{shape.result}={_RESULT}" if shape.result else ""
        mail = f"p{number}@example.com"
        earners.append([f"p{number}", probe["name"], mail, "en", shape.visibility, "auto", probe["handle"]])
        awards.append(
            [probe["id"], f"p{number}", shape.achievement, _AWARDED, probe["expires"], index, "", *evidence, result]
        )
        if shape.standing:
            events.append([_EVENT, probe["id"], shape.standing, shape.reason, "registrar"])
    for name, lines in (("earners", earners), ("awards", awards), ("events", events)):
        with (project / "content" / f"{name}.csv").open(encoding="utf-8") as file:
            header = file.readline().rstrip("\n").split(",")
        with (content / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *lines])


def _patterns(awards: Path, number: int, shape: Shape) -> ShapePatterns:
    values = _probe(number, shape)
    folder = awards / values["id"]
    text = (folder / "credential.json").read_text(encoding="utf-8")
    document = json.loads(text)
    (proof,) = document.pop("proof")
    signed = values | {"signature": proof.pop("proofValue")}
    note = folder / "status.json"
    page = (folder / "index.html").read_text(encoding="utf-8")
    code = _DRAWN_CODE.search(page)
    quads = to_quads(document)
    names = sorted({term for quad in quads for term in (quad.subject, quad.object) if term.startswith("_:")})
    return ShapePatterns(
        options=tuple(
            _line(quad, values, dict.fromkeys([quad.subject], "_:c14n0"))
            for quad in to_quads({"@context": document["@context"], **proof})
        ),
        blanks=tuple(_about(name, quads, values) for name in names),
        lines=tuple(_line(quad, values, {name: str(place) for place, name in enumerate(names)}) for quad in quads),
        credential=find_holes(text, signed, "json"),
        page=find_page_holes(page, signed | ({CODE: code[1]} if code else {})),
        note=find_holes(note.read_text(encoding="utf-8") if note.exists() else "", values, "json"),
        art=_around_text((folder / "badge.png").read_bytes()),
    )


def _about(name: str, quads: Sequence[Quad], values: dict[str, str]) -> tuple[Pattern, ...]:
    """What is hashed for a blank node: the statements that name it, it being `_:a` and any other one `_:z`.

    RDFC-1.0, 4.6 "Hash First Degree Quads".
    """
    about = [quad for quad in quads if name in (quad.subject, quad.object)]
    others = {term: "_:z" for quad in about for term in (quad.subject, quad.object) if term.startswith("_:")}
    return tuple(_line(quad, values, others | {name: "_:a"}) for quad in about)


def _line(quad: Quad, values: dict[str, str], labels: dict[str, str]) -> Pattern:
    """One statement. `labels` say for each blank node what it is called: a name, or the number of a hole."""

    def term(text: str) -> Pattern:
        label = labels.get(text)
        if label is None:
            return find_holes(text, values, "quad" if text.startswith('"') else "raw")
        if label.startswith("_:"):
            return (Piece(label, None),)
        return (Piece("", Hole(label, "label")), Piece("", None))

    blank, end = (Piece(" ", None),), (Piece(" .\n", None),)
    return joined([term(quad.subject), blank, term(quad.predicate), blank, term(quad.object), end])


def _around_text(picture: bytes) -> tuple[bytes, bytes]:
    """A baked picture without its text: what is before and behind the chunk that follows IHDR."""
    size = int.from_bytes(picture[33:37], "big")
    if picture[37:41] != b"iTXt":
        raise ValueError("the picture carries no text behind IHDR")
    return picture[:33], picture[33 + 12 + size :]
