"""Bytes to text: strict UTF-8, one byte order mark forgiven, the first byte that does not fit named by its place.

A file whose lines end with CR alone is one line to everybody who reads it here, and is refused as such.
"""

from __future__ import annotations

from generator.ledger.faults import Fault, Report
from generator.ledger.folder import MOST_TEXT_BYTES, Folder
from generator.model import Place

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LINE_ENDS = "save the file with the line ends of Windows or Unix"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, path: str, report: Report) -> str | None:
    """The text in `data`, or None with the place of what keeps it from being read in `report`."""
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        report.add(Place(path, line, column), byte_fault(data, error.start))
        return None
    if "\n" not in text and "\r" in text.rstrip():
        fault = Fault("line-end", "the lines of this file end as on the old Macintosh, with CR alone", _LINE_ENDS)
        report.add(Place(path, 1, text.index("\r") + 1), fault)
        return None
    return text


def byte_fault(data: bytes, at: int) -> Fault:
    """What is wrong with the byte at `at`, which is not UTF-8."""
    if data.startswith(UTF16_MARKS):
        return Fault("not-utf8", "the file is UTF-16, not UTF-8", 'save it as "UTF-8" (in a spreadsheet: "CSV UTF-8")')
    hint = 'save the file as "UTF-8" (in a spreadsheet: "CSV UTF-8"), then look at this place again'
    return Fault("not-utf8", f"the byte 0x{data[at]:02X} here is not UTF-8", hint)


def read_text(folder: Folder, path: str, report: Report) -> str | Fault | None:
    """The text of a small file; a Fault where it cannot be had, None where it is not UTF-8 (reported)."""
    data = folder.read(path, MOST_TEXT_BYTES)
    return data if isinstance(data, Fault) else decode(data, path, report)
