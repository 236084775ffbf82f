"""The card of a link: its size, what of it platforms may cut away, and that its bytes follow from the art alone."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from generator.bake.card import HEIGHT_PX, WIDTH_PX, draw_card
from generator.wire.png import read_chunks
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


@pytest.mark.parametrize("size", [(600, 600), (420, 420), (37, 53), (1, 1), (3000, 10)])
def test_half_transparent_art_lies_on_the_ground_as_pillow_lays_it(size: tuple[int, int]) -> None:
    """The long way round: with the art's colours and its alpha apart at every step, and the rows unpacked by zlib."""
    wide = Image.radial_gradient("L").resize(size)
    art = Image.merge("RGBA", (wide, wide.rotate(90), Image.eval(wide, lambda value: 255 - value), wide.rotate(180)))
    buffer = io.BytesIO()
    art.save(buffer, "PNG")
    card = draw_card(buffer.getvalue(), "#884400")

    scale = min(420 / size[0], 420 / size[1])
    small = art.resize((max(1, round(size[0] * scale)), max(1, round(size[1] * scale))), Image.Resampling.HAMMING)
    flat = Image.alpha_composite(Image.new("RGBA", small.size, (242, 235, 227, 255)), small).convert("RGB")
    flat = flat.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert("RGB")
    flat.paste((242, 235, 227), mask=small.getchannel("A").point([255] + [0] * 255))
    expected = Image.new("RGB", (1200, 630), (242, 235, 227))
    expected.paste((0x88, 0x44, 0), (0, 0, 1200, 12))
    expected.paste(flat, ((1200 - flat.width) // 2, (630 - flat.height) // 2))
    assert opened(card).tobytes() == expected.tobytes()

    rows = zlib.decompress(b"".join(chunk.data for chunk in read_chunks(card) if chunk.name == b"IDAT"))
    assert len(rows) == 630 * 1201


def test_the_same_art_gives_the_same_bytes_and_another_colour_others() -> None:
    assert draw_card(badge_picture(), "") == draw_card(badge_picture(), "#0b5cad")
    assert draw_card(badge_picture(), "") != draw_card(badge_picture(), "#0b5cae")


def test_art_full_of_noise_keeps_below_what_every_platform_takes() -> None:
    buffer = io.BytesIO()
    Image.effect_noise((600, 600), 120).convert("RGBA").save(buffer, "PNG")
    assert len(draw_card(buffer.getvalue(), "")) < 300_000
