"""The pages of people: an earner's profile, and the list of earners.

Only what is public comes here, and only a name, its language and a handle leave an earner's record. Both builders
refuse anything less public than that rather than leave it out: the choice was the caller's, and it was wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from generator import addresses
from generator.credential.times import parse_instant
from generator.model import Achievement, Award, Document, Earner, Portrait, Spoken, Visibility
from generator.pages.directory import MOST_LOADED, WHOLE, Group, shards_for
from generator.pages.feed import feed_link
from generator.pages.frame import Frame, Here, Page, make_page, make_preview
from generator.pages.parts import (
    CARD_PX,
    FACE_PX,
    Card,
    Link,
    Picture,
    Prose,
    art,
    art_path,
    dated_state,
    fit,
    kind,
    preview_image,
    prose,
    sort_key,
    translated,
)


class ProfileEntry(Struct, frozen=True):
    """A public award as a profile needs it: the ledger's line, the signed credential, the achievement."""

    award: Award
    document: Document
    achievement: Achievement


class ProfileView(Struct, frozen=True):
    """All that an earner's page may show: public awards, those first that the earner put first, then the newest."""

    template: ClassVar[str] = "profile.html"

    page: Page
    name: Spoken
    headline: Spoken | None
    picture: Picture | None
    links: tuple[Link, ...]
    bio: Prose | None
    count: int
    cards: tuple[Card, ...]


class Person(Struct, frozen=True):
    """A line in the list of earners: who, and how many public awards."""

    name: Link
    count: int


class Initial(Struct, frozen=True):
    """The letters that names of one part of the list begin with, and where that part is."""

    letters: str
    href: str
    shard: int = 0  # of the names to search in


class Search(Struct, frozen=True):
    """What the search of the list needs: its script, and where the names are.

    Shard n of `shards` is at `names` + n + `.txt`; a page of an earner at `people` + handle + `/`. Not `whole`: there
    are too many names to load them all without being asked for.
    """

    names: str
    shards: int
    whole: bool
    people: str
    language: str  # of names that tell none
    script: str


class EarnersView(Struct, frozen=True):
    """All that the list of earners may show."""

    template: ClassVar[str] = "earners.html"

    page: Page
    letters: str  # with which the names on this page begin, "" where it is the whole list
    people: tuple[Person, ...]
    groups: tuple[Initial, ...]  # of a list too long for one page: where its parts are
    search: Search | None  # only on the page that the list begins with


def profile_view(
    frame: Frame, earner: Earner, entries: Sequence[ProfileEntry], portrait: Portrait | None = None
) -> ProfileView:
    """The page of a public earner who has a handle, with what the earner chose to show there.

    Raises ValueError if earner or an award is not public, or is one that the earner hides.
    """
    _require_public(earner)
    own = portrait or Portrait(earner.handle, earner.place)
    for entry in entries:
        if entry.award.id in own.hidden:
            raise ValueError(f"award {entry.award.id} is hidden by its earner")
        if entry.award.visible_as(earner) is not Visibility.PUBLIC:
            raise ValueError(f"award {entry.award.id} is not public and stands on no profile")
    here = Here(frame, addresses.profile_page(earner.handle))
    places = {award: place for place, award in enumerate(own.order)}
    last = len(places)
    ordered = sorted(
        entries,
        key=lambda entry: (places.get(entry.award.id, last), -_awarded(entry).timestamp(), entry.award.id),
    )
    about = frame.say("profile.description", name=earner.name, count=len(ordered), issuer=_issuer(frame))
    title = frame.say("profile.title", name=earner.name, site=frame.site.title.choose(frame.language))
    image = preview_image(frame, ordered[0].achievement) if ordered else None
    return ProfileView(
        page=make_page(
            here,
            title=title,
            description=about,
            preview=make_preview(frame, title, about, image, kind="profile"),
            alternates=feed_link(here, here.path, frame.site.hosting.earner_feeds),
        ),
        name=Spoken(earner.name, earner.language),
        headline=Spoken(own.headline, earner.language) if own.headline else None,
        picture=_face(here, earner, own),
        links=tuple(Link(Spoken(link.name, earner.language), here.link(link.url)) for link in own.links),
        bio=prose(Spoken(own.bio, earner.language)),
        count=len(ordered),
        cards=tuple(_card(here, entry) for entry in ordered),
    )


