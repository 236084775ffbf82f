"""The page of one award: who earned what, who says so, and how to check it.

Every fact comes from the signed credential, so that page and proof cannot disagree. The achievement of the ledger
gives only what a credential does not hold: the same words in the reader's language, the art's size and words, and
that the badge has been retired since. Order of the page: DESIGN-UX 1; panel: `panel`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from markupsafe import Markup
from msgspec import Struct

from generator import addresses, i18n
from generator.credential.identity import displayed_name
from generator.credential.times import parse_instant
from generator.model import Achievement, Award, Certificates, Document, Event, Spoken, Standing, Text, Visibility
from generator.pages.checking import Checking, make_checking
from generator.pages.code import Code, make_code
from generator.pages.embedding import embed_texts
from generator.pages.frame import Alternate, Day, Frame, Here, Page, make_page, make_preview
from generator.pages.linked import linked_award
from generator.pages.oembed import has_awards, oembed_link
from generator.pages.panel import Panel, Signature, make_panel, make_signature
from generator.pages.parts import (
    ART_PX,
    Detail,
    Link,
    Picture,
    Prose,
    Retired,
    art,
    as_list,
    kind,
    preview_image,
    prose,
    retirement,
    translated,
)
from generator.pages.results import Reached, results_reached
from generator.pages.share import CopyText, Share, Shown, make_share
from generator.pages.skills import NamedSkill, skills_signed

CREDENTIAL_TYPE = "application/vc+ld+json"


class EvidenceItem(Struct, frozen=True):
    """Something that shows what was done: a name or link, the host it is on, and words about it."""

    name: Link | None
    host: str
    prose: Prose | None


class Download(Struct, frozen=True):
    """A file to keep: its link and the name it is saved under."""

    href: str
    name: str


class AwardView(Struct, frozen=True):
    """All that the page of an award may show."""

    template: ClassVar[str] = "award.html"

    page: Page
    name: Spoken
    earner: Link | None  # None where the credential names nobody in plain text
    picture: Picture
    panel: Panel
    signature: Signature
    issuer: Link
    issued: Day
    reissued: Day | None  # the day of a later edition, None if the first one stands
    expires: Day | None
    description: Spoken
    achievement_page: str
    retired: Retired | None
    details: tuple[Detail, ...]
    skills: tuple[NamedSkill, ...]
    criteria: Prose | None
    results: tuple[Reached, ...]
    evidence: tuple[EvidenceItem, ...]
    signed_picture: Download
    credential: Download
    original: Download | None  # the picture that the earner had from another platform
    certificate: Download | None
    url: str
    verify_page: str
    facts: tuple[str, ...]  # what stands here letter for letter as it was signed: the script compares these
    checking: Checking
    ask: str  # the page that says whom to ask, about this badge; "" for none
    share: Share | None  # None where the award is not offered to others
    embed: tuple[CopyText, ...]
    code: Code | None
    script: str
    linked: Markup  # "" where the award is not offered to search engines


def award_view(
    frame: Frame,
    document: Document,
    *,
    award: Award,
    visibility: Visibility,
    earner_language: str,
    profile_handle: str,
    achievement: Achievement,
    standing: Standing,
    said: Event | None,
    original: bool = False,
) -> AwardView:
    """The page of `award`, whose signed credential is `document`.

    `profile_handle` is "" for an earner without a public profile. `said` is the event behind a standing that is not
    good; `original` says that the earner had a picture before. Raises ValueError for an award that may not have a page:
    only public and unlisted ones do.
    """
    if visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
        raise ValueError(f"award {award.id} is {visibility.value} and has no page")
    here = Here(frame, addresses.award_page(award.id))
    achieved = document["credentialSubject"]["achievement"]
    language = achieved.get("inLanguage", frame.default)
    in_reader = _Translator(frame, language)
    name = in_reader(achieved["name"], achievement.name)
    description = in_reader(achieved["description"], achievement.description)
    issuer = _issuer(here, document, language)
    earner = displayed_name(document)
    issued: str = document.get("awardedDate") or document["validFrom"]
    credential = here.file(addresses.credential(award.id))
    picture = addresses.award_picture(award.id, achievement.art.format)
    is_offered = visibility is Visibility.PUBLIC and standing is Standing.GOOD
    shown = _shown(here, document, award, name, issuer.text, issued)
    return AwardView(
        page=_page(here, document, achievement, name, description, earner, credential, visibility),
        name=name,
        earner=_earner(here, earner, earner_language, profile_handle),
        picture=art(here, achievement, picture, ART_PX),
        panel=make_panel(here, document, issuer.text, standing, said),
        signature=make_signature(here, document),
        issuer=issuer,
        issued=_day(frame, issued),
        reissued=_day(frame, document["validFrom"]) if document["validFrom"][:10] > issued[:10] else None,
        expires=_day(frame, document["validUntil"]) if "validUntil" in document else None,
        description=description,
        achievement_page=here.page(addresses.achievement_page(achievement.slug)),
        retired=retirement(frame, achievement),
        details=_details(frame, document, language),
        skills=skills_signed(here, document, achievement, language),
        criteria=prose(in_reader(achieved["criteria"].get("narrative", ""), achievement.criteria)),
        results=results_reached(frame, document, language),
        evidence=tuple(_evidence(here, entry, language) for entry in as_list(document.get("evidence"))),
        signed_picture=Download(here.file(picture), f"{achievement.slug}.{achievement.art.format}"),
        credential=Download(credential, f"{achievement.slug}.json"),
        original=_original(here, award.id, achievement.slug) if original else None,
        certificate=_certificate(here, award, achievement, standing),
        url=here.url(),
        verify_page=here.page(addresses.verify()),
        facts=_facts(document, name, issuer.text),
        checking=make_checking(here, document),
        ask=here.page(addresses.support(), award.id) if frame.asks else "",
        share=make_share(here, shown) if is_offered else None,
        embed=embed_texts(here, achievement, shown) if is_offered else (),
        code=make_code(frame.addresses, award.id),
        script=here.asset("award.js"),
        linked=linked_award(here, achievement, shown, description, earner) if is_offered else Markup(""),
    )


class _Translator(Struct, frozen=True):
    frame: Frame
    language: str

    def __call__(self, said: str, text: Text) -> Spoken:
        return translated(said, text, self.frame, self.language)


def _page(
    here: Here,
    document: Document,
    achievement: Achievement,
    name: Spoken,
    description: Spoken,
    earner: str,
    credential: str,
    visibility: Visibility,
) -> Page:
    frame = here.frame
    issuer = document["issuer"]["name"]
    public = visibility is Visibility.PUBLIC
    about = frame.say("award.shared", name=name.text, issuer=issuer, description=description.text)
    if earner and public:
        about = frame.say("award.shared_of", name=name.text, earner=earner, issuer=issuer, description=description.text)
    title = frame.say("award.title_of" if earner else "award.title", name=name.text, earner=earner, issuer=issuer)
    # Whoever has the link of an unlisted award may open it; a chat that shows previews of links is not to tell who.
    shown = title if public else frame.say("award.title", name=name.text, issuer=issuer)
    return make_page(
        here,
        title=title,
        description=about,
        preview=make_preview(frame, shown, about, preview_image(frame, achievement)),
        listed=public,
        alternates=(Alternate(CREDENTIAL_TYPE, credential), *oembed_link(here, has_awards(frame))),
    )


def _shown(here: Here, document: Document, award: Award, name: Spoken, issuer: Spoken, issued: str) -> Shown:
    expires = document.get("validUntil")
    return Shown(
        name=name.text,
        issuer=issuer.text,
        award_id=award.id,
        permanent=here.url(here.frame.default),
        issued=parse_instant(issued).date(),
        expires=parse_instant(expires).date() if expires else None,
    )


def _certificate(here: Here, award: Award, achievement: Achievement, standing: Standing) -> Download | None:
    if here.frame.site.certificates is Certificates.NONE or standing is not Standing.GOOD:
        return None
    return Download(here.file(addresses.certificate(award.id)), f"{achievement.slug}.pdf")


def _issuer(here: Here, document: Document, language: str) -> Link:
    issuer = document["issuer"]
    name = translated(issuer["name"], here.frame.site.issuer.name, here.frame, language)
    return Link(name, here.link(issuer.get("url", "")))


def _earner(here: Here, name: str, language: str, handle: str) -> Link | None:
    href = here.page(addresses.profile_page(handle)) if handle else ""
    return Link(Spoken(name, language), href) if name else None


def _original(here: Here, award_id: str, slug: str) -> Download:
    return Download(here.file(addresses.original(award_id)), f"{slug}-original.png")


def _day(frame: Frame, instant: str) -> Day:
    return frame.day(parse_instant(instant))


def _details(frame: Frame, document: Document, language: str) -> tuple[Detail, ...]:
    subject = document["credentialSubject"]
    achieved = subject["achievement"]
    rows: list[tuple[str, Any]] = [
        ("code", achieved.get("humanCode")),
        ("version", achieved.get("version")),
        ("field", achieved.get("fieldOfStudy")),
        ("specialization", achieved.get("specialization")),
        ("credits", subject.get("creditsEarned", achieved.get("creditsAvailable"))),
    ]
    found = [Detail(key, _written(frame, value, language)) for key, value in rows if value is not None]
    sort = achieved.get("achievementType", "Achievement")
    return (Detail("type", kind(frame, sort)), *found)


def _written(frame: Frame, value: Any, language: str) -> Spoken:
    if isinstance(value, int | float):
        return Spoken(i18n.format_number(value, frame.language), frame.language)
    return Spoken(str(value), language)


def _evidence(here: Here, entry: dict[str, Any], language: str) -> EvidenceItem:
    href = here.link(entry.get("id", ""))
    host = href.split("/")[2] if href.lower().startswith(("https://", "http://")) else ""
    name = entry.get("name", "") or (here.frame.say("award.evidence_unnamed") if href else "")
    words = "\n\n".join(text for text in (entry.get("description", ""), entry.get("narrative", "")) if text)
    return EvidenceItem(
        name=Link(Spoken(name, language), href) if name else None,
        host=host,
        prose=prose(Spoken(words, language)),
    )


def _facts(document: Document, name: Spoken, issuer: Spoken) -> tuple[str, ...]:
    """The facts shown exactly as they were signed. A name in the reader's own language is a translation of one."""
    signed = {"name": document["credentialSubject"]["achievement"]["name"], "issuer": document["issuer"].get("name")}
    shown = {"name": name.text, "issuer": issuer.text}
    return ("earner", "issued", "expires", *(fact for fact in shown if shown[fact] == signed[fact]))
