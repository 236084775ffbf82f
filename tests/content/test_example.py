"""The example's people and settings: what they show, and that nothing published tells an address."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from urllib.parse import urlsplit

LANGUAGES = {"en", "fr", "ja", "zh-Hans", "zh-Hant"}
SCRIPTS = {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "ETHIOPIC", "ARABIC", "DEVANAGARI", "GREEK", "CYRILLIC"}


def addresses(earner):
    return earner["emails"].split(";")


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def published_texts(example):
    """Every text that may reach a page or a credential."""
    yield from (earner[column] for earner in example.earners for column in ("name", "handle"))
    yield from (award[column] for award in example.awards for column in award if column.startswith("evidence"))
    yield from (event["reason"] for event in example.events)
    yield from (path.read_text(encoding="utf-8") for path in example.root.glob("achievements/*/*.md"))
    yield (example.root / "rules.toml").read_text(encoding="utf-8")


def test_there_are_enough_earners_and_awards_to_fill_a_site(example):
    assert len(example.earners) >= 48
    assert len(example.awards) >= 150


def test_earners_have_ids_of_their_own_and_languages_we_write(example):
    ids = [earner["id"] for earner in example.earners]
    assert len({each.casefold() for each in ids}) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", each) for each in ids)
    assert {earner["language"] for earner in example.earners} == LANGUAGES


def test_names_come_in_ten_scripts_and_in_awkward_forms(example):
    names = [earner["name"] for earner in example.earners]
    scripts = {unicodedata.name(letter, "").split()[0] for name in names for letter in name}
    assert {script.split("-")[0] for script in scripts} >= SCRIPTS
    assert any(" " not in name and name.isascii() for name in names)
    assert any(len(name) > 80 for name in names)
    assert any(max(map(ord, name)) > 0xFFFF for name in names)
    for mark in ("'", "&", ",", '"', "-"):
        assert any(mark in name for name in names), mark


def test_names_are_whole_and_hold_no_control_or_direction_marks(example):
    for earner in example.earners:
        name = earner["name"]
        assert 0 < len(name) <= 200 and name == name.strip() == unicodedata.normalize("NFC", name)
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name)


def test_every_address_is_at_an_example_host_and_belongs_to_one_earner(example):
    every = [address for earner in example.earners for address in addresses(earner)]
    assert len({address.casefold() for address in every}) == len(every)
    assert all(re.fullmatch(r"[a-z0-9.]+@example\.(org|com)", address) for address in every)
    assert Counter(len(addresses(earner)) for earner in example.earners).keys() == {1, 2, 3}


def test_all_ways_to_be_seen_and_to_accept_occur(example):
    seen = Counter(earner["visibility"] for earner in example.earners)
    accept = Counter(earner["accept"] for earner in example.earners)
    assert seen["public"] > 45 and seen["unlisted"] >= 4 and seen["sealed"] == seen["none"] == 1
    assert accept["auto"] > 45 and accept["ask"] >= 6 and accept["never"] == 1
    assert seen.total() == seen["public"] + seen["unlisted"] + 2
    assert accept.total() == accept["auto"] + accept["ask"] + 1


def test_handles_are_plain_unique_and_tell_nothing_of_an_address(example):
    handles = [earner["handle"] for earner in example.earners if earner["handle"]]
    locals_ = {letters(address.partition("@")[0]) for earner in example.earners for address in addresses(earner)}
    assert len(set(handles)) == len(handles)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", handle) for handle in handles)
    assert not [(handle, local) for handle in handles for local in locals_ if local in letters(handle)]
    assert {earner["visibility"] for earner in example.earners if earner["handle"]} == {"public"}
    assert any(earner["visibility"] == "public" and not earner["handle"] for earner in example.earners)


def test_no_published_text_holds_an_address_or_part_of_one(example):
    private = {address.partition("@")[0] for earner in example.earners for address in addresses(earner)}
    for text in published_texts(example):
        assert "@" not in text, text
        assert not [local for local in private if local in text.lower()], text


def test_the_site_itself_writes_only_from_example_hosts(example):
    assert example.site["base_url"] == "https://badges.example.org"
    assert example.site["languages"] == ["en"]
    for address in (example.site["issuer"]["email"], example.site["support"]["email"]):
        assert address.endswith("@example.org")
        assert address not in {each for earner in example.earners for each in addresses(earner)}


def test_every_link_in_the_content_leads_to_an_example_host(example):
    for path in [*example.root.rglob("*.md"), *example.root.rglob("*.toml"), *example.root.rglob("*.csv")]:
        for link in re.findall(r"https?://[^\s\")>,]+", path.read_text(encoding="utf-8")):
            host = urlsplit(link).hostname or ""
            assert link.startswith("https://"), link
            assert re.search(r"(^|\.)example\.(org|com)$", host), link


def test_one_earner_has_bound_a_key(example):
    keys = [earner["did"] for earner in example.earners if earner["did"]]
    assert len(keys) == 1 and re.fullmatch(r"did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}", keys[0])
