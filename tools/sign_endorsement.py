"""Sign the endorsement that comes with the example: what an office that does not exist says of one of its badges.

    python tools/sign_endorsement.py            writes into content/
    python tools/sign_endorsement.py --out DIR  writes DIR/achievements/<slug>/endorsements/tides-office.json

The endorser's key is published below, so the endorsement proves nothing about anyone; the file is the same each time.
A real endorser signs with their own tool and key, and sends the file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from nacl.signing import SigningKey

from generator.credential.compose import CREDENTIALS_V2, OPEN_BADGES_303
from generator.credential.proof import attach_proof, digest
from generator.model import Document, UnsignedCredential
from generator.wire.multibase import encode_multikey

CONTENT = Path(__file__).resolve().parent.parent / "content"
SEED = hashlib.sha256(b"endorser of the example: published, not secret").digest()
SLUG = "coastal-surveyor"
SIGNED = "2022-07-01T09:00:00Z"


def statement(did: str) -> Document:
    """The endorsement before it is signed."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_303],
        "id": "https://tides.example.com/endorsements/coastal-surveyor.json",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement of Coastal Surveyor",
        "issuer": {
            "id": did,
            "type": ["Profile"],
            "name": "Tides Office of the Brightwater Coast",
            "url": "https://tides.example.com/",
        },
        "validFrom": SIGNED,
        "credentialSubject": {
            "id": f"https://badges.example.org/badges/{SLUG}/",
            "type": ["EndorsementSubject"],
            "endorsementComment": (
                "We take soundings and levels from holders of this badge into our charts **without checking them "
                "again**. In three years we have had to ask back twice."
            ),
        },
    }


def signed() -> Document:
    """The endorsement with its proof."""
    key = SigningKey(SEED)
    multikey = encode_multikey(bytes(key.verify_key))
    unsigned = UnsignedCredential(statement(f"did:key:{multikey}"), SIGNED)
    method = f"did:key:{multikey}#{multikey}"
    return attach_proof(unsigned, method, key.sign(digest(unsigned, method)).signature).document


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Sign the endorsement of the example.")
    parser.add_argument("--out", type=Path, default=CONTENT, metavar="DIR", help="the folder to write into")
    path = parser.parse_args().out / "achievements" / SLUG / "endorsements" / "tides-office.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(signed(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
