"""Pages of words and the names to search in, in a build upon the last one: little is written, nobody private is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import survey
from tests import projects
from tests.build.test_incremental import _append, _award, _edit, _touched
from tests.leaks import Haystack
from tests.sitemaking import build

PAGE = '+++\ntitle = "About the orchard"\n+++\nWe graft. See [grafting](badge:grafting).\n'
SUPPORT = """\
[[contacts]]
id = "office"
name = "the office"
email = "office@example.org"

[[problems]]
id = "missing"
name = "No badge came"
contact = "office"
"""
NEW = "0000000000000b02"
# More who are not to be found: with a handle, and every kind of reason.
HIDDEN = """\
e5,Uma Unlistedberg,uma@example.com,en,unlisted,auto,uma-unlistedberg
e6,Sid Sealedstone,sid@example.com,en,sealed,auto,sid-sealedstone
e7,Nora Nonehill,nora@example.com,en,none,auto,nora-nonehill
e8,Wes Waitingdale,wes@example.com,en,public,ask,wes-waitingdale
e9,Dee Declinedford,dee@example.com,en,public,never,dee-declinedford
e10,Pat Awardlessman,pat@example.com,en,public,auto,pat-awardlessman
e11,Bea Badgelesscroft,bea@example.com,en,public,auto,bea-badgelesscroft
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = projects.write_project(tmp_path / "project")
    (made / "content/pages").mkdir()
    (made / "content/pages/about.md").write_text(PAGE, encoding="utf-8")
    (made / "content/support.toml").write_text(SUPPORT, encoding="utf-8")
    build(made)
    return made


@pytest.fixture(params=["whole", "in place"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in place":
        monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)


def test_another_text_writes_its_page_and_no_other(project: Path) -> None:
    _edit(project, "pages/about.md", "We graft.", "We graft and prune.")
    assert _touched(project) == ({"about/index.html"}, set())
    _edit(project, "support.toml", "No badge came", "No badge has come")
    assert _touched(project) == ({"support/index.html"}, set())


def test_a_new_earner_writes_one_file_of_names(project: Path) -> None:
    _append(project, "earners.csv", "e5,Rowan Pippin,rowan@example.com,en,public,auto,rowan-pippin\n")
    _append(project, "awards.csv", f"{NEW},e5,pruning,2025-07-01,,556,,,,,\n")
    written, gone = _touched(project)
    lists = {"earners/index.html", "index.html", "directory/names-0.txt", "sitemap-earners.xml"}
    lists |= {"feed.xml", "sitemap-awards.xml"}
    assert written == _award(NEW) | lists | {"earners/rowan-pippin/index.html"}
    assert not gone
    assert "Rowan Pippin\n" in (project / "site/directory/names-0.txt").read_text(encoding="utf-8")


def test_a_new_award_of_somebody_listed_leaves_the_names_alone(project: Path) -> None:
    _append(project, "awards.csv", f"{NEW},e2,pruning,2025-07-01,,556,,,,,\n")
    written, _ = _touched(project)
    assert "directory/names-0.txt" not in written


def test_who_withdraws_is_in_no_byte_of_the_site(project: Path) -> None:
    assert b"quince" in Haystack(project / "site")._folded
    _edit(project, "earners.csv", "en,public,auto,ada-quince", "en,sealed,auto,ada-quince")
    _touched(project)
    assert b"quince" not in Haystack(project / "site")._folded


def test_whoever_is_not_listed_is_in_no_file_of_the_list_nor_of_its_names(project: Path) -> None:
    _append(project, "earners.csv", HIDDEN)
    rows = "".join(
        f"000000000000{number:04d},e{number},pruning,2025-07-01,,{600 + number},{visibility},,,,\n"
        for number, visibility in [(5, ""), (6, ""), (7, ""), (8, ""), (9, ""), (10, "unlisted")]
    )
    _append(project, "awards.csv", rows)
    build(project)
    haystack = Haystack(project / "site")
    names = [line.split(",")[1:7:5] for line in HIDDEN.splitlines()]
    lists = [path for path in haystack.files if path.startswith(("directory/", "earners/"))]
    assert {"directory/names-0.txt", "earners/index.html"} <= set(lists)
    for name, handle in names:
        surname = name.split()[1].lower().encode()
        for path in lists:
            assert surname not in haystack.files[path].lower(), (path, surname)
            assert handle.encode() not in haystack.files[path], (path, handle)
        # Unlisted people have pages of badges, for whom they give the address; the others are nowhere at all.
        where = [path for path, data in haystack.files.items() if surname in data.lower()]
        assert all(path.startswith(("awards/0000000000000005/", "awards/0000000000000010/")) for path in where), where
    for line in HIDDEN.splitlines():
        assert haystack.leaks(line.split(",")[2]) == []


def test_a_site_without_listed_earners_has_no_names(tmp_path: Path) -> None:
    earners = projects.EARNERS.replace(",public,", ",unlisted,")
    made = projects.write_project(tmp_path / "other", earners=earners)
    build(made)
    assert not (made / "site/directory").exists()
    assert "An index of the same names" not in (made / "site/privacy/index.html").read_text(encoding="utf-8")
