"""What is asked of pages by tools that others wrote; the reason where one is absent."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
_INSTALL = "run `npm ci` in tests/quality"

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations', 'incomplete']});
  const told = entry => ({rule: entry.id, at: entry.nodes.map(node => node.html.slice(0, 160)),
    why: entry.nodes.map(node => [...node.any, ...node.all].map(check => check.message).join('; ').slice(0, 200))});
  return {violations: found.violations.map(told), incomplete: found.incomplete.map(told)};
}"""


def axe_missing() -> str | None:
    """Why axe cannot be asked."""
    return None if AXE.is_file() else f"axe-core is not installed: {_INSTALL}"


@functools.cache
def vnu_missing() -> str | None:
    """Why the checker of HTML cannot be asked."""
    if not VNU.is_file():
        return f"vnu-jar is not installed: {_INSTALL}"
    if shutil.which("java") is None:
        return "java is not installed"
    return None


def ask_vnu(files: Sequence[Path]) -> list[dict[str, Any]]:
    """The errors of HTML files, none for sound ones."""
    command = ["java", "-Xss2m", "-jar", str(VNU), "--format", "json", "--errors-only", "--exit-zero-always"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, encoding="utf-8", check=False, timeout=300)
    found: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return found
