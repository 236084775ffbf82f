"""Whom a reader is to ask: support.toml."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who answers: by mail (`email`), at an address of the web (`url`), or both."""

    key: str
    name: Text
    email: str = ""
    url: str = ""
    hours: Text = NO_TEXT  # when, or how soon


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in which badges are earned or handed out, as far as that decides whom to ask."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Trouble:
    """What may be wrong, what to try first (`advice`, Markdown), and whom to ask: by channel, else `contact`."""

    key: str
    name: Text
    advice: Text
    contact: Contact
    by_channel: tuple[tuple[str, Contact], ...] = ()  # keys of channels

    def ask(self, channel: str) -> Contact:
        """Whom to ask who came by that channel."""
        return next((contact for key, contact in self.by_channel if key == channel), self.contact)


@dataclass(frozen=True, slots=True)
class Support:
    """All of it, in the order of the file. Without a file there is nothing in it."""

    channels: tuple[Channel, ...] = ()
    troubles: tuple[Trouble, ...] = ()


NO_SUPPORT = Support()
