"""Pure work on a range of awards: what is to be signed, and the files once it has been.

    digest(work, span)                the 64 bytes to sign for each award
    render(work, span, signatures)    the files of each award

Both are functions of the site, the theme and the range alone, in any process and in any order. Nothing here can reach
a key: signing happens between the two, in one place. A `Span` carries its awards with it, so a worker opens no file of
the ledger.

Credentials and pages are made from compiled forms (see `credential.template` and `pages.compiled`), which give the very
bytes of the plain way, or take it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator import addresses
from generator.addresses import Addresses
from generator.bake import OPEN_BADGES_2, OPEN_BADGES_3, Baker, SvgBaker
from generator.build.traits import HAS_ORIGINAL, HAS_PROFILE, STANDING_SHIFT, STANDINGS, VISIBILITIES, VISIBILITY_BITS
from generator.credential import ob2
from generator.credential.compose import Composer
from generator.credential.note import compose_note
from generator.credential.proof import attach_proof, encode_document
from generator.credential.template import Forms
from generator.errors import LedgerError, WireError
from generator.model import (
    Achievement,
    Award,
    Batch,
    Certificates,
    Document,
    Earner,
    OEmbed,
    Portrait,
    Problem,
    Site,
    Standing,
)
from generator.model import Art as Picture
from generator.pages.compiled import AwardPages
from generator.pages.frame import Frame
from generator.pages.oembed import award_oembed
from generator.pages.render import Theme
from generator.pages.views import View
from generator.paper import Press, Unprintable, certificate_facts
from generator.paper.typeset import TEMPLATE as CERTIFICATE_TEMPLATE

SIGNATURE_BYTES = 64
_MEND = "change the text at fault in this line, or in its achievement"


class Pictures(Protocol):
    """Where the art of achievements comes from, the same throughout a build: see `art`."""

    @property
    def digests(self) -> Mapping[str, bytes]:
        """The digest of each picture, by its path."""
        ...

    def load(self, path: str) -> bytes:
        """The picture at `path`, as an achievement names it."""
        ...

    def original(self, award_id: str) -> bytes:
        """The picture that the earner of an award had from another platform."""
        ...


class Made(NamedTuple):
    """One file of the site: its path below the root, and its bytes."""

    path: str
    data: bytes


class Counts(NamedTuple):
    """How credentials and pages were made: from a compiled form, or plainly."""

    compiled_credentials: int = 0
    plain_credentials: int = 0
    compiled_pages: int = 0
    plain_pages: int = 0

    def __add__(self, other: object) -> Counts:  # sums, not the concatenation of tuples
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


Pair = tuple[Award, Earner]


class Span(Struct, frozen=True):
    """A range of awards, and of each its traits (see `plan`)."""

    batch: Batch
    traits: bytes


@dataclass(slots=True)
class Work:
    """What every range needs. It can be sent to another process; what is compiled stays behind."""

    site: Site
    addresses: Addresses
    method: str
    achievements: Mapping[str, Achievement]
    theme: Theme
    frames: Mapping[str, Frame]  # by language
    art: Pictures
    portraits: Mapping[str, Portrait] = field(default_factory=dict)  # by handle
    composer: Composer = field(init=False)
    forms: Forms = field(init=False)
    pages: AwardPages = field(init=False)
    bakers: dict[str, Baker | SvgBaker] = field(init=False)  # by the path of the picture
    looks: dict[tuple[str, str], Achievement] = field(init=False)
    press: Press | None = field(init=False)

    def __post_init__(self) -> None:
        self.composer = Composer(self.site, self.addresses)
        self.forms = Forms(self.composer, self.method)
        self.pages = AwardPages(self.theme)
        self.bakers = {}
        self.looks = {}
        self.press = None
        if self.site.certificates is Certificates.PDF:
            sheet = self.theme.file(CERTIFICATE_TEMPLATE)
            around = self.addresses.url(addresses.award_page("*")).split("*")
            self.press = Press(sheet.label, sheet.data, around[0], around[1], self.theme.fonts())

    def __reduce__(self) -> tuple[object, ...]:
        given = (self.site, self.addresses, self.method, self.achievements, self.theme, self.frames, self.art)
        return Work, (*given, self.portraits)

    def achievement(self, award: Award) -> Achievement:
        """What was awarded, as it looked when the award was made out: that is how the award looks for good."""
        now = self.achievements[award.achievement]
        if not now.designs or not (art := now.art_at(award.issued_at())).look:
            return now
        key = now.slug, art.look
        if key not in self.looks:
            self.looks[key] = replace(now, art=art)
        return self.looks[key]

    def baker(self, picture: Picture) -> Baker | SvgBaker:
        """A picture ready for credentials. The last few are kept."""
        found = self.bakers.get(picture.path)
        if found is None:
            if len(self.bakers) >= _MOST_BAKERS:
                self.bakers.pop(next(iter(self.bakers)))
            keywords = (OPEN_BADGES_3, OPEN_BADGES_2) if self.site.open_badges_2 else (OPEN_BADGES_3,)
            kind = SvgBaker if picture.format == "svg" else Baker
            self.bakers[picture.path] = found = kind(self.art.load(picture.path), keywords)
        return found

    def counts(self) -> Counts:
        """How things were made so far."""
        return Counts(
            self.forms.counts.compiled, self.forms.counts.plain, self.pages.counts.compiled, self.pages.counts.plain
        )


_MOST_BAKERS = 256


def digest(work: Work, pairs: Iterable[Pair]) -> bytes:
    """The 64 bytes to sign for each award of a range, one after the other.

    Raises LedgerError for awards whose credential no verifier could agree on: text that can be written, but not
    signed so that everyone reads the same bytes.
    """
    digests, problems = [], []
    for award, earner in pairs:
        try:
            digests.append(work.forms.digest(award, work.achievement(award), earner))
        except WireError as error:
            problems.append(
                Problem(award.place, "cannot-be-signed", f"its credential cannot be signed: {error}", _MEND)
            )
    if problems:
        raise LedgerError(problems)
    return b"".join(digests)


def render(work: Work, pairs: Iterable[Pair], traits: bytes, signatures: bytes) -> Iterator[list[Made]]:
    """The files of each award in a range: credential first, picture, and its page in each language.

    A badge that is revoked or suspended has a note beside it that says why. Raises LedgerError, after all others are
    made, for awards whose certificate cannot be set.
    """
    problems = []
    for at, (award, earner) in enumerate(pairs):
        signature = signatures[at * SIGNATURE_BYTES : (at + 1) * SIGNATURE_BYTES]
        try:
            yield _files(work, award, earner, traits[at], signature)
        except Unprintable as error:
            text = f"the certificate of award {award.id} cannot be made: {error}"
            problems.append(Problem(award.place, "certificate-letters", text, error.hint))
    if problems:
        raise LedgerError(problems)


def _files(work: Work, award: Award, earner: Earner, traits: int, signature: bytes) -> list[Made]:
    achievement = work.achievement(award)
    encoded = work.forms.encode(award, achievement, earner, signature)
    made, baked = [Made(addresses.credential(award.id), encoded)], [encoded]
    if work.site.open_badges_2:
        hosted = encode_document(ob2.assertion(award, achievement, work.addresses))
        baked.append(hosted)
        made.append(Made(addresses.assertion(award.id), hosted))
    picture = addresses.award_picture(award.id, achievement.art.format)
    made.append(Made(picture, work.baker(achievement.art).bake(*baked)))
    if traits & HAS_ORIGINAL:
        made.append(Made(addresses.original(award.id), work.art.original(award.id)))
    standing, said = (Standing.GOOD, None) if not award.events else award.standing()
    if work.press is not None and standing is Standing.GOOD:
        made.append(Made(addresses.certificate(award.id), _certificate(work, award, earner, signature, encoded)))
    if said is not None:
        note = compose_note(standing, said, work.addresses.did())
        made.append(Made(addresses.award_note(award.id), encode_document(note)))
    handle = earner.handle if traits & HAS_PROFILE else ""
    page = addresses.award_page(award.id)
    for language, frame in work.frames.items():
        data = work.pages.page(
            frame,
            award=award,
            achievement=achievement,
            earner=earner,
            visibility=VISIBILITIES[traits & VISIBILITY_BITS],
            profile_handle=handle,
            standing=standing,
            said=said,
            original=bool(traits & HAS_ORIGINAL),
            encoded=encoded,
            document=partial(_document, work, award, achievement, earner, signature),
        )
        made.append(Made(addresses.file_of(addresses.in_language(page, language, work.site.languages[0])), data))
        if work.site.share.oembed is OEmbed.AWARDS:
            place = addresses.in_language(addresses.oembed(page), language, work.site.languages[0])
            made.append(Made(place, award_oembed(frame, achievement, award.id)))
    return made


def _document(work: Work, award: Award, achievement: Achievement, earner: Earner, signature: bytes) -> Document:
    return attach_proof(work.composer.compose(award, achievement, earner), work.method, signature).document


def _certificate(work: Work, award: Award, earner: Earner, signature: bytes, encoded: bytes) -> bytes:
    assert work.press is not None
    achievement = work.achievement(award)
    facts = certificate_facts(
        work.frames[work.site.languages[0]],
        _document(work, award, achievement, earner, signature),
        award_id=award.id,
        earner_language=earner.language,
        achievement=achievement,
    )
    return work.press.make(facts, award.id, work.baker(achievement.art).plain, encoded)


def names_of_files(work: Work, award_id: str, slug: str, traits: int) -> list[str]:
    """The paths of the files that `render` makes for an award with these traits."""
    names = [
        addresses.credential(award_id),
        addresses.award_picture(award_id, work.achievements[slug].art.format),
    ]
    if work.site.open_badges_2:
        names.append(addresses.assertion(award_id))
    if traits & HAS_ORIGINAL:
        names.append(addresses.original(award_id))
    if STANDINGS[traits >> STANDING_SHIFT & 0b11] is not Standing.GOOD:
        names.append(addresses.award_note(award_id))
    elif work.press is not None:
        names.append(addresses.certificate(award_id))
    page, default = addresses.award_page(award_id), work.site.languages[0]
    pages = [addresses.file_of(page)]
    if work.site.share.oembed is OEmbed.AWARDS:
        pages.append(addresses.oembed(page))
    names += [addresses.in_language(name, language, default) for language in work.frames for name in pages]
    return names


def in_each_language(work: Work, path: str, view: Callable[[Frame], View]) -> Iterator[Made]:
    """The page at `path` in every language of the site."""
    for language, frame in work.frames.items():
        place = addresses.in_language(path, language, work.site.languages[0])
        yield Made(addresses.file_of(place), work.theme.render(view(frame)))
