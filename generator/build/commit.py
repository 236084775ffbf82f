"""A stage becomes the site: made durable, then put in place, with the record of what it was made from.

whole       the stage is the complete new site: one exchange
in place    the stage holds only what is new: a journal moves it in. For a large site that changes little, where
            giving a million files a second name would take longer than all the rest
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec.structs import replace

from generator import addresses
from generator.build import beside, digests, inspect, journal
from generator.build.assemble import Made
from generator.build.rows import rows_file
from generator.build.stage import Stage
from generator.build.state import Stamp, State, save_state, stamp_of, state_file
from generator.build.survey import Survey
from generator.build.switch import switch
from generator.build.trees import count_files
from generator.build.writer import write_error
from generator.errors import BuildError
from generator.ledger.award_ids import spelled_id

_A_SECOND_NS = 1_000_000_000


def put_in_place(survey: Survey, stage: Stage, made: Made) -> None:
    """Make the new site durable, then the one that is published. Raises BuildError."""
    stage.settle(made.tally.files)
    with _undisturbed():
        if survey.in_place and survey.before is not None:
            _move_in(survey, survey.before, stage, made)
        else:
            _exchange(survey, stage, made)
    # What is left is the old site. If it is not removed now, the next build does it; the new one stands already.
    with suppress(KeyboardInterrupt):
        stage.discard()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let nobody's Ctrl+C fall between the steps that put a site in place: they take no time worth it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are not ours to handle there
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _exchange(survey: Survey, stage: Stage, made: Made) -> None:
    stamp = stamp_of(stage.folder, with_files=made.files <= inspect.READ_BACK)
    if stamp is None:
        raise BuildError(
            f"{stage.folder} cannot be looked at", "leave it alone while a site is being built; build again"
        )
    _save_state(state_file(survey.out), survey, stamp, made)
    switch(stage, survey.out)


def _move_in(survey: Survey, before: State, stage: Stage, made: Made) -> None:
    gone = list(_gone(survey, before, made))
    made.removed = sum(_files_at(survey.out / path) for path in gone) + _dropped(survey, stage)
    made.files = before.files + made.tally.added - made.removed
    stamp = replace(
        before.stamp,
        changed=before.stamp.changed + _A_SECOND_NS,
        awards_changed=before.stamp.awards_changed + _A_SECOND_NS,
        files="",
    )
    _save_state(journal.next_state_file(survey.out), survey, stamp, made)
    moves = journal.Journal(stamp, (*_coming(stage), *(journal.Move("gone", path, 0) for path in gone)))
    try:
        journal.write_journal(survey.out, moves)
    except OSError as error:
        raise write_error(journal.journal_file(survey.out).name, error) from error
    journal.apply(survey.out, moves)


def _coming(stage: Stage) -> Iterator[journal.Move]:
    """Awards, then what leads to them."""
    files = list(stage.files())
    folders = sorted({path.rpartition("/")[0] for path in files if path.startswith("awards/")})
    for folder in folders:
        yield journal.Move("folder", folder, (stage.folder / folder).lstat().st_ino)
    for path in files:
        if not path.startswith("awards/"):
            yield journal.Move("file", path, (stage.folder / path).lstat().st_ino)


def _dropped(survey: Survey, stage: Stage) -> int:
    """How many files go because an award's folder takes the place of one with more, as when it is revoked no longer."""
    return sum(
        not (stage.folder / award / file.name).exists()
        for award in {path.rpartition("/")[0] for path in stage.files() if path.startswith("awards/")}
        for file in _entries(survey.out / award)
    )


def _entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where it is not there or cannot be looked at: it is only counted."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _gone(survey: Survey, before: State, made: Made) -> Iterator[str]:
    """Files and folders of the old site that the new one has not."""
    removed = survey.delta.removed if survey.delta else ()
    pages = [addresses.profile_page(handle) for handle in survey.people.gone]
    pages += [addresses.award_page(spelled_id(*award_id)) for award_id in removed]
    for page in pages:
        for language in survey.work.frames:
            yield addresses.in_language(page, language, survey.plan.site.languages[0]).rstrip("/")
    kept = {path for unit in made.units.values() for path in unit.paths}
    # A picture goes with the page that it stands beside.
    folders = {page.rstrip("/") for page in pages}
    old = (path for unit in before.units.values() for path in unit.paths)
    yield from sorted(path for path in old if path not in kept and path.rpartition("/")[0] not in folders)


def _files_at(place: Path) -> int:
    """How many files go with a file or folder."""
    return count_files(place) if place.is_dir() else int(place.exists())


def _save_state(path: Path, survey: Survey, stamp: Stamp, made: Made) -> None:
    makings, people = survey.makings, survey.people
    columns = replace(survey.columns, profile_group=people.groups, handles=people.handles)
    state = State(
        stamp=stamp,
        common=makings.common,
        addressed=survey.addressed,
        dated=digests.dated(survey.plan.site.as_of),
        achievements=makings.achievements,
        units=made.units,
        portraits=people.portraits,
        depth=people.depth,
        files=made.files,
        columns=columns,
        basis=survey.basis(),
    )
    try:
        if path != state_file(survey.out):
            beside.remove(rows_file(path))  # of a build that was stopped before its journal
        save_state(path, state)
    except OSError as error:
        raise write_error(path.name, error) from error
