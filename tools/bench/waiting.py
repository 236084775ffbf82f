"""What a person waits for: an edit to be seen in the preview, a ledger to be checked, a name to be found in a page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests import browser
from tests.pages.crowd import MANY, many_earners
from tools.bench import engine
from tools.bench.figures import Bound, Figure, NotMeasuredError, Section, gathered
from tools.bench.large import appended_line
from tools.bench.machine import PYTHON_FOLDER
from tools.bench.measure import run
from tools.bench.session import LARGE_ART_BYTES, Session

_SHOWN_WITHIN_S = (1.0, 2.0)  # in the smaller and in the larger of the ledgers whose memory is measured
_EDITS = 5
_PATIENCE_S = 180
_QUERIES = ("a", "an", "son", "quillf", "花", "佐藤", "zoe quill")
_TRIES = 5
_TYPED = """async query => {
  const box = document.getElementById('people_box'), results = document.getElementById('people_results');
  box.value = '';
  box.dispatchEvent(new Event('input'));
  const start = performance.now();
  box.value = query;
  box.dispatchEvent(new Event('input'));
  while(!results.firstElementChild && performance.now() - start < 2000) await new Promise(done => setTimeout(done));
  void document.body.offsetHeight;
  return [performance.now() - start, results.childElementCount];
}"""


def measure(session: Session) -> Section:
    about = (
        "The preview: `badgepress serve` runs, the last line of awards.csv changes, and the credential of that award "
        f"is asked for until it says what the line says; {_EDITS} times, of which the middle one counts. The search: "
        f"a page in Chromium with the names of {MANY:,} earners, from the keystroke to the first result laid out, the "
        f"middle one of {_TRIES} for each of some words, of which the slowest counts."
    )
    return gathered("Waiting", about, _figures(session))


def _figures(session: Session) -> Iterator[Figure]:
    for awards, most in zip(session.wishes.memory_sizes, _SHOWN_WITHIN_S, strict=True):
        yield _preview(session, awards, most)
    yield _check(session, session.wishes.memory_sizes[-1])
    yield _search(session)


# The preview


def _preview(session: Session, awards: int, most_s: float) -> Figure:
    project = session.new_folder(session.places.ram, f"preview-{awards}")
    shutil.copytree(session.project(awards, LARGE_ART_BYTES), project)
    session.say(f"edits of a ledger of {awards:,} in the preview")
    command = (str(PYTHON_FOLDER / "badgepress"), "serve", "-C", str(project))
    with _serving(command) as url:
        took = sorted(_edit(project / "content" / "awards.csv", url) for _ in range(_EDITS))
    session.done_with(project)
    return Figure(
        what=f"an edit in a ledger of {awards:,} is seen in the preview",
        ours=f"{median(took):.2f} s",
        value=median(took),
        wanted=Bound("<=", most_s, "s"),
        commands=(session.places.shown(command),),
        note=f"{took[0]:.2f} to {took[-1]:.2f} s",
    )


@contextmanager
def _serving(command: tuple[str, ...]) -> Iterator[str]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=environment)
        try:
            yield _address(process, said.fileno())
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_PATIENCE_S)


def _address(process: subprocess.Popen[bytes], said: int) -> str:
    """Where the preview is, as soon as the first site is built."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        text = os.pread(said, 1 << 16, 0).decode("utf-8", "replace")
        found = re.search(r"http://\S+/", text)
        if found and "built: " in text:
            return found[0]
        time.sleep(0.05)
    raise NotMeasuredError(f"the preview did not come\n{os.pread(said, 1 << 16, 0).decode('utf-8', 'replace')}")


def _edit(awards: Path, url: str) -> float:
    """Move the award of the last line by a second, in its place; seconds until the site that is served has it."""
    data = awards.read_bytes()
    at = data.rindex(b"\n", 0, len(data) - 1) + 1
    award_id, _, _, awarded_at, *_ = data[at:].decode().split(",")
    changed = re.sub(r":(\d\d)Z", lambda second: f":{(int(second[1]) + 1) % 60:02}Z", awarded_at)
    began = time.monotonic()
    with awards.open("r+b") as file:
        file.seek(at + data[at:].index(awarded_at.encode()))
        file.write(changed.encode())
    while changed not in _get(f"{url}awards/{award_id}/credential.json"):
        if time.monotonic() - began > _PATIENCE_S:
            raise NotMeasuredError("an edit was never seen")
        time.sleep(0.005)
    return time.monotonic() - began


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=_PATIENCE_S) as answer:
        text: str = answer.read().decode("utf-8")
        return text


# The check


def _check(session: Session, awards: int) -> Figure:
    command = (PYTHON_FOLDER / "badgepress", "check", "-C", session.project(awards, LARGE_ART_BYTES))
    session.say(f"checking a ledger of {awards:,}")
    costs = [run(command) for _ in range(session.wishes.repeats)]
    wall = median(cost.wall for cost in costs)
    return Figure(
        what=f"`check` of a ledger of {awards:,}",
        ours=f"{wall:.2f} s",
        value=wall,
        wanted=Bound("<=", 10, "s"),
        commands=(session.places.shown(command),),
    )


# The search


def _search(session: Session) -> Figure:
    what = f"the first result in the list of {MANY:,} earners, after a keystroke"
    if reason := browser.missing():
        return Figure(what, missing=reason)
    project, site = _crowd(session)
    session.say(f"searching {MANY:,} earners")
    with browser.served(site) as url, browser.launched() as chromium, browser.opened(chromium) as visit:
        visit.page.goto(f"{url}/earners/")
        visit.page.focus("#people_box")
        visit.page.wait_for_load_state("networkidle")
        took = {query: _first_result(visit, query) for query in _QUERIES}
    session.done_with(project)
    session.done_with(site.parent)
    slowest = max(took, key=lambda query: took[query])
    return Figure(
        what=what,
        ours=f"{took[slowest]:.1f} ms",
        value=took[slowest],
        wanted=Bound("<=", 50, "ms"),
        note=f"slowest for “{slowest}”; the middle one of {len(took)} words took {median(took.values()):.1f} ms",
    )


def _first_result(visit: browser.Visit, query: str) -> float:
    found = [visit.page.evaluate(_TYPED, query) for _ in range(_TRIES)]
    if not all(results for _, results in found):
        raise NotMeasuredError(f"nobody was found for {query!r}")
    return median(float(took) for took, _ in found)


def _crowd(session: Session) -> tuple[Path, Path]:
    """A project in which everybody of the crowd has one award, and its site."""
    project = session.new_folder(session.places.ram, "crowd")
    shutil.copytree(session.project(100), project)
    earners = many_earners()
    content = project / "content"
    head = "id,name,emails,language,visibility,accept,handle\n"
    lines = [f"{e.id},{e.name},{e.id}@example.com,{e.language},public,auto,{e.handle}\n" for e in earners]
    (content / "earners.csv").write_text(head + "".join(lines), encoding="utf-8", newline="")
    head = (content / "awards.csv").read_text(encoding="utf-8").partition("\n")[0] + "\n"
    lines = [appended_line(0, number) for number in range(len(earners))]
    (content / "awards.csv").write_text(head + "".join(lines), encoding="utf-8", newline="")
    (content / "events.csv").unlink(missing_ok=True)
    site = session.new_folder(session.places.ram, "crowded") / "site"
    site.parent.mkdir()
    engine.build(project, site, jobs=session.wishes.jobs, full=True)
    return project, site
