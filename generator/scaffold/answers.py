"""What a person says about a new project, and what is wrong with it, all at once."""

from __future__ import annotations

from msgspec import Struct

from generator.ledger import urls
from generator.ledger.faults import Fault
from generator.ledger.texts import mail_fault, name_fault
from generator.ledger.wishes import Refusal


class Answers(Struct, frozen=True):
    """What site.toml will say. `issuer` is the title where it is blank; `email`, which will be public, may be blank.

    `is_locked` says whether the key gets a passphrase, which the README speaks of.
    """

    base_url: str
    title: str
    issuer: str = ""
    email: str = ""
    is_locked: bool = True

    def slips(self) -> list[Refusal]:
        """Everything that is wrong with them, by the rules of the ledger's own reader."""
        faults = (
            ("--base-url", base_url_fault(self.base_url)),
            ("--title", title_fault(self.title)),
            ("--issuer", name_fault(self.issuer, "the issuer's name")),
            ("--email", mail_fault(self.email) if self.email else None),
        )
        return [Refusal(option, fault.text, fault.hint) for option, fault in faults if fault]


def base_url_fault(text: str) -> Fault | None:
    """What keeps `text` from being the address of a site."""
    found = urls.base_url(text)
    return found if isinstance(found, Fault) else None


def title_fault(text: str) -> Fault | None:
    """What keeps `text` from being a title."""
    if not text.strip():
        return Fault("text-blank", "the site has no title", "say what it is called, such as --title 'Guild badges'")
    return name_fault(text, "the title")
