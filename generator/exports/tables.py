"""Awards as tables, in the columns of other platforms: what `imports.formats` reads, written.

Header lines are the documented ones, in their order, also where we have nothing to say in a column. A badge is called
by the id that content/imports/badges.toml has for it there, else by its slug. The name of an earner is cut at its last
blank where a table wants two; put together again it is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from generator.addresses import Addresses, award_page
from generator.imports.table import write_rows
from generator.ledger.moments import spelled
from generator.model import Acceptance, Award, Earner, Ledger, Standing

_BLOCK = 1_000

Day = Callable[[datetime], str]


def iso(at: datetime) -> str:
    """The day alone where the time is its first second, or its last."""
    return f"{at:%Y-%m-%d}" if at.strftime("%H:%M:%S") in ("00:00:00", "23:59:59") else spelled(at)


def american(at: datetime) -> str:
    """mm/dd/yy, which Credly wants; years that two digits do not say are written out."""
    return f"{at:%m/%d/%y}" if 1969 <= at.year <= 2068 else f"{at:%m/%d/%Y}"


class Shape(Struct, frozen=True):
    """A kind of table: its columns, each with the fact that stands in it ("" for none), and how days are written."""

    system: str
    columns: Sequence[tuple[str, str]]
    day: Day = iso
    has_header: bool = True

    @property
    def tells_status(self) -> bool:
        """Whether it can say that an award was revoked, so that those belong in it too."""
        return any(fact == "status" for _, fact in self.columns)


def _columns(text: str, facts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    names = [name.strip() for name in text.replace("\n", ",").split(",") if name.strip()]
    return tuple((name, facts.get(name, "")) for name in names)


_CREDLY = """Badge Name,Badge Template ID,Issued by,Earner Badge ID,Issuer Earner ID,Group Tag,Badge URL,
Issued to First Name,Issued to Middle Name,Issued to Last Name,Country,State,Region,Sub-region,Account status,
Issued to Email,Issued to Email Domain,Status,Expired,Issue Date,Record Created,Expiration Date"""
_CREDLY_FACTS = {
    "Badge Name": "badge_name",
    "Badge Template ID": "badge",
    "Issued by": "issuer",
    "Earner Badge ID": "id",
    "Issuer Earner ID": "person",
    "Badge URL": "url",
    "Issued to First Name": "first",
    "Issued to Last Name": "last",
    "Issued to Email": "email",
    "Issued to Email Domain": "domain",
    "Status": "status",
    "Issue Date": "awarded",
    "Expiration Date": "expires",
}
_BULK = """Badge Template ID,Recipient Email,First Name,Middle Name,Last Name,Issued at,Expiration Date,
Issuer Earner ID,Country,State or Province,Evidence Name,Evidence URL,Text Evidence Name,Text Evidence URL,
ID Evidence Title,ID Evidence Description,Locale"""
_BULK_FACTS = {
    "Badge Template ID": "badge",
    "Recipient Email": "email",
    "First Name": "first",
    "Last Name": "last",
    "Issued at": "awarded",
    "Expiration Date": "expires",
    "Issuer Earner ID": "person",
    "Evidence Name": "evidence_name",
    "Evidence URL": "evidence_url",
}
_CANVAS = """Badge Class ID,Identifier,First Name,Last Name,Narrative,Evidence Narrative,Evidence URL,
Issue Date,Expiration Date"""
_CANVAS_FACTS = {
    "Badge Class ID": "badge",
    "Identifier": "email",
    "First Name": "first",
    "Last Name": "last",
    "Narrative": "evidence_text",
    "Evidence URL": "evidence_url",
    "Issue Date": "awarded",
    "Expiration Date": "expires",
}
_ACCREDIBLE_FACTS = {
    "Recipient Name": "name",
    "Recipient Email": "email",
    "Group Name": "badge",
    "Issued on": "awarded",
    "Expired on": "expires",
    "Credential ID": "id",
    "Credential URL": "url",
    "Evidence URL": "evidence_url",
    "Evidence Description": "evidence_text",
}
_BADGR_FACTS = {
    "Email": "email",
    "Recipient name": "name",
    "Narrative": "evidence_text",
    "Evidence URL": "evidence_url",
}
_MOODLE_FACTS = {"firstname": "first", "lastname": "last", "email": "email", "badge": "badge"}
_PROPOSAL_FACTS = {
    "recipient_email": "email",
    "evidence": "evidence_url",
    "badge": "badge",
    "issued_on": "awarded",
    "issuer": "issuer_url",
    "expires": "expires",
}

SHAPES: Mapping[str, Shape] = {
    "credly": Shape("credly", _columns(_CREDLY, _CREDLY_FACTS)),
    "credly-bulk": Shape("credly", _columns(_BULK, _BULK_FACTS), american),
    "canvas": Shape("badgr", _columns(_CANVAS, _CANVAS_FACTS)),
    "badgr": Shape("badgr", tuple(_BADGR_FACTS.items())),
    "accredible": Shape("accredible", tuple(_ACCREDIBLE_FACTS.items())),
    "moodle": Shape("moodle", tuple(_MOODLE_FACTS.items())),
    "openedx": Shape("openedx", (("username-or-email", "email"), ("notes", "")), has_header=False),
    "open-badges-csv": Shape("open-badges", tuple(_PROPOSAL_FACTS.items())),
}


class Written(Struct):
    """What a table holds, and what was left out of it because it cannot say so."""

    rows: int = 0
    left_out: int = 0  # revoked, on hold or declined
    of_others: int = 0  # of other achievements than the one that was asked for


class TableWriter(Struct):
    """Writes a ledger's awards in one shape. `ids` are badges by system and slug; `achievement` "" is all of them."""

    ledger: Ledger
    shape: Shape
    ids: Mapping[tuple[str, str], str]
    achievement: str = ""
    written: Written = field(default_factory=Written)

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the table."""
        if self.shape.has_header:
            yield write_rows([[name for name, _ in self.shape.columns]])
        awards = self.ledger.awards
        for start in range(0, len(awards), _BLOCK):
            batch = awards.batch(range(start, min(start + _BLOCK, len(awards))))
            pairs = list(batch.pairs(self.ledger.achievements))
            rows = [self._row(award, earner) for award, earner in pairs if self._belongs(award, earner)]
            self.written.rows += len(rows)
            yield write_rows(rows)

    def _belongs(self, award: Award, earner: Earner) -> bool:
        if self.achievement and award.achievement != self.achievement:
            self.written.of_others += 1
            return False
        if self.shape.tells_status:
            return True
        stands = award.standing()[0] is Standing.GOOD and award.acceptance(earner) is not Acceptance.DECLINED
        self.written.left_out += not stands
        return stands

    def _row(self, award: Award, earner: Earner) -> list[str]:
        facts = self._facts(award, earner)
        return [facts[fact] if fact else "" for _, fact in self.shape.columns]

    def _facts(self, award: Award, earner: Earner) -> dict[str, str]:
        site, shape = self.ledger.site, self.shape
        first, _, last = earner.name.rpartition(" ")
        evidence = award.evidence
        return {
            "badge": self.ids.get((shape.system, award.achievement), award.achievement),
            "badge_name": self.ledger.achievements[award.achievement].name.choose(site.languages[0]).text,
            "issuer": site.issuer.name.choose(site.languages[0]).text,
            "issuer_url": site.issuer.url,
            "id": award.id,
            "url": Addresses(site.base_url).url(award_page(award.id)),
            "person": earner.id,
            "name": earner.name,
            "first": first or earner.name,
            "last": last if first else "",
            "email": earner.emails[0],
            "domain": earner.emails[0].rpartition("@")[2],
            "status": _status(award, earner),
            "awarded": shape.day(award.awarded_at),
            "expires": shape.day(award.expires_at) if award.expires_at else "",
            "evidence_name": evidence.name if evidence else "",
            "evidence_url": evidence.url if evidence else "",
            "evidence_text": evidence.text if evidence else "",
        }


def _status(award: Award, earner: Earner) -> str:
    if award.standing()[0] is Standing.REVOKED:
        return "revoked"
    words = {Acceptance.ACCEPTED: "accepted", Acceptance.PENDING: "pending", Acceptance.DECLINED: "rejected"}
    return words[award.acceptance(earner)]


def people_pieces(ledger: Ledger) -> Iterator[bytes]:
    """Every earner: a table for `badgepress import --people`."""
    yield write_rows([["email", "name", "id"]])
    for earner in ledger.earners.values():
        yield write_rows([[";".join(earner.emails), earner.name, earner.id]])
