"""The example's achievements, its rules and its art."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections import Counter
from datetime import date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

TYPES = {"Certification", "Assessment", "MicroCredential", "Course", "Membership", "CommunityService"}
TARGET_TYPES = (
    r"ceasn:Competency|ceterms:Credential|CFItem|CFRubric|CFRubricCriterion|CFRubricCriterionLevel|CTDL|ext:.+"
)
RESULT_TYPES = {
    *("GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore", "Result"),
    *("RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "Status"),
}
LANGUAGES = {"en", "fr", "ja", "zh-Hans", "zh-Hant"}
CHUNKS = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]


def english(text):
    return text["en"] if isinstance(text, dict) else text


def chunks(path):
    """The chunks of a PNG, each with its checksum proved."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        (said,) = struct.unpack(">I", data[place + 8 + length : place + 12 + length])
        assert said == zlib.crc32(name + body)
        yield name, body
        place += 12 + length


def points(path):
    """The rows of palette entries of a PNG without filters."""
    parts = dict(chunks(path))
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    raw = zlib.decompress(parts[b"IDAT"])
    rows = [raw[y * (width + 1) : (y + 1) * (width + 1)] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    return [row[1:] for row in rows]


def test_the_catalogue_is_a_mix_of_types_and_levels(example):
    types = Counter(achievement["type"] for achievement in example.achievements.values())
    assert len(example.achievements) >= 16 and set(types) == TYPES
    levels = {achievement.get("level") for achievement in example.achievements.values()}
    assert levels == {"fundamentals", "associate", "expert", None}


def test_every_slug_is_a_path_and_its_folder_holds_known_files(example):
    for slug in example.achievements:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", slug)
        names = {path.name for path in (example.root / "achievements" / slug).iterdir()}
        assert "achievement.md" in names and len(names & {"badge.png", "badge.svg"}) == 1
        texts = {f"achievement.{tag.lower()}.md" for tag in LANGUAGES}
        assert names <= {"achievement.md", "badge.png", "badge.svg", "endorsements", "looks"} | texts


def test_one_picture_is_a_drawing_of_plain_shapes(example):
    (path,) = example.root.glob("achievements/*/badge.svg")
    assert path.stat().st_size <= 12_000
    root = ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("viewBox") == "0 0 600 600"
    assert {element.tag.partition("}")[2] for element in root.iter()} <= {
        "svg",
        "g",
        "clipPath",
        "path",
        "rect",
        "circle",
    }


def test_one_achievement_is_endorsed_by_somebody_who_is_invented_too(example):
    (path,) = example.root.glob("achievements/*/endorsements/*.json")
    endorsement = json.loads(path.read_text(encoding="utf-8"))
    slug = path.parent.parent.name
    assert endorsement["credentialSubject"]["id"] == f"https://badges.example.org/badges/{slug}/"
    assert urlsplit(endorsement["id"]).hostname == "tides.example.com"
    earned = [award["awarded_at"][:10] for award in example.awards if award["achievement"] == slug]
    assert min(earned) < endorsement["validFrom"][:10] < max(earned)


def test_texts_exist_in_english_and_several_names_in_all_five_languages(example):
    names = [achievement["name"] for achievement in example.achievements.values()]
    for achievement in example.achievements.values():
        for key in ("name", "description", "image_alt"):
            assert english(achievement[key]).strip()
            assert not isinstance(achievement[key], dict) or set(achievement[key]) <= LANGUAGES
    assert sum(isinstance(name, dict) and set(name) == LANGUAGES for name in names) >= 8
    assert len({english(name) for name in names}) == len(names)


def test_criteria_are_sixty_to_two_hundred_words_with_a_list_or_a_link(example):
    for slug, achievement in example.achievements.items():
        criteria = achievement["criteria"]
        assert 60 <= len(criteria.split()) <= 200, slug
        assert re.search(r"^(- |1\. )", criteria, re.M), slug
        assert "](https://" in criteria, slug
        assert max(map(len, criteria.splitlines())) <= 120, slug


def test_criteria_in_other_languages_have_the_same_lists_and_links(example):
    others = [path for path in example.root.glob("achievements/*/achievement.*.md")]
    assert others
    for path in others:
        told, original = path.read_text(encoding="utf-8"), example.achievements[path.parent.name]["criteria"]
        for pattern in (r"^- ", r"^\d+\. ", r"https://[^)]+"):
            assert len(re.findall(pattern, told, re.M)) == len(re.findall(pattern, original, re.M)), path


def test_codes_are_unique_and_only_thanks_and_membership_have_none(example):
    codes = [achievement["code"] for achievement in example.achievements.values() if "code" in achievement]
    without = {each["type"] for each in example.achievements.values() if "code" not in each}
    assert len(set(codes)) == len(codes)
    assert without == {"Membership", "CommunityService"}


def test_skills_are_named_the_same_wherever_they_occur(example):
    seen = {}
    for achievement in example.achievements.values():
        assert achievement["skills"]
        for skill in achievement["skills"]:
            assert seen.setdefault(english(skill["name"]), skill["name"]) == skill["name"]
    used = Counter(english(s["name"]) for each in example.achievements.values() for s in each["skills"])
    assert sum(count > 1 for count in used.values()) >= 5


def test_skills_align_to_frameworks_at_example_hosts_with_codes(example):
    skills = [skill for each in example.achievements.values() for skill in each["skills"]]
    alignments = [alignment for skill in skills for alignment in skill.get("alignments", [])]
    for alignment in alignments:
        assert urlsplit(alignment["url"]).hostname in ("frameworks.example.org", "frameworks.example.com")
        assert alignment["name"] and alignment["framework"]
        assert re.fullmatch(TARGET_TYPES, alignment["type"])
    assert len({alignment["type"] for alignment in alignments}) >= 4
    assert sum("code" in alignment for alignment in alignments) >= 20


def test_results_are_of_known_types_and_their_keys_hold(example):
    results = [result for each in example.achievements.values() for result in each.get("results", [])]
    assert {"Percent", "RubricCriterionLevel", "Status", "ScaledScore"} <= {result["type"] for result in results}
    for result in results:
        assert result["type"] in RESULT_TYPES and result["name"]
        levels = [level["key"] for level in result.get("levels", [])]
        assert bool(levels) == (result["type"] == "RubricCriterionLevel") == ("required_level" in result)
        assert result.get("required_level") in (*levels, None)
        assert "allowed" not in result or result["required"] in result["allowed"]


def test_most_certifications_have_a_term_and_one_course_has_credits(example):
    certifications = [each for each in example.achievements.values() if each["type"] == "Certification"]
    assert sum("valid_for" in each for each in certifications) > len(certifications) / 2
    assert all(re.fullmatch(r"P\d+Y", each.get("valid_for", "P1Y")) for each in example.achievements.values())
    assert [each["type"] for each in example.achievements.values() if "credits" in each] == ["Course"]


def test_links_between_achievements_lead_somewhere(example):
    for slug, achievement in example.achievements.items():
        for other in [*achievement.get("related", []), *filter(None, [achievement.get("replaced_by")])]:
            assert other in example.achievements and other != slug
        for other in re.findall(r"badges\.example\.org/badges/([^/)]+)/", achievement["criteria"]):
            assert other in example.achievements


def test_three_are_retired_and_not_all_of_them_replaced(example):
    retired = [each for each in example.achievements.values() if "retired_on" in each]
    assert len(retired) == 3
    assert all(type(each["retired_on"]) is date and "retired" in each["tags"] for each in retired)
    assert Counter("replaced_by" in each for each in retired) == {True: 2, False: 1}
    successors = [example.achievements[each["replaced_by"]] for each in retired if "replaced_by" in each]
    assert not [each for each in successors if "retired_on" in each]


def test_no_code_stands_in_two_places(example):
    badged = [each["code"] for each in example.achievements.values() if "code" in each]
    conferring = [rule["exam"] for rule in example.rules["confers"]]
    excluded = [code for rule in example.rules["excluded"] for code in rule["codes"]]
    every = [*badged, *conferring, *excluded]
    assert len({code.casefold() for code in every}) == len(every)


def test_exams_are_excluded_singly_as_a_family_and_by_one_date(example):
    single, family, dated = example.rules["excluded"]
    assert len(single["codes"]) == 1 and single["on"] == date(2019, 7, 31)
    assert len(family["codes"]) > 1 and "on" not in family
    assert len(dated["codes"]) == 8 and dated["on"] == date(2019, 12, 31)
    assert all(set(rule["reason"]) == LANGUAGES for rule in example.rules["excluded"])


def test_an_exam_that_confers_leads_to_a_certification(example):
    for rule in example.rules["confers"]:
        assert example.achievements[rule["certification"]]["type"] == "Certification"
        assert english(rule["exam_name"]).endswith("exam")
    assert len(example.rules["confers"]) >= 1


def test_the_site_says_that_the_guild_is_invented_and_when_its_ledger_was_complete(example):
    assert "fictional" in example.site["issuer"]["description"]["en"]
    assert example.as_of() == datetime.fromisoformat("2026-11-20T00:00:00Z")
    assert example.site["privacy"] == {"email_hash": False}


@pytest.mark.parametrize(
    ("name", "side", "limit"), [("achievements/*/badge.png", 600, 12_000), ("issuer.png", 256, 6_000)]
)
def test_art_is_square_small_has_a_palette_and_nothing_else_in_it(example, name, side, limit):
    for path in example.root.glob(name):
        parts = list(chunks(path))
        assert [part for part, _ in parts] == CHUNKS
        assert struct.unpack(">IIBBBBB", parts[0][1]) == (side, side, 8, 3, 0, 0, 0)
        assert path.stat().st_size <= limit, path


def test_art_has_a_clear_ground_and_a_solid_middle(example):
    for path in [*example.root.glob("achievements/*/badge.png"), example.root / "issuer.png"]:
        opacity, rows = dict(chunks(path))[b"tRNS"], points(path)
        side = len(rows)
        corners = [rows[y][x] for y in (0, side - 1) for x in (0, side - 1)]
        assert {opacity[corner] for corner in corners} == {0}, path
        middle = {entry for row in rows[side // 3 : side // 2] for entry in row[side // 3 : side // 2]}
        assert min(middle) >= len(opacity), path
        solid = sum(entry >= len(opacity) for row in rows for entry in row)
        assert 0.5 < solid / side**2 < 0.95, path


def test_no_two_badges_share_a_picture_and_each_is_told_in_words(example):
    pictures = {path.read_bytes() for path in example.root.glob("achievements/*/badge.*")}
    assert len(pictures) == len(example.achievements)
    for achievement in example.achievements.values():
        words = english(achievement["image_alt"])
        assert words.startswith(f"{english(achievement['name'])} badge: ") and words.endswith(".")
