"""TOML that cannot be read: the library's own place, plain words, and a bound on what a hostile file costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.faults import Report
from generator.ledger.privacy import Privacy
from generator.ledger.toml import Document, parse
from tests.steps import steps_at_most


def read(text: str) -> tuple[Document | None, list[str], str]:
    report = Report()
    document = parse(text, "f.toml", report, Privacy(report))
    problems = report.problems()
    return document, [f"{p.place.line}:{p.place.column} {p.code}" for p in problems], "".join(p.hint for p in problems)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a = 1\na = 2\nb = 3\n", "2:6", "the same key is given twice"),
        ("a = 1\r\n[t]\r\n[t]\r\n", "3:3", "the same table is begun twice"),
        ("a = text\n", "1:5", 'text stands between quotes: key = "value"'),
        ("a b = 1\n", "1:3", "a key with blanks in it needs quotes"),
        ('a = "x" y\n', "1:9", "one key = value on each line"),
        ("= 1\n", "1:1", "a line is key = value"),
        ('a = "one\ntwo"\n', "1:9", "text on one line ends with its quote"),
        ('a = "C:\\dir"\n', "1:10", "a \\ inside quotes is written \\\\"),
        ("a = 2026-02-30\n", "1:5", "a date is written 2026-03-01, without quotes"),
        ("a = [1, 2\n", "1:10", "a [ needs its ]"),
        ('a = """x\n', "1:9", "a quote needs its other quote"),
        ("t = {a = 1}\nt.b = 2\n", "2:8", "cannot be added to"),
        ("[t\n", "1:3", "a table begins with [name]"),
        ('a = "\\ud800"\n', "1:12", "halves of one are none"),
        ('a = "\\u12"\n', "1:8", "is followed by four digits"),
        ("t = {a = 1, a = 2}\n", "1:18", "the same key is given twice"),
        ("# [[[\na = [\n" + "'['," + "[" * 3_000, "3:104", "write the lists inside each other out"),
        ('a = "' + "9" * 5_000 + '"\nb = 1_' + "1" * 5_000 + "\n", "2:5", "stands between quotes"),
        ("a = 1\nx" + ".y" * 100 + " = 1\n", "2:1", "a name with dots in it stands between quotes"),
    ],
)
def test_a_syntax_error_has_its_place_and_a_word_on_the_likely_slip(text: str, place: str, hint: str) -> None:
    document, problems, told = read(text)
    assert document is None
    assert problems == [f"{place} toml-syntax"]
    assert hint in told


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 5_000 + "]" * 5_000,
        "a = " + "{a=" * 20_000,
        "x." * 300_000 + "y = 1",
        "[" + "x." * 300_000 + "y]",
        "a = {" + "'x' . " * 100_000 + "y = 1}",
        "a = " + "1" * 500_000,
        "#" * 1_000_000,
        'a = "' + "\\" * 500_000,
        "a.b = 1\n" + "\n".join(f"[t{n}]" for n in range(20_000)),
        "[[a]]\n[a.b]\n" * 30_000,
        "".join(f"a.b.c{n} = 1\n" for n in range(30_000)),
        "a-" * 400_000 + " = 1",
    ],
    ids=[
        "open lists",
        "lists",
        "tables",
        "dots",
        "dotted header",
        "quoted dots",
        "digits",
        "comment",
        "slashes",
        "many tables",
        "many arrays",
        "many keys",
        "long key",
    ],
)
def test_a_hostile_file_costs_steps_in_proportion(text: str) -> None:
    with steps_at_most(25_000 + 40 * len(text)):
        read(text)


@given(st.text(alphabet="ab.=[]{}\",\n\r\t #\\'1-é\x00\x7f", max_size=40))
def test_any_text_is_a_document_or_one_problem(text: str) -> None:
    document, problems, _ = read(text)
    assert (document is None) == (len(problems) == 1)
