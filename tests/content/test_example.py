"""The example's people, awards and events: what they show, and that every reference between the files holds."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

LIST_LENGTH = 131_072
LANGUAGES = {"en", "fr", "ja", "zh-Hans", "zh-Hant"}
SCRIPTS = "LATIN CJK HIRAGANA KATAKANA HANGUL ETHIOPIC ARABIC DEVANAGARI GREEK CYRILLIC".split()
ACCEPTED_BY = {"claimed", "published", "unlisted", "sealed"}


def addresses(earner):
    return earner["emails"].split(";")


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def result_pairs(award):
    return [pair.split("=", 1) for pair in award["results"].split("; ")] if award["results"] else []


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
    assert set(SCRIPTS) <= {script.split("-")[0] for script in scripts}
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


def test_award_ids_are_sixteen_characters_of_crockford_base32(example):
    ids = [award["id"] for award in example.awards]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{16}", each) for each in ids)


def test_status_indexes_are_unique_and_reach_into_a_second_list(example):
    written = [award["status_index"] for award in example.awards]
    assert all(index == str(int(index)) for index in written)
    numbers = {int(index) for index in written}
    assert len(numbers) == len(written) and max(numbers) < 2 * LIST_LENGTH
    assert 2 <= sum(number >= LIST_LENGTH for number in numbers) <= 5


def test_awards_name_earners_and_achievements_that_exist(example):
    assert {award["earner"] for award in example.awards} == {earner["id"] for earner in example.earners}
    assert {award["achievement"] for award in example.awards} == set(example.achievements)


def test_awards_stand_in_order_and_run_from_2019_to_the_day_of_the_ledger(example, at):
    times = [at(award["awarded_at"]) for award in example.awards]
    assert times == sorted(times)
    past = [time for time in times if time <= example.as_of()]
    assert {time.year for time in past} == set(range(2019, 2027))
    assert sum(award["awarded_at"].endswith("Z") for award in example.awards) > 100
    assert any(award["awarded_at"].endswith("+09:00") for award in example.awards)


def test_some_awards_take_effect_years_from_now(example, at):
    ahead = [award for award in example.awards if at(award["awarded_at"]) > example.as_of()]
    assert len(ahead) >= 3
    assert all(at(award["awarded_at"]).year >= 2034 for award in ahead)


def test_an_award_expires_before_2026_or_not_before_2031(example, at):
    """In between lies the time in which these tests are run."""
    ends = [(at(a["expires_at"], last=True), at(a["awarded_at"])) for a in example.awards if a["expires_at"]]
    assert all(end > start for end, start in ends)
    assert sum(end < datetime(2026, 1, 1, tzinfo=UTC) for end, _ in ends) >= 8
    assert not [end for end, _ in ends if 2026 <= end.year < 2031]
    assert len(ends) < len(example.awards)


def test_a_certificate_keeps_to_the_term_of_its_achievement(example, at):
    for award in example.awards:
        term = example.achievements[award["achievement"]].get("valid_for")
        start = at(award["awarded_at"])
        if term and start.year >= 2021:
            assert at(award["expires_at"]).year == start.year + int(term[1:-1]), award["id"]
        elif not term:
            assert award["expires_at"] == "" or start > example.as_of(), award["id"]


def test_nothing_was_awarded_after_it_was_retired_and_old_awards_still_hold(example, at):
    for slug, achievement in example.achievements.items():
        if "retired_on" not in achievement:
            continue
        awards = [award for award in example.awards if award["achievement"] == slug]
        assert all(at(award["awarded_at"]).date() <= achievement["retired_on"] for award in awards)
        assert any(not a["expires_at"] or at(a["expires_at"]) > example.as_of() for a in awards), slug


def test_results_are_results_of_the_achievement_and_passes(example):
    for award in example.awards:
        known = {result["key"]: result for result in example.achievements[award["achievement"]].get("results", [])}
        for key, value in result_pairs(award):
            assert_passed(known[key], value)
    assert sum(bool(award["results"]) for award in example.awards) > 60


def assert_passed(result, value):
    steps = [level["key"] for level in result.get("levels", [])] or result.get("allowed", [])
    if steps:
        assert steps.index(value) >= steps.index(result.get("required_level") or result["required"])
    elif result["type"] == "Status":
        assert value == "Completed"
    else:
        assert int(result["required"]) <= int(value) <= int(result["maximum"])


def test_evidence_is_a_link_with_a_name_or_a_text_alone(example):
    kinds = Counter(
        "".join(part for part in ("url", "name", "text") if award[f"evidence_{part}"]) for award in example.awards
    )
    assert kinds["urlname"] >= 3 and kinds["text"] >= 3 and kinds["urlnametext"] >= 1
    assert set(kinds) == {"", "urlname", "text", "urlnametext"}


def test_single_awards_may_be_more_private_than_their_earner(example):
    own = Counter(award["visibility"] for award in example.awards)
    assert own["unlisted"] >= 4 and own["sealed"] == own["none"] == 1
    assert set(own) == {"", "public", "unlisted", "sealed", "none"}
    louder = [award for award in example.awards if award["visibility"] == "public"]
    assert [example.earner(award)["visibility"] for award in louder] == ["unlisted"]


def test_one_certification_was_earned_again_after_it_expired(example):
    earned = Counter((award["earner"], award["achievement"]) for award in example.awards)
    assert ("cw-1001", "cloud-data-steward") in [pair for pair, count in earned.items() if count == 2]


def test_events_stand_in_order_and_lie_between_their_award_and_the_day_of_the_ledger(example, at):
    awarded = {award["id"]: at(award["awarded_at"]) for award in example.awards}
    times = [at(event["at"]) for event in example.events]
    assert times == sorted(times) and times[-1] <= example.as_of()
    assert all(at(event["at"]) >= awarded[event["award"]] for event in example.events)
    assert len({(event["at"], event["award"]) for event in example.events}) == len(example.events)


def test_every_kind_of_event_but_sealing_occurs(example):
    kinds = Counter(event["event"] for event in example.events)
    expected = "offered claimed declined published unlisted revoked suspended reinstated reissued"
    assert set(kinds) == set(expected.split())
    assert kinds["revoked"] >= 4 and kinds["suspended"] >= 3 and kinds["reinstated"] == 1


def test_events_of_an_award_follow_from_each_other(example):
    for award in example.awards:
        standing = "good"
        for event in example.events_of(award):
            kind = event["event"]
            if kind in ("revoked", "suspended"):
                assert standing != "revoked", award["id"]
                standing = kind
            elif kind == "reinstated":
                assert standing in ("suspended", "revoked"), award["id"]
                standing = "good"
            elif kind == "reissued":
                assert standing != "revoked", award["id"]


def test_one_award_was_suspended_and_then_revoked_and_one_came_back(example):
    told = [[event["event"] for event in example.events_of(award)] for award in example.awards]
    assert ["suspended", "revoked"] in told
    assert ["suspended", "reinstated"] in told
    assert told.count(["suspended"]) >= 2


def test_a_revoked_award_stands_in_the_second_status_list(example):
    revoked = {event["award"] for event in example.events if event["event"] == "revoked"}
    assert any(a["id"] in revoked and int(a["status_index"]) >= LIST_LENGTH for a in example.awards)


def test_reasons_are_public_sentences_that_name_nobody(example):
    names = {part for earner in example.earners for part in earner["name"].split() if len(part) > 3}
    for event in example.events:
        assert event["by"] in ("registrar", "conduct panel", "earner")
        if event["event"] in ("revoked", "suspended"):
            assert re.fullmatch(r"[A-Z].{20,120}\.", event["reason"])
        assert not [part for part in names if part in event["reason"]], event["reason"]


def acceptance(example, award):
    """The last word of the earner, else the earner's rule."""
    word = {"auto": "accepted", "ask": "pending", "never": "declined"}[example.earner(award)["accept"]]
    for event in example.events_of(award):
        if event["event"] in ACCEPTED_BY:
            word = "accepted"
        elif event["event"] == "declined":
            word = "declined"
    return word


