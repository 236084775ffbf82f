"""How long a browser or a network in between may keep a file: what we tell stores, and expect of hosts."""

from __future__ import annotations

from generator.publish.files import OWN_FOLDER

FOREVER = "public, max-age=31536000, immutable"  # names carry a digest
SHORT_S = 60
LONG_S = 300


def cache_control(path: str) -> str:
    """The value of Cache-Control for a file of the site. A revocation must be seen soon, and a page that shows it."""
    if path.startswith(f"{OWN_FOLDER}/"):
        return "no-store"
    if path.startswith("assets/"):
        return FOREVER
    is_status = path.startswith("status/") or path.endswith("/status.json")
    return f"public, max-age={SHORT_S if is_status else LONG_S}"
