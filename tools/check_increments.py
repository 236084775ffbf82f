"""Change a ledger step by step, build upon the last build each time, and compare the site with one built in full.

    python tools/check_increments.py 1000000 [--place FOLDER] [--spare-room]

The steps: one award more, a letter of an award, a letter of a name, a line gone, one award revoked. Then the same
ledger is built in full into another folder. Of both sites a digest over all paths and bytes is taken; exit code 0 when
they are equal. A site of a million awards takes 37 GB on ext4; with --spare-room the first one is removed before the
second is built.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from tools.bench.large import appended_line, apply_edit, edits  # noqa: E402 - needs the path set above

LARGEST_PIECE = 1 << 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("awards", type=int, nargs="?", default=20_000)
    parser.add_argument("--place", type=Path, help="where both are built; default: the folder for temporary files")
    parser.add_argument("--spare-room", action="store_true", help="remove the first site before the second is built")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.place) as folder:
        project, grown, full = (Path(folder) / name for name in ("project", "grown", "full"))
        words = [options.awards, project, "--art-bytes", 1000]
        subprocess.run([sys.executable, ROOT / "tools/bench/make_ledger.py", *map(str, words)], check=True)
        build("all of it", project, grown)
        with (project / "content" / "awards.csv").open("a", encoding="utf-8", newline="") as file:
            file.write(appended_line(options.awards, 0))
        build("one award more", project, grown)
        for edit in edits(options.awards):
            apply_edit(project / "content" / edit.file, edit)
            build(edit.what, project, grown)
        one = seen("built step by step", grown)
        if options.spare_room:
            shutil.rmtree(grown)
        build("all of it, in full", project, full, "--full")
        other = seen("built in full", full)
    print("equal" if one == other else "DIFFERENT")
    return 0 if one == other and one[0] else 1


def build(what: str, project: Path, out: Path, *options: str) -> None:
    """Build the site, and print how long it took and what it wrote."""
    command = [sys.executable, "-c", "from generator.cli.app import main; main()", "build", "-C", str(project)]
    began = time.monotonic()
    command += ["--out", str(out), "--json", *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{what}: {done.stdout}{done.stderr}")
    said = json.loads(done.stdout)
    anew = f" ({said['made_anew']})" if said["made_anew"] else ""
    print(
        f"{time.monotonic() - began:8.2f} s  {what}: {said['written']:,} files written, {said['removed']:,} removed, "
        f"{said['files']:,} in all{anew}",
        flush=True,
    )


def seen(what: str, site: Path) -> tuple[int, str]:
    """The number of files of a site and its digest, which are printed."""
    began, tree = time.monotonic(), Tree()
    tree.add(str(site), "")
    print(
        f"{time.monotonic() - began:8.2f} s  {what}: {tree.files:,} files, {tree.bytes:,} bytes, "
        f"SHA-256 {tree.digest.hexdigest()}",
        flush=True,
    )
    return tree.files, tree.digest.hexdigest()


@dataclass(slots=True)
class Tree:
    """A tree of files as far as it has been seen: names, sizes and bytes go into the digest, in order of path."""

    digest: Any = field(default_factory=sha256)
    files: int = 0
    bytes: int = 0

    def add(self, folder: str, path: str) -> None:
        with os.scandir(folder) as found:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        for name, is_folder in entries:
            if is_folder:
                self.digest.update(f"{path}{name}/\n".encode())
                self.add(f"{folder}/{name}", f"{path}{name}/")
            else:
                self._add_file(f"{folder}/{name}", f"{path}{name}")

    def _add_file(self, file: str, path: str) -> None:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            size = os.fstat(handle).st_size
            self.digest.update(f"{path} {size}\n".encode())
            while piece := os.read(handle, LARGEST_PIECE):
                self.digest.update(piece)
        finally:
            os.close(handle)
        self.files += 1
        self.bytes += size


if __name__ == "__main__":
    raise SystemExit(main())
