"""Build one ledger twice, with compiled forms and without any, and compare every file of the two sites.

    python tools/check_pages.py 20000 [--achievements 60] [--place /dev/shm]

The ledger is one of tools/bench/make_ledger.py. Exit code 0 when all files are the same. Without forms an award costs
twenty times as much: 20,000 take about two minutes on two cores, and 40 KB each in the place.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from filecmp import cmp
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

WITH_FORMS = "from generator.cli.app import main; main()"
WITHOUT_FORMS = """
from generator.cli.app import main
from generator.credential.template import Forms
from generator.pages.compiled import AwardPages
Forms._pair = lambda *_: None
AwardPages._is_worth_it = lambda *_: False
main()
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("awards", type=int, nargs="?", default=20_000)
    parser.add_argument("--achievements", type=int, default=60)
    parser.add_argument("--place", type=Path, help="where both are built; default: the folder for temporary files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.place) as folder:
        project, one, other = (Path(folder) / name for name in ("project", "compiled", "plain"))
        words = [options.awards, project, "--achievements", options.achievements, "--art-bytes", 1000]
        subprocess.run([sys.executable, ROOT / "tools/bench/make_ledger.py", *map(str, words)], check=True)
        build(WITH_FORMS, project, one)
        build(WITHOUT_FORMS, project, other)
        files = [names(site) for site in (one, other)]
        wrong = [name for name in files[0] if name in files[1] and not cmp(one / name, other / name, shallow=False)]
        alone = sorted(set(files[0]) ^ set(files[1]))
    print(f"{len(files[0]):,} files with forms, {len(files[1]):,} without, {len(wrong)} different, {len(alone)} alone")
    print("\n".join([*wrong, *alone][:20]))
    return 1 if wrong or alone or not files[0] else 0


def build(program: str, project: Path, out: Path) -> None:
    """Build the site, and print how its credentials and pages were made."""
    command = [sys.executable, "-c", program, "build", "-C", str(project), "--out", str(out), "--full", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    made = json.loads(done.stdout)["compiled"]
    print(f"{out.name}: " + ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in made.items()))


def names(site: Path) -> list[str]:
    """The paths of all files of a site, in order."""
    return sorted(os.path.relpath(Path(at) / name, site) for at, _, files in os.walk(site) for name in files)


if __name__ == "__main__":
    raise SystemExit(main())
