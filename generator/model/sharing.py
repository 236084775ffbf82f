"""What an organisation has decided about showing badges elsewhere: the settings under [share] of site.toml."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

# Where an award can be shown, in the order in which a page offers them unless site.toml has another.
PLACES = ("linkedin", "linkedin-post", "facebook", "x", "line", "weibo", "bluesky", "email", "device")

# What readers of each language use. A site can say otherwise.
_USUAL = ("linkedin", "linkedin-post", "facebook", "x", "bluesky", "email", "device")
_BY_LANGUAGE = {
    "ja": ("linkedin", "linkedin-post", "x", "line", "facebook", "email", "device"),
    "zh-Hans": ("weibo", "linkedin", "email", "device"),
    "zh-Hant": ("line", "facebook", "linkedin", "linkedin-post", "x", "email", "device"),
}


class OEmbed(StrEnum):
    """Which pages have an oEmbed file, by which other sites show a card in the place of a link."""

    NONE = "none"
    BADGES = "badges"  # those of achievements: one file for each and language
    AWARDS = "awards"  # those of awards too: one more file for each award and language


class Sharing(Struct, frozen=True):
    """`to` has the places by language, where the site has chosen them itself; the tag "" stands for all languages."""

    to: tuple[tuple[str, tuple[str, ...]], ...] = ()
    linkedin_organization: str = ""  # digits, "" for none: then the issuer's name stands there
    oembed: OEmbed = OEmbed.BADGES

    def places(self, language: str) -> tuple[str, ...]:
        """Where readers of `language` are offered to show an award, in that order."""
        chosen = dict(self.to)
        return chosen.get(language, chosen.get("", _BY_LANGUAGE.get(language, _USUAL)))


USUAL = Sharing()
