"""The signed things, as JSON documents with the state of knowledge in their type.

The documents themselves are plain dicts in the exact form of the standards (Open Badges 3.0, VC Data Model 2.0,
Bitstring Status List 1.0): these classes only say what has been done to them.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Document = dict[str, Any]


class UnsignedCredential(Struct, frozen=True):
    """A credential without `proof`. `created` is the proof's time to come, `YYYY-MM-DDThh:mm:ssZ`."""

    document: Document
    created: str


class Credential(Struct, frozen=True):
    """A signed credential: the document with its proof, and the bytes that are served and baked."""

    document: Document
    encoded: bytes


class StatusList(Struct, frozen=True):
    """The bits of one list before it is signed: `purpose` and list number n from 1, and the bit positions set.

    Position 0 is the most significant bit of byte 0. Bitstring Status List 1.0, section 3.2.
    """

    purpose: str
    number: int
    set_bits: frozenset[int]
    as_of: str
