"""Certificates of a built site: they carry the credential, say what it says, and are the same bytes each time."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.bake import unbake_pdf
from generator.errors import BadgepressError, BuildError, LedgerError
from generator.paper import typeset
from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import FolderSource
from tests import projects
from tests.sitemaking import build, tree

pytest.importorskip("typst", reason="typst is not installed (the extra pdf)")
pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
pytest.importorskip("fontTools", reason="fonttools is not installed")

from fontTools.fontBuilder import FontBuilder  # noqa: E402
from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: E402

WITH = (projects.VALID, projects.VALID_JAPANESE, projects.EXPIRED, projects.EARLY)


def project_with_certificates(folder: Path, **wishes: str) -> Path:
    project = projects.write_project(folder, **wishes)
    place = project / "content" / "site.toml"
    place.write_text(place.read_text(encoding="utf-8") + '\n[output]\ncertificates = "pdf"\n', encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = project_with_certificates(tmp_path_factory.mktemp("project"))
    build(project)
    return project


def certificate(project: Path, award: str) -> bytes:
    return (project / "site" / "awards" / award / "certificate.pdf").read_bytes()


@pytest.mark.parametrize("award", WITH)
def test_the_credential_inside_is_the_one_on_the_site_for_us_and_for_others(project: Path, award: str) -> None:
    published = (project / "site" / "awards" / award / "credential.json").read_bytes()
    assert unbake_pdf(certificate(project, award)) == published
    assert pypdf.PdfReader(io.BytesIO(certificate(project, award))).attachments == {"credential.json": [published]}


@pytest.mark.parametrize(("award", "state"), [(projects.VALID, State.VALID), (projects.EXPIRED, State.EXPIRED)])
def test_a_certificate_is_judged_like_a_picture(project: Path, award: str, state: State) -> None:
    source = FolderSource(project / "site", projects.BASE_URL)
    report = Verifier(source, datetime(2026, 6, 2, tzinfo=UTC)).verify(certificate(project, award), "certificate.pdf")
    assert (report.state, report.steps[0].text) == (state, "one JSON document in a PDF")


def test_a_certificate_whose_credential_was_changed_is_tampered(project: Path) -> None:
    from tests.bakedpdf import attached

    changed = unbake_pdf(certificate(project, projects.VALID)).replace(b"Ada Quince", b"Eve Quince")
    source = FolderSource(project / "site", projects.BASE_URL)
    report = Verifier(source, datetime(2026, 6, 2, tzinfo=UTC)).verify(attached(changed), "certificate.pdf")
    assert report.state is State.TAMPERED


def test_names_can_be_selected_in_their_own_letters(project: Path) -> None:
    page = pypdf.PdfReader(io.BytesIO(certificate(project, projects.VALID_JAPANESE))).pages
    text = page[0].extract_text()
    assert len(page) == 1
    assert "林檎 花子" in text and "Grafting" in text and "April 1, 2025" in text
    assert f"{projects.BASE_URL}/awards/{projects.VALID_JAPANESE}/" in text.replace("\n", "")


def test_a_certificate_is_pdf_a_3_with_everything_in_it(project: Path) -> None:
    reader = pypdf.PdfReader(io.BytesIO(certificate(project, projects.VALID)))
    about = reader.xmp_metadata.stream.get_data() if reader.xmp_metadata else b""
    assert b"<pdfaid:part>3" in about and b"<pdfaid:conformance>A" in about
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile3" in described or "/FontFile2" in described


def test_badges_that_do_not_stand_have_none_and_their_pages_offer_none(project: Path) -> None:
    for award in (projects.REVOKED, projects.SUSPENDED):
        folder = project / "site" / "awards" / award
        assert not (folder / "certificate.pdf").exists()
        assert "certificate.pdf" not in (folder / "index.html").read_text(encoding="utf-8")
    page = (project / "site" / "awards" / projects.VALID / "index.html").read_text(encoding="utf-8")
    assert 'href="certificate.pdf" download="grafting.pdf"' in page


def test_the_same_project_gives_the_same_bytes_with_any_number_of_workers(project: Path, tmp_path: Path) -> None:
    build(project, tmp_path / "again", jobs=2, full=True)
    assert tree(tmp_path / "again") == tree(project / "site")


def test_a_build_that_changes_nothing_makes_none_anew(project: Path) -> None:
    outcome = build(project)
    assert (outcome.added, outcome.changed, outcome.removed) == (0, 0, 0)


def test_a_badge_that_is_revoked_later_loses_its_certificate(tmp_path: Path) -> None:
    project = project_with_certificates(tmp_path / "project")
    build(project)
    assert certificate(project, projects.VALID)
    events = project / "content" / "events.csv"
    line = f"2026-05-01T00:00:00Z,{projects.VALID},revoked,It was awarded by mistake.,registrar\n"
    events.write_text(events.read_text(encoding="utf-8") + line, encoding="utf-8")
    build(project)
    assert not (project / "site" / "awards" / projects.VALID / "certificate.pdf").exists()


def test_every_name_that_no_font_can_show_is_told_with_its_line_and_nothing_is_written(tmp_path: Path) -> None:
    earners = projects.EARNERS.replace("Ada Quince", "ሰላም").replace("Ivo Medlar", "ไทย")
    project = project_with_certificates(tmp_path / "project", earners=earners)
    with pytest.raises(LedgerError) as caught:
        build(project)
    found = [(problem.place.line, problem.code) for problem in caught.value.problems]
    assert found == [(2, "certificate-letters"), (4, "certificate-letters"), (7, "certificate-letters")]
    assert "'ሰ'" in caught.value.problems[0].text
    assert not (project / "site").exists()


def font_with(letters: str) -> bytes:
    """A font that has these letters, each as a square."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"letter{number}" for number in range(len(letters)))]
    pen = TTGlyphPen(None)
    for move, place in (
        (pen.moveTo, (50, 0)),
        (pen.lineTo, (50, 700)),
        (pen.lineTo, (750, 700)),
        (pen.lineTo, (750, 0)),
    ):
        move(place)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (800, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular", "psName": "Squares-Regular"})
    builder.setupOS2()
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def test_a_font_that_the_project_brings_along_is_used_and_its_letters_can_be_selected(tmp_path: Path) -> None:
    project = project_with_certificates(tmp_path / "p")
    people = project / "content" / "earners.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("Ada Quince", "\u1230\u120b\u121d"), encoding="utf-8")
    with pytest.raises(LedgerError):
        build(project)
    fonts = project / "templates" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "squares.ttf").write_bytes(font_with("\u1230\u120b\u121d"))
    build(project)
    text = pypdf.PdfReader(io.BytesIO(certificate(project, projects.VALID))).pages[0].extract_text()
    assert "\u1230\u120b\u121d" in text


