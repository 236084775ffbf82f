"""What may stand in a text, a name, an id and an e-mail address. PROMISES, rules 8 and 9.

    text     no control character but tab and line ends: N-Quads writers disagree on the others; no U+FFFE and U+FFFF
    name     one line, no control or direction mark, something to be seen, at most 200 characters
    id       [a-z0-9][a-z0-9_-]{0,99}, not a name that some system reserves: ids become folders
    award    16 characters of Crockford's base 32, lower case
    address  one @, something in front, a domain with a dot behind, no character that nobody sees

No message here repeats the value of a name or an address: it may be about an earner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, is_normalized

from generator.ledger.faults import Fault
from generator.ledger.vocabulary import is_reserved
from generator.printable import quoted

LONGEST_NAME = 200

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# In a name also what breaks the line (C1 has NEL) or turns it around.
_NOT_IN_NAME = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
# What takes no ink: joiners, fillers, selectors and blanks.
_NO_INK = (
    r"\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\U000e0000-\U000e0fff"
)
_UNSEEN_NAME = re.compile(f"[{_NO_INK}]+")
_LINE_BREAKS = frozenset("\t\n\r\x85\u2028\u2029")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
AWARD_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
_MAIL = re.compile(r"[^\s@;,<>()\[\]\"\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_NOT_IN_MAIL = frozenset(("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
AWARD_ID_RULE = "an award's id is 16 characters of 0-9 and a-z without i, l, o and u"


def text_fault(text: str, what: str = "the text") -> Fault | None:
    """A control character in `text`, if there is one."""
    if text.isprintable():
        return None
    found = _CONTROL.search(text)
    return _character_fault(found, what) if found else None


def control_faults(text: str, what: str) -> Iterator[tuple[int, Fault]]:
    """Each control character in `text`, with its index."""
    if not text.isprintable():
        for found in _CONTROL.finditer(text):
            yield found.start(), _character_fault(found, what)


def name_fault(text: str, what: str = "the name", longest: int = LONGEST_NAME) -> Fault | None:
    """What keeps `text` from being a name: more than one line, unseen characters, too long."""
    if not text.isprintable():
        found = _NOT_IN_NAME.search(text)
        if found:
            return _character_fault(found, what)
    if has_no_ink(text):
        return Fault("name-unseen", f"{what} has nothing that can be seen", "write it with letters, or leave it out")
    if len(text) > longest:
        return Fault(
            "name-too-long", f"{what} has {len(text):,} characters; at most {longest} are accepted", "shorten it"
        )
    return None


def has_no_ink(text: str) -> bool:
    """Whether `text` looks like nothing at all and is not blank: a zero-width space, a filler."""
    return not text.isascii() and _UNSEEN_NAME.fullmatch(text) is not None and not text.isspace()


def name_warning(text: str, what: str = "the name") -> Fault | None:
    """What looks like a slip in a name that can stand."""
    if text.strip() not in ("", text):
        return Fault(
            "name-blank-edge", f"{what} begins or ends with a blank, which will be signed", "take it out"
        ).warning()
    if not text.isascii() and not is_normalized("NFC", text):
        hint = "save it in the form NFC; it stays as written, but searching for it may fail"
        return Fault("name-not-nfc", f"{what} has accents written as characters of their own", hint).warning()
    return None


def _character_fault(found: re.Match[str], what: str) -> Fault:
    char, at = found[0], found.start() + 1
    shown = f"U+{ord(char):04X}"
    if char in _LINE_BREAKS:
        return Fault(
            "control-character", f"{what} has a line break or tab ({shown}) as character {at}", "keep it on one line"
        )
    if char < " " or "\x7f" <= char <= "\x9f":
        return Fault("control-character", f"{what} has the control character {shown} as character {at}", "delete it")
    if char in "\ufffe\uffff":
        return Fault("control-character", f"{what} has {shown}, which is no character, as character {at}", "delete it")
    if "\ud800" <= char <= "\udfff":
        return Fault("control-character", f"{what} has half a character ({shown}) as character {at}", "delete it")
    hint = "delete it: it changes the order in which the rest is shown"
    return Fault("direction-mark", f"{what} has the direction mark {shown} as character {at}", hint)


def id_fault(text: str, what: str = "the id") -> Fault | None:
    """What keeps `text` from being an id, if anything."""
    if not _ID.fullmatch(text):
        hint = f"did you mean {quoted(likely)}?" if (likely := slug_of(text)) else ""
        rule = (
            f"{what} {quoted(text)} is not 1 to 100 characters of a-z, 0-9, _ and -, beginning with a letter or digit"
        )
        return Fault("id", rule, hint)
    if is_reserved(text):
        return Fault(
            "id-reserved", f"{what} {quoted(text)} is a name that some systems keep for themselves", "add to it"
        )
    return None


def award_id_fault(text: str) -> Fault | None:
    """What keeps `text` from being the id of an award, if anything."""
    if AWARD_ID.fullmatch(text):
        return None
    if not text:
        return Fault("id-missing", "the award has no id", f"{AWARD_ID_RULE}, drawn at random, never to be used again")
    if AWARD_ID.fullmatch(text.lower()):
        return Fault("id", f"{quoted(text)} has capital letters", f"did you mean {quoted(text.lower())}?")
    found = f", found {len(text)}" if len(text) != 16 else ""
    return Fault(
        "id",
        f"{quoted(text)} is not the id of an award{': wanted 16 characters' if found else ''}{found}",
        AWARD_ID_RULE,
    )


def slug_of(text: str) -> str:
    """`text` as an id, as far as its letters are a-z; "" where nothing remains."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")[:100]


def mail_fault(address: str, what: str = "the address") -> Fault | None:
    """What keeps `address` from being one, said without repeating it."""
    if len(address) <= 254 and _MAIL.fullmatch(address) and ".." not in address and not _has_unseen(address):
        return None
    hint = "put ; between two addresses" if "," in address else "write it like name@example.org"
    return Fault("email", f"{what} is not an e-mail address: {_mail_reason(address)}", hint)


def _has_unseen(address: str) -> bool:
    return not address.isprintable() and any(category(char) in _NOT_IN_MAIL for char in address)


def _mail_reason(address: str) -> str:
    local, at, domain = address.partition("@")
    if not at:
        return "it has no @"
    if "@" in domain:
        return f"it has {address.count('@')} @"
    if not local:
        return "nothing stands in front of the @"
    if not domain:
        return "no domain stands behind the @"
    if any(char.isspace() for char in address):
        return "it has a blank inside"
    if _has_unseen(address):
        return "it has a character that nobody sees"
    if "." not in domain.strip("."):
        return "its domain has no dot"
    return "it has characters, or a length, that no address has"
