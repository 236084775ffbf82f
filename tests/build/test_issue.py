"""How ranges of awards are handed to workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from generator.build.issue import Issue, Rendered
from generator.build.pool import Pool, Step
from generator.build.shard import Span

SIGNATURE = bytes(64)


def spans(*names: str) -> Iterator[Span]:
    """Stand-ins: who hands them out does not look into them."""
    return iter([cast("Span", name) for name in names])


def sign(messages: Sequence[bytes]) -> list[bytes]:
    return [SIGNATURE for _ in messages]


def answered(issue: Issue, step: Step | None) -> str:
    """What a worker was given to do; a digest is answered at once."""
    assert step is not None
    if step.method == "digest":
        issue._signed[step.number] = SIGNATURE
    return f"{step.method} {step.arguments[0]}"


def test_each_worker_gets_its_own_awards_and_renders_what_it_digested() -> None:
    issue = Issue([spans("a1", "a2"), spans("b1", "b2")], sign)
    order = [answered(issue, issue.next_step(worker)) for worker in (0, 1, 1, 0, 0, 1, 1, 0)]
    assert order == [
        *("digest a1", "digest b1", "render b1", "render a1"),
        *("digest a2", "digest b2", "render b2", "render a2"),
    ]
    assert issue.next_step(0) is None


def test_a_worker_that_is_through_takes_over_from_the_others() -> None:
    issue = Issue([spans("a1"), spans("b1", "b2", "b3")], sign)
    assert [answered(issue, issue.next_step(0)) for _ in range(8)] == [
        *("digest a1", "render a1", "digest b1", "render b1"),
        *("digest b2", "render b2", "digest b3", "render b3"),
    ]
    assert issue.next_step(1) is None


class Renders:
    """A worker that remembers what it rendered."""

    def __init__(self) -> None:
        self.rendered: list[str] = []

    def digest(self, _: object) -> bytes:
        return bytes(64)

    def render(self, span: str, _: bytes) -> Rendered:
        self.rendered.append(span)
        return Rendered(awards=1)

    def all(self) -> list[str]:
        return self.rendered

    def close(self) -> None:
        pass


def test_everything_is_rendered_once_by_however_many_workers() -> None:
    names = [f"{part}{number}" for part in "abc" for number in range(7)]
    for jobs in (1, 2, 3):
        with Pool(jobs) as pool:
            pool.equip(Renders)
            parts = [spans(*names[at::jobs]) for at in range(jobs)]
            assert sum(part.awards for part in Issue(parts, sign).run(pool)) == len(names)
            assert sorted(name for some in pool.each("all") for name in some) == sorted(names)
