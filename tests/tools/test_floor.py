"""The floor of the benchmark writes the bytes of the build: otherwise its ratio would compare different works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sitemaking import build
from tools.bench import engine, floor
from tools.bench.engine import Build
from tools.bench.measure import Cost
from tools.bench.probes import read_rows

AWARDS = 300  # every hundredth is revoked or suspended, every tenth unlisted and expired


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if reason := floor.missing():
        pytest.skip(f"the floor cannot be compiled: {reason}")
    return floor.compile_floor(tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ledger") / "project"
    options = ["--achievements", "3", "--art-bytes", "2000"]
    subprocess.run([sys.executable, str(_MAKE_LEDGER), str(AWARDS), str(folder), *options], check=True)
    (folder / "keys").chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def site(project: Path) -> Path:
    build(project)
    return project / "site"


_MAKE_LEDGER = floor.SOURCE.with_name("make_ledger.py")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes are built by the code under test, not by a command that may be installed or not."""

    def built(folder: Path, out: Path, **_: object) -> Build:
        build(folder, out)
        return Build((), Cost(0.0, 0.0, 0.0, 0, "", ""), {})

    monkeypatch.setattr(engine, "build", built)


def test_the_floor_writes_the_same_files_as_a_build(
    compiled: Path, project: Path, site: Path, tmp_path: Path, in_process: None
) -> None:
    flat = floor.prepare_input(project, tmp_path / "probes")
    for words in ([], ["verify"]):
        out = tmp_path / f"out{len(words)}"
        done = subprocess.run([compiled, flat, out, *words], capture_output=True, text=True, check=True)
        assert done.stdout == f"{AWARDS} awards\n"
        assert floor.differences(site, out) == []


def test_what_the_floor_is_given_holds_no_signature_and_no_hash_of_a_credential(
    project: Path, site: Path, tmp_path: Path, in_process: None
) -> None:
    given = floor.prepare_input(project, tmp_path / "probes").read_bytes()
    for path in (site / "awards").glob("*/credential.json"):
        text = path.read_bytes()
        assert path.parent.name.encode() in given
        assert text[text.index(b'"proofValue":"') + 14 :].partition(b'"')[0] not in given


def test_the_small_ledger_has_every_kind_of_award(project: Path) -> None:
    shapes = read_rows(project).shapes
    assert {shape.standing for shape in shapes} == {"", "revoked", "suspended"}
    assert {shape.expiry for shape in shapes} == {"", "past", "future"}
    assert {shape.visibility for shape in shapes} == {"public", "unlisted"}
    assert {bool(shape.result) for shape in shapes} == {True, False}
    assert {shape.evidence[0] for shape in shapes} == {True, False}


@pytest.mark.parametrize("change", [lambda data: data + b" ", lambda data: b""], ids=["longer", "empty"])
def test_a_file_that_differs_is_named(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    for side in ("ours", "floor"):
        folder = tmp_path / side / "awards" / "0000000000000a01"
        folder.mkdir(parents=True)
        for name in ("credential.json", "index.html"):
            (folder / name).write_bytes(name.encode())
    assert floor.differences(tmp_path / "ours", tmp_path / "floor") == []
    page = tmp_path / "floor" / "awards" / "0000000000000a01" / "index.html"
    page.write_bytes(change(page.read_bytes()))
    (tmp_path / "floor" / "awards" / "0000000000000a01" / "more.txt").write_bytes(b"")
    assert floor.differences(tmp_path / "ours", tmp_path / "floor") == [
        "0000000000000a01/more.txt",
        "0000000000000a01/index.html",
    ]
