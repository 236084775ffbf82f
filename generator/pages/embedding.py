"""Texts to put an award on a page, into a mail or a résumé of one's own. Each is copied as it stands.

    card        a frame with the card that checks itself
    picture     a picture that leads to the award's page, for a web site
    signature   the same as a table for mails, whose programs know no style sheets: sizes and styles in every tag
    markdown    the same for a README or a forum
    line        one plain line

A picture is the achievement's own, so that a new design reaches what was put somewhere before; what is downloaded is
the signed one. Mail programs drop drawings (SVG), so a signature with one has no picture. Addresses are absolute.
"""

from __future__ import annotations

import re
from html import escape

from generator import addresses
from generator.model import Achievement
from generator.pages.frame import Here
from generator.pages.parts import art_path, fit
from generator.pages.share import CopyText, Shown

CARD_PX = (440, 220)  # of the frame, in CSS pixels: enough for three lines of a name
_PICTURE_PX = 160
_SIGNATURE_PX = 48
# What Markdown makes something of, inside a line: what every dialect lets one escape, and what only HTML spells safely.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+.!-])")
_SPELLED = {ord(sign): f"&#{ord(sign)};" for sign in "&<>|~"}


def embed_texts(here: Here, achievement: Achievement, shown: Shown) -> tuple[CopyText, ...]:
    """The texts, in the order of a page."""
    frame = here.frame
    month = frame.month(shown.issued)
    alt = frame.say("embedding.alt", name=shown.name, issuer=shown.issuer)
    picture = frame.addresses.url(art_path(achievement))
    return (
        CopyText("card", card_html(here, shown.award_id, alt)),
        CopyText("picture", _linked_picture(achievement, shown.permanent, picture, alt)),
        CopyText("signature", _signature(achievement, shown, picture, alt, month)),
        CopyText("markdown", f"[![{_in_markdown(alt)}]({picture})]({shown.permanent})"),
        CopyText(
            "line",
            frame.say("embedding.resume", name=shown.name, issuer=shown.issuer, month=month, address=shown.permanent),
        ),
    )


def card_html(here: Here, award_id: str, title: str) -> str:
    """A frame with the card of an award."""
    width, height = CARD_PX
    frame = here.frame
    card = frame.addresses.url(addresses.in_language(addresses.embed(), frame.language, frame.default))
    return (
        f'<iframe src="{card}#{award_id}" width="{width}" height="{height}" title="{escape(title)}" '
        'loading="lazy"></iframe>'
    )


def _linked_picture(achievement: Achievement, page: str, picture: str, alt: str) -> str:
    width, height = fit(achievement.art.width_px, achievement.art.height_px, _PICTURE_PX)
    image = f'<img src="{picture}" width="{width}" height="{height}" alt="{escape(alt)}">'
    return f'<a href="{page}">{image}</a>'


def _signature(achievement: Achievement, shown: Shown, picture: str, alt: str, month: str) -> str:
    width, height = fit(achievement.art.width_px, achievement.art.height_px, _SIGNATURE_PX)
    link = f'<a href="{shown.permanent}" style="color:#0b5cad">'
    image = (
        f'<img src="{picture}" width="{width}" height="{height}" alt="{escape(alt)}" style="display:block;border:0">'
    )
    cells = [f'<td style="padding-right:8px">{link}{image}</a></td>'] if achievement.art.format == "png" else []
    cells.append(
        f'<td style="font:13px/1.4 Arial,sans-serif">{link}{escape(shown.name)}</a><br>'
        f"{escape(shown.issuer)}, {month}</td>"
    )
    row = "\n".join(cells)
    return f'<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>\n{row}\n</tr></table>'


def _in_markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text).translate(_SPELLED)
