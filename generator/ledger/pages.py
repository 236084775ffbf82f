"""content/pages/: pages in the organisation's own words, one file for each language.

    <name>.md          fields in TOML between lines of +++, then Markdown in the default language; <name> is its address
    <name>.<tag>.md    the same page in another language, tag in small letters, with its own title

The format is described in docs/formats/pages.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

from generator import addresses
from generator.ledger import frontmatter
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.ids import Known
from generator.ledger.pagetext import PageText, Targets, faults_of, read_body
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.tables import Table
from generator.ledger.texts import id_fault
from generator.ledger.toml import parse
from generator.model import LANGUAGES, Edition, Place, WrittenPage
from generator.printable import printable

PATH = "content/pages"
KEYS = ("title", "description", "order", "in_nav", "contents", "revision", "date", "author")
TRANSLATED_KEYS = ("title", "description", "translates")
# Pages that are there without a file: the site's own sections follow what the organisation writes.
GENERATED = ("privacy", "support")

_FILE = re.compile(r"(?P<name>[^.]+)(?:\.(?P<tag>[^.]+))?\.md")
_TAGS = {tag.lower(): tag for tag in LANGUAGES}


class Pages(Struct):
    """All pages in the order of navigation; their texts by name and language."""

    pages: tuple[WrittenPage, ...] = ()
    texts: dict[str, dict[str, PageText]] = field(default_factory=dict)
    is_complete: bool = True

    def targets(self, achievements: Known, default: str) -> Targets:
        """What a reference may name."""
        generated: dict[str, Mapping[str, PageText]] = {name: {} for name in GENERATED}
        return Targets(achievements, {**generated, **self.texts}, default, self.is_complete)


def read_pages(folder: Folder, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> Pages:
    """The pages; what is wrong with them, but for references, in `report`."""
    entries = folder.names(PATH)
    if isinstance(entries, Fault):
        if entries.code != MISSING:
            report.add(Place(PATH), entries)
        return Pages(is_complete=entries.code == MISSING)
    reader = _Reader(folder, report, privacy, languages)
    for name, kind in entries:
        if not name.startswith("."):
            reader.take(name, kind)
    return reader.pages()


def check_pages(pages: Pages, targets: Targets, report: Report) -> None:
    """References between pages, and to achievements."""
    for texts in pages.texts.values():
        for language, text in texts.items():
            for place, fault in faults_of(text, language, targets):
                report.add(place, fault)


class _Reader:
    """The files of the folder, one after the other."""

    def __init__(self, folder: Folder, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> None:
        self.folder = folder
        self.report = report
        self.privacy = privacy
        self.languages = languages
        self.default = languages[0] if languages else ""
        self.found = Pages()
        self._main: dict[str, WrittenPage] = {}
        self._editions: dict[str, dict[str, tuple[Edition, Table]]] = {}

    def take(self, name: str, kind: str) -> None:
        """Read one file."""
        place = Place(f"{PATH}/{printable(name)}")
        match = _FILE.fullmatch(name)
        if kind != "file" or match is None:
            stray = Fault(
                "file-stray", "this file is not read", "the files here are <name>.md and <name>.<language>.md"
            )
            link = Fault("file-link", "this is a link", "put the file itself here: links are not followed")
            self.report.add(place, link if kind == "link" else stray.warning())
            return
        fault = _name_fault(match["name"]) or self._tag_fault(match["name"], match["tag"])
        if fault:
            self.report.add(place, fault)
            self.found.texts.setdefault(match["name"], {})
            return
        self._read(match["name"], _TAGS[match["tag"]] if match["tag"] else "", f"{PATH}/{name}")

    def _tag_fault(self, name: str, tag: str | None) -> Fault | None:
        if tag is None:
            return None
        if tag not in _TAGS:
            known = ", ".join(f"{name}.{known}.md" for known in _TAGS)
            return Fault(
                "language-unknown", "this file name names no language of this program", f"the names are {known}"
            )
        if _TAGS[tag] != self.default:
            return None
        text = f"the page in {self.default}, the default language, stands in {name}.md"
        return Fault("page-repeated", text, "put the text there, and take this file away")

    def _read(self, name: str, language: str, path: str) -> None:
        self.found.texts.setdefault(name, {})
        text = read_text(self.folder, path, self.report)
        parts = frontmatter.split(text) if isinstance(text, str) else text
        if isinstance(parts, Fault):
            self.report.add(Place(path), _about_pages(parts))
        if parts is None or isinstance(parts, Fault):
            return
        body = read_body(parts.body, path, parts.body_line, self.report, self.privacy)
        self.found.texts[name][language or self.default] = body
        document = parse(parts.toml, path, self.report, self.privacy, self.languages)
        if document:
            self._edition(name, language, Table(document), body)

    def _edition(self, name: str, language: str, top: Table, body: PageText) -> None:
        top.only(TRANSLATED_KEYS if language else KEYS)
        edition = Edition(
            language=language or self.default,
            title=top.required("title", 'title = "..."'),
            description=top.name("description"),
            body=body.body,
            revision=top.whole("translates" if language else "revision", 1),
        )
        self._editions.setdefault(name, {})[edition.language] = edition, top
        if not language:
            self._main[name] = WrittenPage(
                name=name,
                editions=(),
                place=Place(body.path),
                order=top.whole("order", 100, least=0),
                in_nav=top.boolean("in_nav", default=False),
                contents=top.boolean("contents", default=False),
                revised_on=top.day("date"),
                author=top.name("author"),
            )

    def pages(self) -> Pages:
        """What was read, once all files are."""
        self._check_translations()
        pages = (self._whole(name, page) for name, page in self._main.items())
        self.found.pages = tuple(sorted(pages, key=lambda page: (page.order, page.name)))
        return self.found

    def _whole(self, name: str, page: WrittenPage) -> WrittenPage:
        found = self._editions[name]
        tags = [self.default, *(tag for tag in LANGUAGES if tag in found and tag != self.default)]
        editions = tuple(found[tag][0] for tag in tags)
        return WrittenPage(
            name, editions, page.place, page.order, page.in_nav, page.contents, page.revised_on, page.author
        )

    def _check_translations(self) -> None:
        """A translation has something to translate, and is not newer than that; what is missing is warned of."""
        for name, texts in self.found.texts.items():
            for language, text in texts.items():
                if self.default and language != self.default and self.default not in texts:
                    fault = Fault("page-untold", f"there is no {name}.md", f"write the page in {self.default} first")
                    self.report.add(Place(text.path), fault)
            if name in self._main:
                self._check_editions(name)

    def _check_editions(self, name: str) -> None:
        editions = self._editions[name]
        newest = editions[self.default][0].revision
        for language, (edition, table) in editions.items():
            if language != self.default and edition.revision > newest:
                text = f"this translates revision {edition.revision} of the page, which is at {newest}"
                table.fault(Fault("page-revision", text, f"write a number up to {newest}"), "translates")
            elif edition.revision < newest:
                text = f"this translates revision {edition.revision} of the page, which is at {newest} by now"
                hint = "readers are told so; bring the text up to date, then write the new number"
                table.fault(Fault("page-behind", text, hint).warning(), "translates")
        for language in self.languages[1:]:
            if language not in self.found.texts[name]:
                text = f"the page is missing in {language}"
                hint = (
                    f"readers will be shown the text in {self.default}, and told so; add {name}.{language.lower()}.md"
                )
                self.report.add(self._main[name].place, Fault("untranslated", text, hint).warning())


def _name_fault(name: str) -> Fault | None:
    if fault := id_fault(name, "the name of the page"):
        return fault
    if name in addresses.TAKEN or name in _TAGS:
        text = f"the address {name}/ is one of the site's own"
        return Fault("page-name", text, "give the file another name")
    return None


def _about_pages(fault: Fault) -> Fault:
    return fault._replace(hint=fault.hint.replace("the criteria", "the text"))
