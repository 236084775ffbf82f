"""The card of a link: its size, what of it platforms may cut away, and that its bytes follow from the art alone."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from generator.bake.card import HEIGHT_PX, WIDTH_PX, draw_card
from tests.pages.sample import badge_picture


def opened(card: bytes) -> Image.Image:
    return Image.open(io.BytesIO(card)).convert("RGB")


@pytest.mark.parametrize("size", [(600, 600), (1, 1), (40, 400), (1200, 400)])
def test_art_of_any_shape_stands_whole_in_the_middle(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 40, 255)).save(buffer, "PNG")
    card = opened(draw_card(buffer.getvalue(), "#0b5cad"))
    assert card.size == (WIDTH_PX, HEIGHT_PX) == (1200, 630)
    ground = card.getpixel((5, 600))
    red = Image.eval(card.getchannel("G"), lambda green: 255 if green < 60 else 0).getbbox()
    assert red is not None
    left, top, right, bottom = red
    assert left >= 390 and right <= 810 and top >= 105 and bottom <= 525
    assert max(right - left, bottom - top) == 420
    assert (left + right, top + bottom) == (1200, 630)
    assert {card.getpixel(at) for at in ((5, 20), (1195, 625), (350, 315))} == {ground}


def test_the_ground_behind_the_art_is_the_ground_of_the_card_to_the_letter() -> None:
    card = opened(draw_card(badge_picture(), "#884400"))
    assert card.getpixel((391, 106)) == card.getpixel((5, 600)) == (242, 235, 227)
    assert card.getpixel((600, 3)) == (0x88, 0x44, 0x00)


def test_the_same_art_gives_the_same_bytes_and_another_colour_others() -> None:
    assert draw_card(badge_picture(), "") == draw_card(badge_picture(), "#0b5cad")
    assert draw_card(badge_picture(), "") != draw_card(badge_picture(), "#0b5cae")


def test_art_full_of_noise_keeps_below_what_every_platform_takes() -> None:
    buffer = io.BytesIO()
    Image.effect_noise((600, 600), 120).convert("RGBA").save(buffer, "PNG")
    assert len(draw_card(buffer.getvalue(), "")) < 300_000
