"""What is about many awards, or about none: lists, documents, art, and the pages that lead to badges.

Each is a `Part`: a name, a digest of everything it comes from, and how to make its files. A build makes those whose
digest is not the one of the last build. Pages of people are in `people`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from generator import addresses
from generator.bake.card import draw_card
from generator.build.digests import digest_of
from generator.build.hosts import host_files
from generator.build.part import Makings, Part
from generator.build.plan import Plan
from generator.build.shard import Made, Work, in_each_language
from generator.credential import ob2
from generator.credential.did import did_document
from generator.credential.proof import attach_proof, digest, encode_document
from generator.credential.status import compose_status_list
from generator.model import Achievement, OEmbed, StatusList
from generator.pages.frame import Frame
from generator.pages.oembed import achievement_oembed
from generator.pages.parts import last_change
from generator.pages.views import (
    View,
    achievement_view,
    by_skill,
    catalogue_view,
    embed_view,
    home_view,
    not_found_view,
    privacy_view,
    retired_view,
    skill_name,
    skill_view,
    skills_view,
    support_view,
    verify_view,
    written_view,
)
from generator.signing.signer import Signer


def parts(makings: Makings, signer: Signer) -> Iterator[Part]:
    """Every part of the site but awards and people. Status lists are signed here."""
    yield from _documents(makings)
    for status_list in makings.plan.status_lists:
        name = addresses.status_list(status_list.purpose, status_list.number)
        what = (makings.plan.method, makings.plan.site.base_url, status_list.as_of, sorted(status_list.set_bits))
        yield Part(name, digest_of(makings.common, *what), partial(_status_list, makings.plan, status_list, signer))
    for slug in makings.achievements:
        yield from _of_achievement(makings, makings.plan.ledger.achievements[slug])
    yield from _pages(makings)
    for handle, portrait in makings.plan.portraits.items():
        if portrait.picture:
            path, picture = addresses.profile_picture(handle), portrait.picture.path
            yield Part(
                path, digest_of(makings.work.art.digests[picture]), partial(_picture, makings.work, path, picture)
            )


def _picture(work: Work, path: str, picture: str) -> Iterator[Made]:
    yield Made(path, work.art.load(picture))


def _status_list(plan: Plan, status_list: StatusList, signer: Signer) -> Iterator[Made]:
    unsigned = compose_status_list(status_list, plan.addresses)
    signed = attach_proof(unsigned, plan.method, signer.sign(digest(unsigned, plan.method)))
    yield Made(addresses.status_list(status_list.purpose, status_list.number), signed.encoded)


def _documents(makings: Makings) -> Iterator[Part]:
    """The DID document, the issuer's picture and older profile, and the theme's own files."""
    plan, work = makings.plan, makings.work
    document = encode_document(did_document(plan.addresses.did(), plan.keys))
    yield _plain(plan.addresses.did_document(), document)
    if plan.site.open_badges_2:
        yield _plain(addresses.issuer_profile(), encode_document(ob2.issuer_document(plan.site, plan.addresses)))
    if plan.site.issuer.image:
        yield _plain(addresses.issuer_picture(), work.art.load(plan.site.issuer.image))
        yield _card(makings, addresses.site_card(), plan.site.issuer.image)
    for path, data in sorted(work.theme.assets().items()):
        yield _plain(path, data)
    for path, data in host_files(plan):
        yield _plain(path, data)
    if plan.preview:
        yield _plain(addresses.preview_mark(), b"A preview, made to be looked at. It is never published.\n")


def _card(makings: Makings, path: str, picture: str) -> Part:
    """The card at `path`, with a PNG of the project on it."""
    work = makings.work
    return Part(path, digest_of(makings.common, work.art.digests[picture]), partial(_drawn, work, path, picture))


def _drawn(work: Work, path: str, picture: str) -> Iterator[Made]:
    yield Made(path, draw_card(work.art.load(picture), work.site.accent))


def _plain(path: str, data: bytes) -> Part:
    return Part(path, digest_of(data), lambda: [Made(path, data)])


def _of_achievement(makings: Makings, achievement: Achievement) -> Iterator[Part]:
    """An achievement's art, its older description, the endorsements that others have signed, and its pages."""
    plan, slug = makings.plan, achievement.slug
    page = addresses.achievement_page(slug)
    near = [makings.achievements[other] for other in (*achievement.related, achievement.replaced_by) if other]
    in_force = [e.name for e in achievement.endorsements if plan.site.as_of is None or e.in_force(plan.site.as_of)]
    yield Part(
        page,
        digest_of(makings.common, makings.achievements[slug], near, in_force, plan.holders.get(slug, 0)),
        partial(_achievement_files, makings, achievement),
    )
    if achievement.art.format == "png":
        yield _card(makings, addresses.achievement_card(slug), achievement.art.path)


