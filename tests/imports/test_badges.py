"""Folders of badges and JSON exports of any platform, and the pictures that earners had there."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from generator.bake import bake, bake_svg, unbake
from generator.imports.making import free_slug
from tests import projects
from tests.imports.importing import credly, rows_of, run, run_json, snapshot, table
from tests.sitemaking import build

HOST = "https://old.example.com/"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def hosted(number: int, mail: str, *, hashed: bool = True, **more: object) -> dict:
    """An Open Badges 2.0 assertion."""
    salt = f"salt{number}"
    identity = "sha256$" + hashlib.sha256((mail + salt).encode()).hexdigest() if hashed else mail
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{HOST}assertions/{number}",
        "recipient": {"type": "email", "hashed": hashed, "salt": salt if hashed else None, "identity": identity},
        "badge": f"{HOST}badges/1",
        "verification": {"type": "hosted"},
        "issuedOn": f"2019-0{number}-01T10:00:00.000Z",
        **more,
    }


BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": f"{HOST}badges/1",
    "name": "Cider Maker",
    "description": "Makes cider that keeps.",
    "criteria": {"narrative": "Press *ten* litres."},
    "image": f"{HOST}badges/1.png",
    "issuer": f"{HOST}issuer",
}


def write(folder: Path, name: str, document: dict) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return folder / name


def baked(folder: Path, name: str, document: dict | str, keyword: str = "openbadges") -> bytes:
    folder.mkdir(exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    data = bake(projects.small_png(240, (120, 20, 60)), text.encode(), keyword)
    (folder / name).write_bytes(data)
    return data


def test_a_hosted_folder_becomes_a_site_whose_old_pictures_still_carry_what_they_did(
    project: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    old = baked(folder, "one.png", hosted(1, "ada.quince@example.com"))
    write(folder, "one.json", hosted(1, "ada.quince@example.com"))
    result = run(project, folder, "--make-achievements", "--originals", "--system", "oldhost")
    assert result.exit_code == 0, result.stderr
    assert "digest of the earner's address" in result.stderr
    award = rows_of(project, "awards.csv")[-1]
    assert (award["earner"], award["achievement"]) == ("e1", "cider-maker")
    build(project)
    here = project / "site" / "awards" / award["id"]
    assert (here / "original.png").read_bytes() == old
    assert json.loads(unbake((here / "original.png").read_bytes(), "openbadges"))["id"] == f"{HOST}assertions/1"
    page = (here / "index.html").read_text(encoding="utf-8")
    assert 'href="original.png"' in page
    other = project / "site" / "awards" / projects.VALID
    assert "original.png" not in (other / "index.html").read_text(encoding="utf-8")
    assert not (other / "original.png").exists()
    made = project / "content" / "achievements" / "cider-maker" / "achievement.md"
    assert "Press *ten* litres." in made.read_text(encoding="utf-8")


def test_an_original_costs_the_next_build_no_more_than_its_own_award(project: Path, tmp_path: Path) -> None:
    build(project)
    kept = {path: path.stat().st_ino for path in (project / "site").rglob("*") if path.is_file()}
    folder = project / "content" / "imported"
    folder.mkdir()
    (folder / f"{projects.VALID}.png").write_bytes(bake(projects.small_png(90), b"{}", "openbadges"))
    (folder / "nobody0000000000.png").write_bytes(b"not of any award, so never read")
    build(project)
    new = {path for path in (project / "site").rglob("*") if path.is_file() and kept.get(path) != path.stat().st_ino}
    assert {path.relative_to(project / "site").as_posix() for path in new} == {
        f"awards/{projects.VALID}/index.html",
        f"awards/{projects.VALID}/original.png",
    }
    (folder / f"{projects.VALID}.png").unlink()
    build(project)
    assert not (project / "site" / "awards" / projects.VALID / "original.png").exists()
    assert "original.png" not in (project / "site" / "awards" / projects.VALID / "index.html").read_text(
        encoding="utf-8"
    )


def test_originals_of_awards_that_are_not_on_the_site_stay_private(project: Path) -> None:
    folder = project / "content" / "imported"
    folder.mkdir()
    (folder / f"{projects.SEALED}.png").write_bytes(projects.small_png(90))
    build(project)
    assert not list((project / "site").rglob("original.png"))


def test_a_picture_that_holds_an_address_in_plain_text_is_never_kept(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    baked(folder, "one.png", hosted(1, "ada.quince@example.com", hashed=False))
    said = run_json(project, folder, "--make-achievements", "--originals")
    assert (said["awards"], said["originals"]) == (1, 0)
    assert [problem["code"] for problem in said["conflicts"]] == ["original-address"]
    assert not (project / "content" / "imported").exists()


def test_pictures_are_kept_only_when_that_was_asked_for(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    baked(folder, "one.png", hosted(1, "ada.quince@example.com"))
    assert run_json(project, folder, "--make-achievements")["originals"] == 0
    assert not (project / "content" / "imported").exists()


def test_an_address_behind_a_digest_is_found_among_the_people_that_are_given(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    baked(folder, "one.png", hosted(1, "nora@example.com"))
    refused = run(project, folder, "--make-achievements")
    assert refused.exit_code == 1 and "one.png:1:1: the address is there only as a digest" in refused.stderr
    people = table(tmp_path / "people.csv", ["Name", "Email"], ["Nora Bullace", "Nora@example.com"])
    assert run(project, folder, "--make-achievements", "--people", people).exit_code == 0
    assert rows_of(project, "earners.csv")[-1]["name"] == "Nora Bullace"


def test_a_credential_of_open_badges_3_is_read_from_a_picture_and_from_a_token(project: Path, tmp_path: Path) -> None:
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "validFrom": "2024-03-01T00:00:00Z",
        "validUntil": "2027-03-01T00:00:00Z",
        "credentialSubject": {
            "identifier": [{"type": "IdentityObject", "identityType": "emailAddress", "hashed": False,
                            "identityHash": "ada.quince@example.com"}],
            "achievement": {"id": "urn:uuid:9", "type": ["Achievement"], "name": "Cider", "description": "Makes it.",
                            "criteria": {"narrative": "Make it."}},
        },
        "evidence": [{"id": "https://example.org/a", "narrative": "First."}, {"id": "https://example.org/b"}],
    }  # fmt: skip
    folder = tmp_path / "new"
    baked(folder, "one.png", credential, "openbadgecredential")
    claims = base64.urlsafe_b64encode(
        json.dumps({**credential, "id": "urn:uuid:2", "validFrom": "2024-04-01T00:00:00Z"}).encode()
    )
    baked(
        folder,
        "two.png",
        b"eyJhbGciOiJFUzI1NiJ9.".decode() + claims.decode().rstrip("=") + ".c2ln",
        "openbadgecredential",
    )
    said = run_json(project, folder, "--make-achievements")
    assert said["per_achievement"] == {"cider": 2}
    first = rows_of(project, "awards.csv")[-2]
    assert (first["awarded_at"], first["expires_at"]) == ("2024-03-01T00:00:00Z", "2027-03-01T00:00:00Z")
    assert first["evidence_url"] == "https://example.org/a" and "https://example.org/b" in first["evidence_text"]


def test_a_picture_with_only_an_address_is_answered_by_the_file_beside_it(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    write(folder, "assertion-1.json", hosted(1, "ada.quince@example.com"))
    baked(folder, "one.png", f"{HOST}assertions/1")
    baked(folder, "two.png", f"{HOST}assertions/2")
    said = run_json(project, folder, "--make-achievements", "--rejects", tmp_path / "r.csv")
    assert said["awards"] == 1 and [problem["code"] for problem in said["rejected"]] == ["badge-elsewhere"]


def test_what_is_no_badge_is_told_file_by_file(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "a.png").write_bytes(projects.small_png(60))
    (folder / "b.png").write_bytes(b"no picture")
    (folder / "c.json").write_text("{", encoding="utf-8")
    (folder / "d.json").write_text('{"type": "Assertion"}', encoding="utf-8")
    before = snapshot(project)
    said = run_json(project, folder)
    assert said["state"] == "refused" and len(said["rejected"]) == 3  # d describes nothing that anyone earned
    assert snapshot(project) == before


def test_an_svg_is_read_too(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    write(folder, "badge.json", BADGE)
    art = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    document = json.dumps(hosted(1, "ada.quince@example.com")).encode()
    (folder / "one.svg").write_bytes(bake_svg(art, document, "openbadges"))
    assert run_json(project, folder, "--make-achievements")["awards"] == 1


@pytest.mark.parametrize("shape", ["data", "rows", "result", "assertions", "badge_classes", "list"])
def test_json_exports_in_every_shape_that_was_met(project: Path, tmp_path: Path, shape: str) -> None:
    one = {
        "entityId": "as-1",
        "recipient": {"identity": "nora@example.com", "type": "email", "hashed": False},
        "badgeclass": "bc-1",
        "issuedOn": "2024-03-01T00:00:00Z",
        "narrative": "Well done.",
        "evidence": [{"evidence_url": "https://example.org/x", "narrative": "Look."}],
        "extensions:recipientProfile": {"name": "Nora Bullace"},
    }
    badge = {
        "entityId": "bc-1",
        "type": "BadgeClass",
        "name": "Cider",
        "description": "Makes it.",
        "criteriaNarrative": "Do.",
    }
    plain = {key: value for key, value in one.items() if key != "badgeclass"}
    value: object = {shape: [badge, one]}
    if shape == "badge_classes":
        value = {shape: [{**badge, "assertions": [plain]}]}
    elif shape == "list":
        value = [badge, one]
    file = tmp_path / "export.json"
    file.write_text(json.dumps(value, indent=1), encoding="utf-8")
    said = run_json(project, file, "--make-achievements", "--system", "badgr")
    assert (said["state"], said["awards"]) == ("done", 1), said
    award = rows_of(project, "awards.csv")[-1]
    assert award["evidence_text"] == "Well done.\n\nLook." and award["evidence_url"] == "https://example.org/x"
    assert run_json(project, file, "--system", "badgr")["known"] == 1


def test_a_mistake_in_json_names_the_line_of_the_award(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "export.json"
    entries = [
        {"entityId": f"as-{n}", "recipient": {"identity": "x", "hashed": False}, "badgeclass": "b"} for n in (1, 2)
    ]
    file.write_text(json.dumps({"data": entries}, indent=0), encoding="utf-8")
    said = run_json(project, file, "--map", "b=grafting")
    lines = file.read_text(encoding="utf-8").splitlines()
    wanted = [number for number, line in enumerate(lines, 1) if "as-" in line]
    assert sorted({problem["line"] for problem in said["rejected"]}) == wanted


def test_pictures_that_come_after_the_table_find_the_awards_that_it_made(project: Path, tmp_path: Path) -> None:
    """A platform's table has the id that stands at the end of the address in its badges."""
    row = {"Earner Badge ID": "1", "Badge Template ID": "b-77", "Issue Date": "2019-01-01"}
    mine = {"Issued to Email": "ada.quince@example.com", "Issued to First Name": "Ada", "Issued to Last Name": "Quince"}
    run(project, credly(tmp_path / "c.csv", {**row, **mine}), "--map", "b-77=grafting")
    award = rows_of(project, "awards.csv")[-1]["id"]
    folder = tmp_path / "old"
    old = baked(folder, "one.png", hosted(1, "ada.quince@example.com", badge=f"{HOST}badges/b-77"))
    words = (folder, "--system", "credly", "--originals")
    said = run_json(project, *words)
    assert (said["awards"], said["known"], said["originals"], said["conflicts"]) == (0, 1, 1, [])
    assert (project / "content" / "imported" / f"{award}.png").read_bytes() == old
    assert run_json(project, *words)["state"] == "unchanged"


def test_a_name_that_thousands_of_badges_have_still_makes_a_slug() -> None:
    assert free_slug("Grafter", lambda slug: slug != "grafter-20000") == "grafter-20000"
