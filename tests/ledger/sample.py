"""A small sound ledger in memory, to be written, damaged and read: nothing is wrong with it, not even a warning.

Files are text (or bytes, for pictures) by path from the project folder. `PLACE` in a damaged text marks where the
problem should be reported; it is taken out before the text is written.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from generator.errors import LedgerError
from generator.ledger import read_ledger
from generator.model import Ledger, Problem

PLACE = "▶"
Files = dict[str, str | bytes]


def png(width: int = 200, height: int = 200, extra: bytes = b"", level: int = 9) -> bytes:
    """A PNG of one grey, with `extra` chunks in front of the image data."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height, level)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SITE = """\
base_url = "https://badges.example.org"
title = {en = "Example Badges", fr = "Badges d'exemple"}
tagline = {en = "What our people can do", fr = "Ce que savent nos gens"}
languages = ["en", "fr"]

[issuer]
name = "Example Institute"
email = "badges@example.org"
image = "issuer.png"

[status]
as_of = 2026-03-01T00:00:00Z

[defaults]
visibility = "unlisted"
accept = "ask"

[privacy]
email_hash = false

[theme]
accent = "#0B5CAD"

[support]
url = "https://badges.example.org/support/"
"""

RULES = """\
[[excluded]]
codes = ["NX-074", "NX-075"]
reason = "Retired before badges began"
on = 2019-07-31

[[confers]]
exam = "NX-110"
exam_name = "Operating Data Stores"
certification = "bread"
"""

BREAD = """\
+++
name = {en = "Bread Baker", fr = "Boulanger"}
description = {en = "Bakes bread.", fr = "Fait du pain."}
type = "Certification"
code = "NX-200"
tags = ["baking", "bread"]
valid_for = "P3Y"
credits = 1.5
related = ["cake"]

[[skills]]
name = {en = "Kneading", fr = "Pétrissage"}

[[skills.alignments]]
name = "Make dough"
url = "https://frameworks.example.org/dough"
type = "CFItem"

[[results]]
key = "score"
name = "Written test"
type = "Percent"
minimum = 0
maximum = "100"

[[results]]
key = "practical"
name = "Practical"
type = "RubricCriterionLevel"
required_level = "mastered"
[[results.levels]]
key = "seen"
name = "Seen"
[[results.levels]]
key = "mastered"
name = "Mastered"
[[results.levels]]
key = "taught"
name = "Teaches it"
+++

Bake a *loaf* without help.
"""

CAKE = """\
+++
name = {en = "Cake Baker", fr = "Pâtissier"}
description = {en = "Bakes cake.", fr = "Fait des gâteaux."}
retired_on = 2026-12-31
replaced_by = "bread"
+++
Bake a cake.
"""

EARNERS = """\
id,name,emails,language,visibility,accept,handle
alice,Alice Martin,alice@example.org;am@example.com,en,public,auto,alice-martin
bob,"Bob ""the Baker"" Stone",bob@example.org,fr,,,
chie,千恵 佐藤,chie@example.org,ja,unlisted,ask,chie
dara,Dara Kim,dara@example.org,,sealed,never,
emil,Émile Roux,emil@example.com,,,,
fay,Fay Odell,fay@example.org,en,,,fay
"""

AWARDS = """\
id,earner,achievement,awarded_at,expires_at,status_index,visibility,evidence_url,evidence_name,evidence_text,results
0000000000000001,alice,bread,2026-01-10,2029-01-10,17,,https://work.example.org/alice?a=b%20c,Portfolio,,score=92; practical=mastered
0000000000000002,bob,bread,2026-01-11T09:30:00Z,,18,unlisted,,,"Baked, alone,
three loaves",score=70
0000000000000003,chie,bread,2026-01-12T09:30:00+09:00,,19,,,,,
0000000000000004,dara,cake,2026-01-13,,20,,,,,
0000000000000005,alice,cake,2026-01-14,,21,public,,,,
0000000000000006,emil,cake,2026-01-15,,22,,,,,
0000000000000007,emil,bread,2026-01-16,,23,,,,,
0000000000000008,dara,bread,2026-01-17,,24,,,,,
"""

EVENTS = """\
at,award,event,reason,by
2026-01-10,0000000000000001,offered,,office
2026-01-11T10:00:00Z,0000000000000001,claimed,,
2026-02-01T10:00:00Z,0000000000000002,suspended,Waiting for a photograph,office
2026-02-02T10:00:00Z,0000000000000002,reinstated,,office
2026-02-03,0000000000000003,revoked,Awarded by mistake,office
2026-02-04,0000000000000004,published,,
2026-02-05,0000000000000005,reissued,,office
2026-02-06,0000000000000008,declined,,
2026-02-07,0000000000000007,claimed,,
"""


def sound() -> Files:
    """The files of the sound ledger."""
    return {
        "content/site.toml": SITE,
        "content/issuer.png": png(),
        "content/rules.toml": RULES,
        "content/achievements/bread/achievement.md": BREAD,
        "content/achievements/bread/achievement.fr.md": "Faire un *pain* sans aide.\n",
        "content/achievements/bread/badge.png": png(),
        "content/achievements/cake/achievement.md": CAKE,
        "content/achievements/cake/achievement.fr.md": "Faire un gâteau.\n",
        "content/achievements/cake/badge.png": png(),
        "content/earners.csv": EARNERS,
        "content/awards.csv": AWARDS,
        "content/events.csv": EVENTS,
    }


def write(files: Files, project: Path) -> Path:
    """Write `files` below `project`; text as UTF-8, as it is."""
    for path, content in files.items():
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return project


def replaced(files: Files, path: str, old: str, new: str) -> Files:
    """The files with `old`, which must be there once, replaced by `new` in one of them."""
    text = files[path]
    assert isinstance(text, str)
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {path}"
    return {**files, path: text.replace(old, new)}


def read(files: Files, project: Path) -> Ledger:
    return read_ledger(write(files, project))


def problems(files: Files, project: Path) -> tuple[Problem, ...]:
    """Everything that reading the files reports, warnings of a sound ledger too."""
    try:
        return read(files, project).warnings
    except LedgerError as error:
        return error.problems


def told(found: tuple[Problem, ...]) -> list[str]:
    """Each problem as `path:line:column: code`."""
    return [f"{problem.place}: {problem.code}" for problem in found]
