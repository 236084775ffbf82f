"""The script of the pages judges as our verifier in Python does: the same files, the same state, the same steps.

Each case is put to both. State, heading, badge and the outcome of every step must be equal, and the words too unless
they quote a value that the two languages write in two ways.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import projects
from tests.page.judges import NOW, Case, ask, b64, by_python, by_script, decisions, served
from tests.page.mutations import (
    KEY,
    MULTIKEY,
    OTHER_MULTIKEY,
    Workshop,
    added_members,
    at,
    changed_leaves,
    damaged_pictures,
    damaged_texts,
    leaves,
    moved_in_time,
    other_values,
)
from tests.sitemaking import built_site
from tests.strategies import any_credential

pytestmark = pytest.mark.node

# Words that may differ: what an engine says of broken JSON, where a picture is damaged, which a page leaves to the
# command line, and values that are no text inside a sentence.
_WORDS_DIFFER = (
    "it is not JSON",
    "The picture is damaged",
    "not UTF-8",
    "inflated",
    "gzip",
    "base64url",
    "carries no",
    "read.",
    "-0.0",
    "1e-07",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


@pytest.fixture(scope="module")
def world(site: Path) -> dict[str, bytes]:
    return served(site, projects.BASE_URL)


@pytest.fixture(scope="module")
def credential(site: Path) -> bytes:
    return (site / "awards" / projects.VALID / "credential.json").read_bytes()


def assert_judged_alike(cases: Sequence[Case]) -> Counter[str]:
    """Both judges agree on each case; returns how often each state was given."""
    ours = [by_python(case) for case in cases]
    theirs = by_script(cases)
    differ = [(c.name, a, b) for c, a, b in zip(cases, ours, theirs, strict=True) if decisions(a) != decisions(b)]
    assert differ == []
    words = [(case.name, p, q) for case, a, b in zip(cases, ours, theirs, strict=True) for p, q in _words_apart(a, b)]
    assert [said for said in words if not any(known in said[1] + said[2] for known in _WORDS_DIFFER)] == []
    return Counter(report["state"] for report in ours)


def _words_apart(one: dict[str, Any], other: dict[str, Any]) -> Iterator[tuple[str, str]]:
    texts = ([report["sentence"], *(step["text"] for step in report["steps"])] for report in (one, other))
    yield from (pair for pair in zip(*texts, strict=True) if pair[0] != pair[1])


def test_every_badge_of_a_small_site_is_judged_alike_with_and_without_its_site(
    site: Path, world: dict[str, bytes]
) -> None:
    files = [path for path in sorted((site / "awards").rglob("*")) if path.name in ("credential.json", "badge.png")]
    cases = [Case(path.parent.name, path.read_bytes(), world, site=told) for path in files for told in (None, world)]
    states = assert_judged_alike(cases)
    assert set(states) == {"valid", "expired", "revoked", "suspended", "early"}


@pytest.mark.parametrize("known", [(), ("did:web:badges.example.org",), ("did:web:other.example",)])
def test_who_is_known_is_the_callers_to_say(world: dict[str, bytes], credential: bytes, known: tuple[str, ...]) -> None:
    states = assert_judged_alike([Case("known", credential, world, known=known)])
    assert set(states) == ({"valid"} if known == ("did:web:badges.example.org",) else {"stranger"})


def test_every_badge_of_the_example_is_judged_alike(example_site: Path) -> None:
    base_url = json.loads(next(example_site.glob("awards/*/credential.json")).read_bytes())["id"].partition("/awards/")[
        0
    ]
    world = served(example_site, base_url)
    files = [
        path for path in sorted((example_site / "awards").rglob("*")) if path.name in ("credential.json", "badge.png")
    ]
    states = assert_judged_alike([Case(path.parent.name, path.read_bytes(), world, site=world) for path in files])
    assert states["valid"] > 10


def test_a_drawing_is_left_to_the_command_line_and_never_called_false(example_site: Path) -> None:
    drawings = [path.read_bytes() for path in sorted((example_site / "awards").rglob("badge.svg"))[:3]]
    drawings.append(b'<svg xmlns="http://www.w3.org/2000/svg"><openbadges:credential/></svg>')
    reports = by_script([Case("svg", data, {}) for data in drawings])
    assert {report["state"] for report in reports} == {"unsupported"}
    pages = [Case("page", data, {}) for data in (b"<!DOCTYPE html><p>", b"\xef\xbb\xbf <html>svg", b"<x/>")]
    assert assert_judged_alike(pages) == Counter(unreadable=3)


def test_a_badge_changed_in_any_member_is_judged_alike_and_never_valid(
    world: dict[str, bytes], credential: bytes
) -> None:
    document = json.loads(credential)
    mutated = [*changed_leaves(document), *added_members(document), *other_values(document)]
    cases = [Case(name, json.dumps(changed).encode(), world) for name, changed in mutated if changed != document]
    assert len(cases) > 800
    ours = [by_python(case) for case in cases]
    assert_judged_alike(cases)
    # One value is a list of one, and a set has no order: the same statements, so the same signature.
    valid = [case.name for case, report in zip(cases, ours, strict=True) if report["state"] == "valid"]
    assert all(name.startswith("in a list") for name in valid), valid


def test_what_cannot_be_judged_is_said_alike_where_nothing_can_be_read(credential: bytes) -> None:
    document = json.loads(credential)
    mutated = [*changed_leaves(document), *added_members(document), *other_values(document)]
    cases = [Case(name, json.dumps(changed).encode(), {}) for name, changed in mutated if changed != document]
    states = assert_judged_alike(cases)
    assert set(states) == {"unsupported", "unreadable", "unknown"} and states["unsupported"] > 50


def test_a_badge_changed_in_any_byte_is_judged_alike(world: dict[str, bytes], credential: bytes) -> None:
    cases = [
        Case(
            f"byte {n} ^ {bit}", credential[:n] + bytes([credential[n] ^ bit]) + credential[n + 1 :], world, site=world
        )
        for n in range(0, len(credential), 5)
        for bit in (1, 0x20)
    ]
    assert "valid" not in assert_judged_alike(cases)


def test_damaged_files_are_judged_alike(world: dict[str, bytes], credential: bytes) -> None:
    cases = [
        Case(name, data, world, site=world) for name, data in damaged_texts(credential) if not data.startswith(b"<")
    ]
    states = assert_judged_alike(cases)
    assert states["unreadable"] > 12 and states["valid"] == 2


def test_damaged_pictures_are_judged_alike(site: Path, world: dict[str, bytes], credential: bytes) -> None:
    picture = (site / "awards" / projects.VALID / "badge.png").read_bytes()
    cases = [Case(name, data, world) for name, data in damaged_pictures(picture, credential)]
    assert len(cases) > 90
    states = assert_judged_alike(cases)
    assert states["valid"] > 5 and states["unreadable"] > 60


def test_moments_are_judged_alike_to_the_second(world: dict[str, bytes], credential: bytes) -> None:
    cases = list(moved_in_time("valid", credential, world))
    for text in ("2025-03-01T09:00:00.999Z", "2025-03-01T10:00:00+01:00", "2025-03-01T08:00:00-01:30"):
        cases += moved_in_time(text, _signed({"validFrom": text, "validUntil": text}), _told())
    states = assert_judged_alike(cases)
    assert {"valid", "early", "expired"} <= set(states)


def _signed(changes: dict[str, Any], **options: Any) -> bytes:
    return Workshop().sign(_badge() | changes, **options)


def _badge() -> dict[str, Any]:
    from tests.credential.test_profile import GOOD

    return {name: value for name, value in GOOD.items() if name not in ("proof", "credentialStatus")}


URL = "https://badges.example.org/status/revocation-1.json"
SUSPENSION_URL = "https://badges.example.org/status/suspension-1.json"
DID_URL = "https://badges.example.org/.well-known/did.json"


def _told(**changes: Any) -> dict[str, bytes]:
    return {DID_URL: Workshop().did_document(**changes)}


def _entry(**changes: Any) -> dict[str, Any]:
    return {
        "id": f"{URL}#17",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "17",
        "statusListCredential": URL,
    } | changes


def test_what_an_issuer_may_sign_is_judged_alike_whatever_it_holds() -> None:
    """Signed anew after each change, so that only the profile and the term table stand in the way."""
    document = _badge() | {"credentialStatus": _entry()}
    world = _told() | {URL: _list()}
    cases = [
        Case(name, Workshop().sign(changed), world)
        for name, changed in [*changed_leaves(document), *added_members(document), *other_values(document)]
        if "proof" not in name
    ]
    states = assert_judged_alike(cases)
    assert len(cases) > 400
    assert states["valid"] > 20 and states["unreadable"] > 100 and states["unsupported"] > 100


def test_generated_badges_are_judged_alike() -> None:
    from random import Random

    workshop = Workshop()
    cases = []
    for seed in range(60):
        document = any_credential(Random(seed))
        document["issuer"]["id"] = workshop.issuer
        document.pop("credentialStatus", None)
        cases.append(Case(f"seed {seed}", workshop.sign(document), _told()))
        cases.append(Case(f"seed {seed}, jcs", workshop.sign(document, cryptosuite="eddsa-jcs-2022"), _told()))
    states = assert_judged_alike(cases)
    assert states["valid"] + states["early"] + states["expired"] > 40


def test_proofs_of_every_form_are_judged_alike() -> None:
    context = _badge()["@context"]
    proofs: list[dict[str, Any]] = [
        *({name: None} for name in ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose")),
        {"type": "Ed25519Signature2020"},
        {"type": ["DataIntegrityProof"]},
        {"cryptosuite": "ecdsa-rdfc-2019"},
        {"cryptosuite": "eddsa-jcs-2022"},
        {"cryptosuite": "eddsa-jcs-2022", "@context": context},
        {"cryptosuite": "eddsa-jcs-2022", "@context": context[:1]},
        {"cryptosuite": "eddsa-jcs-2022", "@context": []},
        {"cryptosuite": "eddsa-jcs-2022", "@context": context[1:]},
        {"cryptosuite": "eddsa-jcs-2022", "@context": context[0]},
        {"cryptosuite": "eddsa-jcs-2022", "@context": [*context, context[0]]},
        {"@context": context},
        {"created": "2025-03-01"},
        {"created": "2025-03-01T09:00:00"},
        {"created": 7},
        {"expires": "2025-03-01T09:00:00Z"},
        {"expires": "2045-03-01T09:00:00Z"},
        {"expires": "never"},
        {"proofPurpose": "authentication"},
        {"proofPurpose": "https://w3id.org/security#assertionMethod"},
        {"verificationMethod": MULTIKEY},
        {"verificationMethod": f"did:web:badges.example.org#{OTHER_MULTIKEY}"},
        {"verificationMethod": "did:web:badges.example.org"},
        {"verificationMethod": f"did:key:{MULTIKEY}#{MULTIKEY}"},
        {"verificationMethod": "not an address"},
        {"domain": "example.org"},
        {"nonce": "x"},
        {"id": "urn:uuid:1"},
        {"__proto__": "x"},
    ]
    cases = [Case(str(options), _signed({}, **options), _told()) for options in proofs]
    document = json.loads(_signed({}))
    (proof,) = document["proof"]
    for value in ("z", "", "u123", proof["proofValue"][:-1], proof["proofValue"] + "1", "z1" + proof["proofValue"][1:]):
        changed = document | {"proof": [proof | {"proofValue": value}]}
        cases.append(Case(f"value {value}", json.dumps(changed).encode(), _told()))
    for some in ([], None, "x", [proof, proof], proof, [None], [[proof]]):
        cases.append(Case(f"proofs {some}", json.dumps(document | {"proof": some}).encode(), _told()))
    states = assert_judged_alike(cases)
    assert states["valid"] >= 6 and states["tampered"] > 5


def test_did_documents_of_every_form_are_judged_alike() -> None:
    data = _signed({})
    document = json.loads(Workshop().did_document(more=(OTHER_MULTIKEY,)))
    mutated = [*changed_leaves(document), *added_members(document), *other_values(document)]
    method = document["verificationMethod"][0]
    for name in ("expires", "revoked"):
        for moment in ("2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z", "soon", None):
            changed = json.loads(json.dumps(document))
            changed["verificationMethod"][0][name] = moment
            mutated.append((f"{name} {moment}", changed))
    mutated += [(f"contexts {c}", document | {"@context": c}) for c in _CONTEXTS]
    mutated += [(f"kind {number}", document | m) for number, m in enumerate(_method_kinds(method))]
    cases = [Case(name, data, {}, {DID_URL: json.dumps(changed).encode()}) for name, changed in mutated]
    cases += [Case(name, data, {}, {DID_URL: text}) for name, text in damaged_texts(json.dumps(document).encode())]
    cases += [Case("gone", data, {}, {DID_URL: None}), Case("not JSON", data, {}, {DID_URL: b"<html>"})]
    cases.append(Case("large", data, {}, {DID_URL: json.dumps(document).encode().ljust((1 << 20) + 1)}))
    states = assert_judged_alike(cases)
    assert len(cases) > 250
    assert states["unknown"] > 80 and states["valid"] > 10 and states["tampered"] > 4


_CONTEXTS: tuple[Any, ...] = (
    "https://www.w3.org/ns/did/v1",
    ["https://www.w3.org/ns/cid/v1"],
    ["https://w3id.org/security/multikey/v1"],
    ["https://www.w3.org/ns/did/v1", "https://example.org/more"],
    ["https://www.w3.org/ns/did/v1", {"x": "https://example.org/x"}],
    ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
    [],
    None,
)


def _method_kinds(method: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Members of a DID document in which the key is spelled in other ways, or is another."""
    import base64

    x = base64.urlsafe_b64encode(bytes(KEY.verify_key)).rstrip(b"=").decode()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": x}
    bare = {name: value for name, value in method.items() if name != "publicKeyMultibase"}
    named = {**bare, "type": "JsonWebKey"}
    entries: list[Any] = [
        {**method, "type": "Ed25519VerificationKey2020"},
        {**method, "type": "X25519KeyAgreementKey2020"},
        {**method, "type": "EcdsaSecp256k1VerificationKey2019", "id": f"{method['controller']}#k"},
        {**method, "publicKeyMultibase": "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"},
        {**named, "publicKeyJwk": jwk},
        *({**named, "publicKeyJwk": jwk | more} for more in _JWKS),
        {**named, "publicKeyJwk": {"crv": "Ed25519"}},
        {**named, "publicKeyJwk": x},
        {**method, "publicKeyJwk": jwk},
        {**method, "secretKeyMultibase": "z"},
        {**method, "controller": "did:web:other.example"},
        {**method, "id": f"#{MULTIKEY}"},
        {**method, "id": f"did:web:badges.example.org#{OTHER_MULTIKEY}"},
    ]
    for entry in entries:
        yield {"verificationMethod": [entry], "assertionMethod": [entry["id"]]}
        yield {"verificationMethod": [method, entry], "assertionMethod": [method["id"]]}
        yield {"verificationMethod": [], "assertionMethod": [entry]}
    for asserting in (
        [method["id"]] * 2,
        method["id"],
        [None],
        {},
        None,
        [[method["id"]]],
        ["x"],
        [method, method["id"]],
    ):
        yield {"assertionMethod": asserting}
    yield {"verificationMethod": method}
    yield {"verificationMethod": [method, method]}
    yield {"verificationMethod": [[method]]}


