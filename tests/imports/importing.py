"""Imports for tests: files as people have them, and the command as people run it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from generator.cli.app import main

CREDLY = [
    "Badge Name",
    "Badge Template ID",
    "Issued by",
    "Earner Badge ID",
    "Issuer Earner ID",
    "Group Tag",
    "Badge URL",
    "Issued to First Name",
    "Issued to Middle Name",
    "Issued to Last Name",
    "Country",
    "State",
    "Region",
    "Sub-region",
    "Account status",
    "Issued to Email",
    "Issued to Email Domain",
    "Status",
    "Expired",
    "Issue Date",
    "Record Created",
]


def run(project: Path, *words: object, verb: str = "import") -> Result:
    """The command, its words as a person types them."""
    result = CliRunner().invoke(main, [verb, *map(str, words), "-C", str(project)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def run_json(project: Path, *words: object) -> dict:
    """What it says to machines."""
    return json.loads(run(project, *words, "--json").stdout)


def rows_of(project: Path, name: str) -> list[dict[str, str]]:
    """A table of the ledger."""
    text = (project / "content" / name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def credly(path: Path, *rows: dict[str, str], separator: str = ",") -> Path:
    """An analytics export of Credly with these rows; what a row does not say is filled in."""
    usual = {
        "Badge Name": "Tree Grafter",
        "Badge Template ID": "tmpl-1",
        "Issued by": "Orchard Guild",
        "Account status": "Confirmed",
        "Issued to First Name": "Nora",
        "Issued to Last Name": "Bullace",
        "Issued to Email": "nora@example.com",
        "Status": "accepted",
        "Issue Date": "2024-03-01",
    }
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CREDLY, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows({"Earner Badge ID": f"eb-{number}", **usual, **row} for number, row in enumerate(rows, 1))
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def table(path: Path, header: Sequence[str], *rows: Sequence[str], separator: str = ",") -> Path:
    """Any table."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([header, *rows] if header else rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return path


def snapshot(project: Path) -> dict[str, str]:
    """Every file of a project, by a digest."""
    files = sorted(path for path in project.rglob("*") if path.is_file())
    return {str(path.relative_to(project)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
