"""What is doubtful in the files of a project's own theme: all of it warnings, because a site comes out all the same.

A file below templates/ that nothing reads is most often a misspelt name. These are read: what `theme_files` names;
of the templates those that the packaged theme has, and those that one of these extends, includes or imports; of the
style sheets and scripts in assets/ those that the packaged theme has, and those that another file names. Texts about
the files (`*.md`, `*.txt`, LICENSE) are left alone, and so are copies of packaged files as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from generator.model import Place, Problem, Severity
from generator.pages.theme_files import ThemeFile, packaged_theme

Files = Mapping[str, Sequence[ThemeFile]]
_TEXTS = (".md", ".txt")
_ALIKE = 0.8  # names of files share their endings, so that less would find any


def theme_doubts(folder: Path, files: Files) -> list[Problem]:
    """What is doubtful in the theme in `folder`; `files` as `read_theme` gives them, of it and the packaged theme."""
    return [_unread(folder, name, files) for name in _below(folder) if not _is_read(name, files)]


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


def _unread(folder: Path, name: str, files: Files) -> Problem:
    known = {PurePosixPath(other).name: other for other, found in files.items() if any(file.packaged for file in found)}
    meant = get_close_matches(PurePosixPath(name).name, known, n=1, cutoff=_ALIKE)
    hint = f"did you mean {folder.name}/{known[meant[0]]}?" if meant else "docs/theming.md says which files are read"
    return _doubt(Place(f"{folder.name}/{name}"), "theme-unread", "nothing reads this file", hint)


def _doubt(place: Place, code: str, text: str, hint: str) -> Problem:
    return Problem(place, code, text, hint, Severity.WARNING)
