"""Typed looks into a located TOML table: a value that fits, or a problem at its line and column.

Each look gives back something of the right type whatever the file says, an empty value where the file is wrong: what
is wrong is in the report, a ledger with errors is never handed on, and so a reader can go on and find the rest.

A `Text` is written as a plain string (in the site's default language) or as a table of languages:

    name = "Bread"          name = {en = "Bread", fr = "Pain"}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from generator.ledger.faults import Fault
from generator.ledger.locate import Path
from generator.ledger.moments import checked_day, checked_moment, day, moment
from generator.ledger.suggest import did_you_mean, one_of
from generator.ledger.texts import id_fault, mail_fault, name_fault, name_warning, text_fault
from generator.ledger.toml import Document
from generator.ledger.urls import web_address_fault
from generator.model import LANGUAGES, NO_TEXT, Place, Text, normal_language
from generator.printable import quoted

Check = Callable[[str], Fault | None]
Choice = TypeVar("Choice", bound=StrEnum)
When = TypeVar("When", date, datetime)

_KINDS = {
    bool: "true or false",
    str: "text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    datetime: "a date and time",
    date: "a date",
}


def language_fault(tag: str) -> Fault | None:
    """What is wrong with `tag` as the name of one of our languages, if anything."""
    if tag in LANGUAGES:
        return None
    meant = normal_language(tag)
    hint = f"did you mean {quoted(meant)}?" if meant else did_you_mean(tag, LANGUAGES, one_of(LANGUAGES))
    return Fault("language-unknown", f"{quoted(tag)} is not a language of this program", hint)


class Table:
    """One table of a document, and where it stands in it.

    Not `is_sound`: it stands for something that is no table, which has been reported; it lacks nothing then.
    """

    def __init__(
        self, document: Document, data: dict[str, Any] | None = None, path: Path = (), is_sound: bool = True
    ) -> None:
        self.document = document
        self.data = document.data if data is None else data
        self.path = path
        self.is_sound = is_sound

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def place(self, *key: str | int) -> Place:
        """Where the value of `key` stands; without a key, the table itself."""
        return self.document.value_place((*self.path, *key))

    def fault(self, fault: Fault, *key: str | int) -> None:
        """Report `fault` at the value of `key`."""
        self.document.report.add(self.place(*key), fault)

    def only(self, known: Sequence[str], what: str = "key") -> None:
        """Report every key that is not among `known`."""
        for key in self.data:
            if key not in known:
                place = self.document.key_place((*self.path, key))
                has_room = self.document.report.has_room(self.document.path, "key-unknown")
                hint = did_you_mean(key, known, one_of(known)) if has_room else ""
                self.document.report.add(place, Fault("key-unknown", f"there is no {what} {quoted(key)} here", hint))

    def require(self, key: str, example: str) -> bool:
        """Whether `key` is there; report it if not."""
        if key not in self.data and self.is_sound:
            self.fault(Fault("key-missing", f"{quoted(key)} is missing", f"add {example}"))
        return key in self.data

    def _value(self, key: str, kind: type, hint: str = "") -> Any:
        """The value of `key` if it is of `kind`, None if it is not there or of another."""
        value = self.data.get(key)
        if value is None or type(value) is kind:
            return value
        self.wrong_kind(value, _KINDS[kind], hint, key)
        return None

    def wrong_kind(self, value: object, wanted: str, hint: str, *key: str | int) -> None:
        """Report a value of another kind than `wanted`."""
        found = _KINDS.get(type(value), "a time of day")
        self.fault(Fault("wrong-type", f"{quoted(str(key[0]))}: wanted {wanted}, found {found}", hint), *key)

    def whole(self, key: str, default: int, least: int = 1) -> int:
        """A whole number from `least` on."""
        value = self._value(key, int, f"write {key} = {default}")
        if value is not None and value < least:
            self.fault(Fault("number", f"{quoted(key)} is {value}; at least {least} is wanted"), key)
        return default if value is None else int(value)

    def boolean(self, key: str, default: bool) -> bool:
        value = self._value(key, bool, "write true or false, without quotes")
        return default if value is None else bool(value)

    def prose(self, key: str) -> str:
        """Text that may have several lines."""
        return self._string(key, text_fault)

    def name(self, key: str) -> str:
        """Text on one line."""
        return self._string(key, name_fault)

    def _string(self, key: str, check: Check) -> str:
        value = self._value(key, str, f'write {key} = "..."')
        return value if value is not None and self._sound(value, check, key) else ""

    def _sound(self, value: str, check: Check, *key: str | int) -> bool:
        """Whether `value` may be published; report what speaks against it, and look for addresses in it."""
        what = quoted(self._called(str(key[0])))
        fault = check(value, what) if check in (name_fault, text_fault) else check(value)
        if fault:
            self.fault(fault, *key)
            return False
        if check is name_fault and (doubt := name_warning(value, what)):
            self.fault(doubt, *key)
        self.document.privacy.look(self.place(*key), value)
        return True

    def _called(self, key: str) -> str:
        """A key as a person knows it: a language is one of something."""
        above = self.path[-1] if self.path else 0
        return f"{above}.{key}" if key in LANGUAGES and isinstance(above, str) else key

    def required(self, key: str, example: str, check: Check = name_fault) -> str:
        """Text that must be there and not be blank."""
        if not self.require(key, example):
            return ""
        value = self._string(key, check)
        if isinstance(self.data[key], str) and not self.data[key].strip():
            self.fault(Fault("text-blank", f"{quoted(key)} is blank", f"write {example}"), key)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts on one line each, without repetition."""
        return tuple(self.entries(key))

    def entries(self, key: str) -> dict[str, int]:
        """The same, with the index of each in the file's list."""
        values = self._value(key, list, 'write a list: ["one", "two"]') or []
        seen: dict[str, int] = {}
        for at, value in enumerate(values):
            if type(value) is not str:
                self.wrong_kind(value, "text", "put it in quotes", key, at)
            elif not value.strip():
                self.fault(Fault("text-blank", f"entry {at + 1} of {quoted(key)} is blank", "take it out"), key, at)
            elif value in seen:
                self.fault(Fault("repeated", f"{quoted(value)} is twice in {quoted(key)}", "take one out"), key, at)
            elif self._sound(value, name_fault, key, at):
                seen[value] = at
        return seen

    def slug(self, key: str) -> str:
        """An id, such as the name of an achievement's folder."""
        return self._string(key, lambda value: id_fault(value, quoted(key)))

    def web(self, key: str) -> str:
        return self._string(key, web_address_fault)

    def mail(self, key: str) -> str:
        """A public e-mail address, chosen to be public: nobody looks for private ones in it."""
        value = self._value(key, str, f'write {key} = "..."')
        fault = mail_fault(value, quoted(key)) if value is not None else None
        if fault:
            self.fault(fault, key)
        return "" if value is None or fault else str(value)

    def word(self, key: str, words: Sequence[str], default: str) -> str:
        """One of `words`."""
        value = self._string(key, name_fault)
        if not value or value in words:
            return value or default
        self.fault(
            Fault("choice", f"{quoted(value)} is not known here", did_you_mean(value, words, one_of(words))), key
        )
        return default

    def choice(self, key: str, default: Choice) -> Choice:
        kind = type(default)
        return kind(self.word(key, [member.value for member in kind], default.value))

    def day(self, key: str) -> date | None:
        """A date, as TOML's own or as text."""
        return self._when(key, day, checked_day)

    def moment(self, key: str) -> datetime | None:
        """A date or a time in UTC, as TOML's own or as text; a bare date is its first second."""
        return self._when(key, moment, checked_moment)

    def _when(
        self, key: str, of_text: Callable[[str], When | Fault], of_date: Callable[[date], When | Fault]
    ) -> When | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str | date):
            self.wrong_kind(value, "a date", "write 2026-03-01", key)
            return None
        found = of_text(value) if isinstance(value, str) else of_date(value)
        if isinstance(found, Fault):
            self.fault(found, key)
            return None
        return found

    def table(self, key: str) -> Table:
        """The table of that name; an empty one where it is not there."""
        value = self._value(key, dict, f"begin it with [{key}]")
        return Table(self.document, value or {}, (*self.path, key), is_sound=value is not None)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of an array of tables, in order."""
        hint = f"begin each with [[{'.'.join(str(part) for part in (*self.path, key) if isinstance(part, str))}]]"
        for at, value in enumerate(self._value(key, list, hint) or []):
            if type(value) is dict:
                yield Table(self.document, value, (*self.path, key, at))
            else:
                self.wrong_kind(value, "a table", hint, key, at)

    def text(self, key: str, check: Check = text_fault, required: str = "") -> Text:
        """A Text, the default language first. `required` is an example, for one that must be there."""
        if required and not self.require(key, required):
            return NO_TEXT
        value = self.data.get(key)
        default = self.document.languages[0] if self.document.languages else ""
        if isinstance(value, dict):
            return self._variants(key, value, check, default)
        string = self.required(key, required, check) if required else self._optional(key, check)
        return Text(((default, string),)) if string else NO_TEXT

    def _optional(self, key: str, check: Check) -> str:
        value = self._string(key, check)
        return value if value.strip() else ""

    def _variants(self, key: str, value: dict[str, Any], check: Check, default: str) -> Text:
        inner = Table(self.document, value, (*self.path, key))
        found = [(tag, inner.required(tag, f'{tag} = "..."', check)) for tag in value if inner._known_language(tag)]
        if default and default not in value:
            text = f"{quoted(key)} is missing in {default}, the default language"
            self.fault(Fault("language-missing", text, f'add {default} = "..."'), key)
        return Text(tuple(sorted(found, key=lambda variant: variant[0] != default)))

    def _known_language(self, tag: str) -> bool:
        fault = language_fault(tag)
        if fault:
            self.document.report.add(self.document.key_place((*self.path, tag)), fault)
        return fault is None
