"""What every page has around its contents: head, header, languages, footer - chosen for one reader's language.

A `Frame` is what the build knows when it begins on a language; `Here` is a page's own place, from which its links
start; `Page` is what comes of both, and all that a template may show around the contents. No link is put together
anywhere else in the pages.

Content policy and languages: DESIGN-UX 6 and 8. Link previews: the Open Graph protocol; `summary` is the X card for
square pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from urllib.parse import quote

from msgspec import Struct

from generator import addresses, i18n
from generator.addresses import Addresses
from generator.bake.card import HEIGHT_PX, WIDTH_PX
from generator.i18n import Phrases
from generator.model import NO_SUPPORT, Site, Spoken, Support, WrittenPage

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
# The verify page alone may ask other hosts, because it checks other issuers' badges.
VERIFY_POLICY = POLICY.replace("connect-src 'self'", "connect-src 'self' https:")


class Frame(Struct, frozen=True):
    """A site in one language. `languages` are those it is made in, the default one first.

    `assets` gives the path of each file of the theme by its plain name. `demo`: the site is signed with the key
    that is published for everyone to try, so nothing on it proves anything.
    """

    site: Site
    language: str
    languages: tuple[str, ...]
    addresses: Addresses
    assets: Mapping[str, str]
    phrases: Phrases
    demo: bool = False
    pages: tuple[WrittenPage, ...] = ()  # the organisation's own, in the order of navigation
    support: Support = NO_SUPPORT

    @property
    def asks(self) -> bool:
        """Whether there is anybody to ask, and so a page that says whom."""
        site = self.site
        contacts = site.support_email or site.support_url or site.issuer.email
        return bool(contacts or self.support.troubles) or self.own_page("support") is not None

    def own_page(self, name: str) -> WrittenPage | None:
        """The organisation's own page of that name, if there is one."""
        return next((page for page in self.pages if page.name == name), None)

    @property
    def default(self) -> str:
        """The language whose addresses have no prefix, and in which credentials are written."""
        return self.site.languages[0]

    def say(self, key: str, /, **places: object) -> str:
        """A phrase as plain text, for titles and attributes."""
        return self.phrases.say(key, **places).text

    def day(self, day: date) -> Day:
        """A day as the reader writes it. A moment counts by its day in UTC."""
        utc = day.astimezone(UTC).date() if isinstance(day, datetime) else day
        return Day(i18n.format_day(utc, self.language), utc.isoformat())

    def month(self, day: date) -> str:
        """The month of a day as the reader writes it."""
        return i18n.format_month(day, self.language)


class Day(Struct, frozen=True):
    """A day in the reader's words (`text`) and for machines (`iso`, YYYY-MM-DD)."""

    text: str
    iso: str

    def __str__(self) -> str:
        return self.text


class Here(Struct, frozen=True):
    """A page's own path (without its language), from which its links start.

    Links are relative, so that a site works wherever it stands. A page that a host serves at any depth (`rooted`)
    links from the root of the host instead.
    """

    frame: Frame
    path: str
    rooted: bool = False

    def page(self, path: str, fragment: str = "", language: str = "") -> str:
        """A link to the page `path`, in the reader's language unless another is named."""
        link = self.file(addresses.in_language(path, language or self.frame.language, self.frame.default))
        return f"{link}#{fragment}" if fragment else link

    def file(self, path: str) -> str:
        """A link to a file that is the same in all languages."""
        if self.rooted:
            return self.frame.addresses.root() + path
        return addresses.relative(addresses.in_language(self.path, self.frame.language, self.frame.default), path)

    def asset(self, name: str) -> str:
        """A link to the theme's file of that plain name."""
        return self.file(self.frame.assets[name])

    def url(self, language: str = "") -> str:
        """The absolute address of this page."""
        path = addresses.in_language(self.path, language or self.frame.language, self.frame.default)
        return self.frame.addresses.url(path)

    def link(self, url: str) -> str:
        """A link to an absolute address: relative if it is our home page, "" if it is no web address."""
        if self.frame.addresses.path(url) == addresses.home():
            return self.page(addresses.home())
        return url if url.lower().startswith(("https://", "http://")) else ""


class Section(Struct, frozen=True):
    """An entry of the main navigation. `current` is "page", "true" (this page is part of it) or ""."""

    key: str
    href: str
    current: str


class Lead(Struct, frozen=True):
    """The way to a page of words: the organisation's own, or one that is made of its settings."""

    title: Spoken
    href: str
    current: str  # as in Section
    in_nav: bool  # also in the main navigation


class Tongue(Struct, frozen=True):
    """This page in another language, or in its own (`current`): the language's own name, and links."""

    tag: str
    name: str
    href: str
    url: str
    current: bool


