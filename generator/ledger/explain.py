"""Why an award is on the site or is not, and why somebody has a badge or has none: the rules, with their places.

    award               earned, accepted, visible, stands, dates, issued: what decides each, and where it is written
    earner              what holds for all of their awards, and each award in a word
    achievement, code   which rule names it; and for one earner, what that makes of them

Nothing here decides: the model and rules.toml do (decisions/0004). `today` enters as a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from generator.addresses import Addresses, award_page, profile_page, status_place
from generator.ledger.moments import spelled
from generator.model import (
    Acceptance,
    Achievement,
    Award,
    Earner,
    Event,
    EventKind,
    Ledger,
    Standing,
    Visibility,
)
from generator.printable import quoted

_RULES = "content/rules.toml"
_SAYS_YES = (EventKind.CLAIMED, EventKind.PUBLISHED, EventKind.UNLISTED, EventKind.SEALED)
_WIDTHS = {EventKind.PUBLISHED: "public", EventKind.UNLISTED: "unlisted", EventKind.SEALED: "sealed"}


class Step(Struct, frozen=True):
    """One thing that decides: its name, what it says, and where that is written ("" for nowhere)."""

    name: str
    text: str
    place: str = ""


class Account(Struct, frozen=True):
    """What is asked about, the answer in a few words, and what leads to it."""

    about: str
    answer: str
    steps: tuple[Step, ...]


def explain_award(award: Award, ledger: Ledger, today: date) -> Account:
    """Why this award is, or is not, where a reader looks for it."""
    earner, achievement = ledger.earners[award.earner], ledger.achievements[award.achievement]
    steps = [Step("earned", f"{award.achievement} by {award.earner}, at {spelled(award.awarded_at)}", str(award.place))]
    steps += [Step("rule", text, _RULES) for text in _conferring(award.achievement, ledger)]
    steps += [_accepted(award, earner), _visible(award, earner), _standing(award), _dates(award, today)]
    steps += _issued(award)
    steps += _retired(achievement)
    number, position = status_place(award.status_index)
    steps.append(Step("status", f"bit {position:,} of status list {number}", str(award.place)))
    if is_shown(award, earner):
        steps.append(Step("page", Addresses(ledger.site.base_url).url(award_page(award.id))))
    return Account(f"award {award.id}", in_a_word(award, earner, today), tuple(steps))


def is_shown(award: Award, earner: Earner) -> bool:
    """Whether it has a page."""
    return award.visible_as(earner) in (Visibility.PUBLIC, Visibility.UNLISTED)


def in_a_word(award: Award, earner: Earner, today: date) -> str:
    """Where it is, and what a reader is told of it."""
    if not is_shown(award, earner):
        acceptance = award.acceptance(earner)
        why = award.visible_as(earner).value if acceptance is Acceptance.ACCEPTED else acceptance.value
        return f"not on the site: {why}"
    listed = "on the site, listed" if award.visible_as(earner) is Visibility.PUBLIC else "on the site, unlisted"
    standing = award.standing()[0]
    if standing is not Standing.GOOD:
        return f"{listed}; {standing.value}"
    if award.awarded_at.date() > today:
        return f"{listed}; not valid yet"
    return f"{listed}; {'expired' if award.expires_at and award.expires_at.date() < today else 'valid'}"


def _accepted(award: Award, earner: Earner) -> Step:
    words = [event for event in award.events if event.kind in (*_SAYS_YES, EventKind.DECLINED)]
    if words:
        last = words[-1]
        answer = "no" if last.kind is EventKind.DECLINED else "yes"
        return Step("accepted", f"{answer}: {_said(last)}", str(last.place))
    answers = {
        Acceptance.ACCEPTED: "yes: new awards are accepted at once (accept is 'auto')",
        Acceptance.PENDING: "not yet: its earner wants to be asked (accept is 'ask') and has not answered",
        Acceptance.DECLINED: "no: its earner wants none unless claimed (accept is 'never')",
    }
    return Step("accepted", answers[award.acceptance(earner)], _of_earner(earner))


def _visible(award: Award, earner: Earner) -> Step:
    words = [event for event in award.events if event.kind in _WIDTHS]
    if words:
        own, place = _WIDTHS[words[-1].kind], str(words[-1].place)
    else:
        own, place = (award.visibility.value if award.visibility else ""), str(award.place)
    if not own:
        return Step("visible", f"{earner.visibility}: as all awards of {earner.id}", _of_earner(earner))
    wider = Visibility(own).or_more_private(earner.visibility)
    text = f"{wider}: the more private of {own} (this award) and {earner.visibility} ({earner.id})"
    return Step("visible", text, place if wider.value == own else _of_earner(earner))


def _of_earner(earner: Earner) -> str:
    return f"{earner.place}, or [defaults] of content/site.toml"


def _standing(award: Award) -> Step:
    said = award.standing()[1]
    if said is None:
        lifted = [event for event in award.events if event.kind is EventKind.REINSTATED]
        return Step("stands", f"yes: {_said(lifted[-1])}", str(lifted[-1].place)) if lifted else Step("stands", "yes")
    return Step("stands", f"no: {_said(said)}", str(said.place))


def _said(event: Event) -> str:
    reason = f", {event.reason}" if event.reason else ""
    return f"{event.kind} at {spelled(event.at)}{reason}"


def _dates(award: Award, today: date) -> Step:
    if award.awarded_at.date() > today:
        return Step("dates", f"not valid before {spelled(award.awarded_at)}", str(award.place))
    if award.expires_at is None:
        return Step("dates", "valid for good", str(award.place))
    word = "expired" if award.expires_at.date() < today else "valid until"
    return Step("dates", f"{word} {spelled(award.expires_at)}", str(award.place))


def _issued(award: Award) -> Iterator[Step]:
    again = [event for event in award.events if event.kind is EventKind.REISSUED]
    if again:
        yield Step("issued", _said(again[-1]), str(again[-1].place))


def _retired(achievement: Achievement) -> Iterator[Step]:
    if achievement.retired_on:
        text = f"not offered since {achievement.retired_on}; no award ends because of it"
        yield Step("retired", text, str(achievement.place))


def _conferring(slug: str, ledger: Ledger) -> Iterator[str]:
    for rule in ledger.conferrals:
        if rule.certification == slug:
            yield f"passing {rule.exam} confers {slug}"


def explain_earner(earner: Earner, ledger: Ledger, today: date) -> Account:
    """What holds for somebody's awards, and each of them in a word."""
    profile = "none: there is no handle in their row"
    if earner.handle:
        profile = Addresses(ledger.site.base_url).url(profile_page(earner.handle))
        if earner.visibility is not Visibility.PUBLIC:
            profile = f"none: they are {earner.visibility}"
    steps = [
        Step("accept", f"{earner.accept}: what happens to a new award", _of_earner(earner)),
        Step("visible", f"{earner.visibility}: at most, whatever an award says", _of_earner(earner)),
        Step("profile", profile, str(earner.place)),
    ]
    awards = _awards_of(earner, ledger)
    steps += [
        Step(
            award.id,
            f"{award.achievement}, {award.awarded_at.date()}: {in_a_word(award, earner, today)}",
            str(award.place),
        )
        for award in awards
    ]
    shown = sum(is_shown(award, earner) for award in awards)
    return Account(f"earner {earner.id}", f"{_counted(len(awards))}, {shown:,} of them on the site", tuple(steps))


