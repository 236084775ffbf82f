"""earners.csv: what each column may hold, and that no message shows more of an earner than the id."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Accept, Visibility
from tests.ledger import sample

EARNERS = "content/earners.csv"
HEADER = "id,name,emails,language,visibility,accept,handle"
# The key of the vectors that the W3C publishes for EdDSA Data Integrity.
DID = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


def with_row(row: str, header: str = HEADER) -> sample.Files:
    """A ledger of one earner and no awards."""
    files = sample.sound()
    files[EARNERS] = f"{header}\n{row}\n"
    files["content/awards.csv"] = sample.AWARDS.split("\n")[0]
    files["content/events.csv"] = "at,award,event,reason,by\n"
    return files


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr", "fr"), ("FR-ca", "fr"), ("zh_TW", "zh-Hant"), ("zh", "zh-Hans"), ("ja-JP", "ja"), ("", "en")],
)
def test_any_spelling_of_a_language_is_understood(tag: str, language: str, tmp_path: Path) -> None:
    assert sample.read(with_row(f"zoe,Zoë,zoe@example.org,{tag},,,"), tmp_path).earners["zoe"].language == language


@pytest.mark.parametrize(
    "column", ["a@example.org;b@example.org", "a@example.org b@example.org", "a@example.org ;\tb@example.org;"]
)
def test_several_addresses_stand_between_semicolons_or_blanks(column: str, tmp_path: Path) -> None:
    earners = sample.read(with_row(f"zoe,Zoë,{column},,,,"), tmp_path).earners
    assert earners["zoe"].emails == ("a@example.org", "b@example.org")


def test_an_address_keeps_its_spelling_and_stands_there_once(tmp_path: Path) -> None:
    earners = sample.read(with_row("zoe,Zoë,Zoe@Example.org;Zoe@Example.org,,,,"), tmp_path).earners
    assert earners["zoe"].emails == ("Zoe@Example.org",)


def test_the_words_of_the_columns_are_read(tmp_path: Path) -> None:
    zoe = sample.read(with_row("zoe,Zoë,zoe@example.org,,none,never,zoe-w"), tmp_path).earners["zoe"]
    assert (zoe.visibility, zoe.accept, zoe.handle) == (Visibility.NONE, Accept.NEVER, "zoe-w")


def test_a_key_of_the_earners_own_is_optional(tmp_path: Path) -> None:
    header = HEADER + ",did"
    assert sample.read(with_row("zoe,Zoë,zoe@example.org,,,,,", header), tmp_path / "a").earners["zoe"].did == ""
    assert sample.read(with_row(f"zoe,Zoë,zoe@example.org,,,,,{DID}", header), tmp_path / "b").earners["zoe"].did == DID


@pytest.mark.parametrize(
    "did", ["did:web:example.org", "z6Mk", DID[:-1], DID + "2", DID.replace("z6Mk", "z6LS"), DID.replace("J", "0", 1)]
)
def test_any_other_did_is_refused(did: str, tmp_path: Path) -> None:
    (problem,) = sample.problems(with_row(f"zoe,Zoë,zoe@example.org,,,,,{did}", HEADER + ",did"), tmp_path)
    assert sample.told((problem,)) == [f"{EARNERS}:2:29: did"]


SECRET = "Xanthippe"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"zoe,{SECRET}\u202e,zoe@example.org,,,,", "direction-mark"),
        (f"zoe,{SECRET}\x07,zoe@example.org,,,,", "control-character"),
        (f"zoe,{SECRET * 30},zoe@example.org,,,,", "name-too-long"),
        (f"zoe, {SECRET},zoe@example.org,,,,", "name-blank-edge"),
        (f"zoe,{SECRET}e\u0301,zoe@example.org,,,,", "name-not-nfc"),
        (f"zoe,Zoë,{SECRET}@example,,,,", "email"),
        (f"zoe,Zoë,{SECRET}@example.org\x1b,,,,", "control-character"),
        (f'zoe,Zoë,"{SECRET}@example.org,b@example.org",,,,', "email"),
        (f"zoe,Zoë,zoe@example.org,{SECRET},,,", "language-unknown"),
        (f"zoe,Zoë,zoe@example.org,,{SECRET},,", "choice"),
        (f"zoe,Zoë,zoe@example.org,,,{SECRET},", "choice"),
        (f"zoe,Zoë,zoe@example.org,,,,{SECRET}", "id"),
        (f"zoe,Zoë,zoe@example.org,,,,,{SECRET}", "field-count"),
        (f"zoe,Zoë {SECRET}@example.org,{SECRET}@example.org,,,,", "private-address"),
        (f'zoe,Zoë,zoe@example.org,,,,"{SECRET}', "csv-quote"),
    ],
)
def test_no_message_shows_a_value_that_may_be_private(row: str, code: str, tmp_path: Path) -> None:
    (problem,) = sample.problems(with_row(row), tmp_path)
    assert problem.code == code
    assert SECRET.lower() not in (problem.text + problem.hint).lower()


def test_a_word_with_a_slip_is_shown_with_the_right_one(tmp_path: Path) -> None:
    (problem,) = sample.problems(with_row("zoe,Zoë,zoe@example.org,,Public,,"), tmp_path)
    assert problem.text == "'Public' is not a word of the column visibility"
    assert problem.hint.startswith("did you mean 'public'?")


def test_an_id_in_capitals_comes_with_the_right_one_and_hides_no_award(tmp_path: Path) -> None:
    (problem,) = sample.problems(sample.replaced(sample.sound(), EARNERS, "alice,Alice", "Alice,Alice"), tmp_path)
    assert (problem.code, problem.hint) == ("id", "did you mean 'alice'?")


@pytest.mark.parametrize("handle", ["con", "index", "all", "search"])
def test_a_handle_that_the_site_needs_is_refused(handle: str, tmp_path: Path) -> None:
    assert sample.told(sample.problems(with_row(f"zoe,Zoë,zoe@example.org,,,,{handle}"), tmp_path)) == [
        f"{EARNERS}:2:28: id-reserved"
    ]


def test_an_earner_without_an_id_is_a_problem_of_its_own(tmp_path: Path) -> None:
    assert sample.told(sample.problems(with_row(",Zoë,zoe@example.org,,,,"), tmp_path)) == [
        f"{EARNERS}:2:1: id-missing"
    ]


def test_without_the_file_no_earner_is_called_unknown(tmp_path: Path) -> None:
    files = sample.sound()
    del files[EARNERS]
    assert sample.told(sample.problems(files, tmp_path)) == [f"{EARNERS}:1:1: file-missing"]
