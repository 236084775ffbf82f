"""content/pages/ and support.toml: what they become, and where each slip is told."""

from __future__ import annotations

from datetime import date
from inspect import signature
from pathlib import Path

import pytest

from generator import addresses
from tests.ledger import sample
from tests.ledger.sample import PLACE

FAQ = "content/pages/faq.md"
FAQ_FR = "content/pages/faq.fr.md"
ABOUT = "content/pages/about.md"
SUPPORT = "content/support.toml"
FILES: sample.Files = {
    FAQ: """\
+++
title = "Questions"
description = "What people ask."
order = 5
contents = true
revision = 3
date = 2026-02-01
author = "The office"
+++
## How do I claim a badge? {#claim}

Open the mail. See [the loaf](badge:bread).

## And if no mail comes?

```
[not a link](badge:nothing)
```
""",
    FAQ_FR: """\
+++
title = "Questions fréquentes"
translates = 3
+++
## Comment récupérer un badge ? {#claim}

Ouvrez le message. Voir [la page](page:about).
""",
    ABOUT: """\
+++
title = "About us"
in_nav = true
order = 1
+++
Read [how to claim](page:faq#claim), or [ask](page:support).
""",
    "content/pages/about.fr.md": '+++\ntitle = "Qui sommes-nous"\n+++\nVoir [ici](page:faq#claim).\n',
    SUPPORT: """\
[[channels]]
id = "shop"
name = {en = "At the bakery", fr = "À la boulangerie"}

[[channels]]
id = "school"
name = {en = "At a school", fr = "À l'école"}

[[contacts]]
id = "office"
name = {en = "The office", fr = "Le bureau"}
email = "Office@example.org"
hours = {en = "Weekdays", fr = "En semaine"}

[[contacts]]
id = "schools"
name = {en = "Schools", fr = "Écoles"}
url = "https://schools.example.org/ask"

[[problems]]
id = "missing"
name = {en = "No badge came", fr = "Pas de badge"}
advice = {en = "Look at [this](page:faq#claim) first.", fr = "Voir [ceci](page:faq#claim)."}
contact = "office"
contacts = {school = "schools"}

[[problems]]
id = "name"
name = {en = "My name is wrong", fr = "Mon nom est faux"}
contact = "office"
""",
}


def files() -> sample.Files:
    return {**sample.sound(), **FILES}


def test_pages_stand_in_their_order_with_their_editions_the_default_one_first(tmp_path: Path) -> None:
    about, faq = sample.read(files(), tmp_path).pages
    assert (about.name, about.in_nav, faq.name, faq.in_nav, faq.contents) == ("about", True, "faq", False, True)
    assert [edition.language for edition in faq.editions] == ["en", "fr"]
    assert (faq.revised_on, faq.author) == (date(2026, 2, 1), "The office")
    assert faq.edition("fr").title == "Questions fréquentes"
    assert faq.title("ja").language == "en"
    assert faq.edition("en").body.startswith("## How do I claim")


def test_routes_keep_the_order_of_the_file_and_know_whom_to_ask(tmp_path: Path) -> None:
    ledger = sample.read(files(), tmp_path)
    missing, name = ledger.support.troubles
    assert [channel.key for channel in ledger.support.channels] == ["shop", "school"]
    assert [missing.ask(key).key for key in ("shop", "school")] == ["office", "schools"]
    assert name.ask("school").email == "Office@example.org"
    assert ledger.contacts() == {"badges@example.org", "office@example.org"}


def test_a_ledger_without_either_has_no_pages_and_no_routes(tmp_path: Path) -> None:
    ledger = sample.read(sample.sound(), tmp_path)
    assert (ledger.pages, ledger.support.troubles) == ((), ())


