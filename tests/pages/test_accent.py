from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages.accent import THEME_ACCENT, accent_is_readable, accent_style, contrast, darker
from generator.pages.render import Theme

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#0b5cad", "#ffffff") == contrast("#ffffff", "#0b5cad") == pytest.approx(6.7, abs=0.05)


@pytest.mark.parametrize(
    ("colour", "readable"),
    [
        ("#0b5cae", True),
        ("#0B5CAE", True),
        ("#777777", False),
        ("#ffee00", False),
        ("", False),
        ("blue", False),
        ("#12345", False),
        ("#1234567", False),
        ("#０b5cad", False),
    ],
)
def test_only_a_colour_that_can_be_read_is_used(colour: str, readable: bool) -> None:
    assert accent_is_readable(colour) is readable
    assert bool(accent_style(colour)) is readable


def test_the_themes_own_accent_needs_no_rules(theme: Theme) -> None:
    style = next(data.decode() for path, data in theme.assets().items() if path.endswith(".css"))
    assert f"--accent: {THEME_ACCENT};" in style
    assert accent_style(THEME_ACCENT) == accent_style(THEME_ACCENT.upper()) == ""


@given(COLOURS)
def test_a_colour_that_is_used_can_be_read_on_all_grounds_of_both_themes(colour: str) -> None:
    style = accent_style(colour)
    if not style:
        return
    light, dark = re.findall(r"--accent:(#[0-9a-f]{6})", style)
    assert light == colour
    assert min(contrast(light, ground) for ground in ("#ffffff", "#f5f7fa")) >= 4.5
    assert min(contrast(dark, ground) for ground in ("#10161d", "#19222c", "#0b1a2a")) >= 4.5


@given(COLOURS)
def test_of_every_colour_there_is_a_darker_one_that_is_used(colour: str) -> None:
    assert accent_is_readable(darker(colour))
    assert darker(colour) == colour or not accent_is_readable(colour)


@given(st.text(max_size=12))
def test_nothing_but_a_colour_reaches_the_style_sheet(text: str) -> None:
    assert "}" not in accent_style(text) or re.fullmatch("#[0-9a-fA-F]{6}", text)
