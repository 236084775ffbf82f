"""What is to be done after a verb has changed the ledger or the keys: the same steps, whichever verb it was."""

from __future__ import annotations

from pathlib import Path

from generator.errors import BadgepressError
from generator.ledger.site import read_settings


def next_steps(project: Path) -> list[str]:
    """Build, then publish: by our own verb where site.toml says where to."""
    return ["badgepress build", "badgepress publish" if _says_where(project) else "bring site/ to the web"]


def _says_where(project: Path) -> bool:
    try:
        return read_settings(project).publishing is not None
    except BadgepressError:  # a key can change while site.toml has a slip, and this is only advice
        return False
