"""Forms that achievements share, against the slow path: `Theme.render(award_view(...))` is the oracle for every byte."""

from __future__ import annotations

from dataclasses import replace as altered
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.model import Achievement, Alignment, Art, Evidence, Result, Skill
from generator.pages import compiled, hole_probes
from generator.pages.compiled import SAMPLED, USUAL, WORTH_SHARING, AwardPages
from generator.pages.frame import Frame
from generator.pages.hole_sharing import Structure
from generator.pages.render import Theme
from tests.pages.sample import Maker, make_achievement, make_site, text
from tests.pages.test_compiled import HOSTILE, PROBE, Case, alike, case, many, overlaid, same, wide_theme

# Text from anyone, but for what the probes say: that goes the slow way, and has tests of its own.
WORDS = HOSTILE[: HOSTILE.index("1203-09-14")]


def catalogue(count: int, **changes: Any) -> list[Achievement]:
    """Achievements that differ in every text."""
    return [
        make_achievement(
            f"slug-{number}",
            name=text(f"{WORDS[number % len(WORDS)]} {number}"),
            description=text(f"Number {number}: {WORDS[-number % len(WORDS)]}"),
            criteria=text(f"Do *{number}* things, <b>see</b> [it](https://example.org/{number})."),
            code=f"C-{number}",
            art=Art(f"achievements/a{number}/badge.png", 256, 256, text(f"A badge, the {number}th")),
            **changes,
        )
        for number in range(count)
    ]


def one_each(achievements: list[Achievement]) -> list[Case]:
    """An award of each, all of one shape, that differ in everything a shape leaves open."""
    return [
        altered(one, achievement=achievement, earner=replace(one.earner, name=f"{WORDS[number % len(WORDS)]} {number}"))
        for number, (one, achievement) in enumerate(zip(alike(len(achievements)), achievements, strict=True))
    ]


def test_one_award_of_each_of_many_achievements_is_made_from_a_shared_form(make: Maker) -> None:
    pages, frame = AwardPages(make.theme), make.frame
    for one in one_each(catalogue(60)):
        assert one.page(pages, frame) == one.plain(make.theme, frame)
    # Those before it is worth it, the one that shows what is to be left open, and the sample.
    assert pages.counts.plain == WORTH_SHARING + 1 + 1
    assert (pages.counts.refused, pages.counts.wrong) == (0, 0), pages.counts.reason


