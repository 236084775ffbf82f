"""rules.toml: which exams have no badge of their own, and which certification passing them confers.

The format is described in docs/formats/rules.toml.md. Whether an achievement or an award contradicts a rule is for
`check` and `awards`; a code may have one rule only, and that is held here.
"""

from __future__ import annotations

from msgspec import Struct, field

from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MISSING, Folder
from generator.ledger.plain import read_text
from generator.ledger.privacy import Privacy
from generator.ledger.tables import Table
from generator.ledger.texts import name_fault
from generator.ledger.toml import parse
from generator.model import Conferral, Exclusion, Place
from generator.printable import quoted

PATH = "content/rules.toml"


class Rules(Struct):
    """All rules. `unbadged` says of each code (casefolded) why it has no badge; the rest keeps places for `check`."""

    exclusions: tuple[Exclusion, ...] = ()
    conferrals: tuple[Conferral, ...] = ()
    unbadged: dict[str, Fault] = field(default_factory=dict)
    certification_places: list[tuple[str, Place]] = field(default_factory=list)


def read_rules(folder: Folder, report: Report, privacy: Privacy, languages: tuple[str, ...]) -> Rules:
    """The rules; none where the file is not there."""
    text = read_text(folder, PATH, report)
    if isinstance(text, Fault):
        if text.code != MISSING:
            report.add(Place(PATH), text)
        return Rules()
    document = parse(text, PATH, report, privacy, languages) if text is not None else None
    if document is None:
        return Rules()
    top = Table(document)
    top.only(("excluded", "confers"), "table")
    rules = Rules()
    places: dict[str, Place] = {}
    rules.exclusions = tuple(_exclusion(table, rules, places) for table in top.tables("excluded"))
    rules.conferrals = tuple(_conferral(table, rules, places) for table in top.tables("confers"))
    return rules


def _exclusion(table: Table, rules: Rules, places: dict[str, Place]) -> Exclusion:
    table.only(("codes", "reason", "on"))
    codes = table.entries("codes") if table.require("codes", 'codes = ["NX-074"]') else {}
    reason = table.text("reason", required='reason = "..."')
    found = Exclusion(tuple(codes), reason, table.day("on"))
    since = f" since {found.on}" if found.on else ""
    fault = Fault(
        "code-excluded", f"is excluded by rules.toml{since}", "take it out, or take its code out of [[excluded]]"
    )
    for code, at in codes.items():
        _claim(code, fault, table, ("codes", at), rules, places)
    return found


def _conferral(table: Table, rules: Rules, places: dict[str, Place]) -> Conferral:
    table.only(("exam", "exam_name", "certification"))
    exam = table.required("exam", 'exam = "NX-110"')
    exam_name = table.text("exam_name", name_fault, required='exam_name = "..."')
    certification = table.slug("certification") if table.require("certification", 'certification = "..."') else ""
    if certification:
        rules.certification_places.append((certification, table.place("certification")))
    text = f"is an exam that is not badged: by rules.toml it confers {quoted(certification)}"
    if exam:
        _claim(
            exam, Fault("code-confers", text, f"award {quoted(certification)} instead"), table, ("exam",), rules, places
        )
    return Conferral(exam, exam_name, certification)


def _claim(
    code: str, fault: Fault, table: Table, key: tuple[str | int, ...], rules: Rules, places: dict[str, Place]
) -> None:
    """Let `fault` be what is said of `code`, unless another rule has it already."""
    first = places.setdefault(code.casefold(), table.place(*key))
    if first != table.place(*key):
        text = f"the code {quoted(code)} has a rule already in line {first.line}"
        table.fault(Fault("code-repeated", text, "leave it in one place"), *key)
    rules.unbadged.setdefault(code.casefold(), fault)
