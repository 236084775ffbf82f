"""The badges of tests/vectors/foreign: what each is, who signs it, what is served for it, and the state it must get.

A case says what a verifier is to answer and why; nothing of our verifier is asked here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.foreign_documents import (
    OB,
    OLDER,
    OLDEST,
    V1,
    V2,
    badge,
    changed,
    contexts,
    did_of,
    status_entry,
    status_list,
)
from tools.foreign_issuers import Document, Issuer, ask_node, base58
from tools.foreign_texts import baked, older_assertion, tokens

AT = "2026-11-21T00:00:00Z"

WANDERER = Issuer("wanderer")  # a did:key
GUILD = Issuer("guild", "guild.example.org")
CELLAR = Issuer("cellar", "cellar.example.org", fragment="key-1")
THIEF = Issuer("thief", "thief.example.org")

DB = "@digitalbazaar/eddsa-rdfc-2022-cryptosuite"
DB_JCS = "@digitalbazaar/eddsa-jcs-2022-cryptosuite"
DCC = "@digitalcredentials/vc"
OPENVC = "openvc-core"
OBLIB = "openbadgeslib"


@dataclass(frozen=True)
class Case:
    """One badge. `served` are the documents at their addresses; `known` as in the manifest."""

    name: str
    made_by: str
    body: Document | str | bytes
    state: str
    why: str
    served: Document = field(default_factory=dict)
    known: tuple[str, ...] | None = None


def cases() -> Iterator[Case]:
    yield from sound()
    yield from with_status()
    yield from with_other_did_documents()
    yield from changed_ones()
    yield from other_kinds()
    yield from tokens_and_pictures()


def sound() -> Iterator[Case]:
    served = did_of(GUILD)
    wandering = WANDERER.sign(badge(WANDERER, 1))
    yield Case("db-rdfc-did-key", DB, wandering, "valid", "a did:key that the verifier was told to know",
               known=(WANDERER.did,))  # fmt: skip
    yield Case("db-rdfc-did-key-stranger", DB, wandering, "stranger", "a did:key that nobody vouches for")
    yield Case("db-rdfc-did-web", DB, GUILD.sign(badge(GUILD, 2)), "valid", "a did:web, named by its host", served)
    listed = GUILD.sign(badge(GUILD, 3))
    yield Case("db-rdfc-proof-list", DB, changed(listed, "proof", value=[listed["proof"]]), "valid",
               "one proof in a list says the same as one proof", served)  # fmt: skip
    yield Case("db-jcs-did-web", DB_JCS, GUILD.sign(badge(GUILD, 4), "eddsa-jcs-2022"), "valid",
               "the suite that signs JSON as it stands", served)  # fmt: skip
    single = badge(GUILD, 5, OB.replace("3.0.3", "3.0.2"))
    single = changed(single, "credentialSubject", "type", value="AchievementSubject")
    single = changed(single, "credentialSubject", "achievement", "type", value="Achievement")
    single = changed(single, "credentialSubject", "achievement", "tag", value="orchard")
    single = changed(single, "issuer", "type", value="Profile")
    single["evidence"] = {"id": "https://example.org/trees", "type": "Evidence", "name": "Three trees"}
    yield Case("dcc-rdfc-single-values", DCC, GUILD.sign(single, library="digitalcredentials"), "valid",
               "context 3.0.2; single values where lists could stand", served)  # fmt: skip
    dated = badge(GUILD, 6, validFrom="2026-02-01T09:30:00.250+09:00", validUntil="2036-02-01T00:00:00.5-05:30")
    yield Case("openvc-rdfc-offsets", OPENVC, GUILD.sign_openvc(dated), "valid",
               "fractions of seconds and offsets in dates", served)  # fmt: skip
    yield Case("openvc-jcs-did-key", OPENVC, WANDERER.sign_openvc(badge(WANDERER, 7), "eddsa-jcs-2022"), "tampered",
               "the library hashes a context with its proof that it does not write there, which the suite forbids",
               known=(WANDERER.did,))  # fmt: skip
    yield Case("oblib-rdfc-did-web", OBLIB, GUILD.sign_openbadgeslib(badge(GUILD, 8)), "valid",
               "composed and signed by a library for Open Badges", served)  # fmt: skip
    yield Case("db-rdfc-expired", DB, GUILD.sign(badge(GUILD, 9, validUntil="2026-06-01T00:00:00Z")), "expired",
               "past its validUntil", served)  # fmt: skip
    yield Case("db-rdfc-early", DB, GUILD.sign(badge(GUILD, 10, validFrom="2036-06-01T00:00:00Z")), "early",
               "before its validFrom", served)  # fmt: skip
    yield Case("db-rdfc-unreachable", DB, GUILD.sign(badge(GUILD, 11)), "unknown", "the DID document is not served")


def with_status() -> Iterator[Case]:
    for number, (purpose, bits, state) in enumerate(
        [("revocation", [], "valid"), ("revocation", [7421], "revoked"), ("suspension", [7421], "suspended")], start=20
    ):
        signed = GUILD.sign(badge(GUILD, number, credentialStatus=status_entry(GUILD, 7421, purpose)))
        served = did_of(GUILD) | {f"{GUILD.url}/lists/{purpose}.json": GUILD.sign(status_list(GUILD, bits, purpose))}
        yield Case(f"db-rdfc-status-{state}", DB, signed, state, f"its bit in the {purpose} list says so", served)
    entry = status_entry(GUILD, 7421)
    signed = GUILD.sign_openvc(badge(GUILD, 23, credentialStatus=entry))
    url = entry["statusListCredential"]
    yield Case("openvc-status-missing", OPENVC, signed, "unknown", "its status list is not served", did_of(GUILD))
    stolen = {url: THIEF.sign({**status_list(THIEF, []), "id": url})}
    yield Case("openvc-status-of-another", OPENVC, signed, "unknown", "the list is signed by another issuer",
               did_of(GUILD) | did_of(THIEF) | stolen)  # fmt: skip
    jcs = {url: GUILD.sign(status_list(GUILD, []), "eddsa-jcs-2022")}
    yield Case(
        "openvc-status-jcs", OPENVC, signed, "valid", "a list whose proof is of the other suite", did_of(GUILD) | jcs
    )


def with_other_did_documents() -> Iterator[Case]:
    signed = CELLAR.sign(badge(CELLAR, 30))
    older = CELLAR.method("Ed25519VerificationKey2020", publicKeyMultibase=CELLAR.multikey)
    oldest = CELLAR.method("Ed25519VerificationKey2018", publicKeyBase58=base58(CELLAR.raw))
    agreement = {"id": f"{CELLAR.did}#agree", "type": "X25519KeyAgreementKey2020", "controller": CELLAR.did,
                 "publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"}  # fmt: skip
    curve = {"id": f"{CELLAR.did}#p256", "type": "Multikey", "controller": CELLAR.did,
             "publicKeyMultibase": "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"}  # fmt: skip
    many = CELLAR.did_document(
        agreement, curve, CELLAR.multikey_method(), keyAgreement=[agreement["id"]],
        alsoKnownAs=["https://cellar.example.org/"], authentication=[CELLAR.method_id],
        service=[{"id": f"{CELLAR.did}#site", "type": "LinkedDomains", "serviceEndpoint": "https://cellar.example.org"}],
    )  # fmt: skip
    embedded = CELLAR.did_document(assertionMethod=[CELLAR.multikey_method()])
    del embedded["verificationMethod"]
    relative = changed(CELLAR.did_document(), "verificationMethod", 0, "id", value="#key-1")
    secret = changed(
        CELLAR.jwk_method(), "publicKeyJwk", "d", value=base64.urlsafe_b64encode(bytes(32)).rstrip(b"=").decode()
    )
    for name, document, state, why in [
        ("jwk", CELLAR.did_document(CELLAR.jwk_method(), **contexts("https://w3id.org/security/jwk/v1")), "valid",
         "the key is a JsonWebKey"),
        ("2020", CELLAR.did_document(older, **contexts(OLDER)), "valid", "the key is an Ed25519VerificationKey2020"),
        ("embedded", embedded, "valid", "the method stands in assertionMethod itself"),
        ("many", many, "valid", "keys of other kinds and other members beside it do no harm"),
        ("2018", CELLAR.did_document(oldest, **contexts(OLDEST)), "unsupported", "a kind of key that is not read"),
        ("not-asserting", CELLAR.did_document(assertionMethod=[]), "tampered", "the key may not sign assertions"),
        ("no-such-key", CELLAR.did_document(curve, assertionMethod=[curve["id"]]), "tampered", "the key is not listed"),
        ("relative", relative, "unknown", "ids of methods must be absolute"),
        ("of-another", THIEF.did_document(), "unknown", "the document found there is for another DID"),
        ("secret", CELLAR.did_document(secret), "unknown", "the document publishes a secret key"),
        ("revoked", CELLAR.did_document({**CELLAR.multikey_method(), "revoked": "2026-06-01T00:00:00Z"}), "tampered",
         "the key was revoked before the moment of checking"),
    ]:  # fmt: skip
        yield Case(f"did-{name}", DB, signed, state, why, did_of(CELLAR, document))


def changed_ones() -> Iterator[Case]:
    served = did_of(GUILD)
    place = ("credentialSubject", "achievement", "name")
    yield Case("db-rdfc-changed", DB, changed(GUILD.sign(badge(GUILD, 40)), *place, value="Drafting"), "tampered",
               "a word was changed after signing", served)  # fmt: skip
    jcs = GUILD.sign(badge(GUILD, 41), "eddsa-jcs-2022")
    yield Case("db-jcs-changed", DB_JCS, changed(jcs, *place, value="Drafting"), "tampered",
               "a word was changed after signing", served)  # fmt: skip
    yield Case("db-rdfc-added", DB, changed(GUILD.sign(badge(GUILD, 42)), "credentialSubject", "rank", value="Master"),
               "unsupported", "a member that no context defines: nobody signed it", served)  # fmt: skip
    forged = badge(GUILD, 43)
    (signed,) = ask_node([THIEF.node_job(forged, "eddsa-rdfc-2022", "digitalbazaar")])
    yield Case("db-rdfc-thief", DB, signed, "tampered", "signed with a key of another DID", served | did_of(THIEF))
    unsigned = badge(GUILD, 44)
    yield Case("no-proof", "nobody", unsigned, "unreadable", "nobody has signed it", served)


def other_kinds() -> Iterator[Case]:
    served = did_of(GUILD)
    both = GUILD.sign(GUILD.sign(badge(GUILD, 50)), "eddsa-jcs-2022")
    yield Case("db-two-proofs", f"{DB}, {DB_JCS}", both, "unsupported", "two proofs: exactly one is judged", served)
    curve = Issuer("guild", "guild.example.org", fragment="KEY").sign(badge(GUILD, 51), "ecdsa-rdfc-2019")
    method_id = curve["proof"]["verificationMethod"]
    method = {
        "id": method_id,
        "type": "Multikey",
        "controller": GUILD.did,
        "publicKeyMultibase": method_id.partition("#")[2],
    }
    yield Case("db-ecdsa", "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite", curve, "unsupported", "another suite",
               did_of(GUILD, GUILD.did_document(method, assertionMethod=[method_id])))  # fmt: skip
    older = badge(GUILD, 52)
    older["@context"].append(OLDER)
    made_by = "@digitalbazaar/ed25519-signature-2020"
    yield Case(
        "db-2020", made_by, GUILD.sign(older, "Ed25519Signature2020"), "unsupported", "another kind of proof", served
    )
    first = badge(GUILD, 53, OB.replace("3.0.3", "3.0.1"))
    first["@context"] = [V1, first["@context"][1], OLDER]
    first["issuanceDate"] = first.pop("validFrom")
    yield Case("db-vc-1.1", made_by, GUILD.sign(first, "Ed25519Signature2020"), "unsupported",
               "version 1 of the credentials data model", served)  # fmt: skip
    named = GUILD.sign(badge(GUILD, 54, issuer=GUILD.did))
    yield Case("db-issuer-named-only", DB, named, "unsupported", "its issuer is an address, not a Profile", served)
    inline = badge(GUILD, 55)
    inline["@context"].append({"rank": "https://example.org/rank"})
    inline["credentialSubject"]["rank"] = "Master"
    yield Case("db-own-terms", DB, GUILD.sign(inline), "unsupported", "it defines terms of its own", served)
    plain = badge(GUILD, 56)
    plain |= {"@context": [V2], "type": ["VerifiableCredential"]}
    plain |= {"issuer": GUILD.did, "credentialSubject": {"id": "did:example:ada"}}
    yield Case("db-no-badge", DB, GUILD.sign(plain), "unsupported", "a verifiable credential that is no badge", served)
    held = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [GUILD.sign(badge(GUILD, 57))],
    }
    yield Case("presentation", DB, held, "unsupported", "a presentation around a badge", served)
    yield Case("ob2-assertion", "nobody", older_assertion(GUILD), "unsupported", "an Open Badges 2.0 document", served)


def tokens_and_pictures() -> Iterator[Case]:
    served = did_of(GUILD)
    made = tokens(GUILD, badge(GUILD, 60))
    yield Case("oblib-jwt", OBLIB, made["jwt"], "unsupported", "a badge as a JSON Web Token (EdDSA)", served)
    yield Case("oblib-jwt-rs256", OBLIB, made["rs256"], "unsupported", "a badge as a JSON Web Token (RS256)", served)
    yield Case("openvc-sd-jwt", OPENVC, made["sd-jwt"], "unsupported", "a credential as an SD-JWT", served)
    yield Case("oblib-ob2-jws", OBLIB, made["ob2"], "unsupported", "a signed badge of Open Badges 2.0", served)
    yield Case("jwt-unsigned", "nobody", made["none"], "unreadable", "a token that nobody has signed", served)
    envelope = {
        "@context": [V2],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{made['jwt']}",
    }
    yield Case("enveloped", OBLIB, envelope, "unsupported", "an envelope around a token", served)
    document = json.dumps(GUILD.sign(badge(GUILD, 61)), ensure_ascii=False)
    for name, state, why in [
        ("ldp", "valid", "a picture baked by another library, with an embedded proof"),
        ("jwt", "unsupported", "a picture that carries a token"),
        ("ob2", "unsupported", "a picture that carries an Open Badges 2.0 badge and nothing else"),
    ]:
        yield Case(f"oblib-baked-{name}", OBLIB, baked(GUILD, badge(GUILD, 61), name, document), state, why, served)
