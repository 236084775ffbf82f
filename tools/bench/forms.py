"""What a credential costs by a compiled form and the plain way: microseconds of CPU an award, and the ratio.

    python tools/bench/forms.py                 two thousand awards of twenty achievements
    python tools/bench/forms.py --awards 20000 --achievements 2000

Times are the best of a few rounds over all awards, signing left out. The first line is a first round, in which all
forms are made and tried.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.credential.proof import attach_proof, digest
from generator.credential.template import KEPT, Forms
from generator.ledger.read import read_ledger
from generator.model import Ledger

HERE = Path(__file__).resolve().parent
KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SIGNATURE = bytes(range(64))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--awards", type=int, default=2000)
    parser.add_argument("--achievements", type=int, default=20)
    parser.add_argument("--most", type=int, default=KEPT, help="how many forms are kept")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="badgepress-bench-forms-") as folder:
        ledger = made_ledger(Path(folder) / "project", options.awards, options.achievements)
    measure(ledger, options.most, options.rounds)


def made_ledger(project: Path, awards: int, achievements: int) -> Ledger:
    command = [sys.executable, str(HERE / "make_ledger.py"), str(awards), str(project)]
    subprocess.run([*command, "--achievements", str(achievements), "--art-bytes", "1000"], check=True)
    return read_ledger(project)


def measure(ledger: Ledger, most: int, rounds: int) -> None:
    composer = Composer(ledger.site, Addresses(ledger.site.base_url))
    method = f"{composer.addresses.did()}#{KEY}"
    rows = [(award, ledger.achievements[award.achievement], ledger.earners[award.earner]) for award in ledger.awards]
    forms = Forms(composer, method, most=most)

    def compiled_digests() -> list[bytes]:
        return [forms.digest(*row) for row in rows]

    def compiled_documents() -> list[bytes]:
        return [forms.encode(*row, SIGNATURE) for row in rows]

    def plain_digests() -> list[bytes]:
        return [digest(composer.compose(*row), method) for row in rows]

    def plain_documents() -> list[bytes]:
        return [attach_proof(composer.compose(*row), method, SIGNATURE).encoded for row in rows]

    print(f"first round of {len(rows):,} digests: {best(compiled_digests, 1, len(rows)):.1f} µs an award")
    compiled = [best(way, rounds, len(rows)) for way in (compiled_digests, compiled_documents)]
    plain = [best(way, 1 + rounds // 4, len(rows)) for way in (plain_digests, plain_documents)]
    for name, costs in (("compiled", compiled), ("plain", plain)):
        print(f"{name:9} digest {costs[0]:6.1f}   document {costs[1]:5.1f}   together {sum(costs):6.1f} µs an award")
    print(f"ratio     digest {plain[0] / compiled[0]:6.1f}   document {plain[1] / compiled[1]:5.1f}", end="   ")
    print(f"together {sum(plain) / sum(compiled):6.1f}")
    print(forms.counts)
    if compiled_digests() != plain_digests() or compiled_documents() != plain_documents():
        sys.exit("the two ways differ")


def best(way: Callable[[], object], rounds: int, count: int) -> float:
    """The least CPU time of so many rounds, in microseconds for each of `count`."""
    times = []
    for _ in range(rounds):
        start = process_time()
        way()
        times.append(process_time() - start)
    return min(times) / count * 1e6


if __name__ == "__main__":
    main()
