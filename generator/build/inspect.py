"""The last look at a staged site before anyone sees it.

Four questions, each answered from the bytes that were really written:

* does every link of every page lead to a file of the site?
* does any file hold an address of the ledger, or a secret?
* do its badges verify, for a stranger who has nothing but the site?
* is every planned file there, with its size?

A site that fails one of them is never put in place. These are faults of ours or of a theme, so the message names
the file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from generator import addresses
from generator.errors import BuildError
from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import FolderSource

# Every badge of a site of this many; of a larger one, as many spread evenly. Each signature was already verified
# with the public key when it was made: this looks for what happened after that.
SELF_VERIFIED = 500

_LINK = re.compile(rb"""<[a-z][^>]*?\s(?:href|src)=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
# What may be an address, in any of the spellings that a page or a link can give it; letters of all scripts.
_MAIL = re.compile(
    rb"[\w.%+&#;!$'*/=?^`{|}~\x80-\xff-]+(?:@|%40|&#64;|&#x40;)[\w%\x80-\xff-]+(?:\.[\w%\x80-\xff-]+)*", re.IGNORECASE
)
_BEFORE_MAIL = re.compile(r"[^\w.+-]+")
_SECRET_MARKS = (b"badgepress-key/v1", b"PRIVATE KEY-----")
_SOUND = frozenset({State.VALID, State.EXPIRED, State.EARLY, State.REVOKED, State.SUSPENDED})

Leaks = Callable[[bytes], bool]


def inspect_stage(folder: Path, files: Mapping[str, int], *, root: str, mails: frozenset[str], leaks: Leaks) -> None:
    """Look at every staged file once. Raises BuildError at the first fault.

    `root` is the path part of the base URL; `mails` the addresses of the ledger in lower case that are not the
    issuer's own; `leaks(data)` says whether bytes hold the signing secret.
    """
    for path, size in sorted(files.items()):
        data = (folder / path).read_bytes()
        if len(data) != size:
            raise BuildError(f"{path} has {len(data):,} bytes after writing, wanted {size:,}", "check the disk")
        if leaks(data) or any(mark in data for mark in _SECRET_MARKS):
            raise BuildError(f"{path} would hold secret key material", "look for a key in content/ or templates/")
        if any(mail in mails for mail in _mails_in(data)):
            raise BuildError(
                f"{path} would show the e-mail address of an earner",
                "look for the address in content/ and templates/; addresses are never published",
            )
        if path.endswith(".html"):
            _check_links(path, data, files, root)


def _mails_in(data: bytes) -> Iterator[str]:
    """Everything in `data` that may be an address, in lower case; of `to=ada@example.org` the part after = too."""
    for match in _MAIL.finditer(data):
        mail = unquote(html.unescape(match.group().decode("utf-8", "replace"))).lower().rstrip(".")
        yield mail
        local = mail.partition("@")[0]
        yield from (mail[cut.end() :] for cut in _BEFORE_MAIL.finditer(local))


def _check_links(path: str, data: bytes, files: Mapping[str, int], root: str) -> None:
    here = path[: -len(addresses.PAGE_FILE)] if path.endswith(addresses.PAGE_FILE) else path
    for match in _LINK.finditer(data):
        link = html.unescape((match.group(1) or match.group(2) or b"").decode())
        target = _site_path(here, link, root)
        if target is not None and addresses.file_of(target) not in files:
            raise BuildError(f"{path} links to {link!r}, which is not in the site", "mend the template that makes it")


def _site_path(here: str, link: str, root: str) -> str | None:
    """The path of the site that a link leads to, or None for one that leads elsewhere."""
    plain = unquote(link.partition("#")[0].partition("?")[0])
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", plain) or not plain:
        return None
    if plain.startswith("/"):
        return plain.removeprefix(root) if plain.startswith(root) else plain
    parts = here.split("/")[:-1]
    for part in plain.split("/"):
        if part == "..":
            if not parts:
                return link  # leads out of the site: no such file
            parts.pop()
        elif part != ".":
            parts.append(part)
    ends_in_folder = plain.endswith(("/", "/.", "/..")) or plain in (".", "..")
    path = "/".join(part for part in parts if part)
    return f"{path}/" if ends_in_folder and path else path


def spread(award_ids: Sequence[str]) -> Sequence[str]:
    """At most SELF_VERIFIED of them, evenly from first to last."""
    return award_ids[:: max(1, -(-len(award_ids) // SELF_VERIFIED))]


def verify_stage(
    folder: Path, base_url: str, award_ids: Sequence[str], at: datetime, done: Callable[[int], None]
) -> None:
    """Verify staged badges as a stranger would, pictures and files. Raises BuildError.

    Dates are not in question here: an expired or revoked badge is as well signed as any other.
    """
    verifier = Verifier(FolderSource(folder, base_url), at)
    for award_id in award_ids:
        pictures = [addresses.award_picture(award_id, picture_format) for picture_format in ("png", "svg")]
        for name in (addresses.credential(award_id), *(path for path in pictures if (folder / path).exists())):
            report = verifier.verify((folder / name).read_bytes(), name)
            if report.state not in _SOUND:
                raise BuildError(f"{name} would not verify: {report.sentence}", "a fault of badgepress: report it")
        done(1)
