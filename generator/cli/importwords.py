"""What an import did, or would do, in words and for machines. Names of earners are not shown, only their ids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator.cli import voice
from generator.imports.undo import Undone
from generator.imports.wants import Came
from generator.model import Problem
from generator.printable import printable

_MOST_SHOWN = 20
_CLOSING = "nothing written. content/ is as it was."


def tell(came: Came, *, rejects: Path | None, dry_run: bool) -> None:
    """The diff: what is added, what was there, what does not fit together."""
    _tell_diff(came, rejects, dry_run)
    _tell_some("To look at", came.conflicts)
    _tell_some("Repeated", came.repeated)
    if rejects is not None:
        _tell_some("Left out", came.rejected)
    _tell_end(came, rejects, dry_run)


def _tell_diff(came: Came, rejects: Path | None, dry_run: bool) -> None:
    voice.say(f"Read {voice.counted(came.rows, 'row', 'rows')}: {printable(came.source)}.")
    _line("+", came.awards, "award", "awards", _per_achievement(came))
    _line("+", len(came.earners), "earner", "earners", "")
    for made in came.made:
        lacking = f"; not in the file: {', '.join(made.lacking)}" if made.lacking else ""
        voice.say(f"  + achievement {made.slug}{lacking}")
    _line("+", came.events, "event", "events", "claimed, declined or revoked over there")
    _line("+", len(came.entries), "entry", "entries", "in content/imports/badges.toml")
    _line("+", came.originals, "original picture", "original pictures", "in content/imported/")
    _line("=", came.known, "award", "awards", "known already, left as they are")
    _line("=", len(came.repeated), "row", "rows", "repeated in the file, counted once")
    _line("!", len(came.rejected), "problem", "problems", _where(rejects, dry_run))


def _line(sign: str, number: int, one: str, many: str, about: str) -> None:
    if number:
        voice.say(f"  {sign} {voice.counted(number, one, many)}" + (f": {about}" if about else ""))


def _per_achievement(came: Came) -> str:
    counts = sorted(came.per_achievement.items())
    shown = [f"{number:,} {slug}" for slug, number in counts[:5]]
    return ", ".join(shown + ([f"{len(counts) - 5:,} more achievements"] if len(counts) > 5 else []))


def _where(rejects: Path | None, dry_run: bool) -> str:
    if rejects is None:
        return "with them nothing is imported"
    return f"these rows {'would go' if dry_run else 'went'} to {printable(str(rejects))}"


def _tell_some(title: str, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    voice.hint(f"{title}:")
    for problem in problems[:_MOST_SHOWN]:
        voice.hint(voice.problem_line(problem))
    if len(problems) > _MOST_SHOWN:
        voice.hint(f"    and {len(problems) - _MOST_SHOWN:,} more; --json lists all of them")


def _tell_end(came: Came, rejects: Path | None, dry_run: bool) -> None:
    if dry_run:
        voice.say("Nothing was written.")
        return
    if not came.changes:
        voice.say("Nothing is new: content/ is as it was.")
        return
    voice.say(f"Wrote import {came.number} to content/. It takes effect with the next build.")
    if came.hashed_originals:
        many = voice.counted(came.hashed_originals, "original picture carries", "original pictures carry")
        voice.hint(f"  {many} a digest of the earner's address, which whoever guesses the address can confirm.")
        voice.hint("  If that is not to be public, take them out of content/imported/ before you build.")
    if came.warnings:
        voice.hint(f"  {voice.counted(came.warnings, 'warning', 'warnings')}: run `badgepress check` to see them.")
    voice.hint("Next:")
    for step in _next_steps(came, rejects):
        voice.hint(f"  {step}")
    voice.hint("Undo before that: badgepress import --undo")


def _next_steps(came: Came, rejects: Path | None) -> list[str]:
    lacking = [made.slug for made in came.made if made.lacking]
    steps = [f"edit content/achievements/{slug}/" for slug in lacking[:5]]
    if rejects is not None and came.rejects:
        steps.append(f"mend {printable(str(rejects))}, then import it")
    return [*steps, "badgepress build"]


def tell_refused(came: Came, *, dry_run: bool) -> None:
    """All reasons, and what would have been imported."""
    if dry_run:
        _tell_diff(came, None, dry_run)
        _tell_some("To look at", came.conflicts)
    for problem in came.rejected:
        voice.hint(voice.problem_line(problem))
    good = came.awards + came.known + len(came.repeated)
    voice.hint(f"{voice.counted(len(came.rejected), 'problem', 'problems')}, {_CLOSING}")
    aside = f"; or import the other {good:,} and put these aside: --rejects FILE" if good else ""
    voice.hint(f"    mend these rows{aside}")


def as_json(came: Came, *, dry_run: bool, is_refused: bool) -> dict[str, Any]:
    """The same for machines."""
    return {
        "state": "refused" if is_refused else "dry-run" if dry_run else "done" if came.changes else "unchanged",
        "source": came.source,
        "rows": came.rows,
        "awards": came.awards,
        "earners": [person.id for person in came.earners],
        "events": came.events,
        "originals": came.originals,
        "hashed_originals": came.hashed_originals,
        "known": came.known,
        "per_achievement": came.per_achievement,
        "achievements": [{"slug": made.slug, "lacking": list(made.lacking)} for made in came.made],
        "mapped": [{"from": e.system, "id": e.badge, "achievement": e.achievement} for e in came.entries],
        "repeated": [voice.problem_json(problem) for problem in came.repeated],
        "conflicts": [voice.problem_json(problem) for problem in came.conflicts],
        "rejected": [voice.problem_json(problem) for problem in came.rejected],
        "number": came.number,
        "warnings": came.warnings,
    }


def tell_undone(done: Undone, *, dry_run: bool) -> None:
    verb = "Would take back" if dry_run else "Took back"
    voice.say(f"{verb} import {done.record.number} of {done.record.at}: {printable(done.record.source)}.")
    _line("-", done.awards, "award", "awards", "")
    _line("-", done.earners, "earner", "earners", "")
    _line("-", done.events, "event", "events", "")
    for path in done.kept:
        voice.say(f"  = {printable(path)} was edited since and stays")
    if dry_run:
        voice.say("Nothing was written.")


def undone_as_json(done: Undone, *, dry_run: bool) -> dict[str, Any]:
    return {
        "state": "dry-run" if dry_run else "undone",
        "number": done.record.number,
        "awards": done.awards,
        "earners": done.earners,
        "events": done.events,
        "kept": done.kept,
    }
