"""What was issued never changes or goes without a word, and its status index not at all."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.build import issue, issued, run, survey
from generator.build.issued import Issued, Named, Some
from generator.build.run import Outcome
from generator.build.state import state_file
from generator.errors import BuildError, LedgerError
from generator.ledger import faults, moved
from generator.model import Place, Problem, Severity
from tests import projects
from tests.closing import close_folder
from tests.sitemaking import build, tree_hash

AWARDS = "content/awards.csv"
ADAS = [f"{projects.VALID} ({AWARDS}:2)", f"{projects.EXPIRED} ({AWARDS}:4)", f"{projects.SUSPENDED} ({AWARDS}:6)"]
OTHER = "https://other.example.org"

Again = Callable[..., Outcome]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = projects.write_project(tmp_path / "project")
    assert _told(build(made)) == []
    return made


@pytest.fixture(params=["whole", "in place", "two workers", "full", "full by two", "state lost", "dry", "dry and full"])
def again(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Again:
    """The next build of a project, in each way in which there is one. It says which way it went."""
    way = request.param
    if way == "in place":  # as a large site
        monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
        monkeypatch.setattr(run, "WORTH_KEEPING", 0)
    wishes: dict[str, Any] = {"full": "full" in way, "dry_run": "dry" in way, "jobs": 2 if "two" in way else 1}

    def build_again(project: Path, **more: object) -> Outcome:
        if way == "state lost":
            state_file(project / "site").unlink(missing_ok=True)
        before = tree_hash(project / "site")
        done = build(project, **wishes, **more)
        assert not wishes["dry_run"] or tree_hash(project / "site") == before
        return done

    return build_again


def _told(done: Outcome) -> list[tuple[str, str]]:
    """What a build says; each number that it gives to machines has its warning."""
    for problem in done.warnings:
        assert problem.severity is Severity.WARNING and problem.place.path == AWARDS
    numbers = {
        "issued-changed": done.issued_changed,
        "issued-gone": done.issued_gone,
        "issued-lifted": done.issued_lifted,
    }
    assert [problem.code for problem in done.warnings] == [code for code, number in numbers.items() if number]
    return [(problem.code, problem.text) for problem in done.warnings]


def _edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / "content" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _append(project: Path, name: str, line: str) -> None:
    with (project / "content" / name).open("a", encoding="utf-8") as file:
        file.write(line)


def _drop(project: Path, award_id: str) -> None:
    for name in ("awards.csv", "events.csv"):
        path = project / "content" / name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if award_id not in line), encoding="utf-8")


def _credential(project: Path, award_id: str = projects.VALID) -> Path:
    return project / "site" / "awards" / award_id / "credential.json"


def _refused(project: Path, again: Again, **wishes: object) -> list[tuple[str, str, str]]:
    """The problems for which the next build is refused. The site stays as it is."""
    before = tree_hash(project / "site")
    with pytest.raises(LedgerError) as caught:
        again(project, **wishes)
    assert tree_hash(project / "site") == before
    assert not (project / ".site.stage").exists()
    return [(str(problem.place), problem.code, problem.text) for problem in caught.value.problems]


def _moved(award_id: str, was: int, now: int) -> str:
    return f"award {award_id} is published with the status index {was}, and this row says {now}"


def test_a_changed_row_is_told_with_its_line_and_its_award(project: Path, again: Again) -> None:
    _edit(project, "awards.csv", "Three trees", "Four trees")
    done = again(project)
    assert _told(done) == [("issued-changed", f"1 published credential is replaced by another one: {ADAS[0]}")]
    assert str(done.warnings[0].place) == f"{AWARDS}:2:1"
    assert (done.issued_changed, done.issued_gone) == (1, 0)


def test_a_changed_name_is_told_of_every_badge_of_its_earner(project: Path, again: Again) -> None:
    _edit(project, "earners.csv", "Ada Quince", "Ada M. Quince")
    text = f"3 published credentials are replaced by others: {ADAS[0]}, {ADAS[1]} and {ADAS[2]}"
    assert _told(again(project)) == [("issued-changed", text)]


def test_a_changed_achievement_is_told_of_every_badge_of_it(project: Path, again: Again) -> None:
    _edit(project, "achievements/pruning/achievement.md", "Grafts fruit trees", "Prunes fruit trees")
    assert again(project).issued_changed == 3


def test_a_base_url_that_has_moved_is_told_in_one_line_of_which_the_first_awards_are_named(
    project: Path, again: Again
) -> None:
    done = again(project, base_url=OTHER)
    ids = [projects.VALID, projects.VALID_JAPANESE, projects.EXPIRED, projects.REVOKED, projects.SUSPENDED]
    named = ", ".join(f"{award_id} ({AWARDS}:{line})" for line, award_id in enumerate(ids, 2))
    text = f"6 published credentials are replaced by others: {named} and 1 other"
    assert _told(done) == [("issued-changed", text)]
    assert done.warnings[0].hint.startswith("an address, a key or an issuer that changes is in every credential")


def test_a_row_that_is_gone_is_told(project: Path, again: Again) -> None:
    _drop(project, projects.VALID_JAPANESE)
    done = again(project)
    text = f"1 published award has no line here any more, and no page on the site: {projects.VALID_JAPANESE}"
    assert _told(done) == [("issued-gone", text)]
    assert (done.issued_changed, done.issued_gone) == (0, 1)


def test_rows_that_are_gone_and_rows_that_have_changed_are_told_apart(project: Path, again: Again) -> None:
    for award_id in (projects.REVOKED, projects.EARLY, projects.SEALED):  # the last was never on the site
        _drop(project, award_id)
    _edit(project, "awards.csv", "Three trees", "Four trees")
    gone = f"{projects.REVOKED} and {projects.EARLY}"
    assert _told(again(project)) == [
        ("issued-changed", f"1 published credential is replaced by another one: {ADAS[0]}"),
        ("issued-gone", f"2 published awards have no line here any more, and no page on the site: {gone}"),
    ]


def test_a_row_with_another_id_is_a_new_award_and_one_that_is_gone(project: Path, again: Again) -> None:
    _edit(project, "awards.csv", projects.VALID, "0000000000000b01")
    done = again(project)
    assert (done.issued_changed, done.issued_gone) == (0, 1)


@pytest.mark.parametrize("word", ["sealed", "declined"])
def test_an_award_that_is_withheld_is_a_choice_and_not_told(project: Path, again: Again, word: str) -> None:
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},{word},,\n")
    assert _told(again(project)) == []


def test_an_earner_who_wants_to_be_private_is_not_told_of(project: Path, again: Again) -> None:
    _edit(project, "earners.csv", "en,public,auto,ada-quince", "en,sealed,auto,ada-quince")
    assert _told(again(project)) == []


def test_what_leaves_the_credential_as_it_was_is_not_told(project: Path, again: Again) -> None:
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},revoked,Made in error.,registrar\n")
    _append(project, "awards.csv", "0000000000000b01,e2,pruning,2025-07-01,,555,,,,,\n")
    _edit(project, "awards.csv", "2025-04-01,,4711,,", "2025-04-01,,4711,unlisted,")
    done = again(project)
    assert done.changed and _told(done) == []


def test_a_change_that_was_published_is_told_once(project: Path) -> None:
    _edit(project, "awards.csv", "Three trees", "Four trees")
    _drop(project, projects.REVOKED)
    assert len(_told(build(project, dry_run=True))) == 2
    assert len(_told(build(project))) == 2
    assert _told(build(project)) == []
    assert _told(build(project, full=True)) == []


def test_a_reissued_badge_may_say_something_else(project: Path, again: Again) -> None:
    _edit(project, "earners.csv", "Ada Quince", "Ada M. Quince")
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},reissued,The name was misspelt.,\n")
    text = f"2 published credentials are replaced by others: {ADAS[1]} and {ADAS[2]}"
    assert _told(again(project)) == [("issued-changed", text)]


def test_a_reissue_that_is_published_declares_no_change_after_it(project: Path, again: Again) -> None:
    line = f"2026-06-02T00:00:00Z,{projects.VALID},reissued,The name was misspelt.,\n"
    _append(project, "events.csv", line)
    assert _told(build(project)) == []
    _edit(project, "awards.csv", "Three trees", "Four trees")
    assert again(project).issued_changed == 1


def test_a_later_date_of_the_award_itself_declares_nothing(project: Path, again: Again) -> None:
    _edit(project, "awards.csv", "2025-04-01", "2025-04-02")
    assert again(project).issued_changed == 1


def test_a_reissue_that_is_taken_back_is_told(project: Path, again: Again) -> None:
    line = f"2026-06-02T00:00:00Z,{projects.VALID},reissued,The name was misspelt.,\n"
    _append(project, "events.csv", line)
    build(project)
    _edit(project, "events.csv", line, "")
    assert again(project).issued_changed == 1


def test_a_status_index_that_has_moved_is_refused_in_every_row_and_nothing_is_written(
    project: Path, again: Again
) -> None:
    _edit(project, "awards.csv", ",17,", ",18,")
    _edit(project, "awards.csv", ",131072,", ",17,")  # of another list, to one that is free now
    assert _refused(project, again) == [
        (f"{AWARDS}:2:62", "status-index-moved", _moved(projects.VALID, 17, 18)),
        (f"{AWARDS}:7:42", "status-index-moved", _moved(projects.EARLY, 131072, 17)),
    ]


def test_a_moved_status_index_is_refused_below_another_address_and_in_a_reissued_badge_too(
    project: Path, again: Again
) -> None:
    _edit(project, "awards.csv", ",4711,", ",4712,")
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID_JAPANESE},reissued,Once more.,\n")
    wanted = [(f"{AWARDS}:3:42", "status-index-moved", _moved(projects.VALID_JAPANESE, 4711, 4712))]
    assert _refused(project, again) == wanted
    assert _refused(project, again, base_url=OTHER) == wanted


def test_a_status_index_does_not_move_while_its_badge_is_withheld_either(project: Path, again: Again) -> None:
    _edit(project, "awards.csv", ",4711,,", ",4712,sealed,")
    told = _refused(project, again)
    assert told == [(f"{AWARDS}:3:42", "status-index-moved", _moved(projects.VALID_JAPANESE, 4711, 4712))]


def test_a_moved_status_index_is_told_beside_what_else_keeps_an_award_from_being_published(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = issue.render

    def fails(*arguments: Any) -> Iterator[Any]:
        yield from real(*arguments)
        raise LedgerError([Problem(Place(AWARDS, 9), "certificate-letters", "no such letter")])

    monkeypatch.setattr(issue, "render", fails)
    _edit(project, "awards.csv", ",17,", ",18,")
    codes = [code for _, code, _ in _refused(project, build, jobs=1)]
    assert "status-index-moved" in codes and "certificate-letters" in codes


def test_where_nobody_has_the_badge_a_new_site_may_have_another_status_index(project: Path) -> None:
    _edit(project, "awards.csv", ",17,", ",18,")
    (project / "site").rename(project / "old")
    assert _told(build(project)) == []


def test_of_very_many_moved_indexes_the_first_are_listed_and_the_rest_counted(
    project: Path, again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "MOST_OF_A_KIND", 2)
    monkeypatch.setattr(faults, "MOST_OF_A_KIND", 2)
    monkeypatch.setattr(issued, "MOST_OF_A_KIND", 2)
    for number in (17, 4711, 99, 100, 101):
        _edit(project, "awards.csv", f",{number},", f",{number + 1000},")
    told = _refused(project, again)
    assert [place for place, _, _ in told] == [f"{AWARDS}:2:62", f"{AWARDS}:3:42", f"{AWARDS}:4:51"]
    assert told[2][2] == "from here on 3 more of this kind in this file, not listed: status-index-moved"


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _text(data: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.unlink()  # the bytes may be in a second place too
        path.write_bytes(data)

    return write


def _status(padding: int = 0, **members: object) -> Callable[[Path], None]:
    status = {"statusListCredential": f"{OTHER}/status/revocation-1.json", "statusListIndex": "5", **members}
    return _text(json.dumps({"validFrom": "x", "name": "x" * padding, "credentialStatus": status}).encode())


HOSTILE = {
    "a link": _link,
    "a folder": _folder,
    "a pipe": _pipe,
    "nothing": _text(b""),
    "broken": _text(b'{"credentialStatus": {'),
    "not UTF-8": _text(b'{"validFrom": "\xff\xfe"}'),
    "deep": _text(b'{"a":' * 100_000),
    "deep in a list": _text(b'{"a": ' + b"[" * 500_000),
    "huge": _status(1 << 20),
    "a list": _text(b"[1]"),
    "a status that is a word": _text(b'{"credentialStatus": "good"}'),
    "an index that is a number": _status(statusListIndex=5),
    "an index with a sign": _status(statusListIndex="-5"),
    "an index without an end": _status(statusListIndex="9" * 5000),
    "an index behind the list": _status(statusListIndex="131072"),
    "another kind of list": _status(statusListCredential=f"{OTHER}/status/suspension-1.json"),
    "a list without a number": _status(statusListCredential=f"{OTHER}/status/revocation-0.json"),
    "a list in the clouds": _status(statusListCredential=f"{OTHER}/status/revocation-{'9' * 5000}.json"),
}


def test_a_file_in_the_place_of_a_credential_is_believed_in_its_status_index_where_it_is_of_our_form(
    project: Path,
) -> None:
    _status()(_credential(project))
    told = _refused(project, build, full=True)
    assert told == [(f"{AWARDS}:2:62", "status-index-moved", _moved(projects.VALID, 5, 17))]


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("wishes", [{"full": True}, {"full": True, "dry_run": True}])
def test_whatever_stands_in_the_place_of_a_credential_it_is_told_and_replaced(
    project: Path, what: str, wishes: dict[str, bool]
) -> None:
    HOSTILE[what](_credential(project))
    done = build(project, **wishes)
    assert _told(done) == [("issued-changed", f"1 published credential is replaced by another one: {ADAS[0]}")]
    assert _told(build(project)) == ([] if "dry_run" not in wishes else _told(done))


def test_a_reissued_badge_whose_old_file_has_no_date_is_told(project: Path) -> None:
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},reissued,Once more.,\n")
    _text(b'{"validFrom": "yesterday"}')(_credential(project))
    assert build(project).issued_changed == 1


def test_a_file_with_the_same_bytes_in_another_mode_is_not_another_credential(project: Path) -> None:
    _credential(project).chmod(0o600)
    done = build(project, full=True)
    assert done.changed == 1 and _told(done) == []


def test_a_site_without_second_names_of_files_has_the_same_credentials(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuses)
    done = build(project, full=True)
    assert done.changed == done.files and _told(done) == []


def test_only_folders_named_as_awards_are_are_missed(project: Path) -> None:
    awards = project / "site" / "awards"
    for name in ("notes", "000000000000000u", "0000000000000A01", "0000000000000a011"):
        (awards / name).mkdir()
    (awards / "0000000000000b01").symlink_to(awards / projects.VALID)
    (awards / "0000000000000b02").write_text("a file")
    assert _told(build(project, full=True)) == []
    (awards / "0000000000000b03").mkdir()
    assert build(project, full=True).issued_gone == 1


def test_a_folder_of_awards_that_is_a_link_is_not_looked_into(project: Path, tmp_path: Path) -> None:
    awards = project / "site" / "awards"
    awards.rename(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "0000000000000b03").mkdir()
    awards.symlink_to(tmp_path / "elsewhere")
    assert _told(build(project, full=True)) == []


def test_published_awards_that_the_disk_cannot_show_are_not_taken_for_none(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_folder(monkeypatch, project / "site" / "awards", errno.EIO)
    before = tree_hash(project / "site")
    with pytest.raises(BuildError, match=r"cannot look at .*/site/awards: Input/output error"):
        build(project, full=True)
    assert tree_hash(project / "site") == before


def test_a_preview_says_nothing_and_refuses_nothing(project: Path, tmp_path: Path) -> None:
    shown = tmp_path / "preview"
    build(project, shown, preview=True)
    _edit(project, "awards.csv", "Three trees", "Four trees")
    _edit(project, "awards.csv", ",4711,", ",4712,")
    _drop(project, projects.REVOKED)
    assert _told(build(project, shown, preview=True)) == []
    assert _told(build(project, shown, preview=True, full=True)) == []


def _some(count: int, named: int = issued.TOLD) -> Some:
    return Some(issued.TOLD, count, [Named(Place(AWARDS, at + 2), f"{at:016}") for at in range(min(count, named))])


def test_one_line_says_it_of_one_and_of_a_million() -> None:
    texts = {}
    for count in (1, 2, 6, 7, 1_000_000):
        changed, gone = issued.told(Issued(changed=_some(count), gone=_some(count)))
        texts[count] = changed.text.partition(":")[0], gone.text
    tail = "no line here any more, and no page on the site"
    five = ", ".join(f"{at:016}" for at in range(5))
    assert texts == {
        1: ("1 published credential is replaced by another one", f"1 published award has {tail}: {0:016}"),
        2: (
            "2 published credentials are replaced by others",
            f"2 published awards have {tail}: {0:016} and {1:016}",
        ),
        6: ("6 published credentials are replaced by others", f"6 published awards have {tail}: {five} and 1 other"),
        7: ("7 published credentials are replaced by others", f"7 published awards have {tail}: {five} and 2 others"),
        1_000_000: (
            "1,000,000 published credentials are replaced by others",
            f"1,000,000 published awards have {tail}: {five} and 999,995 others",
        ),
    }


def test_the_first_awards_are_the_same_in_whatever_order_workers_find_them() -> None:
    every = [Named(Place(AWARDS, line), f"{line:016}") for line in range(2, 30)]
    parts = [Some(5) for _ in range(3)]
    for at, named in enumerate(reversed(every)):
        parts[at % 3].note(named)
    whole = Some(5)
    for part in parts:
        whole.add(part)
    assert (whole.count, whole.first) == (28, every[:5])


# Withdrawals

_AGAIN = "1 badge that is published as withdrawn is valid again, and no event says why: "


def _take_out(project: Path, word: str) -> None:
    path = project / "content" / "events.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert any(word in line for line in lines)
    path.write_text("".join(line for line in lines if word not in line), encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "award_id", "line"), [("revoked", projects.REVOKED, 5), ("suspended", projects.SUSPENDED, 6)]
)
def test_a_withdrawal_that_was_taken_out_of_the_events_is_told(
    project: Path, again: Again, word: str, award_id: str, line: int
) -> None:
    _take_out(project, f",{word},")
    assert _told(again(project)) == [("issued-lifted", f"{_AGAIN}{award_id} ({AWARDS}:{line})")]


def test_a_withdrawal_of_a_sealed_badge_that_was_taken_out_is_told(project: Path, again: Again) -> None:
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.REVOKED},sealed,,\n")
    build(project)
    _take_out(project, ",revoked,")
    assert [code for code, _ in _told(again(project))] == ["issued-lifted"]


def test_what_is_reinstated_by_an_event_is_not_told(project: Path, again: Again) -> None:
    for award_id in (projects.REVOKED, projects.SUSPENDED):
        _append(project, "events.csv", f"2026-06-02T00:00:00Z,{award_id},reinstated,,\n")
    assert _told(again(project)) == []


def test_a_withdrawn_badge_whose_row_is_gone_is_told_as_gone(project: Path, again: Again) -> None:
    _drop(project, projects.REVOKED)
    assert [code for code, _ in _told(again(project))] == ["issued-gone"]


def test_a_lifted_withdrawal_is_told_below_another_address_too(project: Path, again: Again) -> None:
    _take_out(project, ",revoked,")
    assert [code for code, _ in _told(again(project, base_url=OTHER))] == ["issued-changed", "issued-lifted"]


@pytest.mark.parametrize(
    "old",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"null",
        b'{"id": 7}',
        b'{"id": "https://badges.example.org/status/revocation-1.json", "type": ["VerifiableCredential", '
        b'"BitstringStatusListCredential"], "credentialSubject": {"type": "BitstringStatusList", '
        b'"statusPurpose": "revocation", "encodedList": "uH4sI"}}',
        b" " * 2_000_000,
    ],
    ids=range(7),
)
def test_a_published_list_that_is_none_withdraws_nothing(project: Path, old: bytes) -> None:
    _take_out(project, ",revoked,")
    (project / "site" / "status" / "revocation-1.json").write_bytes(old)
    assert _told(build(project)) == []
