"""Putting a site together in a stage: what is not as it was is made, the rest is taken over. Then the last look.

Two ways lead to the same tree (see `commit`). Where the whole site is staged, what is taken over gets a second name
there; where what is new is moved in, the stage holds only that.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from generator.build import inspect, issued, lifted
from generator.build.issue import CHUNK, Issue, Shop
from generator.build.look import Looker, Seen
from generator.build.means import AWARD_TEMPLATES
from generator.build.pool import Pool
from generator.build.shard import Counts, Span
from generator.build.stage import Stage
from generator.build.state import Unit
from generator.build.steps import Keeping, Profiling
from generator.build.survey import Survey
from generator.build.trees import count_files
from generator.build.writer import Tally, Writer
from generator.credential.times import parse_instant
from generator.errors import BuildError
from generator.signing.signer import Signer

_NO_MORE = object()


class Watcher(Protocol):
    """Whoever shows progress: `stage(label, total)` gives a function to call with the number of steps done."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[int], None]]: ...


class Made(Struct):
    """What was made, as far as anybody asks."""

    tally: Tally = field(default_factory=Tally)
    signed_new: int = 0
    removed: int = 0
    verified: int = 0
    files: int = 0  # of the whole site
    units: dict[str, Unit] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    counts: Counts = field(default_factory=Counts)
    issued: issued.Issued = field(default_factory=issued.Issued)
    cleared: set[int] = field(default_factory=set)  # status indices that are withdrawn on the published site alone


