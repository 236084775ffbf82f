"""Tables of awards that somebody wants to make: read by the header, whatever columns it has; nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.grants import COLUMNS, Grant, read_grants

OTHERWISE = Grant("", "", "grafting", "2026-05-01", expires="never", language="fr")
VALUE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(str.strip)
OPTIONAL = st.permutations(COLUMNS.optional).flatmap(
    lambda names: st.integers(0, len(names)).map(lambda count: names[:count])
)


@given(OPTIONAL, st.data())
def test_what_a_table_says_comes_back_and_what_it_leaves_open_is_as_the_command_says(
    tmp_path_factory: pytest.TempPathFactory, optional: list[str], data: st.DataObject
) -> None:
    names = [*COLUMNS.required, *optional]
    filled = st.tuples(VALUE.filter(bool), *[VALUE] * (len(names) - 1))
    rows = data.draw(st.lists(filled, max_size=5))
    path = tmp_path_factory.mktemp("table") / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    grants, refusals = read_grants(path, OTHERWISE)
    assert refusals == []
    wanted = [
        Grant(**{name: said.get(name) or getattr(OTHERWISE, name) for name in COLUMNS.all})
        for said in (dict(zip(names, row, strict=True)) for row in rows)
    ]
    assert grants == wanted


@given(st.binary(max_size=300))
def test_no_bytes_whatever_end_in_anything_but_wishes_and_refusals(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("table") / "people.csv"
    path.write_bytes(b"name,email\n" + data)
    grants, refusals = read_grants(path, OTHERWISE)
    assert all(refusal.about.startswith(str(path)) and refusal.text for refusal in refusals)
    assert all(grant.where("email").startswith(f"{path}:") for grant in grants)


@pytest.mark.parametrize(
    ("text", "about", "hint"),
    [
        ("name;email\nAda;a@example.org\n", ":1:1", "save it with commas"),
        ("name,email,achievment\n", ":1:12", "did you mean 'achievement'?"),
        ("Ada,ada@example.org\n", ":1:1", "the first line is name,email"),
        ('name,email\n"Ada,ada@example.org\n', ":2:1", "quotes"),
        ("name,email\nAda\n", ":2:1", "write its comma"),
    ],
)
def test_a_slip_in_the_form_is_told_with_its_place(tmp_path: Path, text: str, about: str, hint: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    _, refusals = read_grants(path, OTHERWISE)
    assert refusals[0].about == f"{path}{about}" and hint in refusals[0].hint
