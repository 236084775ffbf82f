"""Compiled templates kept for the next start: the same code or none, never somebody else's."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import jinja2
import pytest

from generator.build.writer import plain_modes
from generator.pages import bytecode, render, theme_files
from generator.pages.bytecode import keep, read_kept
from generator.pages.render import Theme, are_templates_kept, packaged_theme


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_templates_compiled_once_are_not_compiled_by_the_next_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not are_templates_kept()
    first = Theme((packaged_theme(),))
    first.compile_ahead(*first.template_names())
    first.keep_compiled()
    assert are_templates_kept()
    second = Theme((packaged_theme(),))
    monkeypatch.setattr(type(second._environment), "_generate", _fail)
    second.compile_ahead(*second.template_names())


def test_all_packaged_templates_are_kept_whatever_was_used_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    Theme((packaged_theme(),)).keep_compiled()
    again = Theme((packaged_theme(),))
    monkeypatch.setattr(type(again._environment), "_generate", _fail)
    again.compile_ahead(*again.template_names())


def test_after_an_upgrade_templates_are_compiled_once_more_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = tmp_path / "templates"
    shutil.copytree(packaged_theme(), packaged)
    for module in (render, theme_files):
        monkeypatch.setattr(module, "packaged_theme", lambda: packaged)
    Theme((packaged,)).keep_compiled()
    assert are_templates_kept()
    (packaged / "404.html").write_text("newer", encoding="utf-8")
    assert not are_templates_kept()
    Theme((packaged,)).keep_compiled()
    again = Theme((packaged,))
    monkeypatch.setattr(type(again._environment), "_generate", _fail)
    again.compile_ahead(*again.template_names())
    assert again._environment.get_template("404.html").render() == "newer"


def test_a_template_of_the_project_is_compiled_from_its_own_text_and_not_kept(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "404.html").write_text("own", encoding="utf-8")
    (own / "base.html").write_text("own base", encoding="utf-8")
    laid_over = Theme((packaged_theme(), own))
    laid_over.keep_compiled()
    assert laid_over._environment.get_template("base.html").render() == "own base"
    packaged = Theme((packaged_theme(),))
    names = set(packaged.template_names()) - {"base.html"}
    kept = len(packaged.compile_ahead())
    assert kept == len(names), "neither their base.html nor their 404.html, which nobody else has"
    packaged.keep_compiled()
    assert len(Theme((packaged_theme(),)).compile_ahead()) == kept + 1, "base.html as it is packaged"
    again = Theme((packaged_theme(), own))
    assert again._environment.get_template("base.html").render() == "own base"


@pytest.mark.parametrize("at", [0, 40, -1])
def test_what_was_damaged_is_not_used(at: int) -> None:
    keep({"key": b"code"}, "rules")
    assert read_kept("rules") == {"key": b"code"}
    place = bytecode._place()
    data = bytearray(place.read_bytes())
    data[at] ^= 1
    place.write_bytes(data)
    assert read_kept("rules") == {}
    place.write_bytes(data[:20])
    assert read_kept("rules") == {}


def test_other_rules_and_another_jinja_have_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    keep({"key": b"code"}, "rules")
    assert read_kept("other rules") == {}
    monkeypatch.setattr(jinja2, "__version__", "0.0")
    assert read_kept("rules") == {}


def test_where_python_writes_no_compiled_modules_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep({"key": b"code"}, "rules")
    assert read_kept("rules") == {}
    assert not bytecode._place().exists()


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "a-file"))
    keep({"key": b"code"}, "rules")
    assert read_kept("rules") == {}


def test_only_the_owner_may_write_to_what_is_kept_and_nothing_else_is_left() -> None:
    with plain_modes():
        keep({"key": b"code"}, "rules")
        keep({"key": b"newer"}, "rules")
    place = bytecode._place()
    assert stat.S_IMODE(place.stat().st_mode) == 0o644
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert read_kept("rules") == {"key": b"newer"}


def _fail(*_: object) -> str:
    raise AssertionError("compiled again")
