"""A ledger read through its cache is the one that is read in full, whatever was changed in between."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from generator.build.beside import write_whole
from generator.errors import LedgerError
from generator.ledger.cache import earners, pieces
from generator.ledger.cache.ledger import LedgerCache
from generator.model import Ledger, Problem
from tests.ledger import cached, sample

SIZE = 1000  # of a piece: the files have many


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / ".site.ledger"


def _cache(path: Path, program: str = "one") -> LedgerCache:
    return LedgerCache(path, program, SIZE)


def _save(found: LedgerCache, path: Path) -> None:
    fresh = found.fresh()
    if fresh is not None:
        write_whole(path, fresh)


def _read(path: Path, project: Path) -> tuple[Ledger, str]:
    found = _cache(path)
    ledger = found.read(project)
    _save(found, path)
    return ledger, found.why_full


def _outcome(read: object, project: Path) -> Ledger | list[Problem]:
    try:
        return read(project)  # type: ignore[operator, no-any-return]
    except LedgerError as error:
        return list(error.problems)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("longest", [1 << 20, 3 * SIZE])
def test_after_any_edit_the_cached_ledger_is_the_one_read_in_full(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, longest: int, seed: int
) -> None:
    monkeypatch.setattr(pieces, "LONGEST_LINE", longest)  # a longer change is taken for several
    monkeypatch.setattr(pieces, "HALF", 1 + seed % 8)
    random = Random(seed)
    editor = cached.Editor(random, tmp_path / "p", cached.ledger(random, end="\n"))
    _read(cache, editor.project)
    taken: Counter[str] = Counter()
    for _ in range(30):
        before = dict(editor.files)
        name = editor.edit()
        through = _cache(cache)
        mine, other = _outcome(through.read, editor.project), _outcome(cached.read_in_full, editor.project)
        if isinstance(mine, list) or isinstance(other, list):
            assert mine == other, name
            editor.restore(before)
            continue
        cached.check_same(mine, other)
        if random.random() < 0.2:
            cached.check_lookups(mine, other)
        if random.random() < 0.9:  # else the next edit comes on top of this one
            _save(through, cache)
        taken[through.why_full] += 1
    assert taken[""] > 0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return sample.write(cached.ledger(Random(7)), tmp_path / "p")


EDITS = {
    "one award more": "append_award",
    "an award changed": "award",
    "an award less": "remove_award",
    "an earner more": "append_earner",
    "an earner changed": "earner",
    "an event more": "append_event",
}


@pytest.mark.parametrize("name", EDITS)
def test_the_edits_of_every_day_are_read_from_what_was_kept(tmp_path: Path, cache: Path, name: str) -> None:
    random = Random(3)
    editor = cached.Editor(random, tmp_path / "p", cached.ledger(random, events=0))
    for _ in range(12):  # some of the edits are slips
        before = dict(editor.files)
        _read(cache, editor.project)
        getattr(editor, f"edit_{EDITS[name]}")()
        if isinstance(_outcome(cached.read_in_full, editor.project), list):
            editor.restore(before)
            continue
        if _read(cache, editor.project)[1] == "":
            return
    pytest.fail("each time the ledger was read in full")


@pytest.mark.parametrize("name", ["award", "remove_award", "insert_award"])
def test_an_edit_far_in_front_of_added_lines_is_read_from_what_was_kept(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(pieces, "LONGEST_LINE", 3 * SIZE)
    monkeypatch.setattr(pieces, "HALF", 4)
    random = Random(5)
    editor = cached.Editor(random, tmp_path / "p", cached.ledger(random, events=0, end="\n"))
    _read(cache, editor.project)
    kept, taken = cache.read_bytes(), 0
    for _ in range(12):
        cache.write_bytes(kept)
        before = dict(editor.files)
        editor.edit_append_award()
        editor.number += 1
        getattr(editor, f"edit_{name}")()
        found = _cache(cache)
        mine, other = _outcome(found.read, editor.project), _outcome(cached.read_in_full, editor.project)
        if isinstance(other, list) or isinstance(mine, list):
            assert mine == other
        else:
            cached.check_same(mine, other)
            taken += found.why_full == ""
        editor.restore(before)
    assert taken > 5


def test_a_few_awards_and_events_more_are_read_each_time_and_many_are_kept(tmp_path: Path, cache: Path) -> None:
    random = Random(2)
    editor = cached.Editor(random, tmp_path / "p", cached.ledger(random, events=3, end="\n"))
    _read(cache, editor.project)
    kept, rounds = cache.read_bytes(), 0
    while cache.read_bytes() == kept:
        editor.number += 1
        editor.edit_append_award()
        ledger, why_full = _read(cache, editor.project)
        assert why_full == ""
        cached.check_same(ledger, cached.read_in_full(editor.project))
        rounds += 1
    assert SIZE // 120 < rounds < SIZE // 20


@pytest.mark.parametrize("most", [100, -100])
def test_earners_whose_ids_have_one_checksum_are_told_apart(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(earners, "_MOST_ALIKE", most)  # with so many alike everything is read anew
    assert crc32(b"plumless") == crc32(b"buckeroo")
    random = Random(9)
    editor = cached.Editor(random, tmp_path / "p", cached.ledger(random, events=0))
    for name in ("plumless", "buckeroo"):
        editor._append(cached.EARNERS, f"{name},Ada {name},{name}@example.org,en,,,")
    _read(cache, editor.project)
    for number, name in enumerate(("buckeroo", "plumless"), 5000):
        editor._append(cached.AWARDS, f"{number:016d},{name},cake,2026-02-03,,{number},,,,,")
        ledger, why_full = _read(cache, editor.project)
        cached.check_same(ledger, cached.read_in_full(editor.project))
        assert list(ledger.awards)[-1].earner == name
        assert why_full == ("" if most > 0 else "many ids with one checksum")


def test_nothing_is_kept_anew_when_nothing_changed(project: Path, cache: Path) -> None:
    _read(cache, project)
    again = _cache(cache)
    again.read(project)
    assert again.why_full == "" and again.fresh() is None


def test_what_was_kept_by_another_program_is_not_used(project: Path, cache: Path) -> None:
    _read(cache, project)
    other = _cache(cache, "two")
    other.read(project)
    assert "another version" in other.why_full


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_record_means_that_everything_is_read(project: Path, cache: Path, seed: int) -> None:
    ledger, _ = _read(cache, project)
    data, random = bytearray(cache.read_bytes()), Random(seed)
    if seed % 2:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    else:
        del data[random.randrange(len(data)) :]
    cache.write_bytes(data)
    found = _cache(cache)
    cached.check_same(found.read(project), ledger)
    assert "damaged" in found.why_full


def test_what_is_kept_names_nobody(project: Path, cache: Path) -> None:
    ledger, _ = _read(cache, project)
    kept = cache.read_bytes().lower()
    for earner in ledger.earners.values():
        for text in (earner.name, *earner.emails, earner.handle):
            assert not text or text.lower().encode() not in kept
    assert cache.stat().st_mode & 0o777 == 0o600
