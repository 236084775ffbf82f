"""Hugo, as Debian has it: a content file for each award, with JSON in front, which it reads fastest; one layout."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tools.bench.figures import Figure, Section
from tools.bench.session import Session
from tools.bench.sites import Generator, Pages, against, layout

_CONFIG = """\
baseURL = "https://badges.example.org/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section", "404", "robotsTXT"]
disableHugoGeneratorInject = true
"""


def measure(session: Session) -> Section:
    if shutil.which("hugo") is None:
        why = "hugo is not installed: apt-get install hugo"
        return Section("Against Hugo", "Pages of awards and nothing else.", (Figure("Hugo", missing=why),))
    generator = Generator("Hugo", _write, _command, _version, {})
    return against(session, generator, session.wishes.site_sizes, wall=1.5, cpu=0.6)


def _write(pages: Pages, folder: Path) -> None:
    content, layouts = folder / "content" / "awards", folder / "layouts" / "awards"
    content.mkdir(parents=True)
    layouts.mkdir(parents=True)
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    text = layout(pages.pattern, lambda name: "{{ .Params.award." + name + " }}")
    (layouts / "single.html").write_text(text, encoding="utf-8")
    for values in pages.values:
        front = json.dumps({"title": values["name"], "award": dict(values)}, ensure_ascii=False)
        (content / f"{values['id']}.md").write_text(front + "\n", encoding="utf-8")


def _command(folder: Path, out: Path) -> tuple[str, ...]:
    return ("hugo", "--quiet", "--noBuildLock", "--source", str(folder), "--destination", str(out))


def _version() -> str:
    said = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout
    return said.split()[1].partition("+")[0].partition("-")[0].removeprefix("v")
