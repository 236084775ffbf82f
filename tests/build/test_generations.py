"""Both generations of Open Badges, drawings and endorsements in whole builds of a small project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.bake import OPEN_BADGES_2, unbake, unbake_svg
from generator.errors import LedgerError
from tests import projects
from tests.endorsing import SUBJECT, Endorser
from tests.sitemaking import build, tree

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<!-- drawn with /home/ada/art --><rect width="9" height="9"/></svg>'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def add_output(project: Path, wanted: str = "true") -> None:
    with (project / "content" / "site.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[output]\nopen_badges_2 = {wanted}\n")


def draw(project: Path, slug: str = "pruning") -> None:
    folder = project / "content" / "achievements" / slug
    (folder / "badge.png").unlink()
    (folder / "badge.svg").write_text(DRAWING, encoding="utf-8")


def endorse(project: Path, **changes: Any) -> None:
    folder = project / "content" / "achievements" / "grafting" / "endorsements"
    folder.mkdir(exist_ok=True)
    (folder / "union.json").write_text(json.dumps(Endorser().sign(**changes), indent=1), encoding="utf-8")


def read(project: Path, path: str) -> Any:
    return json.loads((project / "site" / path).read_bytes())


@pytest.mark.parametrize("wanted", ["", "false"])
def test_the_older_generation_is_off_unless_it_is_asked_for(project: Path, wanted: str) -> None:
    if wanted:
        add_output(project, wanted)
    build(project)
    files = tree(project / "site")
    assert not [path for path in files if path.endswith(("assertion.json", "badgeclass.json", "issuer.json"))]
    assert not [
        path for path, data in files.items() if b"https://w3id.org/openbadges/v2" in data and path.endswith("png")
    ]


def test_with_it_every_badge_is_hosted_and_every_picture_carries_what_is_hosted(project: Path) -> None:
    add_output(project)
    draw(project)
    build(project)
    awards = list((project / "site" / "awards").iterdir())
    assert len(awards) == 6
    for folder in awards:
        hosted = (folder / "assertion.json").read_bytes()
        served = (folder / "credential.json").read_bytes()
        if (folder / "badge.png").exists():
            picture, take_out = (folder / "badge.png").read_bytes(), unbake
        else:
            picture, take_out = (folder / "badge.svg").read_bytes(), unbake_svg
        assert take_out(picture, OPEN_BADGES_2) == hosted and take_out(picture) == served
    assert read(project, "issuer.json")["email"] == "badges@example.org"
    assert {path.parent.name for path in (project / "site" / "badges").glob("*/badgeclass.json")} == {
        "grafting",
        "pruning",
    }


def test_no_address_of_an_earner_is_in_the_older_generation(project: Path) -> None:
    add_output(project)
    build(project)
    for path, data in tree(project / "site").items():
        assert b"@example.com" not in data and b"sha256$" not in data, path


def test_a_sealed_award_leaves_no_trace_in_the_older_generation_either(project: Path) -> None:
    add_output(project)
    build(project)
    assert not [path for path in tree(project / "site") if projects.SEALED in path]


def test_revoking_changes_the_assertion_and_never_the_credential(project: Path) -> None:
    add_output(project)
    build(project)
    folder = project / "site" / "awards" / projects.VALID
    before = (folder / "credential.json").read_bytes(), (folder / "assertion.json").read_bytes()
    with (project / "content" / "events.csv").open("a", encoding="utf-8") as file:
        file.write(f"2026-01-01T00:00:00Z,{projects.VALID},revoked,A mistake.,registrar\n")
    build(project)
    assert (folder / "credential.json").read_bytes() == before[0]
    assert unbake((folder / "badge.png").read_bytes()) == before[0]
    hosted = read(project, f"awards/{projects.VALID}/assertion.json")
    assert (hosted["revoked"], hosted["revocationReason"]) == (True, "Revoked: A mistake.")


def test_without_an_address_of_the_issuer_it_cannot_be_had(project: Path) -> None:
    add_output(project)
    place = project / "content" / "site.toml"
    place.write_text(place.read_text(encoding="utf-8").replace('email = "badges@example.org"\n', ""), encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        build(project)
    (problem,) = caught.value.problems
    line = place.read_text(encoding="utf-8").split("\n").index("open_badges_2 = true") + 1
    assert (str(problem.place), problem.code) == (f"content/site.toml:{line}:17", "issuer-email-missing")
    assert "[issuer]" in problem.hint


def test_below_a_path_only_addresses_below_it_may_be_badges_of_this_issuer(project: Path) -> None:
    add_output(project)
    build(project, base_url="https://example.org/guild")
    assert read(project, "issuer.json")["verification"]["startsWith"] == "https://example.org/guild/awards/"


def test_a_drawing_is_shown_served_and_carries_the_credential(project: Path) -> None:
    draw(project)
    build(project)
    site = project / "site"
    credential = read(project, f"awards/{projects.EXPIRED}/credential.json")
    assert credential["image"]["id"] == f"{projects.BASE_URL}/awards/{projects.EXPIRED}/badge.svg"
    achievement = credential["credentialSubject"]["achievement"]
    assert achievement["image"]["id"] == f"{projects.BASE_URL}/badges/pruning/badge.svg"
    page = (site / "awards" / projects.EXPIRED / "index.html").read_text(encoding="utf-8")
    assert '<img src="badge.svg" width="272" height="272"' in page and "badge.png" not in page
    assert "og:image" not in page
    art = (site / "badges" / "pruning" / "badge.svg").read_bytes()
    assert b"/home/ada" not in art and art.endswith(b'<rect width="9" height="9"/></svg>')
    assert not list(site.glob("badges/pruning/*.png")) and not list(site.glob(f"awards/{projects.EXPIRED}/*.png"))


def test_an_endorsement_is_in_the_badges_issued_since_and_in_no_others(project: Path) -> None:
    endorse(project, validFrom="2025-03-15T00:00:00Z")
    build(project)
    carried = {
        award: read(project, f"awards/{award}/credential.json")["credentialSubject"]["achievement"].get("endorsement")
        for award in (projects.VALID, projects.VALID_JAPANESE, projects.EARLY, projects.SUSPENDED)
    }
    endorsement = read(project, "badges/grafting/endorsements/union.json")
    assert carried == {
        projects.VALID: None,  # issued two weeks before
        projects.VALID_JAPANESE: [endorsement],
        projects.EARLY: [endorsement],
        projects.SUSPENDED: None,  # another achievement
    }


def test_an_endorsement_signed_today_changes_no_badge_that_is_out(project: Path) -> None:
    build(project)
    before = {path: data for path, data in tree(project / "site").items() if path.endswith("credential.json")}
    endorse(project, validFrom="2026-05-31T00:00:00Z")
    build(project)
    after = {path: data for path, data in tree(project / "site").items() if path.endswith("credential.json")}
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {f"awards/{projects.EARLY}/credential.json"}  # it is dated 2045


def test_the_page_of_the_achievement_names_the_endorser_and_links_to_what_was_signed(project: Path) -> None:
    endorse(project)
    build(project)
    page = (project / "site" / "badges" / "grafting" / "index.html").read_text(encoding="utf-8")
    assert "Endorsed by" in page and "Nurseries" in page and "We hire <em>holders</em> at once." in page
    assert 'href="endorsements/union.json"' in page and 'href="https://union.example.com/"' in page
    other = (project / "site" / "badges" / "pruning" / "index.html").read_text(encoding="utf-8")
    assert "Endorsed by" not in other


def test_an_endorsement_that_has_ended_stays_in_its_badges_and_leaves_the_page(project: Path) -> None:
    endorse(project, validUntil="2025-03-15T00:00:00Z")
    done = build(project)
    assert [problem.code for problem in done.warnings] == ["endorsement-dates"]
    page = (project / "site" / "badges" / "grafting" / "index.html").read_text(encoding="utf-8")
    assert "Endorsed by" not in page
    achievement = read(project, f"awards/{projects.VALID}/credential.json")["credentialSubject"]["achievement"]
    assert [each["credentialSubject"]["id"] for each in achievement["endorsement"]] == [SUBJECT]


def test_at_another_address_nobody_has_endorsed_anything(project: Path) -> None:
    endorse(project)
    build(project, base_url="https://example.org/preview")
    for path, data in tree(project / "site").items():
        assert b"Nurseries" not in data and "endorsements" not in path, path
