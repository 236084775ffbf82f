"""Whole small projects on disk for tests: good ones, written from values so that a test can change one thing."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
BASE_URL = "https://badges.example.org"

SITE = """\
base_url = "{base_url}"
title = "Orchard Guild badges"
languages = ["en"]

[issuer]
name = "Orchard Guild"
email = "badges@example.org"

[status]
as_of = 2026-06-01T00:00:00Z
"""

ACHIEVEMENT = """\
+++
name = "{name}"
description = "Grafts fruit trees so that they live."
type = "Certification"
code = "{code}"
tags = ["orchard"]

[[skills]]
name = "Grafting"
[[skills.alignments]]
name = "Graft a scion"
url = "https://frameworks.example.org/orchard/grafting"

[[results]]
key = "score"
name = "Written test"
type = "Percent"
minimum = "0"
maximum = "100"
required = "70"
+++
Pass the *written test* and graft three trees that are alive a year later.
"""

EARNERS = """\
id,name,emails,language,visibility,accept,handle
e1,Ada Quince,ada.quince@example.com,en,public,auto,ada-quince
e2,林檎 花子,hanako@example.com;apple@example.org,ja,public,auto,hanako-ringo
e3,Ivo Medlar,ivo@example.com,en,unlisted,auto,
e4,Secret Sloe,sloe@example.com,en,sealed,auto,
"""

AWARDS = """\
id,earner,achievement,awarded_at,expires_at,status_index,visibility,evidence_url,evidence_name,evidence_text,results
{a1},e1,grafting,2025-03-01T09:00:00Z,2045-03-01,17,,https://example.org/trees/1,Three trees,,score=92
{a2},e2,grafting,2025-04-01,,4711,,,,,
{a3},e1,pruning,2020-01-15,2023-01-14,99,,,,,
{a4},e2,pruning,2025-05-01,,100,,,,,
{a5},e1,pruning,2025-06-01,,101,,,,,
{a6},e3,grafting,2045-01-01,,131072,,,,,
{a7},e4,grafting,2025-01-01,,7,,,,,
"""

# What each award of the good project is.
VALID = "0000000000000a01"
VALID_JAPANESE = "0000000000000a02"
EXPIRED = "0000000000000a03"
REVOKED = "0000000000000a04"
SUSPENDED = "0000000000000a05"
EARLY = "0000000000000a06"  # unlisted too
SEALED = "0000000000000a07"
IDS = {
    "a1": VALID,
    "a2": VALID_JAPANESE,
    "a3": EXPIRED,
    "a4": REVOKED,
    "a5": SUSPENDED,
    "a6": EARLY,
    "a7": SEALED,
}

EVENTS = """\
at,award,event,reason,by
2025-09-01T00:00:00Z,{a4},revoked,The exam was taken by someone else.,registrar
2025-10-01T00:00:00Z,{a5},suspended,A complaint is being looked into.,registrar
"""


def small_png(size: int = 240, colour: tuple[int, int, int] = (200, 60, 20)) -> bytes:
    """A square PNG in one colour, made without a picture library."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(colour) * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_project(
    folder: Path,
    *,
    base_url: str = BASE_URL,
    awards: str = AWARDS,
    events: str = EVENTS,
    earners: str = EARNERS,
    slugs: Sequence[str] = ("grafting", "pruning"),
) -> Path:
    """Write the good project, or one that differs where a value is given, and sign with the published demo key."""
    content = folder / "content"
    (content / "achievements").mkdir(parents=True)
    (content / "site.toml").write_text(SITE.format(base_url=base_url), encoding="utf-8")
    for number, slug in enumerate(slugs):
        place = content / "achievements" / slug
        place.mkdir()
        text = ACHIEVEMENT.format(name=slug.capitalize(), code=f"OG-{number}")
        (place / "achievement.md").write_text(text, encoding="utf-8")
        (place / "badge.png").write_bytes(small_png(colour=(40 * number % 256, 90, 30)))
    (content / "earners.csv").write_text(earners, encoding="utf-8")
    (content / "awards.csv").write_text(awards.format(**IDS), encoding="utf-8")
    (content / "events.csv").write_text(events.format(**IDS), encoding="utf-8")
    keys = folder / "keys"
    keys.mkdir(mode=0o700)
    for path in sorted((REPOSITORY / "keys").glob("demo-published-not-secret.*")):
        shutil.copy(path, keys / path.name)
    return folder
