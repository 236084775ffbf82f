"""Pure work on a range of awards: what is to be signed, and the files once it has been.

    digest(work, start, stop)                the 64 bytes to sign for each award
    render(work, start, stop, signatures)    the files of each award

Both are functions of the plan, the theme and the range alone, in any process and in any order. Nothing here can
reach a key: signing happens between the two, in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator import addresses
from generator.bake import Baker, SvgBaker
from generator.build.plan import Plan
from generator.credential import ob2
from generator.credential.compose import Composer
from generator.credential.note import compose_note
from generator.credential.proof import attach_proof, encode_document
from generator.credential.proof import digest as digest_credential
from generator.errors import LedgerError, WireError
from generator.model import Achievement, Award, Earner, Problem, UnsignedCredential
from generator.pages.frame import Frame
from generator.pages.render import Theme
from generator.pages.views import award_view

_MEND = "change the text at fault in this line, or in its achievement"


class Made(NamedTuple):
    """One file of the site: its path below the root, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """What every range needs: the plan, the theme, a frame for each language, and the art, made ready for baking."""

    plan: Plan
    theme: Theme
    frames: Mapping[str, Frame]  # by language
    composer: Composer
    art: Mapping[str, Baker | SvgBaker]  # by slug
    issuer_picture: bytes  # empty for none

    def parts(self, award: Award) -> tuple[Achievement, Earner]:
        """The achievement and the earner of an award."""
        return self.plan.ledger.achievements[award.achievement], self.plan.ledger.earners[award.earner]

    def unsigned(self, award: Award) -> UnsignedCredential:
        """The credential of an award without its proof."""
        return self.composer.compose(award, *self.parts(award))


def digest(work: Work, start: int, stop: int) -> list[bytes]:
    """The 64 bytes to sign for each award from `start` up to `stop`.

    Raises LedgerError for awards whose credential no verifier could agree on: text that can be written, but not
    signed so that everyone reads the same bytes.
    """
    digests, problems = [], []
    for award in work.plan.awards[start:stop]:
        try:
            digests.append(digest_credential(work.unsigned(award), work.plan.method))
        except WireError as error:
            problems.append(
                Problem(award.place, "cannot-be-signed", f"its credential cannot be signed: {error}", _MEND)
            )
    if problems:
        raise LedgerError(problems)
    return digests


def render(work: Work, start: int, stop: int, signatures: Sequence[bytes]) -> Iterator[Made]:
    """The files of each award in the range: credential, picture, and its page in each language.

    A badge that is revoked or suspended has a note beside it that says why.
    """
    for award, signature in zip(work.plan.awards[start:stop], signatures, strict=True):
        achievement, earner = work.parts(award)
        credential = attach_proof(work.unsigned(award), work.plan.method, signature)
        baked = [credential.encoded]
        yield Made(addresses.credential(award.id), credential.encoded)
        if work.plan.site.open_badges_2:
            hosted = encode_document(ob2.assertion(award, achievement, work.plan.addresses))
            baked.append(hosted)
            yield Made(addresses.assertion(award.id), hosted)
        picture = addresses.award_picture(award.id, achievement.art.format)
        yield Made(picture, work.art[award.achievement].bake(*baked))
        standing, said = award.standing()
        if said is not None:
            note = compose_note(standing, said, work.plan.addresses.did())
            yield Made(addresses.award_note(award.id), encode_document(note))
        for language, frame in work.frames.items():
            view = award_view(
                frame,
                credential.document,
                award=award,
                visibility=award.visible_as(earner),
                earner_language=earner.language,
                profile_handle=work.plan.profile_of(earner),
                achievement=achievement,
                standing=standing,
                said=said,
            )
            page = addresses.in_language(addresses.award_page(award.id), language, work.plan.site.languages[0])
            yield Made(addresses.file_of(page), work.theme.render(view))
