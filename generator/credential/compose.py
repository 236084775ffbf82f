"""An award of the ledger as an unsigned Open Badges 3.0 credential.

Only members of the closed profile are written, so that nothing goes unsigned; every multi-valued member is an array
and every complex value an object, which both published schemas accept. All times come from the ledger. The text is
in the site's default language: a credential is not multiplied by language.

Spec: Open Badges 3.0, "AchievementCredential"; VC Data Model 2.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generator import addresses
from generator.addresses import Addresses
from generator.credential.identity import subject_identity
from generator.credential.status import status_entry
from generator.credential.times import format_instant
from generator.model import (
    Achievement,
    Alignment,
    Award,
    Document,
    Earner,
    Endorsement,
    Evidence,
    Result,
    ResultDescription,
    Site,
    UnsignedCredential,
)

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@dataclass(slots=True)
class Composer:
    """Composes the credentials of one site; what awards of one achievement share is composed once."""

    site: Site
    addresses: Addresses
    _issuer: Document = field(init=False)
    _achievements: dict[tuple[str, ...], Document] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._issuer = issuer_profile(self.site, self.addresses)

    def compose(self, award: Award, achievement: Achievement, earner: Earner) -> UnsignedCredential:
        """The credential of `award` without its proof. Shared parts are the same objects: do not change them."""
        issued = format_instant(award.issued_at())
        shared = self.achievement(achievement, self.endorsements(award, achievement))
        page = self.addresses.url(addresses.achievement_page(achievement.slug))
        picture = addresses.award_picture(award.id, achievement.art.format)
        document: Document = {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_303],
            "id": self.addresses.url(addresses.credential(award.id)),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": shared["name"],
            "description": shared["description"],
            "image": {"id": self.addresses.url(picture), "type": "Image"},
            "issuer": self._issuer,
            "validFrom": issued,
        }
        if award.expires_at is not None:
            document["validUntil"] = format_instant(award.expires_at)
        document["awardedDate"] = format_instant(award.awarded_at)
        subject: Document = {
            "type": ["AchievementSubject"],
            **subject_identity(earner, award.id, email_hash=self.site.email_hash),
            "achievement": shared,
        }
        if award.results:
            subject["result"] = [_result(result, achievement, page) for result in award.results]
        document["credentialSubject"] = subject
        if award.evidence is not None:
            document["evidence"] = [_evidence(award.evidence)]
        document["credentialStatus"] = status_entry(self.addresses, award.status_index)
        return UnsignedCredential(document, created=issued)

    def endorsements(self, award: Award, achievement: Achievement) -> list[Endorsement]:
        """Those that a credential of `award` carries: in force when it was issued, and about this achievement here.

        A badge keeps what was said when it was issued, so a later endorsement changes no badge that is out already.
        Below another base URL an achievement has another id, of which nobody has said anything.
        """
        page = self.addresses.url(addresses.achievement_page(achievement.slug))
        issued = award.issued_at()
        return [each for each in achievement.endorsements if each.about == page and each.in_force(issued)]

    def achievement(self, achievement: Achievement, endorsements: Sequence[Endorsement] = ()) -> Document:
        """The Achievement object of `achievement` with these endorsements, made once."""
        key = (achievement.slug, achievement.art.look, *(each.name for each in endorsements))
        known = self._achievements.get(key)
        if known is None:
            known = achievement_object(achievement, self.site, self.addresses)
            if endorsements:
                known["endorsement"] = [each.document for each in endorsements]
            self._achievements[key] = known
        return known


def issuer_profile(site: Site, where: Addresses) -> Document:
    """The issuer as a Profile object; its `id` is the DID of the site (decision D2)."""
    language = site.languages[0]
    profile: Document = {
        "id": where.did(),
        "type": ["Profile"],
        "name": site.issuer.name.choose(language).text,
        "url": site.issuer.url,
    }
    if site.issuer.email:
        profile["email"] = site.issuer.email
    if site.issuer.description:
        profile["description"] = site.issuer.description.choose(language).text
    if site.issuer.image:
        profile["image"] = {"id": where.url(addresses.issuer_picture()), "type": "Image"}
    return profile


def achievement_object(achievement: Achievement, site: Site, where: Addresses) -> Document:
    """The Achievement object that stands in each of its credentials. Open Badges 3.0, "Achievement"."""
    language = site.languages[0]
    page = where.url(addresses.achievement_page(achievement.slug))
    document: Document = {
        "id": page,
        "type": ["Achievement"],
        "achievementType": achievement.type,
        "name": achievement.name.choose(language).text,
        "description": achievement.description.choose(language).text,
        "criteria": {"id": f"{page}#criteria", "narrative": achievement.criteria.choose(language).text},
        "image": {
            "id": where.url(addresses.achievement_art(achievement.slug, achievement.art.format)),
            "type": "Image",
            "caption": achievement.art.alt.choose(language).text,
        },
        "inLanguage": language,
    }
    texts = {
        "humanCode": achievement.code,
        "version": achievement.version,
        "fieldOfStudy": achievement.field_of_study,
        "specialization": achievement.specialization,
    }
    document.update({member: text for member, text in texts.items() if text})
    if achievement.credits is not None:
        document["creditsAvailable"] = _number(achievement.credits)
    if achievement.tags:
        document["tag"] = list(achievement.tags)
    alignments = [_alignment(entry) for entry in alignments_of(achievement, where, language)]
    if alignments:
        document["alignment"] = alignments
    if achievement.related:
        document["related"] = [
            {"id": where.url(addresses.achievement_page(slug)), "type": ["Related"]} for slug in achievement.related
        ]
    if achievement.results:
        document["resultDescription"] = [_result_description(entry, page) for entry in achievement.results]
    return document


def alignments_of(achievement: Achievement, where: Addresses, language: str) -> list[Alignment]:
    """What the skills of an achievement are aligned with: what the ledger says, else the skill's own page."""
    return [
        entry
        for skill in achievement.skills
        for entry in skill.alignments
        or [Alignment(skill.name.choose(language).text, where.url(addresses.skill_page(skill.slug)))]
    ]


