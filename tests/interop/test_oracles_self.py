"""The JavaScript oracles themselves: they must say yes to what is right and no to each kind of wrong.

An oracle that always agrees would make every other test of this folder worthless.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import nodes
from tests.interop.handmade import ISSUED, Document, Issuer, canonical_nquads, lay_out, put, replaced

pytestmark = pytest.mark.node

BASE = "https://oracle.example.org"
BADGE = "awards/one/credential.json"


def site_of(folder: Path, badge: Document, issuer: Issuer | None = None, status: Document | None = None) -> Path:
    return lay_out(folder, issuer or Issuer(BASE), {"one": badge}, status)


def verdict(site: Path, base_url: str = BASE, now: str = "issued") -> dict[str, Any]:
    """What the oracle says of the only badge."""
    return nodes.check_site(site, base_url, now)["credentials"][BADGE]


@pytest.mark.parametrize(
    "base_url",
    [
        BASE,
        "https://oracle.example.org/guild/badges",
        "https://oracle.example.org:8443",
        "https://oracle.example.org:8443/guild",
        "http://localhost:8000",
    ],
)
def test_a_badge_signed_by_hand_verifies_wherever_its_site_stands(tmp_path: Path, base_url: str) -> None:
    issuer = Issuer(base_url)
    badge = issuer.badge("one", status_index=7)
    site = site_of(tmp_path, issuer.sign(badge), issuer, issuer.sign(issuer.status_list([])))
    said = nodes.check_site(site, base_url)
    digest = hashlib.sha256(canonical_nquads(badge).encode()).hexdigest()
    assert said["credentials"] == {
        BADGE: {
            "id": f"{base_url}/{BADGE}",
            "safe": True,
            "nquadsSha256": digest,
            "verified": True,
            "error": None,
            "statusBit": False,
            "statusPurpose": "revocation",
        }
    }
    (did,) = said["did"].values()
    assert (did["id"], did["safe"], did["assertionMethods"]) == (issuer.did, True, [issuer.method])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("credentialSubject/achievement/name", "Askin9"),
        ("credentialSubject/achievement/criteria/narrative", "Ask.\n\nListen"),
        ("credentialSubject/identifier/0/identityHash", "Ada 爱"),
        ("issuer/name", "Guild of oracles"),
        ("validFrom", "2031-05-04T09:30:01Z"),
        ("proof/0/created", "2031-05-04T09:30:01Z"),
    ],
)
def test_one_changed_character_is_seen(tmp_path: Path, path: str, value: str) -> None:
    issuer = Issuer(BASE)
    said = verdict(site_of(tmp_path, replaced(issuer.sign(issuer.badge("one")), path, value)))
    assert (said["safe"], said["verified"]) == (True, False)
    assert "Invalid signature" in said["error"]


def test_a_changed_signature_is_seen(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    signed = issuer.sign(issuer.badge("one"))
    text = signed["proof"][0]["proofValue"]
    other = text[:40] + ("2" if text[40] != "2" else "3") + text[41:]
    assert not verdict(site_of(tmp_path, replaced(signed, "proof/0/proofValue", other)))["verified"]


@pytest.mark.parametrize("path", ["colour", "credentialSubject/achievement/colour", "issuer/colour"])
def test_a_member_that_no_context_defines_fails_safe_mode_although_it_was_there_when_signed(
    tmp_path: Path, path: str
) -> None:
    issuer = Issuer(BASE)
    said = verdict(site_of(tmp_path, issuer.sign(replaced(issuer.badge("one"), path, "green"))))
    assert (said["safe"], said["verified"], said["nquadsSha256"]) == (False, False, None)
    assert "Safe mode" in said["error"]
    assert "colour" in said["error"]


def test_an_unknown_member_of_the_proof_fails_safe_mode(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    said = verdict(site_of(tmp_path, replaced(issuer.sign(issuer.badge("one")), "proof/0/colour", "green")))
    assert (said["safe"], said["verified"]) == (False, False)


def test_a_revoked_badge_verifies_and_its_bit_is_seen(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    badges = {name: issuer.sign(issuer.badge(name, status_index=index)) for name, index in [("one", 8), ("two", 9)]}
    lay_out(tmp_path, issuer, badges, issuer.sign(issuer.status_list([8, 131_071])))
    said = nodes.check_site(tmp_path, BASE)
    assert [(badge["verified"], badge["statusBit"]) for badge in said["credentials"].values()] == [
        (True, True),
        (True, False),
    ]
    (status,) = said["statusLists"].values()
    assert (status["verified"], status["setBits"], status["length"]) == (True, [8, 131_071], 131_072)


def test_a_status_list_that_was_changed_after_signing_spoils_the_badge(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    honest = issuer.sign(issuer.status_list([8]))
    forged = honest | {"credentialSubject": issuer.status_list([])["credentialSubject"]}
    site = site_of(tmp_path, issuer.sign(issuer.badge("one", status_index=8)), issuer, forged)
    said = nodes.check_site(site, BASE)
    assert (said["credentials"][BADGE]["verified"], said["credentials"][BADGE]["statusBit"]) == (False, None)
    assert "status list does not verify" in said["credentials"][BADGE]["error"]
    assert not said["statusLists"]["status/revocation-1.json"]["verified"]


def test_a_status_list_that_is_not_there_spoils_the_badge(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    said = verdict(site_of(tmp_path, issuer.sign(issuer.badge("one", status_index=8))))
    assert (said["verified"], said["statusBit"]) == (False, None)
    assert "status list cannot be read" in said["error"]


def test_a_status_list_outside_the_site_is_not_read(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    put(tmp_path, "secret.json", issuer.sign(issuer.status_list([])))
    badge = issuer.badge("one", status_index=8)
    badge = replaced(badge, "credentialStatus/statusListCredential", f"{BASE}/%2e%2e/secret.json")
    said = verdict(site_of(tmp_path / "site", issuer.sign(badge)))
    assert not said["verified"]
    assert "outside the site" in said["error"]


def test_a_key_that_the_did_document_does_not_name_for_assertions_is_refused(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    site = site_of(tmp_path, issuer.sign(issuer.badge("one")))
    put(site, ".well-known/did.json", issuer.did_document() | {"assertionMethod": []})
    said = verdict(site)
    assert not said["verified"]
    assert "not authorized" in said["error"]


def test_a_key_of_someone_else_is_refused_although_its_fragment_names_it(tmp_path: Path) -> None:
    owner, thief = Issuer(BASE), Issuer(BASE, seed=bytes(32))
    said = verdict(site_of(tmp_path, thief.sign(owner.badge("one")), owner))
    assert not said["verified"]
    assert "no verification method" in said["error"]


def test_an_issuer_of_another_site_is_not_fetched(tmp_path: Path) -> None:
    stranger = Issuer("https://elsewhere.example.org")
    said = verdict(site_of(tmp_path, stranger.sign(stranger.badge("one")), Issuer(BASE)))
    assert not said["verified"]
    assert "nothing here answers https://elsewhere.example.org/.well-known/did.json" in said["error"]


def test_a_context_that_nobody_pinned_is_not_fetched(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    signed = issuer.sign(issuer.badge("one"))
    signed["@context"].append("https://example.org/context.json")
    said = verdict(site_of(tmp_path, signed))
    assert (said["safe"], said["verified"]) == (False, False)
    assert "https://example.org/context.json" in said["error"]


def test_the_moment_of_judging_decides_between_early_valid_and_expired(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    site = site_of(tmp_path, issuer.sign(issuer.badge("one", validUntil="2032-05-04T09:30:00Z")))
    moments = ["2031-05-03T09:30:00Z", "2031-06-01T00:00:00Z", "2032-05-05T09:30:00Z"]
    early, valid, expired = [verdict(site, now=moment) for moment in moments]
    assert [said["verified"] for said in (early, valid, expired)] == [False, True, False]
    assert 'before "validFrom"' in early["error"]
    assert 'after "validUntil"' in expired["error"]


def test_a_status_list_is_judged_at_the_same_moment_as_the_badge(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    later = issuer.sign(issuer.status_list([], validFrom="2033-01-01T00:00:00Z"))
    site = site_of(tmp_path, issuer.sign(issuer.badge("one", status_index=3)), issuer, later)
    assert not verdict(site, now="2032-01-01T00:00:00Z")["verified"]
    assert verdict(site, now="2033-01-02T00:00:00Z")["verified"]


def test_a_file_that_is_not_json_is_reported_beside_the_others(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    site = site_of(tmp_path, issuer.sign(issuer.badge("one")))
    put(site, "awards/two/credential.json", {})
    (site / "awards/two/credential.json").write_text("{", encoding="utf-8")
    said = nodes.check_site(site, BASE)["credentials"]
    assert (said[BADGE]["verified"], said["awards/two/credential.json"]["verified"]) == (True, False)
    assert "JSON" in said["awards/two/credential.json"]["error"]


def test_canonical_nquads_agree_with_pyld_and_keep_the_order_of_the_lines() -> None:
    issuer = Issuer(BASE)
    documents = [issuer.badge(name, status_index=index) for index, name in enumerate(["one", "two", "three"])]
    assert nodes.canonical_nquads(documents) == [{"nquads": canonical_nquads(document)} for document in documents]


def test_canonical_nquads_of_an_unsafe_document_are_refused_and_the_next_line_is_answered() -> None:
    issuer = Issuer(BASE)
    unsafe, safe = nodes.canonical_nquads([issuer.badge("one", colour="green"), issuer.badge("one")])
    assert "Safe mode" in unsafe["error"]
    assert safe["nquads"].endswith(" .\n")


def test_a_relative_address_is_refused_not_dropped() -> None:
    (said,) = nodes.canonical_nquads([Issuer(BASE).badge("one", id="awards/one")])
    assert "error" in said


def test_the_oracles_can_open_no_connection(tmp_path: Path) -> None:
    tries = """
        import('./offline.mjs').then(async () => {
          const net = await import('node:net');
          const said = [];
          for(const attempt of [() => net.connect(9, '127.0.0.1'), () => fetch('http://127.0.0.1:9/')]) {
            try { await attempt(); said.push('open'); } catch(error) { said.push(error.message); }
          }
          console.log(JSON.stringify(said));
        })"""
    done = subprocess.run(["node", "-e", tries], cwd=nodes.NODE_FOLDER, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [f"an oracle tried to use the network: {what}" for what in ("connect", "fetch")]


def test_a_question_that_cannot_be_asked_is_an_error_not_a_verdict(tmp_path: Path) -> None:
    with pytest.raises(nodes.OracleError, match="usage"):
        nodes.check_site(tmp_path, BASE, "yesterday")
    with pytest.raises(nodes.OracleError):
        nodes.ask_node("no_such_oracle.mjs")


@pytest.mark.extra
def test_the_standards_examples_get_the_verdicts_that_the_dossier_states(tmp_path: Path, standards: Path) -> None:
    examples = standards / "examples"
    places = {
        "minimal.json": BADGE,
        "full.json": "awards/two/credential.json",
        "endorsement.json": "awards/three/credential.json",
        "status-list-revoked-7421.json": "status/revocation-1.json",
        "did.json": ".well-known/did.json",
    }
    for name, place in places.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(examples / name, tmp_path / place)
    said = nodes.check_site(tmp_path, "https://badges.example.org", "2026-02-01T00:00:00Z")
    badges = said["credentials"]
    assert all(badge["verified"] and badge["safe"] for badge in badges.values()), badges
    assert [badges[path]["statusBit"] for path in (BADGE, places["full.json"])] == [None, True]
    assert said["statusLists"][places["status-list-revoked-7421.json"]]["setBits"] == [7421]
    assert said["did"][".well-known/did.json"]["safe"]
    for name in ("minimal", "full"):
        text = (examples / f"{name}.canonical.nq").read_bytes()
        assert badges[places[f"{name}.json"]]["nquadsSha256"] == hashlib.sha256(text).hexdigest()


def test_the_moment_issued_is_the_moment_of_the_badge_itself(tmp_path: Path) -> None:
    issuer = Issuer(BASE)
    site = site_of(tmp_path, issuer.sign(issuer.badge("one", validUntil="2031-05-04T10:00:00Z")))
    assert verdict(site, now=ISSUED)["verified"]
    assert verdict(site, now="issued")["verified"]
    assert not verdict(site, now="2031-05-05T00:00:00Z")["verified"]
