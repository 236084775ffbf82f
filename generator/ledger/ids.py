"""Which ids exist, so that a reference to one that does not can be told, and only then.

An id in a row that could not be read still exists: whoever refers to it has made no mistake. Where an id itself is
misspelt in its own file, a reference to the right spelling is not reported as well; and where a whole file could not
be read, nothing in it is called unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from generator.ledger.faults import Fault
from generator.ledger.suggest import nearest, one_slip_away
from generator.ledger.texts import slug_of
from generator.printable import quoted

_MOST_MISSPELT = 1000


class Known:
    """The ids of one kind. `sound` are usable; `noun` and `home` say what they are and where they live."""

    def __init__(self, sound: Collection[str], noun: str, home: str) -> None:
        self.sound = sound
        self.is_complete = True
        self.code = f"unknown-{noun}"
        self._noun = noun
        self._home = home
        self._broken: set[str] = set()
        self._misspelt: set[str] = set()

    def add_broken(self, name: str) -> None:
        """An id whose record has errors: it exists, but nothing more is known of it."""
        self._broken.add(name)

    def add_misspelt(self, name: str) -> None:
        """Something that stands in the place of an id and cannot be one."""
        if len(self._misspelt) < _MOST_MISSPELT:
            self._misspelt |= {name.strip().casefold(), slug_of(name)}

    def add_lost(self, name: str, fault_of: Callable[[str], Fault | None]) -> None:
        """The first field of a record that could not be taken apart: an id, or something misspelt."""
        if fault_of(name):
            self.add_misspelt(name)
        else:
            self.add_broken(name)

    def __contains__(self, name: str) -> bool:
        """Whether some record has this id, sound or not."""
        return name in self.sound or name in self._broken

    def unknown(self, name: str, in_full: bool = True) -> Fault | None:
        """The fault of referring to `name`, None where there is nothing to say against it.

        Not `in_full`: for a problem that is only counted, without a search for what was meant.
        """
        if name in self or not self.is_complete or name.casefold() in self._misspelt:
            return None
        text = f"no {self._noun} is called {quoted(name)}"
        if not in_full:
            return Fault(self.code, text)
        if self._misspelt and one_slip_away(name.casefold(), self._misspelt):
            return None
        likely = nearest(name, self.sound) or nearest(name, self._broken)
        hint = f"did you mean {quoted(likely)}? " if likely else ""
        return Fault(self.code, text, f"{hint}{self._noun}s live in {self._home}")
