"""Building upon the last build: the same tree as a full build, and only the files that had to change are written."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path
from typing import Any

import pytest

from generator.build import delta, inspect, journal, pool, rows, run, stage, survey, traits
from generator.build.state import Stamp, state_file
from generator.errors import BuildError
from generator.pages import catalogue
from tests import projects
from tests.sitemaking import build, tree_hash

NEW = "0000000000000b01"
NEW_ROW = f"{NEW},e2,pruning,2025-07-01,,555,,,,,\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = projects.write_project(tmp_path / "project")
    build(made)
    return made


@pytest.fixture(params=["whole", "in place", "in place with rows apart"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "whole":  # as a large site
        monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
        monkeypatch.setattr(run, "WORTH_KEEPING", 0)
    if request.param == "in place with rows apart":
        monkeypatch.setattr(rows, "LARGE", 0)
        monkeypatch.setattr(rows, "MOST_APART", 2)
        monkeypatch.setattr(traits, "_BLOCK", 2)
    return str(request.param)


def _edit(project: Path, name: str, old: str, new: str) -> None:
    path = project / "content" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _append(project: Path, name: str, line: str) -> None:
    with (project / "content" / name).open("a", encoding="utf-8") as file:
        file.write(line)


def _times(site: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {p.relative_to(site).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns) for p in files}


def _touched(project: Path) -> tuple[set[str], set[str]]:
    """Build; give the files written, and those taken away. The tree must be that of a full build."""
    before = _times(project / "site")
    done = build(project)
    assert done.made_anew == ""
    after = _times(project / "site")
    written = {path for path, mark in after.items() if before.get(path) != mark}
    gone = before.keys() - after.keys()
    assert (done.added + done.changed, done.removed, done.files) == (len(written), len(gone), len(after))
    whole = project.parent / "whole"
    build(project, whole, full=True)
    assert tree_hash(project / "site") == tree_hash(whole)
    assert not list(project.glob(".site.journal*")) + list(project.glob(".site.stage")) + list(project.glob("*.next*"))
    return written, gone


def _award(award_id: str, *more: str) -> set[str]:
    return {f"awards/{award_id}/{name}" for name in ("index.html", "credential.json", "badge.png", *more)}


# Where awards are found: only lists that name the award, never the list of lists.
FOUND = {"sitemap-awards.xml", "feed.xml"}
LISTS = {f"status/{purpose}-{n}.json" for purpose in ("revocation", "suspension") for n in (1, 2)}


def test_a_new_award_writes_its_files_its_earners_page_and_the_counts(project: Path, way: str) -> None:
    _append(project, "awards.csv", NEW_ROW)
    written, gone = _touched(project)
    pages = {"earners/hanako-ringo/index.html", "earners/index.html", "index.html"}
    assert written == _award(NEW) | pages | FOUND
    assert not gone


def test_with_holders_counted_a_new_award_writes_one_more_page(project: Path, way: str) -> None:
    _append(project, "site.toml", "\n[catalogue]\nholders = true\n")
    build(project)
    _append(project, "awards.csv", NEW_ROW)
    written, _ = _touched(project)
    counts = {"earners/hanako-ringo/index.html", "earners/index.html", "index.html", "badges/pruning/index.html"}
    assert written == _award(NEW) | counts | {"feed.xml", "sitemap-awards.xml"}


def test_a_changed_achievement_writes_the_pages_of_its_skills_and_of_no_others(project: Path, way: str) -> None:
    facts = "achievements/pruning/achievement.md"
    _edit(project, facts, 'name = "Grafting"', 'name = "Cutting"')
    build(project)
    _edit(project, facts, 'code = "', 'code = "X')
    written, _ = _touched(project)
    assert {path for path in written if path.startswith("skills/")} == {"skills/cutting/index.html"}


def test_a_skill_that_no_achievement_has_any_more_takes_its_page_along(project: Path, way: str) -> None:
    facts = "achievements/pruning/achievement.md"
    _edit(project, facts, 'name = "Grafting"', 'name = "Cutting"')
    build(project)
    _edit(project, facts, 'name = "Cutting"', 'name = "Grafting"')
    written, gone = _touched(project)
    assert gone == {"skills/cutting/index.html"}
    assert {"skills/index.html", "skills/grafting/index.html"} <= written


def test_a_revoked_award_writes_its_page_its_note_and_the_lists(project: Path, way: str) -> None:
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},revoked,Made in error.,registrar\n")
    written, gone = _touched(project)
    page = f"awards/{projects.VALID}/"
    assert written == {page + "index.html", page + "status.json", "earners/ada-quince/index.html", "feed.xml"} | LISTS
    assert not gone


def test_a_later_day_of_the_ledger_writes_the_lists_and_what_has_expired_since(project: Path, way: str) -> None:
    _edit(project, "site.toml", "2026-06-01", "2045-06-01")
    written, _ = _touched(project)
    expired = f"awards/{projects.VALID}/index.html"
    begun = f"awards/{projects.EARLY}/index.html"
    assert written == {expired, begun, "earners/ada-quince/index.html"} | LISTS


def test_a_badge_that_is_offered_by_a_later_day_of_the_ledger_is_new_where_badges_are_listed(
    project: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "SHOWN_AT_HOME", 1)
    _edit(project, "achievements/pruning/achievement.md", 'type = "Cert', 'offered_since = 2026-07-01\ntype = "Cert')
    _edit(project, "achievements/grafting/achievement.md", 'type = "Cert', 'offered_since = 2020-07-01\ntype = "Cert')
    build(project)
    _edit(project, "site.toml", "2026-06-01", "2026-08-01")
    written, _ = _touched(project)
    assert written == {"index.html", "badges/index.html"} | LISTS


def test_feeds_without_entries_stay_as_they_are_on_a_later_day_of_the_ledger(project: Path, way: str) -> None:
    _append(project, "site.toml", "\n[found]\nearner_feeds = true\n")
    for award in (projects.VALID, projects.EXPIRED, projects.VALID_JAPANESE):
        _append(project, "events.csv", f"2026-05-02T00:00:00Z,{award},revoked,Made in error.,registrar\n")
    build(project)
    _edit(project, "site.toml", "2026-06-01", "2026-07-01")
    written, _ = _touched(project)
    assert written == LISTS
    assert b"<entry>" not in (project / "site" / "feed.xml").read_bytes()


def test_a_row_edited_in_the_middle_writes_that_award(project: Path, way: str) -> None:
    _edit(project, "awards.csv", "2025-04-01,,4711", "2025-04-02,,4711")
    written, _ = _touched(project)
    assert written == _award(projects.VALID_JAPANESE) | {"earners/hanako-ringo/index.html", "feed.xml"}


def test_rows_in_another_order_write_nothing(project: Path, way: str) -> None:
    path = project / "content" / "awards.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(reversed(rows)), encoding="utf-8")
    assert _touched(project) == (set(), set())


def test_every_folder_that_a_change_makes_is_for_others_to_read_alone(project: Path, way: str) -> None:
    for path in (project / "content" / "achievements").glob("*/achievement.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("\n[[skills]]")] + text[text.index("\n[[results]]") :], encoding="utf-8")
    _touched(project)
    assert not (project / "site" / "skills").exists()
    _edit(
        project, "achievements/pruning/achievement.md", "\n[[results]]", '\n[[skills]]\nname = "Cutting"\n\n[[results]]'
    )
    _touched(project)
    assert (project / "site" / "skills" / "cutting").is_dir()
    assert {path.stat().st_mode & 0o777 for path in (project / "site").rglob("*") if path.is_dir()} == {0o755}


def test_in_place_a_new_folder_is_on_the_disk_before_the_journal_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, page, flushed, whole = tmp_path / "site", "earners/ada/index.html", list[Path](), journal.flush_folder
    staged = stage.stage_folder(site) / page
    staged.parent.mkdir(parents=True)
    staged.write_bytes(b"new")
    site.mkdir()
    moves = journal.Journal(Stamp(0, 0, 0, 0), (journal.Move("file", page, staged.stat().st_ino),))
    journal.write_journal(site, moves)

    def flush(folder: Path) -> None:
        assert folder == tmp_path or journal.journal_file(site).exists()
        flushed.append(folder)
        whole(folder)

    monkeypatch.setattr(journal, "flush_folder", flush)
    journal.apply(site, moves)
    assert set(flushed) == {site / "earners" / "ada", site / "earners", site, tmp_path}


def test_an_award_that_goes_takes_its_files_along(project: Path, way: str) -> None:
    row = f"{projects.VALID_JAPANESE},e2,grafting,2025-04-01,,4711,,,,,\n"
    _edit(project, "awards.csv", row, "")
    written, gone = _touched(project)
    assert gone == _award(projects.VALID_JAPANESE)
    assert written == {"earners/hanako-ringo/index.html", "earners/index.html", "index.html"} | FOUND
    assert not (project / "site" / "awards" / projects.VALID_JAPANESE).exists()


def test_an_earner_who_withdraws_leaves_no_page_behind(project: Path, way: str) -> None:
    _edit(project, "earners.csv", "en,public,auto,ada-quince", "en,sealed,auto,ada-quince")
    _, gone = _touched(project)
    assert gone == {"earners/ada-quince/index.html"} | _award(projects.VALID) | _award(projects.EXPIRED) | _award(
        projects.SUSPENDED, "status.json"
    )
    assert not (project / "site" / "earners" / "ada-quince").exists()


def test_an_earner_with_another_handle_moves(project: Path, way: str) -> None:
    _edit(project, "earners.csv", "auto,ada-quince", "auto,ada")
    written, gone = _touched(project)
    assert gone == {"earners/ada-quince/index.html"}
    assert "earners/ada/index.html" in written


def test_the_first_earner_with_a_page_comes_and_the_last_one_goes(project: Path, way: str) -> None:
    everybody = projects.EARNERS.replace(",ada-quince", ",").replace(",hanako-ringo", ",")
    earners = project / "content" / "earners.csv"
    page = {"earners/ada-quince/index.html"}
    earners.write_text(everybody, encoding="utf-8")
    _touched(project)
    _edit(project, "earners.csv", "en,public,auto,\n", "en,public,auto,ada-quince\n")
    written, _ = _touched(project)
    assert page <= written
    earners.write_text(everybody, encoding="utf-8")
    _, gone = _touched(project)
    assert page <= gone


def test_a_changed_achievement_writes_its_awards_and_pages_and_no_others(project: Path, way: str) -> None:
    _edit(project, "achievements/pruning/achievement.md", "graft three trees", "graft four trees")
    written, gone = _touched(project)
    others = [projects.VALID, projects.VALID_JAPANESE, projects.EARLY]
    assert not gone and not any(path.startswith(f"awards/{other}/") for path in written for other in others)
    assert {"badges/pruning/index.html"} | _award(projects.EXPIRED) <= written
    assert "badges/grafting/index.html" not in written and "badges/pruning/badge.png" not in written


def test_another_language_of_earners_is_that_of_the_names_on_every_page(project: Path, way: str) -> None:
    _edit(project, "earners.csv", "ada.quince@example.com,en,", "ada.quince@example.com,,")
    build(project)
    _append(project, "site.toml", '\n[defaults]\nlanguage = "ja"\n')
    build(project)
    assert 'lang="ja"' in (project / "site" / "awards" / projects.VALID / "index.html").read_text(encoding="utf-8")
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def _with_theme(project: Path, name: str, text: str) -> None:
    path = project / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("assets/crest.svg", "<svg><!-- by someone@fresh.example --></svg>"),
        ("phrases/en.toml", '[nav]\nbadges = "Ask Someone@fresh.example"\n'),
    ],
)
def test_an_address_in_the_theme_that_becomes_an_earners_is_never_kept(
    project: Path, way: str, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setattr(inspect, "READ_BACK", 0)  # as a large site
    _with_theme(project, name, text)
    build(project)
    before = tree_hash(project / "site")
    _append(project, "earners.csv", "e9,Fresh,someone@fresh.example,en,public,auto,\n")
    for _ in range(2):
        with pytest.raises(BuildError, match="would show the e-mail address of an earner"):
            build(project)
    assert tree_hash(project / "site") == before


def test_an_address_in_the_theme_costs_nothing_but_where_it_has_become_an_earners(project: Path, way: str) -> None:
    _with_theme(project, "assets/crest.svg", "<svg><!-- by somebody@else.example, badges@example.org --></svg>")
    build(project)
    _append(project, "earners.csv", "e9,Fresh,someone@fresh.example,en,public,auto,\n")
    _append(project, "awards.csv", NEW_ROW)
    written, _ = _touched(project)
    assert _award(NEW) <= written


def test_an_earners_address_in_a_remark_of_a_template_is_looked_for_once(project: Path, way: str) -> None:
    _with_theme(project, "own.html", "{# by someone@fresh.example #}")
    build(project)
    _append(project, "earners.csv", "e9,Fresh,someone@fresh.example,en,public,auto,\n")
    assert "address" in build(project).made_anew
    _append(project, "awards.csv", NEW_ROW)
    _touched(project)


def test_original_pictures_of_one_size_and_time_that_trade_places_are_seen(project: Path, way: str) -> None:
    folder = project / "content" / "imported"
    folder.mkdir()
    one, other = (folder / f"{award}.png" for award in (projects.VALID, projects.VALID_JAPANESE))
    for path, colour in ((one, (1, 2, 3)), (other, (3, 2, 1))):
        path.write_bytes(projects.small_png(colour=colour))
        os.utime(path, (0, 0))
    assert one.stat().st_size == other.stat().st_size
    build(project)
    one.rename(folder / "aside")
    other.rename(one)
    (folder / "aside").rename(other)
    written, _ = _touched(project)
    assert {path.split("/")[1] for path in written} == {projects.VALID, projects.VALID_JAPANESE}


def test_nothing_new_touches_nothing(project: Path, way: str) -> None:
    inode = (project / "site").stat().st_ino
    assert _touched(project) == (set(), set())
    assert (project / "site").stat().st_ino == inode


@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_the_tree_is_that_of_a_full_build(project: Path, way: str, seed: int) -> None:
    chance = random.Random(seed)
    base = {name: (project / "content" / name).read_text(encoding="utf-8") for name in ("awards.csv", "earners.csv")}
    for step in range(6):
        head, *rows = base["awards.csv"].splitlines(keepends=True)
        kept = [row for row in rows if chance.random() < 0.8 or row.split(",")[0] in base["awards.csv"][:0]]
        kept += [
            f"00000000000{seed}{step}c0{n},e{chance.randint(1, 3)},{chance.choice(['pruning', 'grafting'])},"
            f"2025-0{chance.randint(1, 9)}-01,,{2000 + step * 10 + n},{chance.choice(['', 'unlisted', 'sealed'])},,,,\n"
            for n in range(chance.randint(0, 3))
        ]
        chance.shuffle(kept)
        (project / "content" / "awards.csv").write_text(head + "".join(kept), encoding="utf-8")
        ids = {row.split(",")[0] for row in kept}
        head, *events = projects.EVENTS.format(**projects.IDS).splitlines(keepends=True)
        stay = [event for event in events if event.split(",")[1] in ids]
        (project / "content" / "events.csv").write_text(head + "".join(stay), encoding="utf-8")
        visibility = chance.choice(["public", "unlisted", "sealed"])
        people = base["earners.csv"].replace("en,public,auto,ada-quince", f"en,{visibility},auto,ada-quince")
        (project / "content" / "earners.csv").write_text(people, encoding="utf-8")
        _touched(project)


def test_of_a_large_ledger_what_was_read_is_kept_and_of_a_small_one_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = project / ".site.ledger"
    monkeypatch.setattr(run, "WORTH_KEEPING", 0)
    build(project, dry_run=True)
    assert not kept.exists()
    build(project)
    data = kept.read_bytes()
    build(project)
    assert kept.read_bytes() == data
    monkeypatch.setattr(run, "WORTH_KEEPING", 1 << 40)
    build(project)
    assert not kept.exists()


def test_a_full_disk_after_the_switch_costs_the_next_build_time_and_nothing_else(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "WORTH_KEEPING", 0)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(run.beside, "write_whole", full)
    _append(project, "awards.csv", NEW_ROW)
    assert build(project).added > 0


@pytest.mark.parametrize("damage", ["cut", "flip", "gone", "foreign"])
def test_a_state_that_cannot_be_believed_means_everything_is_made_anew_and_said(project: Path, damage: str) -> None:
    path = state_file(project / "site")
    data = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(data[:-40])
    elif damage == "flip":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    elif damage == "gone":
        path.unlink()
    else:
        other = projects.write_project(project.parent / "other")
        build(other)
        path.write_bytes(state_file(other / "site").read_bytes())
    before = tree_hash(project / "site")
    _append(project, "awards.csv", NEW_ROW)
    assert build(project).made_anew != ""
    after = tree_hash(project / "site")
    build(project, project.parent / "whole", full=True)
    assert before != after == tree_hash(project.parent / "whole")


def test_one_award_more_leaves_the_rows_of_a_large_site_as_they_are_and_many_write_them_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    monkeypatch.setattr(rows, "LARGE", 0)
    monkeypatch.setattr(rows, "MOST_APART", 2)
    build(project, full=True)
    path = rows.rows_file(state_file(project / "site"))
    data = path.read_bytes()
    for number in range(2):
        _append(project, "awards.csv", f"000000000000{number}b02,e2,pruning,2025-07-0{number + 1},,56{number},,,,,\n")
        assert len(_touched(project)[0]) == 8
        assert path.read_bytes() == data
    _append(project, "awards.csv", NEW_ROW)
    _touched(project)
    assert path.read_bytes() != data and path.stat().st_mode & 0o777 == 0o600
    assert _touched(project) == (set(), set())


@pytest.mark.parametrize("damage", ["cut", "flip", "gone", "foreign"])
def test_rows_that_are_not_those_of_the_state_mean_everything_is_made_anew_and_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(rows, "LARGE", 0)
    build(project, full=True)
    path = rows.rows_file(state_file(project / "site"))
    data = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    elif damage == "foreign":
        _append(project, "awards.csv", NEW_ROW)
        build(project, project.parent / "other", full=True)
        path.write_bytes(rows.rows_file(state_file(project.parent / "other")).read_bytes())
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes(data[:-40] if damage == "cut" else data)
    assert "damaged" in build(project).made_anew
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def test_a_page_edited_by_hand_is_put_right(project: Path) -> None:
    page = project / "site" / "awards" / projects.VALID / "index.html"
    right = page.read_bytes()
    page.unlink()
    page.write_bytes(b"forged")
    assert "changed by something else" in build(project).made_anew
    assert page.read_bytes() == right


def _journalled(project: Path, monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """Begin an incremental build in place, and stop it after so many moves, as a crash would."""
    monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    row = f"{projects.VALID_JAPANESE},e2,grafting,2025-04-01,,4711,,,,,\n"
    _edit(project, "awards.csv", row, NEW_ROW)
    whole, done = journal._do, []

    def stop(*arguments: object) -> None:
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(arguments)
        whole(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(journal, "_do", stop)
        with pytest.raises(KeyboardInterrupt):
            build(project)


@pytest.mark.parametrize("large", [rows.LARGE, 0])
@pytest.mark.parametrize("moves", range(3))
def test_a_build_stopped_between_its_moves_is_finished_by_the_next(
    project: Path, monkeypatch: pytest.MonkeyPatch, moves: int, large: int
) -> None:
    monkeypatch.setattr(rows, "LARGE", large)
    monkeypatch.setattr(rows, "MOST_APART", 0)
    _journalled(project, monkeypatch, moves)
    assert journal.read_journal(project / "site") is not None
    assert build(project).made_anew == ""
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")
    assert build(project).added == 0
    assert {path.name for path in project.iterdir()} == {
        *("content", "keys", "site", ".site.lock", ".site.state"),
        *(() if large else (".site.state.rows",)),
    }


def test_a_build_stopped_before_its_journal_leaves_what_is_known_of_the_site(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    monkeypatch.setattr(rows, "LARGE", 0)
    monkeypatch.setattr(rows, "MOST_APART", 1)
    build(project, full=True)
    text = (project / "content" / "awards.csv").read_text(encoding="utf-8")
    _edit(project, "awards.csv", f"{projects.VALID_JAPANESE},e2,grafting,2025-04-01,,4711,,,,,\n", "")
    with monkeypatch.context() as patched:
        patched.setattr(journal, "write_journal", _stopped)
        with pytest.raises(KeyboardInterrupt):
            build(project)
    assert rows.rows_file(journal.next_state_file(project / "site")).exists()
    (project / "content" / "awards.csv").write_text(text + NEW_ROW, encoding="utf-8")
    _touched(project)
    assert _touched(project) == (set(), set())


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_journal_whose_stage_was_taken_away_does_not_stop_anybody(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _journalled(project, monkeypatch, 2)
    os.rename(project / ".site.stage", project.parent / "taken")  # noqa: PTH104
    assert build(project).made_anew != ""
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def test_a_damaged_journal_is_none(project: Path) -> None:
    path = journal.journal_file(project / "site")
    for data in (b"", b"badgepress-journal/1\n{}\n" + b"0" * 64 + b"\n", b"\0" * 100):
        path.write_bytes(data)
        assert journal.read_journal(project / "site") is None
    before = tree_hash(project / "site")
    build(project)
    assert tree_hash(project / "site") == before


def test_two_processes_give_the_bytes_of_one(project: Path) -> None:
    for jobs in (1, 2, 3):
        build(project, project.parent / f"by{jobs}", jobs=jobs)
    assert len({tree_hash(project.parent / f"by{jobs}") for jobs in (1, 2, 3)}) == 1


def test_a_fault_in_one_process_stops_the_build_and_names_every_award(tmp_path: Path) -> None:
    assert run is not None
    made = projects.write_project(tmp_path / "p")
    place = made / "content" / "achievements" / "grafting" / "achievement.md"
    text = place.read_text(encoding="utf-8").replace('tags = ["orchard"]', 'tags = ["\\U0001f34e", "\\uff21"]')
    place.write_text(text, encoding="utf-8")
    with pytest.raises(Exception) as caught:
        build(made, jobs=2)
    assert not isinstance(caught.value, RuntimeError) and getattr(caught.value, "problems", ())
    assert not (made / "site").exists() and not (made / ".site.stage").exists()


def test_a_worker_that_is_killed_is_one_clear_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.build.issue.digest", lambda work, span: os.kill(os.getpid(), 9))
    _append(project, "awards.csv", NEW_ROW)
    before = tree_hash(project / "site")
    with pytest.raises(BuildError, match="a worker process was ended by signal 9"):
        build(project, jobs=2)
    assert tree_hash(project / "site") == before


def test_a_few_awards_of_a_large_site_are_made_without_asking_a_worker(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(process: Any, message: tuple[Any, ...]) -> None:
        assert message[0] == "call", "a worker was asked"  # what it does before anybody knows what there is to do
        sent(process, message)

    sent = pool._Process.send
    monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    monkeypatch.setattr(pool._Process, "send", send)
    _append(project, "awards.csv", NEW_ROW)
    assert build(project, jobs=2).signed_new == 1
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def test_a_site_of_many_files_of_which_few_are_new_is_flushed_at_once_and_not_folder_by_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise AssertionError(f"{folder} was flushed one by one")

    monkeypatch.setattr(stage, "FLUSHED_ONE_BY_ONE", 10)
    monkeypatch.setattr(stage, "FLUSHED_AT_ONCE", 10)
    monkeypatch.setattr(stage, "flush_file_system", lambda _: True)
    monkeypatch.setattr(stage, "flush_tree", refuse)
    _append(project, "awards.csv", NEW_ROW)
    assert build(project).added == 3
    _append(project, "awards.csv", NEW_ROW.replace("b01", "b02").replace(",555,", ",556,"))
    assert build(project, full=True).added == 3


def test_a_badge_revoked_far_in_front_of_one_that_is_added_leaves_those_between_alone(
    project: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "_MOST_MOVED", 2)
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},revoked,Made in error.,registrar\n")
    _append(project, "awards.csv", NEW_ROW)
    outcome = build(project)
    assert outcome.made_anew == ""
    assert outcome.signed_new == 1
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def test_where_too_many_lines_have_moved_everything_is_made_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "_MOST_MOVED", 2)
    monkeypatch.setattr(delta, "_MOST_APART", 2)
    path = project / "content" / "awards.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([head, NEW_ROW, *reversed(lines)]), encoding="utf-8")
    assert "moved" in build(project).made_anew
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")


def test_a_state_to_come_that_no_journal_tells_of_is_cleared_away(project: Path) -> None:
    left = [project / ".site.state.next", project / ".site.state.next.rows"]
    for path in left:
        path.write_bytes(b"from before the power went")
    _append(project, "awards.csv", NEW_ROW)
    build(project)
    assert not any(path.exists() for path in left)


def test_what_was_half_written_when_a_build_was_stopped_is_cleared_away_by_the_next(project: Path) -> None:
    kept = {path.name for path in project.iterdir()}
    names = ("journal", "ledger", "state", "state.rows", "state.next", "state.next.rows")
    for name in names:
        (project / f".site.{name}.new").write_bytes(b"half")
    build(project)
    assert {path.name for path in project.iterdir()} == kept


def test_the_number_of_files_is_that_of_the_site_when_a_revocation_is_taken_back(project: Path, way: str) -> None:
    path = project / "content" / "events.csv"
    before = path.read_text(encoding="utf-8")
    _append(project, "events.csv", f"2026-06-02T00:00:00Z,{projects.VALID},revoked,Made in error.,registrar\n")
    assert build(project).files == len(_times(project / "site"))
    path.write_text(before, encoding="utf-8")
    outcome = build(project)
    assert outcome.files == len(_times(project / "site"))
    assert outcome.removed == 1
