"""Every case of tests/corpus put to the published script in a real browser.

    with launched() as browser:
        answers = answers_in(browser, script)       [{"id", "expect", "state", "sentence", "millis"}, ..]

A blank page loads the script as the site's own pages do, as a classic script, with the reader of the cases beside it.
The page is on this machine and asks for nothing else; an error on it ends the run.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser import opened, served
from tests.cases import FOLDER
from tests.corpus_python import NODE_LOADER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Cases</title><link rel="icon" href="data:,">
<script src="verify.js"></script><script src="corpus_cases.js"></script>"""

_RUN = """async () => {
  const text = async name => (await fetch(name)).text();
  const judge = corpusJudge(JSON.parse(await text('pieces.json')), badgepress);
  const answers = [];
  for(const line of (await text('cases.ndjson')).split('\\n').slice(0, -1)) {
    answers.push(await judge(line));
  }
  return answers;
}"""


def answers_in(browser: Browser, script: bytes) -> list[dict[str, Any]]:
    """What `script` says of each case in `browser`, in the order of the corpus."""
    with tempfile.TemporaryDirectory(prefix="badgepress-corpus-") as name:
        folder = Path(name)
        (folder / "index.html").write_text(_PAGE, encoding="utf-8", newline="")
        (folder / "verify.js").write_bytes(script)
        for path in (NODE_LOADER, FOLDER / "pieces.json", FOLDER / "cases.ndjson"):
            shutil.copy(path, folder / path.name)
        with served(folder) as url, opened(browser) as visit:
            visit.page.goto(f"{url}/index.html")
            answers: list[dict[str, Any]] = visit.page.evaluate(_RUN)
            assert visit.troubles() == []
    return answers
