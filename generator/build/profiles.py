"""The page of an earner, from the lines of the ledger alone: work on a range, as in `shard`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter

from generator import addresses
from generator.build.shard import Made, Work, in_each_language
from generator.model import Award, Batch, Earner
from generator.pages.feed import earner_feed
from generator.pages.views import ProfileEntry, profile_view


def profile_pages(work: Work, batch: Batch) -> Iterator[Made]:
    """The pages of the earners in `batch`, in which the public awards of one earner stand together."""
    for earner, pairs in groupby(batch.pairs(work.achievements), itemgetter(1)):
        entries = [_entry(work, award, earner) for award, _ in pairs]
        page, portrait = addresses.profile_page(earner.handle), work.portraits.get(earner.handle)
        yield from in_each_language(
            work, page, partial(profile_view, earner=earner, entries=entries, portrait=portrait)
        )
        if work.site.hosting.earner_feeds:
            told = [(entry.award, entry.achievement) for entry in entries]
            yield Made(addresses.feed(page), earner_feed(work.frames[work.site.languages[0]], earner, told))


def _entry(work: Work, award: Award, earner: Earner) -> ProfileEntry:
    # A card says what the credential says, and none of that is in the proof.
    achievement = work.achievement(award)
    return ProfileEntry(award, work.composer.compose(award, achievement, earner).document, achievement)


def profile_files(work: Work, handle: str) -> list[str]:
    """The files of an earner's page."""
    page, default = addresses.profile_page(handle), work.site.languages[0]
    pages = [addresses.file_of(addresses.in_language(page, language, default)) for language in work.frames]
    return [*pages, addresses.feed(page)] if work.site.hosting.earner_feeds else pages
