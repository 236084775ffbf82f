"""Ledgers of many rows, drawn at random: all kinds of oddities that are sound, and slips that are not.

What `make` gives may hold warnings; what `damage` gives is most likely no ledger at all.
"""

from __future__ import annotations

import random

from tests.ledger import sample

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
EARNERS, AWARDS, EVENTS = (f"content/{name}.csv" for name in ("earners", "awards", "events"))
VISIBILITIES = ["", "", "", "public", "unlisted", "sealed", "none"]
NAMES = ["Ann", "Zoë W", "O'Pear & Son", "千恵", "A,B", 'Q "x" y', "Q&A Co", "X\u00a0Y", "BARBARA", "AB%20C", " first"]
EVIDENCE = [
    *[("", "", "")] * 3,
    ("https://work.example.org/a?b=c%20d", "Port", "text, with\nlines"),
    ("https://example.org/x/1", "", ""),
    ("", "", "a @ b"),
    ("http://ex-a.example.org:80/", "n", "QaQAQAxx"),
    ("", "Name", "T & U"),
]
KINDS = ["offered", "claimed", "declined", "published", "unlisted", "sealed", "revoked", "suspended", "reissued"]
JUNK = [b'"', b",", b"\n", b"\r", b"\xff", b"\x00", b"@", b" ", b"\xc2\xa0", b"\xe2\x80\xae", b'""', b"i"]
VALUES = [
    *(
        "",
        "x",
        "0007",
        "2147483648",
        "2026-02-30",
        "1800-01-01",
        "p1@x",
        "M1@example.org",
        "con",
        "all",
        "nobody",
        "p1",
    ),
    *("revoked", "reinstated", "2026-01-01T00:00:00", "+5", "1_0", "A" * 201, "https://exa mple.org/", "score=101"),
]


def make(chance: random.Random) -> sample.Files:
    """The sample's settings and achievements, with other people, awards and events."""
    quoting = chance.choice([0, 0, 0.05, 0.5])
    end = chance.choice(["\n", "\n", "\r\n"])
    mark = chance.choice(["", "", "\ufeff"])
    people, awards = chance.choice([3, 30, 90]), chance.choice([5, 60, 150])
    ids = [_id(chance, number) for number in range(awards)]
    tables = {
        EARNERS: (sample.EARNERS, [_earner(chance, number) for number in range(people)]),
        AWARDS: (sample.AWARDS, [_award(chance, number, ids[number], people) for number in range(awards)]),
        EVENTS: (sample.EVENTS, [_event(chance, number, ids) for number in range(chance.choice([0, 5, 60]))]),
    }
    files = sample.sound()
    for path, (model, rows) in tables.items():
        lines = [model.partition("\n")[0]]
        for row in rows:
            lines.append(",".join(_field(value, chance.random() < quoting) for value in row))
            if chance.random() < 0.02:
                lines.append(chance.choice(["", "," * (len(row) - 1)]))
        files[path] = mark + end.join(lines) + (end if chance.random() < 0.8 else "")
    return files


def _field(value: str, is_quoted: bool) -> str:
    return '"' + value.replace('"', '""') + '"' if is_quoted or set(value) & set(',"\r\n') else value


def _id(chance: random.Random, number: int) -> str:
    return "".join(chance.choices(CROCKFORD, k=16)) if chance.random() < 0.7 else f"{number:016}"


def _earner(chance: random.Random, number: int) -> list[str]:
    mails = [
        f"m{number}@example.org",
        f"M{number}@Example.org",
        f"m{number}@example.org;n{number}@ex-ample.co.uk",
        f"m{number}@é.example.org o{number}@example.org",
        f"m{number}@example.org;m{number}@example.org",
    ]
    words = [chance.choice(["", "en", "fr", "FR-ca", "zh_TW"]), chance.choice(VISIBILITIES)]
    accept, handle = chance.choice(["", "", "auto", "ask", "never"]), chance.choice(["", f"h-{number}"])
    return [f"p{number}", f"{chance.choice(NAMES)} {number}", chance.choice(mails), *words, accept, handle]


def _day(chance: random.Random) -> str:
    return f"20{chance.randrange(10, 26):02}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"


def _award(chance: random.Random, number: int, award_id: str, people: int) -> list[str]:
    day = _day(chance)
    at = chance.choice([day, day + "T09:30:00Z", day + "T23:10:11+09:00", "1970-01-01"])
    end = chance.choice(["", "", "2090-01-01", "2091-01-01T10:00:00Z", "2101-05-05T00:00:00-03:00"])
    achievement = chance.choice(["bread", "bread", "cake"])
    results = chance.choice(["", "", "score=92", " score=7 ; practical=mastered", "practical=seen;"])
    results = results if achievement == "bread" else ""
    index = str(number * 7 + chance.randrange(7))
    earner, visibility = f"p{chance.randrange(people)}", chance.choice(VISIBILITIES)
    return [award_id, earner, achievement, at, end, index, visibility, *chance.choice(EVIDENCE), results]


def _event(chance: random.Random, number: int, ids: list[str]) -> list[str]:
    kind = chance.choice(KINDS)
    reason = chance.choice(["why", "a, b", "x\ny", "see a@b.example"]) if kind in ("revoked", "suspended") else ""
    at = f"2026-{1 + number // 10:02}-{1 + number % 10:02}"
    return [at, chance.choice(ids), kind, reason, chance.choice(["", "office"])]


def damage(chance: random.Random, files: sample.Files) -> sample.Files:
    """The files with a few slips in the tables."""
    files = dict(files)
    for _ in range(chance.choice([1, 1, 2, 5])):
        path = chance.choice([EARNERS, AWARDS, AWARDS, EVENTS])
        content = files[path]
        data = content.encode() if isinstance(content, str) else content
        files[path] = chance.choice([_junk, _cut, _double, _overwrite, _swap, _copy])(chance, data)
    return files


def _junk(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(JUNK) + data[at:]


def _cut(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 6) :]


def _double(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines)


def _overwrite(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    line = chance.randrange(len(lines))
    values = lines[line].split(b",")
    values[chance.randrange(len(values))] = chance.choice(VALUES).encode()
    lines[line] = b",".join(values)
    return b"\n".join(lines)


def _swap(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _copy(chance: random.Random, data: bytes) -> bytes:
    """A value of one row in the place of another's."""
    lines = data.split(b"\n")
    line = chance.randrange(len(lines))
    values, others = lines[line].split(b","), chance.choice(lines).split(b",")
    column = chance.randrange(min(len(values), len(others)))
    values[column] = others[column]
    lines[line] = b",".join(values)
    return b"\n".join(lines)
