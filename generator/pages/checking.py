"""What a page hands to its own script: data, never markup and never code.

    credential   the signed credential as it is served, on an award's page
    site         {base, root, known}: the base URL, the page's way to the root of the site, the DIDs that are known here

Both stand in `<script type="application/json">` blocks, which no browser runs, so they work from a file and under the
content policy. `<`, `>`, `&` and the two line separators of JavaScript are written as escapes, which are the same JSON.
"""

from __future__ import annotations

import orjson
from markupsafe import Markup
from msgspec import Struct

from generator import addresses
from generator.pages.frame import Here

# In UTF-8: the first and the last byte of each character, the character, its escape.
_ESCAPES = tuple((c.encode()[:1], c.encode()[-1:], c.encode(), f"\\u{ord(c):04x}".encode()) for c in "<>&\u2028\u2029")


class Checking(Struct, frozen=True):
    """The link to the script, and its data blocks. `credential` is "" on a page that is not about one badge."""

    script: str
    site: Markup
    credential: Markup


def data_text(value: object) -> Markup:
    """`value` as JSON that can stand inside a `<script>` element."""
    return Markup(escaped_json(orjson.dumps(value)).decode())  # noqa: S704 - this is where it is made safe


def escaped_json(encoded: bytes) -> bytes:
    """`data_text` of a value that is JSON already, as `orjson.dumps` writes it, in UTF-8."""
    # The characters escaped here stand in JSON only inside strings, where an escape means the same.
    for first, last, character, escape in _ESCAPES:
        # To look for single bytes costs next to nothing; the separators have three, and are hardly ever there.
        if last in encoded and first in encoded:
            encoded = encoded.replace(character, escape)
    return encoded


def make_checking(here: Here, credential: object | None = None) -> Checking:
    """What the script of the page at `here` needs."""
    where = here.frame.addresses
    site = {"base": where.base_url, "root": here.file(addresses.home()), "known": [where.did()]}
    return Checking(here.asset("verify.js"), data_text(site), data_text(credential) if credential else Markup(""))
