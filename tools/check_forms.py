"""Compare compiled credentials with the plain way, on so many made-up awards; exit 1 where they differ in a byte.

    python tools/check_forms.py 20000

Each world (tests/awarding.py) has its own site and achievements. Everything is compared: the 64 bytes to sign, the
signed JSON, and what is raised where a text cannot be signed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from generator.credential.formvalues import shape_of
from generator.credential.proof import attach_proof, digest
from generator.credential.template import Forms
from tests.awarding import METHOD, Case, World, cases, world

A_WORLD = 1000  # awards


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("awards", type=int, help="how many awards, a thousand to a world")
    parser.add_argument("--first", type=int, default=0, help="the number of the first world")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    shapes: set[object] = set()
    worlds = -(-options.awards // A_WORLD)
    for number in range(options.first, options.first + worlds):
        total += compare(world(number), min(A_WORLD, options.awards - total["awards"]), shapes)
    print(f"{worlds} worlds, {len(shapes)} shapes of award, {total['forms']:,} forms of shape and achievement")
    named = ("awards", "compiled", "plain", "checked both ways", "forms refused", "refused as text", "different")
    print(", ".join(f"{total[name]:,} {name}" for name in named))
    return 1 if total["different"] else 0


def compare(of: World, count: int, shapes: set[object]) -> Counter[str]:
    """Both ways for `count` awards of a world, and how often what came about."""
    forms = Forms(of.composer, METHOD)
    found: Counter[str] = Counter(awards=count)
    keys = set()
    for case in cases(of, count):
        signature = hashlib.sha512(case.award.id.encode(errors="replace")).digest()
        wanted, made = outcome(lambda: plain_digest(of, case)), outcome(lambda: forms.digest(*case))  # noqa: B023
        also_wanted = outcome(lambda: plain_document(of, case, signature))  # noqa: B023
        also_made = outcome(lambda: forms.encode(*case, signature))  # noqa: B023
        found["refused as text"] += not isinstance(wanted, bytes)
        if (wanted, also_wanted) != (made, also_made):
            found["different"] += 1
            print(f"world {of.seed}: {case.award!r} {case.earner!r}: {made!r}, wanted {wanted!r}")
        shape = shape_of(case.award, case.achievement, case.earner, email_hash=of.composer.site.email_hash)
        shapes.add(shape)
        keys.add((shape, case.achievement.slug))
    counts = forms.counts
    more = {"compiled": counts.compiled, "plain": counts.plain, "checked both ways": counts.checked}
    return found + Counter(more | {"forms refused": counts.refused, "forms": len(keys)})


def outcome(way: Callable[[], bytes]) -> object:
    """What comes of it: bytes, or the kind and the words of an error."""
    try:
        return way()
    except Exception as error:
        return type(error), str(error)


def plain_digest(of: World, case: Case) -> bytes:
    """The 64 bytes, the plain way."""
    return digest(of.composer.compose(*case), METHOD)


def plain_document(of: World, case: Case, signature: bytes) -> bytes:
    """The JSON, the plain way."""
    return attach_proof(of.composer.compose(*case), METHOD, signature).encoded


if __name__ == "__main__":
    sys.exit(main())
