"""Endorsements in content/: checked as a stranger would, without a network, and each fault said at its file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.errors import LedgerError
from generator.ledger.read import read_ledger
from generator.model import Ledger, Severity
from tests import projects
from tests.endorsing import SUBJECT, Endorser

UNION = Endorser()
FILE = "content/achievements/grafting/endorsements/union.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def put(project: Path, document: Any, path: str = FILE) -> None:
    place = project / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(document if isinstance(document, bytes) else json.dumps(document, indent=1).encode())


def problems(project: Path) -> list[tuple[str, str]]:
    """Place and code of every error."""
    with pytest.raises(LedgerError) as caught:
        read_ledger(project)
    errors = [problem for problem in caught.value.problems if problem.severity is Severity.ERROR]
    assert all(problem.text and problem.hint for problem in errors)
    return [(str(problem.place), problem.code) for problem in errors]


def warnings(ledger: Ledger) -> list[tuple[str, str]]:
    return [(str(problem.place), problem.code) for problem in ledger.warnings]


def test_a_sound_endorsement_is_part_of_its_achievement(project: Path) -> None:
    document = UNION.sign(validUntil="2045-01-01T00:00:00Z")
    put(project, document)
    ledger = read_ledger(project)
    (endorsement,) = ledger.achievements["grafting"].endorsements
    assert ledger.achievements["pruning"].endorsements == () and ledger.warnings == ()
    assert endorsement.document == document
    assert (endorsement.name, endorsement.about, endorsement.comment) == (
        "union",
        SUBJECT,
        "We hire *holders* at once.",
    )
    assert (endorsement.endorser, endorsement.endorser_id) == ("Nurseries' Union", UNION.did)
    assert endorsement.endorser_url == "https://union.example.com/"
    assert endorsement.valid_from == datetime(2024, 1, 1, tzinfo=UTC)
    assert endorsement.valid_until == datetime(2045, 1, 1, tzinfo=UTC)
    assert str(endorsement.place) == f"{FILE}:1:1"


def test_several_stand_in_order_of_their_names(project: Path) -> None:
    for name in ("b", "a", "c"):
        put(project, UNION.sign(id=f"urn:uuid:{name}"), FILE.replace("union", name))
    assert [e.name for e in read_ledger(project).achievements["grafting"].endorsements] == ["a", "b", "c"]


HOST = Endorser("host", "did:web:union.example.com:board")


def test_an_endorser_with_a_host_needs_its_did_document_at_hand(project: Path) -> None:
    put(project, HOST.sign())
    with pytest.raises(LedgerError) as caught:
        read_ledger(project)
    (problem,) = caught.value.problems
    assert (str(problem.place), problem.code) == (f"{FILE}:1:1", "endorsement-key")
    assert "https://union.example.com/board/did.json" in problem.hint and "content/endorsers/" in problem.hint
    put(project, HOST.document(), "content/endorsers/any-name.json")
    assert read_ledger(project).achievements["grafting"].endorsements[0].endorser_id == HOST.did


def test_the_did_document_decides_whose_key_it_is(project: Path) -> None:
    put(project, HOST.sign())
    put(project, Endorser("other", HOST.did).document(), "content/endorsers/union.json")
    assert problems(project) == [(f"{FILE}:1:1", "endorsement-signature")]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"{", "endorsement-broken"),
        (b"", "endorsement-broken"),
        (b'{"a":1,"a":2}', "endorsement-broken"),
        (b"[]", "endorsement-broken"),
        (b" " * 40_000, "file-too-big"),
        ({**UNION.sign(), "proof": []}, "endorsement-broken"),
        ({**UNION.sign(), "type": ["VerifiableCredential", "OpenBadgeCredential"]}, "endorsement-unsupported"),
        ({**UNION.sign(), "@context": ["https://www.w3.org/2018/credentials/v1"]}, "endorsement-unsupported"),
        ({**UNION.sign(), "unsigned": "x"}, "endorsement-unsupported"),
        ({**UNION.sign(), "name": "Something else"}, "endorsement-signature"),
        (Endorser("thief").sign(issuer=UNION.sign()["issuer"]), "endorsement-signature"),
        (Endorser("x", "did:example:7").sign(), "endorsement-key"),
        (Endorser("x", "did:web:badges.example.org").sign(), "endorsement-own"),
        (UNION.sign(credentialSubject={"id": "https://badges.example.org/badges/pruning/", "type": ["EndorsementSubject"]}), "endorsement-subject"),
        (UNION.sign(credentialSubject={"id": SUBJECT[:-1], "type": ["EndorsementSubject"]}), "endorsement-subject"),
        (UNION.sign(name="Endorsement of ada.quince@example.com"), "private-address"),
        (UNION.sign(description="of ada.quince%40example.com"), "private-address"),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_the_file(project: Path, document: Any, code: str) -> None:
    put(project, document)
    assert problems(project) == [(f"{FILE}:1:1", code)]


def test_a_text_with_an_unseen_character_is_refused(project: Path) -> None:
    document = UNION.sign()
    document["name"] += "\x07"
    put(project, document)
    assert problems(project)[0][0] == f"{FILE}:1:1"


def test_two_with_one_id_are_refused(project: Path) -> None:
    put(project, UNION.sign())
    put(project, UNION.sign(), FILE.replace("union", "again"))
    assert problems(project) == [(f"{FILE}:1:1", "endorsement-repeated")]


def test_more_than_a_badge_carries_are_refused(project: Path) -> None:
    for number in range(9):
        put(project, UNION.sign(id=f"urn:uuid:{number}"), FILE.replace("union", f"n{number}"))
    assert problems(project) == [("content/achievements/grafting/endorsements:1:1", "endorsement-many")]


@pytest.mark.parametrize(
    "changes", [{"validFrom": "2026-06-01T00:00:01Z"}, {"validUntil": "2026-05-31T23:59:59Z"}], ids=["early", "ended"]
)
def test_one_that_is_not_in_force_is_kept_with_a_warning(project: Path, changes: dict[str, str]) -> None:
    put(project, UNION.sign(**changes))
    ledger = read_ledger(project)
    assert warnings(ledger) == [(f"{FILE}:1:1", "endorsement-dates")]
    assert len(ledger.achievements["grafting"].endorsements) == 1


def test_files_of_other_kinds_are_not_read_and_said_to_be(project: Path) -> None:
    put(project, UNION.sign())
    folder = (project / FILE).parent
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / "link.json").symlink_to(project / FILE)
    (folder / ".hidden").write_text("x", encoding="utf-8")
    ledger = read_ledger(project)
    strays = [str(problem.place) for problem in ledger.warnings if problem.code == "file-stray"]
    assert strays == [f"{FILE.replace('union', 'link')}:1:1", f"{FILE.replace('union.json', 'notes.txt')}:1:1"]


def test_a_name_that_cannot_be_an_address_is_refused(project: Path) -> None:
    put(project, UNION.sign(), FILE.replace("union", "Über uns"))
    assert [code for _, code in problems(project)] == ["id"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a.json": b"{"}, "endorser-broken"),
        ({"a.json": HOST.document(id="did:web:elsewhere.example.com")}, "endorser-broken"),
        ({"a.json": Endorser("y", "did:key:z6Mk").document()}, "endorser-broken"),
        ({"a.json": HOST.document(), "b.json": HOST.document()}, "endorser-repeated"),
    ],
)
def test_a_did_document_that_cannot_be_used_is_said(project: Path, files: dict[str, Any], code: str) -> None:
    put(project, HOST.sign())
    for name, document in files.items():
        put(project, document, f"content/endorsers/{name}")
    assert code in {found for _, found in problems(project)}


def test_a_file_where_the_folder_should_be_is_said(project: Path) -> None:
    (project / "content" / "achievements" / "grafting" / "endorsements").write_text("x", encoding="utf-8")
    assert problems(project) == [("content/achievements/grafting/endorsements:1:1", "file-kind")]


def test_a_link_where_the_folder_should_be_is_not_followed(project: Path, tmp_path: Path) -> None:
    put(project, UNION.sign(), "elsewhere/union.json")
    (project / "content" / "achievements" / "grafting" / "endorsements").symlink_to(project / "elsewhere")
    assert problems(project) == [("content/achievements/grafting/endorsements:1:1", "file-link")]


def test_what_is_no_json_among_the_did_documents_is_left_alone_and_a_large_one_refused(project: Path) -> None:
    put(project, HOST.sign())
    put(project, HOST.document(), "content/endorsers/union.json")
    put(project, b"notes", "content/endorsers/README.txt")
    assert len(read_ledger(project).achievements["grafting"].endorsements) == 1
    put(project, b" " * 40_000, "content/endorsers/large.json")
    assert problems(project) == [("content/endorsers/large.json:1:1", "file-too-big")]


def test_an_unsound_ledger_hides_no_fault_of_an_endorsement(project: Path) -> None:
    put(project, {**UNION.sign(), "name": "Something else"})
    (project / "content" / "awards.csv").write_text("nonsense\n", encoding="utf-8")
    codes = [code for _, code in problems(project)]
    assert "endorsement-signature" in codes and len(codes) > 1
