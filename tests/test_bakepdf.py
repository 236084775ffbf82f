"""A credential attached to a PDF comes out as it went in, by our reader as by others', and never by a guess."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.bake import BrokenPdf, NotBaked, unbake_pdf
from generator.bake.text import MAX_TEXT_BYTES
from tests.bakedpdf import attached, stream, whole

CREDENTIAL = '{"name": "溶接 – (level) 2"}'.encode()


@pytest.mark.parametrize("packed", [True, False])
def test_the_attached_credential_comes_out_byte_for_byte(packed: bool) -> None:
    assert unbake_pdf(attached(CREDENTIAL, packed=packed)) == CREDENTIAL


def test_another_reader_finds_the_same_bytes() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    found = pypdf.PdfReader(io.BytesIO(attached(CREDENTIAL))).attachments
    assert found == {"credential.json": [CREDENTIAL]}


def test_a_file_that_another_program_has_written_anew_still_carries_it() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(attached(CREDENTIAL)))
    made = io.BytesIO()
    writer.write(made)
    assert unbake_pdf(made.getvalue()) == CREDENTIAL


def test_a_file_that_another_program_has_added_to_still_carries_it() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    writer = pypdf.PdfWriter(io.BytesIO(attached(CREDENTIAL)), incremental=True)
    writer.add_metadata({"/Title": "seen"})
    made = io.BytesIO()
    writer.write(made)
    assert made.getvalue().startswith(attached(CREDENTIAL)[:200])
    assert unbake_pdf(made.getvalue()) == CREDENTIAL


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize(
    "wish",
    [["--object-streams=generate"], ["--linearize"], ["--qdf"], ["--object-streams=generate", "--linearize"]],
    ids=" ".join,
)
def test_every_way_in_which_qpdf_writes_a_file_is_read(tmp_path: Path, wish: list[str]) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(attached(CREDENTIAL))
    subprocess.run(["qpdf", *wish, before, after], check=True)
    assert unbake_pdf(after.read_bytes()) == CREDENTIAL


def test_a_credential_by_its_media_type_is_found_under_any_name() -> None:
    data = attached(CREDENTIAL, b"(anything.bin)", packed=False)
    with pytest.raises(NotBaked):
        unbake_pdf(data)
    marked = data.replace(b"/Type/EmbeddedFile", b"/Subtype/application#2Fvc+ld+json")
    assert unbake_pdf(whole_again(marked)) == CREDENTIAL


def whole_again(data: bytes) -> bytes:
    """The same objects with a table that fits them."""
    parts = data.partition(b"xref\n")[0].split(b" 0 obj\n")[1:]
    return whole([part.rpartition(b"\nendobj")[0] for part in parts])


def test_two_credentials_are_refused() -> None:
    objects = [
        b"<</Type/Catalog/AF[2 0 R 4 0 R]>>",
        b"<</F(credential.json)/EF<</F 3 0 R>>>>",
        stream(CREDENTIAL),
        b"<</F(credential.json)/EF<</F 5 0 R>>>>",
        stream(b"{}"),
    ]
    with pytest.raises(BrokenPdf, match="2 credentials"):
        unbake_pdf(whole(objects))


def test_a_tree_of_names_that_leads_in_a_circle_is_refused() -> None:
    objects = [b"<</Names<</EmbeddedFiles 2 0 R>>>>", b"<</Kids[2 0 R]>>"]
    with pytest.raises(BrokenPdf, match="circle"):
        unbake_pdf(whole(objects))


def test_a_pdf_without_attachments_carries_none() -> None:
    with pytest.raises(NotBaked):
        unbake_pdf(whole([b"<</Type/Catalog>>"]))


@pytest.mark.parametrize("text", [b"\xff\xfe", b" " * (MAX_TEXT_BYTES + 1)], ids=["not UTF-8", "too long"])
def test_a_text_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(BrokenPdf):
        unbake_pdf(attached(text))


def test_a_file_cut_short_anywhere_is_refused() -> None:
    data = attached(CREDENTIAL)
    for end in range(0, len(data) - 1, 7):
        with pytest.raises(BrokenPdf):
            unbake_pdf(data[:end])
