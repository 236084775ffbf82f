"""Text from elsewhere, made fit for a message: what cannot be seen is shown, what is private is left out.

Names, files and credentials may hold escape codes that paint a terminal, or direction marks that turn a line
around. `printable` shows each such character as a visible mark; `quoted` also shortens, and hides whatever looks like
an e-mail address. Everything that reaches a terminal goes through here once. PROMISES, rule 7.
"""

from __future__ import annotations

import re
from unicodedata import category

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# Zero-width joiners belong to the spelling of Persian, of the Indic scripts and of emoji, and turn nothing around.
_JOINERS = "\u200c\u200d"
_AT_SIGN = re.compile("@|%40|＠", re.IGNORECASE)
# What quoted() looks at. Long values are cut twice: first so that hiding addresses in them costs little.
_LOOKED_AT = 400
HIDDEN_ADDRESS = "…@…"


def printable(text: str) -> str:
    """`text` on one line: control characters as their Unicode pictures, other unseen characters as `‹U+202E›`."""
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # the block "Control Pictures" has one picture for each
    if code == 0x7F:
        return "\u2421"
    if char in _JOINERS or category(char) not in _UNSEEN:
        return char
    return f"‹U+{code:04X}›"


def without_addresses(text: str) -> str:
    """`text` with `…@…` for each word that holds an at sign, plain or percent-encoded."""
    if not _AT_SIGN.search(text):
        return text
    words = re.split(r"(\s+)", text)
    return "".join(HIDDEN_ADDRESS if _AT_SIGN.search(word) else word for word in words)


def quoted(value: str, limit: int = 60) -> str:
    """`value` between quotes for a message: printable, at most `limit` characters of it, no e-mail address."""
    shown = without_addresses(value[:_LOOKED_AT])
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    elif len(value) > _LOOKED_AT:
        shown += "…"
    return f"'{printable(shown)}'"
