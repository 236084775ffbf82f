"""The packaged templates in compiled form, kept where Python keeps that of our modules: in `__pycache__`.

To compile them takes as long as to make the pages of some hundred awards. What is kept holds for one version of Python
and of Jinja and for the same rules, and each template only for the very text it was compiled of (Jinja sees to that).
It is read whole or not at all. Where Python would write nothing, or could not, nothing is kept, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

import jinja2

_DIGEST_BYTES = 32


def read_kept(rules: str) -> dict[str, bytes]:
    """What was kept, by Jinja's key of each template; `rules` are those that templates are compiled under."""
    try:
        data = _place().read_bytes()
    except (OSError, NotImplementedError):
        return {}
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if digest != _digest(rules, body):
        return {}
    found: dict[str, bytes] = marshal.loads(body)  # noqa: S302 - ours, as every compiled module beside it is
    return found


def keep(compiled: Mapping[str, bytes], rules: str) -> None:
    """Keep this too, in one step: whoever reads meanwhile sees what was there before, or all of it."""
    if sys.dont_write_bytecode:
        return
    body = marshal.dumps(read_kept(rules) | dict(compiled))
    with suppress(OSError, NotImplementedError):
        place = _place()
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f"{place.name}.{os.getpid()}")
        try:
            with open(beside, "xb", opener=_for_all_to_read) as file:
                file.write(_digest(rules, body) + body)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)


def _for_all_to_read(path: str, flags: int) -> int:
    return os.open(path, flags, 0o644)


def _digest(rules: str, body: bytes) -> bytes:
    versions = f"{sys.version} {jinja2.__version__} {rules}"
    return hashlib.sha256(versions.encode() + b"\0" + body).digest()


def _place() -> Path:
    """Beside this module's own compiled form. Raises NotImplementedError for a Python that keeps none."""
    return Path(cache_from_source(__file__)).with_suffix(".templates")
