"""Single slips in the sample ledger: what a person may do wrong, and the one problem that must come of it.

A slip replaces a piece of one file; `PLACE` in the replacement marks where the problem is to be reported. Where that
is not in the replacement, `at` says the line and column. Slips keep the number of lines, so that many can be made at
once; slips with one `touches` cannot be made together.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.ledger.sample import PLACE, Files, replaced

SITE = "content/site.toml"
RULES = "content/rules.toml"
BREAD = "content/achievements/bread/achievement.md"
CAKE = "content/achievements/cake/achievement.md"
EARNERS = "content/earners.csv"
AWARDS = "content/awards.csv"
EVENTS = "content/events.csv"


@dataclass(frozen=True)
class Slip:
    code: str
    path: str
    old: str
    new: str
    at: tuple[int, int] | None = None
    touches: str = ""

    def make(self, files: Files) -> Files:
        return replaced(files, self.path, self.old, self.new.replace(PLACE, ""))

    def told(self, files: Files) -> str:
        """Where the problem is in `files`, the sound ones, once the slip is made."""
        if self.at:
            return f"{self.path}:{self.at[0]}:{self.at[1]}: {self.code}"
        text = files[self.path]
        assert isinstance(text, str)
        before = (text.partition(self.old)[0] + self.new).partition(PLACE)[0]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        return f"{self.path}:{line}:{column}: {self.code}"

    def lines(self, files: Files) -> set[tuple[str, int]]:
        """The lines it changes."""
        text = files[self.path]
        assert isinstance(text, str)
        first = text.partition(self.old)[0].count("\n") + 1
        return {(self.path, first + n) for n in range(self.old.count("\n") + 1)}


SLIPS = [
    # site.toml
    Slip("base-url", SITE, 'base_url = "https:', 'base_url = ▶"http:'),
    Slip("text-blank", SITE, '{en = "Example Badges",', '{en = ▶" ",'),
    Slip("language-unknown", SITE, 'fr = "Badges d', '▶de = "Badges d'),
    Slip("language-missing", SITE, '{en = "What our people can do"', '▶{ja = "What our people can do"'),
    Slip("wrong-type", SITE, '"Example Institute"', "▶7"),
    Slip("email", SITE, '"badges@example.org"', '▶"badges@@example.org"'),
    Slip("art-missing", SITE, '"issuer.png"', '▶"isuer.png"'),
    Slip("date", SITE, "2026-03-01T00:00:00Z", '▶"2026-02-30"'),
    Slip("choice", SITE, '"unlisted"', '▶"unlistd"'),
    Slip("key-unknown", SITE, "accept =", "▶acept ="),
    Slip("wrong-type", SITE, "email_hash = false", 'email_hash = ▶"no"'),
    Slip("colour", SITE, '"#0B5CAD"', '▶"#0B5CA"', touches="theme"),
    Slip("key-unknown", SITE, "[theme]", "[▶theem]", touches="theme"),
    Slip("web-address", SITE, '"https://badges.example.org/support/"', '▶"badges.example.org/support/"'),
    # rules.toml
    Slip("code-repeated", RULES, '"NX-075"]', '"nx-110"]', at=(7, 8), touches="NX-110"),
    Slip("text-blank", RULES, '"Retired before badges began"', '▶""'),
    Slip("date", RULES, "2019-07-31", '▶"2019/07/31"'),
    Slip("wrong-type", RULES, '"Operating Data Stores"', "▶true"),
    Slip("unknown-achievement", RULES, '"bread"', '▶"bred"'),
    # achievements
    Slip("control-character", BREAD, '{en = "Bread Baker"', '{en = ▶"Bread\\tBaker"'),
    Slip("text-blank", BREAD, '"Fait du pain."', '▶""'),
    Slip("choice", BREAD, '"Certification"', '▶"Certificatoin"'),
    Slip("repeated", BREAD, '"baking", "bread"', '"bread", ▶"bread"'),
    Slip("duration", BREAD, '"P3Y"', '▶"3Y"'),
    Slip("wrong-type", BREAD, "credits = 1.5", 'credits = ▶"1.5"'),
    Slip("unknown-achievement", BREAD, '["cake"]', '[▶"cakes"]'),
    Slip("web-address", BREAD, '"https://frameworks.example.org/dough"', '▶"https://frameworks.example.org/the dough"'),
    Slip("choice", BREAD, '"CFItem"', '▶"CFThing"'),
    Slip("result-range", BREAD, "minimum = 0", "minimum = ▶101", touches="results"),
    Slip("choice", BREAD, '"Percent"', '▶"Percentage"', touches="results"),
    Slip("unknown-level", BREAD, 'required_level = "mastered"', 'required_level = ▶"masterd"', touches="results"),
    Slip("repeated", BREAD, 'key = "taught"', 'key = ▶"seen"', touches="results"),
    Slip("criteria-missing", BREAD, "+++\n\nBake a *loaf* without help.", "+++\n▶\n"),
    Slip("direction-mark", CAKE, '"Pâtissier"', '▶"Pâtissier\u202e"'),
    Slip("key-unknown", CAKE, "retired_on", "▶retired_at"),
    Slip("self-reference", CAKE, '"bread"', '▶"cake"'),
    Slip("private-address", CAKE, '{en = "Bakes cake."', '{en = ▶"Bakes cake, says bob@example.org."', touches="bob"),
    Slip("wrong-type", CAKE, "description = ", "description = ▶[1] # "),
    Slip("private-address", CAKE, "Bake a cake.", "▶Bake a cake with dara%40example.org.", touches="dara"),
    # earners.csv
    Slip("name-missing", EARNERS, "Alice Martin,", "▶,", touches="alice"),
    Slip("email", EARNERS, "alice@example.org;am@example.com", "▶alice@example.org;am@examplecom", touches="alice"),
    Slip("choice", EARNERS, "en,public,auto", "en,▶pubic,auto", touches="alice"),
    Slip("id", EARNERS, "alice,Alice", "▶Alice!,Alice", touches="alice"),
    Slip("language-unknown", EARNERS, "bob@example.org,fr", "bob@example.org,▶de", touches="bob"),
    Slip("csv-quote", EARNERS, '"Bob ""the Baker"" Stone"', '▶"Bob the Baker Stone', touches="bob"),
    Slip("field-count", EARNERS, "fr,,,", "fr,,", at=(3, 1), touches="bob"),
    Slip("direction-mark", EARNERS, "千恵 佐藤", "▶千恵\u200f 佐藤", touches="chie"),
    Slip("email-repeated", EARNERS, "chie@example.org", "▶CHIE@example.org;Bob@Example.org", touches="chie bob"),
    Slip("handle-repeated", EARNERS, "ask,chie", "ask,▶alice-martin", touches="chie alice"),
    Slip("control-character", EARNERS, "Dara Kim", "▶Dara\x07Kim", touches="dara"),
    Slip("choice", EARNERS, "never", "▶nevver", touches="dara"),
    Slip("private-address", EARNERS, "Émile Roux", "▶emil@example.com", touches="emil"),
    Slip("id-reserved", EARNERS, "emil@example.com,,,,", "emil@example.com,,,,▶con", touches="emil"),
    Slip("id-repeated", EARNERS, "fay,Fay", "▶bob,Fay", touches="fay bob"),
    Slip("email-missing", EARNERS, "fay@example.org", "▶", touches="fay"),
    # awards.csv
    Slip("unknown-earner", AWARDS, ",alice,bread", ",▶alcie,bread", touches="a1 alice"),
    Slip(
        "web-address", AWARDS, "https://work.example.org/alice?a=b%20c", "▶https://work.example.org/a|b", touches="a1"
    ),
    Slip("unknown-level", AWARDS, "score=92; practical=mastered", "▶score=92; practical=mastred", touches="a1 results"),
    Slip("unknown-result", AWARDS, "score=70", "▶scor=70", touches="a2 results"),
    Slip("id", AWARDS, "0000000000000002,bob", "▶000000000000000O,bob", touches="a2"),
    Slip("date", AWARDS, "2026-01-12T09:30:00+09:00", "▶2026-01-32", touches="a3"),
    Slip("status-index-repeated", AWARDS, ",,19,", ",,▶18,", touches="a3 a2"),
    Slip("choice", AWARDS, ",,19,,,,,", ",,19,▶Public,,,,", touches="a3"),
    Slip("status-index-missing", AWARDS, ",,20,", ",,▶,", touches="a4"),
    Slip("unknown-achievement", AWARDS, "dara,cake", "dara,▶cale", touches="a4"),
    Slip("expiry", AWARDS, "2026-01-13,,", "2026-01-13,▶2026-01-12,", touches="a4"),
    Slip("csv-quote", AWARDS, "alice,cake,2026-01-14", 'alice,cake,▶"2026-01-14', touches="a5"),
    Slip("evidence", AWARDS, ",,21,public,,,,", ",,21,public,,▶Photograph,,", touches="a5"),
    Slip("field-count", AWARDS, "2026-01-15,,22,,,,,", "2026-01-15,,22,,,,,,▶", touches="a6"),
    Slip("id-missing", AWARDS, "0000000000000006,emil", "▶,emil", touches="a6"),
    Slip("id-repeated", AWARDS, "0000000000000006,emil", "▶0000000000000004,emil", touches="a6 a4"),
    Slip("private-address", AWARDS, "01-16,,23,,,,,", "01-16,,23,,,,▶Seen by dara@EXAMPLE.org,", touches="a7 dara"),
    Slip("status-index", AWARDS, ",,24,", ",,▶024,", touches="a8"),
    Slip("code-confers", AWARDS, "dara,bread", "dara,▶NX-110", touches="a8 NX-110"),
    Slip("control-character", AWARDS, ",,24,,,,,", ",,24,,,,▶a\x00b,", touches="a8"),
    # events.csv
    Slip("choice", EVENTS, "00Z,0000000000000001,claimed", "00Z,0000000000000001,▶climed"),
    Slip("event-before-award", EVENTS, "2026-01-11T10:00:00Z", "▶2026-01-09", touches="a1"),
    Slip("reason-missing", EVENTS, "Waiting for a photograph", "▶"),
    Slip("event-order", EVENTS, "2026-02-02T10:00:00Z", "▶2026-01-31"),
    Slip("date", EVENTS, "2026-02-03,", "▶3 Feb 2026,"),
    Slip("unknown-award", EVENTS, "0000000000000004,published", "▶zzzzzzzzzzzzzzzz,published"),
    Slip("event-not-possible", EVENTS, "reissued", "▶reinstated"),
    Slip("csv-quote", EVENTS, "declined,,", 'declined,▶say "no",'),
    Slip(
        "field-count",
        EVENTS,
        "2026-02-07,0000000000000007,claimed,,",
        "2026-02-07,0000000000000007,claimed",
        at=(10, 1),
    ),
]
