"""Whom a reader is to ask: support.toml."""

from __future__ import annotations

from msgspec import Struct

from generator.model.text import NO_TEXT, Text


class Contact(Struct, frozen=True):
    """Somebody who answers: by mail (`email`), at an address of the web (`url`), or both."""

    key: str
    name: Text
    email: str = ""
    url: str = ""
    hours: Text = NO_TEXT  # when, or how soon


class Channel(Struct, frozen=True):
    """A way in which badges are earned or handed out, as far as that decides whom to ask."""

    key: str
    name: Text


class Trouble(Struct, frozen=True):
    """What may be wrong, what to try first (`advice`, Markdown), and whom to ask: by channel, else `contact`."""

    key: str
    name: Text
    advice: Text
    contact: Contact
    by_channel: tuple[tuple[str, Contact], ...] = ()  # keys of channels

    def ask(self, channel: str) -> Contact:
        """Whom to ask who came by that channel."""
        return next((contact for key, contact in self.by_channel if key == channel), self.contact)


class Support(Struct, frozen=True):
    """All of it, in the order of the file. Without a file there is nothing in it."""

    channels: tuple[Channel, ...] = ()
    troubles: tuple[Trouble, ...] = ()


NO_SUPPORT = Support()
