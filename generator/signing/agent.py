"""Asking an ssh-agent for a signature, over the Unix socket that SSH_AUTH_SOCK names.

    we send    uint32 length || byte 13 || string blob || string message || uint32 0 (no flags)
    it sends   uint32 length || byte 14 || string signature       or   uint32 1 || byte 5, "failure"

    blob       string "ssh-ed25519" || string public key (32 bytes): which of its keys is meant
    signature  string "ssh-ed25519" || string 64 bytes, those of RFC 8032
    string     uint32 length || bytes; all numbers big-endian

An Ed25519 key of SSH is the same thing as ours, and the agent signs the very bytes it is given. So use a key made for
this alone: with a key that also logs in somewhere, a build could be made to sign a login.

Spec: SSH Agent Protocol (draft-ietf-sshm-ssh-agent), "Requesting a signature"; RFC 8709 (Ed25519 in SSH).
"""

from __future__ import annotations

import os
import socket
import struct
from typing import Protocol

from generator.errors import SignerError
from generator.wire.multibase import decode_multikey

SECONDS = 30  # it may have to ask a person
MAX_ANSWER = 4096  # a signature has 83 bytes
_SIGN_REQUEST = 13
_SIGN_RESPONSE = 14
_FAILURE = 5
_KEY_TYPE = b"ssh-ed25519"
_HOW = "start one (ssh-agent), put the key in (ssh-add), and run this where SSH_AUTH_SOCK is set"


class _Stream(Protocol):
    def recv(self, size: int, /) -> bytes: ...


class Agent:
    """The agent behind a socket, asked with one key of its own. Connects at once, so that nobody waits in vain."""

    name = "ssh-agent"

    def __init__(self, public: str, path: str | None) -> None:
        """`public` is the key as Multikey, `path` the socket. Raises SignerError where no agent answers."""
        self._blob = key_blob(decode_multikey(public))
        if not path:
            raise SignerError("this key is with an ssh-agent, and none is running here", _HOW)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(SECONDS)
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            reason = os.strerror(error.errno).lower() if error.errno else str(error)
            raise SignerError(f"the ssh-agent at {path} does not answer: {reason}", _HOW) from error

    def ask(self, message: bytes) -> bytes:
        """The 64 bytes that the agent gives for `message`. Raises SignerError."""
        request = struct.pack(">B", _SIGN_REQUEST) + _string(self._blob) + _string(message) + struct.pack(">I", 0)
        try:
            self._socket.sendall(_string(request))
            answer = _read_answer(self._socket)
        except TimeoutError as error:
            raise SignerError(f"the ssh-agent did not answer within {SECONDS} seconds") from error
        except OSError as error:
            raise SignerError(f"the ssh-agent hung up: {os.strerror(error.errno or 0).lower()}") from error
        return _signature_in(answer)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def key_blob(public_key: bytes) -> bytes:
    """The public key (32 bytes) as SSH writes it. RFC 8709, section 4."""
    return _string(_KEY_TYPE) + _string(public_key)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _read_answer(stream: _Stream) -> bytes:
    (length,) = struct.unpack(">I", _read(stream, 4))
    if not 1 <= length <= MAX_ANSWER:
        raise SignerError(f"the ssh-agent gave an answer of {length:,} bytes; a signature is shorter")
    return _read(stream, length)


def _read(stream: _Stream, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = stream.recv(size - len(data))
        if not piece:
            raise SignerError("the ssh-agent broke off in the middle of its answer")
        data += piece
    return data


def _signature_in(answer: bytes) -> bytes:
    kind, rest = answer[0], answer[1:]
    if kind == _FAILURE:
        raise SignerError(
            "the ssh-agent refused to sign: it does not have this key, it is locked, or somebody said no",
            "`ssh-add -L` lists its keys; `badgepress keys export NAME` prints this one the same way",
        )
    # There is one right answer of this kind, up to the signature itself.
    head = _string(_KEY_TYPE) + struct.pack(">I", 64)
    if (
        kind != _SIGN_RESPONSE
        or len(rest) != 4 + len(head) + 64
        or rest[:-64] != struct.pack(">I", len(head) + 64) + head
    ):
        raise SignerError("the ssh-agent answered something that is not an Ed25519 signature")
    return rest[-64:]
