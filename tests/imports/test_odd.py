"""Whatever is in a file, an import ends with an answer, and what it takes is a sound ledger."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli.app import main
from tests import projects
from tests.imports.importing import CREDLY, run, snapshot, table

LENIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = st.sampled_from(
    [
        *("id", "type", "recipient", "badge", "badgeclass", "issuedOn", "expires", "evidence", "narrative", "revoked"),
        *("identity", "hashed", "salt", "credentialSubject", "achievement", "identifier", "identityType", "name"),
        *("criteria", "description", "image", "validFrom", "assertions", "badge_classes", "data", "vc", "@context"),
    ]
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.text(max_size=8),
    st.sampled_from(
        ["ada.quince@example.com", "2024-03-01", "sha256$00", "https://example.org/1", "data:image/png;base64,AA"]
    ),
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


@LENIENT
@given(st.binary(max_size=200))
def test_any_bytes_behind_a_header_are_answered(project: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "c.csv").write_bytes(",".join(CREDLY).encode() + b"\n" + data)
    assert run(project, tmp_path / "c.csv", "--make-achievements", "--dry-run").exit_code in (0, 1)


@LENIENT
@given(VALUES)
def test_any_json_is_answered(project: Path, tmp_path: Path, value: object) -> None:
    (tmp_path / "x.json").write_text(json.dumps(value), encoding="utf-8")
    assert run(project, tmp_path / "x.json", "--make-achievements", "--dry-run").exit_code in (0, 1)
    folder = tmp_path / "folder"
    folder.mkdir(exist_ok=True)
    shutil.copy(tmp_path / "x.json", folder / "x.json")
    assert run(project, folder, "--make-achievements", "--dry-run").exit_code in (0, 1)


@LENIENT
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), max_size=10),
            st.text(st.characters(codec="utf-8"), max_size=10),
            st.sampled_from(["ada.quince@example.com", "new@example.org", "x", ""]) | st.text(max_size=6),
            st.sampled_from(["2024-03-01", "3/25/24", "tomorrow", ""]),
        ),
        max_size=4,
    )
)
def test_what_is_taken_in_and_taken_back_leaves_nothing(
    project: Path, tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    """Whatever names and badges say; the ledger is read before and after, and by `check` in between."""
    before = snapshot(project)
    header = ["Badge Template ID", "Badge Name", "First Name", "Issued to Email", "Issue Date"]
    file = table(tmp_path / "c.csv", header, *[(badge, name, name, mail, day) for badge, name, mail, day in rows])
    rejects = tmp_path / "r.csv"
    rejects.unlink(missing_ok=True)
    result = run(project, file, "--make-achievements", "--rejects", rejects, "--achievement", "grafting")
    if "Wrote import" in result.stdout:
        assert run(project, verb="check").exit_code == 0
        assert run(project, "--undo").exit_code == 0
    assert snapshot(project) == before


def test_a_file_of_rejected_rows_is_there_before_the_ledger_changes(project: Path, tmp_path: Path) -> None:
    header = ["Recipient Name", "Recipient Email", "Issued on"]
    good, bad = ["Nora", "nora@example.com", "2024-03-01"], ["Otto", "otto", "2024-03-01"]
    file = table(tmp_path / "a.csv", header, good, bad)
    before = snapshot(project)
    result = run(project, file, "--achievement", "grafting", "--rejects", tmp_path / "no" / "r.csv")
    assert result.exit_code == 1 and snapshot(project) == before


def test_a_record_that_names_other_files_is_not_believed(project: Path, tmp_path: Path) -> None:
    log = project / "content" / "imports" / "log"
    log.mkdir(parents=True)
    secret = project / "keys" / "demo-published-not-secret.key"
    record = {"version": 1, "number": 1, "at": "", "from": "", "spans": {}, "files": {f"../keys/{secret.name}": ""}}
    (log / "0001.json").write_text(json.dumps(record), encoding="utf-8")
    assert run(project, "--undo").exit_code == 1 and secret.exists()


def test_names_of_files_reach_the_terminal_as_marks(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "badges"
    folder.mkdir()
    for name in ("red\x1b[31m.json", "turned\u202egnp.json"):
        (folder / name).write_text("{", encoding="utf-8")
    result = run(project, folder)
    assert result.exit_code == 1
    assert "red␛[31m.json" in result.stderr and "turned‹U+202E›gnp.json" in result.stderr
    assert "\x1b" not in result.output + result.stderr and "\u202e" not in result.output + result.stderr


@pytest.mark.parametrize("verb", ["export", "keys", "init", "build"])
def test_paths_that_a_verb_prints_are_marked_too(tmp_path: Path, verb: str) -> None:
    odd = tmp_path / "a\x1b[31m\u202eb"
    project = projects.write_project(tmp_path / "usual" if verb == "export" else odd / "project")
    words = {
        "export": ["people", f"{odd}.csv", "-C", project],
        "keys": ["new", "x", "--no-passphrase", "-C", project],
        "init": [odd / "new", "--base-url", "https://b.example", "--title", "B", "--no-passphrase"],
        "build": ["-C", project],
    }[verb]
    result = CliRunner().invoke(main, [verb, *map(str, words)])
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.output and "\u202e" not in result.output and "a␛[31m‹U+202E›b" in result.output


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Whoever waits for longer than ten seconds is woken by an error."""

    def wake(*_: object) -> None:
        raise AssertionError("it waits for a pipe")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("no_waiting")
def test_a_pipe_in_a_folder_is_no_badge_and_nobody_waits_for_it(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "badges"
    folder.mkdir()
    for name in ("one.png", "two.json"):
        os.mkfifo(folder / name)
    result = run(project, folder)
    assert result.exit_code == 1 and "there is no badge in this folder" in result.stderr
    for name in ("one.png", "two.json"):
        refused = run(project, folder / name, "--from", "json")
        assert refused.exit_code == 1 and "is neither a file nor a folder" in refused.stderr


def test_a_first_line_that_is_no_header_is_refused_in_words(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("x" * (1 << 20) + "x\n", encoding="utf-8")
    result = run(project, file)
    assert result.exit_code == 1 and "long.txt:1:1: the first line has more than 1,048,576 characters" in result.stderr
    unclosed = tmp_path / "quote.csv"
    unclosed.write_text('"Badge Name,Issue Date\n', encoding="utf-8")
    assert "quote.csv:1:1: a quote in this row is not closed" in run(project, unclosed).stderr