def test_without_the_package_the_way_to_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "find_spec", lambda name: None)
    with pytest.raises(BuildError, match="not installed") as caught:
        build(project_with_certificates(tmp_path / "project"))
    assert "badgepress[pdf]" in caught.value.hint


def test_a_project_can_lay_a_certificate_of_its_own_over_the_packaged_one(project: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(project, own, ignore=shutil.ignore_patterns("site", ".site*"))
    (own / "templates").mkdir()
    text = '#let facts = json("/facts.json")\n#pdf.attach("/credential.json", mime-type: "application/vc+ld+json", relationship: "data", description: "it")\n'
    text += "#set document(title: facts.title, date: datetime(year: 2025, month: 3, day: 1))\nOwn words for #facts.name.text"
    (own / "templates" / "certificate.typ").write_text(text, encoding="utf-8")
    build(own)
    data = certificate(own, projects.VALID)
    assert "Own words for Grafting" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert unbake_pdf(data) == (own / "site" / "awards" / projects.VALID / "credential.json").read_bytes()


@pytest.mark.parametrize("text", ['#import "@preview/tiaoma:0.3.0": *', "#let x = ", '#read("/../../etc/hostname")'])
def test_a_certificate_with_a_mistake_or_a_wish_too_many_is_refused_by_name(
    project: Path, tmp_path: Path, text: str
) -> None:
    own = tmp_path / "own"
    shutil.copytree(project, own, ignore=shutil.ignore_patterns("site", ".site*"))
    (own / "templates").mkdir()
    (own / "templates" / "certificate.typ").write_text(text, encoding="utf-8")
    with pytest.raises(BadgepressError, match=r"templates/certificate\.typ"):
        build(own)
