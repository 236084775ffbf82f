"""What a file or folder is, and how it is opened: by what was said, by its ending, by its header line."""

from __future__ import annotations

from pathlib import Path

from generator.errors import BadgepressError
from generator.imports.columnmap import read_column_map
from generator.imports.csvformat import CsvFormat, CsvSource, header_of
from generator.imports.folder import FolderSource
from generator.imports.formats import BY_NAME, FORMATS
from generator.imports.incoming import Source
from generator.imports.jsonfile import JsonSource
from generator.imports.table import Table
from generator.ledger.texts import id_fault
from generator.printable import printable

_JSON, _FOLDER = "json", "folder"
KINDS = (*BY_NAME, _JSON, _FOLDER)
_SYSTEM = "open-badges"


def open_source(path: Path, kind: str, columns: Path | None, system: str, encoding: str) -> Source:
    """The file or folder, ready to be gone through. Raises BadgepressError where it cannot be told what it is."""
    if system and (fault := id_fault(system, "--system")):
        raise BadgepressError(fault.text, fault.hint)
    if path.is_dir() or kind == _FOLDER:
        _refuse(path.is_dir(), f"{path} is not a folder", "leave --from out")
        return FolderSource(path, system or _SYSTEM)
    _refuse(path.is_file(), f"{path} is neither a file nor a folder", "save what comes out of it as a file")
    if kind == _JSON or (not kind and path.suffix.lower() == ".json"):
        return JsonSource(path, system or _SYSTEM)
    format = read_column_map(columns) if columns else BY_NAME.get(kind)
    try:
        table = Table(path, encoding, format.separator if format else "")
        return CsvSource(table, format or _told_by_header(table))
    except LookupError as error:
        raise BadgepressError(f"no encoding is called {encoding!r}", "such as utf-8, utf-16, windows-1252") from error


def _refuse(is_right: bool, text: str, hint: str) -> None:
    if not is_right:
        raise BadgepressError(text, hint)


def _told_by_header(table: Table) -> CsvFormat:
    header = header_of(table)
    found = next((kind for kind in FORMATS if kind.fits(header)), None)
    if found is None:
        text = f"{printable(str(table.path))}:1:1: what kind of file this is cannot be told from its first line"
        kinds = ", ".join(BY_NAME)
        raise BadgepressError(text, f"say so: --from KIND ({kinds}), or describe it: --columns FILE")
    return found
