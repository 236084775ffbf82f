"""Eleventy, from npm: one list of awards, a page for each of them by pagination, one Nunjucks template."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tools.bench.figures import Figure, Section
from tools.bench.session import Session
from tools.bench.sites import Generator, Pages, against, layout

_PACKAGE, _VERSION = "@11ty/eleventy", "3.1.5"
_FRONT = """\
---
pagination:
  data: awards
  size: 1
  alias: award
permalink: "awards/{{ award.id }}/index.html"
---
"""


def measure(session: Session) -> Section:
    folder = session.places.cache / "eleventy"
    if reason := _install(folder):
        return Section("Against Eleventy", "Pages of awards and nothing else.", (Figure("Eleventy", missing=reason),))
    program = folder / "node_modules" / _PACKAGE / "cmd.cjs"

    def command(source: Path, out: Path) -> tuple[str, ...]:
        return ("node", str(program), "--quiet", "--input=source", f"--output={out}")

    generator = Generator("Eleventy", _write, command, lambda: _VERSION, {})
    return against(session, generator, session.wishes.site_sizes[:1])


def _install(folder: Path) -> str | None:
    """Put the package into `folder`, or say why that cannot be."""
    if shutil.which("npm") is None:
        return "node and npm are not installed"
    if (folder / "node_modules" / _PACKAGE / "cmd.cjs").exists():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", f"--prefix={folder}", f"{_PACKAGE}@{_VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"npm install {_PACKAGE}@{_VERSION} failed" if done.returncode else None


def _write(pages: Pages, folder: Path) -> None:
    source = folder / "source"
    (source / "_data").mkdir(parents=True)
    text = layout(pages.pattern, lambda name: "{{ award." + name + " }}")
    (source / "page.njk").write_text(_FRONT + text, encoding="utf-8")
    awards = json.dumps([dict(values) for values in pages.values], ensure_ascii=False)
    (source / "_data" / "awards.json").write_text(awards, encoding="utf-8")
