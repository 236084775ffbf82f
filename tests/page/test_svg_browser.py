"""Drawings in Debian's chromium: what Python refuses as no sound SVG the script of the pages refuses too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.bake import BrokenPicture
from generator.bake.svg import unbake_svg
from tests.browser import opened, served
from tests.page.judges import b64, published_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

_PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="verify.js"></script>'
_ASK = """async drawings => Promise.all(drawings.map(async text => {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const read = () => Promise.reject(new Error('there is nothing'));
  return (await badgepress.verify(bytes, {read, known: null, at: new Date(), site: null})).sentence;
}))"""
_SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


def drawing(before: str = "", credential: str = "{}", behind: str = "") -> str:
    return f"{before}<svg {_SPACES}><openbadges:credential>{credential}</openbadges:credential></svg>{behind}"


ENTITY = '<!DOCTYPE svg [<!ENTITY rest "{}">]>'
SOUND = {
    "plain": drawing(),
    "a declaration": drawing('<?xml version="1.0" encoding="UTF-8"?>\n'),
    "a declaration of ASCII": drawing('<?xml version="1.0" encoding="us-ascii"?>'),
    "a comment in front": drawing('<!-- encoding="latin1" <!DOCTYPE svg> -->'),
    "an instruction in front": drawing("<?tool <svg?>"),
    "a comment behind": drawing(behind="<!-- <!DOCTYPE svg> -->"),
}
REFUSED = {
    "a document type": drawing("<!DOCTYPE svg>"),
    "small letters": drawing("<!doctype svg>"),
    "behind a comment with a tag": drawing(f"<!-- <svg -->{ENTITY}", "&rest;"),
    "behind an instruction with a tag": drawing(f"<?tool <svg?>{ENTITY}", "&rest;"),
    "behind a declaration and a comment": drawing(f'<?xml version="1.0"?><!-- <svg> -->\n{ENTITY}', "&rest;"),
    "behind 70,000 blanks": drawing(" " * 70_000 + ENTITY, "&rest;"),
    "another encoding": drawing('<?xml version="1.0" encoding="latin1"?>'),
    "two credentials": drawing(credential="{}</openbadges:credential><openbadges:credential>{}"),
}


def is_sound(text: str) -> bool:
    try:
        return unbake_svg(text.encode()) == b"{}"
    except BrokenPicture:
        return False


def test_a_drawing_with_a_document_type_is_refused_by_page_and_command_wherever_it_stands(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(_PAGE, encoding="utf-8")
    (tmp_path / "verify.js").write_bytes(published_script())
    drawings = {**SOUND, **REFUSED}
    with served(tmp_path) as url, opened(browser) as visit:
        visit.page.goto(f"{url}/index.html")
        said = visit.page.evaluate(_ASK, [b64(text.encode()) for text in drawings.values()])
    page = {name: "verifiable credential" in sentence for name, sentence in zip(drawings, said, strict=True)}
    assert page == {name: name in SOUND for name in drawings}
    assert {name: is_sound(text) for name, text in drawings.items() if "blanks" not in name} == {
        name: found for name, found in page.items() if "blanks" not in name
    }
