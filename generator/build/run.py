"""The whole story of a build, on one page.

    read      content/ to a ledger, every problem at once
    plan      what the site holds, and what of it is not as it was (see `delta`, `people`, `aggregates`)
    issue     digest, sign, render: each award's credential, picture and pages
    stage     into a folder beside the published site; what is as it was is taken over, not made again
    check     the last look
    switch    the two folders trade places; in a large site that changes little, the few new files move in by a journal

Nothing before "switch" touches what is published. The steps take values and return values; time enters as part of
the ledger, never from a clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from itertools import compress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from generator.build import beside, digests, issued, journal
from generator.build.assemble import Assembly, Made, Watcher
from generator.build.commit import put_in_place
from generator.build.means import compiled_templates, make_plan, prepare
from generator.build.pool import Pool
from generator.build.shard import Counts
from generator.build.stage import Stage, held_lock
from generator.build.state import opening_state, state_file
from generator.build.survey import Survey, survey
from generator.build.switch import Unconfirmed, refuse_target
from generator.build.writer import plain_modes
from generator.garbage import rare_collection
from generator.ledger.cache.ledger import LedgerCache
from generator.ledger.read import read_ledger, refuse_no_content
from generator.model import Acceptance, Ledger, Problem, Visibility
from generator.pages.render import are_templates_kept
from generator.signing.keyring import KeyInfo, Keyring, refuse_place
from generator.signing.signer import Signer

# Bytes of awards.csv that keep a worker busy for longer than it takes to start it.
_WORTH_A_WORKER = 40_000
# And from how many on reading takes long enough that what was read is kept for the next build.
WORTH_KEEPING = 1_000_000


class Request(Struct, frozen=True):
    """What was asked for. `out` is where the site shall stand.

    `jobs` is the number of worker processes; `cores` the most that are used where it is left open. `full` makes
    everything anew, whatever the last build left.
    """

    project: Path
    out: Path
    base_url: str | None = None
    dry_run: bool = False
    jobs: int | None = None
    cores: int = 1
    full: bool = False
    preview: bool = False  # marked, so that nobody publishes it


class Outcome(Struct, frozen=True):
    """What a build did, or, for a dry run, would do. `files` and `bytes` are of the whole site."""

    achievements: int
    awards: int  # in the ledger
    on_site: int
    languages: int
    signed_new: int
    files: int
    added: int
    changed: int
    removed: int
    verified: int
    demo: bool
    made_anew: str  # why everything was looked at: "" where the last build was built upon
    counts: Counts
    withheld: Mapping[str, int] = field(default_factory=dict)
    issued_changed: int = 0  # published credentials that are replaced by others
    issued_gone: int = 0  # published awards without a row
    issued_lifted: int = 0  # awards that are published as withdrawn, and valid again without an event
    warnings: tuple[Problem, ...] = ()


OpenSigner = Callable[[KeyInfo], AbstractContextManager[Signer]]


def build_site(request: Request, open_signer: OpenSigner, watch: Watcher) -> Outcome:
    """Build the site of a project and put it in place. Raises LedgerError, KeyFileError, SignerError, BuildError."""
    refuse_no_content(request.project)  # first of all: where there is no project, not even a lock is left
    refuse_target(request.out, request.project)
    with ExitStack() as stack:
        stack.enter_context(rare_collection())  # which the workers take over
        # Workers are made while there is next to nothing in memory, and no key.
        pool = stack.enter_context(Pool(_jobs(request)))
        of_awards, others = _begin_templates(pool, request)
        stack.enter_context(plain_modes())
        stack.enter_context(nullcontext() if request.dry_run else held_lock(request.out))
        if not request.dry_run:
            _finish_last(request.out)
        take_state = _nothing_before if request.full else stack.enter_context(opening_state(request.out))
        with watch.stage("Read", 1) as done:
            reader = _Reader(request)
            ledger = reader.read()
            done(1)
        refuse_place(request.project / "keys", request.out, request.project / "content")
        keyring = Keyring.read(request.project / "keys")
        key = keyring.active("issuer")
        state, why = take_state()
        plan = make_plan(ledger, keyring, key, request.base_url, request.project, state)
        plan = replace(plan, preview=request.preview)
        work = prepare(plan, request.project)
        work.theme.learn(of_awards() or {})
        found = survey(plan, work, request.out, state, why)
        if found.is_little:
            pool.close()  # to tell processes what to do would take longer than to do it
        work.theme.learn(others() or {})
        assembly = Assembly(found, pool, stack.enter_context(open_signer(key)), watch)
        made = assembly.make(None) if request.dry_run else _build(assembly)
        if not request.dry_run:
            reader.keep()
            work.theme.keep_compiled()
        return _outcome(found, made)


def _nothing_before() -> tuple[None, str]:
    return None, ""


def _ledger_file(out: Path) -> Path:
    return out.parent / f".{out.name}.ledger"


class _Reader:
    """Reads the ledger; of a large one, what helps to read it again is kept beside the site."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._path = _ledger_file(request.out)
        self._cache = LedgerCache(self._path, digests.program())
        self._is_large = _size_of_awards(request.project) >= WORTH_KEEPING

    def read(self) -> Ledger:
        """The ledger. Raises LedgerError."""
        request = self._request
        return self._cache.read(request.project, anew=request.full) if self._is_large else read_ledger(request.project)

    def keep(self) -> None:
        """After a build. Where there is no room for it the site is no worse for that: the next build takes longer."""
        pieces = self._cache.fresh()
        with suppress(OSError):
            if not self._is_large:
                beside.remove(self._path)
            elif pieces is not None:
                beside.write_whole(self._path, pieces, durable=False)