def test_the_second_page_of_an_achievement_is_made_from_its_own_form(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, cases = AwardPages(make.theme), one_each(catalogue(20))
    same(make, cases, pages)
    monkeypatch.setattr(compiled, "see", lambda *_: pytest.fail("a form was made again"))
    same(make, cases, pages)


def test_achievements_of_all_kinds_in_two_languages_have_the_pages_of_the_slow_path(tmp_path: Path) -> None:
    site, theme = make_site(("en", "ja")), wide_theme(tmp_path)
    frames = [Maker(theme, site, language).frame for language in site.languages]
    random, kinds = Random(7), [_any_achievement(Random(number % 5), Random(number)) for number in range(60)]
    pages = AwardPages(theme)
    cases = [altered(one, achievement=random.choice(kinds)) for one in many(900, 12, [make_achievement()])]
    for one in cases:
        for frame in frames:
            assert one.page(pages, frame) == one.plain(theme, frame)
    assert (pages.counts.refused, pages.counts.wrong) == (0, 0), pages.counts.reason
    assert pages.counts.compiled > pages.counts.plain


def _any_achievement(kind: Random, words: Random) -> Achievement:
    """An achievement whose structure `kind` decides, and whose texts `words` does."""
    slug, some, tongues = f"{words.getrandbits(40):x}", kind.choice, kind.choice([[], ["日本語"]])

    def say() -> Any:
        return text(f"{words.choice(WORDS)}{words.randrange(1000)}", *tongues)

    def skill(number: int) -> Skill:
        url = f"{some(['https', 'http'])}://{words.getrandbits(20):x}.example.org/x?a=1&b=2"
        return Skill(f"s{number}-{slug}", say(), tuple(Alignment(f"T{at}", url, "F") for at in range(some([0, 1, 2]))))

    return make_achievement(
        slug,
        name=say(),
        description=say(),
        criteria=some([say(), say(), text("")]),
        skills=tuple(skill(number) for number in range(some([0, 1, 2]))),
        code=some(["", slug]),
        type=some(["Certification", "Course", "ext:Own"]),
        art=some([Art("a/badge.png", 100, 120, say()), Art("a/badge.svg", 100, 100, say())]),
        **some([{}, {}, {"retired_on": date(2025, 1, 1), "retired_reason": say()}]),
    )


@cache
def shared_by_some(theme: Theme) -> tuple[AwardPages, Frame]:
    make = Maker(theme, make_site())
    return same(make, one_each(catalogue(12))), make.frame


_ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(name=_ANY, description=_ANY, alt=_ANY, code=_ANY)
@settings(deadline=None, max_examples=60)
def test_any_words_of_an_achievement_stand_on_a_shared_form_as_on_a_plain_page(
    theme: Theme, name: str, description: str, alt: str, code: str
) -> None:
    pages, frame = shared_by_some(theme)
    art = Art("achievements/x/badge.png", 256, 256, text(alt))
    achievement = replace(catalogue(1)[0], name=text(name), description=text(description), code=code, art=art)
    before, one = pages.counts, altered(alike(1)[0], achievement=achievement)
    assert one.page(pages, frame) == one.plain(theme, frame)
    assert (pages.counts.refused, pages.counts.wrong) == (before.refused, 0)


@pytest.mark.parametrize(
    "word",
    [PROBE.id, PROBE.handle, PROBE.earner, f"{PROBE.list_number}", PROBE.reason, hole_probes._SECOND.id, "1203-09-14"],
)
def test_an_achievement_that_speaks_the_words_of_a_probe_has_its_own_page(make: Maker, word: str) -> None:
    pages = same(make, one_each(catalogue(12)))
    odd = make_achievement("odd", name=text(f"{word} {word}"), description=text(word), criteria=text(word))
    same(make, [altered(one, achievement=odd) for one in alike(3)], pages)
    assert pages.counts.wrong == 0


def test_an_award_that_says_what_the_probe_says_teaches_nothing_about_its_achievement(make: Maker) -> None:
    day = datetime(1203, 9, 14, tzinfo=UTC)
    pages = same(make, one_each(catalogue(12)))
    odd = make_achievement("odd", name=text("14 September 1203"), description=text("September 14, 1203"))
    first = altered(alike(1)[0], achievement=odd)
    first = altered(first, award=replace(first.award, awarded_at=day))
    same(make, [first, *(altered(one, achievement=odd) for one in alike(3))], pages)
    assert pages.counts.wrong == 0


@pytest.mark.parametrize(
    "body",
    [
        "{{ view.name.text | upper }}",
        "{{ ''.join([view.name.text]) }}{{ view.url }}",
        "{% if view.name.text == 'N3' %}three{% endif %}{{ view.url }}",
        "{{ view.description.text | length }}{{ view.url }}",
        "{{ view.signed_picture.name.split('-') | last }}{{ view.url }}",
        "{{ view.achievement_page.split('/') | length }}{{ view.url }}",
        "{% if 'x' in view.criteria.html %}x{% endif %}{{ view.url }}",
    ],
)
def test_a_template_that_looks_at_a_text_of_the_achievement_has_a_form_for_each(tmp_path: Path, body: str) -> None:
    make = overlaid(tmp_path, body)
    achievements = [make_achievement(f"a-{'x' * number}", name=text(f"N{number}")) for number in range(6)]
    pages = AwardPages(make.theme)
    for achievement in achievements:
        same(make, [altered(one, achievement=achievement) for one in alike(3)], pages)
    assert (pages.counts.refused, pages.counts.wrong, pages.counts.forms) == (0, 0, len(achievements))


@pytest.mark.parametrize(
    "body",
    [
        "{{ view.name.text }} {{ t('award.awarded_to', name=view.name) }} {{ view.criteria.html }}",
        "{{ view.signed_picture.name.split('.')[-1] | upper }}{{ view.signed_picture.name }}",
        "{% for one in view.embed %}<p>{{ one.text }}</p>{% endfor %}{{ view.linked }}",
        "{% for skill in view.skills %}{% for each in skill.references %}{{ anchor(each.entry) }}{% endfor %}{% endfor %}",
    ],
)
def test_a_template_that_hands_texts_of_the_achievement_on_shares_its_form(tmp_path: Path, body: str) -> None:
    make = overlaid(tmp_path, body)
    pages, frame = AwardPages(make.theme), make.frame
    for one in one_each(catalogue(60)):
        assert one.page(pages, frame) == one.plain(make.theme, frame)
    assert pages.counts.plain == WORTH_SHARING + 1 + 1, pages.counts.reason


def test_a_shared_form_that_turns_out_wrong_is_dropped_with_all_that_came_of_it(
    make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forged(self: Structure, *given: Any) -> Any:
        return [part.replace(b"Issued", b"Forged") if type(part) is bytes else part for part in original(self, *given)]

    original = Structure.parts
    pages, frame, cases = AwardPages(make.theme), make.frame, one_each(catalogue(40))
    for one in cases[:10]:
        one.page(pages, frame)
    pages._derived = SAMPLED - 20
    monkeypatch.setattr(Structure, "parts", forged)
    for one in cases[10:30]:
        assert b"Forged" in one.page(pages, frame)
    for _ in range(3):
        for one in cases:
            assert one.page(pages, frame) == one.plain(make.theme, frame)
    assert pages.counts.wrong == 1
    assert "shared" in pages.counts.reason


def test_where_there_is_no_room_for_a_form_its_page_is_made_from_what_is_shared(make: Maker) -> None:
    pages, frame = AwardPages(make.theme, most=4), make.frame
    same(make, one_each(catalogue(4)), pages)
    before = pages.counts
    for one in one_each(catalogue(30)):
        assert one.page(pages, frame) == one.plain(make.theme, frame)
    assert pages.counts.plain <= before.plain + 1
    assert pages.counts.forms <= 4


def test_the_first_page_of_each_form_is_told_as_news(make: Maker) -> None:
    pages, frame = AwardPages(make.theme), make.frame
    cases = one_each(catalogue(20))
    for one in cases:
        one.page(pages, frame)
        one.page(pages, frame)
        before = pages.news
        one.page(pages, frame)
        assert pages.news == before
    assert pages.news >= len(cases)


def test_shapes_that_only_a_few_achievements_have_once_are_made_the_slow_way(make: Maker) -> None:
    pages = AwardPages(make.theme)
    for one in one_each(catalogue(WORTH_SHARING - 1)):
        one.page(pages, make.frame)
    assert (pages.counts.forms, pages.counts.plain) == (0, WORTH_SHARING - 1)


def test_another_site_in_the_same_language_shares_nothing(make: Maker) -> None:
    pages = same(make, one_each(catalogue(12)))
    other = Maker(make.theme, make_site(base_url="https://example.com/elsewhere"))
    assert same(other, one_each(catalogue(12)), pages).counts.wrong == 0


def test_results_and_evidence_of_each_award_stand_on_its_own_page(make: Maker) -> None:
    achievements = [replace(make_achievement(f"a{number}"), name=text(f"N{number}")) for number in range(12)]
    cases = [
        case(
            achievement=achievement,
            award_id=f"{number:016x}",
            results=(Result("exam", value=f"{number}"),),
            evidence=Evidence(f"https://{number}.example.org/", f"E{number}"),
        )
        for number, achievement in enumerate(achievements)
    ]
    assert same(make, cases).counts.refused == 0


def test_it_does_not_matter_how_much_was_made_before_a_shape_is_shared(make: Maker) -> None:
    pages = same(make, alike(3 * USUAL))
    assert same(make, one_each(catalogue(5)), pages).counts.wrong == 0


def test_long_texts_of_achievements_make_room_for_each_other(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MOST_BYTES", 200_000)
    long = [replace(one, criteria=text("Do it. " * 3000)) for one in catalogue(40)]
    pages = same(make, one_each(long))
    assert pages._bytes == sum(form.own for form in pages._forms.values()) <= 200_000
    assert 2 <= pages.counts.forms < len(long)
