"""content/profiles/<handle>.md: what an earner chose to show on their page.

    +++
    headline = "Surveys tidal rivers"
    picture = "mara-quill.png"
    order = ["7f3k9q2m4c8w1x0z"]
    hidden = ["0h2j4k6m8n1p3q5r"]

    [[links]]
    name = "Portfolio"
    url = "https://portfolio.example.com/"
    +++
    I have measured water for *twenty years*.

All of it is the earner's own wish, so it can take a badge off the page and never put one on: what is not public for
another reason stays away. Awards are named by their ids, as the addresses of their pages have them. The format is
described in docs/formats/profiles.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from generator.errors import WireError
from generator.ledger import art, frontmatter
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean
from generator.ledger.tables import Table
from generator.ledger.texts import award_id_fault, control_faults, id_fault
from generator.ledger.toml import parse
from generator.model import Art, Awards, Earners, OwnLink, Place, Portrait, Text, Visibility
from generator.printable import printable, quoted
from generator.wire import pixels

PATH = "content/profiles"

LONGEST_BIO = 5_000
MOST_LINKS = 10
MOST_PICTURE_BYTES = 256 * 1024
SMALLEST_PX, LARGEST_PX = 96, 1024

_KEYS = ("headline", "picture", "order", "hidden", "links")
_PICTURE = re.compile(r"[a-z0-9][A-Za-z0-9._-]{0,99}\.png", re.ASCII)
_VISIBILITIES = tuple(Visibility)


class Registry(Struct, frozen=True):
    """Whose pages there can be, and what is theirs. None of it is looked at while rows are not in order."""

    earners: Earners
    awards: Awards


def read_profiles(
    folder: Folder, registry: Registry | None, report: Report, privacy: Privacy, languages: tuple[str, ...]
) -> dict[int, Portrait]:
    """What earners chose to show, by their position in the ledger; what is wrong goes to the report.

    Without a `registry` the files are read for their own sake, and nobody is looked up.
    """
    entries = folder.names(PATH)
    if isinstance(entries, Fault):
        if entries.code != MISSING:
            report.add(Place(PATH), entries._replace(text=entries.text.replace("file", "folder")))
        return {}
    reader = _Reader(folder, registry, report, privacy, languages)
    handles = [name.removesuffix(".md") for name, kind in entries if kind == "file" and name.endswith(".md")]
    rows = registry.earners.rows_by_handle(frozenset(handles)) if registry else {}
    found = {handle: reader.read(handle, rows) for handle in handles}
    reader.check_strays(entries)
    return {rows[handle]: portrait for handle, portrait in found.items() if handle in rows}


class _Reader:
    def __init__(
        self,
        folder: Folder,
        registry: Registry | None,
        report: Report,
        privacy: Privacy,
        languages: tuple[str, ...],
    ) -> None:
        self.folder = folder
        self.registry = registry
        self.report = report
        self.privacy = privacy
        self.languages = languages
        self.pictures: set[str] = set()  # paths that profiles name, sound or not

    def read(self, handle: str, rows: Mapping[str, int]) -> Portrait:
        """What stands in one file; nothing where it cannot be read."""
        path = f"{PATH}/{handle}.md"
        text = read_text(self.folder, path, self.report)
        parts = frontmatter.split_optional(text) if isinstance(text, str) else text
        if fault := self._owner_fault(handle, rows):
            self.report.add(Place(f"{PATH}/{printable(handle)}.md"), fault)
        if parts is None or isinstance(parts, Fault):
            if parts is not None:
                self.report.add(Place(path), parts)
            return Portrait(handle, Place(path))
        bio = self._bio(parts, path)
        document = parse(parts.toml, path, self.report, self.privacy, self.languages)
        top = Table(document) if document else None
        return self._portrait(handle, path, top, bio, rows.get(handle)) if top else Portrait(handle, Place(path))

    def _portrait(self, handle: str, path: str, top: Table, bio: str, row: int | None) -> Portrait:
        top.only(_KEYS)
        order, hidden = self._awards(top, "order", row), self._awards(top, "hidden", row)
        for award in sorted(set(order) & set(hidden)):
            fault = Fault("profile-both", f"{quoted(award)} is hidden and has a place in the order", "take one out")
            top.fault(fault, "order", top.data["order"].index(award))
        return Portrait(
            handle=handle,
            place=Place(path),
            headline=top.name("headline"),
            links=self._links(top),
            picture=self._picture(top),
            order=order,
            hidden=hidden,
            bio=bio,
        )

    def _owner_fault(self, handle: str, rows: Mapping[str, int]) -> Fault | None:
        """What speaks against a page of that name, if anything."""
        if fault := id_fault(handle, "the file name"):
            return fault
        if self.registry is None:
            return None
        if handle not in rows:
            hint = "the file is called as the column handle of earners.csv has it: <handle>.md"
            return Fault("unknown-handle", f"no earner has the handle {quoted(handle)}", hint)
        if _VISIBILITIES[self.registry.earners.visibility[rows[handle]]] is not Visibility.PUBLIC:
            text = "this earner is not public, so there is no page to show it on"
            return Fault("profile-not-public", text, "nothing of it is published; it can stay for later").warning()
        return None

    def _awards(self, top: Table, key: str, row: int | None) -> tuple[str, ...]:
        """A list of awards of the earner at `row`."""
        found = top.entries(key)
        for award, at in found.items():
            fault = award_id_fault(award) or self._award_fault(award, row)
            if fault:
                top.fault(fault, key, at)
        return tuple(found)

    def _award_fault(self, award: str, row: int | None) -> Fault | None:
        if self.registry is None or row is None:
            return None
        position = self.registry.awards.row_of(award)
        if position is not None and self.registry.awards.earner_row[position] == row:
            return None
        hint = "the id stands in the address of the award's page: /awards/<id>/"
        return Fault("profile-award", f"{quoted(award)} is no award of this earner", hint)

    def _links(self, top: Table) -> tuple[OwnLink, ...]:
        links = []
        for table in top.tables("links"):
            table.only(("name", "url"))
            name = table.required("name", 'name = "Portfolio"')
            url = table.web("url") if table.require("url", 'url = "https://..."') else ""
            links.append(OwnLink(name, url))
        if len(links) > MOST_LINKS:
            text = f"there are {len(links)} links; at most {MOST_LINKS} are accepted"
            top.fault(Fault("profile-links", text, "keep those that matter most"), "links", MOST_LINKS)
        return tuple(links)

    def _picture(self, top: Table) -> Art | None:
        name = top.name("picture")
        if not name:
            return None
        if not _PICTURE.fullmatch(name):
            hint = 'put the picture beside this file and write its name: picture = "me.png"'
            top.fault(Fault("art-path", f"{quoted(name)} is not the name of a PNG in {PATH}/", hint), "picture")
            return None
        path = f"{PATH}/{name}"
        self.pictures.add(path)
        data = self.folder.read(path, MOST_PICTURE_BYTES)
        if isinstance(data, Fault):
            missing = Fault("art-missing", f"there is no picture {quoted(path)}", "put it there, or take the line out")
            absent = data.code == MISSING
            self.report.add(top.place("picture") if absent else Place(path), missing if absent else data)
            return None
        return self._measured(path, data)

    def _measured(self, path: str, data: bytes) -> Art | None:
        try:
            header = pixels.check_pixels(data)
        except WireError as error:
            self.report.add(Place(path), art.broken(path, error))
            return None
        sides = (header.width_px, header.height_px)
        if not all(SMALLEST_PX <= side <= LARGEST_PX for side in sides):
            text = (
                f"the picture is {sides[0]} by {sides[1]} pixels; {SMALLEST_PX} to {LARGEST_PX} on a side are accepted"
            )
            self.report.add(Place(path), Fault("profile-picture", text, "400 by 400 pixels are plenty"))
        return Art(path, *sides, Text(()))

    def _bio(self, parts: frontmatter.Parts, path: str) -> str:
        for number, line in enumerate(parts.body.split("\n"), start=parts.body_line):
            for at, fault in control_faults(line, "the line"):
                self.report.add(Place(path, number, at + 1), fault)
            self.privacy.look(Place(path, number), line)
        bio = parts.body.replace("\r\n", "\n").strip("\n").rstrip()
        if len(bio) > LONGEST_BIO:
            text = f"the text has {len(bio):,} characters; at most {LONGEST_BIO:,} are accepted"
            self.report.add(Place(path, parts.body_line), Fault("profile-long", text, "shorten it"))
        return bio

    def check_strays(self, entries: list[tuple[str, str]]) -> None:
        """Warn of what is not read."""
        for name, kind in entries:
            if name.startswith(".") or (kind == "file" and (name.endswith(".md") or f"{PATH}/{name}" in self.pictures)):
                continue
            fault = Fault("file-stray", "this is not read", "a profile is <handle>.md, with its picture beside it")
            if kind == "link":
                fault = Fault("file-link", "this is a link", "put the file itself here: links are not followed")
            elif name.endswith((".MD", ".markdown", ".txt")):
                fault = fault._replace(hint=did_you_mean(name, [name.rpartition(".")[0] + ".md"], fault.hint))
            self.report.add(Place(f"{PATH}/{printable(name)}"), fault if kind == "link" else fault.warning())
