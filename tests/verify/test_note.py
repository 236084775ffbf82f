"""What the verifier makes of the note beside a revoked badge: date and reason for the reader, never another state."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.verify.check import Verifier
from generator.verify.report import Report, State
from generator.verify.sources import FolderSource, NoSource, Source
from tests import projects
from tests.sitemaking import built_site

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_site(projects.write_project(tmp_path_factory.mktemp("project")))


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "site"))


class Asked:
    """A folder that remembers what it was asked for."""

    def __init__(self, site: Path) -> None:
        self.urls: list[str] = []
        self._folder = FolderSource(site, projects.BASE_URL)

    def get(self, url: str) -> bytes:
        self.urls.append(url)
        return self._folder.get(url)


def verify(site: Path, award: str, own: Source | None) -> Report:
    data = (site / "awards" / award / "credential.json").read_bytes()
    return Verifier(FolderSource(site, projects.BASE_URL), NOW, site=own).verify(data, "target")


def note_of(site: Path, award: str) -> Path:
    return site / "awards" / award / "status.json"


def test_date_and_reason_are_told_and_marked_as_unsigned(site: Path) -> None:
    own = FolderSource(site, projects.BASE_URL)
    revoked = verify(site, projects.REVOKED, own)
    assert revoked.state is State.REVOKED
    assert revoked.sentence == (
        "Orchard Guild withdrew it on 2025-09-01. Reason given: The exam was taken by someone else."
    )
    step = next(step for step in revoked.steps if step.name == "status")
    assert "which is not signed" in step.text and f"awards/{projects.REVOKED}/status.json" in step.text
    suspended = verify(site, projects.SUSPENDED, own)
    assert suspended.state is State.SUSPENDED
    assert suspended.sentence == "On hold since 2025-10-01. Ask Orchard Guild."


def test_without_the_issuers_site_at_hand_no_note_is_asked_for(site: Path) -> None:
    for own in (None, NoSource("not asked")):
        report = verify(site, projects.REVOKED, own)
        assert report.state is State.REVOKED
        assert report.sentence == ("Orchard Guild withdrew it; the list is of 2026-06-01. Do not rely on it.")
        assert "not signed" not in " ".join(step.text for step in report.steps)


@pytest.mark.parametrize("award", [projects.VALID, projects.EXPIRED, projects.EARLY])
def test_a_note_beside_a_badge_whose_bit_is_not_set_is_never_read(site: Path, award: str) -> None:
    shutil.copy(note_of(site, projects.REVOKED), note_of(site, award))
    before = verify(site, award, None).state
    own = Asked(site)
    assert verify(site, award, own).state is before
    assert not [url for url in own.urls if url.endswith("status.json")]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "suspended"},
        {"issuer": "did:web:elsewhere.example.org"},
        {"at": "2026-11-22T00:00:00Z"},
        {"at": "soon"},
        {"reason": "x" * 501},
        {"reason": "\x1b[31mvalid"},
        {"reason": {"en": "x"}},
        {"valid": True},
    ],
    ids=str,
)
def test_a_note_that_does_not_fit_is_left_out_and_the_state_stays(site: Path, change: dict[str, object]) -> None:
    path = note_of(site, projects.REVOKED)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    report = verify(site, projects.REVOKED, FolderSource(site, projects.BASE_URL))
    assert report.state is State.REVOKED
    assert report.sentence == "Orchard Guild withdrew it; the list is of 2026-06-01. Do not rely on it."


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 5000, b" " * 5000 + b"{}", b"\xff"])
def test_no_bytes_in_the_place_of_a_note_change_the_state(site: Path, data: bytes) -> None:
    note_of(site, projects.REVOKED).write_bytes(data)
    assert verify(site, projects.REVOKED, FolderSource(site, projects.BASE_URL)).state is State.REVOKED


def test_a_revoked_badge_without_a_reason_says_the_date_alone(site: Path) -> None:
    path = note_of(site, projects.REVOKED)
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "reason": ""}), encoding="utf-8")
    report = verify(site, projects.REVOKED, FolderSource(site, projects.BASE_URL))
    assert report.sentence == "Orchard Guild withdrew it on 2025-09-01."
