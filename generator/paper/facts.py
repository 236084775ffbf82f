"""All that a certificate may show: chosen from the signed credential, worded in the site's default language.

As on the page of an award every fact is the credential's, so that paper and proof cannot disagree. A certificate says
nothing of revocation: who scans its code, or verifies the credential in it, hears what is so on that day.
"""

from __future__ import annotations

from msgspec import Struct

from generator import addresses
from generator.credential.identity import displayed_name
from generator.credential.times import parse_instant
from generator.model import Achievement, Document, Spoken
from generator.pages.frame import Frame

_WORDS = ("awarded_to", "issued_by", "issued", "valid_until", "no_end", "skills", "to_check", "inside", "code")


class CertificateFacts(Struct, frozen=True):
    """What `certificate.typ` is given, as JSON. Days are written out; `issued_on` is year, month, day."""

    language: str
    title: str
    words: dict[str, str]  # the phrases of [paper], by their names
    name: Spoken
    earner: Spoken | None
    issuer: Spoken
    description: Spoken
    skills: tuple[str, ...]
    issued: str
    issued_on: tuple[int, int, int]
    expires: str  # "" for no end
    url: str
    accent: str  # #rrggbb, "" for the theme's own
    is_demo: bool


def certificate_facts(
    frame: Frame, document: Document, *, award_id: str, earner_language: str, achievement: Achievement
) -> CertificateFacts:
    """The certificate of the award whose signed credential is `document`."""
    achieved = document["credentialSubject"]["achievement"]
    language = achieved.get("inLanguage", frame.default)
    name, earner = achieved["name"], displayed_name(document)
    issued = parse_instant(document.get("awardedDate") or document["validFrom"])
    words = {word: frame.say(f"paper.{word}") for word in _WORDS}
    words["art"] = frame.say("paper.art", name=name)
    words["demo"] = frame.say("paper.demo") if frame.demo else ""
    return CertificateFacts(
        language=frame.language,
        title=frame.say("paper.title" if earner else "paper.title_bare", name=name, earner=earner),
        words=words,
        name=Spoken(name, language),
        earner=Spoken(earner, earner_language) if earner else None,
        issuer=Spoken(document["issuer"]["name"], language),
        description=Spoken(achieved["description"], language),
        skills=tuple(skill.name.choose(language).text for skill in achievement.skills),
        issued=frame.day(issued).text,
        issued_on=(issued.year, issued.month, issued.day),
        expires=frame.day(parse_instant(document["validUntil"])).text if "validUntil" in document else "",
        url=frame.addresses.url(addresses.award_page(award_id)),
        accent=frame.site.accent,
        is_demo=frame.demo,
    )
