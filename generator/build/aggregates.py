"""The files that are about many awards, or about none: lists, documents, art, and the pages that lead to badges."""

from __future__ import annotations

from collections.abc import Iterator

from generator import addresses
from generator.build.shard import Made, Work
from generator.credential import ob2
from generator.credential.did import did_document
from generator.credential.proof import attach_proof, digest, encode_document
from generator.credential.status import compose_status_list
from generator.model import Award
from generator.pages.frame import Frame
from generator.pages.views import (
    ProfileEntry,
    View,
    achievement_view,
    catalogue_view,
    earners_view,
    embed_view,
    home_view,
    not_found_view,
    profile_view,
    verify_view,
)
from generator.signing.signer import Signer


def documents(work: Work, signer: Signer) -> Iterator[Made]:
    """The DID document, the status lists (the only ones signed here), pictures and the theme's own files."""
    plan = work.plan
    yield Made(plan.addresses.did_document(), encode_document(did_document(plan.addresses.did(), plan.keys)))
    for status_list in plan.status_lists:
        unsigned = compose_status_list(status_list, plan.addresses)
        signed = attach_proof(unsigned, plan.method, signer.sign(digest(unsigned, plan.method)))
        yield Made(addresses.status_list(status_list.purpose, status_list.number), signed.encoded)
    yield from _endorsements(work)
    if plan.site.open_badges_2:
        yield from _older_documents(work)
    for slug, art in work.art.items():
        yield Made(addresses.achievement_art(slug, plan.ledger.achievements[slug].art.format), art.plain)
    if work.issuer_picture:
        yield Made(addresses.issuer_picture(), work.issuer_picture)
    for path, data in sorted(work.theme.assets().items()):
        yield Made(path, data)
    # Without it, some hosts leave out what begins with a dot or an underscore: .well-known among them.
    yield Made(".nojekyll", b"")


def _older_documents(work: Work) -> Iterator[Made]:
    """What the assertions of Open Badges 2.0 point to."""
    site, where = work.plan.site, work.plan.addresses
    yield Made(addresses.issuer_profile(), encode_document(ob2.issuer_document(site, where)))
    for achievement in work.plan.ledger.achievements.values():
        document = ob2.badge_class(achievement, site, where)
        yield Made(addresses.badge_class(achievement.slug), encode_document(document))


def _endorsements(work: Work) -> Iterator[Made]:
    """What others have signed, each at an address of its own, for whoever wants to check it alone."""
    for slug, achievement in work.plan.ledger.achievements.items():
        for endorsement in achievement.endorsements:
            if endorsement.about == work.plan.addresses.url(addresses.achievement_page(slug)):
                yield Made(addresses.endorsement(slug, endorsement.name), encode_document(endorsement.document))


def pages(work: Work) -> Iterator[Made]:
    """Every page but those of awards, in each language."""
    for language, frame in work.frames.items():
        default = work.plan.site.languages[0]
        for path, view in _views(work, frame):
            yield Made(addresses.file_of(addresses.in_language(path, language, default)), work.theme.render(view))
    yield Made(addresses.not_found(), work.theme.render(not_found_view(work.frames[work.plan.site.languages[0]])))


def _views(work: Work, frame: Frame) -> Iterator[tuple[str, View]]:
    plan, ledger = work.plan, work.plan.ledger
    achievements = list(ledger.achievements.values())
    earners = {award.earner for award in plan.awards if award.id in plan.listed}
    yield addresses.home(), home_view(frame, achievements, awards=len(plan.listed), earners=len(earners))
    yield addresses.catalogue(), catalogue_view(frame, achievements, ledger.exclusions, ledger.conferrals)
    yield addresses.verify(), verify_view(frame)
    yield addresses.embed(), embed_view(frame)
    yield addresses.earners(), earners_view(frame, ((ledger.earners[e], len(a)) for e, a in plan.profiles.items()))
    for achievement in achievements:
        related = [ledger.achievements[slug] for slug in achievement.related]
        successor = ledger.achievements.get(achievement.replaced_by)
        yield (
            addresses.achievement_page(achievement.slug),
            achievement_view(frame, achievement, related=related, replaced_by=successor),
        )
    for earner_id, awards in plan.profiles.items():
        earner = ledger.earners[earner_id]
        yield addresses.profile_page(earner.handle), profile_view(frame, earner, _entries(work, awards))


def _entries(work: Work, awards: tuple[Award, ...]) -> list[ProfileEntry]:
    # A card says what the credential says, and none of that is in the proof.
    achievements = work.plan.ledger.achievements
    return [ProfileEntry(a, work.unsigned(a).document, achievements[a.achievement]) for a in awards]
