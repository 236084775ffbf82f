"""The older generation: an award as an Open Badges 2.0 hosted badge, for readers that know no other.

    issuer.json                       who issues
    badges/<slug>/badgeclass.json     what was earned
    awards/<id>/assertion.json        who earned it and when

They point to each other by address and carry no signature: what counts is the copy that the issuer's host serves, and
whoever finds one in a picture fetches that copy. So withdrawing is an edit of the file: of a badge that is withdrawn or
on hold nothing stays but that word and the reason. (The validator of that generation does not look at `revoked` in a
hosted badge; but it refuses one that says nothing else.)

The recipient is no e-mail address and no hash of one (decision D6, docs/decisions/0007): it is the address of the
award's own page, which names the earner. Texts are in the default language of the site.

Spec: Open Badges 2.0, "Open Badges Vocabulary" and "Verification".
"""

from __future__ import annotations

from generator import addresses
from generator.addresses import Addresses
from generator.credential.compose import alignments_of
from generator.credential.times import format_instant
from generator.model import Achievement, Alignment, Award, Document, Evidence, Site, Standing

CONTEXT = "https://w3id.org/openbadges/v2"


def issuer_document(site: Site, where: Addresses) -> Document:
    """The issuer. Its e-mail address is required by this generation; the ledger has seen to it that there is one."""
    language = site.languages[0]
    document: Document = {
        "@context": CONTEXT,
        "type": "Issuer",
        "id": where.url(addresses.issuer_profile()),
        "name": site.issuer.name.choose(language).text,
        "url": site.issuer.url,
        "email": site.issuer.email,
    }
    if site.issuer.description:
        document["description"] = site.issuer.description.choose(language).text
    if site.issuer.image:
        document["image"] = where.url(addresses.issuer_picture())
    # Without it, every address on the host could claim to be a badge of this issuer.
    document["verification"] = {"type": "VerificationObject", "startsWith": where.url(addresses.award_pages())}
    return document


def badge_class(achievement: Achievement, site: Site, where: Addresses) -> Document:
    """What was earned."""
    language = site.languages[0]
    page = where.url(addresses.achievement_page(achievement.slug))
    document: Document = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": where.url(addresses.badge_class(achievement.slug)),
        "name": achievement.name.choose(language).text,
        "description": achievement.description.choose(language).text,
        "image": where.url(addresses.achievement_art(achievement.slug, achievement.art.format)),
        "criteria": {"id": page, "narrative": achievement.criteria.choose(language).text},
        "issuer": where.url(addresses.issuer_profile()),
    }
    if achievement.version:
        document["version"] = achievement.version
    if achievement.tags:
        document["tags"] = list(achievement.tags)
    alignments = [_alignment(entry) for entry in alignments_of(achievement, where, language)]
    if alignments:
        document["alignment"] = alignments
    return document


def assertion(award: Award, achievement: Achievement, where: Addresses) -> Document:
    """Who earned it and when; of one that is withdrawn or on hold, only that it is, and why."""
    document: Document = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": where.url(addresses.assertion(award.id)),
    }
    if revocation := _revocation(award):
        return document | revocation
    document |= {
        "recipient": {"type": "url", "hashed": False, "identity": where.url(addresses.award_page(award.id))},
        "badge": where.url(addresses.badge_class(achievement.slug)),
        "verification": {"type": "hosted"},
        "issuedOn": format_instant(award.awarded_at),
        "image": where.url(addresses.award_picture(award.id, achievement.art.format)),
    }
    if award.expires_at is not None:
        document["expires"] = format_instant(award.expires_at)
    if award.evidence is not None:
        document["evidence"] = [_evidence(award.evidence)]
    return document


def _revocation(award: Award) -> Document:
    # This generation has one word for both, and a badge on hold must not pass either.
    standing, said = award.standing()
    if standing is Standing.GOOD:
        return {}
    word = "On hold" if standing is Standing.SUSPENDED else "Revoked"
    return {"revoked": True, "revocationReason": f"{word}: {said.reason}" if said and said.reason else word}


def _alignment(alignment: Alignment) -> Document:
    document: Document = {"targetName": alignment.name, "targetUrl": alignment.url}
    texts = {
        "targetDescription": alignment.description,
        "targetFramework": alignment.framework,
        "targetCode": alignment.code,
    }
    document.update({member: text for member, text in texts.items() if text})
    return document


def _evidence(evidence: Evidence) -> Document:
    document: Document = {"id": evidence.url} if evidence.url else {}
    if evidence.name:
        document["name"] = evidence.name
    if evidence.text:
        document["narrative"] = evidence.text
    return document
