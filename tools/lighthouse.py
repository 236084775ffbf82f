"""Ask Lighthouse about the pages of a built site: `make lighthouse`. One line a page, exit 1 where a score is too low.

    .venv/bin/python tools/lighthouse.py SITE

The largest page of the main kinds, as a phone and as a desktop sees them. A score below LEAST is asked for once more:
on a busy machine the first one measures the machine. Search engines are told not to list unlisted awards and the card
for other sites, so those pages are not among them.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests import browser, nodes  # noqa: E402
from tests.quality.kinds import file_of, kinds  # noqa: E402

LEAST = 99
SECONDS_AT_MOST = 240
KINDS = ("home", "awards/(one)/", "badges/(one)/", "earners/(one)/", "badges/", "verify/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_COMMAND = REPOSITORY / "tests" / "quality" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"


def pages(site: Path) -> list[str]:
    """The largest page of each kind that may be found."""
    found = []
    for kind, of_kind in kinds(site).items():
        open_to_all = [page for page in of_kind if b'content="noindex"' not in file_of(site, page).read_bytes()]
        if kind in KINDS and open_to_all:
            found.append(max(open_to_all, key=lambda page: file_of(site, page).stat().st_size))
    return found


def scores(url: str, *, desktop: bool) -> dict[str, int]:
    """What Lighthouse gives the page at `url` in each category, 0 to 100."""
    with tempfile.TemporaryDirectory() as folder:
        flags = " ".join([*browser.FLAGS, "--headless", f"--user-data-dir={folder}/profile"])
        command = [str(_COMMAND), url, "--quiet", "--output=json", f"--output-path={folder}/out.json"]
        command += [f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
        command += ["--preset=desktop"] if desktop else []
        chromium = shutil.which("chromium") or ""
        _run(command, {**os.environ, "CHROME_PATH": chromium})
        told = json.loads(Path(folder, "out.json").read_text(encoding="utf-8"))
    return {name: round(100 * (told["categories"][name]["score"] or 0)) for name in CATEGORIES}


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run Lighthouse, and where it takes too long end it with the browser that it has started."""
    started = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        code = started.wait(timeout=SECONDS_AT_MOST)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        raise SystemExit(
            f"Lighthouse took more than {SECONDS_AT_MOST} s: this machine is too busy to measure"
        ) from None
    if code:
        raise SystemExit(f"Lighthouse ended with {code}")


def main() -> None:
    """Judge the site and say so."""
    reason = browser.missing() or nodes.missing() or (None if _COMMAND.exists() else "lighthouse is not installed")
    if reason:
        raise SystemExit(f"Lighthouse cannot be asked: {reason}")
    site, is_low = Path(sys.argv[1]), False
    with browser.served(site) as address:
        for page in pages(site):
            for desktop in (False, True):
                found = scores(f"{address}/{page}", desktop=desktop)
                if min(found.values()) < LEAST:
                    found = {
                        name: max(score, found[name])
                        for name, score in scores(f"{address}/{page}", desktop=desktop).items()
                    }
                is_low = is_low or min(found.values()) < LEAST
                shown = "  ".join(f"{name} {score}" for name, score in found.items())
                print(f"{'desktop' if desktop else 'phone':8} {shown}  /{page}", flush=True)
    raise SystemExit(1 if is_low else 0)


if __name__ == "__main__":
    main()
