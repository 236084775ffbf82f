"""Write tests/vectors/foreign: badges signed by others' libraries, what is served for them, and what they must get.

    python tools/make_foreign.py [--out DIR]

Needs the extra `interop` and the JavaScript oracles (`npm ci` in tests/node). The files are what counts; this script is
how they came to be. Signatures with Ed25519 come out the same each time, those with other keys are made anew.

manifest.json:

    badges   a list of
        name, why, made_by   in words; `made_by` names the library that signed, with its version
        file                 the badge: JSON, a token or a picture
        documents            address: file, for every address that answers; all else is unreachable
        known                the DIDs that the verifier is told to know; null: any did:web, named by its host
        at                   the moment of judging
        expected_state       of the table in docs/verbs/verify.md
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.foreign_cases import AT, Case, cases  # noqa: E402 - found only now

OUT = ROOT / "tests" / "vectors" / "foreign"


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the badges of others' libraries.")
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    made = Files(out)
    badges = [entry_of(case, made) for case in cases()]
    manifest = {"format": 1, "badges": sorted(badges, key=lambda badge: badge["name"])}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8", newline="")
    print(f"wrote {len(badges)} badges in {len(made.names)} files to {out}")


class Files:
    """Writes each text once: the same document served in two cases is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[bytes, str] = {}

    def put(self, name: str, data: bytes) -> str:
        if data not in self.names:
            (self.folder / name).write_bytes(data)
            self.names[data] = name
        return self.names[data]


def entry_of(case: Case, files: Files) -> dict[str, Any]:
    documents = {}
    for url, document in sorted(case.served.items()):
        kind = "did" if url.endswith("did.json") else url.rpartition("/")[2].removesuffix(".json")
        documents[url] = files.put(f"{case.name}.{kind}.json", encoded(document))
    return {
        "name": case.name,
        "file": files.put(case.name + ending(case.body), encoded(case.body)),
        "made_by": with_versions(case.made_by),
        "documents": documents,
        "known": list(case.known) if case.known else None,
        "at": AT,
        "expected_state": case.state,
        "why": case.why,
    }


def encoded(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def ending(body: Any) -> str:
    return ".png" if isinstance(body, bytes) else ".jwt" if isinstance(body, str) else ".json"


def with_versions(made_by: str) -> str:
    pinned = json.loads((ROOT / "tests" / "node" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    names = []
    for name in made_by.split(", "):
        if name in pinned:
            names.append(f"{name} {pinned[name]}")
        else:
            names.append(name if name == "nobody" else f"{name} {importlib.metadata.version(name)}")
    return ", ".join(names)


if __name__ == "__main__":
    main()
