"""What an earner chose to show, on a built site: the page of that earner changes and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.build import survey
from tests import projects
from tests.sitemaking import build, tree, tree_hash

ADA = "earners/ada-quince/index.html"
TEXT = f"""\
+++
headline = "Grafts old pears"
picture = "ada.png"
order = ["{projects.EXPIRED}"]
hidden = ["{projects.SUSPENDED}"]
+++
<b>Pears</b> first.
"""


@pytest.fixture(params=["whole", "in place"])
def project(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    if request.param == "in place":
        monkeypatch.setattr(survey, "IN_PLACE_FROM", 0)
    made = projects.write_project(tmp_path / "project")
    build(made)
    return made


def write(project: Path, text: str = TEXT) -> None:
    folder = project / "content/profiles"
    folder.mkdir(exist_ok=True)
    (folder / "ada.png").write_bytes(projects.small_png(colour=(9, 9, 200)))
    (folder / "ada-quince.md").write_text(text, encoding="utf-8")


def touched(project: Path) -> set[str]:
    """Build upon the last build; give the files that are not as they were. The tree must be that of a full build."""
    before = tree(project / "site")
    done = build(project)
    assert done.made_anew == ""
    after = tree(project / "site")
    assert done.files == len(after)
    build(project, project.parent / "whole", full=True)
    assert tree_hash(project / "site") == tree_hash(project.parent / "whole")
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_a_new_profile_changes_its_page_and_the_count_in_the_list(project: Path) -> None:
    write(project)
    assert touched(project) == {ADA, "earners/ada-quince/picture.png", "earners/index.html"}


def test_another_word_changes_that_page_alone(project: Path) -> None:
    write(project)
    build(project)
    write(project, TEXT.replace("Pears", "Apples"))
    assert touched(project) == {ADA}


def test_a_profile_that_goes_takes_its_picture_along(project: Path) -> None:
    before = tree_hash(project / "site")
    write(project)
    build(project)
    for path in (project / "content/profiles").iterdir():
        path.unlink()
    assert touched(project) == {ADA, "earners/ada-quince/picture.png", "earners/index.html"}
    assert tree_hash(project / "site") == before


def test_a_hidden_badge_is_not_on_the_page_and_keeps_its_own(project: Path) -> None:
    write(project)
    build(project)
    page = (project / "site" / ADA).read_text(encoding="utf-8")
    assert projects.SUSPENDED not in page
    assert (project / f"site/awards/{projects.SUSPENDED}/index.html").is_file()
    assert page.index(projects.EXPIRED) < page.index(projects.VALID)
    assert "&lt;b&gt;Pears&lt;/b&gt; first." in page
    people = (project / "site/earners/index.html").read_text(encoding="utf-8")
    assert 'ada-quince/">Ada Quince</a> <span class="muted">2 badges</span>' in people


def test_who_hides_everything_has_no_page_and_no_award_leads_there(project: Path) -> None:
    ids = ", ".join(f'"{award}"' for award in (projects.VALID, projects.EXPIRED, projects.SUSPENDED))
    write(project, f'+++\nhidden = [{ids}]\npicture = "ada.png"\n+++\n')
    assert ADA in touched(project)
    assert not (project / "site/earners/ada-quince").exists()
    assert "ada-quince" not in (project / f"site/awards/{projects.VALID}/index.html").read_text(encoding="utf-8")


def test_nothing_of_a_profile_is_published_when_its_earner_is_not_public(project: Path) -> None:
    write(project)
    build(project)
    path = project / "content/earners.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("en,public,auto,ada-quince", "en,unlisted,auto,ada-quince"), encoding="utf-8")
    touched(project)
    assert not (project / "site/earners/ada-quince").exists()
    assert not any(b"Grafts old pears" in data for data in tree(project / "site").values())
