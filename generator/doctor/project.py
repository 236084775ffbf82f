"""The project folder: its keys, what version control has of them, what was left behind, and the site that was built."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from generator.addresses import Addresses
from generator.build.stage import is_locked
from generator.doctor.finding import Finding, Weight
from generator.errors import KeyFileError
from generator.model import Ledger
from generator.signing import Keyring, Kind, is_demo_address
from generator.signing.keyring import KEY_ENDING

_LEFT_BESIDE = {
    ".{site}.stage": "a site that was being made",
    ".{site}.journal": "a change to the site that was not finished",
    ".{site}.state.next": "notes of a build that was not finished",
}
_LEFT_INSIDE = ("content/.*.new", "keys/.*.new", ".badgepress-init*")
_GIT_SECONDS = 20


def look_at_project(project: Path, site: Path, ledger: Ledger | None) -> Iterator[Finding]:
    """What there is to say of the folder `project` and of the site that stands at `site`."""
    yield from _keys(project, ledger)
    yield from _version_control(project)
    yield from _leftovers(project, site)
    yield from _address(ledger)
    yield from _site(site, ledger)


def _keys(project: Path, ledger: Ledger | None) -> Iterator[Finding]:
    try:
        keyring = Keyring.read(project / "keys")
        signing = keyring.active("issuer")
    except KeyFileError as error:
        yield Finding(Weight.PROBLEM, "keys", "keys", str(error), error.hint)
        return
    about = f"keys/{signing.name}{KEY_ENDING}"
    if signing.published:
        text = "the site is signed with a published key: it proves nothing"
        real = ledger is not None and not is_demo_address(ledger.site.base_url)
        weight = Weight.PROBLEM if real else Weight.WARNING
        yield Finding(weight, "key-published", about, text, "make one of your own: badgepress keys new")
        return
    for key in keyring.keys:
        if key.encrypted is False and not key.published:
            hint = "whoever gets the file can sign; a new key can have a passphrase: badgepress keys new, keys activate"
            text = "its secret is not locked with a passphrase"
            yield Finding(Weight.WARNING, "key-open", f"keys/{key.name}{KEY_ENDING}", text, hint)
    if signing.signer.kind is Kind.FILE and signing.encrypted is None:
        hint = "put the copy back that you keep, with mode 0600; or make a new key: badgepress keys new"
        yield Finding(Weight.PROBLEM, "key-missing", about, "the secret of the key that signs is not here", hint)
        return
    yield Finding(Weight.FINE, "key", about, f"signs, one of {len(keyring.keys)} in keys/")


def _version_control(project: Path) -> Iterator[Finding]:
    """A secret key that git has, or would take with the next `git add`."""
    if _git(project, "rev-parse", "--is-inside-work-tree") != ["true"]:
        return
    published = {path.name for path in _published(project)}
    tracked = [name for name in _git(project, "ls-files", "--", "keys/*.key") if Path(name).name not in published]
    for name in tracked:
        hint = "take it as stolen: badgepress keys compromise, then keys new; and take the file out of the repository"
        yield Finding(Weight.PROBLEM, "key-in-git", name, "this secret key is in version control", hint)
    others = _git(project, "ls-files", "--others", "--exclude-standard", "--", "keys/*.key")
    for name in others:
        hint = "add the lines /keys/* and !/keys/*.pub to .gitignore"
        yield Finding(Weight.PROBLEM, "key-not-ignored", name, "git would take this secret key in", hint)
    if not tracked and not others:
        yield Finding(Weight.FINE, "git", ".git", "holds no secret key")


def _published(project: Path) -> Iterator[Path]:
    """The key files whose secret everybody knows."""
    try:
        yield from (key.path for key in Keyring.read(project / "keys").keys if key.published)
    except KeyFileError:
        return


def _git(project: Path, *words: str) -> list[str]:
    """The lines that git prints, none where it cannot say."""
    git = shutil.which("git")
    if git is None:
        return []
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [git, "-C", str(project), *words],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=_GIT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []


def _leftovers(project: Path, site: Path) -> Iterator[Finding]:
    """What a build or a verb that was stopped has left."""
    if is_locked(site):
        yield Finding(Weight.FINE, "building", str(site), "a build is running just now")
        return
    found = False
    for name, what in _LEFT_BESIDE.items():
        path = site.parent / name.format(site=site.name)
        if os.path.lexists(path):
            found = True
            hint = "badgepress build clears it away, or finishes it"
            yield Finding(Weight.WARNING, "left-over", str(path), f"{what} was left by a build that was stopped", hint)
    for pattern in _LEFT_INSIDE:
        for path in sorted(project.glob(pattern)):
            found = True
            hint = "delete it; the file that it was to replace is as it was"
            yield Finding(Weight.WARNING, "left-over", str(path), "a verb that was stopped has left this", hint)
    if not found:
        yield Finding(Weight.FINE, "left-over", "leftovers", "none")


def _address(ledger: Ledger | None) -> Iterator[Finding]:
    if ledger is not None and is_demo_address(ledger.site.base_url):
        text = f"{ledger.site.base_url} is an address for examples or for this machine alone"
        hint = "write the real one before the first badge goes out: it stands in every badge"
        yield Finding(Weight.WARNING, "address-example", "content/site.toml", text, hint)


def _site(site: Path, ledger: Ledger | None) -> Iterator[Finding]:
    """Whether what was built is for this address, and has the files that hosts want."""
    if ledger is None:
        return
    if not site.is_dir():
        yield Finding(Weight.WARNING, "site-missing", str(site), "no site was built here yet", "badgepress build")
        return
    addresses = Addresses(ledger.site.base_url)
    document = site / addresses.did_document()
    said = _did_of(document)
    if said != addresses.did():
        text = f"it stands for {said}, not for {addresses.did()}" if said else "it cannot be read"
        yield Finding(Weight.WARNING, "site-address", str(document), text, "badgepress build")
    name = site / "CNAME"
    host = urlsplit(ledger.site.base_url).hostname or ""
    if name.is_file() and name.read_text(encoding="utf-8", errors="replace").strip() != host:
        yield Finding(Weight.WARNING, "site-host", str(name), f"it does not name {host}", "correct it, or delete it")
    for wanted, why in ((".nojekyll", "GitHub Pages hides some files without it"), ("404.html", "hosts show it")):
        if not (site / wanted).is_file():
            text = f"it is not there: {why}"
            yield Finding(Weight.WARNING, "site-file", str(site / wanted), text, "badgepress build --full")
    yield Finding(Weight.FINE, "site", str(site), f"built for {said}")


def _did_of(document: Path) -> str:
    try:
        return str(json.loads(document.read_bytes())["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
