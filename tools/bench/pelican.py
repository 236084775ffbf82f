"""Pelican, from PyPI in an environment of its own: an article for each award, one Jinja2 template."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tools.bench.figures import Figure, Section
from tools.bench.session import Session
from tools.bench.sites import Generator, Pages, against, layout

_PACKAGES = ("pelican[markdown]==4.12.0",)
_SETTINGS = """\
SITENAME = "Measured badges"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
PATH = "content"
ARTICLE_URL = "awards/{slug}/"
ARTICLE_SAVE_AS = "awards/{slug}/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ARCHIVES_SAVE_AS = ""
DRAFT_SAVE_AS = ARTICLE_LANG_SAVE_AS = ""
DIRECT_TEMPLATES = []
FORMATTED_FIELDS = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
THEME_STATIC_PATHS = STATIC_PATHS = []
JINJA_ENVIRONMENT = {"autoescape": True}
PLUGINS = []
"""


def measure(session: Session) -> Section:
    folder = session.places.cache / "pelican"
    if reason := _install(folder):
        return Section("Against Pelican", "Pages of awards and nothing else.", (Figure("Pelican", missing=reason),))

    def command(source: Path, out: Path) -> tuple[str, ...]:
        settings = str(source / "settings.py")
        return (str(folder / "bin" / "pelican"), "--quiet", "--settings", settings, "--output", str(out))

    generator = Generator("Pelican", _write, command, lambda: _PACKAGES[0].partition("==")[2], {})
    return against(session, generator, session.wishes.site_sizes[:1])


def _install(folder: Path) -> str | None:
    """Make the environment, or say why that cannot be."""
    if (folder / "bin" / "pelican").exists():
        return None
    shutil.rmtree(folder, ignore_errors=True)  # one that is not whole would not be made whole by installing again
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], capture_output=True, check=False)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if made.returncode or subprocess.run([*pip, *_PACKAGES], capture_output=True, check=False).returncode:
        return f"pip install {' '.join(_PACKAGES)} failed"
    return None


def _write(pages: Pages, folder: Path) -> None:
    content, templates = folder / "content" / "awards", folder / "theme" / "templates"
    content.mkdir(parents=True)
    templates.mkdir(parents=True)
    (folder / "settings.py").write_text(_SETTINGS, encoding="utf-8")
    text = layout(pages.pattern, lambda name: "{{ article.award_" + name + " }}")
    (templates / "article.html").write_text(text, encoding="utf-8")
    for values in pages.values:
        fields = {"Title": values["name"], "Date": values["awarded_day"], "Slug": values["id"]}
        fields |= {f"Award_{name}": value for name, value in values.items() if value}
        lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
        (content / f"{values['id']}.md").write_text(lines + "\n-\n", encoding="utf-8")
