from __future__ import annotations

import hashlib
import re
import textwrap
from pathlib import Path

import pytest

from generator.errors import BadgepressError
from generator.pages.render import Theme
from generator.pages.slim import slim
from generator.pages.theme_files import MAX_FILE_BYTES, packaged_theme, publish_assets, read_theme


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "templates"
    (place / "assets").mkdir(parents=True)
    (place / "phrases").mkdir()
    return place


def test_assets_are_published_under_a_digest_of_their_bytes(theme: Theme) -> None:
    for path, data in theme.assets().items():
        name, digest, _ = path.rsplit(".", 2)
        assert name.startswith("assets/")
        assert digest == hashlib.sha256(data).hexdigest()[:8]
    assert set(theme.asset_paths()) == {
        "style.css",
        "favicon.svg",
        "verify.js",
        "award.js",
        "catalogue.js",
        "directory.js",
        "support.js",
    }
    assert sorted(theme.asset_paths().values()) == list(theme.assets())


def test_a_projects_asset_stands_in_for_the_packaged_one_and_others_are_added(folder: Path) -> None:
    (folder / "assets/favicon.svg").write_bytes(b"<svg/>")
    (folder / "assets/crest.png").write_bytes(b"png")
    theme = Theme([packaged_theme(), folder])
    assert set(theme.asset_paths()) == {
        "style.css",
        "favicon.svg",
        "verify.js",
        "award.js",
        "catalogue.js",
        "directory.js",
        "support.js",
        "crest.png",
    }
    assert theme.assets()[theme.asset_paths()["favicon.svg"]] == b"<svg/>"


def test_a_style_sheet_finds_the_other_assets_by_their_plain_names(folder: Path) -> None:
    (folder / "assets/crest.svg").write_bytes(b"<svg/>")
    (folder / "assets/style.css").write_text("a{b:url(crest.svg) url( 'crest.svg' ) url(other.svg)}", encoding="utf-8")
    published = publish_assets(read_theme([folder]))
    name = published["crest.svg"][0].removeprefix("assets/")
    assert published["style.css"][1].decode() == f"a{{b:url({name}) url({name}) url(other.svg)}}"


def test_other_files_of_a_folder_are_left_alone(folder: Path) -> None:
    (folder / "README.md").write_text("{% if %}", encoding="utf-8")
    (folder / ".home.html.swp").write_bytes(b"\xff")
    (folder / "assets/.DS_Store").write_bytes(b"x")
    (folder / "mail").mkdir()
    (folder / "mail/claim.html").write_text("{% if %}", encoding="utf-8")
    assert read_theme([folder]) == {}


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert read_theme([tmp_path / "none"]) == {}


def test_what_is_read_does_not_depend_on_the_order_of_the_folder(folder: Path) -> None:
    for name in ("b.html", "a.html", "c.html"):
        (folder / name).write_text("x", encoding="utf-8")
    assert list(read_theme([packaged_theme(), folder])) == sorted(read_theme([packaged_theme(), folder]))


@pytest.mark.parametrize("name", ["home.html", "assets/style.css", "phrases/en.toml", "notes.txt"])
def test_a_link_is_refused_wherever_it_leads(folder: Path, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    (folder / name).symlink_to(secret)
    with pytest.raises(BadgepressError, match="this is a link"):
        read_theme([folder])


def test_a_linked_folder_inside_a_theme_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/style.css").write_text("a{}", encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "assets").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadgepressError, match="this is a link"):
        read_theme([folder])


@pytest.mark.parametrize("name", ["assets/with space.png", "assets/é.png", "assets/-x.png"])
def test_an_asset_whose_name_cannot_be_an_address_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    with pytest.raises(BadgepressError, match="cannot be part of an address"):
        read_theme([folder])


def test_phrases_in_a_language_that_is_none_of_ours_are_refused(folder: Path) -> None:
    (folder / "phrases/de.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadgepressError, match=r"templates/phrases/de\.toml: 'de' is no language of ours"):
        read_theme([folder])


@pytest.mark.parametrize("data", [b"x = ", b"\xff", b"x = 1\nx = 2\n"])
def test_phrases_that_are_not_toml_are_refused_with_the_file(folder: Path, data: bytes) -> None:
    (folder / "phrases/fr.toml").write_bytes(data)
    with pytest.raises(BadgepressError, match=r"^templates/phrases/fr\.toml: not TOML"):
        Theme([packaged_theme(), folder]).phrases("fr")


def test_phrases_may_begin_with_a_mark_and_end_lines_the_other_way(folder: Path) -> None:
    (folder / "phrases/fr.toml").write_bytes(b'\xef\xbb\xbf[nav]\r\nbadges = "Badges obtenus"\r\n')
    assert Theme([packaged_theme(), folder]).phrases("fr").say("nav.badges").text == "Badges obtenus"


def test_a_huge_file_is_refused(folder: Path) -> None:
    with (folder / "assets/big.png").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(BadgepressError, match="at most"):
        read_theme([folder])


def test_a_file_that_cannot_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "home.html").write_text("x", encoding="utf-8")

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(BadgepressError, match=r"templates/home\.html: cannot be read: Permission denied"):
        read_theme([folder])


def test_the_packaged_theme_is_there_with_its_pages() -> None:
    assert {"base.html", "award.html", "assets/style.css", "phrases/en.toml"} <= set(read_theme([packaged_theme()]))


DOC = (Path(__file__).parents[2] / "docs/theming.md").read_text(encoding="utf-8")


def test_parts_of_the_style_are_joined_in_the_order_of_their_names_and_the_sheet_is_50(tmp_path: Path) -> None:
    for name, text in {"style/60-b.css": "c{}", "style/10-a.css": "a{}", "assets/style.css": "b{}"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert publish_assets(read_theme([tmp_path]))["style.css"][1] == b"a{}b{}c{}"


def test_all_colours_stand_in_the_tokens() -> None:
    files = read_theme([packaged_theme()])
    assert b"--accent:" in files["style/10-tokens.css"][0].data
    assert re.findall(rb"^\s*--(?:bg|ink|accent|ok|warn|bad|info)\b.*#", files["assets/style.css"][0].data, re.M) == []


def test_the_worked_change_of_the_documentation_does_what_it_says(tmp_path: Path) -> None:
    blocks = [textwrap.dedent(block).strip() + "\n" for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", DOC, re.M)]
    style, words = (next(block for block in blocks if mark in block) for mark in ("60-own.css", "[award]"))
    for name, text in {"style/60-own.css": style, "phrases/en.toml": words}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    theme, plain = Theme([packaged_theme(), tmp_path]), Theme([packaged_theme()])
    sheet = theme.assets()[theme.asset_paths()["style.css"]]
    assert sheet.endswith(slim(style.encode())) and sheet.startswith(plain.assets()[plain.asset_paths()["style.css"]])
    assert theme.asset_paths()["style.css"] != plain.asset_paths()["style.css"]
    assert theme.phrases("en").say("award.about").text == "What this is"
    assert theme.phrases("en").say("award.skills") == plain.phrases("en").say("award.skills")
