"""What baking is about, whatever the picture: a text under a keyword, one for each generation of Open Badges."""

from __future__ import annotations

from generator.errors import WireError

OPEN_BADGES_3 = "openbadgecredential"
OPEN_BADGES_2 = "openbadges"

MAX_TEXT_BYTES = 1024 * 1024


class NotBaked(WireError):
    """A sound picture that carries no text under the keyword asked for."""


class BrokenPicture(WireError):
    """Not a sound picture, or one whose text cannot be had without guessing."""


class SignedOutside(WireError):
    """A picture whose credential is a JSON Web Token: it may be honest, and is not judged here."""


def check_text(text: bytes) -> None:
    """Raise WireError for text that is too long or not UTF-8."""
    if len(text) > MAX_TEXT_BYTES:
        raise WireError(f"the text has more than {MAX_TEXT_BYTES} bytes")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WireError(f"the text is not UTF-8 at byte {error.start}") from error
