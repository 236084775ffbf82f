"""PROMISES P6: no e-mail address of an earner goes into anything that will be published, however it is dressed up."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.faults import Report
from generator.ledger.privacy import Privacy
from generator.model import Place
from tests.ledger import sample

ADDRESS = "Alice.Martin@example.org"
HERE = Place("content/awards.csv", 7, 8)
AWARDS = "content/awards.csv"


def told(text: str, in_row: bool = True, public: frozenset[str] = frozenset(), late: bool = False) -> list[str]:
    """The texts of the problems with `text`, looked at after or before (`late`) the addresses are known."""
    report = Report()
    privacy = Privacy(report)
    earner_of = {ADDRESS.lower(): "alice", "bob@example.com": "bob"}
    if late:
        privacy.look(HERE, text, in_row)
    privacy.know(earner_of, public)
    if not late:
        privacy.look(HERE, text, in_row)
    privacy.close(iter([ADDRESS, *earner_of]))
    assert all(problem.place == HERE for problem in report.problems())
    return [problem.text for problem in report.problems()]


DISGUISES = {
    "as it is": ADDRESS,
    "in small letters": ADDRESS.lower(),
    "in capitals": ADDRESS.upper(),
    "inside a sentence": f"Ask <{ADDRESS}>, please.",
    "with letters around it": f"mailto:xx{ADDRESS}xx",
    "with an escaped at sign": "https://example.org/?m=" + quote(ADDRESS, safe=""),
    "escaped throughout": "".join(f"%{byte:02x}" for byte in ADDRESS.encode()),
    "with an entity": ADDRESS.replace("@", "&#64;"),
    "with a named entity": ADDRESS.replace("@", "&commat;"),
    "with a wide at sign": ADDRESS.replace("@", "＠"),
    "with a backslash of Markdown": ADDRESS.replace("@", "\\@").replace(".", "\\."),
    "base64": base64.b64encode(ADDRESS.encode()).decode(),
    "base64 without padding": base64.b64encode(ADDRESS.encode()).decode().rstrip("="),
    "base64 for addresses": "https://example.org/u/" + base64.urlsafe_b64encode(ADDRESS.lower().encode()).decode(),
    "base64 of more": base64.b64encode(f"user={ADDRESS};".encode()).decode(),
    "base64 behind letters": "xy" + base64.b64encode(ADDRESS.encode()).decode(),
    "MD5": hashlib.md5(ADDRESS.lower().encode()).hexdigest(),
    "MD5 as written": "https://example.org/avatar/" + hashlib.md5(ADDRESS.encode()).hexdigest() + "?s=80",
    "SHA-1 in capitals": hashlib.sha1(ADDRESS.lower().encode()).hexdigest().upper(),
    "SHA-256": "sha256$" + hashlib.sha256(ADDRESS.lower().encode()).hexdigest(),
}


@pytest.mark.parametrize("late", [False, True], ids=["known before", "known later"])
@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_an_address_is_found_in_every_dress_and_named_by_its_earner_only(text: str, late: bool) -> None:
    (found,) = told(text, late=late)
    assert "earner 'alice'" in found
    assert not re.search("example|martin", found, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no address at all",
        "somebody.else@example.org",
        "@alice on a network, alice@ nowhere, @",
        "alice.martin@example.net",
        "https://example.org/@alice.martin/post?x=%40",
        hashlib.sha256(b"somebody.else@example.org").hexdigest(),
        "0" * 64,
        base64.b64encode(b"somebody.else@example.org").decode(),
        "QAQAQAQAQAQAQAQA" * 20,
        "%" * 50 + "&" * 50 + "\\" * 50,
    ],
)
def test_what_is_not_an_earners_address_may_stand(text: str) -> None:
    assert told(text) == []


@given(st.binary(max_size=12), st.binary(max_size=12), st.sampled_from([ADDRESS, "bob@example.com"]))
def test_base64_of_text_around_an_address_always_looks_suspicious(before: bytes, after: bytes, address: str) -> None:
    token = base64.b64encode(before + address.encode() + after).decode()
    assert Privacy(Report()).suspects(token)
    assert len(told(token)) == 1


@given(st.text(max_size=60))
def test_any_text_is_looked_at_without_an_exception(text: str) -> None:
    told(text)
    told("@%&\\" + text)


def test_a_contact_of_the_issuer_may_stand_in_prose_but_not_in_a_row() -> None:
    public = frozenset({ADDRESS.lower()})
    assert told(f"Write to {ADDRESS}.", in_row=False, public=public) == []
    assert len(told(f"Write to {ADDRESS}.", in_row=True, public=public)) == 1


def test_the_same_digest_in_two_places_is_two_problems() -> None:
    report = Report()
    privacy = Privacy(report)
    privacy.know({"bob@example.com": "bob"}, frozenset())
    for line in (2, 3):
        privacy.look(Place(AWARDS, line), hashlib.sha256(b"bob@example.com").hexdigest())
    privacy.close(iter(["bob@example.com"]))
    assert [problem.place.line for problem in report.problems()] == [2, 3]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/site.toml", 'en = "Example Badges"', 'en = ▶"Badges of bob@example.org"'),
        (
            "content/site.toml",
            '"https://badges.example.org/support/"',
            '▶"https://badges.example.org/?bob@example.org"',
        ),
        ("content/rules.toml", '"Retired before badges began"', '▶"bob@example.org said so"'),
        ("content/rules.toml", '"Operating Data Stores"', '▶"bob@example.org"'),
        ("content/achievements/bread/achievement.md", '"Kneading"', '▶"Kneading like bob@example.org"'),
        ("content/achievements/bread/achievement.md", '"Make dough"', '▶"bob@example.org"'),
        ("content/achievements/bread/achievement.md", '"Written test"', '▶"bob@example.org"'),
        ("content/achievements/bread/achievement.md", '"baking", ', '▶"bob@example.org", '),
        ("content/achievements/bread/achievement.fr.md", "Faire", "▶bob@example.org Faire"),
        ("content/earners.csv", "Fay Odell", "▶Fay bob@example.org"),
        (AWARDS, "https://work.example.org/alice?a=b%20c", "▶https://work.example.org/bob@example.org"),
        (AWARDS, "Portfolio", "▶bob@example.org"),
        (AWARDS, "Baked, alone,", "Baked, bob@example.org,"),
        (AWARDS, "score=70", "▶score=bob%40example.org"),
        ("content/events.csv", "Awarded by mistake", "▶Ask bob@example.org"),
    ],
)
def test_every_text_that_is_published_is_watched(path: str, old: str, new: str, tmp_path: Path) -> None:
    files = sample.sound()
    # A range would refuse the value before anyone looks at it.
    files = sample.replaced(
        files, "content/achievements/bread/achievement.md", 'minimum = 0\nmaximum = "100"\n', "\n\n"
    )
    files = sample.replaced(files, path, old, new.replace(sample.PLACE, ""))
    (problem,) = sample.problems(files, tmp_path)
    assert problem.code == "private-address"
    assert problem.place.path == path
    assert "earner 'bob'" in problem.text


def test_the_private_columns_may_hold_addresses(tmp_path: Path) -> None:
    files = sample.replaced(
        sample.sound(), "content/events.csv", "Awarded by mistake,office", "Awarded by mistake,bob@example.org"
    )
    assert sample.problems(files, tmp_path) == ()


def test_an_issuers_contact_that_is_an_earners_address_is_a_warning(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), "content/site.toml", '"badges@example.org"', '"Bob@example.org"')
    (problem,) = sample.problems(files, tmp_path)
    assert sample.told((problem,)) == ["content/site.toml:8:9: contact-is-earner"]
    assert problem.severity.value == "warning"
