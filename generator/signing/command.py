"""Asking a program for a signature: the message on its input, the signature on its output, no shell in between.

    input     the bytes to sign, nothing else; then the end of the file
    output    the 64 bytes of the signature, or their 88 characters of base64 with padding and perhaps a line end
    exit      0

Its error output is the person's: what it says, or asks, is seen as it comes. It has SECONDS for one signature and is
killed after that, with everything it has started in its own session. More output than a signature needs is an error
as soon as it arrives. The signature must be the one of RFC 8032, without randomness: the same ledger gives the same
site only if the same bytes give the same signature.
"""

from __future__ import annotations

import base64
import binascii
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from msgspec import Struct

from generator.errors import SignerError
from generator.printable import quoted

SECONDS = 30
_MAX_OUTPUT = 90  # 88 characters and a line end
_PIECE = 65_536


class Command(Struct, frozen=True):
    """The program `argv`, run once for each signature."""

    argv: Sequence[str]

    @property
    def name(self) -> str:
        return f"the program {quoted(self.argv[0], 200)}"

    def ask(self, message: bytes) -> bytes:
        """The 64 bytes that the program gives for `message`. Raises SignerError."""
        try:
            process = subprocess.Popen(  # noqa: S603  the project's own .pub names it; see docs/formats/keys.md
                list(self.argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True, bufsize=0
            )
        except OSError as error:
            raise SignerError(f"{self.name} does not start: {os.strerror(error.errno or 0).lower()}") from error
        try:
            output = self._talk(process, message)
        finally:
            _end(process)
        return self._signature_in(output)

    def close(self) -> None:
        """Nothing is open between two questions."""

    def _talk(self, process: subprocess.Popen[bytes], message: bytes) -> bytes:
        """Give it the message, take its output, and see that it ends well: all of that within SECONDS."""
        deadline = time.monotonic() + SECONDS
        assert process.stdin is not None and process.stdout is not None
        output, left = b"", memoryview(message)
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdin, selectors.EVENT_WRITE)
            waiting.register(process.stdout, selectors.EVENT_READ)
            while waiting.get_map():
                ready = waiting.select(max(0, deadline - time.monotonic()))
                if not ready:
                    raise self._too_slow()
                for key, _ in ready:
                    if key.fileobj is process.stdin:
                        left = _give(process.stdin, left)
                        if not left:
                            waiting.unregister(process.stdin)
                            process.stdin.close()
                        continue
                    piece = os.read(key.fd, _PIECE)
                    output += piece
                    if len(output) > _MAX_OUTPUT:
                        raise SignerError(f"{self.name} printed more than a signature")
                    if not piece:
                        waiting.unregister(process.stdout)
        try:
            code = process.wait(max(0.001, deadline - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise self._too_slow() from error
        if code:
            how = f"with exit code {code}" if code > 0 else f"by signal {-code}"
            raise SignerError(f"{self.name} made no signature: it ended {how}")
        return output

    def _too_slow(self) -> SignerError:
        return SignerError(f"{self.name} did not sign within {SECONDS} seconds, and was stopped")

    def _signature_in(self, output: bytes) -> bytes:
        if len(output) == 64:
            return output
        text = output.removesuffix(b"\n").removesuffix(b"\r")
        try:
            signature = base64.b64decode(text, validate=True)
        except binascii.Error:
            signature = b""
        if len(signature) != 64 or base64.b64encode(signature) != text:
            raise SignerError(
                f"{self.name} printed {len(output)} bytes that are no signature",
                "wanted are 64 bytes, or their 88 characters of base64",
            )
        return signature


def _give(stream: IO[bytes], left: memoryview) -> memoryview:
    """Write what fits now; what is left. A program that does not read on wants no more."""
    try:
        return left[os.write(stream.fileno(), left[:4096]) :]
    except BrokenPipeError:
        return left[:0]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing of it behind: unless it has ended as it should, neither it nor what it has started."""
    if process.returncode is None:  # not reaped, so its number is still its own
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    process.stdout.close()
