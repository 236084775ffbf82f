"""Data Integrity proofs: the standard's own vectors byte for byte, and what a proof must be to be judged."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from generator.credential import proof
from generator.credential.profile import Broken, OutsideProfile
from generator.model import UnsignedCredential
from generator.wire import ed25519, multibase
from generator.wire.jcs import canonical_json
from generator.wire.terms import canonical_nquads
from tests.credential.test_profile import GOOD

FIGURES = json.loads((Path(__file__).parent.parent / "vectors" / "w3c_eddsa.json").read_text(encoding="utf-8"))
PUBLIC = multibase.decode_multikey(FIGURES["key"]["publicKeyMultibase"])
SECRET = SigningKey(multibase.decode_secret_multikey(FIGURES["key"]["secretKeyMultibase"]))
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "eddsa-rdfc-2022-employ"]


@pytest.mark.parametrize("suite", SUITES)
def test_the_standards_own_figures_come_out_byte_for_byte(suite: str) -> None:
    vector = FIGURES["vectors"][suite]
    config, document = vector["canonical_proof_options"].encode(), vector["canonical_document"].encode()
    assert proof.hash_data(config, document).hex() == vector["hash_data"]
    signature = SECRET.sign(proof.hash_data(config, document)).signature
    assert signature.hex() == vector["signature"]
    assert multibase.encode_signature(signature) == vector["proof_value"]
    assert multibase.decode_signature(vector["proof_value"]) == signature
    assert ed25519.verify_signature(PUBLIC, proof.hash_data(config, document), signature)


def test_the_jcs_vector_comes_out_of_its_json() -> None:
    vector = FIGURES["vectors"]["eddsa-jcs-2022"]
    assert canonical_json(vector["unsigned"]).decode() == vector["canonical_document"]
    assert canonical_json(vector["proof_options"]).decode() == vector["canonical_proof_options"]


def _unsigned() -> UnsignedCredential:
    return UnsignedCredential({k: v for k, v in GOOD.items() if k != "proof"}, "2026-01-15T09:00:00Z")


METHOD = f"did:web:badges.example.org#{FIGURES['key']['publicKeyMultibase']}"


def test_what_is_signed_here_fits_and_the_digest_is_the_two_hashes_in_order() -> None:
    unsigned = _unsigned()
    digest = proof.digest(unsigned, METHOD)
    options = proof.proof_options(unsigned.created, METHOD)
    config = {"@context": unsigned.document["@context"], **options}
    assert digest == proof.hash_data(canonical_nquads(config).encode(), canonical_nquads(unsigned.document).encode())
    signed = proof.attach_proof(unsigned, METHOD, SECRET.sign(digest).signature)
    assert proof.proof_fits(signed.document, signed.document["proof"][0], PUBLIC)
    assert json.loads(signed.encoded) == signed.document
    assert not set(signed.encoded) & set(b"\n\r\t")
    assert "@context" not in signed.document["proof"][0]


def test_a_proof_fits_one_document_one_key_and_one_set_of_options_only() -> None:
    unsigned = _unsigned()
    signed = proof.attach_proof(unsigned, METHOD, SECRET.sign(proof.digest(unsigned, METHOD)).signature)
    good = signed.document["proof"][0]
    other = bytes(SigningKey(b"\x01" * 32).verify_key)
    assert not proof.proof_fits(signed.document, good, other)
    assert not proof.proof_fits(signed.document | {"validFrom": "2026-01-15T09:00:01Z"}, good, PUBLIC)
    for member, value in (
        ("created", "2026-01-15T09:00:01Z"),
        ("verificationMethod", METHOD.replace("badges", "badge")),
        ("proofPurpose", "authentication"),
        ("cryptosuite", "eddsa-jcs-2022"),
        ("proofValue", "z" + "1" * 64),
        ("proofValue", "m" + good["proofValue"][1:]),
        ("proofValue", good["proofValue"] + "1"),
        ("expires", "2046-01-15T09:00:00Z"),
    ):
        assert not proof.proof_fits(signed.document, good | {member: value}, PUBLIC), member


GOOD_PROOF: dict[str, Any] = proof.proof_options("2026-01-15T09:00:00Z", METHOD) | {"proofValue": "z" + "1" * 64}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"type": "Ed25519Signature2020"}, OutsideProfile),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, OutsideProfile),
        ({"previousProof": "urn:uuid:1"}, OutsideProfile),
        ({"domain": "example.org"}, OutsideProfile),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, OutsideProfile),
        ({"created": "yesterday"}, Broken),
        ({"expires": None}, Broken),
        ({"proofValue": None}, Broken),
        ({"proofValue": ["z1"]}, Broken),
        ({"verificationMethod": {"id": METHOD}}, Broken),
        ({"proofPurpose": 1}, Broken),
    ],
)
def test_a_proof_of_another_kind_is_left_to_others_and_half_a_proof_is_broken(
    change: dict[str, Any], kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        proof.check_proof_form(copy.deepcopy(GOOD_PROOF) | change)


def test_a_sound_proof_of_either_suite_is_judged() -> None:
    proof.check_proof_form(GOOD_PROOF)
    proof.check_proof_form(GOOD_PROOF | {"expires": "2046-01-15T09:00:00Z"})
    proof.check_proof_form(GOOD_PROOF | {"cryptosuite": "eddsa-jcs-2022", "@context": GOOD["@context"]})
