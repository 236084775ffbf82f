"""The criteria of an achievement: Markdown, one file for each language, the default one below the fields.

Line ends become LF, so that a checkout on another system signs the same bytes. What Markdown makes of the text is for
the pages; here it must be there, hold no control character and no earner's address.
"""

from __future__ import annotations

import re

from generator.ledger import frontmatter
from generator.ledger.faults import Fault, Report
from generator.ledger.folder import Folder
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.texts import control_faults
from generator.model import LANGUAGES, Place

_FILE = re.compile(r"achievement\.(.+)\.md")
_FIELD = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)


def check_body(body: str, path: str, first_line: int, report: Report, privacy: Privacy) -> str:
    """The criteria in `body`, which begins at `first_line` of its file."""
    if not body.strip():
        hint = "say below the second +++ what had to be done to earn this"
        report.add(Place(path, first_line), Fault("criteria-missing", "the criteria are missing", hint))
    for number, line in enumerate(body.split("\n"), start=first_line):
        for at, fault in control_faults(line, "the line"):
            report.add(Place(path, number, at + 1), fault)
        privacy.look(Place(path, number), line)
    return body.replace("\r\n", "\n").strip("\n").rstrip()


def language_of(name: str, default: str) -> str | Fault | None:
    """The language of the criteria file called `name`; None where it is no such file."""
    match = _FILE.fullmatch(name)
    if match is None:
        return None
    tags = {tag.lower(): tag for tag in LANGUAGES}
    language = tags.get(match[1])
    if language is None:
        known = ", ".join(f"achievement.{tag}.md" for tag in tags)
        return Fault("language-unknown", "this file name names no language of this program", f"the names are {known}")
    if language == default:
        hint = "put the text below the fields of achievement.md, and take this file away"
        return Fault(
            "criteria-repeated", f"the criteria in {default}, the default language, stand in achievement.md", hint
        )
    return language


def read_translation(folder: Folder, path: str, report: Report, privacy: Privacy) -> str:
    """The criteria in another language; "" where they cannot be had."""
    text = read_text(folder, path, report)
    if isinstance(text, Fault):
        report.add(Place(path), text)
        return ""
    parts = frontmatter.split_optional(text) if text is not None else None
    if isinstance(parts, Fault):
        report.add(Place(path), parts)
    if parts is None or isinstance(parts, Fault):
        return ""
    stray = _FIELD.search(parts.toml)
    if stray:
        line = parts.toml.count("\n", 0, stray.end()) + 1
        fault = Fault("front-matter", "fields stand in achievement.md only", "leave the criteria alone in this file")
        report.add(Place(path, line), fault)
    return check_body(parts.body, path, parts.body_line, report, privacy)
