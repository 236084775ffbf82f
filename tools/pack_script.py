"""The scripts of the pages, packed: the sources in `templates/script/` and their two tables become one classic script.

    .venv/bin/python tools/pack_script.py            writes templates/assets/verify.js, award.js, catalogue.js, ...
    .venv/bin/python tools/pack_script.py --check    says whether they are what the sources give; writes nothing

A file of `templates/script/pages/` becomes a script of its own, for what some pages do beside the check. The check:

    // Packed by tools/pack_script.py from templates/script, ... of digest 0123456789abcdef.
    //# allFunctionsCalledOnLoad
    var badgepress = (() => {
    'use strict';
    const TABLES_JSON = '…';    {"terms": generator/wire/terms.json, "shapes": generator/credential/shapes.json},
                                without what the script can add again
    …                           the sources, in order of their names
    return Object.freeze(exported);
    })();

A classic script, because modules do not load from `file://`. It defines one global, `badgepress`. Browsers get it in
short: without comments, and with short names inside. Terser does that, of the version that tests/node pins, so node is
needed to pack and nowhere else: the packed file is kept beside its sources. Its first line names them, with a digest
by which a stale file is found where there is no node. The second tells engines that know it (V8 does) to compile all
functions at once and beside the page's own thread: nearly all of them run on the page of every badge.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCES = REPOSITORY / "templates" / "script"
PAGES = sorted((SOURCES / "pages").glob("*.js"))
ASSETS = REPOSITORY / "templates" / "assets"
PACKED = ASSETS / "verify.js"
TERMS = REPOSITORY / "generator" / "wire" / "terms.json"
SHAPES = REPOSITORY / "generator" / "credential" / "shapes.json"
_COMPILE_AT_ONCE = "//# allFunctionsCalledOnLoad"
_PACKER = REPOSITORY / "tests" / "node" / "pack_script.mjs"


def main() -> None:
    """Pack, or say that what is there is stale."""
    made = {PACKED: packed_script()} | {ASSETS / source.name: packed_page(source) for source in PAGES}
    if "--check" not in sys.argv[1:]:
        for path, data in made.items():
            path.write_bytes(data)
        return
    stale = [path.name for path, data in made.items() if path.read_bytes() != data]
    if stale:
        sys.exit(f"templates/assets: {', '.join(stale)} is not what its source gives: run tools/pack_script.py")


def packed_script() -> bytes:
    """What stands in templates/assets/verify.js when it is fresh. Needs node and `npm ci` in tests/node."""
    source = joined_sources()
    return f"{first_line(source)}\n{_COMPILE_AT_ONCE}\n{_short(source)}\n".encode("ascii")


def packed_page(path: Path) -> bytes:
    """What stands in templates/assets for a source of `pages/` when it is fresh. Needs node, as above."""
    source = path.read_text(encoding="utf-8")
    return f"{first_line_of_page(path)}\n{_short(source)}\n".encode("ascii")


def _short(source: str) -> str:
    return subprocess.run(
        ["node", str(_PACKER)], input=source, capture_output=True, encoding="utf-8", check=True, timeout=120
    ).stdout


def joined_sources() -> str:
    """The same script as people read it: the sources whole, after their data."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.js"))]
    data = f"const TABLES_JSON = {_literal({'terms': short_terms(), 'shapes': short_shapes()})};\n"
    opening, closing = "var badgepress = (() => {\n'use strict';\n", "return Object.freeze(exported);\n})();\n"
    return opening + data + "".join(sources) + closing


def first_line_of_page(path: Path) -> str:
    """The same for a source of `pages/`."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return f"// Packed from templates/script/pages/{path.name} of digest {digest}."


def first_line(source: str) -> str:
    """The comment at the head of the packed file, by which it is told whether it is that of `source`."""
    digest = hashlib.sha256(source.encode("utf-8")).hexdigest()[:16]
    return f"// Packed by tools/pack_script.py from templates/script, terms.json and shapes.json, of digest {digest}."


def short_terms() -> dict[str, Any]:
    """The table of terms without what it tells people; `ob:name` is `ob:` where the term itself is called `name`."""
    table = json.loads(TERMS.read_text(encoding="utf-8"))
    del table["about"], table["format"]
    for context in table["contexts"].values():
        for definitions in (context, context.get("changes", {})):
            if "terms" in definitions:
                definitions["terms"] = _short_definitions(definitions["terms"])
    return table


def _short_definitions(terms: dict[str, Any]) -> dict[str, Any]:
    return {name: _short_meaning(name, meaning) for name, meaning in terms.items()}


def _short_meaning(name: str, meaning: Any) -> Any:
    if isinstance(meaning, dict):
        short = {key: _short_meaning(name, value) if key == "is" else value for key, value in meaning.items()}
        return short | {"terms": _short_definitions(meaning["terms"])} if "terms" in meaning else short
    if meaning is None:
        return None
    iri, *more = meaning.split(" ")
    prefix, colon, rest = iri.partition(":")
    if not rest and colon:
        raise ValueError(f"{name}: {iri} would be read as {iri}{name}")
    return " ".join([prefix + colon if rest == name else iri, *more])


def short_shapes() -> dict[str, str]:
    """The shapes; a member of which no kind is told is a text."""
    shapes: dict[str, str] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return {name: line.replace(":text", "") for name, line in shapes.items()}


def _literal(value: Any) -> str:
    """A value as JSON without white space, inside a string of JavaScript in ASCII."""
    text = json.dumps(value, separators=(",", ":"))
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


if __name__ == "__main__":
    main()