class Image(Struct, frozen=True):
    """The picture of a link preview: absolute address, true type and size, and its words."""

    url: str
    type: str
    width_px: int
    height_px: int
    alt: str


class Preview(Struct, frozen=True):
    """What a platform shows of a page that was shared. It names nobody unless the page is public."""

    title: str
    description: str
    kind: str
    locale: str
    other_locales: tuple[str, ...]
    image: Image | None


class Alternate(Struct, frozen=True):
    """The same in another format: media type and link."""

    type: str
    href: str


class Page(Struct, frozen=True):
    """All that a template may show around the contents of a page."""

    phrases: Phrases
    language: str
    policy: str
    title: str
    description: str
    canonical: str  # absolute, "" for a page without an address of its own
    default_url: str  # the same page in the default language: hreflang x-default
    listed: bool  # False: noindex
    preview: Preview | None
    alternates: tuple[Alternate, ...]
    stylesheet: str
    icon: str
    site: Spoken
    issuer: Spoken
    logo: str  # "" for none
    home: str
    sections: tuple[Section, ...]
    tongues: tuple[Tongue, ...]  # empty on a site in one language
    contact: str  # where to write, "" for nowhere
    demo: bool
    leads: tuple[Lead, ...]  # pages of words, in order


def make_page(
    here: Here,
    *,
    title: str,
    description: str,
    preview: Preview | None = None,
    listed: bool = True,
    alternates: tuple[Alternate, ...] = (),
    policy: str = POLICY,
) -> Page:
    """The surroundings of the page at `here`."""
    frame = here.frame
    return Page(
        phrases=frame.phrases,
        language=frame.language,
        policy=policy,
        title=title,
        description=description,
        canonical="" if here.rooted else here.url(),
        default_url=here.url(frame.default),
        listed=listed,
        preview=preview,
        alternates=alternates,
        stylesheet=here.asset("style.css"),
        icon=here.asset("favicon.svg"),
        site=frame.site.title.choose(frame.language),
        issuer=frame.site.issuer.name.choose(frame.language),
        logo=here.file(addresses.issuer_picture()) if frame.site.issuer.image else "",
        home=here.page(addresses.home()),
        sections=_sections(here),
        tongues=_tongues(here),
        contact=_contact(frame.site),
        demo=frame.demo,
        leads=_leads(here),
    )


def make_preview(
    frame: Frame, title: str, description: str, image: Image | None = None, kind: str = "website"
) -> Preview:
    """What a platform shows of a page in the language of `frame`."""
    others = tuple(i18n.social_locale(tag) for tag in frame.languages if tag != frame.language)
    image = image or site_image(frame)
    return Preview(title, description, kind, i18n.social_locale(frame.language), others, image)


def site_image(frame: Frame) -> Image | None:
    """The card with the issuer's picture, None where the issuer has none."""
    issuer = frame.site.issuer
    return card_image(frame, addresses.site_card(), issuer.name.choose(frame.language).text) if issuer.image else None


def card_image(frame: Frame, path: str, alt: str) -> Image:
    """A card (see `bake.card`) as the picture of a link preview."""
    return Image(frame.addresses.url(path), "image/png", WIDTH_PX, HEIGHT_PX, alt)


def mail_link(address: str) -> str:
    """A link that opens a mail to `address`."""
    return f"mailto:{quote(address, safe='@+')}"


def _sections(here: Here) -> tuple[Section, ...]:
    places = {"badges": addresses.catalogue(), "earners": addresses.earners(), "verify": addresses.verify()}
    return tuple(Section(key, here.page(path), _current(here.path, path)) for key, path in places.items())


def _leads(here: Here) -> tuple[Lead, ...]:
    frame = here.frame
    made = {"support": addresses.support(), "privacy": addresses.privacy()}
    if not frame.asks:
        del made["support"]
    found = [(page.title(frame.language), addresses.written_page(page.name), page.in_nav) for page in frame.pages]
    for name, path in made.items():
        if frame.own_page(name) is None:
            found.append((frame.phrases.say(f"{name}.heading"), path, False))
    return tuple(Lead(title, here.page(path), _current(here.path, path), in_nav) for title, path, in_nav in found)


def _current(here: str, there: str) -> str:
    if here == there:
        return "page"
    return "true" if here.startswith(there) else ""


def _tongues(here: Here) -> tuple[Tongue, ...]:
    frame = here.frame
    if len(frame.languages) < 2 or here.rooted:
        return ()
    return tuple(
        Tongue(tag, i18n.language_name(tag), here.page(here.path, language=tag), here.url(tag), tag == frame.language)
        for tag in frame.languages
    )


def _contact(site: Site) -> str:
    if site.support_url:
        return site.support_url
    address = site.support_email or site.issuer.email
    return mail_link(address) if address else ""