_JWKS: tuple[dict[str, Any], ...] = (
    {"crv": "Ed448"},
    {"kty": "EC"},
    {"d": "secret"},
    {"alg": "EdDSA", "use": "sig"},
    {"alg": "RS256"},
    {"use": "enc"},
    {"alg": None},
    {"x": "short"},
    {"x": "A" * 42 + "B"},
    {"x": None},
    {"x": "A" * 42 + "+"},
)


def test_issuers_of_every_name_are_judged_alike() -> None:
    cases = []
    for issuer in _ISSUERS:
        workshop = Workshop(issuer)
        data = workshop.sign(_badge() | {"issuer": _badge()["issuer"] | {"id": issuer}})
        world = {url: workshop.did_document() for url in _DID_URLS}
        cases += [Case(issuer, data, world), Case(f"{issuer}, unknown", data, world, known=("did:web:other.example",))]
    states = assert_judged_alike(cases)
    assert states["valid"] >= 5 and states["unknown"] > 10 and states["stranger"] > 5 and states["unsupported"] > 1


_DID_URLS = (
    DID_URL,
    "https://example.org/a/b/did.json",
    "https://127.0.0.1:5500/.well-known/did.json",
    "https://example.org:8443/.well-known/did.json",
    "https://example.org/%7Ea/did.json",
)
_ISSUERS = (
    "did:web:badges.example.org",
    "did:web:example.org:a:b",
    "did:web:127.0.0.1%3A5500",
    "did:web:127.0.0.1%3A5500%40example.org",
    "did:web:127.0.0.1%3a123456",
    "did:web:127.0.0.2",
    "did:web:example.org%3A8443",
    "did:web:example.org%3a8443",
    "did:web:example.org:%7Ea",
    "did:web:Example.org",
    "did:web:example",
    "did:web:-example.org",
    "did:web:example-.org",
    "did:web:example.123",
    "did:web:example.org.",
    "did:web:",
    "did:web:example.org:",
    "did:web:example.org:..",
    "did:web:example.org:%2e%2E:x",
    "did:web:example.org:a%2Fb",
    "did:web:example.org:é",
    "did:web:ex%C3%A4mple.org",
    "did:web:example.org%2Fpath",
    "did:web:example.org%00",
    "did:web:example.org%",
    "did:web:" + "a" * 64 + ".org",
    "did:web:" + "a" * 63 + ".org",
    f"did:key:{MULTIKEY}",
    "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
    "did:key:z6Mk",
    "did:key:" + MULTIKEY[:-1] + "O",
    "did:ion:abc",
    "https://badges.example.org/issuer",
)


