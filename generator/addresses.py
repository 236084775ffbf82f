"""Every address of a site, decided once.

A *path* is the address below the base URL, without a slash in front: `awards/7f3k9q2m4c8w1x0z/`. These stand in
signed documents and never change. A path that ends in `/` (or is empty) is a page; its file is `index.html` inside.
Pages link to each other with relative links, so that a site works under any host, folder or file system.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, urlsplit

from msgspec import Struct

PAGE_FILE = "index.html"
# How addresses that are not those of the organisation's own pages begin, or may begin one day; a language does too.
TAKEN = frozenset(
    {
        *(
            "404",
            "assets",
            "awards",
            "badges",
            "card",
            "certificates",
            "claim",
            "claims",
            "directory",
            "earners",
            "eligibility",
        ),
        *("embed", "employers", "endorsements", "feed", "index", "insights", "issuer", "jobs", "keys", "log", "paper"),
        *("pathways", "print", "profiles", "retired", "search", "share", "skills", "status", "verify", "work"),
        *("did", "robots", "security", "sitemap", "well-known"),
    }
)
STATUS_LIST_LENGTH = 131_072  # bits in one status list; Bitstring Status List 1.0 asks for at least this many


def award_pages() -> str:
    """What the address of every award begins with."""
    return "awards/"


def award_page(award_id: str) -> str:
    return f"awards/{award_id}/"


def credential(award_id: str) -> str:
    """The `id` of the credential, and where it is served."""
    return f"awards/{award_id}/credential.json"


def award_picture(award_id: str, picture_format: str = "png") -> str:
    """The picture that carries the credential: `png`, or `svg` where the art is a drawing."""
    return f"awards/{award_id}/badge.{picture_format}"


def assertion(award_id: str) -> str:
    """The `id` of the Open Badges 2.0 assertion, and where it is hosted."""
    return f"awards/{award_id}/assertion.json"


def original(award_id: str) -> str:
    """The picture that the earner had from another platform, as it was."""
    return f"awards/{award_id}/original.png"


def certificate(award_id: str) -> str:
    """The printable certificate, with the credential attached."""
    return f"awards/{award_id}/certificate.pdf"


def award_note(award_id: str) -> str:
    """Why and since when a badge is revoked or suspended, in words. Nobody signs it: the status list decides."""
    return f"awards/{award_id}/status.json"


def achievement_page(slug: str) -> str:
    """The `id` of the achievement."""
    return f"badges/{slug}/"


def achievement_art(slug: str, picture_format: str = "png") -> str:
    return f"badges/{slug}/badge.{picture_format}"


def achievement_card(slug: str) -> str:
    """The picture of a link to an achievement or one of its awards."""
    return f"badges/{slug}/card.png"


def site_card() -> str:
    """The picture of a link to any other page."""
    return "card.png"


def oembed(page: str) -> str:
    """What other sites show in the place of a link to `page`."""
    return f"{page}oembed.json"


def badge_class(slug: str) -> str:
    """The `id` of the Open Badges 2.0 badge class."""
    return f"badges/{slug}/badgeclass.json"


def endorsement(slug: str, name: str) -> str:
    """A signed endorsement of an achievement, as its endorser gave it."""
    return f"badges/{slug}/endorsements/{name}.json"


def catalogue() -> str:
    return "badges/"


def skills() -> str:
    """The list of skills."""
    return "skills/"


def skill_page(slug: str) -> str:
    return f"skills/{slug}/"


def retired() -> str:
    """The list of badges that are no longer offered."""
    return "retired/"


def achievement_look(slug: str, look: str, picture_format: str = "png") -> str:
    """An earlier look of an achievement, kept under a digest of the picture."""
    return f"badges/{slug}/looks/{look}.{picture_format}"


def profile_picture(handle: str) -> str:
    return f"earners/{handle}/picture.png"


def profile_page(handle: str) -> str:
    return f"earners/{handle}/"


def earners() -> str:
    """The list of public earners."""
    return "earners/"


def directory(group: str) -> str:
    """A part of the list of earners, where there are too many for one page."""
    return f"directory/{group}/"


def home() -> str:
    return ""


def verify() -> str:
    return "verify/"


def names_of_earners(number: int) -> str:
    """Shard `number` of the names that the list of earners is searched by."""
    return f"directory/names-{number}.txt"


def written_page(name: str) -> str:
    """A page of the organisation's own words: content/pages/<name>.md. Its name is not one of `TAKEN`."""
    return f"{name}/"


