"""The packages that go to others: the same bytes whoever builds them, and all that a project needs inside."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.docs.walking import steps_of

REPOSITORY = Path(__file__).parent.parent.parent
TREE = ("generator", "templates", "tests", "tools", "docs", "content", "keys")
FILES = ("pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore")


def _copy(folder: Path) -> Path:
    """The sources in another folder, as a checkout would have them."""
    leave = shutil.ignore_patterns("__pycache__", "node_modules", ".cache", "*.egg-info")
    for name in TREE:
        shutil.copytree(REPOSITORY / name, folder / name, ignore=leave)
    for name in FILES:
        shutil.copyfile(REPOSITORY / name, folder / name)
    return folder


def _build(sources: Path, out: Path, umask: int) -> dict[str, bytes]:
    before = os.umask(umask)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(sources)],
            capture_output=True, encoding="utf-8", check=False, timeout=300,
        )  # fmt: skip
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not all(map(importlib.util.find_spec, ("build", "hatchling"))):
        pytest.skip("packaging: the Python packages build and hatchling are not there")
    out = tmp_path_factory.mktemp("dist")
    _build(_copy(tmp_path_factory.mktemp("sources")), out, 0o022)
    return out


def test_wheel_and_sdist_have_the_same_bytes_wherever_and_whenever_they_are_built(
    packages: Path, tmp_path: Path
) -> None:
    sources = _copy(tmp_path / "elsewhere")
    for path in sources.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    again = _build(sources, tmp_path / "dist", 0o077)
    assert {path.name: path.read_bytes() for path in packages.iterdir()} == again
    assert sorted(name.rpartition(".")[2] for name in again) == ["gz", "whl"]


def test_the_wheel_has_the_theme_and_the_files_of_a_new_project_and_no_secret(packages: Path) -> None:
    with zipfile.ZipFile(next(packages.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    templates = {f"generator/{path.relative_to(REPOSITORY)}" for path in (REPOSITORY / "templates").rglob("*.*")}
    package = {str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / "generator").rglob("*.py")}
    scaffold = {str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / "generator/scaffold/files").iterdir()}
    assert templates | package | scaffold <= names
    assert not [name for name in names if name.endswith((".key", ".pub", ".pyc")) or name.startswith("tests/")]


def test_the_sdist_has_what_builds_and_tests_it(packages: Path) -> None:
    with tarfile.open(next(packages.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "templates/base.html", "tests/conftest.py"}
    assert wanted <= names
    assert [name for name in names if name.endswith(".key")] == ["keys/demo-published-not-secret.key"]


@pytest.mark.slow
def test_the_installed_wheel_makes_a_project_awards_builds_and_verifies_without_the_repository(
    packages: Path, tmp_path: Path
) -> None:
    place = tmp_path / "venv"
    venv.create(place, with_pip=True)
    installed = subprocess.run(
        [str(place / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         str(next(packages.glob("*.whl")))],
        capture_output=True, encoding="utf-8", check=False, timeout=600, cwd=tmp_path,
    )  # fmt: skip
    if installed.returncode:
        pytest.skip("packaging: what badgepress needs could not be installed into a fresh environment")
    home = tmp_path / "home"
    home.mkdir()

    def run(*words: str, code: int = 0) -> str:
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [str(place / "bin/badgepress"), *words],
            capture_output=True, encoding="utf-8", check=False, timeout=120, cwd=home, env=environment,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    run("init", "p", "--base-url", "https://badges.orchard.college", "--title", "Orchard", "--no-passphrase")
    ada = ("--achievement", "first-badge", "--name", "Ada Quince", "--email", "ada@example.org")
    run("award", "-C", "p", *ada)
    assert "Signed 1 new" in run("build", "-C", "p")
    assert "2 files: 2 valid" in run("verify", "p/site", "--site", "p/site")
    assert str(REPOSITORY) not in run("--version")
    assert _theme_as_documented(place, home) == next(place.glob("lib/python*/site-packages")) / "generator/templates"


def _theme_as_documented(place: Path, home: Path) -> Path:
    """The folder of the packaged theme, as docs/theming.md says to find it."""
    commands = [step.command for step in steps_of(REPOSITORY / "docs/theming.md")][:3]
    assert "packaged_theme" in commands[1]
    done = subprocess.run(
        ["bash", "-euc", "\n".join([*commands, 'echo "$theme"'])],
        capture_output=True, encoding="utf-8", check=False, timeout=120, cwd=home,
        env={"PATH": f"{place / 'bin'}:/usr/bin:/bin", "HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "base.html" in done.stdout.splitlines()
    return Path(done.stdout.splitlines()[-1])
