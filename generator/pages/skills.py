"""Skills: what a holder can do, and where public frameworks describe it."""

from __future__ import annotations

from msgspec import Struct

from generator import addresses
from generator.model import Achievement, Alignment, Document, Spoken
from generator.pages.frame import Here
from generator.pages.parts import Link, as_list


class Reference(Struct, frozen=True):
    """An entry of a public framework: its name and link, the framework, its code there ("" for none)."""

    entry: Link
    framework: str
    code: str


class NamedSkill(Struct, frozen=True):
    """A skill with its references, and the way to its page, "" for one that the ledger does not have.

    `anchor` is its place on the achievement's own page, "" elsewhere.
    """

    name: Spoken
    references: tuple[Reference, ...]
    anchor: str
    href: str


def skills_signed(here: Here, document: Document, achievement: Achievement, language: str) -> tuple[NamedSkill, ...]:
    """The skills that a credential names by alignment, in its order.

    Alignments that the ledger has under one skill stand under that skill's name in the reader's language. One that
    the ledger no longer has keeps the name that was signed. A skill that no framework has is aligned with its own page.
    """
    owners = {(a.name, a.url): skill for skill in achievement.skills for a in skill.alignments}
    own = {here.frame.addresses.url(addresses.skill_page(skill.slug)): skill for skill in achievement.skills}
    found: dict[str, tuple[Spoken, list[Reference], str]] = {}
    for entry in as_list(document["credentialSubject"]["achievement"].get("alignment")):
        target, url = entry["targetName"], entry["targetUrl"]
        skill = owners.get((target, url), own.get(url))
        key = f"ours {skill.slug}" if skill else f"signed {target}"
        name = skill.name.choose(here.frame.language) if skill else Spoken(target, language)
        reference = Reference(
            Link(Spoken(target, language), here.link(url)),
            entry.get("targetFramework", ""),
            entry.get("targetCode", ""),
        )
        href = here.page(addresses.skill_page(skill.slug)) if skill else ""
        references = found.setdefault(key, (name, [], href))[1]
        if url not in own:
            references.append(reference)
    return tuple(NamedSkill(name, tuple(references), "", href) for name, references, href in found.values())


def skills_taught(here: Here, achievement: Achievement) -> tuple[NamedSkill, ...]:
    """The skills of an achievement as the ledger has them."""
    return tuple(
        NamedSkill(
            skill.name.choose(here.frame.language),
            tuple(reference_to(here, alignment) for alignment in skill.alignments),
            f"skill-{skill.slug}",
            here.page(addresses.skill_page(skill.slug)),
        )
        for skill in achievement.skills
    )


def reference_to(here: Here, alignment: Alignment) -> Reference:
    return Reference(
        Link(Spoken(alignment.name, here.frame.default), here.link(alignment.url)),
        alignment.framework,
        alignment.code,
    )
