"""Facts, picture and credential into a PDF: Typst sets the theme's `certificate.typ`.

    /facts.json        CertificateFacts
    /art.svg           the achievement's picture; a PNG stands inside it
    /qr.svg            the code of the award's address
    /credential.json   the signed credential, which the template attaches

The template sees these, and no other file but those of the packaged theme. The result is PDF/A-3a: all letters embedded
and selectable, every part tagged, the credential attached as data. It is a function of what goes in and of the versions
of two packages.

A letter that no font has is refused by Typst, because PDF/A forbids the empty box that would stand for it.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec

import orjson
from msgspec import Struct, field, to_builtins

from generator.errors import BadgepressError, BuildError
from generator.pages.theme_files import packaged_theme
from generator.paper.facts import CertificateFacts
from generator.paper.fonts import CJK_PACKAGE, font_folders
from generator.paper.setter import receive, send
from generator.wire.qr import QrForm

TEMPLATE = "certificate.typ"
_HOW_TO_INSTALL = "install them with the extra pdf: pip install 'badgepress[pdf]'"
_NO_LETTER = re.compile(r"the text `(.*?)` could not be displayed", re.DOTALL)
_PACKAGE_IMPORT = re.compile(r"(?:import|include)\s*\(?\s*\"@")
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="%b">%b</svg>'


class Unprintable(BadgepressError):
    """One certificate cannot be set: a letter that no font has."""


def check_press() -> None:
    """Raise BuildError where certificates cannot be made here."""
    if find_spec("typst") is None:
        raise BuildError(
            'content/site.toml asks for certificates = "pdf", and the packages for them are not installed',
            _HOW_TO_INSTALL,
        )


def press_versions() -> tuple[str, ...]:
    """The versions of what stands in every certificate."""
    return tuple(f"{name} {_version(name)}" for name in ("typst", CJK_PACKAGE))


def _version(name: str) -> str:
    from importlib import metadata  # noqa: PLC0415 - few sites have certificates, and loading it takes a while

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


class Press(Struct):
    """Sets certificates with one template. `label` is how a message names it; codes are for `before` + id + `after`.

    `fonts` are those of the project, beside the ones that come in packages.
    """

    label: str
    template: bytes
    before: str
    after: str
    fonts: tuple[bytes, ...] = ()
    _setter: subprocess.Popen[bytes] | None = None
    _codes: dict[int, QrForm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if _PACKAGE_IMPORT.search(self.template.decode("utf-8", "replace")):
            raise BadgepressError(f"{self.label}: a certificate cannot load packages", "copy what you need into it")

    def make(self, facts: CertificateFacts, award_id: str, picture: bytes, credential: bytes) -> bytes:
        """The certificate, as a PDF. `picture` is a PNG or an SVG.

        Raises Unprintable for a text that no font can show, BadgepressError for a template with a mistake.
        """
        files = {
            "main.typ": self.template,
            "facts.json": orjson.dumps(to_builtins(facts)),
            "art.svg": _as_svg(picture),
            "qr.svg": self._code(award_id),
            "credential.json": credential,
        }
        return self._set(files, facts)

    def close(self) -> None:
        """End the process in which Typst runs."""
        if self._setter is not None:
            for pipe in (self._setter.stdin, self._setter.stdout):
                if pipe is not None:
                    pipe.close()
            self._setter.wait()
            self._setter = None

    def _set(self, files: dict[str, bytes], facts: CertificateFacts) -> bytes:
        running = self._setter = self._setter or _start(self.fonts)
        assert running.stdin is not None and running.stdout is not None
        try:
            send(running.stdin, (files, _timestamp(facts.issued_on)))
            made, fault = receive(running.stdout)
        except (EOFError, OSError) as error:
            raise BuildError("the process that sets certificates ended", "try again with --jobs 1") from error
        if fault:
            raise self._explained(fault)
        return bytes(made)

    def _explained(self, said: str) -> BadgepressError:
        letter = _NO_LETTER.search(said)
        if letter is None:
            return BadgepressError(
                f"{self.label}: {said.strip()[:300]}", "compare it with the packaged certificate.typ"
            )
        text = letter[1].strip('"')[:40]
        hint = "" if font_folders() else f"install {CJK_PACKAGE} if it is Chinese, Japanese or Korean; "
        return Unprintable(
            f"no font for certificates has {text!r}",
            f"{hint}put a font that has it into templates/fonts/ (for example one of Noto, as .ttf or .otf)",
        )

    def _code(self, award_id: str) -> bytes:
        form = self._codes.get(len(award_id))
        if form is None:
            form = self._codes[len(award_id)] = QrForm(self.before, len(award_id), self.after)
        box = b"-4 -4 %d %d" % (form.size + 8, form.size + 8)
        return _SVG % (box, b'<path stroke="#000" d="%b"/>' % form.path(award_id))

    def __reduce__(self) -> tuple[object, ...]:
        return Press, (self.label, self.template, self.before, self.after, self.fonts)


def _start(fonts: tuple[bytes, ...]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from generator.paper.setter import main; main()"]
    # The package is found where this one was, in a checkout too.
    place = os.pathsep.join(entry or "." for entry in sys.path)
    started = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": place}
    )
    assert started.stdin is not None
    send(started.stdin, ([str(folder) for folder in font_folders()], fonts, str(packaged_theme())))
    return started


def _as_svg(picture: bytes) -> bytes:
    """A drawing as it is, a PNG inside a drawing of its size: a template gets one kind."""
    if not picture.startswith(b"\x89PNG"):
        return picture
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    inside = b'<image width="%d" height="%d" href="data:image/png;base64,%b"/>'
    return _SVG % (b"0 0 %d %d" % (width, height), inside % (width, height, base64.b64encode(picture)))


def _timestamp(day: tuple[int, int, int]) -> int:
    """The day of the award in seconds since 1970. Typst takes no earlier one."""
    return max(0, int(datetime(*day, tzinfo=UTC).timestamp()))
