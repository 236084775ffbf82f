"""Awards and earners are what a tuple and a dict of records would be, and their columns say what the records say."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from generator.errors import BadgepressError, LedgerError
from generator.ledger import lines, plain_awards, read_ledger
from generator.model import Acceptance, Award, Earner, EventKind, Ledger, Standing, Visibility
from tests.ledger import many, sample

VISIBILITIES, ACCEPTANCES, STANDINGS = list(Visibility), list(Acceptance), list(Standing)


def sound(seed: int, project: Path) -> Ledger:
    """A ledger of many rows: the first sound one that is drawn."""
    chance = random.Random(seed)
    while True:
        try:
            return sample.read(many.make(chance), project)
        except LedgerError:
            continue


@pytest.fixture(params=range(12))
def ledger(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr(lines, "BLOCK", 2000)
    return sound(request.param, tmp_path)


def test_columns_say_what_the_awards_say(ledger: Ledger) -> None:
    awards, earners = ledger.awards, list(ledger.earners.values())
    slugs = list(ledger.achievements)
    for row, award in enumerate(awards):
        earner = earners[awards.earner_row[row]]
        assert earner.id == award.earner
        assert slugs[awards.achievement[row]] == award.achievement
        assert VISIBILITIES[awards.visibility[row]] is award.visible_as(earner)
        assert ACCEPTANCES[awards.acceptance[row]] is award.acceptance(earner)
        assert STANDINGS[awards.standing[row]] is award.standing()[0]
        assert awards.status_index[row] == award.status_index
        assert awards.awarded_at[row] == award.awarded_at.timestamp()
        assert awards.ids[row] == award.id
        assert awards.row_of(award.id) == row
        again = [event.at.timestamp() for event in award.events if event.kind is EventKind.REISSUED]
        assert awards.reissued_at.get(row) == (again[-1] if again else None)
        ends = award.expires_at.timestamp() if award.expires_at else 1 << 40
        assert awards.expires_at[row] == ends


def test_every_column_has_an_entry_for_each_award(ledger: Ledger) -> None:
    awards = ledger.awards
    words = (awards.visibility, awards.acceptance, awards.standing, awards.status_index, awards.earner_row)
    numbers = (awards.achievement, awards.awarded_at, awards.expires_at, awards.mark, awards.ids, awards.rows_by_id())
    assert {len(column) for column in (*words, *numbers)} == {len(awards)}
    earners = ledger.earners
    assert {len(column) for column in (earners.visibility, earners.has_handle, earners.mark)} == {len(earners)}


def test_columns_of_earners_say_what_the_earners_say(ledger: Ledger) -> None:
    for row, earner in enumerate(ledger.earners.values()):
        assert VISIBILITIES[ledger.earners.visibility[row]] is earner.visibility
        assert bool(ledger.earners.has_handle[row]) == bool(earner.handle)
        assert ledger.earners.row_of(earner.id) == row


def test_awards_are_a_sequence_like_any_other(ledger: Ledger) -> None:
    awards, copy = ledger.awards, tuple(ledger.awards)
    assert len(awards) == len(copy)
    assert awards[0] == copy[0]
    assert awards[-1] == copy[-1]
    assert awards[1:4] == copy[1:4]
    assert awards[::-2] == copy[::-2]
    assert awards == copy
    assert awards != copy[1:]
    assert copy[-1] in awards
    assert [awards.ids[row] for row in awards.rows_by_id()] == sorted(award.id for award in copy)
    with pytest.raises(IndexError):
        awards[len(copy)]


def test_earners_are_a_mapping_like_any_other(ledger: Ledger) -> None:
    earners, copy = ledger.earners, dict(ledger.earners.items())
    assert list(earners) == list(copy)
    assert list(earners.values()) == list(copy.values())
    assert earners == copy
    assert len(earners) == len(copy)
    last = list(copy)[-1]
    assert earners[last] == copy[last]
    assert earners.get("nobody") is None
    assert "nobody" not in earners
    assert 7 not in earners
    assert earners.read([2, 0, 2]) == [list(copy.values())[row] for row in (2, 0, 2)]
    with pytest.raises(KeyError):
        earners["nobody"]


def test_addresses_are_known_in_small_letters_and_no_others(ledger: Ledger) -> None:
    mails = {mail.lower() for earner in ledger.earners.values() for mail in earner.emails}
    assert all(map(ledger.has_address, mails))
    for mail in ("nobody@example.org", "", "@", *(mail + "x" for mail in mails), *(mail.upper() for mail in mails)):
        assert not ledger.has_address(mail)


def test_records_are_made_as_their_constructor_makes_them(ledger: Ledger) -> None:
    for award in ledger.awards:
        same = Award(**{name: getattr(award, name) for name in Award.__struct_fields__})
        assert (award, hash(award), repr(award)) == (same, hash(same), repr(same))
    for earner in ledger.earners.values():
        same_earner = Earner(**{name: getattr(earner, name) for name in Earner.__struct_fields__})
        assert (earner, hash(earner), repr(earner)) == (same_earner, hash(same_earner), repr(same_earner))


def test_the_last_events_are_those_of_the_file(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    assert list(ledger.awards.last_events(2)) == [9, 10]
    assert list(ledger.awards.last_events(100)) == list(range(2, 11))
    assert list(ledger.awards.last_events(0)) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/awards.csv", "Portfolio", "Portfolia"),
        ("content/earners.csv", "Alice Martin", "Alice Marten"),
        ("content/events.csv", "claimed,,\n", "sealed,,x\n"),
    ],
)
def test_a_file_that_is_written_into_is_noticed_when_it_is_read_again(
    path: str, old: str, new: str, tmp_path: Path
) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    (tmp_path / path).write_text((tmp_path / path).read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadgepressError) as caught:
        list(ledger.awards.batch([0]).pairs(ledger.achievements))
    assert (str(caught.value), caught.value.hint) == (f"{path} changed while it was being read", "build again")


def test_a_file_that_has_become_shorter_is_noticed(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    (tmp_path / "content/awards.csv").write_text("id", encoding="utf-8")
    with pytest.raises(BadgepressError, match="changed while"):
        list(ledger.awards)


def test_files_that_are_replaced_or_gone_change_nothing(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path / "a")
    for name in ("awards", "earners", "events"):
        (tmp_path / "a" / "content" / f"{name}.csv").unlink()
    assert ledger == sample.read(sample.sound(), tmp_path / "b")


def test_the_wrong_earner_is_never_paired_with_an_award(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes of 64 bits may in principle agree for two ids."""
    files = sample.replaced(sample.sound(), many.AWARDS, ",bob,bread", ",BOB,bread")
    project = sample.write(files, tmp_path)
    with pytest.raises(LedgerError):
        read_ledger(project)
    monkeypatch.setattr(plain_awards, "code_of", lambda text: hash(text.lower()))
    ledger = read_ledger(project)
    with pytest.raises(BadgepressError, match=r"content/awards.csv:3:1: .* cannot be told apart"):
        list(ledger.awards.batch([1]).pairs(ledger.achievements))
