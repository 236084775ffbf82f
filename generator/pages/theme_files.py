"""The files of a theme, read once from its folders, later folders laid over earlier ones file by file.

    *.html            templates, by their names
    certificate.typ   what a certificate looks like
    style/*.css       parts of the style sheet: joined with assets/style.css in the order of names, where that is `50-`
    assets/*          what pages load: style.css, favicon.svg, verify.js and whatever a project adds
    phrases/*.toml    phrases, one file a language; these are laid over each other phrase by phrase
    fonts/*           fonts for certificates, beside those that come in packages (.ttf, .otf, .ttc)

Anything else in a folder is left alone. A link is refused wherever it leads: a theme is plain files (PROMISES P14).
Assets are published under names that carry a digest of their contents, so that a browser may keep them for ever;
`url(name)` in a style sheet is turned to the published name of that asset.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct

import generator
from generator import addresses
from generator.errors import BadgepressError
from generator.model import LANGUAGES
from generator.pages.slim import slim

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_FONT_BYTES = 32 * 1024 * 1024
STYLE = "style.css"
_ASSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_STYLE_URL = re.compile(rb"url\(\s*([\"']?)([A-Za-z0-9][A-Za-z0-9._-]*)\1\s*\)")


class ThemeFile(Struct, frozen=True):
    """A file of a theme: how a message names it, its bytes, and whether it came with the program."""

    label: str
    data: bytes
    packaged: bool


def packaged_theme() -> Path:
    """The folder of the theme that comes with the program: inside the package, or beside it in a checkout."""
    package = Path(generator.__file__).parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def read_theme(folders: Sequence[Path]) -> dict[str, list[ThemeFile]]:
    """All files of the folders by their path in the theme, each with its versions, first folder first.

    A folder that is not there has no files. Raises BadgepressError for a link, a file above 4 MiB, a file that
    cannot be read, and for a name under assets/ or phrases/ that cannot be published.
    """
    files: dict[str, list[ThemeFile]] = {}
    for folder in folders:
        for name, path in _files_in(folder):
            label = f"{folder.name}/{name}"
            files.setdefault(name, []).append(ThemeFile(label, _read(path, label), folder == packaged_theme()))
    return dict(sorted(files.items()))


def publish_assets(files: Mapping[str, list[ThemeFile]]) -> dict[str, tuple[str, bytes]]:
    """Each asset by its plain name: the path it is published at, and its bytes. Style sheets come last.

    The parts of the style sheet are joined, so that a page asks for one file, and one part can be laid over.
    """
    sources = {name.removeprefix("assets/"): found[-1].data for name, found in files.items() if _is_asset(name)}
    parts = {name.removeprefix("style/"): found[-1].data for name, found in files.items() if name.startswith("style/")}
    if parts:
        parts |= {"50-": sources[STYLE]} if STYLE in sources else {}
        sources[STYLE] = b"\n".join(parts[name] for name in sorted(parts))
    published: dict[str, tuple[str, bytes]] = {}
    for name in sorted(sources, key=lambda name: (name.endswith(".css"), name)):
        data = sources[name]
        if name.endswith(".css"):
            data = slim(_STYLE_URL.sub(lambda match: _published_url(match, published), data))
        published[name] = (_digest_path(name, data), data)
    return published


def parse_phrases(file: ThemeFile) -> dict[str, Any]:
    """The phrases of one TOML file, as TOML gives them. Raises BadgepressError."""
    try:
        return tomllib.loads(file.data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadgepressError(f"{file.label}: not TOML in UTF-8: {error}") from error


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    for place in (folder, folder / "assets", folder / "phrases", folder / "style", folder / "fonts"):
        try:
            entries = sorted(place.iterdir()) if place.is_dir() else []
        except OSError as error:
            raise BadgepressError(f"{folder.name}: cannot be read: {error.strerror}") from error
        for path in entries:
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or place.is_symlink():
                raise BadgepressError(
                    f"{folder.name}/{name}: this is a link; a theme is made of plain files",
                    "put a copy of the file in its place",
                )
            if path.is_file() and not path.name.startswith(".") and _belongs(folder, name):
                yield name, path


def _belongs(folder: Path, name: str) -> bool:
    path = PurePosixPath(name)
    if path.parent.name == "assets" and not _ASSET_NAME.fullmatch(path.name):
        raise BadgepressError(
            f"{folder.name}/{name}: this name cannot be part of an address",
            "use letters without accents, digits, dots, hyphens and underscores",
        )
    if path.parent.name == "phrases" and path.suffix == ".toml" and path.stem not in LANGUAGES:
        raise BadgepressError(
            f"{folder.name}/{name}: '{path.stem}' is no language of ours", f"the languages are {', '.join(LANGUAGES)}"
        )
    wanted = {"": (".html", ".typ"), "phrases": (".toml",), "style": (".css",), "assets": (path.suffix,)}
    return path.suffix in (wanted | {"fonts": (".ttf", ".otf", ".ttc")})[path.parent.name]


def _read(path: Path, label: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadgepressError(f"{label}: cannot be read: {error.strerror}") from error
    most = MAX_FONT_BYTES if path.parent.name == "fonts" else MAX_FILE_BYTES
    if len(data) > most:
        raise BadgepressError(f"{label}: {len(data)} bytes; a file of a theme has at most {most} there")
    return data


def _is_asset(name: str) -> bool:
    return name.startswith("assets/")


def _digest_path(name: str, data: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    digest = hashlib.sha256(data).hexdigest()[:8]
    return addresses.asset(f"{stem}.{digest}.{suffix}" if dot else f"{name}.{digest}")


def _published_url(match: re.Match[bytes], published: Mapping[str, tuple[str, bytes]]) -> bytes:
    known = published.get(match[2].decode("ascii"))
    return b"url(" + PurePosixPath(known[0]).name.encode() + b")" if known else match[0]
