"""Built badges as ZIP files to take along: for each award its signed credential and picture, and what it is checked by.

    <earner>/<achievement>-<award's id>/credential.json   badge.png   assertion.json   original.png
    did.json   status/…                                    the issuer's keys and lists, as the site has them

`badgepress verify --site FOLDER` checks an unpacked bundle without a network. The files are those of the built site,
byte for byte; an award without a page there (private, or newer than the site) is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator import addresses
from generator.addresses import Addresses
from generator.errors import BadgepressError
from generator.exports.zips import Entry
from generator.model import Award, Ledger

_BLOCK = 1_000
_NAMES = ("assertion.json", "badge.png", "badge.svg", "credential.json", "original.png")


@dataclass(slots=True)
class Bundles:
    """The badges of `ledger` as they stand in the built `site`. `earners` are those asked for; none are all."""

    ledger: Ledger
    site: Path
    earners: Sequence[str] = ()
    awards: int = 0
    missing: int = 0
    _where: Addresses = field(init=False)

    def __post_init__(self) -> None:
        self._where = Addresses(self.ledger.site.base_url)
        if not (self.site / self._where.did_document()).is_file():
            raise BadgepressError(
                f"there is no built site at {self.site}", "run `badgepress build`, or name it: --site"
            )

    def of_all(self) -> Iterator[Entry]:
        """One bundle of everything, a folder for each earner."""
        yield from self._checked_by()
        for folder, award in sorted((_folder(award), award.id) for award in self._shown()):
            yield from self._files(folder, award)

    def of_each(self) -> Iterator[tuple[str, Iterator[Entry]]]:
        """A bundle for each earner with a badge on the site, by the earner's id."""
        found: dict[str, list[tuple[str, str]]] = {}
        for award in self._shown():
            found.setdefault(award.earner, []).append((_folder(award), award.id))
        for earner in sorted(found):
            yield earner, self._of_one(sorted(found[earner]))

    def _of_one(self, badges: Sequence[tuple[str, str]]) -> Iterator[Entry]:
        yield from self._checked_by()
        for folder, award in badges:
            yield from self._files(folder, award)

    def _shown(self) -> Iterator[Award]:
        awards = self.ledger.awards
        rows = {self._row(earner) for earner in self.earners}
        positions = [at for at, row in enumerate(awards.earner_row) if not rows or row in rows]
        for start in range(0, len(positions), _BLOCK):
            batch = awards.batch(positions[start : start + _BLOCK])
            for award, _ in batch.pairs(self.ledger.achievements):
                if (self.site / addresses.credential(award.id)).is_file():
                    self.awards += 1
                    yield award
                else:
                    self.missing += 1

    def _row(self, earner: str) -> int:
        row = self.ledger.earners.row_of(earner)
        if row is None:
            raise BadgepressError(f"no earner is called '{earner}'", "ids of earners stand in content/earners.csv")
        return row

    def _files(self, folder: str, award: str) -> Iterator[Entry]:
        for path in sorted((self.site / addresses.award_page(award)).iterdir()):
            if path.is_file() and path.name in _NAMES:
                yield Entry(f"{folder}/{path.name}", path.read_bytes())

    def _checked_by(self) -> Iterator[Entry]:
        document = self._where.did_document()
        yield Entry(document, (self.site / document).read_bytes())
        for path in sorted((self.site / "status").iterdir()):
            if path.suffix == ".json":
                yield Entry(f"status/{path.name}", path.read_bytes())


def _folder(award: Award) -> str:
    return f"{award.earner}/{award.achievement}-{award.id}"