def _build(assembly: Assembly) -> Made:
    found = assembly.survey
    if found.nothing_changed(assembly.signer):
        return Made(files=found.before.files if found.before else 0)
    stage = Stage(found.out)
    try:
        stage.begin()
        made = assembly.make(stage)
        with assembly.watch.stage("Settle", 1) as done:
            put_in_place(found, stage, made)
            done(1)
    except Unconfirmed:
        raise
    except BaseException:
        # A journal that is durable has decided: then whoever builds next needs the stage.
        if journal.read_journal(found.out) is None:
            stage.discard()
        raise
    return made


def _jobs(request: Request) -> int:
    """How many workers: as many as were asked for, else as many as have something to do."""
    if request.jobs is not None:
        return request.jobs
    return max(1, min(request.cores, _size_of_awards(request.project) // _WORTH_A_WORKER))


_Templates = Callable[[], dict[str, bytes] | None]


def _begin_templates(pool: Pool, request: Request) -> tuple[_Templates, _Templates]:
    """Have templates compiled while the ledger is read, which takes as long: those of awards, and the others."""
    if request.preview or are_templates_kept():  # a preview has them from the last time
        return dict, dict
    is_kept = not request.full and state_file(request.out).exists()  # then few pages are made but those of awards
    of_awards = pool.begin(compiled_templates, request.project, True)
    return of_awards, dict if is_kept else pool.begin(compiled_templates, request.project, False)


def _size_of_awards(project: Path) -> int:
    try:
        return (project / "content" / "awards.csv").stat().st_size
    except OSError:
        return 0


def _finish_last(out: Path) -> None:
    """Do what a build had decided on when it was interrupted, and clear what it left."""
    found = journal.read_journal(out)
    try:
        if found is not None:
            journal.apply(out, found)
        else:
            journal.clear_next_state(out)
    except journal.LostStage:
        journal.forget_journal(out)
    journal.clear_unfinished(out)
    beside.clear_unfinished(_ledger_file(out))
    # Whatever it left must not lie about: it may hold pages that are no longer to be published.
    Stage(out).discard()


def _outcome(found: Survey, made: Made) -> Outcome:
    plan, ledger = found.plan, found.plan.ledger
    return Outcome(
        achievements=len(ledger.achievements),
        awards=len(ledger.awards),
        on_site=plan.on_site(),
        languages=len(plan.site.languages),
        signed_new=made.signed_new,
        files=made.files,
        added=made.tally.added,
        changed=made.tally.changed,
        removed=made.removed,
        verified=made.verified,
        demo=plan.demo,
        made_anew=found.made_anew,
        counts=made.counts,
        withheld=_withheld(ledger),
        issued_changed=made.issued.changed.count,
        issued_gone=made.issued.gone.count,
        issued_lifted=made.issued.lifted.count,
        warnings=(*ledger.warnings, *issued.told(made.issued)),
    )


def _withheld(ledger: Ledger) -> dict[str, int]:
    """How many awards are not on the site, by the reason."""
    awards, visibilities = ledger.awards, list(Visibility)
    hidden = bytes(visibilities[at] in (Visibility.SEALED, Visibility.NONE) for at in range(len(visibilities)))
    is_hidden = bytes(awards.visibility).translate(hidden.ljust(256, b"\0"))
    words = Counter(compress(awards.acceptance, is_hidden))
    names = list(Acceptance)
    found = {names[at].value: number for at, number in words.items()}
    return {("private" if word == "accepted" else word): number for word, number in sorted(found.items())}
