"""oEmbed: what other sites show in the place of a link to a badge, as a file that never changes.

    of an achievement   a link with its card as thumbnail
    of an award         a frame with the card that checks itself; no earner's name, because the card reads it itself

A page names its file in its head, and a site that is given the page's address reads it from there.

Spec: oEmbed 1.0, 2.3 (response parameters) and 4 (discovery).
"""

from __future__ import annotations

import orjson

from generator import addresses
from generator.model import Achievement, OEmbed
from generator.pages.embedding import CARD_PX, card_html
from generator.pages.frame import Alternate, Frame, Here
from generator.pages.parts import preview_image

_TYPE = "application/json+oembed"
_DAY_SECONDS = 86_400


def achievement_oembed(frame: Frame, achievement: Achievement) -> bytes:
    """The file of an achievement in one language."""
    return orjson.dumps({**_common(frame, achievement), "type": "link"})


def award_oembed(frame: Frame, achievement: Achievement, award_id: str) -> bytes:
    """The file of an award in one language."""
    issuer = frame.site.issuer.name.choose(frame.language).text
    title = frame.say("embedding.alt", name=achievement.name.choose(frame.language).text, issuer=issuer)
    here = Here(frame, addresses.award_page(award_id))
    width, height = CARD_PX
    card = {"type": "rich", "html": card_html(here, award_id, title), "width": width, "height": height}
    return orjson.dumps({**_common(frame, achievement), **card})


def oembed_link(here: Here, wanted: bool) -> tuple[Alternate, ...]:
    """What a page says of its file in its head; nothing where the site does not make it."""
    if not wanted:
        return ()
    frame = here.frame
    path = addresses.in_language(addresses.oembed(here.path), frame.language, frame.default)
    return (Alternate(_TYPE, frame.addresses.url(path)),)


def has_awards(frame: Frame) -> bool:
    """Whether awards have files."""
    return frame.site.share.oembed is OEmbed.AWARDS


def has_achievements(frame: Frame) -> bool:
    """Whether achievements have files."""
    return frame.site.share.oembed is not OEmbed.NONE


def _common(frame: Frame, achievement: Achievement) -> dict[str, object]:
    found: dict[str, object] = {
        "version": "1.0",
        "title": achievement.name.choose(frame.language).text,
        "provider_name": frame.site.issuer.name.choose(frame.language).text,
        "provider_url": frame.addresses.url(""),
        "cache_age": _DAY_SECONDS,
    }
    image = preview_image(frame, achievement)
    if image is not None:
        found |= {"thumbnail_url": image.url, "thumbnail_width": image.width_px, "thumbnail_height": image.height_px}
    return found
