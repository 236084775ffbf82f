"""Made-up worlds of awards, full of what a compiled form can get wrong.

    world(seed)             a site, its composer and its achievements; the same for the same seed
    cases(world, count)     awards of that world, each with its achievement and earner

Most awards are as a ledger has them. Every fifth or so has something that no ledger lets through, or that is rare:
results that are the same twice, addresses that are another node's, characters that are none, words that forms use
themselves. Achievements have up to a dozen alignments, so that labels reach c14n10, and endorsements that come and go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.model import (
    Accept,
    Achievement,
    Alignment,
    Art,
    Award,
    Earner,
    Endorsement,
    Event,
    EventKind,
    Evidence,
    Place,
    Profile,
    Result,
    ResultDescription,
    RubricLevel,
    Site,
    Skill,
    Text,
    Visibility,
)
from tests.endorsing import Endorser
from tests.strategies import CONTROLS, HIGH, WORDS

METHOD = "did:web:badges.example.org#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
BASES = ("https://badges.example.org", "https://example.org/~guild/badges", "http://localhost:8080")
HERE = Place("content/awards.csv", 2)
START = datetime(2023, 1, 1, tzinfo=UTC)

# What a form, or the text it is made of, uses itself.
LOOKALIKES = (
    "hole000x0001q",
    "70000017",
    "1000-02-02T03:04:05Z",
    "\x00name\x00",
    "%b %(id)b %%",
    "_:b0",
    "_:c14n0 .\n<urn:a> <urn:b> _:c14n1 .",
    'x" .\n<urn:x> <urn:y> "',
    "specimen-1-0",
)
NO_TEXT = ("\ud800", "a\udfff", "\ufffe", "x\uffff")
ODD_URLS = (
    "https://example.org/é/接ぎ木?a=b&c#d",
    "urn:uuid:6d1b3c1e-6e57-4b0f-9a53-8f2a0c1d0000",
    "https://example.org/%41%zz",
    "https://example.org/a b",
    'https://example.org/"><',
    "https://example.org/{x}|^`\\",
    "https://example.org/\x7f",
    "https://example.org/\ufffe",
    "no address",
    "//example.org/",
)


class Case(NamedTuple):
    """What a credential is composed of."""

    award: Award
    achievement: Achievement
    earner: Earner


@dataclass(frozen=True)
class World:
    """One site and all that can be earned there."""

    seed: int
    composer: Composer
    achievements: tuple[Achievement, ...]


def world(seed: int, achievements: int = 10) -> World:
    """The world of that number."""
    random = Random(f"world {seed}")
    issuer = Profile(
        Text.of(random.choice(["Orchard Guild", "hole000x0002q", 'Guild of "Quince" \\ 接ぎ木'])),
        "https://example.com/",
        email=random.choice(["", "badges@example.org"]),
        description=Text.of(_text(random, WORDS)) if random.random() < 0.5 else Text(()),
        image=random.choice(["", "issuer.png"]),
    )
    site = Site(random.choice(BASES), Text.of("Badges"), ("en",), issuer, email_hash=seed % 2 == 1)
    made = tuple(_achievement(random, site, number) for number in range(achievements))
    return World(seed, Composer(site, Addresses(site.base_url)), made)


def cases(of: World, count: int) -> Iterator[Case]:
    """So many awards of a world."""
    random = Random(f"awards {of.seed}")
    earners = [_earner(random, number) for number in range(max(4, count // 4))]
    for number in range(count):
        achievement, earner = random.choice(of.achievements), random.choice(earners)
        case = Case(_award(random, achievement, number), achievement, earner)
        yield _spoilt(random, of, case) if random.random() < 0.2 else case


def _text(random: Random, words: tuple[str, ...]) -> str:
    return " ".join(random.choices(words, k=random.randrange(1, 3)))


def _achievement(random: Random, site: Site, number: int) -> Achievement:
    slug = f"badge-{number}"
    fine = WORDS[:-2]
    skills = tuple(_skill(random, entry) for entry in range(random.choice([0, 1, 3, 3, 11])))
    if number == 8:
        skills = (*skills, Skill("one", Text.of("One"), (Alignment("Same", "https://example.org/same"),) * 2))
    return Achievement(
        slug=slug,
        name=Text.of(_text(random, fine)),
        description=Text.of(_text(random, fine)),
        criteria=Text.of(_text(random, WORDS + CONTROLS + LOOKALIKES + HIGH)),
        art=Art(f"content/badge.{random.choice(['png', 'svg'])}", 600, 600, Text.of("A tree")),
        place=HERE,
        code=random.choice(["", "OG-1 %b"]),
        tags=_tags(random, number),
        skills=skills,
        results=RESULTS if number % 3 else (),
        related=("badge-0",) if number % 2 else (),
        credits=random.choice([None, 3.0, 1.5]),
        endorsements=tuple(_endorsement(site, slug, each) for each in range(number % 3)),
    )


def _tags(random: Random, number: int) -> tuple[str, ...]:
    """Number 9 says a thing twice, which cannot be signed; number 7 may have tags that libraries sort in two ways."""
    if number == 9:
        return ("same", "same")
    return tuple(sorted({*random.choices((*HIGH, "🎓", "tree") if number == 7 else WORDS, k=2)}))


RESULTS = (
    ResultDescription("score", "Test", "Percent", "0", "100", "70"),
    ResultDescription("hand", "Practice", "RubricCriterionLevel", levels=(RubricLevel("good", "Good", "2"),)),
    ResultDescription("done", "State", "Status"),
    ResultDescription("extra", "More", "Result", allowed=("a", "b")),
)


def _skill(random: Random, number: int) -> Skill:
    entry = Alignment(_text(random, WORDS), f"https://frameworks.example.org/{number}", code=random.choice(["", "C%"]))
    return Skill(f"skill-{number}", Text.of("Skill"), (entry,))


def _endorsement(site: Site, slug: str, number: int) -> Endorsement:
    about = f"{site.base_url}/badges/{slug}/"
    since = START + timedelta(days=400 * number)
    document = Endorser(f"endorser {number}").sign(
        id=f"urn:uuid:0d9b1f9e-3c6a-4b7e-8e0e-{number:012}",
        credentialSubject={"id": about, "type": ["EndorsementSubject"], "endorsementComment": f"Good {number} 🎓"},
    )
    until = since + timedelta(days=900) if number == 0 else None
    return Endorsement(f"e{number}", about, "Good", "Union", "did:key:z", "", since, until, document, HERE)


def _earner(random: Random, number: int) -> Earner:
    name = random.choice([f"Ada Quince {number}", "林檎 花子", 'O\'Pear "Pip" \\', f"Zoë 🎓 {number}"])
    did = f"did:key:z6Mk{number}" if random.random() < 0.3 else ""
    mails = (f"mail{number}@example.com",)
    return Earner(f"e{number}", name, mails, "en", Visibility.PUBLIC, Accept.AUTO, "", HERE, did)


def _award(random: Random, achievement: Achievement, number: int) -> Award:
    at = START + timedelta(days=random.randrange(1500), seconds=random.randrange(86_400))
    award_id = f"{random.getrandbits(64):016x}"
    again = Event(at + timedelta(days=90), award_id, EventKind.REISSUED, "", "", HERE)
    return Award(
        id=award_id,
        earner="",
        achievement=achievement.slug,
        awarded_at=at,
        expires_at=at + timedelta(days=730) if random.random() < 0.5 else None,
        status_index=random.choice([number, random.randrange(1_000_000)]),
        visibility=None,
        place=HERE,
        evidence=_evidence(random, WORDS) if random.random() < 0.5 else None,
        results=tuple(random.sample(_results(random), random.randrange(4))) if achievement.results else (),
        events=(again,) if random.random() < 0.2 else (),
    )


def _results(random: Random) -> list[Result]:
    return [
        Result("score", value=str(random.randrange(101))),
        Result("hand", level="good"),
        Result("done", value="Completed"),
        Result("extra", value=random.choice(WORDS)),
    ]


def _evidence(random: Random, words: tuple[str, ...]) -> Evidence:
    return Evidence(
        f"https://example.org/portfolio/{random.randrange(1000)}" if random.random() < 0.6 else "",
        _text(random, words) if random.random() < 0.6 else "",
        _text(random, words) if random.random() < 0.6 else "",
    )


def _spoilt(random: Random, of: World, case: Case) -> Case:
    """The same with something rare, or forbidden, about it."""
    award, _, earner = case
    words = (*CONTROLS, *HIGH, *LOOKALIKES, *NO_TEXT, "🎓")
    changed: list[Case] = [
        case._replace(earner=replace(earner, name=_text(random, words))),
        case._replace(award=replace(award, evidence=_evidence(random, words))),
        case._replace(award=replace(award, evidence=Evidence(random.choice(ODD_URLS), "Odd"))),
        case._replace(award=replace(award, evidence=Evidence(random.choice(_others(of, case)), "Another's"))),
        case._replace(award=replace(award, results=_twice(random))),
        case._replace(award=replace(award, results=(Result("score", value=random.choice(words)),))),
        case._replace(award=replace(award, results=(Result("ha nd", level='"'), Result("", value="1")))),
        case._replace(award=replace(award, id=random.choice(["", "a b", 'x"y', "é", "UP-per_1", "a/b", "\ud800"]))),
        case._replace(earner=replace(earner, did=random.choice([*_others(of, case), "did:key:é", "did: x", "x"]))),
        case._replace(award=replace(award, awarded_at=datetime(987, 6, 5, 4, 3, 2, 9, tzinfo=UTC))),
    ]
    return random.choice(changed)


def _others(of: World, case: Case) -> list[str]:
    """Addresses of other nodes in the credential."""
    document = of.composer.compose(*case).document
    return [
        document["id"],
        document["image"]["id"],
        document["issuer"]["id"],
        document["credentialStatus"]["id"],
        document["credentialStatus"]["statusListCredential"],
        document["credentialSubject"]["achievement"]["id"],
        document["credentialSubject"]["achievement"]["criteria"]["id"],
        "urn:x-badgepress:the-credential-itself",
        f"{of.composer.site.base_url}/elsewhere",
    ]


def _twice(random: Random) -> tuple[Result, ...]:
    same = random.choice(_results(random))
    return (same, *random.sample(_results(random), 1), same)
