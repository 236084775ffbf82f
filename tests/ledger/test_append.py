"""Lines added to events.csv: what was there stays byte for byte, and no fault on the way costs a line of anybody's."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import BadgepressError
from generator.ledger import append as room
from generator.ledger.append import Line, opened_events
from generator.ledger.read import read_ledger
from generator.model import EventKind, Standing
from tests import projects

AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
HEADER = b"at,award,event,reason,by\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def events_of(project: Path) -> Path:
    return project / "content" / "events.csv"


def revoked(award: str = projects.VALID, reason: str = "Copied.", at: datetime = AT) -> Line:
    return Line(at, award, EventKind.REVOKED, reason, "issuer")


def append(project: Path, *lines: Line):
    with opened_events(project) as events:
        return events.append(lines)


def test_a_line_is_added_and_everything_before_it_stays(project: Path) -> None:
    before = events_of(project).read_bytes()
    ledger = append(project, revoked())
    assert events_of(project).read_bytes() == before + (
        f"2026-07-01T09:30:00Z,{projects.VALID},revoked,Copied.,issuer\n".encode()
    )
    award = next(award for award in ledger.awards if award.id == projects.VALID)
    assert award.standing()[0] is Standing.REVOKED


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "byte order mark"])
@pytest.mark.parametrize("final", [True, False], ids=["line end", "no line end"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_mark_and_line_ends_are_kept_and_taken_up(project: Path, mark: bytes, end: bytes, final: bool) -> None:
    path = events_of(project)
    before = mark + path.read_bytes().replace(b"\n", end).removesuffix(end) + (end if final else b"")
    path.write_bytes(before)
    append(project, revoked())
    line = f"2026-07-01T09:30:00Z,{projects.VALID},revoked,Copied.,issuer".encode() + end
    assert path.read_bytes() == before + (b"" if final else end) + line


@pytest.mark.parametrize("text", ["a,b", 'a "b"', '"', "one\ntwo", "été 林檎 \u2028 x", " blank ", "=1+1", "a\tb"])
def test_any_reason_comes_back_as_it_was(project: Path, text: str) -> None:
    ledger = append(project, revoked(reason=text))
    award = next(award for award in ledger.awards if award.id == projects.VALID)
    assert award.events[-1].reason == text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_printed_text_can_be_a_reason(project: Path, text: str) -> None:
    before = events_of(project).read_bytes()
    ledger = append(project, revoked(reason=text))
    award = next(award for award in ledger.awards if award.id == projects.VALID)
    assert award.events[-1].reason == text
    events_of(project).write_bytes(before)


def test_line_ends_of_other_systems_in_a_reason_become_plain_ones(project: Path) -> None:
    ledger = append(project, revoked(reason="one\r\ntwo\rthree"))
    award = next(award for award in ledger.awards if award.id == projects.VALID)
    assert award.events[-1].reason == "one\ntwo\nthree"


def test_where_there_is_no_file_it_is_made_with_its_header(project: Path) -> None:
    events_of(project).unlink()
    append(project, revoked())
    assert events_of(project).read_bytes().startswith(HEADER + b"2026-07-01T09:30:00Z,")
    assert stat.S_IMODE(events_of(project).stat().st_mode) == 0o644


def test_a_file_of_its_header_alone_without_line_end_is_continued(project: Path) -> None:
    events_of(project).write_bytes(HEADER.rstrip())
    append(project, revoked())
    assert events_of(project).read_bytes().splitlines()[0] == HEADER.rstrip()
    assert len(read_ledger(project).awards[0].events) == 1


def test_several_lines_are_written_in_their_order(project: Path) -> None:
    append(project, revoked(projects.VALID), revoked(projects.VALID_JAPANESE, at=AT + timedelta(days=1)))
    lines = events_of(project).read_text(encoding="utf-8").splitlines()[-2:]
    assert [line.split(",")[1] for line in lines] == [projects.VALID, projects.VALID_JAPANESE]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_mode_and_owner_are_kept_under_any_umask(project: Path, mode: int) -> None:
    events_of(project).chmod(mode)
    if os.geteuid() == 0:
        os.chown(events_of(project), 1234, 4321)
    was = events_of(project).stat()
    before = os.umask(0o777)
    try:
        append(project, revoked())
    finally:
        os.umask(before)
    now = events_of(project).stat()
    assert (stat.S_IMODE(now.st_mode), now.st_uid, now.st_gid) == (mode, was.st_uid, was.st_gid)


def test_who_may_not_give_a_file_away_keeps_it_with_its_group(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def chown(handle: int, owner: int, group: int) -> None:
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError(errno.EPERM, "not allowed")

    monkeypatch.setattr(room.os, "fchown", chown)
    found = room._Found(b"", 0o640, os.geteuid() + 1, os.getegid())
    with (project / "x").open("w") as file:
        room.give_to(file.fileno(), found.owner, found.group)
    assert asked == [(found.owner, found.group), (-1, found.group)]


def test_an_edit_made_meanwhile_is_not_lost(project: Path) -> None:
    path = events_of(project)
    with opened_events(project) as events:
        edited = path.read_bytes() + f"2026-06-30,{projects.VALID},unlisted,,registrar\n".encode()
        path.write_bytes(edited)
        with pytest.raises(BadgepressError, match="changed by somebody else meanwhile"):
            events.append([revoked()])
    assert path.read_bytes() == edited
    assert _beside(project) == []


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_comes_or_goes_meanwhile_is_left_alone(project: Path, is_there: bool) -> None:
    path = events_of(project)
    data = path.read_bytes()
    if not is_there:
        path.unlink()
    with opened_events(project) as events:
        if is_there:
            path.unlink()
        else:
            path.write_bytes(data)
        with pytest.raises(BadgepressError, match="changed by somebody else meanwhile"):
            events.append([revoked()])
    assert path.exists() is not is_there


def test_a_file_that_comes_in_the_last_moment_is_left_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = events_of(project)
    path.unlink()
    link = os.link

    def late(*args: object, **kwargs: object) -> None:
        path.write_bytes(HEADER)
        link(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(room.os, "link", late)
    with pytest.raises(BadgepressError, match="changed by somebody else meanwhile"):
        append(project, revoked())
    assert path.read_bytes() == HEADER
    assert _beside(project) == []


def _beside(project: Path) -> list[str]:
    return [path.name for path in (project / "content").iterdir() if path.name.startswith(".")]


def test_two_runs_at_once_do_not_write_at_once(project: Path) -> None:
    with opened_events(project), pytest.raises(BadgepressError, match="is being written by another run"):
        append(project, revoked())
    append(project, revoked())


def test_a_file_system_that_knows_no_locks_or_gives_no_bytes_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(errno.EIO, "broken")

    before = events_of(project).read_bytes()
    for module, name, reason in ((room.fcntl, "flock", "cannot be locked"), (room.os, "read", "cannot be read")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail)
            with pytest.raises(BadgepressError, match=f"{reason}: input/output error"):
                append(project, revoked())
    assert events_of(project).read_bytes() == before


def test_the_lock_is_gone_after_a_failure(project: Path) -> None:
    with pytest.raises(ZeroDivisionError), opened_events(project):
        raise ZeroDivisionError
    handle = os.open(project / "content", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(handle)


@pytest.mark.parametrize("what", ["link", "folder", "pipe", "content is a link", "no content"])
def test_nothing_is_followed_out_of_the_project_and_nothing_waits(project: Path, tmp_path: Path, what: str) -> None:
    path, outside = events_of(project), tmp_path / "outside.csv"
    outside.write_bytes(path.read_bytes())
    path.unlink()
    if what == "link":
        path.symlink_to(outside)
    elif what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        (project / "content").rename(tmp_path / "elsewhere")
        if what == "content is a link":
            (project / "content").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadgepressError):
        append(project, revoked())
    assert outside.read_bytes().count(b"\n") == 3
    assert not (tmp_path / "elsewhere" / "events.csv").exists()


def test_a_link_planted_in_place_of_the_new_file_is_not_followed(project: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (project / "content" / ".events.csv.new").symlink_to(victim)
    append(project, revoked())
    assert victim.read_bytes() == b"mine"
    assert not events_of(project).is_symlink()


def test_what_would_make_the_ledger_unsound_is_taken_back_at_once(project: Path) -> None:
    before = events_of(project).read_bytes()
    with pytest.raises(BadgepressError, match=r"would not have been sound .*no award is called") as caught:
        append(project, revoked("000000000000zzzz"))
    assert "content/events.csv is as it was" in str(caught.value)
    assert events_of(project).read_bytes() == before
    events_of(project).unlink()
    with pytest.raises(BadgepressError, match="would not have been sound"):
        append(project, revoked("000000000000zzzz"))
    assert not events_of(project).exists()


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "fchmod", "open"])
@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_fault_of_the_disk_leaves_the_file_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch, call: str, fault: int
) -> None:
    before = events_of(project).read_bytes()
    with opened_events(project) as events:

        def fail(*_: object, **__: object) -> int:
            raise OSError(fault, os.strerror(fault))

        monkeypatch.setattr(room.os, call, fail)
        with pytest.raises(BadgepressError) as caught:
            events.append([revoked()])
        monkeypatch.undo()
    assert os.strerror(fault).lower() in str(caught.value)
    assert events_of(project).read_bytes() == before
    assert _beside(project) == []


def test_short_writes_are_continued(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(room.os, "write", lambda handle, data: write(handle, bytes(data)[:7]))
    before = events_of(project).read_bytes()
    append(project, revoked())
    assert events_of(project).read_bytes().startswith(before)
    assert events_of(project).read_bytes().endswith(b"revoked,Copied.,issuer\n")


def test_the_new_file_is_on_the_disk_before_it_takes_its_place_and_the_folder_after_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    fsync, rename = os.fsync, os.rename

    def noted_fsync(handle: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else f"file of {os.fstat(handle).st_size}")
        fsync(handle)

    def noted_rename(*args: object, **kwargs: object) -> None:
        order.append("rename")
        rename(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(room.os, "fsync", noted_fsync)
    monkeypatch.setattr(room.os, "rename", noted_rename)
    append(project, revoked())
    assert order == [f"file of {events_of(project).stat().st_size}", "rename", "folder"]


def test_lines_are_taken_back_from_the_end_byte_for_byte(project: Path) -> None:
    before = events_of(project).read_bytes()
    append(project, revoked(reason="one\ntwo"), revoked(projects.VALID_JAPANESE))
    with opened_events(project) as events:
        ledger = events.take_back(4)
    assert events_of(project).read_bytes() == before
    assert all(award.events == () for award in ledger.awards if award.id == projects.VALID)
