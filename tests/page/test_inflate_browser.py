"""Inflating in Debian's chromium by the published script: what zlib refuses is refused, and what follows the data too."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import opened, served
from tests.page.judges import NAME, b64, published_script

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

MOST = 1 << 20
TEXT = b"grafting and pruning " * 900
_ASK = """async questions => {
  const answers = [];
  for(const [format, data] of questions) {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    answers.push(await badgepress.inflate(format, bytes, %d).then(found => found.length, error => error.message));
  }
  return answers;
}"""


def _packed(format_name: str, data: bytes) -> bytes:
    return gzip.compress(data, mtime=0) if format_name == "gzip" else zlib.compress(data)


def _cases(format_name: str) -> dict[str, bytes]:
    whole, empty = _packed(format_name, TEXT), _packed(format_name, b"")
    return {
        "a byte behind": whole + b"\0",
        "much behind": whole + bytes(70_000),
        "twice": whole + whole,
        "nothing before": empty + whole,
        "nothing behind": whole + empty,
        "cut by a byte": whole[:-1],
        "cut in half": whole[: len(whole) // 2],
        "another checksum": whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:],
        "no head": whole[2:],
        "empty": b"",
        "a byte too many": _packed(format_name, bytes(MOST + 1)),
        "a bomb": _packed(format_name, bytes(60 << 20)),
    }


@pytest.mark.parametrize("format_name", ["gzip", "deflate"])
def test_the_browser_inflates_what_is_sound_and_ends_where_its_data_end(
    browser: Browser, tmp_path: Path, format_name: str
) -> None:
    sound = [_packed(format_name, data) for data in (b"", TEXT, bytes(MOST))]
    damaged = _cases(format_name)
    (tmp_path / NAME).write_bytes(published_script())
    page = f'<!doctype html><title>x</title><link rel="icon" href="data:,"><script src="{NAME}"></script>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    with served(tmp_path) as url, opened(browser) as visit:
        visit.page.goto(f"{url}/index.html")
        answers = visit.page.evaluate(_ASK % MOST, [[format_name, b64(data)] for data in [*sound, *damaged.values()]])
        assert visit.troubles() == []
    assert answers[:3] == [0, len(TEXT), MOST]
    assert dict(zip(damaged, answers[3:], strict=True)) == dict.fromkeys(damaged, "it cannot be inflated")
