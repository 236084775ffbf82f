"""A public key in the forms that other programs know it by. All are public, and each gives back the same 32 bytes.

Multikey     z6Mk...                                       VC Data Integrity, Multikey
JWK          {"kty": "OKP", "crv": "Ed25519", "x": ...}    RFC 8037, section 2
OpenSSH      ssh-ed25519 AAAA... comment                   RFC 4253, 6.6 and RFC 8709
"""

from __future__ import annotations

import base64
import binascii

from generator.errors import KeyFileError, WireError
from generator.signing.agent import key_blob
from generator.wire.multibase import decode_multikey, encode_multikey

_TYPE = "ssh-ed25519"


def jwk(multikey: str) -> dict[str, str]:
    """The key as a JSON Web Key."""
    text = base64.urlsafe_b64encode(decode_multikey(multikey)).rstrip(b"=").decode("ascii")
    return {"kty": "OKP", "crv": "Ed25519", "x": text}


def openssh_line(multikey: str, comment: str) -> str:
    """The key as a line of OpenSSH, as `ssh-add -L` prints it."""
    return f"{_TYPE} {base64.b64encode(key_blob(decode_multikey(multikey))).decode('ascii')} {comment}"


def read_public(text: str) -> str:
    """The Multikey of a public key given as Multikey or as a line of OpenSSH. Raises KeyFileError."""
    words = text.split()
    if words[:1] == [_TYPE] and len(words) > 1:
        return _of_blob(words[1])
    try:
        decode_multikey(text.strip())
    except WireError as error:
        raise KeyFileError(_what_it_is(words), f"give z6Mk..., or a line that begins with {_TYPE} AAAA") from error
    return text.strip()


def _of_blob(text: str) -> str:
    try:
        blob = base64.b64decode(text, validate=True)
    except binascii.Error:
        blob = b""
    if len(blob) != 51 or blob != key_blob(blob[-32:]):
        raise KeyFileError(f"what stands behind {_TYPE} is not an Ed25519 key", "copy the whole line of the .pub file")
    return encode_multikey(blob[-32:])


def _what_it_is(words: list[str]) -> str:
    """What somebody probably gave instead. Nothing of it is quoted: it may be the secret."""
    first = words[0] if words else ""
    if first.startswith(("ssh-", "ecdsa-", "sk-")):
        return f"a key of the type {first[:40]} cannot sign badges: Ed25519 is wanted"
    if "PRIVATE" in words:
        return "this looks like a secret key, which nobody asked for"
    return "this is not a public Ed25519 key"
