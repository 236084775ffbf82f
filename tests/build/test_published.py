"""What a site that was built earlier says: its lists, and with which key its badges are signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build.published import Said, is_there, published_standing, signed_with
from generator.model import Standing
from generator.signing.demo import DEMO_KEY
from tests import projects
from tests.sitemaking import built_site

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return built_site(projects.write_project(tmp_path / "project"))


@pytest.mark.parametrize(
    ("index", "standing"),
    [(17, Standing.GOOD), (100, Standing.REVOKED), (101, Standing.SUSPENDED), (131072, Standing.GOOD)],
)
def test_the_lists_say_how_an_award_stands_and_of_when_they_are(site: Path, index: int, standing: Standing) -> None:
    assert published_standing(site, projects.BASE_URL, index) == Said(standing, AS_OF)


def test_a_site_that_does_not_answer_says_nothing(site: Path, tmp_path: Path) -> None:
    assert published_standing(site, projects.BASE_URL, 3 * 131072) is None
    assert published_standing(site, "https://elsewhere.example.com", 17) is None
    assert published_standing(tmp_path / "none", projects.BASE_URL, 17) is None
    for data in (b"[]", b"{}", b"<html>"):
        (site / "status" / "suspension-1.json").write_bytes(data)
        assert published_standing(site, projects.BASE_URL, 17) is None
    assert is_there(site) and not is_there(tmp_path)


def test_badges_are_found_by_the_key_that_signed_them(site: Path, tmp_path: Path) -> None:
    everything = sorted(set(projects.IDS.values()) - {projects.SEALED})
    assert signed_with(site, DEMO_KEY) == everything
    assert signed_with(site, "z6Mk") == []
    assert signed_with(tmp_path / "none", DEMO_KEY) == []


@pytest.mark.parametrize("document", [{}, {"proof": []}, {"proof": [{}]}, {"proof": "x"}, {"proof": None}, []])
def test_a_file_that_is_no_credential_is_signed_with_no_key(site: Path, document: object) -> None:
    path = site / "awards" / projects.VALID / "credential.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert projects.VALID not in signed_with(site, DEMO_KEY)
    path.unlink()
    assert len(signed_with(site, DEMO_KEY)) == 5
