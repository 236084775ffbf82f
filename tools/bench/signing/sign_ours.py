"""Sign the awards of a project in process, as a build does: from their records to credentials as bytes.

    python -m tools.bench.signing.sign_ours PROJECT NUMBER

Prints {"cpu": seconds for NUMBER of them, "signatures": {credential id: proofValue}}. As many were signed before, so
that what is made once for each kind of award is there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.credential.template import Forms
from generator.ledger.read import read_ledger
from generator.model import Achievement, Award, Earner
from generator.signing.keyring import Keyring
from generator.signing.signer import Signer, open_signer

Record = tuple[Award, Achievement, Earner]


def sign(forms: Forms, signer: Signer, records: Sequence[Record]) -> list[bytes]:
    signatures = signer.sign_all([forms.digest(*record) for record in records])
    return [forms.encode(*record, signature) for record, signature in zip(records, signatures, strict=True)]


def main(project: Path, number: int) -> None:
    ledger, keyring = read_ledger(project), Keyring.read(project / "keys")
    key = keyring.active("issuer")
    records = [
        (award, ledger.achievements[award.achievement], ledger.earners[award.earner])
        for award in islice(ledger.awards, 2 * number)
    ]
    where = Addresses(ledger.site.base_url)
    forms = Forms(Composer(ledger.site, where), f"{where.did()}#{key.public}")
    with open_signer(key, None) as signer:
        sign(forms, signer, records[:number])
        began = time.process_time()
        signed = sign(forms, signer, records[number:])
        cpu = time.process_time() - began
    documents = [json.loads(text) for text in signed]
    signatures = {document["id"]: document["proof"][0]["proofValue"] for document in documents}
    json.dump({"cpu": cpu, "signatures": signatures}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
