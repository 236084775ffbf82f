"""The example's awards and events: every reference between the files holds, and every state a badge can have occurs."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

LIST_LENGTH = 131_072
ACCEPTED_BY = {"claimed", "published", "unlisted", "sealed"}


def result_pairs(award):
    return [pair.split("=", 1) for pair in award["results"].split("; ")] if award["results"] else []


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


def test_the_tour_names_awards_and_earners_that_exist(example):
    tour = (example.root.parent / "docs" / "example.md").read_text(encoding="utf-8")
    told = re.findall(r"`([0-9a-hjkmnp-tv-z]{16})`", tour)
    assert len(told) > 25 and set(told) <= {award["id"] for award in example.awards}
    assert set(re.findall(r"`(cw-\d+)`", tour)) <= {earner["id"] for earner in example.earners}
    figures = (len(example.achievements), len(example.earners), len(example.awards), len(example.events))
    assert "{} achievements, {} earners, {} awards and {}".format(*figures) in tour


def test_what_the_tour_says_must_not_be_found_is_not_accepted_or_not_visible(example):
    tour = (example.root.parent / "docs" / "example.md").read_text(encoding="utf-8")
    section = tour.partition("must not be found")[2].partition("And these only sealed")[0]
    by_id = {award["id"]: award for award in example.awards}
    hidden = [by_id[found] for found in re.findall(r"^\| `(\w{16})`", section, re.M)]
    assert len(hidden) == 5
    for award in hidden:
        views = {award["visibility"], example.earner(award)["visibility"]}
        assert acceptance(example, award) != "accepted" or "none" in views, award["id"]
