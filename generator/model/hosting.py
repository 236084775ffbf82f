"""What a site tells hosts, search engines and readers of feeds: settings of site.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from generator.model.problem import Place

TARGETS = ("github-pages", "netlify", "cloudflare-pages")


@dataclass(frozen=True, slots=True)
class Hosting:
    """`targets` are the hosts that the site is made for, None where nobody has said: then what harms on none is made.

    `redirects` lead from old paths to addresses. `security_contact` is an address (`mailto:` or `https:`) for whoever
    finds a fault, "" for none; it comes with the moment up to which it stands, and where that is written.
    """

    targets: tuple[str, ...] | None = None
    redirects: tuple[tuple[str, str], ...] = ()
    sitemap: bool = True
    feed: bool = True
    earner_feeds: bool = False
    security_contact: str = ""
    security_expires: datetime | None = None
    security_place: Place = field(default=Place(""), compare=False, repr=False)


NOWHERE_YET = Hosting()
