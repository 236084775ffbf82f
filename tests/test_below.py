"""Folders are gone through whole, or not at all: what cannot be looked at is never left out without a word."""

from __future__ import annotations

import errno
from contextlib import closing
from pathlib import Path

import pytest

from generator.below import files_below
from generator.build.stage import Stage
from generator.errors import BuildError
from generator.ledger.inplace import settle
from generator.publish.files import Files
from generator.verify.target import open_folder
from tests.closing import close_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in ("one.json", "a/two.json", "a/b/three.json", "closed/four.json"):
        place = tmp_path / "tree" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(path, encoding="utf-8")
    (tmp_path / "tree" / "a" / "link").symlink_to(tmp_path)
    (tmp_path / "tree" / "a" / "empty").mkdir()
    return tmp_path / "tree"


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    close_folder(monkeypatch, "closed", errno.EIO)


def test_every_file_is_found_with_its_size_and_no_link_is_followed(folder: Path) -> None:
    found = {path: about.st_size for path, about in files_below(folder)}
    assert found.pop("a/link") == len(str(folder.parent))
    assert found == {path: len(path) for path in ("one.json", "a/two.json", "a/b/three.json", "closed/four.json")}


def test_a_folder_that_is_named_through_a_link_is_gone_through(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "name").symlink_to(folder)
    assert sorted(path for path, _ in files_below(tmp_path / "name"))[-1] == "one.json"


@pytest.mark.usefixtures("closed")
def test_a_folder_that_cannot_be_opened_is_an_error_with_its_path(folder: Path) -> None:
    with pytest.raises(OSError, match="closed") as caught:
        list(files_below(folder))
    assert (caught.value.errno, caught.value.filename) == (errno.EIO, str(folder / "closed"))


@pytest.mark.usefixtures("closed")
def test_whoever_asks_is_told_of_it_and_gets_the_rest(folder: Path) -> None:
    told: list[tuple[str, int | None]] = []
    found = [path for path, _ in files_below(folder, lambda path, error: told.append((path, error.errno)))]
    assert told == [("closed", errno.EIO)]
    assert sorted(found) == ["a/b/three.json", "a/link", "a/two.json", "one.json"]


def test_nothing_stays_open_when_one_stops_half_way(folder: Path) -> None:
    handles = Path("/proc/self/fd")
    before = len(list(handles.iterdir()))
    walk = files_below(folder)
    assert [next(walk) for _ in range(4)]
    walk.close()
    assert len(list(handles.iterdir())) == before


@pytest.mark.usefixtures("closed")
def test_a_stage_that_cannot_be_looked_at_is_not_put_in_place_in_part(folder: Path) -> None:
    folder.rename(folder.with_name(".site.stage"))
    with pytest.raises(BuildError, match="Input/output error"):
        Stage(folder.with_name("site")).files()


@pytest.mark.usefixtures("closed")
def test_files_of_a_change_that_cannot_be_looked_at_are_not_called_durable(folder: Path) -> None:
    with pytest.raises(OSError, match="Input/output error"):
        settle(folder)


@pytest.mark.usefixtures("closed")
def test_files_that_cannot_be_looked_at_are_not_taken_for_gone_when_a_site_is_published(folder: Path) -> None:
    (folder / "a" / "link").unlink()
    with closing(Files(folder)) as files, pytest.raises(OSError, match="Input/output error"):
        files.look(lambda _: None)


@pytest.mark.usefixtures("closed")
def test_what_of_a_folder_cannot_be_looked_at_is_told_by_verify(folder: Path) -> None:
    found = open_folder(folder)
    assert found.closed == (("closed", "Input/output error"),)
    assert found.targets == ("a/b/three.json", "a/two.json", "one.json")