class Assembly(Struct, frozen=True):
    """One build at work: what there is to do, who does it, who signs."""

    survey: Survey
    pool: Pool
    signer: Signer
    watch: Watcher

    def make(self, stage: Stage | None) -> Made:
        """Make and take over everything, and look at it. Without a stage nothing is written, only compared."""
        made, survey = Made(), self.survey
        folder = stage.folder if stage else None
        # Each worker gets a copy of the theme, and finds in it what they all need.
        survey.work.theme.compile_ahead(*AWARD_TEMPLATES)
        self.pool.equip(Shop, survey.work, folder, survey.out, survey.own, not survey.plan.preview)
        with closing(Writer(folder, survey.out)) as writer:
            parts = self._parts(made, writer)
            if not survey.plan.preview:  # nobody has a badge of a preview
                made.issued = issued.leaving(survey.plan, survey.delta, survey.out, writer)
            self._issue(made, parts)
            self._make_profiles(made)
            deque(parts, maxlen=0)
            made.tally.add(writer.tally)
        lifted.note_lifted(survey.plan.ledger, made.cleared, made.issued.lifted)
        for counts in self.pool.each("counts"):
            made.counts += counts
        made.files = made.tally.files
        if not survey.in_place:
            made.removed = max(0, _files_that_stand(survey) - made.tally.same - made.tally.changed)
        if stage:
            self._check(stage, made)
        return made

    def _issue(self, made: Made, parts: Iterator[None]) -> None:
        """Issue awards. The other parts are made by this process, as long as no worker waits for it."""
        positions = self._by_achievement(self._to_render(made))
        with self.watch.stage("Badges", len(positions)) as done:
            refused = partial(issued.refused, self.survey.plan.ledger)
            issue = Issue(self._spans(positions), self.signer.sign_all, refused, made.issued)
            for part in issue.run(self.pool, lambda: next(parts, _NO_MORE) is None):
                made.tally.add(part.tally)
                made.signed_new += part.signed_new
                made.seen.add(part.seen)
                done(part.awards)

    def _to_render(self, made: Made) -> array[int]:
        """The positions of the awards to be made. Those that are as they were are taken over, where need be."""
        survey = self.survey
        if survey.delta is None:
            return survey.plan.shown
        return survey.delta.render if survey.in_place else self._keep_awards(survey.delta.render, made)

    def _by_achievement(self, positions: Sequence[int]) -> array[int]:
        """Those of one achievement together: then a worker needs the forms of few of them, whatever their number."""
        heaps: dict[int, array[int]] = {}
        of = self.survey.plan.ledger.awards.achievement
        for position in positions:
            heaps.setdefault(of[position], array("I")).append(position)
        found = array("I")
        for achievement in sorted(heaps):
            found += heaps.pop(achievement)
        return found

    def _spans(self, positions: Sequence[int]) -> list[Iterator[Span]]:
        """The awards at these positions in as many parts as there are workers, each part some at a time."""
        jobs = self.pool.jobs
        chunk = max(1, min(CHUNK, -(-len(positions) // (8 * jobs))))
        bounds = [len(positions) * at // jobs for at in range(jobs + 1)]
        return [self._some(positions, range(bounds[at], bounds[at + 1], chunk)) for at in range(jobs)]

    def _some(self, positions: Sequence[int], starts: range) -> Iterator[Span]:
        plan = self.survey.plan
        for start in starts:
            some = positions[start : min(start + starts.step, starts.stop)]
            batch = plan.ledger.awards.batch(some)
            if any(map(self.signer.appears_in, batch.raw())):
                raise BuildError("content/ holds the secret of the signing key", "take it out, and make a new key")
            yield Span(batch, bytes(plan.traits[position] for position in some))

    def _keep_awards(self, render: array[int], made: Made) -> array[int]:
        """Take over all awards but those in `render`. Gives what is to be rendered after all: files may be missing."""
        plan, fresh = self.survey.plan, set(render)
        awards, slugs = plan.ledger.awards, list(plan.ledger.achievements)

        def some(positions: Sequence[int]) -> list[tuple[str, str, int]]:
            return [(awards.ids[at], slugs[awards.achievement[at]], plan.traits[at]) for at in positions]

        unchanged = [position for position in plan.shown if position not in fresh]
        return array("I", sorted(fresh | self._keep(Keeping(unchanged, some, "keep"), made)))

    def _keep(self, keeping: Keeping, made: Made) -> set[int]:
        """Take things over. Gives those that cannot be."""
        missing: set[int] = set()
        with self.watch.stage("Unchanged", len(keeping.things)) as done:
            for number, (tally, lost) in self.pool.run(keeping):
                made.tally.add(tally)
                missing |= {keeping.things[number + at] for at in lost}
                done(tally.same + len(lost))
        return missing

    def _make_profiles(self, made: Made) -> None:
        survey = self.survey
        places, rows = set(survey.people.changed), survey.plan.profiles.rows
        if survey.delta is not None and not survey.in_place:
            handles = survey.people.handles.decode().split("\n")
            unchanged = [place for place in range(len(rows)) if place not in places]
            names = lambda some: [handles[place] for place in some]  # noqa: E731 - said where it is used
            places |= self._keep(Keeping(unchanged, names, "keep_profiles"), made)
        with self.watch.stage("Profiles", len(places)) as done:
            for number, (tally, seen) in self.pool.run(Profiling(survey.plan, (rows[at] for at in sorted(places)))):
                made.tally.add(tally)
                made.seen.add(seen)
                done(number)

    def _parts(self, made: Made, writer: Writer) -> Iterator[None]:
        """Make, or take over, one part of the site after the other, each when the next is asked for."""
        looker = Looker(self.survey.own, self.survey.plan.addresses.root())
        before = self.survey.units_before()
        for part in self.survey.parts(self.signer):
            unit = before.get(part.name)
            is_same = unit is not None and unit.digest == part.digest
            if unit is not None and is_same and (self.survey.in_place or writer.keep(unit.paths)):
                made.units[part.name] = unit
                continue
            paths = []
            for path, data in part.make():
                is_new = writer.put(path, data)
                if is_new and lifted.is_revocations(path) and not self.survey.plan.preview:
                    made.cleared |= lifted.cleared(data, writer.published(path))
                looker.look_at(path, data, made.seen)
                paths.append(path)
            made.units[part.name] = Unit(part.digest, tuple(paths))
            yield

    def _check(self, stage: Stage, made: Made) -> None:
        """The last look at the stage."""
        survey = self.survey
        if made.files <= inspect.READ_BACK:
            looker = Looker(survey.own, survey.plan.addresses.root())
            inspect.read_back(stage.folder, stage.files(), looker, self.signer.appears_in, made.seen)
        folders = [stage.folder, survey.out] if survey.in_place else [stage.folder]
        inspect.judge(made.seen, survey.plan.ledger.has_address, partial(_is_in, folders))
        made.verified = self._verify_some(folders)

    def _verify_some(self, folders: Sequence[Path]) -> int:
        survey = self.survey
        plan = survey.plan
        looked_at = inspect.spread(plan.shown if survey.delta is None else survey.delta.render)
        with self.watch.stage("Check", len(looked_at)) as done:
            ids = [plan.ledger.awards.ids[position] for position in looked_at]
            if ids:
                at = parse_instant(plan.status_lists[0].as_of)
                inspect.verify_badges(folders, plan.site.base_url, ids, at, done)
        return len(looked_at)


def _is_in(folders: Sequence[Path], path: str) -> bool:
    return any((folder / path).is_file() for folder in folders)


def _files_that_stand(survey: Survey) -> int:
    if survey.before is not None:
        return survey.before.files
    return count_files(survey.out)
