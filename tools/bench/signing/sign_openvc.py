"""Sign credentials with openvc-core (PyPI): a job on standard input, see signers.py; the same answer."""

from __future__ import annotations

import base64
import json
import sys
import time
from datetime import datetime
from importlib.metadata import version
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.contexts import bundled_contexts  # openvc-core does not carry those of Open Badges
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite


def main() -> None:
    job = json.load(sys.stdin)
    secret = Ed25519PrivateKey.from_private_bytes(base64.b64decode(job["seed"]))
    key, suite, contexts = Ed25519SigningKey(secret, kid=job["method"]), DataIntegrityProofSuite(), bundled_contexts()

    def sign(each: dict[str, Any]) -> dict[str, Any]:
        created = datetime.fromisoformat(each["created"])
        signed: dict[str, Any] = suite.add_proof(
            each["document"],
            signing_key=key,
            verification_method=job["method"],
            created=created,
            extra_contexts=dict(contexts),
        )
        return signed

    for each in job["credentials"][: job["warm"]]:
        sign(each)
    began = time.process_time()
    signed = [sign(each) for each in job["credentials"][job["warm"] :]]
    cpu = time.process_time() - began
    json.dump({"cpu": cpu, "version": version("openvc-core"), "signed": signed}, sys.stdout)


if __name__ == "__main__":
    main()
