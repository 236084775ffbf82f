"""What a host says a file is, by the end of its name: the system's own table differs from machine to machine."""

from __future__ import annotations

HTML = "text/html; charset=utf-8"
_TYPES = {
    "html": HTML,
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "webmanifest": "application/manifest+json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ico": "image/vnd.microsoft.icon",
    "pdf": "application/pdf",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "zip": "application/zip",
    "woff2": "font/woff2",
}


def content_type(path: str) -> str:
    """The value of Content-Type for the file at `path`."""
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
