"""Sign credentials with openbadgeslib (PyPI): a job on standard input, see signers.py; the same answer.

    sign_openbadgeslib.py sign     what one calls to issue a badge, `OB3LdpSigner.sign`: it composes the document anew
                                   from what it has read, signs it, and checks that the signature covers all of it
    sign_openbadgeslib.py proof    what that calls to sign, `add_data_integrity_proof`, on the document as it is

Reading a document into the library's own form is not counted.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner, add_data_integrity_proof

Step = Callable[[], dict[str, Any]]


def steps(job: dict[str, Any], way: str) -> list[Step]:
    """One call for each credential, everything read."""
    pem = Ed25519PrivateKey.from_private_bytes(base64.b64decode(job["seed"])).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signer = OB3LdpSigner(pem, job["method"])

    def step(document: dict[str, Any], created: datetime) -> Step:
        if way == "proof":
            return lambda: add_data_integrity_proof(document, pem, job["method"], created=created)
        credential = OpenBadgeCredential.from_vc_document(document)
        return lambda: signer.sign(credential, created=created)

    return [step(each["document"], datetime.fromisoformat(each["created"])) for each in job["credentials"]]


def main(way: str) -> None:
    job = json.load(sys.stdin)
    made = steps(job, way)
    for step in made[: job["warm"]]:
        step()
    began = time.process_time()
    signed = [step() for step in made[job["warm"] :]]
    cpu = time.process_time() - began
    json.dump({"cpu": cpu, "version": version("openbadgeslib"), "signed": signed}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
