"""Write the ledger of the example: content/awards.csv and content/events.csv.

    python tools/make_example.py            writes into content/
    python tools/make_example.py --out DIR  reads content/ and writes DIR/awards.csv and DIR/events.csv

The two files are what counts; this script is how they came to be, and makes the same ones again. A real ledger takes
its award ids and status indexes from a random source. Here they come from a seed, each from the award it belongs to,
so that a new line changes no other.

Who earned what stands in `tools/example/plan.txt`, what happened afterwards in `tools/example/happenings.txt`. Days,
times of day and results are chosen by the seed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SEED = "cairnway guild, first ledger"
LIST_LENGTH = 131_072
SECOND_LIST = {"1036 gx+", "1052 nl", "1060 am"}  # so that the site has two status lists of each purpose
FOUR_YEARS_UNTIL = date(2021, 1, 1)  # certificates earned before were valid for four years, not ten

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
PLANS = Path(__file__).resolve().parent / "example"
AWARD_COLUMNS = (
    *("id", "earner", "achievement", "awarded_at", "expires_at", "status_index"),
    *("visibility", "evidence_url", "evidence_name", "evidence_text", "results"),
)


@dataclass(frozen=True)
class Planned:
    """One award of the plan: `key` names it in the other tables, such as "1001 d3" or, the second time, "1001 d2+"."""

    key: str
    earner: str
    slug: str
    month: str


def chance(*parts: object) -> int:
    """A large number that depends on the seed and on `parts` alone."""
    said = "|".join([SEED, *(str(part) for part in parts)])
    return int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")


def award_id(planned: Planned) -> str:
    """Sixteen characters of Crockford base32, lower case."""
    number = chance("id", planned.key)
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> 5 * place & 31] for place in range(16))


def read_plan(path: Path) -> tuple[dict[str, str], list[Planned]]:
    """The short names of the achievements, and the awards of each earner in the order of the plan."""
    slugs: dict[str, str] = {}
    plan: list[Planned] = []
    for line in _lines(path):
        first, *rest = line.split()
        if rest[0] == "=":
            slugs[first] = rest[1]
            continue
        seen: set[str] = set()
        for word in rest:
            short, _, month = word.partition("@")
            key = f"{first} {short}" + ("+" if short in seen else "")
            seen.add(short)
            plan.append(Planned(key, f"cw-{first}", slugs[short], month))
    return slugs, plan


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def moment(planned: Planned) -> datetime:
    """When it was awarded: in the month of the plan, in office hours; what lies ahead begins with the month."""
    year, month = (int(part) for part in planned.month.split("-"))
    if year > 2030:
        return datetime(year, month, 1, tzinfo=UTC)
    day, minutes = 1 + chance("day", planned.key) % 28, chance("time", planned.key) % 108 * 5
    return datetime(year, month, day, 8, tzinfo=UTC) + timedelta(minutes=minutes)


def written(at: datetime, language: str) -> str:
    """How the ledger writes it: days alone for 2019, which came from paper, and Japan's own time from 2025."""
    if at.year == 2019 or at.year > 2030:
        return at.date().isoformat()
    if language == "ja" and at.year >= 2025:
        return at.astimezone(timezone(timedelta(hours=9))).isoformat()
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def expiry(achievement: dict[str, Any], at: datetime) -> str:
    """The last day, or nothing."""
    term = achievement.get("valid_for", "")
    if not term:
        return ""
    years = 4 if term == "P10Y" and at.date() < FOUR_YEARS_UNTIL else int(term[1:-1])
    return at.date().replace(year=at.year + years).isoformat()


def results(achievement: dict[str, Any], planned: Planned, at: datetime) -> str:
    """What was reached, always a pass. The ledger holds results from 2021 on."""
    if at.year < 2021 or at.year > 2030:
        return ""
    return "; ".join(f"{each['key']}={_reached(each, planned)}" for each in achievement.get("results", []))


def _reached(result: dict[str, Any], planned: Planned) -> str:
    number = chance("result", planned.key, result["key"])
    if result["type"] == "Status":
        return "Completed"
    steps = [level["key"] for level in result.get("levels", [])] or result.get("allowed", [])
    if steps:
        passed = steps[steps.index(result.get("required_level") or result["required"]) :]
        return str(passed[number % len(passed)])
    least, most = int(result["required"]), int(result["maximum"])
    return str(least + number % (most - least))


def award_rows(plan: list[Planned], extras: dict[str, dict[str, str]]) -> list[list[str]]:
    """The lines of awards.csv, oldest first."""
    achievements = {path.parent.name: front_matter(path) for path in CONTENT.glob("achievements/*/achievement.md")}
    with (CONTENT / "earners.csv").open(encoding="utf-8", newline="") as file:
        languages = {row["id"]: row["language"] for row in csv.DictReader(file)}
    taken: set[int] = set()
    rows = []
    for planned in sorted(plan, key=lambda each: (moment(each), each.key)):
        at, achievement = moment(planned), achievements[planned.slug]
        row = {
            "id": award_id(planned),
            "earner": planned.earner,
            "achievement": planned.slug,
            "awarded_at": written(at, languages[planned.earner]),
            "expires_at": expiry(achievement, at),
            "status_index": str(_status_index(planned, taken)),
            "results": results(achievement, planned, at),
            **extras.get(planned.key, {}),
        }
        rows.append([row.get(column, "") for column in AWARD_COLUMNS])
    return rows


def _status_index(planned: Planned, taken: set[int]) -> int:
    attempt = 0
    while (index := chance("index", planned.key, attempt) % LIST_LENGTH) in taken:
        attempt += 1
    taken.add(index)
    return index + (LIST_LENGTH if planned.key in SECOND_LIST else 0)


def front_matter(path: Path) -> dict[str, Any]:
    """The settings at the head of an achievement.md."""
    return tomllib.loads(path.read_text(encoding="utf-8").split("+++\n")[1])


def read_happenings(path: Path) -> tuple[dict[str, dict[str, str]], list[tuple[str, ...]]]:
    """What the lines of `path` add to single awards, and the events: at, key, event, by, reason."""
    extras: dict[str, dict[str, str]] = {}
    events: list[tuple[str, ...]] = []
    for line in _lines(path):
        parts = [part.strip() for part in line.split("|")]
        if parts[0] == "award":
            extras.setdefault(parts[1], {})[parts[2]] = parts[3]
        else:
            at, key, event, by, reason = (*parts, "")[:5]
            events.append((at, key, event, reason, by))
    return extras, events


def event_rows(plan: list[Planned], events: list[tuple[str, ...]]) -> list[list[str]]:
    """The lines of events.csv, oldest first."""
    ids = {planned.key: award_id(planned) for planned in plan}
    return [[at, ids[key], *rest] for at, key, *rest in sorted(events)]


def write(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a CSV file as the ledger has it: UTF-8, a line feed after each line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description="Write the ledger of the example.")
    parser.add_argument("--out", type=Path, default=CONTENT, metavar="DIR", help="the folder to write into")
    folder = parser.parse_args().out
    _, plan = read_plan(PLANS / "plan.txt")
    extras, events = read_happenings(PLANS / "happenings.txt")
    write(folder / "awards.csv", AWARD_COLUMNS, award_rows(plan, extras))
    write(folder / "events.csv", ("at", "award", "event", "reason", "by"), event_rows(plan, events))


if __name__ == "__main__":
    main()
