"""What is doubtful in the files of a project's own theme: all of it warnings, because a site comes out all the same.

A file below templates/ that nothing reads is most often a misspelt name. These are read: what `theme_files` names;
of the templates those that the packaged theme has, and those that one of these extends, includes or imports; of the
style sheets and scripts in assets/ those that the packaged theme has, and those that another file names. Texts about
the files (`*.md`, `*.txt`, LICENSE) are left alone, and so are copies of packaged files as they are.

Browsers pass over what the content policy of the pages forbids: a style or a script inside a tag. It is looked for in
the text of a template, what stands in Jinja's own brackets left out. And an accent that nobody could read is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from math import floor
from pathlib import Path, PurePosixPath

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from generator.ledger.locate import locate
from generator.model import Place, Problem, Severity
from generator.pages.accent import ENOUGH, accent_is_readable, darker, faintest
from generator.pages.theme_files import ThemeFile, packaged_theme
from generator.printable import quoted

Files = Mapping[str, Sequence[ThemeFile]]
SITE = "site.toml"
_TEXTS = (".md", ".txt")
# Jinja's brackets and comments of HTML.
_NOT_HTML = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
_NOT_BREAK = re.compile(r"[^\n]")
_TAG = re.compile(r"""<([A-Za-z][^\s/>]*+)((?:[^<>"']|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s=/"'>]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))""")
_HANDLER = re.compile("on[a-z]+")
_NOT_USED = "has no effect: the content policy of the pages forbids it"
_STYLE_HINT = "give the tag a class, and put the style into templates/style/60-own.css"
_SCRIPT_HINT = "pages run no script inside a tag; <a> and <details> need none"
_ALIKE = 0.8  # names of files share their endings, so that less would find any


def theme_doubts(folder: Path, files: Files) -> list[Problem]:
    """What is doubtful in the theme in `folder`; `files` as `read_theme` gives them, of it and the packaged theme."""
    found = [_unread(folder, name, files) for name in _below(folder) if not _is_read(name, files)]
    for name, versions in files.items():
        if name.endswith(".html") and not versions[-1].packaged:
            found += _forbidden(versions[-1])
    return found


def accent_doubt(content: Path, accent: str) -> Problem | None:
    """That the accent of the settings in `content` is not used, and why; None where it is, or there is none."""
    if not accent or accent_is_readable(accent):
        return None
    ground, found = faintest(accent)
    # Rounded down, or 4.49 would be told as 4.5.
    told = f"its contrast with {ground} is {floor(found * 10) / 10} : 1, wanted {ENOUGH} : 1"
    text = f"the accent {quoted(accent)} is not used for links and buttons: {told}"
    places = locate((content / SITE).read_text(encoding="utf-8-sig"))
    place = Place(f"{content.name}/{SITE}", *places.of_value(("theme", "accent")))
    return _doubt(
        place, "accent-faint", text, f"the theme's own is used; a darker one that can be read: {darker(accent)}"
    )


def _below(folder: Path) -> Iterator[str]:
    """The files of a folder that may be meant for the theme, by their path in it."""
    packaged = packaged_theme()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_text = path.suffix.lower() in _TEXTS or path.stem.upper() == "LICENSE"
        if is_text or any(part.startswith(".") for part in name.parts) or not path.is_file():
            continue
        same = packaged / name
        if not (same.is_file() and same.read_bytes() == path.read_bytes()):
            yield name.as_posix()


def _is_read(name: str, files: Files) -> bool:
    if name not in files:
        return False
    if any(file.packaged for file in files[name]):
        return True
    if name.endswith(".html"):
        return name in _used_templates(files)
    if name.startswith("assets/") and name.endswith((".css", ".js")):
        word = PurePosixPath(name).name.encode()
        return any(word in found[-1].data for other, found in files.items() if other != name)
    return True


def _used_templates(files: Files) -> set[str]:
    """The packaged templates, and all that they lead to as they are now; every one where that cannot be told."""
    templates = {name: found for name, found in files.items() if name.endswith(".html")}
    todo = [name for name, found in templates.items() if any(file.packaged for file in found)]
    used: set[str] = set()
    while todo:
        name = todo.pop()
        if name in used or name not in templates:
            continue
        used.add(name)
        try:
            tree = Environment(autoescape=True).parse(templates[name][-1].data.decode("utf-8", "replace"))
        except TemplateSyntaxError:
            return {*templates}
        for other in find_referenced_templates(tree):
            if other is None:
                return {*templates}
            todo.append(other)
    return used


def _forbidden(file: ThemeFile) -> Iterator[Problem]:
    text = _NOT_HTML.sub(_blank, file.data.decode("utf-8", "replace"))
    for tag in _TAG.finditer(text):
        if tag[1].lower() == "style":
            yield _doubt(_place(file, text, tag.start()), "template-style", f"<style> {_NOT_USED}", _STYLE_HINT)
        for attribute in _ATTRIBUTE.finditer(tag[2]):
            name = attribute[1].lower()
            place = _place(file, text, tag.start(2) + attribute.start())
            if name == "style":
                yield _doubt(place, "template-style", f"style= in <{tag[1]}> {_NOT_USED}", _STYLE_HINT)
            elif _HANDLER.fullmatch(name):
                yield _doubt(place, "template-script", f"{name}= in <{tag[1]}> {_NOT_USED}", _SCRIPT_HINT)


def _blank(match: re.Match[str]) -> str:
    """As many characters in as many lines, none of which says anything."""
    return _NOT_BREAK.sub(" ", match[0])


def _place(file: ThemeFile, text: str, at: int) -> Place:
    return Place(file.label, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


def _unread(folder: Path, name: str, files: Files) -> Problem:
    known = {PurePosixPath(other).name: other for other, found in files.items() if any(file.packaged for file in found)}
    meant = get_close_matches(PurePosixPath(name).name, known, n=1, cutoff=_ALIKE)
    hint = f"did you mean {folder.name}/{known[meant[0]]}?" if meant else "docs/theming.md says which files are read"
    return _doubt(Place(f"{folder.name}/{name}"), "theme-unread", "nothing reads this file", hint)


def _doubt(place: Place, code: str, text: str, hint: str) -> Problem:
    return Problem(place, code, text, hint, Severity.WARNING)
