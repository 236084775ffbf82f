"""Write tests/corpus: one set of badges and near-badges for both verifiers, the one in Python and the one in the page.

    python tools/make_corpus.py            writes tests/corpus/
    python tools/make_corpus.py --check    says whether what is there is what would be written; 1 if not

    pieces.json     whole badges and documents by name, as text or base64; by address what the world serves
    cases.ndjson    one case a line, in the order of their making: see tools/corpus/book.py

What must be said of a case follows from the kind of change and from the rules (docs/verbs/verify.md,
docs/decisions/0002 and the standards they name). No verifier is asked. The same bytes come out on every machine.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from corpus import (  # noqa: E402  (the folder of this script is its package's home)
    changes,
    contexts,
    dates,
    issuers,
    kinds,
    lists,
    pictures,
    proofs,
    spellings,
    statuses,
    texts,
    world,
)
from corpus.book import NOW, Book, line_of  # noqa: E402

OUT = ROOT / "tests" / "corpus"
OPEN_AT_MOST = 0.02
BYTES_AT_MOST = 3_000_000
DEFAULTS = {"documents": {}, "known": [world.GUILD], "at": NOW, "now": None, "site": False, "page": None}


def main() -> int:
    """Write the files, or compare with what is there."""
    options = argparse.ArgumentParser(description="Write tests/corpus, the cases of both verifiers.")
    options.add_argument("--out", type=Path, default=OUT, help="the folder to write into")
    options.add_argument("--check", action="store_true", help="write nothing; 1 where the folder differs")
    chosen = options.parse_args()
    made = make_files()
    if chosen.check:
        differing = [name for name, data in made.items() if not _is_there(chosen.out / name, data)]
        print("\n".join(f"{name} differs; run tools/make_corpus.py" for name in differing) or "as it should be")
        return 1 if differing else 0
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        (chosen.out / name).write_bytes(data)
        print(f"{chosen.out / name}: {len(data):,} bytes")
    return 0


def make_book() -> Book:
    """Every case, in order."""
    book = Book((world.GUILD,))
    for chapter in (changes, spellings, proofs, issuers, contexts, statuses, lists, dates, texts, pictures, kinds):
        chapter.add_all(book)
    return book


def make_files() -> dict[str, bytes]:
    """The files of tests/corpus by name."""
    book = make_book()
    pieces = {name: _piece(data) for name, data in world.PIECES.items()}
    served = {
        url: next(name for name, data in world.PIECES.items() if data == bytes_)
        for url, bytes_ in world.DOCUMENTS.items()
    }
    text = (
        json.dumps(
            {"format": 1, "defaults": DEFAULTS, "pieces": pieces, "documents": served}, ensure_ascii=True, indent=1
        )
        + "\n"
    )
    lines = "".join(line_of(case, world.PIECES, DEFAULTS) + "\n" for case in book.cases.values())
    files = {"pieces.json": text.encode(), "cases.ndjson": lines.encode()}
    _hold_to_limits(book, files)
    return files


def _piece(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def _hold_to_limits(book: Book, files: dict[str, bytes]) -> None:
    states = Counter("|".join(case.expect) for case in book.cases.values())
    total, undecided = len(book.cases), sum(count for state, count in states.items() if "|" in state)
    assert undecided <= OPEN_AT_MOST * total, f"{undecided} of {total} cases leave the state open"
    assert sum(map(len, files.values())) <= BYTES_AT_MOST, {name: len(data) for name, data in files.items()}
    print(
        f"{total} cases, {undecided} of them open: "
        + ", ".join(f"{state} {count}" for state, count in states.most_common() if "|" not in state),
        file=sys.stderr,
    )


def _is_there(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


if __name__ == "__main__":
    sys.exit(main())
