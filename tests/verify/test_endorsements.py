"""Endorsements inside badges of a small built site: each judged by itself, and none changes what is said of the badge."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from generator.addresses import Addresses
from generator.bake import unbake, unbake_svg
from generator.credential.proof import attach_proof, digest, encode_document
from generator.credential.status import compose_status_list
from generator.model import Document, StatusList, UnsignedCredential
from generator.verify.check import Verifier
from generator.verify.report import Outcome, Report, State
from generator.verify.sources import FolderSource, Source, Unavailable
from generator.wire.multibase import encode_multikey
from tests import projects
from tests.endorsing import SUBJECT, Endorser
from tests.sitemaking import built_site

NOW = datetime(2026, 11, 21, tzinfo=UTC)
UNION = Endorser()
HOST = Endorser("host", "did:web:union.example.com")
ISSUER = Endorser("issuer", "did:web:badges.example.org")


class Web:
    """A few documents by address."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self.documents = documents
        self.asked: list[str] = []

    def get(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.documents:
            raise Unavailable("it is not there")
        return encode_document(self.documents[url])


def badge(achievement: Document | None = None, whole: Document | None = None) -> bytes:
    """A badge by ISSUER whose achievement, and itself, have these members too."""
    document: Document = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "https://badges.example.org/awards/0000000000000a01/credential.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER.did, "type": ["Profile"], "name": "Orchard Guild"},
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "id": "did:key:z6MkkDdpBEEuTAz4nWinkmaSadbFX6nzH1bQWMhLdafM5H5S",
            "achievement": {
                "id": SUBJECT,
                "type": ["Achievement"],
                "name": "Grafting",
                "description": "Grafts.",
                "criteria": {"narrative": "Graft."},
                **(achievement or {}),
            },
        },
        **(whole or {}),
    }
    unsigned = UnsignedCredential(document, "2025-01-01T00:00:00Z")
    signature = ISSUER.key.sign(digest(unsigned, ISSUER.method)).signature
    return attach_proof(unsigned, ISSUER.method, signature).encoded


WEB = {
    "https://badges.example.org/.well-known/did.json": ISSUER.document(),
    "https://union.example.com/.well-known/did.json": HOST.document(),
}


def judged(data: bytes, source: Source | None = None) -> Report:
    return Verifier(source or Web(WEB), NOW).verify(data, "target")


def said(report: Report) -> list[tuple[Outcome, str]]:
    return [(step.outcome, step.text) for step in report.steps if step.name == "endorsements"]


def endorsed(*documents: Any) -> list[tuple[Outcome, str]]:
    """What is said of endorsements of the achievement; the badge itself is valid all the same."""
    report = judged(badge({"endorsement": list(documents)}))
    assert report.state is State.VALID
    return said(report)


def test_a_badge_without_any_says_so() -> None:
    assert said(judged(badge())) == [(Outcome.SKIPPED, "it carries none")]


def test_an_endorser_with_a_host_is_named_with_it() -> None:
    assert endorsed(HOST.sign()) == [(Outcome.OK, "Nurseries' Union: endorsed on 2024-01-01, says union.example.com")]


def test_a_sound_endorsement_by_a_bare_key_is_its_own_word_only() -> None:
    ((outcome, text),) = endorsed(UNION.sign())
    assert outcome is Outcome.WARNING and UNION.did in text and "cannot be told" in text


def test_each_is_reported_by_itself() -> None:
    stale = HOST.sign(id="urn:uuid:2", validUntil="2025-01-01T00:00:00Z")
    assert [outcome for outcome, _ in endorsed(HOST.sign(), stale)] == [Outcome.OK, Outcome.WARNING]


def changed(change: Callable[[Document], object]) -> Document:
    document: Document = json.loads(json.dumps(HOST.sign()))
    change(document)
    return document


