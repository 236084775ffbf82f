"""Wishes held against the ledger: what is granted, and every reason why another is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator.ledger.append import Line
from generator.ledger.read import read_ledger
from generator.ledger.wishes import Refusal, Wish, check_undo, check_wish, find_awards
from generator.model import EventKind, Ledger
from tests import projects

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
WHY = "Copied."
GOOD, REVOKED, SUSPENDED = projects.VALID, projects.REVOKED, projects.SUSPENDED


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return read_ledger(projects.write_project(tmp_path_factory.mktemp("project")))


def wish(kind: EventKind, *awards: str, reason: str = WHY, by: str = "issuer", at: datetime = NOW) -> Wish:
    return Wish(kind, awards, reason, by, at)


@pytest.mark.parametrize(
    ("kind", "granted"),
    [
        (EventKind.REVOKED, {GOOD, SUSPENDED}),
        (EventKind.SUSPENDED, {GOOD}),
        (EventKind.REINSTATED, {REVOKED, SUSPENDED}),
        (EventKind.REISSUED, {GOOD, SUSPENDED}),
    ],
)
def test_what_can_happen_to_a_badge_depends_on_how_it_stands(
    ledger: Ledger, kind: EventKind, granted: set[str]
) -> None:
    lines, refusals = check_wish(wish(kind, GOOD, REVOKED, SUSPENDED), ledger, NOW)
    assert [line for _, line in lines] == [
        Line(NOW, award, kind, WHY, "issuer") for award in (GOOD, REVOKED, SUSPENDED) if award in granted
    ]
    assert {refusal.about for refusal in refusals} == {GOOD, REVOKED, SUSPENDED} - granted
    assert all(refusal.hint for refusal in refusals)


@pytest.mark.parametrize(
    "name",
    [
        GOOD,
        f"{projects.BASE_URL}/awards/{GOOD}/",
        f"{projects.BASE_URL}/awards/{GOOD}",
        f"{projects.BASE_URL}/zh-hans/awards/{GOOD}/?utm=x#proof",
        f"{projects.BASE_URL}/awards/{GOOD}/badge.png",
        f"{projects.BASE_URL}/awards/{GOOD}/credential.json",
    ],
)
def test_an_award_is_named_by_its_id_or_by_any_of_its_addresses(ledger: Ledger, name: str) -> None:
    found, refusals = find_awards([name, GOOD], ledger)
    assert ([award.id for award in found], refusals) == ([GOOD], [])


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("0000000000000a0l", "no award is called '0000000000000a0l'", "did you mean"),
        (GOOD.upper(), f"no award is called '{GOOD.upper()}'", f"did you mean '{GOOD}'?"),
        ("zzzzzzzzzzzzzzzz", "no award is called", "awards live in content/awards.csv"),
        (f"https://elsewhere.example.com/awards/{GOOD}/", "not below https://badges.example.org", "award's id"),
        (f"{projects.BASE_URL}.evil.example/awards/{GOOD}/", "not below https://badges.example.org", "award's id"),
        (f"{projects.BASE_URL}/badges/grafting/", "not the address of an award's page", f"{projects.BASE_URL}/awards/"),
        (f"{projects.BASE_URL}/awards/", "not the address of an award's page", f"{projects.BASE_URL}/awards/"),
        ("site/awards/x", "not the address of an award's page", f"{projects.BASE_URL}/awards/"),
    ],
)
def test_what_names_no_award_is_refused_with_the_way_out(ledger: Ledger, name: str, text: str, hint: str) -> None:
    found, (refusal,) = find_awards([name], ledger)
    assert found == []
    assert refusal.about == name
    assert text in refusal.text and hint in refusal.hint


def test_everything_that_speaks_against_a_wish_is_said_at_once(ledger: Ledger) -> None:
    wanted = wish(
        EventKind.REVOKED, GOOD, REVOKED, "zzzzzzzzzzzzzzzz", reason="", by="a\nb", at=NOW + timedelta(days=1)
    )
    _, refusals = check_wish(wanted, ledger, NOW)
    assert [refusal.about for refusal in refusals] == ["zzzzzzzzzzzzzzzz", "--reason", "--by", "--at", REVOKED]


@pytest.mark.parametrize("kind", [EventKind.REVOKED, EventKind.SUSPENDED])
@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_wants_a_reason(ledger: Ledger, kind: EventKind, reason: str) -> None:
    _, refusals = check_wish(wish(kind, GOOD, reason=reason), ledger, NOW)
    assert [refusal.about for refusal in refusals] == ["--reason"]


def test_giving_back_and_making_out_anew_want_none(ledger: Ledger) -> None:
    for kind, award in ((EventKind.REINSTATED, REVOKED), (EventKind.REISSUED, GOOD)):
        assert check_wish(wish(kind, award, reason=""), ledger, NOW)[1] == []


@pytest.mark.parametrize("text", ["write to ADA.quince@example.com", "ada.quince%40example.com", "a\x07b"])
def test_a_reason_that_must_not_be_published_is_refused(ledger: Ledger, text: str) -> None:
    _, (refusal,) = check_wish(wish(EventKind.REVOKED, GOOD, reason=text), ledger, NOW)
    assert refusal.about == "--reason"
    assert "quince" not in refusal.text


def test_time_goes_neither_back_nor_ahead(ledger: Ledger) -> None:
    award = next(award for award in ledger.awards if award.id == SUSPENDED)
    last = award.events[-1].at
    assert check_wish(wish(EventKind.REVOKED, SUSPENDED, at=last), ledger, NOW)[1] == []
    _, (back,) = check_wish(wish(EventKind.REVOKED, SUSPENDED, at=last - timedelta(seconds=1)), ledger, NOW)
    assert (back.about, "its last event (suspended, content/events.csv:3:1)" in back.text) == (SUSPENDED, True)
    _, (before,) = check_wish(wish(EventKind.REVOKED, GOOD, at=datetime(2025, 2, 1, tzinfo=UTC)), ledger, NOW)
    assert "awarded only at 2025-03-01T09:00:00Z" in before.text and "line 2 of content/awards.csv" in before.hint
    _, (ahead,) = check_wish(wish(EventKind.REVOKED, GOOD, at=NOW + timedelta(seconds=1)), ledger, NOW)
    assert ahead.about == "--at" and "is still to come" in ahead.text


def _undo(tmp_path: Path, events: str, kind: EventKind, *named: str) -> tuple[list[int], list[Refusal]]:
    ledger = read_ledger(projects.write_project(tmp_path / "p", events=projects.EVENTS + events))
    pairs, refusals = check_undo(kind, named, ledger)
    return [event.place.line for _, event in pairs], refusals


LINE = "2026-06-0{day}T00:00:00Z,{award},{kind},Copied.,issuer\n"


def test_the_last_lines_are_taken_back_when_they_are_those_of_the_awards_named(tmp_path: Path) -> None:
    events = LINE.format(day=2, award=GOOD, kind="revoked") + LINE.format(
        day=3, award=projects.VALID_JAPANESE, kind="revoked"
    )
    assert _undo(tmp_path / "a", events, EventKind.REVOKED, projects.VALID_JAPANESE) == ([5], [])
    assert _undo(tmp_path / "b", events, EventKind.REVOKED, projects.VALID_JAPANESE, GOOD) == ([4, 5], [])


def test_a_line_that_others_stand_behind_is_not_taken_back(tmp_path: Path) -> None:
    events = LINE.format(day=2, award=GOOD, kind="revoked") + LINE.format(
        day=3, award=projects.VALID_JAPANESE, kind="revoked"
    )
    _, (refusal,) = _undo(tmp_path, events, EventKind.REVOKED, GOOD)
    assert (refusal.about, refusal.text) == (GOOD, "other events stand behind content/events.csv:4:1")


def test_only_an_event_of_the_same_kind_is_taken_back(tmp_path: Path) -> None:
    events = LINE.format(day=2, award=GOOD, kind="revoked")
    _, (refusal,) = _undo(tmp_path / "a", events, EventKind.SUSPENDED, GOOD)
    assert refusal.text == "its last event is 'revoked', so there is no 'suspended' to take back"
    _, (refusal,) = _undo(tmp_path / "b", events, EventKind.REVOKED, projects.VALID_JAPANESE)
    assert refusal.text.startswith("it has no event")


@pytest.mark.parametrize("name", ["https://[::1/x", "https://[x]/y", "http://a]b/"])
def test_an_address_that_is_none_is_refused_in_words(ledger: Ledger, name: str) -> None:
    _, (refusal,) = check_wish(wish(EventKind.REVOKED, name), ledger, NOW)
    assert "this address is not below" in refusal.text