def _alignment(alignment: Alignment) -> Document:
    document: Document = {"type": ["Alignment"], "targetName": alignment.name, "targetUrl": alignment.url}
    texts = {
        "targetFramework": alignment.framework,
        "targetCode": alignment.code,
        "targetType": alignment.type,
        "targetDescription": alignment.description,
    }
    document.update({member: text for member, text in texts.items() if text})
    return document


def _result_description(result: ResultDescription, page: str) -> Document:
    document: Document = {
        "id": _result_id(page, result.key),
        "type": ["ResultDescription"],
        "name": result.name,
        "resultType": result.type,
    }
    texts = {"valueMin": result.minimum, "valueMax": result.maximum, "requiredValue": result.required}
    document.update({member: text for member, text in texts.items() if text})
    if result.allowed:
        document["allowedValue"] = list(result.allowed)
    if result.required_level:
        document["requiredLevel"] = _level_id(page, result.key, result.required_level)
    if result.levels:
        document["rubricCriterionLevel"] = [
            {
                "id": _level_id(page, result.key, level.key),
                "type": ["RubricCriterionLevel"],
                "name": level.name,
                **{m: t for m in ("level", "description", "points") if (t := getattr(level, m))},
            }
            for level in result.levels
        ]
    return document


def _result(result: Result, achievement: Achievement, page: str) -> Document:
    described = achievement.result(result.key)
    document: Document = {"type": ["Result"], "resultDescription": _result_id(page, result.key)}
    if result.level:
        document["achievedLevel"] = _level_id(page, result.key, result.level)
    elif described is not None and described.type == "Status":
        document["status"] = result.value
    else:
        document["value"] = result.value
    return document


def _evidence(evidence: Evidence) -> Document:
    document: Document = {"id": evidence.url} if evidence.url else {}
    document["type"] = ["Evidence"]
    if evidence.name:
        document["name"] = evidence.name
    if evidence.text:
        document["narrative"] = evidence.text
    return document


def _result_id(page: str, key: str) -> str:
    return f"{page}#result-{key}"


def _level_id(page: str, key: str, level: str) -> str:
    return f"{page}#level-{key}-{level}"


def _number(value: float) -> int | float:
    # RDF and JCS both write 3.0 as 3; signing the short form keeps JSON text and signed text alike.
    return int(value) if value.is_integer() else value
