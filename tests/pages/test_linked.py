"""What search engines read: the data blocks of schema.org, and of whom there is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.model import EventKind, Visibility
from tests.pages.sample import Maker, event, make_achievement, make_award, make_earner
from tests.published import Page


def block(page: str) -> dict[str, Any]:
    """The one block of a page, as any JSON parser reads it."""
    (found,) = [
        element
        for element in Page("awards/x/", page).all("script")
        if element.attributes.get("type") == "application/ld+json"
    ]
    said: dict[str, Any] = json.loads("".join(found.texts))
    return said


@pytest.mark.parametrize("name", ["Alice Martin", "</script><b>\"A\" & 'B'", "王小明 \u2028 🎓"])
def test_a_public_award_is_a_page_of_a_person_who_has_a_credential(make: Maker, name: str) -> None:
    said = block(make.render(make.award(earner=make_earner(name=name))))
    assert (said["@context"], said["@type"], said["mainEntity"]["name"]) == ("https://schema.org", "ProfilePage", name)
    credential = said["mainEntity"]["hasCredential"]
    assert credential["@type"] == "EducationalOccupationalCredential"
    assert (credential["identifier"], credential["dateCreated"], credential["expires"]) == (
        "7f3k9q2m4c8w1x0z",
        "2026-11-01",
        "2029-10-31",
    )
    assert credential["recognizedBy"]["name"] == "Nordlys Institute"
    assert credential["validFor"] == "P3Y"


def test_an_achievement_says_what_it_takes(make: Maker) -> None:
    view = make.whole()["badges/cloud-data-steward/"]
    said = block(make.render(view))
    assert (said["@type"], said["name"]) == (
        "EducationalOccupationalCredential",
        make_achievement().name.choose("en").text,
    )
    terms = {term["name"]: term for term in said["competencyRequired"]}
    assert terms["Manage data"]["termCode"] == "S2.4"
    assert terms["Privacy"]["url"] == "https://badges.example.org/badges/cloud-data-steward/#skill-privacy"


@pytest.mark.parametrize(
    "award",
    [
        {"visibility": Visibility.UNLISTED},
        {"events": (event(EventKind.REVOKED, "2026-11-02"),)},
        {"events": (event(EventKind.SUSPENDED, "2026-11-02"),)},
    ],
)
def test_nothing_is_said_of_awards_that_are_not_to_be_found(make: Maker, award: dict[str, Any]) -> None:
    assert "schema.org" not in make.render(make.award(make_award(**award)))
