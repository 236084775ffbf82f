"""How long a badge's page takes to check itself: from the load event to the final state of its panel.

    .venv/bin/python tools/bench/page_verify.py site [--visits 20] [--file]

Each visit is cold: a new chromium, so no cached file, no compiled code and no warm engine. The pages are those of
awards, in the order of their ids, one after another; they are served from this machine, or opened as files. A state
that is reached before the load event counts as 0. The last line tells what the script weighs on the wire.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import time
from contextlib import nullcontext
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser import launched, served

SECONDS = 0.6
_WATCH = """
const seen = {};
window.settled = new Promise(done => {
  const tell = () => 'load' in seen && 'end' in seen && done(seen);
  addEventListener('load', () => { seen.load = performance.now(); tell(); });
  new MutationObserver(() => {
    const panel = document.getElementById('panel');
    if(panel && panel.dataset.state === 'checking') {
      seen.checking = seen.checking || performance.now();
    } else if(seen.checking && !seen.end) {
      Object.assign(seen, {state: panel.dataset.state, end: performance.now()});
      tell();
    }
  }).observe(document, {subtree: true, childList: true, attributeFilter: ['data-state']});
});
"""


def visit(address: str) -> dict[str, Any]:
    """What one cold visit saw: the times of `load` and `end`, in ms since navigation began, and the `state`."""
    with launched() as browser:
        page = browser.new_page()
        page.add_init_script(_WATCH)
        page.goto(address)
        time.sleep(SECONDS)  # asking the page anything while it works would be work of its own
        seen: dict[str, Any] = page.evaluate("settled")
        return seen


def visits(site: Path, count: int, *, as_file: bool) -> list[dict[str, Any]]:
    """`count` cold visits to the pages of awards."""
    pages = sorted(path.relative_to(site).as_posix() for path in site.glob("awards/*/index.html"))
    with nullcontext(site.resolve().as_uri()) if as_file else served(site) as root:
        return [visit(f"{root}/{page}") for page in islice(cycle(pages), count)]


def main() -> None:
    """Visit, and print a line a visit and the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", type=Path)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--file", action="store_true", help="open the pages as files")
    asked = parser.parse_args()
    taken = []
    for seen in visits(asked.site, asked.visits, as_file=asked.file):
        taken.append(max(0.0, seen["end"] - seen["load"]))
        begun, load = seen["checking"], seen["load"]
        print(f"{seen['state']:10} begun {begun:6.1f}  load {load:6.1f}  end {seen['end']:6.1f}  {taken[-1]:6.1f} ms")
    script = next(asked.site.glob("assets/verify*.js")).read_bytes()
    print(f"load to final state: median {statistics.median(taken):.1f} ms, most {max(taken):.1f} ms, n {len(taken)}")
    print(f"script: {len(script)} bytes, {len(gzip.compress(script, 9, mtime=0))} packed with gzip -9")


if __name__ == "__main__":
    main()
