"""The process in which Typst runs, started and fed by `typeset`.

Typst works with threads of its own, and a process that has forked (the workers of a build) cannot use those of its
parent. So Typst is never loaded where a build runs. Messages on stdin and stdout are pickles, each behind its length
in four bytes, between two processes of one program:

    first     the folders of fonts, more fonts as bytes, the root
    then      (files, seconds since 1970)  ->  (the PDF, "") or (nothing, what went wrong)

It ends when its stdin does.
"""

from __future__ import annotations

import pickle
import struct
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

STANDARD: Final = "a-3a"


def send(pipe: IO[bytes], message: object) -> None:
    """Write one message. Raises OSError."""
    data = pickle.dumps(message)
    pipe.write(struct.pack(">I", len(data)) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one message. Raises EOFError where there is none."""
    head = pipe.read(4)
    if len(head) < 4:
        raise EOFError
    return pickle.loads(pipe.read(*struct.unpack(">I", head)))  # noqa: S301 - of our own process


def main() -> None:
    """Set what is asked for until nothing more is."""
    import typst  # noqa: PLC0415 - an extra: only who asks for certificates has it

    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    folders, more, root = receive(stdin)
    with TemporaryDirectory(prefix="badgepress-fonts-") as own:  # Typst reads fonts from folders alone
        for number, font in enumerate(more):
            Path(own, f"{number}.ttc").write_bytes(font)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[*folders, own])
        compiler = typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)
        _serve(compiler, stdin, stdout)


def _serve(compiler: Any, stdin: IO[bytes], stdout: IO[bytes]) -> None:
    while True:
        try:
            files, timestamp = receive(stdin)
        except EOFError:
            return
        try:
            made = compiler.compile(files, format="pdf", pdf_standards=[STANDARD], timestamp=timestamp)
            send(stdout, (made, ""))
        except RuntimeError as error:
            send(stdout, (b"", str(error) or "it cannot be set"))
