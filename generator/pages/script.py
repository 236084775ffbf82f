"""The script of the pages: the sources in `templates/script/` joined into one classic script with its data.

    var badgepress = (() => {
    'use strict';
    const exported = {};
    const TERMS_JSON = '…';       generator/wire/terms.json
    const SHAPES_JSON = '…';      generator/credential/shapes.json
    …                             the sources, in order of their names, without indentation and lines of comment
    return Object.freeze(exported);
    })();

A classic script, because modules do not load from `file://`. It defines one global, `badgepress`, which holds what the
sources put into `exported`. The browser's verifier and ours thus read the same two tables.

The sources are plain ES2020 and stay readable: nothing is renamed, only white space at the edges of lines and whole
lines of comment go. For that they keep to a form that is checked here: no text that runs over several lines, a block
comment alone on its lines. The same sources give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import generator
from generator.errors import BadgepressError

NAME = "verify.js"  # the plain name of the asset

_PACKAGE = Path(generator.__file__).parent
_DATA = {"TERMS_JSON": _PACKAGE / "wire" / "terms.json", "SHAPES_JSON": _PACKAGE / "credential" / "shapes.json"}
_OPENING = "var badgepress = (() => {\n'use strict';\nconst exported = {};\n"
_CLOSING = "return Object.freeze(exported);\n})();\n"


def verifier_script(sources: Mapping[str, bytes]) -> bytes:
    """The script made of `sources`: the contents of the files by their names, in UTF-8.

    Raises BadgepressError, with file and line, for a source that is not in the form told above.
    """
    data = "".join(f"const {name} = {literal(_compact(path))};\n" for name, path in _DATA.items())
    lines = (line for name in sorted(sources) for line in _kept_lines(name, sources[name]))
    return (_OPENING + data + "".join(lines) + _CLOSING).encode()


def literal(text: str) -> str:
    """`text` as a string of JavaScript in ASCII, which may also stand inside an HTML page."""
    ascii_only = json.dumps(text)[1:-1].replace('\\"', '"')
    return "'" + ascii_only.replace("'", "\\'").replace("<", "\\x3c") + "'"


def _compact(path: Path) -> str:
    """The JSON of a data file without white space, and without what it tells a person about itself."""
    value = json.loads(path.read_text(encoding="utf-8"))
    value.pop("about", None)
    return json.dumps(value, separators=(",", ":"))


def _kept_lines(name: str, source: bytes) -> Iterator[str]:
    try:
        text = source.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadgepressError(f"script/{name}: not UTF-8: {error}") from error
    begun = 0  # the line in which a block comment began
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        begun = begun or (number if words.startswith("/*") else 0)
        if begun:
            if "*/" in words and not words.endswith("*/"):
                raise BadgepressError(f"script/{name}:{number}: something follows a comment", "begin a new line there")
            begun = 0 if words.endswith("*/") else begun
        elif words.count("`") % 2:
            raise BadgepressError(f"script/{name}:{number}: a text runs over several lines", "join texts of one line")
        elif words and not words.startswith("//"):
            yield f"{words}\n"
    if begun:
        raise BadgepressError(f"script/{name}:{begun}: a comment without end")
