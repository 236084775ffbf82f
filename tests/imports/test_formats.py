"""Every kind of table that is known, by the header lines that its platform documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.app import main
from generator.imports.formats import FORMATS
from generator.imports.opening import open_source
from tests import projects
from tests.imports.importing import rows_of, run, run_json, snapshot, table

BULK = [
    "Badge Template ID",
    "Recipient Email",
    "First Name",
    "Middle Name",
    "Last Name",
    "Issued at",
    "Expiration Date",
    "Issuer Earner ID",
    "Country",
    "State or Province",
    "Evidence Name",
    "Evidence URL",
    "Text Evidence Name",
    "Text Evidence URL",
    "ID Evidence Title",
    "ID Evidence Description",
    "Locale",
]
CANVAS = [
    "Badge Class ID",
    "Identifier",
    "First Name",
    "Last Name",
    "Narrative",
    "Evidence Narrative",
    "Evidence URL",
    "Issue Date",
    "Expiration Date",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def test_the_bulk_table_of_credly_has_american_dates_and_private_evidence_of_identity(
    project: Path, tmp_path: Path
) -> None:
    row = ["t-1", "nora@example.com", "Nora", "M.", "Bullace", "03/04/24", "12/31/29", "", "France", ""]
    row += ["Three trees", "https://example.org/trees", "", "", "Passport", "Number 12345", "fr-CA"]
    assert run(project, table(tmp_path / "b.csv", BULK, row), "--map", "t-1=grafting").exit_code == 0
    award, earner = rows_of(project, "awards.csv")[-1], rows_of(project, "earners.csv")[-1]
    assert (award["awarded_at"], award["expires_at"]) == ("2024-03-04", "2029-12-31")
    assert (award["evidence_name"], award["evidence_url"]) == ("Three trees", "https://example.org/trees")
    assert (earner["name"], earner["language"]) == ("Nora M. Bullace", "fr")
    assert "12345" not in "".join(path.read_text() for path in (project / "content").rglob("*.csv"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_nine_columns_of_canvas_in_any_separator(project: Path, tmp_path: Path, separator: str) -> None:
    row = ["bc-1", "nora@example.com", "Nora", "Bullace", "She; grafted, well", "", "", "2024-03-04", ""]
    file = table(tmp_path / "c.csv", [name.upper() for name in CANVAS], row, separator=separator)
    assert run(project, file, "--map", "bc-1=grafting").exit_code == 0
    assert rows_of(project, "awards.csv")[-1]["evidence_text"] == "She; grafted, well"


def test_an_identifier_that_is_no_address_is_refused_with_what_to_do(project: Path, tmp_path: Path) -> None:
    row = ["bc-1", "+33 1 23 45", "Nora", "Bullace", "", "", "", "2024-03-04", ""]
    result = run(project, table(tmp_path / "c.csv", CANVAS, row), "--map", "bc-1=grafting")
    assert result.exit_code == 1 and "--people" in result.stderr


def test_german_headers_of_badgr_and_a_badge_that_the_file_does_not_name(project: Path, tmp_path: Path) -> None:
    file = table(
        tmp_path / "g.csv", ["E-Mail-Adresse", "Vor/-Nachname"], ["jo@example.com", "Jörg Quitte"], separator=";"
    )
    asked = run(project, file)
    assert asked.exit_code == 1 and "--achievement SLUG" in asked.stderr
    undated = run(project, file, "--achievement", "grafting")
    assert undated.exit_code == 1 and "--awarded-at DATE" in undated.stderr
    assert run(project, file, "--achievement", "grafting", "--awarded-at", "2024-03-04").exit_code == 0
    assert rows_of(project, "earners.csv")[-1]["name"] == "Jörg Quitte"
    assert rows_of(project, "awards.csv")[-1]["awarded_at"] == "2024-03-04"


def test_accredible_with_its_own_attributes(project: Path, tmp_path: Path) -> None:
    header = ["Recipient Name", "Recipient Email", "Issued on", "Grade", "Group Name", "Credential ID"]
    file = table(tmp_path / "a.csv", header, ["Nora Bullace", "nora@example.com", "5 March 2024", "A", "G-7", "991"])
    said = run_json(project, file, "--map", "G-7=pruning")
    assert said["awards"] == 1 and said["mapped"] == [{"from": "accredible", "id": "G-7", "achievement": "pruning"}]


def test_moodle_names_a_badge_by_its_name_which_the_mapping_takes_for_its_id(project: Path, tmp_path: Path) -> None:
    header = ["firstname", "lastname", "email", "badge"]
    file = table(tmp_path / "m.csv", header, ["Nora", "Bullace", "nora@example.com", "Pruning"])
    assert (
        run(project, file, "--awarded-at", "2024-03-04").exit_code == 1
    )  # ours has that name, and is not taken for it
    assert run(project, file, "--awarded-at", "2024-03-04", "--map", "Pruning=pruning").exit_code == 0


def test_the_allow_list_of_open_edx_with_a_table_of_people(project: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "o.csv", [], ["nora", "passed on paper"], ["jo@example.com", ""])
    people = table(
        tmp_path / "p.csv",
        ["Username", "E-mail", "First name", "Last name"],
        ["nora", "nora@example.com", "Nora", "Bullace"],
        ["jo", "jo@example.com", "Jörg", "Quitte"],
    )
    words = ("--from", "openedx", "--achievement", "grafting", "--awarded-at", "2024-03-04")
    refused = run(project, file, *words)
    assert refused.exit_code == 1 and refused.stderr.count("--people") == 2
    assert run(project, file, *words, "--people", people).exit_code == 0
    assert [row["name"] for row in rows_of(project, "earners.csv")[-2:]] == ["Nora Bullace", "Jörg Quitte"]
    assert "passed on paper" not in (project / "content" / "awards.csv").read_text(encoding="utf-8")


def test_a_row_of_another_length_is_an_error_of_that_row(project: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "o.csv", [], ["jo@example.com", "", "x"])
    result = run(project, file, "--from", "openedx", "--achievement", "grafting")
    assert result.exit_code == 1 and "has 3 values" in result.stderr


def test_any_table_is_read_with_a_map_of_its_columns(project: Path, tmp_path: Path) -> None:
    columns = tmp_path / "lms.toml"
    columns.write_text(
        'version = 1\nsystem = "our-lms"\ndates = "dmy"\n[columns]\nemail = "Mail"\nname = ["Learner", "Lernende"]\n'
        'badge = "Course no."\nawarded_at = "Done"\n',
        encoding="utf-8",
    )
    file = table(
        tmp_path / "l.csv", ["Lernende", "MAIL", "Course no", "Done"], ["Nora", "n@example.com", "7", "3.4.24"]
    )
    said = run_json(project, file, "--columns", columns, "--map", "7=grafting")
    assert said["mapped"][0]["from"] == "our-lms"
    assert rows_of(project, "awards.csv")[-1]["awarded_at"] == "2024-04-03"


def test_a_map_of_columns_says_all_that_is_wrong_with_it(project: Path, tmp_path: Path) -> None:
    columns = tmp_path / "lms.toml"
    columns.write_text('version = 9\ndates = "ymd"\n[columns]\nmail = "Mail"\nname = 0\n', encoding="utf-8")
    result = run(project, table(tmp_path / "l.csv", ["Mail"], ["x"]), "--columns", columns)
    assert result.exit_code == 1
    assert [line.split(":")[1] for line in result.stderr.splitlines() if "lms.toml:" in line] == [
        "1",
        "1",
        "2",
        "3",
        "4",
        "5",
    ]


def test_a_file_that_is_nothing_known_is_not_guessed_at(project: Path, tmp_path: Path) -> None:
    before = snapshot(project)
    result = run(project, table(tmp_path / "x.csv", ["colour", "size"], ["red", "4"]))
    assert result.exit_code == 1 and "--columns FILE" in result.stderr and snapshot(project) == before


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind.tells], ids=lambda kind: kind.name)
def test_each_kind_is_told_by_its_own_header_and_by_no_earlier_one(kind, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    header = [names[0] for names in kind.columns.values()]
    header = [*kind.tells, *(name for name in header if name not in kind.tells)]
    if kind.name == "badgr-de":
        header = list(kind.tells)
    source = open_source(table(tmp_path / "x.csv", header), "", None, "", "")
    assert source.title == kind.title


def test_the_command_names_every_kind(project: Path) -> None:
    text = " ".join(str(option.type) for option in main.commands["import"].params)
    assert all(kind.name in text for kind in FORMATS)


def test_a_table_of_people_without_addresses_says_so(project: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,telephone\nAda Quince,1\n", encoding="utf-8")
    file = tmp_path / "list.csv"
    file.write_text("ada,passed\n", encoding="utf-8")
    words = ("--from", "openedx", "--achievement", "grafting", "--awarded-at", "2024-03-01", "--people", people)
    told = run(project, file, *words)
    assert told.exit_code == 1 and "people.csv:1:1: no column is named like one of e-mail addresses" in told.stderr
    people.write_text("address,name,login\nada@example.org,Ada Quince,ada\n", encoding="utf-8")
    assert run(project, file, *words).exit_code == 0