def _awards_of(earner: Earner, ledger: Ledger) -> list[Award]:
    row = ledger.earners.row_of(earner.id)
    return [ledger.awards[at] for at, owner in enumerate(ledger.awards.earner_row) if owner == row]


def explain_badge(name: str, ledger: Ledger, today: date, earner: Earner | None = None) -> Account | None:
    """What the rules say of a badge or the code of an exam, and what one earner has of it. None for an unknown name."""
    slug = _slug_of(name, ledger)
    steps = list(_rules_about(name, ledger))
    certification = next((rule.certification for rule in ledger.conferrals if _same(rule.exam, name)), "")
    if slug is None and not steps:
        return None
    badge = slug or certification
    if badge:
        steps += _about_badge(badge, ledger)
    about = f"badge {slug}" if slug else f"code {name}"
    if earner is None:
        return Account(about, _offered(slug, certification, ledger), tuple(steps))
    held = [award for award in _awards_of(earner, ledger) if award.achievement == badge] if badge else []
    steps += [Step(award.id, in_a_word(award, earner, today), str(award.place)) for award in held]
    if held:
        answer = f"{earner.id} has {badge}"
    elif badge:
        answer = f"{earner.id} has no {badge}: no row of content/awards.csv says so"
        steps.append(Step("way out", f"badgepress award --achievement {badge} --email ADDRESS, if it was earned"))
    else:
        answer = f"{earner.id} can have no badge for {name}: it is not badged"
    return Account(f"{about} of earner {earner.id}", answer, tuple(steps))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _slug_of(name: str, ledger: Ledger) -> str | None:
    if name in ledger.achievements:
        return name
    return next((slug for slug, found in ledger.achievements.items() if found.code and _same(found.code, name)), None)


def _rules_about(code: str, ledger: Ledger) -> Iterator[Step]:
    language = ledger.site.languages[0]
    for excluded in ledger.exclusions:
        if any(_same(code, each) for each in excluded.codes):
            since = f" since {excluded.on}" if excluded.on else ""
            yield Step("excluded", f"not badged{since}: {excluded.reason.choose(language).text}", _RULES)
    for rule in ledger.conferrals:
        if _same(code, rule.exam):
            text = f"no badge of its own: passing it confers {rule.certification}, which is badged instead"
            yield Step("confers", text, _RULES)


def _about_badge(slug: str, ledger: Ledger) -> Iterator[Step]:
    achievement = ledger.achievements[slug]
    code = f", code {achievement.code}" if achievement.code else ""
    yield Step("badge", f"{slug}{code}", str(achievement.place))
    yield from (Step("rule", text, _RULES) for text in _conferring(slug, ledger))
    yield from _retired(achievement)
    if achievement.replaced_by:
        yield Step("replaced", f"by {quoted(achievement.replaced_by)}", str(achievement.place))


def _offered(slug: str | None, certification: str, ledger: Ledger) -> str:
    if slug is None:
        return f"not badged itself; {certification} is" if certification else "not badged"
    count = sum(at == list(ledger.achievements).index(slug) for at in ledger.awards.achievement)
    offered = "no longer offered" if ledger.achievements[slug].retired_on else "offered"
    return f"{offered}, {_counted(count)}"


def _counted(awards: int) -> str:
    return f"{awards:,} award{'' if awards == 1 else 's'}"
