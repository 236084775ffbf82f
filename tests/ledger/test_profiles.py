"""content/profiles/: what an earner chose to show, whose it may be, and what is told of slips."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import LedgerError
from generator.ledger.cache.ledger import LedgerCache
from generator.ledger.faults import Report
from generator.ledger.folder import Folder
from generator.ledger.privacy import Privacy
from generator.ledger.profiles import read_profiles
from generator.ledger.read import read_ledger
from generator.model import Portrait
from tests.ledger import sample

ALICE = "content/profiles/alice-martin.md"
FIRST, SECOND, BOBS = "0000000000000001", "0000000000000005", "0000000000000002"
WHOLE = f"""\
+++
headline = "Bakes for a village"
picture = "me.png"
order = ["{SECOND}"]
hidden = ["{FIRST}"]

[[links]]
name = "Shop"
url = "https://shop.example.com/"
+++

I *bake*.
"""


def files(text: str, path: str = ALICE) -> sample.Files:
    return {**sample.sound(), path: text, "content/profiles/me.png": sample.png()}


def told(text: str, tmp_path: Path, path: str = ALICE) -> list[str]:
    """Problems of a profile as `line:column code`; the picture that some do not name is not counted."""
    problems = sample.problems(files(text, path), tmp_path)
    return [f"{p.place.line}:{p.place.column} {p.code}" for p in problems if p.code != "file-stray"]


def portrait(text: str, tmp_path: Path) -> Portrait:
    ledger = sample.read(files(text), tmp_path)
    return ledger.portraits[ledger.earners.row_of("alice") or 0]


def test_everything_that_an_earner_chose_arrives(tmp_path: Path) -> None:
    found = portrait(WHOLE, tmp_path)
    assert (found.handle, found.headline, found.bio) == ("alice-martin", "Bakes for a village", "I *bake*.")
    assert [(link.name, link.url) for link in found.links] == [("Shop", "https://shop.example.com/")]
    assert (found.order, found.hidden) == ((SECOND,), (FIRST,))
    assert found.picture is not None
    assert (found.picture.path, found.picture.width_px) == ("content/profiles/me.png", 200)


def test_a_profile_may_be_a_text_alone_and_may_be_empty(tmp_path: Path) -> None:
    assert portrait("I bake.\n", tmp_path).bio == "I bake."
    assert portrait("", tmp_path / "other").bio == ""


def test_a_ledger_without_the_folder_has_no_portraits(tmp_path: Path) -> None:
    assert sample.read(sample.sound(), tmp_path).portraits == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (f'order = ["{FIRST}", "{BOBS}"]', ["2:30 profile-award"]),
        ('hidden = ["000000000000000z"]', ["2:11 profile-award"]),
        ('hidden = ["nonsense"]', ["2:11 id"]),
        (f'order = ["{FIRST}"]\nhidden = ["{FIRST}"]', ["2:10 profile-both"]),
        ('picture = "../issuer.png"', ["2:11 art-path"]),
        ('picture = "lost.png"', ["2:11 art-missing"]),
        ('headline = 7\nheadlin = "x"', ["2:12 wrong-type", "3:1 key-unknown"]),
        ('[[links]]\nname = "x"\nurl = "javascript:alert(1)"', ["4:7 web-address"]),
        ('[[links]]\nname = "x"', ["2:1 key-missing"]),
        ("\n".join(['[[links]]\nname = "x"\nurl = "https://x.example.com/"'] * 11), ["32:1 profile-links"]),
        ("headline = ", ["2:12 toml-syntax"]),
        ('headline = "Write to AM@example.com"', ["2:12 private-address"]),
    ],
)
def test_a_slip_is_told_with_line_and_column(fields: str, expected: list[str], tmp_path: Path) -> None:
    assert told(f"+++\n{fields}\n+++\n", tmp_path) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\x00b", ["1:2 control-character"]),
        ("One\n\nWrite to alice&#64;example.org.", ["3:1 private-address"]),
        ("x" * 5001, ["1:1 profile-long"]),
        ("+++\nno end", ["1:1 front-matter"]),
    ],
)
def test_a_slip_in_the_text_is_told_too(body: str, expected: list[str], tmp_path: Path) -> None:
    assert told(body, tmp_path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nobody", ["1:1 unknown-handle"]),
        ("Alice Martin", ["1:1 id"]),
        ("chie", ["1:1 profile-not-public"]),
    ],
)
def test_a_profile_belongs_to_a_public_earner_by_its_name(name: str, expected: list[str], tmp_path: Path) -> None:
    assert told("Me.\n", tmp_path, f"content/profiles/{name}.md") == expected


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (sample.png(64, 200), "profile-picture"),
        (sample.png(200, 1100), "profile-picture"),
        (sample.png(1000, 1000, level=0), "file-too-big"),
        (b"GIF89a", "art-broken"),
    ],
)
def test_a_picture_has_bounds(picture: bytes, code: str, tmp_path: Path) -> None:
    found = {**files(WHOLE), "content/profiles/me.png": picture}
    assert [(p.place.path, p.code) for p in sample.problems(found, tmp_path)] == [("content/profiles/me.png", code)]


def test_a_file_that_nobody_reads_is_told(tmp_path: Path) -> None:
    problems = sample.problems(files("Me.\n", "content/profiles/alice-martin.txt"), tmp_path)
    assert [(p.place.path, p.code, p.severity.value) for p in problems] == [
        ("content/profiles/alice-martin.txt", "file-stray", "warning"),
        ("content/profiles/me.png", "file-stray", "warning"),
    ]


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=300) | st.binary(max_size=200))
def test_any_file_gives_a_portrait_or_problems_and_never_more(
    text: str | bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    folder = tmp_path_factory.mktemp("p")
    place = folder / ALICE
    place.parent.mkdir(parents=True)
    place.write_bytes(data)
    report = Report()
    privacy = Privacy(report)
    privacy.know({}, frozenset())
    read_profiles(Folder(folder), None, report, privacy, ("en",))
    assert all(problem.place.path == ALICE for problem in report.problems())


def test_a_profile_is_read_anew_where_the_rest_of_the_ledger_is_not(tmp_path: Path) -> None:
    project = sample.write(files(WHOLE), tmp_path / "project")
    path = tmp_path / "kept"

    def read() -> LedgerCache:
        cache = LedgerCache(path, "this program")
        ledger = cache.read(project)
        assert ledger.portraits == read_ledger(project).portraits
        if (pieces := cache.fresh()) is not None:
            path.write_bytes(b"".join(bytes(piece) for piece in pieces))
        return cache

    read()
    (project / ALICE).write_text(WHOLE.replace("village", "town"), encoding="utf-8")
    assert read().why_full == ""


def test_a_slip_in_a_profile_is_told_in_the_same_words_where_the_ledger_was_kept(tmp_path: Path) -> None:
    project = sample.write(files(WHOLE), tmp_path / "project")
    cache = LedgerCache(tmp_path / "kept", "this program")
    cache.read(project)
    pieces = cache.fresh()
    assert pieces is not None
    (tmp_path / "kept").write_bytes(b"".join(bytes(piece) for piece in pieces))
    (project / ALICE).write_text(WHOLE.replace("village", "am@example.com"), encoding="utf-8")
    with pytest.raises(LedgerError) as plain:
        read_ledger(project)
    with pytest.raises(LedgerError) as kept:
        LedgerCache(tmp_path / "kept", "this program").read(project)
    assert kept.value.problems == plain.value.problems
    assert [problem.code for problem in kept.value.problems] == ["private-address"]
