"""One fault, judged: what is published, what was said, and whether the next build needs no repair. PROMISES P1 and P3.

After any fault
    1  the published tree is the old one or the new one, whole: names, modes and bytes
    2  what the organisation wrote is as it was
    3  the run has ended, and no process of it goes on
    4  nobody is shown a traceback
After an error, too
    5  exit 0 means that the new tree is in place
    6  another exit code comes with one message, and what the message says of the site is true
And then
    7  an undisturbed build exits 0, publishes the new tree, and leaves nothing behind that it otherwise would not
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.library import Fault, Kind
from tests.faults.running import Ran, Runner
from tests.faults.scenarios import Prepared, inputs
from tests.faults.trees import Listing, difference, listing, names_beside

_TRACEBACK = re.compile(r"Traceback|internal error|Exception ignored|leaked")
_AS_IT_WAS = re.compile(r"(published )?site is as it was", re.IGNORECASE)
_IN_PLACE = re.compile(r"new site is in place")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fault came to: the tree that stood after it, and everything that was wrong."""

    fault: Fault
    fired: bool
    stood: str  # "old", "new", "same" where old and new are one, "between" (see `_is_between`), or "neither"
    converged: bool
    traceback: bool
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.fault}: " + "; ".join(self.problems)


def try_fault(prepared: Prepared, fault: Fault, runner: Runner) -> Finding:
    """Run the prepared build with `fault`, judge it, then build once more undisturbed and judge that."""
    prepared.restore(runner)
    ran = prepared.run(runner, fault)
    found = listing(prepared.site)
    stood = standing(found, prepared)
    problems = [*_judge(prepared, fault, ran, stood, found)]
    after = list(judge_next(prepared, runner))
    return Finding(fault, ran.fired, stood, not after, shows_traceback(ran), tuple(problems + after))


def standing(found: Listing, prepared: Prepared) -> str:
    """Which tree this is."""
    if prepared.old == prepared.new == found:
        return "same"
    if found in (prepared.old, prepared.new):
        return "new" if found == prepared.new else "old"
    return "between" if prepared.scenario.is_piecewise and _is_between(found, prepared) else "neither"


def _is_between(found: Listing, prepared: Prepared) -> bool:
    """Whether every file is the old or the new one, none that is in both is missing, and each award is of one piece."""
    old, new = prepared.old, prepared.new
    if not all(found[path] in (old.get(path), new.get(path)) for path in found):
        return False
    awards = {path.split("/")[1] for path in found if path.startswith("awards/")}
    parts = [_part(tree, award) for award in awards for tree in (found, old, new)]
    return old.keys() & new.keys() <= found.keys() and all(
        part in both for part, *both in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )


def _part(tree: Listing, award: str) -> Listing:
    return {path: entry for path, entry in tree.items() if path.startswith(f"awards/{award}/")}


def _judge(prepared: Prepared, fault: Fault, ran: Ran, stood: str, found: Listing) -> Iterator[str]:
    if stood == "neither":
        yield f"the published tree is neither old nor new: {difference(found, prepared.old)}"
    if not inputs_stand(prepared):
        yield "content/ or keys/ was changed"
    if ran.late:
        yield "it did not end"
    if ran.left:
        yield "a process went on after the end"
    if shows_traceback(ran):
        yield f"a traceback was shown: {blamed(ran.err)}"
    is_killed = ran.fired and (fault.kind.is_kill or (fault.kind is Kind.KILL_ONE and ran.code == -9))
    if is_killed and ran.code != -9:
        yield f"killed, and exit {ran.code}"
    if not is_killed:
        yield from judge_words(ran, stood)


def judge_words(ran: Ran, stood: str) -> Iterator[str]:
    """Points 5 and 6, for a run that ended by itself."""
    if ran.code == 0:
        if stood == "old":
            yield "exit 0, but the old site stands"
        return
    if ran.code is None or ran.code < 0:
        yield f"ended by signal: {ran.code}"
    if shows_traceback(ran):
        return
    messages = [line for line in ran.err.splitlines() if line and not line.startswith(" ")]
    is_list = bool(messages) and re.match(r"\d+ problems?, ", messages[-1]) is not None
    is_usage = ran.code == 2 and ran.err.startswith("Usage: ")
    if len(messages) != 1 and not is_list and not is_usage:
        yield f"exit {ran.code} with {len(messages)} messages: {ran.err!r}"
    if stood == "new" and not _IN_PLACE.search(ran.err):
        yield f"the new site stands, and the message does not say so: {ran.err!r}"
    if stood == "old" and _IN_PLACE.search(ran.err):
        yield f"the old site stands, and the message says otherwise: {ran.err!r}"
    if stood in ("new", "between") and _AS_IT_WAS.search(ran.err):
        yield f"the message says the site is as it was: {ran.err!r}"


def judge_next(prepared: Prepared, runner: Runner) -> Iterator[str]:
    """Point 7: the next build needs no repair."""
    ran = prepared.run(runner)
    if ran.code != 0 or ran.left:
        yield f"the next build: exit {ran.code}: {ran.err!r}"
    found = listing(prepared.site)
    if found != prepared.new:
        yield f"the next build does not give the new tree: {difference(found, prepared.new)}"
    beside = names_beside(prepared.place)
    if beside not in prepared.beside:
        more, less = sorted(beside - prepared.beside[0])[:1], sorted(prepared.beside[0] - beside)[:1]
        yield f"the next build leaves other files beside the site: more {more}, fewer {less}"
    if not inputs_stand(prepared):
        yield "the next build changed content/ or keys/"


def inputs_stand(prepared: Prepared) -> bool:
    """Whether everything the organisation wrote is there as it was; files that a build adds are no matter here."""
    now = inputs(prepared.place)
    return all(now.get(path) == entry for path, entry in prepared.inputs.items())


def shows_traceback(ran: Ran) -> bool:
    """Whether somebody was shown the inside of the program."""
    return bool(_TRACEBACK.search(ran.out + ran.err))


def blamed(text: str) -> str:
    """Where it came from, as far as it is ours, and what it says."""
    places = re.findall(r'File ".*?(generator/[^"]+)", line (\d+), in (\w+)', text)
    place = "{}:{} in {}".format(*places[-1]) if places else "no place of ours"
    last = next((line for line in reversed(text.splitlines()) if line and not line.startswith(" ")), "")
    return f"{place}: {last.partition(': ')[0]}"