def test_awards_wait_are_claimed_and_are_declined(example):
    words = Counter(acceptance(example, award) for award in example.awards)
    assert words["pending"] >= 5 and words["declined"] >= 3 and words["accepted"] > 150
    asked = [award for award in example.awards if example.earner(award)["accept"] == "ask"]
    assert {acceptance(example, award) for award in asked} == {"accepted", "pending", "declined"}
    assert all(example.events_of(award)[0]["event"] == "offered" for award in asked)


def test_whoever_takes_part_in_nothing_may_still_claim_one_award(example):
    awards = [award for award in example.awards if example.earner(award)["accept"] == "never"]
    assert sorted(acceptance(example, award) for award in awards) == ["accepted", "declined"]


def test_most_awards_are_good_and_in_date_on_the_day_of_the_ledger_and_four_years_on(example, at):
    later = example.as_of() + timedelta(days=4 * 365)
    last = {award["id"]: (example.events_of(award) or [{"event": ""}])[-1]["event"] for award in example.awards}
    for day in (example.as_of(), later):
        good = [
            award
            for award in example.awards
            if last[award["id"]] not in ("revoked", "suspended")
            and at(award["awarded_at"]) <= day
            and (not award["expires_at"] or at(award["expires_at"], last=True) > day)
        ]
        assert len(good) > 160