def _list(purpose: str = "revocation", bits: tuple[int, ...] = (), url: str = URL, **changes: Any) -> bytes:
    return Workshop().sign(Workshop().status_list(url, purpose, bits, **changes))


def test_status_lists_of_every_form_are_judged_alike() -> None:
    data = _signed({"credentialStatus": _entry()})
    listed = Workshop().status_list(URL, "revocation", (17,))
    cases = []
    for name, changed in [*changed_leaves(listed), *added_members(listed), *other_values(listed)]:
        cases.append(Case(f"signed anew: {name}", data, _told(), {URL: Workshop().sign(changed)}))
    whole = json.loads(_list(bits=(17,)))
    for name, changed in changed_leaves(whole):
        cases.append(Case(f"as it was: {name}", data, _told(), {URL: json.dumps(changed).encode()}))
    for text in _ENCODED_LISTS:
        subject = listed["credentialSubject"] | {"encodedList": text}
        cases.append(Case(f"bits {text[:20]}", data, _told(), {URL: _list(credentialSubject=subject)}))
    states = assert_judged_alike(cases)
    assert states["unknown"] > 150 and states["revoked"] > 5


def _encoded_lists() -> Iterator[str]:
    import base64
    import gzip
    import zlib

    def text(data: bytes) -> str:
        return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    bits = bytes(16384)
    packed = gzip.compress(bits, mtime=0)
    body, trailer = packed[10:-8], packed[-8:]
    yield text(packed)
    yield text(gzip.compress(b"\xff" * 16384, 1, mtime=0))
    yield text(gzip.compress(bits, 0, mtime=0))
    yield text(gzip.compress(bits[:-1], mtime=0))
    yield text(packed + packed)
    yield text(packed + b"\0")
    yield text(packed[:-1])
    yield text(packed[:-8] + bytes([trailer[0] ^ 1]) + trailer[1:])
    yield text(packed[:-1] + b"\1")
    yield text(zlib.compress(bits))
    yield text(b"")
    yield text(gzip.compress(bytes((16 << 20) + 1), mtime=0))
    for flags in range(256):
        extra = b"\x02\x00ab" if flags & 4 else b""
        extra += b"name\0" if flags & 8 else b""
        extra += b"remark\0" if flags & 16 else b""
        head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + extra
        if flags & 2:
            head += (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little")
        if flags < 32 or flags in (32, 64, 128, 255):
            yield text(head + body + trailer)
    yield text(b"\x1f\x8b\x08\x02" + bytes(6) + b"\0\0" + body + trailer)
    yield text(b"\x1f\x8b\x08\x08" + bytes(6) + b"endless")
    yield text(b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff")
    yield text(packed)[1:]
    yield text(packed) + "="
    yield text(packed) + "A"
    yield text(packed)[:-1] + "_"
    yield text(packed).replace("A", "+", 1)


_ENCODED_LISTS = tuple(_encoded_lists())


def test_status_entries_of_every_form_are_judged_alike() -> None:
    entries = [
        *(
            _entry(statusListIndex=index)
            for index in ("0", "17", "017", "-1", "1.0", "131071", "131072", "9" * 12, "9" * 13)
        ),
        *(_entry(statusListIndex=index) for index in ("", "١٧", " 17", "17\n", "1e1", "0x11")),
        *(_entry(statusPurpose=purpose) for purpose in ("suspension", "message", "")),
        *(_entry(type=kind) for kind in ("1EdTechRevocationList", "", ["BitstringStatusListEntry"])),
        *(
            _entry(statusListCredential=url)
            for url in ("https://example.org/gone.json", "nowhere", "x:y", SUSPENSION_URL)
        ),
        {"id": URL, "type": "BitstringStatusListEntry"},
        {"type": "1EdTechRevocationList", "id": "https://example.org/list"},
    ]
    cases = []
    for bits in ((), (0, 17, 131071)):
        for held in ((), (17,)):
            world = _told() | {
                URL: _list(bits=bits),
                SUSPENSION_URL: _list("suspension", held, SUSPENSION_URL),
            }
            cases += [Case(str(entry), _signed({"credentialStatus": entry}), world) for entry in entries]
    states = assert_judged_alike(cases)
    assert states["revoked"] > 2 and states["suspended"] and states["valid"] > 2 and states["unknown"] > 30


def test_a_suspension_list_that_cannot_be_used_leaves_the_badge_revoked(world: dict[str, bytes]) -> None:
    data = _signed({"credentialStatus": _entry()})
    base = _told() | {URL: _list(bits=(17,))}
    second = [None, b"", _list("revocation", (17,), SUSPENSION_URL), _list("suspension", (18,), SUSPENSION_URL)]
    second += [
        _list("suspension", (17,), URL),
        _list("suspension", (17,), SUSPENSION_URL, validUntil="2026-01-01T00:00:00Z"),
    ]
    cases = [Case(f"second {number}", data, base, {SUSPENSION_URL: found}) for number, found in enumerate(second)]
    assert set(assert_judged_alike(cases)) == {"revoked"}
    good = Case("good", data, base, {SUSPENSION_URL: _list("suspension", (17,), SUSPENSION_URL)})
    assert set(assert_judged_alike([good])) == {"suspended"}


def test_lists_of_any_date_are_judged_alike() -> None:
    data = _signed({"credentialStatus": _entry()})
    cases = []
    for since in ("2026-11-21T00:00:00Z", "2026-11-21T00:00:01Z", "2026-11-20T23:00:00-01:00", "2030-01-01T00:00:00Z"):
        for now in (None, datetime(2031, 1, 1, tzinfo=UTC)):
            lists = {URL: _list(validFrom=since), f"{URL}#": b""}
            cases.append(Case(f"from {since} read {now}", data, _told(), lists, now=now))
            lists = {URL: _list(validUntil=since)}
            cases.append(Case(f"until {since} read {now}", data, _told(), lists, now=now))
    assert {"valid", "unknown"} <= set(assert_judged_alike(cases))


def test_a_copy_on_the_issuers_site_is_compared_alike(world: dict[str, bytes], credential: bytes) -> None:
    document = json.loads(credential)
    url = document["id"]
    reordered = document | {"type": document["type"][::-1]}
    cases = []
    for name, copy in {
        "the same": document,
        "another order of members": dict(reversed(document.items())),
        "another order of a list": reordered,
        "another name": document | {"name": "Another"},
        "another signature": document | {"proof": [document["proof"][0] | {"proofValue": "z1"}]},
        "no proof": document | {"proof": []},
        "a list": [document],
        "one proof without its list": document | {"proof": document["proof"][0]},
    }.items():
        told = {k: v for k, v in world.items() if k != document["image"]["id"]} | {url: json.dumps(copy).encode()}
        cases.append(Case(name, credential, world, site=told))
        cases.append(Case(f"{name}, the other way round", json.dumps(copy).encode(), world, site=world))
    states = assert_judged_alike(cases)
    assert states["tampered"] >= 2 and states["valid"] >= 8


def test_a_note_of_the_issuer_explains_alike_and_decides_nothing() -> None:
    identity = "https://badges.example.org/awards/0000000000000a01/credential.json"
    data = _signed({"credentialStatus": _entry(), "id": identity})
    note = {
        "state": "revoked",
        "at": "2026-10-01T00:00:00Z",
        "reason": "A mistake.",
        "issuer": "did:web:badges.example.org",
    }
    notes: list[Any] = [note, note | {"reason": ""}, note | {"reason": "x" * 500}, note | {"reason": "🎓" * 500}]
    notes += [
        note | {"reason": "x" * 501},
        note | {"reason": "a\u202eb"},
        note | {"reason": "a\u200db"},
        note | {"more": ""},
    ]
    notes += [
        note | {"state": "suspended"},
        note | {"at": "2027-01-01T00:00:00Z"},
        note | {"at": "then"},
        note | {"at": 7},
    ]
    notes += [note | {"issuer": "did:web:other.example"}, {}, [], None, [note], note | {"reason": {}}]
    told = [json.dumps(found).encode() for found in notes] + [b"", b'{"state":1', json.dumps(note).encode().ljust(4097)]
    worlds = [{identity.replace("credential", "status"): data} for data in told]
    base = _told() | {URL: _list(bits=(17,))}
    cases = [Case(f"note {number}", data, base, site=site) for number, site in enumerate(worlds)]
    assert set(assert_judged_alike(cases)) == {"revoked"}


def _endorsement(about: str, workshop: Workshop, **changes: Any) -> dict[str, Any]:
    endorsement = {
        "@context": _badge()["@context"],
        "id": "https://endorser.example/endorsements/1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good badge",
        "issuer": {"id": workshop.issuer, "type": ["Profile"], "name": "Endorser"},
        "validFrom": "2025-03-01T09:00:00Z",
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": "Good."},
    } | changes
    signed: dict[str, Any] = json.loads(workshop.sign(endorsement))
    return signed


def test_endorsements_are_judged_alike_and_change_nothing() -> None:
    other = Workshop("did:web:endorser.example")
    badge = _badge()
    about = badge["credentialSubject"]["achievement"]["id"]
    world = _told() | {"https://endorser.example/.well-known/did.json": other.did_document(), URL: _list()}
    good = _endorsement(about, other)
    every: list[Any] = [
        good,
        _endorsement(about, Workshop()),
        _endorsement(about, Workshop(f"did:key:{MULTIKEY}")),
        _endorsement(about, Workshop("did:web:nowhere.example")),
        _endorsement(about, Workshop("did:ion:x")),
        _endorsement(badge["id"], other),
        _endorsement("https://example.org/else", other),
        _endorsement(about, other, validFrom="2044-01-01T00:00:00Z"),
        _endorsement(about, other, validUntil="2026-01-01T00:00:00Z"),
        _endorsement(about, other, credentialStatus=_entry()),
        good | {"name": "Changed"},
        {name: value for name, value in good.items() if name != "proof"},
        good | {"proof": [good["proof"][0] | {"cryptosuite": "ecdsa-rdfc-2019"}]},
        good | {"issuer": good["issuer"] | {"name": "Somebody else"}},
    ]
    cases = []
    for number, endorsement in enumerate(every):
        changed = json.loads(json.dumps(badge))
        changed["credentialSubject"]["achievement"]["endorsement"] = [endorsement]
        cases.append(Case(f"on the achievement {number}", Workshop().sign(changed), world))
        cases.append(Case(f"on the badge {number}", Workshop().sign(badge | {"endorsement": [endorsement]}), world))
    many = [_endorsement(about, other, id=f"https://endorser.example/{number}") for number in range(10)]
    cases.append(Case("many", Workshop().sign(badge | {"endorsement": many}), world))
    assert_judged_alike(cases)
    outcomes = {step["outcome"] for case in cases for step in by_python(case)["steps"] if step["step"] == 9}
    assert outcomes == {"ok", "warning", "unknown"}


@pytest.mark.parametrize("header", [{"alg": "EdDSA"}, {"alg": "none"}, {"alg": 7}, {}])
def test_tokens_are_told_apart_alike(header: dict[str, Any]) -> None:
    import base64

    def part(value: Any) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    payloads: list[Any] = [{"vc": {}}, {"vc": 1}, {"vct": "x"}, {"type": ["VerifiableCredential"]}, {"sub": "x"}, []]
    payloads += [{"type": "VerifiableCredential"}, {"@context": "https://w3id.org/openbadges/v2"}]
    tokens = [b".".join([part(header), part(payload), b"c2ln"]) for payload in payloads]
    tokens += [
        tokens[0] + b"~abc~",
        tokens[0] + b"~\n",
        b" " + tokens[0] + b"\r\n",
        tokens[0][:-5] + b"=",
        tokens[0] + b".x",
    ]
    tokens += [b"eyJ", b"eyJ.eyJ.", part(header) + b"..", tokens[0] + b"~\xe9\r.", tokens[0].replace(b".", b"A.", 1)]
    states = assert_judged_alike([Case(str(token), token, {}) for token in tokens])
    assert ("unsupported" in states) == (header.get("alg") == "EdDSA")


# Answers of the script alone: Python has no browsers, no late answers and no callers of another language.


@pytest.fixture(scope="module")
def question(credential: bytes, world: dict[str, bytes]) -> dict[str, Any]:
    """Answered with `valid` unless something is changed; to be asked after WORLD."""
    WORLD["documents"] = {url: b64(data) for url, data in world.items()}
    return {"verify": b64(credential), "read": ["world"], "at": NOW.isoformat()}


WORLD: dict[str, Any] = {"name": "world", "documents": {}}


def _told_by_script(question: dict[str, Any]) -> dict[str, Any]:
    report: dict[str, Any] = ask([WORLD, question])[1]["report"]
    assert [step["step"] for step in report["steps"]] == list(range(1, 10))
    return report


def test_a_date_that_is_none_never_makes_a_badge_valid(question: dict[str, Any]) -> None:
    report = _told_by_script(question | {"at": "no date"})
    assert report["state"] == "unknown" and "internal error" in report["sentence"]


@pytest.mark.parametrize(
    ("read", "why"),
    [
        ("never", "no answer within 0.2 s"),
        ("nothing", "it is not there"),
        ("text", "it is not there"),
        ("throws at once", "at once"),
        ("rejects with nothing", "it could not be read"),
        ("too much", "it is larger than 4 MiB"),
    ],
)
def test_what_cannot_be_read_is_unknown_with_the_reason(question: dict[str, Any], read: str, why: str) -> None:
    report = _told_by_script(question | {"read": read, "maxMillis": 200})
    assert report["state"] == "unknown" and why in report["sentence"]


@pytest.mark.parametrize(("lacking", "why"), [("crypto", "https"), ("subtle", "https"), ("Ed25519", "a newer one can")])
def test_a_browser_that_cannot_check_a_signature_says_so(question: dict[str, Any], lacking: str, why: str) -> None:
    report = _told_by_script(question | {"lacking": lacking})
    assert report["state"] == "unknown" and why in report["sentence"]
    assert [step["outcome"] for step in report["steps"][:4]] == ["ok", "ok", "ok", "unknown"]


def test_only_a_plain_yes_of_the_browser_is_a_yes(question: dict[str, Any]) -> None:
    assert _told_by_script(question | {"lacking": "honesty"})["state"] == "tampered"


def test_text_is_judged_as_bytes_are_and_nothing_else_is_judged(question: dict[str, Any]) -> None:
    assert _told_by_script(question | {"from": "text"})["state"] == "valid"
    assert _told_by_script(question | {"from": "half a pair"})["state"] == "unreadable"
    assert _told_by_script(question | {"from": "nothing"})["state"] == "unknown"


def test_known_issuers_are_names_and_not_parts_of_names(question: dict[str, Any]) -> None:
    assert _told_by_script(question | {"known": "did:web:badges.example.org and more"})["state"] == "stranger"


def test_leaves_are_all_there(credential: bytes) -> None:
    document = json.loads(credential)
    assert len(list(leaves(document))) > 60
    assert at(document, ("credentialSubject", "achievement", "name")) == "Grafting"
