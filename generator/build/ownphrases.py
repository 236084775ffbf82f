"""A project's own phrases, held against the packaged English ones before anything is made of them.

An error, because a page could not be made, or would not say what was meant:

    a file that is not TOML
    a place `{name}` that the packaged phrase does not have, or a brace that is no place
    a phrase that is no text, or that stands where the packaged theme has a table of phrases, or the other way round

A warning, because all pages come out:

    a phrase that the packaged theme does not have and no template of the project names
    a language that lacks phrases, which come out in English, or that the site does not have

A phrase may have fewer places than the packaged one, and other plural forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.i18n import ENGLISH, PLACE, Phrases
from generator.ledger.faults import Fault, Report
from generator.ledger.plain import decode
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean, nearest
from generator.ledger.toml import Document, parse
from generator.model import Place, Problem
from generator.pages.theme_files import ThemeFile, parse_phrases
from generator.printable import quoted

Files = Mapping[str, Sequence[ThemeFile]]
_FOLDER, _SUFFIX = "phrases/", ".toml"
_BRACE = re.compile(r"\{[^{}\0]{0,30}\}?|\}")  # where places are blanked out with \0
_FEW = 3  # of what is missing, named as examples
_FORMS = 'text in quotes, or plural forms of which one is "other"'


def phrase_problems(files: Files, languages: Sequence[str] = ()) -> tuple[Problem, ...]:
    """All that is wrong or doubtful in the phrases of a project; `files` as `read_theme` gives them.

    `languages` are the site's; of a language in which there is no site nothing more is said than that.
    """
    report, own = Report(), list(_own(files))
    packaged = _packaged(files) if own else {}
    for language, file in own:
        read = _read(file, report)
        if read is not None:
            _Comparison(read, packaged, files, report).all()
            if languages:
                _coverage(read.document, packaged, language, languages, report)
    return report.problems()


def without_phrases(languages: Sequence[str], there: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong where a site wants `languages` and has phrases in `there`, and what to do; None for nothing."""
    missing = [tag for tag in languages if tag not in there]
    if not missing:
        return None
    files = " and ".join(f"templates/{_FOLDER}{tag}{_SUFFIX}" for tag in missing)
    hint = f"write {files}; what it lacks comes out in English (docs/theming.md)"
    return f"the theme has no phrases in {', '.join(missing)}", hint


def _own(files: Files) -> Iterator[tuple[str, ThemeFile]]:
    """The project's files of phrases, by language."""
    for name, versions in files.items():
        if name.startswith(_FOLDER) and versions and not versions[-1].packaged:
            yield name.removeprefix(_FOLDER).removesuffix(_SUFFIX), versions[-1]


def _packaged(files: Files) -> dict[str, object]:
    english = [file for file in files.get(f"{_FOLDER}{ENGLISH}{_SUFFIX}", ()) if file.packaged]
    return parse_phrases(english[-1]) if english else {}


class _Read(Struct, frozen=True):
    """A file of phrases: its text, and what TOML makes of it."""

    text: str
    document: Document


def _read(file: ThemeFile, report: Report) -> _Read | None:
    text = decode(file.data, file.label, report)
    document = None if text is None else parse(text, file.label, report, Privacy(report))
    return None if text is None or document is None else _Read(text, document)


def _coverage(
    document: Document, packaged: Mapping[str, object], language: str, languages: Sequence[str], report: Report
) -> None:
    """What a language lacks, as a warning. English lacks nothing."""
    place = Place(document.path)
    if language not in languages:
        hint = f'add "{language}" to languages in content/site.toml'
        report.add(place, Fault("phrases-unused", f"the site has no pages in {language}", hint).warning())
        return
    compared = Phrases.load(packaged, document.data, language=language)
    missing, all_of_them = compared.missing(), len(compared.entries)
    if missing:
        text = f"{len(missing):,} of {all_of_them:,} phrases are missing; they come out in English"
        more = ", …" if len(missing) > _FEW else ""
        hint = f"{', '.join(missing[:_FEW])}{more}: the packaged phrases/en.toml has them all"
        report.add(place, Fault("phrases-missing", text, hint).warning())


