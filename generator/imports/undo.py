"""Taking the last import back: the rows it added, wherever they stand now, and the files it made.

Refused once an award of it is on a built site, because what was published is withdrawn by `revoke`, not forgotten; and
where something else has come to rest on it. An achievement that was edited since stays.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct, field

from generator.addresses import award_page
from generator.errors import BadgepressError
from generator.imports.record import Record, read_last
from generator.ledger.change import Content, opened_content


class Undone(Struct):
    """What was, or would be, taken back."""

    record: Record
    awards: int = 0
    earners: int = 0
    events: int = 0
    kept: list[str] = field(default_factory=list)  # files that were edited since


def undo_last(project: Path, site: Path, *, dry_run: bool = False) -> Undone:
    """Take the last import back. Raises BadgepressError, or LedgerError where the ledger would not be sound then."""
    with _opened(project, dry_run) as content:
        record = read_last(project)
        if record is None:
            raise BadgepressError("no import is on record", "content/imports/log/ has one file for each")
        done = Undone(record)
        for path, span in record.spans.items():
            rows = content.cut(path, span)
            if path == "awards.csv":
                _refuse_published([row.split(b",")[0].decode() for row in _records(rows)], site)
            count = sum(1 for _ in _records(rows))
            done.awards += count if path == "awards.csv" else 0
            done.earners += count if path == "earners.csv" else 0
            done.events += count if path == "events.csv" else 0
        _remove_files(content, record, done)
        content.check()
        if not dry_run:
            content.commit()
        return done


@contextmanager
def _opened(project: Path, dry_run: bool) -> Iterator[Content]:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "trial" if dry_run else None
        yield stack.enter_context(opened_content(project, scratch))


def _records(rows: bytes) -> Iterator[bytes]:
    """The records of lines that the import wrote: a line end inside quotes ends none."""
    record = b""
    for line in rows.splitlines(keepends=True):
        record += line
        if record.count(b'"') % 2 == 0:
            yield record
            record = b""


def _refuse_published(awards: list[str], site: Path) -> None:
    published = [award for award in awards if (site / award_page(award)).is_dir()]
    if published:
        many = f"{len(published):,} of these awards are" if len(published) > 1 else "one of these awards is"
        hint = f"withdraw what should not be there: badgepress revoke {published[0]}"
        raise BadgepressError(f"{many} on {site} already", hint)


def _remove_files(content: Content, record: Record, done: Undone) -> None:
    """New files, each folder of them as a whole: one of which anything was edited stays."""
    folders: dict[str, list[str]] = {}
    for path in record.files:
        folder = path.rpartition("/")[0] if path.startswith("achievements/") else path
        folders.setdefault(folder, []).append(path)
    for folder, paths in folders.items():
        if all(content.is_unchanged(path, record.files[path]) for path in paths):
            for path in paths:
                content.remove(path)
        else:
            done.kept.append(f"content/{folder}")
    content.remove(record.path)
