"""What search engines read of a badge and of an award: schema.org, as a data block in the page.

    achievement    EducationalOccupationalCredential
    award          ProfilePage of a Person who hasCredential; without the person where the credential names nobody

Only public awards in good standing have one: nobody is to find what was withdrawn, or what is not to be found. No
browser runs a block of this type, so the content policy stays as it is.

Spec: schema.org 28, EducationalOccupationalCredential and ProfilePage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from generator import addresses
from generator.model import Achievement, Alignment, Spoken
from generator.pages.checking import data_text
from generator.pages.frame import Frame, Here
from generator.pages.parts import art_path, kind
from generator.pages.share import Shown

_CONTEXT = "https://schema.org"
_CREDENTIAL = "EducationalOccupationalCredential"


def linked_achievement(here: Here, achievement: Achievement) -> Markup:
    """The block of an achievement's page."""
    frame = here.frame
    name, description = achievement.name.choose(frame.language), achievement.description.choose(frame.language)
    block = _credential(frame, achievement, name.text, description.text, here.url())
    return data_text({"@context": _CONTEXT} | block)


def linked_award(here: Here, achievement: Achievement, shown: Shown, description: Spoken, earner: str) -> Markup:
    """The block of an award's page. `earner` is "" where the credential names nobody."""
    credential = _credential(here.frame, achievement, shown.name, description.text, here.url()) | {
        "identifier": shown.award_id,
        "dateCreated": shown.issued.isoformat(),
        **({} if shown.expires is None else {"expires": shown.expires.isoformat()}),
    }
    if not earner:
        return data_text({"@context": _CONTEXT} | credential)
    person = {"@type": "Person", "name": earner, "hasCredential": credential}
    return data_text({"@context": _CONTEXT, "@type": "ProfilePage", "mainEntity": person})


def _credential(frame: Frame, achievement: Achievement, name: str, description: str, url: str) -> dict[str, Any]:
    issuer = frame.site.issuer
    said: dict[str, Any] = {
        "@type": _CREDENTIAL,
        "name": name,
        "description": description,
        "url": url,
        "image": frame.addresses.url(art_path(achievement)),
        "inLanguage": frame.language,
        "credentialCategory": kind(frame, achievement.type).text,
        "recognizedBy": {"@type": "Organization", "name": issuer.name.choose(frame.language).text, "url": issuer.url},
        "competencyRequired": list(_competencies(frame, achievement)),
        "educationalLevel": achievement.level,
        "validFor": achievement.valid_for,
    }
    return {member: value for member, value in said.items() if value}


def _competencies(frame: Frame, achievement: Achievement) -> Iterable[dict[str, str]]:
    page = frame.addresses.url(addresses.achievement_page(achievement.slug))
    for skill in achievement.skills:
        yield {
            "@type": "DefinedTerm",
            "name": skill.name.choose(frame.language).text,
            "url": f"{page}#skill-{skill.slug}",
        }
        yield from (_term(alignment) for alignment in skill.alignments)


def _term(alignment: Alignment) -> dict[str, str]:
    term = {
        "@type": "DefinedTerm",
        "name": alignment.name,
        "url": alignment.url,
        "termCode": alignment.code,
        "inDefinedTermSet": alignment.framework,
    }
    return {member: value for member, value in term.items() if value}
