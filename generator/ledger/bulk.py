"""Questions put to a whole column of values at once: is everything plainly in order here?

"No" only means that a closer look is due, value by value, with the checks that have words for what they find; "yes"
means that they would find nothing. Each question is one or two passes over joined text, which costs a tenth of a call
for each value. The checks that these stand in for: `texts`, `urls`, `privacy`, `moments`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast
from unicodedata import is_normalized

from generator.ledger.faults import Fault
from generator.ledger.moments import moment
from generator.ledger.texts import LONGEST_NAME, has_no_ink, mail_fault, name_fault, name_warning
from generator.ledger.urls import LONGEST, web_address_fault
from generator.ledger.vocabulary import RESERVED

_ID_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789_-,"
_AWARD_ID_LETTERS = b"0123456789abcdefghjkmnpqrstvwxyz"
_MAILS = re.compile(r"(?:[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}\n)*+")
_HOST = r"(?=[^/\n]{1,63}/)(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z0-9]+"
_WEB = re.compile(rf"(?:https?://{_HOST}/[A-Za-z0-9._~$!&()*+,;=:@/-]*+\n)*+")

# What base64 can only make of bytes with an @ in them is a pair of a letter in _BEFORE and one in A-P: see `privacy`.
_BEFORE = b"QEUk0BFJNRVZdhlptx159"
_PAIRED = bytes(range(ord("A"), ord("P") + 1))
_WIDE_AT_SIGNS = ("＠".encode(), "﹫".encode())


def _class_of(byte: int) -> int:
    if byte in b"@%\\":
        return ord("@")
    if byte in _BEFORE:
        return ord("B" if byte in _PAIRED else "1")
    return ord("A" if byte in _PAIRED else " ")


_CLASSES = bytes(map(_class_of, range(256)))
_PAIRS = (b"1A", b"1B", b"BA", b"BB")
_SIGNS = tuple(zip((4, 7, 10, 13, 16, 19), "--T::Z", strict=True))
_HEXADECIMAL = bytes(ord("h" if chr(byte) in "0123456789abcdefABCDEF" else " ") for byte in range(256))


def are_ids(column: Sequence[str]) -> bool:
    """Whether each value is an id, and none a reserved one."""
    if not column:
        return True
    joined = "," + ",".join(column) + ","
    return (
        joined.count(",") == len(column) + 1
        and not joined.encode().translate(None, _ID_LETTERS)
        and not (",," in joined or ",_" in joined or ",-" in joined)
        and max(map(len, column)) <= 100
        and RESERVED.isdisjoint(column)
    )


def are_award_ids(column: Sequence[str]) -> bool:
    """Whether each value is the id of an award."""
    return set(map(len, column)) <= {16} and not "".join(column).encode().translate(None, _AWARD_ID_LETTERS)


def are_names(column: Sequence[str], is_printable: bool) -> bool:
    """Whether each value is a name that needs no warning; `is_printable` says that all values are."""
    if not is_printable:
        return all(name.strip() and not name_fault(name) and not name_warning(name) for name in column)
    joined = "\n" + "\n".join(column) + "\n"
    return (
        not ("\n\n" in joined or "\n " in joined or " \n" in joined)
        and max(map(len, column)) <= LONGEST_NAME
        and (joined.isascii() or (is_normalized("NFC", joined) and not any(map(has_no_ink, column))))
    )


def are_mails(addresses: Sequence[str]) -> bool:
    """Whether each value is an e-mail address."""
    joined = "\n".join(addresses) + "\n"
    if max(map(len, addresses)) <= 254 and ".." not in joined and _MAILS.fullmatch(joined):
        return joined.count("\n") == len(addresses)
    return not any(map(mail_fault, addresses))


def are_web_addresses(urls: Sequence[str]) -> bool:
    """Whether each value is a web address."""
    if not urls:
        return True
    joined = "\n".join(urls) + "\n"
    if max(map(len, urls)) <= LONGEST and _WEB.fullmatch(joined):
        return joined.count("\n") == len(urls)
    return not any(map(web_address_fault, urls))


def looks_harmless(text: str) -> bool:
    """Whether nothing in `text` deserves a closer look for addresses: then `Privacy.suspects` says so of each part.

    Parts are to be joined by a character that is neither letter nor digit.
    """
    data = text.encode()
    classes = data.translate(_CLASSES)
    return not (
        b"@" in classes
        or any(pair in classes for pair in _PAIRS)
        or data.count(b"&") != data.count(b"& ")
        or b"h" * 32 in data.translate(_HEXADECIMAL)
        or any(sign in data for sign in _WIDE_AT_SIGNS)
    )


def numbers(column: Sequence[str], largest: int) -> list[int] | None:
    """The values as whole numbers from 0 to `largest`, if each is one without zeros in front."""
    joined = "," + ",".join(column) + ","
    digits = joined.replace(",", "")
    if not digits.isascii() or not digits.isdigit() or ",," in joined or joined.count(",") != len(column) + 1:
        return None
    if joined.count(",0") != joined.count(",0,") or max(map(len, column)) > len(str(largest)):
        return None
    found = list(map(int, column))
    return found if max(found) <= largest else None


class Moments:
    """Dates and times as seconds since 1970, with the last few thousand dates remembered."""

    _MOST = 8192
    _FIRST = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())

    def __init__(self, at_end: bool = False, blank: int | None = None) -> None:
        self._at_end = at_end
        self._blank: dict[str, int] = {} if blank is None else {"": blank}
        self._known = dict(self._blank)

    def seconds(self, column: Sequence[str]) -> list[int] | None:
        """The seconds that the values say, if each says one."""
        try:
            found = _whole_seconds(column) or self._mixed_seconds(column)
        except ValueError:
            return None
        return found if min(found) >= self._FIRST else None

    def _mixed_seconds(self, column: Sequence[str]) -> list[int]:
        if len(self._known) > self._MOST:
            self._known = dict(self._blank)
        found = list(map(self._known.get, column))
        if None in found:
            known = zip(found, column, strict=True)
            return [self._look_up(text) if second is None else second for second, text in known]
        return cast(list[int], found)

    def _look_up(self, text: str) -> int:
        if len(text) == 20:
            found = _whole_seconds([text])
            if found:
                return found[0]
        at = moment(text, self._at_end)
        if isinstance(at, Fault):
            raise ValueError(at.text)
        second = self._known[text] = int(at.timestamp())
        return second


def _whole_seconds(column: Sequence[str]) -> list[int] | None:
    """What values such as 2026-03-01T09:30:00Z say, if all are spelled so; ValueError if one does not exist."""
    joined = "".join(column)
    count = len(column)
    if set(map(len, column)) != {20} or any(joined[at::20] != sign * count for at, sign in _SIGNS):
        return None
    return list(map(int, map(datetime.timestamp, map(datetime.fromisoformat, column))))
