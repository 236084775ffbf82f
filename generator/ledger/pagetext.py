"""The Markdown of the organisation's own pages: names of headings, and references to badges and pages.

Headings are looked at while a file is read, references once all pages are known. A reference that leads nowhere is an
error at its line and column. Spec of both: generator/references.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from generator.ledger.faults import Fault, Report
from generator.ledger.ids import Known
from generator.ledger.privacy import Privacy
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.texts import control_faults
from generator.model import Place
from generator.printable import quoted
from generator.references import HEADING_NAME, TAKEN_NAMES, Reference, heading_in, prose_lines, references_in


class PageText(Struct):
    """One text on its way into the ledger, with its references still open."""

    path: str
    body: str
    references: list[tuple[Place, Reference]] = field(default_factory=list)
    headings: dict[str, int] = field(default_factory=dict)  # given names, each with its line


def read_body(body: str, path: str, first_line: int, report: Report, privacy: Privacy) -> PageText:
    """The text in `body`, which begins at `first_line` of its file; line ends become LF."""
    if not body.strip():
        hint = "write the page below the second +++, in Markdown"
        report.add(Place(path, first_line), Fault("page-empty", "the page has no text", hint))
    lines = body.replace("\r\n", "\n").split("\n")
    for number, line in enumerate(lines, start=first_line):
        for at, fault in control_faults(line, "the line"):
            report.add(Place(path, number, at + 1), fault)
        privacy.look(Place(path, number), line)
    found = PageText(path, "\n".join(lines).strip("\n").rstrip())
    for at, line in prose_lines("\n".join(lines)):
        _read_heading(found, line, first_line + at, report)
        for reference in references_in(line):
            found.references.append((Place(path, first_line + at, reference.at + 1), reference.reference))
    return found


def _read_heading(found: PageText, line: str, number: int, report: Report) -> None:
    heading = heading_in(line)
    if heading is None or heading.name is None:
        return
    name, place = heading.name, Place(found.path, number, line.rindex("{#") + 1)
    if not HEADING_NAME.fullmatch(name) or name in TAKEN_NAMES:
        text = f"{quoted(name)} cannot be the name of a heading"
        hint = "a name has a-z, 0-9 and - inside, 100 characters at most, and is not 'main'"
        report.add(place, Fault("heading-name", text, hint))
    elif name in found.headings:
        text = f"the heading in line {found.headings[name]} is called {quoted(name)} too"
        report.add(place, Fault("heading-repeated", text, "give one of them another name"))
    else:
        found.headings[name] = number


class Targets(Struct, frozen=True):
    """What references may name: achievements, and pages with the given names of their headings, by language."""

    achievements: Known
    pages: Mapping[str, Mapping[str, PageText]]
    default: str
    has_all_pages: bool = True

    def fault(self, reference: Reference, language: str) -> Fault | None:
        """What is wrong with a reference in a text in `language`, if anything."""
        if reference.kind == "badge":
            if reference.heading:
                return Fault("reference", "a badge is named without #", f"write badge:{reference.name}")
            return self.achievements.unknown(reference.name)
        if reference.name not in self.pages:
            return self._unknown_page(reference.name)
        return self._heading_fault(reference, language) if reference.heading else None

    def _unknown_page(self, name: str) -> Fault | None:
        if not self.has_all_pages:
            return None
        hint = did_you_mean(name, self.pages, one_of(self.pages))
        return Fault(
            "unknown-page", f"no page is called {quoted(name)}", f"{hint} Pages live in content/pages/".strip()
        )

    def _heading_fault(self, reference: Reference, language: str) -> Fault | None:
        editions = self.pages[reference.name]
        target = editions.get(language) or editions.get(self.default)
        if target is None or reference.heading in target.headings:
            return None
        text = f"no heading of {target.path} has the name {quoted(reference.heading)}"
        near = did_you_mean(reference.heading, target.headings)
        hint = near or f"write it behind the words of the heading: ## How … {{#{reference.heading}}}"
        return Fault("unknown-heading", text, hint)


def faults_of(text: PageText, language: str, targets: Targets) -> Iterator[tuple[Place, Fault]]:
    """The references of a text that lead nowhere."""
    for place, reference in text.references:
        fault = targets.fault(reference, language)
        if fault:
            yield place, fault
