"""The exchange of old and new: whole or not at all, and never a folder that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import switch as switching
from generator.build.stage import Stage
from generator.build.switch import refuse_target, switch
from generator.build.writer import Writer, plain_modes
from generator.errors import BuildError
from tests.sitemaking import tree


def _stage(out: Path, **files: bytes) -> Stage:
    stage = Stage(out)
    stage.begin()
    with plain_modes():
        writer = Writer(stage.folder, None)
        for name, data in files.items():
            writer.put(name, data)
        writer.close()
    stage.settle(len(files))
    return stage


def test_the_first_site_appears_whole(tmp_path: Path) -> None:
    out = tmp_path / "site"
    switch(_stage(out, a=b"1", b=b"2"), out)
    assert tree(out) == {"a": b"1", "b": b"2"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_the_new_site_takes_the_place_of_the_old_one_which_then_stands_in_the_stage(tmp_path: Path) -> None:
    out = tmp_path / "site"
    switch(_stage(out, a=b"1", old=b"2"), out)
    stage = _stage(out, a=b"3")
    switch(stage, out)
    assert tree(out) == {"a": b"3"}
    assert tree(stage.folder) == {"a": b"1", "old": b"2"}


def test_a_failed_exchange_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "site"
    switch(_stage(out, a=b"1"), out)

    def refuse(one: Path, other: Path) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(switching, "exchange", refuse)
    with pytest.raises(BuildError, match="cannot put the new site in place"):
        switch(_stage(out, a=b"2"), out)
    assert tree(out) == {"a": b"1"}


def test_a_disk_that_does_not_confirm_the_exchange_is_said_and_the_site_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    switch(_stage(out, a=b"1"), out)

    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    stage = _stage(out, a=b"2")
    monkeypatch.setattr(switching, "_sync_folder", fail)
    with pytest.raises(BuildError, match="the new site is in place"):
        switch(stage, out)
    assert tree(out) == {"a": b"2"}


def _project(tmp_path: Path) -> Path:
    for name in ("content", "keys", "templates"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize("out", ["content", "keys", "templates", "content/site", ".", "keys/x"])
def test_a_site_never_holds_nor_lies_in_what_is_private(tmp_path: Path, out: str) -> None:
    project = _project(tmp_path)
    with pytest.raises(BuildError):
        refuse_target(project / out, project)


def test_a_folder_with_somebody_elses_files_is_not_replaced(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "photos").mkdir()
    (project / "photos" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(BuildError, match="not a site made by badgepress"):
        refuse_target(project / "photos", project)
    assert (project / "photos" / "holiday.jpg").exists()


def test_links_files_and_places_without_a_folder_are_refused(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "real").mkdir()
    (project / "link").symlink_to(project / "real")
    (project / "file").write_bytes(b"")
    for name, why in (("link", "is a link"), ("file", "is not a folder"), ("no/site", "does not exist")):
        with pytest.raises(BuildError, match=why):
            refuse_target(project / name, project)


def test_an_empty_folder_or_none_is_a_good_place(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "empty").mkdir()
    refuse_target(project / "empty", project)
    refuse_target(project / "site", project)
