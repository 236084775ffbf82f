"""The [[skills]] of an achievement, with their alignments to public frameworks."""

from __future__ import annotations

from unicodedata import combining, normalize

from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.tables import Table
from generator.ledger.texts import id_fault, name_fault, slug_of
from generator.ledger.vocabulary import TARGET_TYPES, is_word
from generator.model import Alignment, Skill, Text
from generator.printable import quoted


def read_skills(top: Table) -> tuple[Skill, ...]:
    """The skills in the order of the file, each address once."""
    found: dict[str, Skill] = {}
    for table in top.tables("skills"):
        table.only(("name", "slug", "alignments"))
        name = table.text("name", name_fault, required='name = "..."')
        slug = table.slug("slug") if "slug" in table else _slug(table, name)
        if slug and slug in found:
            fault = Fault(
                "repeated", f"two skills have the address {quoted(slug)}", 'give one of them another: slug = "..."'
            )
            table.fault(fault, "slug" if "slug" in table else "name")
        skill = Skill(slug, name, tuple(_alignment(entry) for entry in table.tables("alignments")))
        found.setdefault(slug, skill)
    return tuple(found.values())


def _slug(table: Table, name: Text) -> str:
    """The address made from the name in the default language, its accents dropped."""
    if not name:
        return ""
    plain = "".join(char for char in normalize("NFKD", name.variants[0][1]) if not combining(char))
    slug = slug_of(plain)
    if id_fault(slug):
        text = "no address can be made from the name of this skill: it has no letters a-z"
        table.fault(Fault("slug-missing", text, 'add slug = "...", the end of its address under /skills/'), "name")
        return ""
    return slug


def _alignment(table: Table) -> Alignment:
    table.only(("name", "url", "framework", "code", "type", "description"))
    kind = table.name("type")
    if kind and not is_word(kind, TARGET_TYPES):
        hint = did_you_mean(kind, TARGET_TYPES, one_of((*TARGET_TYPES, "ext:...")))
        table.fault(Fault("choice", f"{quoted(kind)} is not a kind of alignment", hint), "type")
    return Alignment(
        name=table.required("name", 'name = "..."'),
        url=table.web("url") if table.require("url", 'url = "https://..."') else "",
        framework=table.name("framework"),
        code=table.name("code"),
        type=kind,
        description=table.prose("description"),
    )