class _Comparison:
    """One file of phrases beside the packaged English ones."""

    def __init__(self, read: _Read, packaged: Mapping[str, object], files: Files, report: Report) -> None:
        self._text, self._document = read.text, read.document
        self._packaged = Phrases.load(packaged).entries
        self._tables = {key[:at] for key in self._packaged for at in _dots(key)}
        self._templates = [
            found[-1].data.decode("utf-8", "replace")
            for name, found in files.items()
            if name.endswith(".html") and not found[-1].packaged
        ]
        self._report = report

    def all(self) -> None:
        """Every phrase of the file."""
        own = Phrases.load(self._document.data)
        for fault in own.faults:
            self._add(fault.key, Fault("phrase-shape", f"{fault.key} is no text", _FORMS))
        for key in self._packaged:
            if _value(self._document.data, key) == {}:
                self._add(key, Fault("phrase-shape", f"{key} is a phrase, not a table of phrases", _FORMS))
        for key, phrase in own.entries.items():
            if key not in self._packaged:
                self._unknown(key)
                continue
            for form, text in phrase.forms.items():
                self._form(key, form, text)

    def _form(self, key: str, form: str, text: str) -> None:
        known = self._packaged[key].places()
        for found in PLACE.finditer(text):
            if found[1] not in known:
                fault = Fault("phrase-place", f"{key} has no place {found[0]}", _way_out(found[1], known))
                self._report.add(self._place(key, form, text, found), fault)
        for found in _BRACE.finditer(PLACE.sub(lambda place: "\0" * len(place[0]), text)):
            hint = f"a place is a name between braces, in small letters; {_places(known)}"
            fault = Fault("phrase-brace", f"{quoted(found[0])} in {key} is no place", hint)
            self._report.add(self._place(key, form, text, found), fault)

    def _unknown(self, key: str) -> None:
        above = next((key[:at] for at in _dots(key) if key[:at] in self._packaged), None)
        if key in self._tables:
            hint = f"its phrases are {key}.…: write them below [{key}]"
            self._add(key, Fault("phrase-shape", f"{key} is a table of phrases, not a phrase", hint))
        elif above is not None:
            self._add(key, Fault("phrase-shape", f"{above} is a phrase, not a table of phrases", _FORMS))
        elif not any(f'"{key}"' in text or f"'{key}'" in text for text in self._templates):
            hint = did_you_mean(key, self._packaged, "no page says it; the packaged phrases/en.toml has them all")
            self._add(key, Fault("phrase-unknown", f"no phrase is called {quoted(key)}", hint).warning())

    def _add(self, key: str, fault: Fault) -> None:
        self._report.add(self._document.value_place(tuple(key.split("."))), fault)

    def _place(self, key: str, form: str, text: str, found: re.Match[str]) -> Place:
        """Where `found` of a phrase's `text` stands; where that is spelled otherwise in the file, the value's place."""
        values = self._document.places.values
        path: tuple[str, ...] = tuple(key.split("."))
        path = (*path, form) if (*path, form) in values else path
        begin = values.get(path, len(self._text))
        end = min((at for at in values.values() if at > begin), default=len(self._text))
        at = self._text.find(text[: found.end()], begin, end)
        if at < 0:
            return self._document.value_place(path)
        at += found.start()
        return Place(self._document.path, self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at))


def _dots(key: str) -> Iterator[int]:
    return (at for at, letter in enumerate(key) if letter == ".")


def _value(table: object, key: str) -> object:
    for name in key.split("."):
        table = table.get(name) if isinstance(table, Mapping) else None
    return table


def _way_out(place: str, known: frozenset[str]) -> str:
    found = nearest(place, known)
    return (f"did you mean {{{found}}}? " if found else "") + _places(known)


def _places(known: frozenset[str]) -> str:
    return f"its places are {', '.join(f'{{{name}}}' for name in sorted(known))}" if known else "it has no places"