STATUS = {
    "id": "https://union.example.com/status/revocation-1.json#5",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "5",
    "statusListCredential": "https://union.example.com/status/revocation-1.json",
}


@pytest.mark.parametrize(
    ("document", "outcome", "words"),
    [
        (changed(lambda d: d.update(name="Something else")), Outcome.WARNING, "does not match its signature"),
        (changed(lambda d: d["credentialSubject"].update(endorsementComment="x")), Outcome.WARNING, "does not match"),
        (changed(lambda d: d.pop("@context")), Outcome.WARNING, "does not hold"),
        (changed(lambda d: d["proof"][0].update(proofPurpose="authentication")), Outcome.WARNING, "does not match"),
        (changed(lambda d: d["issuer"].update(id=UNION.did)), Outcome.WARNING, "not of its endorser"),
        (changed(lambda d: d["proof"][0].update(cryptosuite="ecdsa-sd-2023")), Outcome.UNKNOWN, "cannot be judged"),
        (Endorser("host", "did:web:gone.example.com").sign(), Outcome.UNKNOWN, "could not be had"),
        (Endorser("thief", HOST.did).sign(), Outcome.WARNING, "does not list"),
        (Endorser("x", "did:example:7").sign(), Outcome.UNKNOWN, "cannot be judged"),
        (HOST.sign(validFrom="2027-01-01T00:00:00Z"), Outcome.WARNING, "valid only from 2027-01-01"),
        (HOST.sign(validUntil="2026-01-01T00:00:00Z"), Outcome.WARNING, "valid until 2026-01-01"),
        (HOST.sign(credentialSubject={"id": "urn:other", "type": ["EndorsementSubject"]}), Outcome.WARNING, "something else"),
        (HOST.sign(credentialStatus=STATUS), Outcome.UNKNOWN, "status list could not be used"),
        (ISSUER.sign(), Outcome.WARNING, "endorses itself"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_and_voids_nothing(document: Document, outcome: Outcome, words: str) -> None:
    ((found, text),) = endorsed(document)
    assert (found, words in text) == (outcome, True), text


@pytest.mark.parametrize(("bit", "outcome"), [(5, Outcome.WARNING), (6, Outcome.OK)])
def test_an_endorser_can_withdraw_it(bit: int, outcome: Outcome) -> None:
    status_list = StatusList("revocation", 1, frozenset({bit}), "2026-01-01T00:00:00Z")
    unsigned = compose_status_list(status_list, Addresses("https://union.example.com"))
    signed = attach_proof(unsigned, HOST.method, HOST.key.sign(digest(unsigned, HOST.method)).signature)
    web = Web({**WEB, STATUS["statusListCredential"]: signed.document})
    report = judged(badge({"endorsement": [HOST.sign(credentialStatus=STATUS)]}), web)
    assert [found for found, _ in said(report)] == [outcome]
    assert report.state is State.VALID


def test_one_on_the_whole_badge_may_be_about_the_badge_its_achievement_or_its_issuer() -> None:
    own_id = "https://badges.example.org/awards/0000000000000a01/credential.json"
    for subject in (SUBJECT, ISSUER.did):
        about = HOST.sign(credentialSubject={"id": subject, "type": ["EndorsementSubject"]})
        report = judged(badge(whole={"endorsement": [about]}))
        assert (report.state, said(report)[0][0]) == (State.VALID, Outcome.OK), subject
    elsewhere = HOST.sign(credentialSubject={"id": own_id + "x", "type": ["EndorsementSubject"]})
    assert said(judged(badge(whole={"endorsement": [elsewhere]})))[0][0] is Outcome.WARNING


def test_a_crowd_of_endorsers_costs_no_more_than_a_few() -> None:
    crowd = [Endorser("host", f"did:web:n{n}.example.com").sign(id=f"urn:uuid:{n}") for n in range(40)]
    web = Web(WEB)
    report = judged(badge({"endorsement": crowd}), web)
    assert report.state is State.VALID
    assert said(report)[-1] == (Outcome.UNKNOWN, "32 more are not looked at")
    assert len(said(report)) == 9 and len(web.asked) <= 10


def test_no_endorsement_makes_a_forged_badge_better() -> None:
    thief = SigningKey(b"\x07" * 32)
    document = {m: v for m, v in json.loads(badge({"endorsement": [HOST.sign()]})).items() if m != "proof"}
    method = f"{ISSUER.did}#{encode_multikey(bytes(thief.verify_key))}"
    unsigned = UnsignedCredential(document, "2025-01-01T00:00:00Z")
    forged = attach_proof(unsigned, method, thief.sign(digest(unsigned, method)).signature)
    report = judged(forged.encoded)
    assert report.state is State.TAMPERED and [found for found, _ in said(report)] == [Outcome.SKIPPED]


def test_an_endorsement_put_into_a_signed_badge_breaks_the_badge() -> None:
    document = json.loads(badge())
    document["credentialSubject"]["achievement"]["endorsement"] = [HOST.sign()]
    assert judged(json.dumps(document).encode()).state is State.TAMPERED


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = projects.write_project(tmp_path_factory.mktemp("project"))
    folder = project / "content" / "achievements" / "grafting" / "endorsements"
    folder.mkdir()
    (folder / "union.json").write_text(json.dumps(UNION.sign()), encoding="utf-8")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    (project / "content" / "achievements" / "pruning" / "badge.png").unlink()
    (project / "content" / "achievements" / "pruning" / "badge.svg").write_text(drawing, encoding="utf-8")
    return built_site(project)


def test_a_badge_of_ours_shows_its_endorsement_and_stays_as_valid_as_without(site: Path) -> None:
    data = (site / "awards" / projects.VALID / "credential.json").read_bytes()
    report = Verifier(FolderSource(site, projects.BASE_URL), NOW).verify(data, "target")
    assert report.state is State.VALID
    ((outcome, text),) = said(report)
    assert outcome is Outcome.WARNING and text.startswith("Nurseries' Union: signed on 2024-01-01")


@pytest.mark.parametrize(
    ("award", "state"),
    [(projects.EXPIRED, State.EXPIRED), (projects.REVOKED, State.REVOKED), (projects.SUSPENDED, State.SUSPENDED)],
)
def test_a_drawing_is_judged_by_what_it_carries(site: Path, award: str, state: State) -> None:
    source = FolderSource(site, projects.BASE_URL)
    picture = (site / "awards" / award / "badge.svg").read_bytes()
    assert unbake_svg(picture) == (site / "awards" / award / "credential.json").read_bytes()
    for front in (b"", b"\xef\xbb\xbf", b"\n ", b'<?xml version="1.0" encoding="UTF-8"?>\n'):
        report = Verifier(source, NOW, site=source).verify(front + picture, "target")
        assert (report.state, report.steps[0].text) == (state, "one JSON document in an SVG")
        assert next(step for step in report.steps if step.name == "site").outcome is Outcome.OK
    with pytest.raises(ValueError, match=r".+"):
        unbake(picture)


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"<!DOCTYPE html><html><svg></svg></html>", State.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>", State.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", State.UNREADABLE),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><c:credential xmlns:c='https://purl.imsglobal.org/ob/v3p0'"
            b" verify='eyJhbGciOiJSUzI1NiJ9.e30.AA'/></svg>",
            State.UNSUPPORTED,
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><a:assertion xmlns:a='http://openbadges.org'>{}</a:assertion></svg>",
            State.UNSUPPORTED,
        ),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><c:credential xmlns:c='https://purl.imsglobal.org/ob/v3p0'>"
            b"[]</c:credential></svg>",
            State.UNREADABLE,
        ),
    ],
)
def test_a_drawing_of_another_kind_is_told_apart(data: bytes, state: State) -> None:
    assert judged(data).state is state
