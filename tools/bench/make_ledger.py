"""Write a whole project folder of N awards, the same for the same options: something to measure a build with.

    python tools/bench/make_ledger.py 2000 /tmp/two-thousand
    badgepress -C ... build            builds it as it is, with the published demo key

Names, dates, evidence and results vary the way real ones do; about one award in a hundred is revoked or suspended,
one in ten has expired. Streams: a million awards need no more memory than a thousand.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = 2300
GIVEN = ["Ada", "Ivo", "Maëlle", "Zoë", "花子", "健", "小明", "雅婷", "Łucja", "Ömer", "Nguyễn", "Sara", "Théo", "Ines"]
FAMILY = ["Quince", "Medlar", "Rowan", "林檎", "山田", "王", "陳", "Dvořák", "Sloe", "Hazel", "O'Pear", "Damson & Son"]
WORDS = ["field", "map", "tide", "signal", "bridge", "data", "layer", "survey", "lens", "relay", "root", "branch"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("awards", type=int, help="how many awards")
    parser.add_argument("folder", type=Path, help="a new folder for the project")
    parser.add_argument("--achievements", type=int, default=20)
    parser.add_argument("--art-bytes", type=int, default=8000, help="size of each picture, about")
    parser.add_argument("--languages", default="en", help="comma-separated tags, the default one first")
    parser.add_argument(
        "--profiles", type=int, default=1, metavar="PERCENT", help="earners who chose a page of their own"
    )
    parser.add_argument("--base-url", default="https://badges.example.org")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    content = options.folder / "content"
    (content / "achievements").mkdir(parents=True)
    slugs = [f"achievement-{number:03d}" for number in range(options.achievements)]
    write_site(content, options.base_url, options.languages.split(","))
    for number, slug in enumerate(slugs):
        write_achievement(content / "achievements" / slug, number, options.art_bytes)
    write_lines(content / "earners.csv", earner_lines(options.awards, options.profiles))
    write_lines(content / "awards.csv", award_lines(options.awards, slugs, options.seed))
    write_lines(content / "events.csv", event_lines(options.awards, options.seed))
    keys = options.folder / "keys"
    keys.mkdir(mode=0o700)
    for path in sorted((REPOSITORY / "keys").glob("demo-published-not-secret.*")):
        shutil.copy(path, keys / path.name)


def write_site(content: Path, base_url: str, languages: list[str]) -> None:
    tags = ", ".join(f'"{tag}"' for tag in languages)
    text = (
        f'base_url = "{base_url}"\ntitle = "Measured badges"\nlanguages = [{tags}]\n\n'
        '[issuer]\nname = "Measuring Guild"\nemail = "badges@example.org"\n\n'
        "[status]\nas_of = 2026-11-01T00:00:00Z\n"
    )
    (content / "site.toml").write_text(text, encoding="utf-8")


def write_achievement(folder: Path, number: int, art_bytes: int) -> None:
    folder.mkdir()
    words = [WORDS[(number * 3 + step) % len(WORDS)] for step in range(3)]
    skills = "".join(
        f'\n[[skills]]\nname = "{word.capitalize()} work {number}"\n[[skills.alignments]]\nname = "{word}"\n'
        f'url = "https://frameworks.example.org/{word}/{number}"\ncode = "{word[:2].upper()}-{number}"\n'
        for word in words
    )
    text = (
        f'+++\nname = "{words[0].capitalize()} {words[1]} {number}"\ndescription = "Knows {", ".join(words)}."\n'
        f'type = "Certification"\ncode = "MG-{number:03d}"\ntags = ["{words[0]}", "{words[1]}"]\n{skills}\n'
        '[[results]]\nkey = "score"\nname = "Written exam"\ntype = "Percent"\nminimum = "0"\nmaximum = "100"\n'
        'required = "70"\n+++\n'
        f"Pass the **written exam** on {words[0]} and {words[1]}.\n\n1. Two hours, supervised.\n2. A piece of work.\n"
    )
    (folder / "achievement.md").write_text(text, encoding="utf-8")
    (folder / "badge.png").write_bytes(picture(number, art_bytes))


def picture(number: int, size_bytes: int) -> bytes:
    """A 600 by 600 palette PNG of about `size_bytes`: noise in as many of its rows as that takes."""
    noise = random.Random(number)
    noisy_rows = min(600, max(0, (size_bytes - 900) // 300))
    rows = b"".join(
        b"\0" + (noise.randbytes(300) if row < noisy_rows else bytes([17 * (number % 8)]) * 300) for row in range(600)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    palette = b"".join(bytes([(shade * 13 + number * 7) % 256, shade * 16, 255 - shade * 9]) for shade in range(16))
    header = struct.pack(">IIBBBBB", 600, 600, 4, 3, 0, 0, 0)
    body = chunk(b"PLTE", palette) + chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def write_lines(path: Path, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line + "\n")


def earner_count(awards: int) -> int:
    """Each earner has about four awards."""
    return max(1, awards // 4)


def earner_lines(awards: int, profiles: int) -> Iterator[str]:
    yield "id,name,emails,language,visibility,accept,handle"
    for number in range(earner_count(awards)):
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // 7 % len(FAMILY)]} {number}"
        visibility = "unlisted" if number % 10 == 9 else "public"
        handle = f"earner-{number}" if visibility == "public" and number % 100 < profiles else ""
        yield f"e{number},{name},mail{number}@example.com,en,{visibility},auto,{handle}"


def award_id(number: int, seed: int) -> str:
    bits = int.from_bytes(hashlib.sha256(f"{seed}/{number}".encode()).digest()[:10], "big")
    return "".join(CROCKFORD[bits >> shift & 31] for shift in range(75, -1, -5))


def status_index(number: int, awards: int) -> int:
    """A different place for each award, scattered over lists that are about half full."""
    room = max(131_072, -(-awards * 2 // 131_072) * 131_072)
    return (number * 1_000_003 + 77) % room  # the step is a prime, so every place comes up once


def awarded(number: int, seed: int) -> datetime:
    spread = random.Random(f"{seed}/{number}")
    return FIRST + timedelta(days=spread.randrange(DAYS), seconds=spread.randrange(86_400))


def award_lines(awards: int, slugs: list[str], seed: int) -> Iterator[str]:
    yield (
        "id,earner,achievement,awarded_at,expires_at,status_index,visibility,"
        "evidence_url,evidence_name,evidence_text,results"
    )
    earners = earner_count(awards)
    for number in range(awards):
        at = awarded(number, seed)
        ends = "" if number % 5 == 0 else f"{at + timedelta(days=730 if number % 10 == 1 else 7300):%Y-%m-%d}"
        evidence = f"https://example.org/portfolio/{number},Portfolio {number},Reviewed." if number % 3 == 0 else ",,"
        result = f"score={70 + number % 31}" if number % 2 else ""
        slug = slugs[(number // earners + number) % len(slugs)]
        yield (
            f"{award_id(number, seed)},e{number % earners},{slug},{at:%Y-%m-%dT%H:%M:%SZ},{ends},"
            f"{status_index(number, awards)},,{evidence},{result}"
        )


def event_lines(awards: int, seed: int) -> Iterator[str]:
    yield "at,award,event,reason,by"
    for number in range(0, awards, 100):
        at = awarded(number, seed) + timedelta(days=30)
        kind = "suspended" if number % 300 == 0 else "revoked"
        yield f"{at:%Y-%m-%dT%H:%M:%SZ},{award_id(number, seed)},{kind},A check found a fault.,registrar"


if __name__ == "__main__":
    main()