def _achievement_files(makings: Makings, achievement: Achievement) -> Iterator[Made]:
    plan, work, slug = makings.plan, makings.work, achievement.slug
    yield Made(addresses.achievement_art(slug, achievement.art.format), work.baker(achievement.art).plain)
    for look in {design.art.look: design.art for design in achievement.designs if design.art.look}.values():
        yield Made(addresses.achievement_look(slug, look.look, look.format), work.baker(look).plain)
    if plan.site.open_badges_2:
        document = ob2.badge_class(achievement, plan.site, plan.addresses)
        yield Made(addresses.badge_class(slug), encode_document(document))
    page = addresses.achievement_page(slug)
    for endorsement in achievement.endorsements:
        # Below another base URL the achievement has another id, of which nobody has said anything.
        if endorsement.about == plan.addresses.url(page):
            yield Made(addresses.endorsement(slug, endorsement.name), encode_document(endorsement.document))
    achievements = plan.ledger.achievements
    related = [achievements[other] for other in achievement.related]
    successor = achievements.get(achievement.replaced_by)
    for frame in work.frames.values() if plan.site.share.oembed is not OEmbed.NONE else ():
        place = addresses.in_language(addresses.oembed(page), frame.language, frame.default)
        yield Made(place, achievement_oembed(frame, achievement))
    holders = plan.holders.get(slug, 0)
    yield from in_each_language(
        makings.work,
        page,
        partial(achievement_view, achievement=achievement, related=related, replaced_by=successor, holders=holders),
    )


_Page = tuple[str, tuple[object, ...], Callable[[Frame], View]]  # address, what it comes from, its view


def paths_to_find(makings: Makings) -> list[str]:
    """The addresses of the pages that `_single_pages` makes and that search engines may list."""
    return [path for path, _, _ in _single_pages(makings) if path != addresses.embed()]


def _single_pages(makings: Makings) -> list[_Page]:
    """Every page of which there is one: all but those of achievements, awards and earners."""
    plan = makings.plan
    ledger, every = plan.ledger, list(makings.achievements.items())
    achievements = list(ledger.achievements.values())
    frame = makings.work.frames[plan.site.languages[0]]
    newest = [last_change(frame, each) for each in achievements]  # which also moves with the day of the ledger
    numbers = {"awards": plan.listed(), "earners": plan.earners_listed}
    return [
        (addresses.home(), (every, newest, numbers), lambda frame: home_view(frame, achievements, **numbers)),
        (
            addresses.catalogue(),
            (every, newest, ledger.exclusions, ledger.conferrals),
            lambda frame: catalogue_view(frame, achievements, ledger.exclusions, ledger.conferrals),
        ),
        *_skill_pages(makings),
        *_retired_page(makings),
        (addresses.verify(), (), verify_view),
        (addresses.embed(), (), embed_view),
        *_words(makings),
    ]


def _pages(makings: Makings) -> Iterator[Part]:
    plan, work = makings.plan, makings.work
    for path, comes_from, view in _single_pages(makings):
        yield Part(
            addresses.file_of(path),
            digest_of(makings.common, *comes_from),
            partial(in_each_language, work, path, view),
        )
    missing = not_found_view(work.frames[plan.site.languages[0]])
    yield Part(
        addresses.not_found(),
        digest_of(makings.common),
        lambda: [Made(addresses.not_found(), work.theme.render(missing))],
    )


def _words(makings: Makings) -> Iterator[_Page]:
    """The organisation's own pages, and the two that the site adds to."""
    plan = makings.plan
    own = {page.name: page for page in plan.ledger.pages}
    has_profiles = bool(len(plan.profiles.rows))
    privacy = (own.pop("privacy", None), has_profiles)
    yield addresses.privacy(), privacy, lambda frame: privacy_view(frame, has_profiles=has_profiles)
    support = own.pop("support", None)
    if next(iter(makings.work.frames.values())).asks:
        yield addresses.support(), (support, plan.ledger.support), support_view
    for page in own.values():
        yield addresses.written_page(page.name), (page,), partial(written_view, page=page)


def _skill_pages(makings: Makings) -> Iterator[_Page]:
    """A page for each skill, of those achievements alone that show it, and the list of skills."""
    skills = by_skill(makings.plan.ledger.achievements.values())
    for slug, found in skills.items():
        comes_from = [(each.slug, makings.achievements[each.slug]) for each in found]
        yield addresses.skill_page(slug), (comes_from,), partial(skill_view, slug=slug, achievements=found)
    if skills:
        frames = makings.work.frames.values()
        lines = [
            (slug, len(found), [skill_name(slug, found, frame) for frame in frames]) for slug, found in skills.items()
        ]
        yield addresses.skills(), (lines,), partial(skills_view, skills=skills)


def _retired_page(makings: Makings) -> Iterator[_Page]:
    """The list of badges that have an end, where there is one."""
    achievements = makings.plan.ledger.achievements
    ends = [each for each in achievements.values() if each.retired_on is not None]
    if ends:
        successors = [achievements[each.replaced_by] for each in ends if each.replaced_by]
        needed = {each.slug: each for each in (*ends, *successors)}
        comes_from = [(slug, makings.achievements[slug]) for slug in needed]
        yield addresses.retired(), (comes_from,), partial(retired_view, achievements=list(needed.values()))