SLIPS = [
    (FAQ, "badge:bread", f"{PLACE}badge:bred", "unknown-achievement"),
    (FAQ, "badge:bread", f"{PLACE}badge:bread#criteria", "reference"),
    (ABOUT, "page:faq#claim", f"{PLACE}page:fqa", "unknown-page"),
    (ABOUT, "page:faq#claim", f"{PLACE}page:faq#clam", "unknown-heading"),
    (FAQ_FR, "page:about", f"{PLACE}page:about#top", "unknown-heading"),
    (FAQ, "{#claim}", f"{PLACE}{{#Claim It}}", "heading-name"),
    (FAQ, "{#claim}", f"{PLACE}{{#main}}", "heading-name"),
    (FAQ, "comes?", f"comes? {PLACE}{{#claim}}", "heading-repeated"),
    (FAQ, 'title = "Questions"', f'title = {PLACE}""', "text-blank"),
    (FAQ, 'title = "Questions"\n', "\n", "key-missing"),
    (FAQ, "order = 5", f"order = {PLACE}-1", "number"),
    (FAQ, "revision = 3", f"revision = {PLACE}true", "wrong-type"),
    (FAQ, "contents = true", f"{PLACE}content = true", "key-unknown"),
    (FAQ_FR, "translates = 3", f"translates = {PLACE}4", "page-revision"),
    (FAQ_FR, "translates = 3", f"translates = {PLACE}2", "page-behind"),
    (FAQ_FR, "translates = 3", f"{PLACE}order = 3", "key-unknown"),
    (FAQ, "Open the mail", f"{PLACE}Write to bob@example.org", "private-address"),
    (FAQ, "Open the mail", f"Open{PLACE}\x07 the mail", "control-character"),
    (SUPPORT, 'contact = "office"\ncontacts', f'contact = {PLACE}"offices"\ncontacts', "unknown-route"),
    (SUPPORT, '{school = "schools"}', f'{{college = {PLACE}"schools"}}', "unknown-route"),
    (SUPPORT, 'email = "Office@example.org"', f'email = {PLACE}"Office"', "email"),
    (SUPPORT, '"Office@example.org"', f'{PLACE}"bob@example.org"', "contact-is-earner"),
    (SUPPORT, 'id = "school"', f'id = {PLACE}"shop"', "repeated"),
    (SUPPORT, 'id = "name"', f'{PLACE}key = "name"', "key-unknown"),
    (
        SUPPORT,
        '{en = "Look at [this](page:faq#claim)',
        f'{{en = {PLACE}"Look at [this](page:faq#clam)',
        "unknown-heading",
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "code"), SLIPS, ids=lambda value: str(value)[:24])
def test_a_slip_is_told_where_it_stands(path: str, old: str, new: str, code: str, tmp_path: Path) -> None:
    broken = sample.replaced(files(), path, old, new)
    text = broken[path]
    assert isinstance(text, str)
    before = text.partition(PLACE)[0] if PLACE in text else ""
    broken[path] = text.replace(PLACE, "")
    found = sample.told(sample.problems(broken, tmp_path))
    line, column = (before.count("\n") + 1, len(before) - before.rfind("\n")) if before else (1, 1)
    assert f"{path}:{line}:{column}: {code}" in found or (
        code == "private-address" and f"{path}:{line}:1: {code}" in found
    )


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("content/pages/awards.md", '+++\ntitle = "A"\n+++\nText\n', "page-name"),
        ("content/pages/fr.md", '+++\ntitle = "A"\n+++\nText\n', "page-name"),
        ("content/pages/Über uns.md", '+++\ntitle = "A"\n+++\nText\n', "id"),
        ("content/pages/history.de.md", '+++\ntitle = "A"\n+++\nText\n', "language-unknown"),
        ("content/pages/faq.en.md", '+++\ntitle = "A"\n+++\nText\n', "page-repeated"),
        ("content/pages/history.fr.md", '+++\ntitle = "A"\n+++\nText\n', "page-untold"),
        ("content/pages/history.md", "Text\n", "front-matter"),
        ("content/pages/notes.txt", "Text\n", "file-stray"),
    ],
)
def test_a_file_that_cannot_be_a_page_is_told(path: str, text: str, code: str, tmp_path: Path) -> None:
    assert f"{path}:1:1: {code}" in sample.told(sample.problems({**files(), path: text}, tmp_path))


def test_a_page_without_text_and_a_contact_without_address_are_told(tmp_path: Path) -> None:
    broken = sample.replaced(files(), SUPPORT, 'url = "https://schools.example.org/ask"\n', "\n")
    broken["content/pages/empty.md"] = '+++\ntitle = "E"\n+++\n'
    told = sample.told(sample.problems(broken, tmp_path))
    assert "content/pages/empty.md:4:1: page-empty" in told
    assert any(entry.startswith(f"{SUPPORT}:") and entry.endswith("key-missing") for entry in told)


def test_more_channels_than_the_page_can_tell_apart_are_refused(tmp_path: Path) -> None:
    more = "".join(f'\n[[channels]]\nid = "c{n}"\nname = {{en = "C", fr = "C"}}\n' for n in range(7))
    found = sample.problems({**files(), SUPPORT: f"{FILES[SUPPORT]!s}{more}"}, tmp_path)
    assert [problem.code for problem in found] == ["too-many"]


def test_a_page_that_a_language_lacks_is_a_warning_that_says_what_readers_will_see(tmp_path: Path) -> None:
    lacking = {path: text for path, text in files().items() if path != FAQ_FR}
    (problem,) = sample.problems(lacking, tmp_path)
    assert (problem.code, problem.place.path) == ("untranslated", FAQ)
    assert "told so" in problem.hint


def test_a_reference_is_held_against_the_edition_its_readers_will_open(tmp_path: Path) -> None:
    """The French page about us names a heading; where the French questions lack it, the English one does not help."""
    broken = sample.replaced(files(), FAQ_FR, " {#claim}", "")
    told = sample.told(sample.problems(broken, tmp_path))
    assert "content/pages/about.fr.md:4:12: unknown-heading" in told


def test_no_page_can_take_an_address_of_the_site() -> None:
    """Every address there is begins with a part that no page may be called by."""
    firsts = set()
    for name in dir(addresses):
        function = getattr(addresses, name)
        if callable(function) and getattr(function, "__module__", "") == addresses.__name__ and name.islower():
            arguments = {"status_list": ("revocation", 1), "endorsement": ("a", "b"), "names_of_earners": (1,)}
            arguments["oembed"] = ("awards/x/",)
            count = sum(given.default is given.empty for given in signature(function).parameters.values())
            if function.__annotations__.get("return") == "str" and name not in ("in_language", "file_of", "relative"):
                firsts.add(function(*arguments.get(name, ("x",) * count)).partition("/")[0].partition(".")[0])
    assert firsts - {"", "support", "privacy", "x"} <= addresses.TAKEN
