"""A report about a stranger's badge, with as much of the stranger's own words as a person reads.

Names, addresses and kinds in a badge may be as long as the file. In the sentences of a report each is shown up to
`MOST_SHOWN` characters; what is left of a sentence after that keeps its head and its end, where the judgement stands.
`--json` gives everything: the words there are those of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_SHOWN = 80
_LONGEST = 400
_HEAD = 240
# A value as `repr` writes it. An apostrophe inside a word opens nothing, and no place is looked at more than twice.
_VALUE = re.compile(rf"""(?<![\w\\])(['"])((?:(?!\1)[^\\]|\\.){{{MOST_SHOWN + 1},}}+)\1""", re.DOTALL)


def shortened(text: str) -> str:
    """At most `MOST_SHOWN` characters of a value, with an ellipsis where there are more."""
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def in_brief(text: str, values: Iterable[str]) -> str:
    """A sentence in which `values` of strangers may stand, and others between quotes."""
    for value in sorted(values, key=len, reverse=True):
        if len(value) > MOST_SHOWN:
            text = text.replace(value, shortened(value))
    text = _VALUE.sub(lambda found: f"{found[1]}{shortened(found[2])}{found[1]}", text)
    return text if len(text) <= _LONGEST else f"{text[:_HEAD]} … {text[_HEAD - _LONGEST :]}"
