"""The last look at a staged site before anyone sees it.

Four questions:

* does every link of every page lead to a file of the site?
* does any file hold an address of the ledger, or a secret?
* do its badges verify, for a stranger who has nothing but the site?
* is every staged file there, with its size?

Up to READ_BACK files, each is read again from the stage. In a larger site every file was looked at as it was made;
the lines of the ledger were searched for the secret before they were handed out, and links of compiled pages are those
of the first page of their form. A site that fails is never put in place. These are faults of ours or of a theme, so
the message names the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from generator import addresses
from generator.build.look import Looker, Seen
from generator.errors import BuildError
from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import FolderSource, Unavailable

READ_BACK = 5_000
# Every badge of a site of this many; of a larger one, as many spread evenly. Each signature was already verified
# with the public key when it was made: this looks for what happened after that.
SELF_VERIFIED = 40

_SOUND = frozenset({State.VALID, State.EXPIRED, State.EARLY, State.REVOKED, State.SUSPENDED})

Leaks = Callable[[bytes], bool]


def read_back(folder: Path, files: Mapping[str, int], looker: Looker, leaks: Leaks, seen: Seen) -> None:
    """Read every staged file again. `leaks(data)` says whether bytes hold the signing secret. Raises BuildError."""
    for path, size in files.items():
        data = (folder / path).read_bytes()
        if len(data) != size:
            raise BuildError(f"{path} has {len(data):,} bytes after writing, wanted {size:,}", "check the disk")
        if leaks(data):
            raise BuildError(f"{path} would hold secret key material", _KEY_HINT)
        looker.look_at(path, data, seen)


_KEY_HINT = "look for a key in content/ or templates/"


def judge(seen: Seen, has_address: Callable[[str], bool], is_there: Callable[[str], bool]) -> None:
    """Judge what was seen. Raises BuildError at the first fault, in the order of paths."""
    for path in sorted(seen.secrets):
        raise BuildError(f"{path} would hold secret key material", _KEY_HINT)
    for mail, path in sorted(seen.mails.items(), key=lambda entry: entry[1]):
        if has_address(mail):
            raise BuildError(
                f"{path} would show the e-mail address of an earner",
                "look for the address in content/ and templates/; addresses are never published",
            )
    for target, path in sorted(seen.links.items(), key=lambda entry: entry[1]):
        if not is_there(target):
            raise BuildError(f"{path} links to {target!r}, which is not in the site", "mend the template that makes it")


def spread(positions: Sequence[int]) -> Sequence[int]:
    """At most SELF_VERIFIED of them, evenly from first to last."""
    return positions[:: max(1, -(-len(positions) // SELF_VERIFIED))]


def verify_badges(
    folders: Sequence[Path], base_url: str, award_ids: Sequence[str], at: datetime, done: Callable[[int], None]
) -> None:
    """Verify staged badges as a stranger would, pictures and files. Raises BuildError.

    `folders` are the stage and, where only the new files are staged, the site below them. Dates are not in question
    here: an expired or revoked badge is as well signed as any other.
    """
    verifier = Verifier(_Layers([FolderSource(folder, base_url) for folder in folders]), at)
    for award_id in award_ids:
        for name, data in _badge(folders, award_id):
            report = verifier.verify(data, name)
            if report.state not in _SOUND:
                raise BuildError(f"{name} would not verify: {report.sentence}", "a fault of badgepress: report it")
        done(1)


def _badge(folders: Sequence[Path], award_id: str) -> Iterator[tuple[str, bytes]]:
    pictures = [addresses.award_picture(award_id, picture_format) for picture_format in ("png", "svg")]
    for name in (addresses.credential(award_id), *pictures, addresses.certificate(award_id)):
        found = next((folder / name for folder in folders if (folder / name).exists()), None)
        if found is not None:
            yield name, found.read_bytes()


class _Layers:
    """A document from the first of several folders that has it."""

    def __init__(self, sources: Sequence[FolderSource]) -> None:
        self._sources = sources

    def get(self, url: str) -> bytes:
        for source in self._sources[:-1]:
            with suppress(Unavailable):
                return source.get(url)
        return self._sources[-1].get(url)
