"""A small made-up organisation, whole enough for every page to have everything on it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace
from PIL import Image, ImageDraw

from generator import addresses
from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.model import (
    Accept,
    Achievement,
    Alignment,
    Art,
    Award,
    Channel,
    Conferral,
    Contact,
    Document,
    Earner,
    Edition,
    Event,
    EventKind,
    Evidence,
    Exclusion,
    Place,
    Profile,
    Result,
    ResultDescription,
    RubricLevel,
    Site,
    Skill,
    Support,
    Text,
    Trouble,
    Visibility,
    WrittenPage,
)
from generator.pages import views
from generator.pages.directory import names_shard
from generator.pages.frame import Frame
from generator.pages.render import Theme
from generator.pages.views import ProfileEntry, View

HERE = Place("content/awards.csv")
CRITERIA = """Candidates

1. pass a supervised two-hour exam,
2. build a **data pipeline** that two assessors review.

## What the assessors look at

The [assessment guide](https://example.org/guide) has the details.

| Part | Weight |
|---|---|
| Design | 40 % |
| Operation | 60 % |
"""

QUESTIONS = """\
## How do I claim a badge? {#claim}

Open the mail, or see [the badge](badge:cloud-data-steward) and [whom to ask](page:support).

### And after that?

Show it to [others](https://example.org/show).

## Is it mine? {#mine}

Yes: [as said above](page:faq#claim).
"""


def text(en: str, ja: str = "") -> Text:
    return Text((("en", en), ("ja", ja))) if ja else Text.of(en)


PAGES = (
    WrittenPage(
        "faq",
        (Edition("en", "Questions", "What people ask.", QUESTIONS, 1),),
        HERE,
        in_nav=True,
        contents=True,
        revised_on=date(2026, 10, 5),
        author="The registrar",
    ),
)
OFFICE = Contact("office", text("the office", "事務局"), "office@example.org", hours=text("On weekdays"))
SCHOOLS = Contact("schools", text("the schools"), "schools@example.org", "https://schools.example.org/ask")
SUPPORT = Support(
    (Channel("hall", text("In a hall", "会場で")), Channel("school", text("At a school"))),
    (
        Trouble(
            "missing",
            text("No badge came", "バッジが来ない"),
            text("See [this](page:faq#claim)."),
            OFFICE,
            (("school", SCHOOLS),),
        ),
        Trouble("name", text("My name is wrong"), Text(()), OFFICE),
    ),
)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def make_site(languages: tuple[str, ...] = ("en",), **changes: Any) -> Site:
    site = Site(
        base_url="https://badges.example.org",
        title=text("Badges of Nordlys Institute"),
        languages=languages,
        issuer=Profile(
            text("Nordlys Institute", "ノルドリス学院"), "https://badges.example.org/", "badges@example.org"
        ),
        tagline=text("What our people can do, signed, and checkable by anyone for as long as they keep the file."),
        as_of=at("2026-11-20"),
        support_email="help@example.org",
    )
    return replace(site, **changes)


def make_achievement(slug: str = "cloud-data-steward", **changes: Any) -> Achievement:
    achievement = Achievement(
        slug=slug,
        name=text("Cloud Data Steward", "クラウドデータ管理士"),
        description=text(
            "The holder designs, builds and reviews data pipelines, and keeps data accurate, private and documented."
        ),
        criteria=Text.of(CRITERIA),
        art=Art(f"achievements/{slug}/badge.png", 600, 600, text("Cloud Data Steward badge: a blue hexagon")),
        place=Place(f"content/achievements/{slug}/achievement.md"),
        type="Certification",
        code="NX-200",
        level="associate",
        version="2.1",
        skills=(
            Skill(
                "data-governance",
                text("Data governance", "データガバナンス"),
                (Alignment("Manage data", "https://frameworks.example.org/skills/s2-4", "Example Framework", "S2.4"),),
            ),
            Skill("sql", text("SQL"), (Alignment("Query databases", "https://frameworks.example.org/skills/s5-1"),)),
            Skill("privacy", text("Privacy", "プライバシー")),
        ),
        results=(
            ResultDescription("exam", "Written exam", "Percent", minimum="0", maximum="100", required="70"),
            ResultDescription(
                "review",
                "Pipeline review",
                "RubricCriterionLevel",
                required_level="sound",
                levels=(
                    RubricLevel("sound", "Sound", "1", "Works, with help at hand"),
                    RubricLevel("exemplary", "Exemplary", "2", "Others learn from it"),
                ),
            ),
        ),
        related=("river-keeper",),
        field_of_study="Data engineering",
        credits=1.5,
        valid_for="P3Y",
    )
    return replace(achievement, **changes)


def make_earner(earner_id: str = "e1", **changes: Any) -> Earner:
    earner = Earner(
        id=earner_id,
        name="Alice Martin",
        emails=("alice.canary@example.com",),
        language="en",
        visibility=Visibility.PUBLIC,
        accept=Accept.AUTO,
        handle="alice-martin",
        place=Place("content/earners.csv", 2),
    )
    return replace(earner, **changes)


def make_award(award_id: str = "7f3k9q2m4c8w1x0z", **changes: Any) -> Award:
    award = Award(
        id=award_id,
        earner="e1",
        achievement="cloud-data-steward",
        awarded_at=at("2026-11-01"),
        expires_at=at("2029-10-31"),
        status_index=7421,
        visibility=None,
        place=HERE,
        evidence=Evidence("https://portfolio.example.com/alice/pipeline", "Pipeline review report", "Built *alone*."),
        results=(Result("exam", value="92.5"), Result("review", level="exemplary")),
    )
    return replace(award, **changes)


def event(kind: EventKind, day: str, reason: str = "") -> Event:
    return Event(at(day), "7f3k9q2m4c8w1x0z", kind, reason, "registrar", Place("content/events.csv", 2))


def signed(site: Site, award: Award, achievement: Achievement, earner: Earner) -> Document:
    """The credential as composed, with a proof of the right shape (nothing here checks it)."""
    where = Addresses(site.base_url)
    unsigned = Composer(site, where).compose(award, achievement, earner)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": unsigned.created,
        "verificationMethod": f"{where.did()}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "proofValue": "z3WgDrLqNFF5i3sBpTfq6APd3Y5EHverZj6pHxqu6161Uxm2aQ97bViCpsxXEkH2EKbxJ9gRuSNPQCQdcP4hFZjRL",
    }
    return {**unsigned.document, "proof": [proof]}


@dataclass
class Maker:
    """Makes frames, views and pages of the sample organisation, in one language of a site."""

    theme: Theme
    site: Site
    language: str = "en"
    demo: bool = False

    @property
    def frame(self) -> Frame:
        return Frame(
            site=self.site,
            language=self.language,
            languages=self.site.languages,
            addresses=Addresses(self.site.base_url),
            assets=self.theme.asset_paths(),
            phrases=self.theme.phrases(self.language),
            demo=self.demo,
            pages=PAGES,
            support=SUPPORT,
        )

    def award(
        self,
        award: Award | None = None,
        achievement: Achievement | None = None,
        earner: Earner | None = None,
        document: Document | None = None,
    ) -> views.AwardView:
        award, achievement, earner = award or make_award(), achievement or make_achievement(), earner or make_earner()
        standing, said = award.standing()
        return views.award_view(
            self.frame,
            document or signed(self.site, award, achievement, earner),
            award=award,
            visibility=award.visible_as(earner),
            earner_language=earner.language,
            profile_handle=earner.handle,
            achievement=achievement,
            standing=standing,
            said=said,
        )

    def entry(self, award: Award, achievement: Achievement, earner: Earner) -> ProfileEntry:
        return ProfileEntry(award, signed(self.site, award, achievement, earner), achievement)

    def achievements(self) -> list[Achievement]:
        return [
            make_achievement(),
            make_achievement("river-keeper", name=text("River Keeper"), type="Course", code="RK-1", related=()),
            make_achievement(
                "telegraphist", name=text("Telegraphist"), retired_on=date(2019, 12, 31), replaced_by="river-keeper"
            ),
        ]

    def rules(self) -> tuple[list[Exclusion], list[Conferral]]:
        return (
            [Exclusion(("NX-074", "NX-075"), text("Retired before badges began."), date(2019, 7, 31))],
            [Conferral("NX-110", text("Data foundations"), "cloud-data-steward")],
        )

    def whole(self) -> dict[str, View]:
        """One of every page, by path (without language)."""
        first, other, retired = self.achievements()
        earner, award = make_earner(), make_award()
        exclusions, conferrals = self.rules()
        return {
            addresses.home(): views.home_view(self.frame, [first, other, retired], awards=1, earners=1),
            addresses.catalogue(): views.catalogue_view(self.frame, [first, other, retired], exclusions, conferrals),
            addresses.achievement_page(first.slug): views.achievement_view(
                self.frame, first, related=[other], replaced_by=None
            ),
            addresses.achievement_page(other.slug): views.achievement_view(
                self.frame, other, related=[], replaced_by=None
            ),
            addresses.achievement_page(retired.slug): views.achievement_view(
                self.frame, retired, related=[], replaced_by=other
            ),
            addresses.award_page(award.id): self.award(award, first, earner),
            addresses.earners(): views.earners_view(self.frame, [(earner, 1)]),
            addresses.profile_page(earner.handle): views.profile_view(
                self.frame, earner, [self.entry(award, first, earner)]
            ),
            addresses.skills(): views.skills_view(self.frame, views.by_skill([first, other, retired])),
            **{
                addresses.skill_page(slug): views.skill_view(self.frame, slug, found)
                for slug, found in views.by_skill([first, other, retired]).items()
            },
            addresses.retired(): views.retired_view(self.frame, [first, other, retired]),
            addresses.verify(): views.verify_view(self.frame),
            addresses.embed(): views.embed_view(self.frame),
            addresses.not_found(): views.not_found_view(self.frame),
            addresses.written_page("faq"): views.written_view(self.frame, PAGES[0]),
            addresses.support(): views.support_view(self.frame),
            addresses.privacy(): views.privacy_view(self.frame, has_profiles=True),
        }

    def render(self, view: View) -> str:
        return self.theme.render(view).decode("utf-8")

    def files(self) -> dict[str, bytes]:
        """A site of all pages in this language, and of the files they link to, by file path."""
        made: dict[str, bytes] = dict(self.theme.assets())
        for path, view in self.whole().items():
            there = addresses.in_language(path, self.language, self.site.languages[0])
            made[addresses.file_of(there)] = self.theme.render(view)
        picture = badge_picture()
        for achievement in self.achievements():
            made[addresses.achievement_art(achievement.slug)] = picture
            made[addresses.achievement_card(achievement.slug)] = picture
            page = addresses.oembed(addresses.achievement_page(achievement.slug))
            made[addresses.in_language(page, self.language, self.site.languages[0])] = b"{}"
        made[addresses.award_picture(make_award().id)] = picture
        made[addresses.names_of_earners(0)] = names_shard([make_earner()], "en")
        for path in (
            addresses.credential(make_award().id),
            addresses.feed(),
            addresses.status_list("revocation", 1),
            Addresses(self.site.base_url).did_document(),
        ):
            made[path] = b"{}"
        return made


def badge_picture(size: int = 600) -> bytes:
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    corners = [(0.5, 0.02), (0.95, 0.26), (0.95, 0.74), (0.5, 0.98), (0.05, 0.74), (0.05, 0.26)]
    ImageDraw.Draw(image).polygon([(x * size, y * size) for x, y in corners], fill=(11, 92, 173, 255))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
