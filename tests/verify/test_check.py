"""Badges of a small built site, judged: the right state for each, and never `valid` for what was changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from generator.bake import bake
from generator.credential.did import PublishedKey, did_document
from generator.credential.proof import attach_proof, digest, encode_document, hash_data
from generator.model import UnsignedCredential
from generator.verify.check import Verifier
from generator.verify.report import Outcome, Report, State, exit_code, worst
from generator.verify.sources import FolderSource, NoSource, Source, Unavailable
from generator.wire.jcs import canonical_json
from generator.wire.multibase import encode_multikey, encode_signature
from tests import projects
from tests.sitemaking import built_site

NOW = datetime(2026, 11, 21, tzinfo=UTC)
THIEF = SigningKey(b"\x07" * 32)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


def _folder(site: Path) -> FolderSource:
    return FolderSource(site, projects.BASE_URL)


def _verify(
    data: bytes, source: Source, at: datetime = NOW, known: frozenset[str] | None = None, site: Source | None = None
) -> Report:
    return Verifier(source, at, known=known, site=site).verify(data, "target")


def _served(site: Path, award: str) -> bytes:
    return (site / "awards" / award / "credential.json").read_bytes()


@pytest.mark.parametrize(
    ("award", "state"),
    [
        (projects.VALID, State.VALID),
        (projects.VALID_JAPANESE, State.VALID),
        (projects.EXPIRED, State.EXPIRED),
        (projects.REVOKED, State.REVOKED),
        (projects.SUSPENDED, State.SUSPENDED),
        (projects.EARLY, State.EARLY),
    ],
)
def test_each_badge_has_the_state_its_ledger_gives_it(site: Path, award: str, state: State) -> None:
    assert _verify(_served(site, award), _folder(site)).state is state
    picture = (site / "awards" / award / "badge.png").read_bytes()
    assert _verify(picture, _folder(site)).state is state


def test_a_badge_expires_when_its_day_is_over_and_begins_with_its_first_second(site: Path) -> None:
    expired = _served(site, projects.EXPIRED)
    assert _verify(expired, _folder(site), datetime(2023, 1, 14, 23, 59, 59, tzinfo=UTC)).state is not State.EXPIRED
    assert _verify(expired, _folder(site), datetime(2023, 1, 15, tzinfo=UTC)).state is State.EXPIRED
    early = _served(site, projects.EARLY)
    assert _verify(early, _folder(site), datetime(2044, 12, 31, 23, 59, 59, tzinfo=UTC)).state is State.EARLY
    assert _verify(early, _folder(site), datetime(2045, 1, 1, tzinfo=UTC)).state is State.VALID


def test_without_any_source_the_answer_is_that_it_could_not_be_checked(site: Path) -> None:
    report = _verify(_served(site, projects.VALID), NoSource("nothing is read here"))
    assert report.state is State.UNKNOWN
    assert "nothing is read here" in report.sentence


@pytest.mark.parametrize("award", [projects.VALID, projects.REVOKED])
def test_a_member_that_no_context_defines_is_said_before_anything_is_read(site: Path, award: str) -> None:
    document = json.loads(_served(site, award))
    document["credentialSubject"]["achievement"]["creator"] = {"id": "https://example.org/a", "type": ["Stranger"]}
    report = _verify(json.dumps(document).encode(), NoSource("nothing is read here"))
    assert report.state is State.UNSUPPORTED
    assert [(step.number, step.outcome) for step in report.steps[:3]] == [
        (1, Outcome.OK),
        (2, Outcome.UNKNOWN),
        (3, Outcome.SKIPPED),
    ]
    assert "Stranger" in report.sentence and report.badge.id == document["id"]


def test_a_value_that_means_nothing_is_said_before_anything_is_read(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    document["credentialSubject"]["achievement"]["name"] = "\uffff"
    report = _verify(json.dumps(document).encode(), NoSource("nothing is read here"))
    assert (report.state, len([step for step in report.steps if step.outcome is not Outcome.SKIPPED])) == (
        State.UNREADABLE,
        2,
    )


def test_a_proof_for_another_purpose_does_not_fit_whatever_its_words_mean(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    document["proof"][0]["proofPurpose"] = "https://example.org/other"
    report = _verify(json.dumps(document).encode(), _folder(site))
    assert report.state is State.TAMPERED and report.steps[3].outcome is Outcome.FAILED


class _Without:
    """A source in which one file is missing or changed."""

    def __init__(self, source: Source, part: str, change: Callable[[bytes], bytes] | None = None) -> None:
        self._source, self._part, self._change = source, part, change

    def get(self, url: str) -> bytes:
        if self._part not in url:
            return self._source.get(url)
        if self._change is None:
            raise Unavailable("it is gone")
        return self._change(self._source.get(url))


def test_a_missing_status_list_is_said_and_never_taken_for_a_no(site: Path) -> None:
    gone = _Without(_folder(site), "/status/")
    assert _verify(_served(site, projects.VALID), gone).state is State.UNKNOWN
    assert _verify(_served(site, projects.REVOKED), gone).state is State.UNKNOWN
    expired = _verify(_served(site, projects.EXPIRED), gone)
    assert expired.state is State.EXPIRED and "revocation list could not be loaded" in expired.sentence


def test_without_the_second_list_a_suspended_badge_is_called_revoked_and_never_good(site: Path) -> None:
    assert _verify(_served(site, projects.SUSPENDED), _Without(_folder(site), "/suspension-")).state is State.REVOKED


def test_a_status_list_changed_in_any_byte_is_not_used(site: Path) -> None:
    served = _served(site, projects.REVOKED)
    whole = (site / "status" / "revocation-1.json").read_bytes()
    for position in range(0, len(whole), 3):
        changed = _Without(_folder(site), "/revocation-", lambda data, p=position: _flip(data, p))
        assert _verify(served, changed).state is State.UNKNOWN, whole[max(0, position - 20) : position + 5]


def test_a_did_document_changed_in_any_byte_makes_nothing_valid(site: Path) -> None:
    served = _served(site, projects.VALID)
    whole = (site / ".well-known" / "did.json").read_bytes()
    for position in range(len(whole)):
        for byte in (whole[position] ^ 1, 0x20):
            if byte == whole[position]:
                continue
            changed = _Without(_folder(site), "did.json", lambda d, p=position, b=byte: d[:p] + bytes([b]) + d[p + 1 :])
            state = _verify(served, changed).state
            assert state in (State.UNKNOWN, State.TAMPERED), whole[max(0, position - 20) : position + 5]


def test_a_credential_changed_in_any_byte_is_never_valid(site: Path) -> None:
    served = _served(site, projects.VALID)
    for position in range(len(served)):
        for bit in (1, 0x20):
            report = _verify(_flip(served, position, bit), _folder(site), site=_folder(site))
            assert report.state is not State.VALID, served[max(0, position - 20) : position + 5]


def test_a_list_in_another_order_is_the_same_to_a_signature_but_not_to_the_site(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    document["type"].reverse()
    respelled = json.dumps(document).encode()
    assert _verify(respelled, _folder(site)).state is State.VALID
    assert _verify(respelled, _folder(site), site=_folder(site)).state is State.TAMPERED


def test_another_version_of_the_context_is_no_way_around_a_signature(site: Path) -> None:
    served = _served(site, projects.VALID)
    for version in (b"3.0.2", b"3.0.1"):
        report = _verify(served.replace(b"3.0.3.json", version + b".json"), _folder(site))
        assert report.state is State.UNSUPPORTED


def test_white_space_is_not_a_change(site: Path) -> None:
    indented = json.dumps(json.loads(_served(site, projects.VALID)), indent=2).encode()
    assert _verify(indented, _folder(site), site=_folder(site)).state is State.VALID


def test_a_genuine_badge_stays_genuine_when_the_copy_on_the_site_is_damaged(site: Path) -> None:
    damaged = _Without(_folder(site), "credential.json", lambda data: data.replace(b"Ada Quince", b"Eve Quince"))
    report = _verify(_served(site, projects.VALID), _folder(site), site=damaged)
    assert report.state is State.VALID
    assert next(step for step in report.steps if step.name == "site").outcome is Outcome.WARNING


def _flip(data: bytes, position: int, bit: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ bit]) + data[position + 1 :]


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield (*path, key)
            yield from _leaves(entry, (*path, key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield (*path, number)
            yield from _leaves(entry, (*path, number))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("change", ["removed", "retyped", "renamed", "emptied", "nulled", "listed twice"])
def test_no_member_at_any_level_can_be_changed_and_stay_valid(site: Path, change: str) -> None:
    document = json.loads(_served(site, projects.VALID))
    source = _folder(site)
    # A list is a set in what is signed, and one value is a list of one: such respellings of a list are not changes.
    for path in _leaves(document):
        mutated = copy.deepcopy(document)
        parent, last = _at(mutated, path[:-1]), path[-1]
        value = parent[last]
        if change == "removed":
            del parent[last]
        elif change == "retyped":
            parent[last] = 7 if isinstance(value, str) else "7"
        elif change == "renamed" and isinstance(parent, dict):
            parent[f"{last}x"] = parent.pop(last)
        elif change == "emptied":
            parent[last] = type(value)()
        elif change == "nulled":
            parent[last] = None
        elif change == "listed twice":
            parent[last] = [value, value]
        if mutated == document or path == ("@context",) or (path == ("@context", 1) and change == "listed twice"):
            continue
        state = _verify(json.dumps(mutated).encode(), source).state
        assert state is not State.VALID, (path, change)


def test_an_added_member_is_never_valid_wherever_it_stands(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    for path in [(), *_leaves(document)]:
        mutated = copy.deepcopy(document)
        place = _at(mutated, path)
        if isinstance(place, dict) and "@context" not in path:
            for member in ("unsigned", "endorsementJwt", "https://schema.org/name", "@id", "@type"):
                place[member] = "https://example.org/forged"
                assert _verify(json.dumps(mutated).encode(), _folder(site)).state is not State.VALID, (path, member)
                del place[member]


def _resign(document: dict[str, Any], key: SigningKey, method: str) -> bytes:
    unsigned = UnsignedCredential({m: v for m, v in document.items() if m != "proof"}, "2025-03-01T09:00:00Z")
    return attach_proof(unsigned, method, key.sign(digest(unsigned, method)).signature).encoded


def test_a_forger_with_a_key_of_their_own_is_not_believed_under_any_name(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    multikey = encode_multikey(bytes(THIEF.verify_key))
    issuer = "did:web:badges.example.org"
    listed = json.loads((site / ".well-known" / "did.json").read_bytes())["verificationMethod"][0]["id"]
    for method in (f"{issuer}#{multikey}", listed, f"did:key:{multikey}#{multikey}"):
        assert _verify(_resign(document, THIEF, method), _folder(site)).state is State.TAMPERED


def test_a_sound_badge_of_an_issuer_who_is_not_known_is_a_stranger(site: Path) -> None:
    document = json.loads(_served(site, projects.VALID))
    multikey = encode_multikey(bytes(THIEF.verify_key))
    document["issuer"] |= {"id": f"did:key:{multikey}"}
    del document["credentialStatus"]
    forged = _resign(document, THIEF, f"did:key:{multikey}#{multikey}")
    assert _verify(forged, _folder(site)).state is State.STRANGER


def test_a_list_of_another_issuer_decides_nothing(site: Path) -> None:
    """A thief's own badge may point to the victim's list, but then its status cannot be told."""
    document = json.loads(_served(site, projects.VALID))
    multikey = encode_multikey(bytes(THIEF.verify_key))
    document["issuer"] |= {"id": f"did:key:{multikey}"}
    forged = _resign(document, THIEF, f"did:key:{multikey}#{multikey}")
    report = _verify(forged, _folder(site))
    assert report.state is State.STRANGER
    assert next(step for step in report.steps if step.name == "status").outcome is Outcome.UNKNOWN


def test_a_jcs_proof_is_read_too_and_holds_the_whole_text(site: Path) -> None:
    document = {m: v for m, v in json.loads(_served(site, projects.VALID)).items() if m != "proof"}
    method = f"did:web:badges.example.org#{encode_multikey(bytes(THIEF.verify_key))}"
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2025-03-01T09:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    signature = THIEF.sign(hash_data(canonical_json(options), canonical_json(document))).signature
    signed = document | {"proof": [options | {"proofValue": encode_signature(signature)}]}
    keys = [PublishedKey(method.partition("#")[2]), *_published(site)]
    both = _Without(
        _folder(site), "did.json", lambda _: encode_document(did_document("did:web:badges.example.org", keys))
    )
    assert _verify(json.dumps(signed).encode(), both).state is State.VALID
    signed["@context"] = [signed["@context"][0], signed["@context"][1].replace("3.0.3", "3.0.2")]
    assert _verify(json.dumps(signed).encode(), both).state is not State.VALID


def _published(site: Path) -> list[PublishedKey]:
    document = json.loads((site / ".well-known" / "did.json").read_bytes())
    return [PublishedKey(method["publicKeyMultibase"]) for method in document["verificationMethod"]]


@pytest.mark.parametrize(
    ("data", "state"),
    [
        (b"", State.UNREADABLE),
        (b"{}", State.UNREADABLE),
        (b"[]", State.UNREADABLE),
        (b'{"a":1,"a":2}', State.UNREADABLE),
        (b"[" * 100_000, State.UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", State.UNREADABLE),
        (b"eyJhbGciOiJub25lIn0.e30.", State.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n", State.UNREADABLE),
        (b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}', State.UNSUPPORTED),
        (b'{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"]}', State.UNSUPPORTED),
    ],
)
def test_what_is_no_open_badge_is_said_to_be_none(data: bytes, state: State) -> None:
    assert _verify(data, NoSource("not asked")).state is state


def test_a_picture_without_a_badge_is_not_a_badge() -> None:
    report = _verify(projects.small_png(16), NoSource("not asked"))
    assert report.state is State.UNREADABLE and "no badge" in report.sentence


def test_a_picture_is_judged_by_what_it_carries(site: Path) -> None:
    forged = bake(projects.small_png(16), _served(site, projects.REVOKED))
    assert _verify(forged, _folder(site)).state is State.REVOKED


def test_every_step_is_reported_and_numbered(site: Path) -> None:
    for data in (_served(site, projects.VALID), b"{}", _flip(_served(site, projects.VALID), 900)):
        report = _verify(data, _folder(site))
        assert [step.number for step in report.steps] == list(range(1, 10))
        assert json.loads(json.dumps(report.as_json()))["state"] == report.state.value


@given(st.binary(max_size=400))
def test_no_bytes_make_the_verifier_fail(data: bytes) -> None:
    assert _verify(data, NoSource("not asked")).state in (State.UNREADABLE, State.UNSUPPORTED)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=5), child, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_no_json_in_any_place_makes_the_verifier_fail(site: Path, data: st.DataObject) -> None:
    document = json.loads(_served(site, projects.VALID))
    path = data.draw(st.sampled_from(list(_leaves(document))))
    _at(document, path[:-1])[path[-1]] = data.draw(_JSON)
    _verify(json.dumps(document).encode(), _folder(site))


def test_exit_codes_say_the_worst() -> None:
    assert exit_code([State.VALID]) == 0
    assert exit_code([State.VALID, State.REVOKED, State.UNKNOWN]) == 1
    assert exit_code([State.VALID, State.UNKNOWN]) == 3
    assert worst([State.VALID, State.EXPIRED, State.TAMPERED]) is State.TAMPERED
