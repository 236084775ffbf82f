"""Texts, names, ids and addresses: PROMISES, rules 8 and 9."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.bulk import are_names
from generator.ledger.suggest import did_you_mean, nearest
from generator.ledger.texts import award_id_fault, id_fault, mail_fault, name_fault, name_warning, slug_of, text_fault
from generator.ledger.vocabulary import is_reserved_handle

CONTROLS = [chr(code) for code in (*range(0x20), 0x7F)]
DIRECTION_MARKS = ["\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


@pytest.mark.parametrize("char", CONTROLS)
def test_a_text_may_have_tab_and_line_ends_and_no_other_control_character(char: str) -> None:
    found = text_fault(f"one{char}two")
    assert (found is None) == (char in "\t\n\r")
    assert found is None or f"U+{ord(char):04X} as character 4" in found.text


@pytest.mark.parametrize("char", [*CONTROLS, *DIRECTION_MARKS, "\x85", "\u2028", "\u2029", "\ud800"])
def test_a_name_is_one_line_without_control_characters_or_direction_marks(char: str) -> None:
    found = name_fault(f"one{char}two")
    assert found is not None
    assert f"U+{ord(char):04X}" in found.text
    assert found.code == ("direction-mark" if char in DIRECTION_MARKS else "control-character")


@pytest.mark.parametrize("char", [*DIRECTION_MARKS, "\u2028", "\x85"])
def test_a_text_may_have_direction_marks(char: str) -> None:
    assert text_fault(f"one{char}two") is None


def test_half_a_character_is_refused_in_every_text() -> None:
    assert text_fault("one\udfff") is not None


@pytest.mark.parametrize("name", ["Zoë", "佐藤 千恵", "محمد", "O'Neil-Smith, 3rd", "👩‍🍳", "न्यूटन", "x" * 200])
def test_names_of_all_scripts_are_names(name: str) -> None:
    assert name_fault(name) is None
    assert name_warning(name) is None


def test_a_name_has_at_most_two_hundred_characters() -> None:
    found = name_fault("x" * 201)
    assert found
    assert "201" in found.text
    assert "200" in found.text


@pytest.mark.parametrize(
    ("name", "code"), [(" Ann", "name-blank-edge"), ("Ann\u3000", "name-blank-edge"), ("Zoe\u0308", "name-not-nfc")]
)
def test_a_name_that_looks_like_a_slip_is_a_warning(name: str, code: str) -> None:
    found = name_warning(name)
    assert found
    assert found.code == code


@pytest.mark.parametrize("name", ["a", "7", "a-b_c", "x" * 100, "common", "com10"])
def test_an_id_is_letters_digits_and_two_marks(name: str) -> None:
    assert id_fault(name) is None


@pytest.mark.parametrize("name", ["", "A", "-a", "_a", "a b", "a.b", "a/b", "..", "é", "x" * 101, "a\n", "ａ"])
def test_anything_else_is_not_an_id(name: str) -> None:
    found = id_fault(name)
    assert found
    assert found.code == "id"


@pytest.mark.parametrize("name", ["con", "nul", "aux", "prn", "com1", "lpt9", "index"])
def test_a_name_that_some_system_reserves_is_no_id(name: str) -> None:
    found = id_fault(name)
    assert found
    assert found.code == "id-reserved"
    assert is_reserved_handle(name)


def test_a_wrong_id_comes_with_one_that_would_do() -> None:
    found = id_fault("Welding Basics!")
    assert found
    assert found.hint == "did you mean 'welding-basics'?"


@pytest.mark.parametrize("award_id", ["0123456789abcdef", "zzzzzzzzzzzzzzzz", "7f3k9q2m4c8w1x0z"])
def test_an_award_id_is_sixteen_characters_of_base_32(award_id: str) -> None:
    assert award_id_fault(award_id) is None


@pytest.mark.parametrize(
    ("award_id", "reason"),
    [
        ("", "no id"),
        ("7f3k9q2m4c8w1x0", "wanted 16 characters, found 15"),
        ("7f3k9q2m4c8w1x0zz", "wanted 16 characters, found 17"),
        ("7F3K9Q2M4C8W1X0Z", "capital letters"),
        ("7f3k9q2m4c8w1xoi", "is not the id of an award"),
        ("7f3k9q2m4c8w1x0\n", "is not the id of an award"),
    ],
)
def test_any_other_award_id_is_refused(award_id: str, reason: str) -> None:
    found = award_id_fault(award_id)
    assert found
    assert reason in found.text


@pytest.mark.parametrize(
    "address", ["a@example.org", "first.last+tag@mail.example.org", "用户@例子.世界", "o'neil@example.com"]
)
def test_a_plausible_address_is_accepted(address: str) -> None:
    assert mail_fault(address) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("example.net", "it has no @"),
        ("a@b@example.org", "it has 2 @"),
        ("@example.net", "nothing stands in front of the @"),
        ("a@", "no domain stands behind the @"),
        ("a b@example.org", "it has a blank inside"),
        ("a@localhost", "its domain has no dot"),
        ("a@example..org", "it has characters, or a length"),
        ("a@example.org.", "it has characters, or a length"),
        ("<a@example.org>", "it has characters, or a length"),
        ("x" * 65 + "@example.org", "it has characters, or a length"),
    ],
)
def test_an_implausible_address_is_refused_without_being_repeated(address: str, reason: str) -> None:
    found = mail_fault(address)
    assert found
    assert reason in found.text
    assert address not in found.text + found.hint


@given(st.text(max_size=40))
def test_a_slug_made_of_any_text_is_an_id_or_nothing(text: str) -> None:
    slug = slug_of(text)
    found = id_fault(slug)
    assert slug == "" or found is None or found.code == "id-reserved"


def test_the_nearest_name_is_found_among_few() -> None:
    known = ["welding-basics", "welding-advanced", "bread"]
    assert nearest("welding-bascis", known) == "welding-basics"
    assert nearest("Welding_Basics", known) == "welding-basics"
    assert nearest("glass blowing", known) is None
    assert did_you_mean("bred", known, "look there") == "did you mean 'bread'?"
    assert did_you_mean("glass blowing", known, "look there") == "look there"


def test_the_nearest_name_is_found_among_a_million_by_one_slip() -> None:
    known = {f"earner-{number}": None for number in range(200_000)}
    for slip in ("earner-123546", "earner-12345", "earnr-123456", "eamner-123456", "earner-1x23456"):
        assert nearest(slip, known) in known
    assert nearest("somebody-else", known) is None


@given(st.text(max_size=20), st.sets(st.text(min_size=1, max_size=8), max_size=6))
def test_what_is_suggested_is_always_one_of_the_known(wanted: str, known: set[str]) -> None:
    assert nearest(wanted, known) in {None, *known}


@pytest.mark.parametrize("char", ["\udcff", "\x07", "\u200b", "\u202e", "\u200d", "\ufeff", "\ufffe", "\x9f"])
def test_an_address_has_no_character_that_nobody_sees(char: str) -> None:
    for address in (f"d{char}4@x.org", f"{char}d@x.org", f"d@x{char}y.org"):
        found = mail_fault(address)
        assert found is not None and char not in found.text + found.hint


@pytest.mark.parametrize("char", ["\ufffe", "\uffff"])
def test_what_is_no_character_and_cannot_be_signed_stands_in_no_text_and_no_name(char: str) -> None:
    for found in (text_fault(f"ab{char}"), name_fault(f"ab{char}")):
        assert found is not None and found.code == "control-character"
        assert "which is no character, as character 3" in found.text


@pytest.mark.parametrize("name", ["\u200b", "\u200d\u200c", " \ufeff", "\u3164", "\u2800\u2060", "\u00ad"])
def test_a_name_of_nothing_that_can_be_seen_is_none(name: str) -> None:
    found = name_fault(name)
    assert found is not None and found.code == "name-unseen"
    assert not are_names(["Nora", name], is_printable=name.isprintable())
    assert name_fault(f"A{name}") is None