def _face(here: Here, earner: Earner, portrait: Portrait) -> Picture | None:
    if portrait.picture is None:
        return None
    width, height = fit(portrait.picture.width_px, portrait.picture.height_px, FACE_PX)
    alt = here.frame.phrases.say("profile.picture", name=earner.name)
    return Picture(here.file(addresses.profile_picture(earner.handle)), width, height, alt)


def earners_view(frame: Frame, counts: Iterable[tuple[Earner, int]], group: Group = WHOLE) -> EarnersView:
    """The list of public earners with the numbers of their public awards, or the part of it that `group` names.

    Who has no handle wants no page and is not listed. Order: names without regard to case and width, then ids.
    Raises ValueError for an earner who is not public.
    """
    here = Here(frame, addresses.directory(group.key) if group.key else addresses.earners())
    listed = sorted((pair for pair in counts if pair[0].handle), key=lambda pair: (sort_key(pair[0].name), pair[0].id))
    for earner, _ in listed:
        _require_public(earner)
    return EarnersView(
        page=_list_page(here, group),
        letters=group.letters,
        people=tuple(Person(_link(here, earner), count) for earner, count in listed),
        groups=(),
        search=_search(here, shards_for(len(listed)), whole=True) if listed and group == WHOLE else None,
    )


def groups_view(frame: Frame, groups: Iterable[Group], shard_of: Mapping[str, int], earners: int) -> EarnersView:
    """The list of so many earners where its parts have pages of their own: the way to each.

    `shard_of` says of each group, by its key, in which shard its names are.
    """
    here = Here(frame, addresses.earners())
    initials = (
        Initial(group.letters, here.page(addresses.directory(group.key)), shard_of[group.key])
        for group in sorted(groups)
    )
    search = _search(here, shards_for(earners), whole=earners <= MOST_LOADED)
    return EarnersView(page=_list_page(here, WHOLE), letters="", people=(), groups=tuple(initials), search=search)


def _search(here: Here, shards: int, *, whole: bool) -> Search:
    return Search(
        names=here.file(addresses.names_of_earners(0)).removesuffix("0.txt"),
        shards=shards,
        whole=whole,
        people=here.page(addresses.earners()),
        language=here.frame.default,
        script=here.asset("directory.js"),
    )


def _list_page(here: Here, group: Group) -> Page:
    frame, site = here.frame, here.frame.site.title.choose(here.frame.language)
    title = frame.say("earners.title", site=site)
    if group.letters:
        title = frame.say("earners.title_of", site=site, letters=group.letters)
    about = frame.say("earners.description", issuer=_issuer(frame))
    return make_page(here, title=title, description=about, preview=make_preview(frame, title, about))


def _require_public(earner: Earner) -> None:
    if earner.visibility is not Visibility.PUBLIC or not earner.handle:
        raise ValueError(f"earner {earner.id} has no public page")


def _link(here: Here, earner: Earner) -> Link:
    return Link(Spoken(earner.name, earner.language), here.page(addresses.profile_page(earner.handle)))


def _issuer(frame: Frame) -> Spoken:
    return frame.site.issuer.name.choose(frame.language)


def _awarded(entry: ProfileEntry) -> datetime:
    return parse_instant(entry.document.get("awardedDate", entry.document["validFrom"]))


def _card(here: Here, entry: ProfileEntry) -> Card:
    frame, document, achievement = here.frame, entry.document, entry.achievement
    achieved = document["credentialSubject"]["achievement"]
    name = translated(achieved["name"], achievement.name, frame, achieved.get("inLanguage", frame.default))
    ends = parse_instant(document["validUntil"]) if "validUntil" in document else None
    return Card(
        name=Link(name, here.page(addresses.award_page(entry.award.id))),
        picture=art(here, achievement, art_path(achievement), CARD_PX, beside_words=True),
        kind=kind(frame, achieved.get("achievementType", "Achievement")),
        code=achieved.get("humanCode", ""),
        day=frame.day(_awarded(entry)),
        state=dated_state(frame, entry.award.standing()[0], ends),
    )