def support() -> str:
    """Whom to ask; the id of the award in question stands in the fragment."""
    return "support/"


def privacy() -> str:
    """What the site publishes of whom."""
    return "privacy/"


def embed() -> str:
    """The card for other sites; the award's id stands in the fragment."""
    return "embed/"


def sitemap(part: str = "") -> str:
    """The list of public pages, or the list of these lists. At the root: a sitemap speaks for what stands below it."""
    return f"sitemap-{part}.xml" if part else "sitemap.xml"


def robots() -> str:
    return "robots.txt"


def security() -> str:
    """Whom to tell of a fault. Spec: RFC 9116."""
    return ".well-known/security.txt"


def feed(page: str = "") -> str:
    """The Atom feed of a page, or of the site."""
    return f"{page}feed.xml"


def not_found() -> str:
    return "404.html"


def preview_mark() -> str:
    """What a preview has and a site has not: whoever publishes looks for it."""
    return ".badgepress-preview"


def issuer_profile() -> str:
    """The `id` of the Open Badges 2.0 issuer."""
    return "issuer.json"


def issuer_picture() -> str:
    return "issuer.png"


def status_list(purpose: str, number: int) -> str:
    """List `number` (from 1) of `purpose` (`revocation`, `suspension`)."""
    return f"status/{purpose}-{number}.json"


def status_place(status_index: int) -> tuple[int, int]:
    """The list number and the bit position in it of a status index that counts over all lists."""
    return status_index // STATUS_LIST_LENGTH + 1, status_index % STATUS_LIST_LENGTH


def asset(name: str) -> str:
    return f"assets/{name}"


def in_language(path: str, language: str, default: str) -> str:
    """The address of the page `path` in `language`: without a prefix in the default language."""
    return path if language == default else f"{language.lower()}/{path}"


def file_of(path: str) -> str:
    """The file, relative to the root of the site, that answers `path`."""
    return path + PAGE_FILE if path == "" or path.endswith("/") else path


@lru_cache(maxsize=1024)
def relative(here: str, there: str) -> str:
    """A link from the page `here` to the path `there`, relative, so that it works wherever the site stands."""
    here_parts = here.split("/")[:-1]
    there_parts = there.split("/")
    shared = 0
    while shared < min(len(here_parts), len(there_parts) - 1) and here_parts[shared] == there_parts[shared]:
        shared += 1
    link = "../" * (len(here_parts) - shared) + "/".join(there_parts[shared:])
    return link or "./"


class Addresses(Struct, frozen=True):
    """The absolute side: what stands in credentials, `<link rel=canonical>` and mails."""

    base_url: str  # no slash at the end

    def url(self, path: str) -> str:
        """The absolute address of `path`."""
        return f"{self.base_url}/{path}"

    def path(self, url: str) -> str | None:
        """The path of an absolute address of this site (query and fragment dropped), or None if it is elsewhere."""
        plain = url.partition("#")[0].partition("?")[0]
        if plain == self.base_url:
            return ""
        return plain[len(self.base_url) + 1 :] if plain.startswith(self.base_url + "/") else None

    def root(self) -> str:
        """The path part of the base URL with a slash on both ends: what root-relative links begin with."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"

    def did(self) -> str:
        """The `did:web` of the site. did:web, "Method-specific identifier": a port's colon is written %3A."""
        parts = urlsplit(self.base_url)
        host = parts.netloc.lower().replace(":", "%3A")
        segments = [quote(part, safe="-._~%") for part in parts.path.split("/") if part]
        return ":".join(["did:web", host, *segments])

    def did_document(self) -> str:
        """The path of did.json: at the root of a host it lives under .well-known, in a folder beside the pages."""
        return "did.json" if self.root() != "/" else ".well-known/did.json"
