"""The table [publish] of site.toml to model.Publishing: where the site goes. Each kind of place has keys of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.ledger.faults import Fault
from generator.ledger.tables import Table
from generator.ledger.urls import web_address_fault
from generator.model import FolderTarget, GitTarget, Publishing, RsyncTarget, StoreTarget, Target
from generator.printable import quoted

MOST_DELETED = 10  # percent
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_PREFIX = re.compile(r"[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*")
# git's own rules for a branch are longer; these letters need none of the exceptions.
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*([./][A-Za-z0-9][A-Za-z0-9_-]*)*")
_SHARED = ("to", "most_deleted")


def publishing(table: Table) -> Publishing | None:
    """What the table says; None where it is not there, or wrong, which is in the report."""
    if not table.data:
        return None
    if not table.require("to", 'to = "folder", "rsync", "git" or "s3"'):
        return None
    kind = table.word("to", tuple(_KINDS), "")
    if not kind:
        return None
    keys, read = _KINDS[kind]
    table.only((*_SHARED, *keys))
    target = read(table)
    most = _percent(table)
    return None if target is None else Publishing(target, most)


def _percent(table: Table) -> int:
    value = table.data.get("most_deleted", MOST_DELETED)
    if type(value) is not int:
        table.wrong_kind(value, "a whole number", "write a percentage: most_deleted = 10", "most_deleted")
        return MOST_DELETED
    if not 0 <= value <= 100:
        hint = "it is a percentage of the files of the site: most_deleted = 10"
        table.fault(Fault("choice", f"most_deleted is {value}, and goes from 0 to 100", hint), "most_deleted")
        return MOST_DELETED
    return value


def _checked(table: Table, key: str, example: str, form: re.Pattern[str] | None = None) -> str:
    """Text that must be there; "" where it is not, or is none that can stand there."""
    value = table.required(key, f'{key} = "{example}"')
    # Programs that are handed it would take it for an option.
    if value.startswith("-") or (value and form and not form.fullmatch(value)):
        fault = Fault("publish-value", f"{quoted(value)} cannot be a {key}", f'write it like {key} = "{example}"')
        table.fault(fault, key)
        return ""
    return value


def _folder(table: Table) -> Target | None:
    path = _checked(table, "path", "/srv/www/badges")
    return FolderTarget(path) if path else None


def _rsync(table: Table) -> Target | None:
    path = _checked(table, "path", "deploy@www.example.org:/srv/www/badges")
    return RsyncTarget(path) if path else None


def _git(table: Table) -> Target | None:
    repository = _checked(table, "repository", "git@git.example.org:guild/badges.git")
    branch = _checked(table, "branch", "gh-pages", _BRANCH) if "branch" in table else "gh-pages"
    history = table.boolean("history", default=True)
    return GitTarget(repository, branch, history) if repository and branch else None


def _store(table: Table) -> Target | None:
    bucket = _checked(table, "bucket", "badges-example-org", _BUCKET)
    region = _checked(table, "region", "eu-west-1", _REGION) if "region" in table else "us-east-1"
    prefix = _checked(table, "prefix", "badges", _PREFIX) if "prefix" in table else ""
    endpoint = _checked(table, "endpoint", "https://s3.example.org") if "endpoint" in table else ""
    fault = web_address_fault(endpoint) if endpoint else None
    if fault:
        table.fault(fault, "endpoint")
    return StoreTarget(bucket, region, endpoint.rstrip("/"), prefix) if bucket and region and not fault else None


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[Table], Target | None]]] = {
    "folder": (("path",), _folder),
    "rsync": (("path",), _rsync),
    "git": (("repository", "branch", "history"), _git),
    "s3": (("bucket", "region", "endpoint", "prefix"), _store),
}
