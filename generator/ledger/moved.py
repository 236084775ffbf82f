"""Rows that say another status index than the credential that was published of their award.

The bit with that number says whether a badge is revoked, and the number stands in the signed file. A file that an
earner has keeps the old one: with another number in the row a revocation would never reach it.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.ledger.award_rows import AwardRows
from generator.ledger.awards import COLUMNS
from generator.ledger.faults import MOST_OF_A_KIND, and_more
from generator.model import Ledger, Problem

_INDEX = COLUMNS.required.index("status_index")


def moved_indexes(ledger: Ledger, published: Mapping[str, int], count: int) -> list[Problem]:
    """A problem at each row whose status index is not the published one.

    `published` has the published ones, by award in the order of the rows: of `count` awards, the first
    MOST_OF_A_KIND and one more.
    """
    found = [_problem(ledger, award_id, was) for award_id, was in published.items()]
    listed, left_out = found[:MOST_OF_A_KIND], found[MOST_OF_A_KIND:]
    return [*listed, *(and_more(problem, count) for problem in left_out)]


def _problem(ledger: Ledger, award_id: str, was: int) -> Problem:
    awards = ledger.awards
    assert isinstance(awards, AwardRows), "a ledger is made by read_ledger"
    row = awards.row_of(award_id)
    assert row is not None, "it was rendered, or taken from the site because of its row"
    text = f"award {award_id} is published with the status index {was}, and this row says {awards.status_index[row]}"
    hint = (
        f"put {was} back: who has the file looks there, and would never find it revoked\n"
        "where nobody has the badge yet, remove the folder of the site and build anew"
    )
    return Problem(awards.place_in(row, _INDEX), "status-index-moved", text, hint)
