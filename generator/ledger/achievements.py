"""content/achievements/: a folder for each achievement, its name the slug.

    <slug>/achievement.md         fields in TOML between lines of +++, then the criteria in the default language
    <slug>/achievement.<tag>.md   the criteria in another language, tag in small letters
    <slug>/badge.png              the picture, or badge.svg instead
    <slug>/looks/*                earlier pictures: see `designs`
    <slug>/endorsements/*.json    what others have signed about it: see `endorsements`

The format is described in docs/formats/achievement.md. References between achievements are for `check`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from generator.ledger import art, drawn, frontmatter
from generator.ledger.criteria import check_body, language_of, read_translation
from generator.ledger.designs import FOLDER as LOOKS
from generator.ledger.designs import read_designs
from generator.ledger.facts import Facts, read_facts
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.ids import Known
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean
from generator.ledger.tables import Table
from generator.ledger.texts import id_fault
from generator.ledger.toml import parse
from generator.model import LANGUAGES, Achievement, Art, Place, Text
from generator.printable import printable

PATH = "content/achievements"

_FILES = ("achievement.md", "badge.png", "badge.svg")
_NAMES = {
    "en": "English",
    "fr": "French",
    "ja": "Japanese",
    "zh-Hans": "Simplified Chinese",
    "zh-Hant": "Traditional Chinese",
}
_ALT = {"en": "{} badge", "fr": "Badge {}", "ja": "{} バッジ", "zh-Hans": "{} 徽章", "zh-Hant": "{} 徽章"}


class Catalogue(Struct):
    """All achievements by slug, in order; `tables` has the places of their fields.

    `unclear_results` are those whose results could not be read: what awards say of them cannot be judged.
    """

    achievements: dict[str, Achievement]
    known: Known
    unclear_results: set[str] = field(default_factory=set)
    tables: dict[str, Table] = field(default_factory=dict)


def read_achievements(folder: Folder, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> Catalogue:
    """The catalogue; what is wrong with it in `report`."""
    found: dict[str, Achievement] = {}
    catalogue = Catalogue(found, Known(found, "achievement", "content/achievements/"))
    entries = folder.names(PATH)
    if isinstance(entries, Fault):
        catalogue.known.is_complete = False
        hint = "make the folder, and in it one for each achievement" if entries.code == MISSING else entries.hint
        report.add(Place(PATH), entries._replace(text=entries.text.replace("file", "folder"), hint=hint))
        return catalogue
    for name, kind in entries:
        if name.startswith("."):
            continue
        if kind == "folder":
            _Reader(folder, name, report, privacy, languages).into(catalogue)
        else:
            report.add(Place(f"{PATH}/{printable(name)}"), _stray(kind, "each achievement has a folder of its own"))
            if kind == "link":  # an error already; that it is not followed says nothing against its awards
                catalogue.known.add_broken(name)
    return catalogue


def _stray(kind: str, hint: str) -> Fault:
    if kind == "link":
        return Fault("file-link", "this is a link", "put the file or folder itself here: links are not followed")
    return Fault("file-stray", "this file is not read", hint).warning()


class _Reader:
    """One folder of the catalogue."""

    def __init__(self, folder: Folder, slug: str, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> None:
        self.folder = folder
        self.slug = slug
        self.report = report
        self.privacy = privacy
        self.languages = languages
        self.default = languages[0] if languages else ""
        self.path = f"{PATH}/{slug}"
        self.entries = folder.names(self.path)

    def into(self, catalogue: Catalogue) -> None:
        """Read the folder into `catalogue`."""
        fault = id_fault(self.slug, "the folder name")
        if fault:
            self.report.add(Place(f"{PATH}/{printable(self.slug)}"), fault)
            catalogue.known.add_misspelt(self.slug)
            return
        if isinstance(self.entries, Fault):
            # What cannot be seen is not taken for absent: other texts and another picture would be published.
            self.report.add(Place(self.path), self.entries)
        translations = self._translations()
        top, criteria = self._main_file()
        facts = read_facts(top) if top else Facts(has_clear_results=False)
        self._check_translated(facts, [self.default, *translations] if top else [])
        art = self._art(facts)
        catalogue.achievements[self.slug] = Achievement(
            slug=self.slug,
            criteria=Text(((self.default, criteria), *((tag, text) for tag, text in translations.items() if text))),
            art=art,
            designs=read_designs(top, self.path, art, self.folder) if top else (),
            place=Place(f"{self.path}/achievement.md"),
            **facts.members(),
        )
        if top:
            catalogue.tables[self.slug] = top
        if not facts.has_clear_results:
            catalogue.unclear_results.add(self.slug)

    def _main_file(self) -> tuple[Table | None, str]:
        """The fields and the criteria of achievement.md."""
        path = f"{self.path}/achievement.md"
        text = read_text(self.folder, path, self.report)
        parts = frontmatter.split(text) if isinstance(text, str) else text
        if isinstance(parts, Fault):
            hint = "it holds the name and description between lines of +++, then the criteria"
            self.report.add(Place(path), parts if parts.code != MISSING else parts._replace(hint=hint))
        if parts is None or isinstance(parts, Fault):
            return None, ""
        criteria = check_body(parts.body, path, parts.body_line, self.report, self.privacy)
        document = parse(parts.toml, path, self.report, self.privacy, self.languages)
        return (Table(document) if document else None), criteria

    def _translations(self) -> dict[str, str]:
        """The criteria in other languages, in the order of LANGUAGES, "" for a file that could not be read.

        Complains about files that are not ours.
        """
        found: dict[str, str] = {}
        for name, kind in [] if isinstance(self.entries, Fault) else self.entries:
            path = f"{self.path}/{name}"
            language = language_of(name, self.default)
            if name in (*_FILES, "endorsements", LOOKS) or name.startswith("."):
                continue
            if language is None or kind == "link":
                hint = did_you_mean(
                    name, _FILES, "the files here are achievement.md, achievement.<language>.md, badge.png"
                )
                self.report.add(Place(f"{self.path}/{printable(name)}"), _stray(kind, hint))
            elif isinstance(language, Fault):
                self.report.add(Place(f"{self.path}/{printable(name)}"), language)
            else:
                found[language] = read_translation(self.folder, path, self.report, self.privacy)
        return {language: found[language] for language in LANGUAGES if language in found}

    def _art(self, facts: Facts) -> Art:
        path, width_px, height_px = self._picture_file(facts)
        alt = facts.image_alt or Text(
            tuple((tag, _ALT.get(tag, "{} badge").format(name)) for tag, name in facts.name.variants)
        )
        return Art(path, width_px, height_px, alt)

    def _picture_file(self, facts: Facts) -> tuple[str, int, int]:
        """Path and size of the picture; where there is none, of the one that is drawn instead."""
        if isinstance(self.entries, Fault):
            return f"{self.path}/badge.png", 0, 0
        name = self._picture(self.entries)
        path = f"{self.path}/{name or 'badge.png'}"
        hint = "put a square PNG there, 400 pixels on a side or more"
        missing = Fault("art-missing", "the achievement has no picture", hint)
        if name:
            return path, *art.check(self.folder, path, self.report, missing, Place(path))
        text = "the achievement has no picture: one is drawn for it, of shapes in colours"
        self.report.add(Place(path), Fault("art-drawn", text, f"{hint}, if it shall have its own").warning())
        return drawn.drawn_path(self.slug, facts.type, facts.level), drawn.SIDE_PX, drawn.SIDE_PX

    @staticmethod
    def _picture(entries: Iterable[tuple[str, str]]) -> str:
        """The file name of the picture, "" for none.

        A drawing counts where there is no PNG, beside one it is only its original.
        """
        names = {name for name, _ in entries}
        return next((name for name in ("badge.png", "badge.svg") if name in names), "")

    def _check_translated(self, facts: Facts, criteria: list[str]) -> None:
        """Warn, once for each language of the site, of texts that are not there in it."""
        texts = {"name": facts.name.languages(), "description": facts.description.languages(), "criteria": criteria}
        for language in self.languages[1:] if criteria else ():
            missing = [part for part, tags in texts.items() if tags and language not in tags]
            if missing:
                is_one = missing in (["name"], ["description"])
                verb = "is" if is_one else "are"
                text = f"the {_joined(missing)} {verb} missing in {_NAMES[language]} ({language})"
                shown = _NAMES.get(self.default, self.default)
                hint = f"readers in {_NAMES[language]} will see the {shown} text"
                if "criteria" in missing:
                    hint += f"; add achievement.{language.lower()}.md to translate the criteria"
                self.report.add(Place(f"{self.path}/achievement.md"), Fault("untranslated", text, hint).warning())


def _joined(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
