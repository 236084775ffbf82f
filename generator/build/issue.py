"""Issuing: ranges of awards are digested by workers, signed here, and rendered by workers into the stage.

The order in which ranges are done never shows in the files. While some are being rendered others are being signed; of
each range no more is held than its lines and its signatures, and of ranges no more than two for each worker.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct, field

from generator import addresses
from generator.build import look
from generator.build.issued import Issued
from generator.build.pool import Pool, Step
from generator.build.profiles import profile_files, profile_pages
from generator.build.shard import SIGNATURE_BYTES, Counts, Made, Pair, Span, Work, digest, names_of_files, render
from generator.build.writer import Tally, Writer, plain_modes
from generator.errors import LedgerError
from generator.model import Batch, Problem

CHUNK = 1_000  # awards in a range
_IN_HAND = 2  # ranges of which a worker keeps the records: one is being signed while it works on the other
_PICTURES = (".png", ".svg", ".pdf")
_ORIGINAL = "/original.png"  # which others made


class Rendered(Struct):
    """What became of a range: its files, and what the last look at the site is to follow up."""

    awards: int = 0
    tally: Tally = field(default_factory=Tally)
    signed_new: int = 0
    seen: look.Seen = field(default_factory=look.Seen)
    issued: Issued = field(default_factory=Issued)


class Refused(Struct, frozen=True):
    """A range with awards that cannot be signed, or whose certificate cannot be set."""

    problems: tuple[Problem, ...]
    issued: Issued = field(default_factory=Issued)


class Shop:
    """A worker: it holds the means, and does what is asked of it. Lives in a process of a pool, or in ours.

    Where it `compares`, it says of which awards another credential is published.
    """

    def __init__(
        self, work: Work, stage: Path | None, old: Path | None, own_addresses: frozenset[str], compares: bool
    ) -> None:
        self._work = work
        self._compares = compares
        self._replaced: dict[str, bytes | None] = {}  # of the range in hand: what is published, by path
        self._looker = look.Looker(own_addresses, work.addresses.root())
        self._stack = ExitStack()
        self._stack.enter_context(plain_modes())
        self._writer = Writer(stage, old)
        self._stack.callback(self._writer.close)
        self._read: deque[tuple[Batch, list[Pair]]] = deque(maxlen=_IN_HAND)

    def digest(self, span: Span) -> bytes | Refused:
        """See `shard.digest`; what it raises is a value here, so that other ranges are looked at too."""
        try:
            return digest(self._work, self._pairs(span))
        except LedgerError as error:
            return Refused(error.problems)

    def render(self, span: Span, signatures: bytes) -> Rendered | Refused:
        """Render a range into the stage; what `shard.render` raises is a value here."""
        self._writer.tally, self._replaced = Tally(), {}
        done = Rendered(tally=self._writer.tally)
        problems: tuple[Problem, ...] = ()
        try:
            self._render(span, signatures, done)
        except LedgerError as error:
            problems = error.problems
        self._compare(span, done.issued)
        return Refused(problems, done.issued) if problems else done

    def _render(self, span: Span, signatures: bytes, done: Rendered) -> None:
        is_plain, known = all(map(look.is_plain, span.batch.raw())), -1
        for files in render(self._work, self._pairs(span), span.traits, signatures):
            done.signed_new += self._put_credential(files[0])
            for path, data in files[1:]:
                self._writer.put(path, data)
            # Pages of one form are the same but for what is the award's own: the first of a range, and each that is no
            # form of before, are looked at closely, of the others only what an address cannot do without.
            news = self._work.pages.news
            look_at = self._looker.glance_at if is_plain and news == known else self._looker.look_at
            known = news
            for path, data in files:
                # A picture is the achievement's, which is looked at by itself, and the credential's bytes.
                if not path.endswith(_PICTURES) or path.endswith(_ORIGINAL):
                    look_at(path, data, done.seen)
            done.awards += 1

    def _put_credential(self, made: Made) -> bool:
        """Put a credential, and remember the published one where that is another."""
        changed = self._writer.tally.changed
        is_new = self._writer.put(*made)
        if self._compares and self._writer.tally.changed > changed:
            published = self._writer.published(made.path)
            if published != made.data:  # else it was written anew: no links here, or it had another mode
                self._replaced[made.path] = published
        return is_new

    def _compare(self, span: Span, issued: Issued) -> None:
        for award, _ in self._pairs(span) if self._replaced else ():
            path = addresses.credential(award.id)
            if path in self._replaced:
                issued.replaced(award, self._replaced[path])

    def _pairs(self, span: Span) -> list[Pair]:
        """The records of a range. Most often they were made a moment ago, to be digested."""
        for batch, pairs in self._read:
            if batch == span.batch:
                return pairs
        pairs = list(span.batch.pairs(self._work.achievements))
        self._read.append((span.batch, pairs))
        return pairs

    def keep(self, awards: Sequence[tuple[str, str, int]]) -> tuple[Tally, list[int]]:
        """Take over the files of awards (id, achievement, traits) as they are published.

        Gives the places in `awards` of those of which a file is missing.
        """
        return self._keep(names_of_files(self._work, *award) for award in awards)

    def keep_profiles(self, handles: Sequence[str]) -> tuple[Tally, list[int]]:
        """The same for the pages of earners."""
        return self._keep(profile_files(self._work, handle) for handle in handles)

    def _keep(self, every: Iterable[list[str]]) -> tuple[Tally, list[int]]:
        self._writer.tally = Tally()
        missing = [at for at, names in enumerate(every) if not self._writer.keep(names)]
        return self._writer.tally, missing

    def profiles(self, batch: Batch) -> tuple[Tally, look.Seen]:
        """Make the pages of the earners whose public awards are in `batch`, those of one earner together."""
        self._writer.tally, seen = Tally(), look.Seen()
        for path, data in profile_pages(self._work, batch):
            self._writer.put(path, data)
            self._looker.look_at(path, data, seen)
        return self._writer.tally, seen

    def counts(self) -> Counts:
        """How things were made."""
        return self._work.counts()

    def close(self) -> None:
        """Let go of the folders, and of the process that sets certificates."""
        self._stack.close()
        if self._work.press is not None:
            self._work.press.close()


class Issue(Struct):
    """The steps of issuing `spans`, for a pool: each is digested, then signed by `sign`, then rendered.

    There are spans for each worker, of achievements of its own as far as that goes: then most forms are made by one
    worker alone. Whoever is through with its own takes over from the others.
    """

    spans: Sequence[Iterator[Span]]
    sign: Callable[[Sequence[bytes]], list[bytes]]
    refused: Callable[[Issued], Sequence[Problem]] = lambda _: ()  # why some of `issued` are
    issued: Issued = field(default_factory=Issued)
    _open: dict[int, tuple[int, Span]] = field(default_factory=dict)  # with the worker that digested it
    _signed: dict[int, bytes] = field(default_factory=dict)
    _number: int = 0
    _problems: list[Problem] = field(default_factory=list)

    def next_step(self, worker: int) -> Step | None:
        """Render what is signed before anything new is begun, and one's own before that of others."""
        for other in (worker + at for at in range(len(self.spans))):
            step = self._step(worker, other % len(self.spans))
            if step is not None:
                return step
        return None

    def _step(self, worker: int, owner: int) -> Step | None:
        """For `worker`, something that `owner` would have to do."""
        signed = next((number for number in self._signed if self._open[number][0] == owner), 0)
        if signed:
            return Step(signed, "render", (self._open.pop(signed)[1], self._signed.pop(signed)))
        span = next(self.spans[owner], None)
        if span is None:
            return None
        self._number += 1
        self._open[self._number] = worker, span
        return Step(self._number, "digest", (span,))

    def run(self, pool: Pool, meanwhile: Callable[[], bool] = lambda: False) -> Iterator[Rendered]:
        """Issue everything; `meanwhile` as for the pool. Raises what signing raises.

        Raises LedgerError with all awards that cannot be signed, and those that are refused for what was found of them.
        """
        for number, result in pool.run(self, meanwhile):
            if not isinstance(result, bytes):
                self.issued.add(result.issued)
            if isinstance(result, Refused):
                self._problems += result.problems
                self._open.pop(number, None)  # a range that is rendered is not open any more
            elif isinstance(result, bytes):
                self._signed[number] = self._signatures(result)
            else:
                yield result
        self._problems += self.refused(self.issued)
        if self._problems:
            raise LedgerError(sorted(self._problems, key=lambda problem: (problem.place.path, problem.place.line)))

    def _signatures(self, digests: bytes) -> bytes:
        messages = [digests[at : at + SIGNATURE_BYTES] for at in range(0, len(digests), SIGNATURE_BYTES)]
        return b"".join(self.sign(messages))
