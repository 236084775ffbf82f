"""`badgepress serve` as a person uses it: a running program, files that are edited, a browser that is open."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from generator.cli import serve as serve_verb
from generator.cli.app import main
from generator.model import Place, Problem
from generator.preview import banner, files, watch
from tests import browser as browsers
from tests import projects

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("livereload")


class Serving:
    """A running `badgepress serve`: its address and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], said: Path, url: str) -> None:
        self.process, self._said, self.url = process, said, url

    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def get(self, path: str = "", **headers: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers)) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def until(what: Callable[[], object], seconds: float = 30) -> object:
    """What `what` gives as soon as that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen in time")


@contextmanager
def serving(project: Path, *options: str) -> Iterator[Serving]:
    said = project / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", "from generator.cli.app import main; main()", "serve", "-C", str(project), *options],
            stdout=out, stderr=subprocess.STDOUT, text=True, cwd=projects.REPOSITORY, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    try:
        found = until(lambda: process.poll() is not None or re.search(r"http://\S+/", said.read_text()))
        assert isinstance(found, re.Match), said.read_text()
        yield Serving(process, said, found[0])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edit_is_shown_without_touching_the_site_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    with serving(project) as preview:
        until(lambda: "built: " in preview.said())
        assert "Orchard Guild badges" in preview.get()[1]
        _edit(project / "content" / "site.toml", "Orchard Guild badges", "Badges of the orchard")
        until(lambda: "site.toml changed: " in preview.said())
        assert "Badges of the orchard" in preview.get()[1]
        preview.process.send_signal(signal.SIGINT)
        assert preview.process.wait(20) == 0
        assert "Traceback" not in preview.said() and preview.said().endswith("Stopped.\n")
    assert not (project / "site").exists()
    assert (project / ".preview" / "site" / ".badgepress-preview").is_file()
    assert (project / ".preview").stat().st_mode & 0o077 == 0


def test_a_mistake_is_told_on_the_page_and_in_the_terminal_with_its_place_and_the_last_site_stays(
    tmp_path: Path,
) -> None:
    project = projects.write_project(tmp_path / "p")
    with serving(project) as preview:
        until(lambda: "built: " in preview.said())
        _edit(project / "content" / "awards.csv", "e1,grafting", "e1,graftign")
        until(lambda: "awards.csv:2:21: " in preview.said())
        assert re.search(r"\d\d:\d\d:\d\d content/awards.csv:2:21: .*Still showing \d\d:\d\d:\d\d\.", preview.said())
        status, page = preview.get()
        assert status == 200 and "content/awards.csv:2:21" in page and "did you mean" in page
        assert "Orchard Guild badges" in page
        _edit(project / "content" / "awards.csv", "graftign", "grafting")
        until(lambda: "awards.csv changed: " in preview.said())
        assert "awards.csv:2:21" not in preview.get()[1]


def test_files_that_were_wrong_from_the_start_give_a_page_that_says_so(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p", awards=projects.AWARDS.replace("e1,grafting", "e1,graftign"))
    with serving(project) as preview:
        until(lambda: "awards.csv:2:21: " in preview.said())
        status, page = preview.get()
        assert status == 503 and "content/awards.csv:2:21" in page and "There is no site to show yet." in page


def test_pages_answer_while_an_edit_of_a_large_ledger_is_built(tmp_path: Path) -> None:
    # How soon an edit is seen is measured by tools/bench/waiting.py.
    number = 10_000
    rows = [f"{at:016d},e{at % 500},grafting,2025-03-01T09:00:00Z,,{at},,,,," for at in range(number)]
    people = [f"e{at},Ada Quince {at},ada{at}@example.com,en,public,auto,ada-{at}" for at in range(500)]
    project = projects.write_project(
        tmp_path / "p",
        awards="\n".join([projects.AWARDS.splitlines()[0], *rows]) + "\n",
        earners="\n".join([projects.EARNERS.splitlines()[0], *people]) + "\n",
        events=projects.EVENTS.splitlines()[0] + "\n",
    )
    with serving(project) as preview:
        until(lambda: "built: " in preview.said(), 180)
        for hour in (10, 11, 12):
            _edit(
                project / "content" / "awards.csv",
                f"T{hour - 1:02d}:00:00Z,,{number - 1},",
                f"T{hour}:00:00Z,,{number - 1},",
            )
            answered, end = 0, time.monotonic() + 60
            while preview.said().count("awards.csv changed: ") < hour - 9:
                assert preview.get(f"awards/{number - 1:016d}/")[0] == 200
                answered += 1
                time.sleep(0.02)
                assert time.monotonic() < end
            assert answered > 1
            document = json.loads(preview.get(f"awards/{number - 1:016d}/credential.json")[1])
            assert document["awardedDate"] == f"2025-03-01T{hour}:00:00Z"


def test_a_busy_port_is_passed_over_and_a_named_one_refused(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "-C", str(project), "--port", str(port)])
    assert result.exit_code == 1 and f"port {port}" in result.stderr and "leave --port out" in result.stderr
    with serving(project) as one, serving(projects.write_project(tmp_path / "q")) as other:
        assert one.url != other.url


def test_only_this_machine_by_its_own_names_is_answered(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    with serving(project) as preview:
        until(lambda: "built: " in preview.said())
        assert preview.url.startswith("http://127.0.0.1:")
        assert preview.get(Host="rebound.example.org")[0] == 403
        assert preview.get("../content/earners.csv")[0] == 404
        assert preview.get("%2e%2e/%2e%2e/content/earners.csv")[0] == 404
        assert preview.get("nothing/here/")[0] == 404


def test_a_site_below_a_path_is_shown_below_that_path(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p", base_url="https://example.org/guild/badges")
    with serving(project) as preview:
        until(lambda: "built: " in preview.said())
        with urllib.request.urlopen(preview.url) as answer:
            assert answer.url.endswith("/guild/badges/")
        assert preview.get("guild/badges/verify/")[0] == 200
        assert preview.get("verify/")[0] == 404


def test_without_the_extra_the_verb_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve_verb.importlib.util, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["serve", "-C", str(tmp_path)])
    assert result.exit_code == 1 and "badgepress[serve]" in result.stderr and "Traceback" not in result.output


def test_what_is_added_to_a_page_cannot_be_written_by_whoever_fills_in_a_file() -> None:
    hostile = Problem(Place("content/<b>.csv", 1, 1), "x", "<script>alert(1)</script>\u202e", "<img src=x>")
    item = banner._item(hostile)
    assert "<script" not in item and "<img" not in item and "<b>" not in item and "\u202e" not in item


def test_a_link_out_of_the_preview_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert files.find(tmp_path / "site", "link.txt") is None


def test_new_gone_and_changed_files_are_seen(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a").write_text("1")
    (tmp_path / "content" / "b").write_text("1")
    before = watch.look(tmp_path)
    (tmp_path / "content" / "a").write_text("22")
    (tmp_path / "content" / "b").unlink()
    (tmp_path / "content" / "c").write_text("1")
    assert watch.changed(before, watch.look(tmp_path)) == ["content/a", "content/b", "content/c"]


@pytest.mark.browser
def test_an_open_page_reloads_by_itself_shows_the_mistake_and_loses_it_again(tmp_path: Path, browser: Browser) -> None:
    project = projects.write_project(tmp_path / "p")
    with serving(project) as preview, browsers.opened(browser) as visit:
        until(lambda: "built: " in preview.said())
        visit.page.goto(preview.url)
        visit.page.wait_for_timeout(500)
        _edit(project / "content" / "awards.csv", "e1,grafting", "e1,graftign")
        visit.page.wait_for_selector(".bp-preview", timeout=10_000)
        assert "content/awards.csv:2:21" in visit.page.inner_text(".bp-preview")
        if os.environ.get("BADGEPRESS_SHOTS"):
            visit.page.screenshot(path=os.environ["BADGEPRESS_SHOTS"] + "/preview.png")
        _edit(project / "content" / "awards.csv", "graftign", "grafting")
        visit.page.wait_for_selector(".bp-preview", state="detached", timeout=10_000)
        assert [trouble for trouble in visit.troubles() if "livereload" not in trouble] == []


def test_the_marked_preview_has_the_very_pages_that_a_build_makes(tmp_path: Path) -> None:
    project = projects.write_project(tmp_path / "p")
    assert CliRunner().invoke(main, ["build", "-C", str(project)]).exit_code == 0
    with serving(project) as preview:
        until(lambda: "built: " in preview.said())
    built, shown = project / "site", project / ".preview" / "site"
    names = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    marked = {path.relative_to(shown) for path in shown.rglob("*") if path.is_file()}
    assert {str(path) for path in marked ^ names} == {".badgepress-preview"}
    assert all((built / name).read_bytes() == (shown / name).read_bytes() for name in names)
    assert json.loads((shown / ".well-known" / "did.json").read_text())["id"] == "did:web:badges.example.org"
