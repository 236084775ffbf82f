"""Style sheets lose what people read by and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.pages.render import packaged_theme
from generator.pages.slim import slim
from tests import browser as browsers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = """() => [...document.styleSheets].map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText))"""


@pytest.mark.parametrize(
    ("style", "slimmed"),
    [
        (b"a { color: red; }\n", b"a{color: red}"),
        (b"a  b ,\n c > d { margin : 0  1px ;; }", b"a b,c > d{margin : 0 1px;}"),
        (b"a/* x */b{}", b"a b{}"),
        (b"/* x */a{}/*! kept */", b"a{}/*! kept */"),
        (b'a::after { content: "/* { } ; ,  */"; }', b'a::after{content: "/* { } ; ,  */"}'),
        (b"a::after { content: '\\' ;  '; }", b"a::after{content: '\\' ;  '}"),
        (
            b"@media (min-width: 3rem) and (color) { a :hover { top: calc(1px + 2px) } }",
            b"@media (min-width: 3rem) and (color){a :hover{top: calc(1px + 2px)}}",
        ),
        (b"", b""),
    ],
)
def test_comments_and_idle_blanks_go_and_strings_stay(style: bytes, slimmed: bytes) -> None:
    assert slim(style) == slimmed
    assert slim(slimmed) in (slimmed, slimmed.replace(b";}", b"}"))


@pytest.mark.browser
def test_a_browser_reads_the_same_rules_from_both(tmp_path: Path, browser: Browser) -> None:
    theme = packaged_theme()
    parts = [*sorted((theme / "style").glob("*.css")), theme / "assets" / "style.css"]
    style = b"\n".join(path.read_bytes() for path in parts)
    for name, data in (("plain", style), ("slim", slim(style))):
        (tmp_path / f"{name}.css").write_bytes(data)
        (tmp_path / f"{name}.html").write_text(f'<!doctype html><link rel="stylesheet" href="{name}.css">', "utf-8")
    rules = []
    with browsers.served(tmp_path) as url:
        for name in ("plain", "slim"):
            with browsers.opened(browser) as visit:
                visit.page.goto(f"{url}/{name}.html")
                rules.append(visit.page.evaluate(RULES))
    assert rules[0] == rules[1] and len(rules[0][0]) > 100
