"""The page on support: what may be wrong, what to try, and whom to ask, by problem and by channel.

Each problem is a section that opens without script; a choice of channel, without script too, leaves those contacts on
view that are for it. Every mail link is filled in as far as is known here. The id of an award comes in the fragment of
the address, `/support/#<id>`: the page's script puts it into the mails (see templates/script/pages/support.js).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar
from urllib.parse import quote, urlsplit

from msgspec import Struct

from generator import addresses
from generator.model import Contact, Spoken, Trouble
from generator.pages.frame import Frame, Here, Page, mail_link, make_page, make_preview
from generator.pages.markdown import render_own
from generator.pages.parts import Prose
from generator.pages.written import Written, own_surroundings, resolve, words


class Choice(Struct, frozen=True):
    """A channel one can choose: its number on the page, from 1, and its name."""

    number: int
    name: Spoken


class Route(Struct, frozen=True):
    """Whom to ask: `channel` is the number of the choice it is for, 0 for every one.

    `mail` is a link that opens a mail with what is known filled in, `address` the bare address; `url` a web address,
    `host` the host it is on. Either may be "".
    """

    channel: int
    channel_name: Spoken | None
    name: Spoken
    hours: Spoken | None
    mail: str
    address: str
    url: str
    host: str


class Problem(Struct, frozen=True):
    """What may be wrong; `key` is "" for anything that has no section of its own."""

    key: str
    name: Spoken
    advice: Prose | None
    routes: tuple[Route, ...]


class SupportView(Struct, frozen=True):
    """All that the page on support may show. `blank` stands in every mail where the badge is to be named."""

    template: ClassVar[str] = "support.html"

    page: Page
    written: Written | None
    choices: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    blank: str
    awards: str  # what links to awards begin with
    award_address: str  # the same, absolute
    script: str


def support_view(frame: Frame) -> SupportView:
    """The page that says whom to ask."""
    here = Here(frame, addresses.support())
    own = frame.own_page("support")
    channels = frame.support.channels
    awards = addresses.in_language(addresses.award_pages(), frame.language, frame.default)
    return SupportView(
        page=own_surroundings(here, own) if own else _surroundings(here),
        written=words(here, own) if own else None,
        choices=tuple(Choice(n, it.name.choose(frame.language)) for n, it in enumerate(channels, 1)),
        problems=(*(_problem(here, it) for it in frame.support.troubles), *_anything(here)),
        blank=_quoted(frame.say("support.blank")),
        awards=here.file(awards),
        award_address=frame.addresses.url(awards),
        script=here.asset("support.js"),
    )


def _surroundings(here: Here) -> Page:
    frame = here.frame
    title = frame.say("support.title", site=frame.site.title.choose(frame.language))
    about = frame.say("support.description", issuer=frame.site.issuer.name.choose(frame.language))
    return make_page(here, title=title, description=about, preview=make_preview(frame, title, about))


def _problem(here: Here, trouble: Trouble) -> Problem:
    frame = here.frame
    name, advice = trouble.name.choose(frame.language), trouble.advice.choose(frame.language)
    html = render_own(advice.text, partial(resolve, here), 2) if advice.text.strip() else None
    return Problem(
        key=trouble.key,
        name=name,
        advice=Prose(html, advice.language) if html else None,
        routes=tuple(_routes(frame, trouble, name)),
    )


def _routes(frame: Frame, trouble: Trouble, problem: Spoken) -> Iterator[Route]:
    """One for each channel, or one for all where nothing depends on that."""
    channels = frame.support.channels if trouble.by_channel else ()
    for number, channel in enumerate(channels, 1):
        yield _route(frame, trouble.ask(channel.key), problem, number, channel.name.choose(frame.language))
    if not channels:
        yield _route(frame, trouble.contact, problem, 0, None)


def _anything(here: Here) -> Iterator[Problem]:
    """What stands last, where site.toml names somebody for everything."""
    frame, site = here.frame, here.frame.site
    mail = site.support_email or site.issuer.email
    # A web address that is this very page would lead nowhere.
    url = (
        "" if site.support_url.rstrip("/") == frame.addresses.url(addresses.support()).rstrip("/") else site.support_url
    )
    if mail or url:
        name = frame.phrases.say("support.anything")
        contact = Contact("", site.issuer.name, mail, url)
        yield Problem("", name, None, (_route(frame, contact, name, 0, None),))


def _route(frame: Frame, contact: Contact, problem: Spoken, number: int, channel: Spoken | None) -> Route:
    hours = contact.hours.choose(frame.language)
    return Route(
        channel=number,
        channel_name=channel,
        name=contact.name.choose(frame.language),
        hours=hours if hours.text else None,
        mail=_mail(frame, contact.email, problem, channel) if contact.email else "",
        address=contact.email,
        url=contact.url,
        host=urlsplit(contact.url).netloc,
    )


def _mail(frame: Frame, address: str, problem: Spoken, channel: Spoken | None) -> str:
    """A link that opens a mail to `address`; RFC 6068: a line ends with %0D%0A."""
    subject = frame.say("support.subject", problem=problem, site=frame.site.title.choose(frame.language))
    lines = [frame.say("support.body_award", award=frame.say("support.blank"))]
    if channel is not None:
        lines.append(frame.say("support.body_channel", channel=channel))
    lines.append(frame.say("support.body_language", language=frame.language))
    lines += ["", frame.say("support.body_what"), "", ""]
    return f"{mail_link(address)}?subject={_quoted(subject)}&body={'%0D%0A'.join(map(_quoted, lines))}"


def _quoted(text: str) -> str:
    return quote(text, safe="")
