"""Earners who are most likely one person are told, and others are not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from generator.cli.app import main
from generator.doctor.people import MOST_TOLD, folded_name, look_at_people, mailbox
from generator.ledger import read_ledger
from tests import projects

HEADER = "id,name,emails,language,visibility,accept,handle\n"


def found(tmp_path: Path, rows: str) -> list[tuple[str, str]]:
    folder = projects.write_project(
        tmp_path / "p",
        earners=HEADER + rows,
        awards=projects.AWARDS.splitlines()[0] + "\n",
        events=projects.EVENTS.splitlines()[0],
    )
    return [(finding.code, finding.text.partition(" have ")[0]) for finding in look_at_people(read_ledger(folder))]


def test_a_name_written_otherwise_and_one_mailbox_and_like_handles_are_pointed_out(tmp_path: Path) -> None:
    rows = (
        "a,Zoë O'Brien,zoe@example.com,,,,\n"
        "b,ZOE  o’brien,z@example.com,,,,\n"
        "c,Ann One,ann+badges@example.com,,,,ann-one\n"
        "d,Anna Two,ANN@example.com,,,,annone\n"
        "e,林檎 花子,h@example.com,,,,\n"
        "f,ﾘﾝｺﾞ,r@example.com,,,,\n"
        "g,リンゴ,s@example.com,,,,\n"
    )
    assert found(tmp_path, rows) == [
        ("same-name", "a (line 2), b (line 3)"),
        ("same-name", "f (line 7), g (line 8)"),
        ("same-mailbox", "c (line 4), d (line 5)"),
    ]


def test_a_program_gets_the_ids_of_those_who_may_be_one_person(tmp_path: Path) -> None:
    folder = projects.write_project(tmp_path / "p", earners=projects.EARNERS.replace("Ivo Medlar", "ADA QUINCE"))
    told = json.loads(CliRunner().invoke(main, ["doctor", "-C", str(folder), "--json"]).stdout)
    assert [each["earners"] for each in told["findings"] if each["code"] == "same-name"] == [["e1", "e3"]]


def test_earners_who_differ_are_left_in_peace(tmp_path: Path) -> None:
    rows = "a,Ada Quince,ada@example.com,,,,ada\nb,Ida Quince,ida@example.com,,,,ida\nc,Ada Quinces,x@example.org,,,,\n"
    assert found(tmp_path, rows) == [("people", "3 earners, no two alike")]


def test_no_more_than_a_hundred_groups_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"p{n},Person {n // 2},p{n}@example.com,,,,\n" for n in range(2 * MOST_TOLD + 10))
    told = found(tmp_path, rows)
    assert len(told) == MOST_TOLD + 1 and told[-1] == ("same-name", "5 more groups of earners")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada-Marie Q.", "ada marie q"), ("José", "JOSE\u0301"), ("Straße", "STRASSE"), ("Ａｄａ", "Ada")],
)
def test_names_that_people_take_for_one_are_folded_into_one(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded_name(folded_name(name)) == folded_name(name)


def test_a_plus_leads_to_the_same_mailbox_and_a_point_does_not() -> None:
    assert mailbox("Ann+x@Example.com") == mailbox("ann@example.com")
    assert mailbox("a.nn@example.com") != mailbox("ann@example.com")
