"""Pages from forms against the slow path: `Theme.render(award_view(...))` is the oracle for every byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as altered
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from msgspec.structs import replace

from generator.credential.proof import encode_document
from generator.errors import BadgepressError
from generator.model import (
    Achievement,
    Award,
    Document,
    Earner,
    Event,
    EventKind,
    Evidence,
    Result,
    ResultDescription,
    Spoken,
    Visibility,
)
from generator.pages import award, compiled, hole_probes
from generator.pages.checking import data_text, escaped_json
from generator.pages.compiled import CHECKED, IDLE, USUAL, WORTH_IT, AwardPages
from generator.pages.frame import Frame
from generator.pages.hole_values import html
from generator.pages.render import Theme, packaged_theme
from tests.pages.sample import HERE, Maker, make_achievement, make_award, make_earner, make_site, signed, text

WORDS = """\
[award]
title_of = "{earner} ・ {name} ・ {issuer} & {earner}"
shared_of = "{issuer}より{earner}へ <{name}> {description}"
awarded_to = "{name} さんに授与"
issued = "発行日"
[panel]
[panel.idle]
sentence = "{date} に署名 <{command}>"
"""
# Text from anyone. Some of it is what the probes themselves say.
PROBE = hole_probes._FIRST
HOSTILE = [
    "Alice Martin",
    "<script>alert(1)</script>",
    "\"quotes\" & 'apostrophes' <b>",
    "{{ view.page.title }}{% raw %}{# #}",
    "{0} {earner} %s %(x)s %% $x \\1 \\g<0> \\",
    "&amp;&lt;&#34;",
    "שלום עולם \u202b\u200f",
    "王小明〇𠮷",
    "👩🏽‍🔬🎓",
    "e\u0301 \u00a0\u2028\u2029\u0085",
    "]]><!-- --> </script><template>",
    "1203-09-14",
    "9",
    " ",
    f"{PROBE.earner}{PROBE.id}",
    PROBE.other,
    f"{PROBE.result} [0]",
    hole_probes._SECOND.earner,
    f"{PROBE.list_number}",
    "x" * 300,
]


@dataclass(frozen=True)
class Case:
    """One award with all that its page is made of."""

    award: Award
    achievement: Achievement
    earner: Earner
    handle: str = ""
    original: bool = False

    @property
    def visibility(self) -> Visibility:
        return self.award.visible_as(self.earner)

    def document(self, frame: Frame) -> Document:
        return signed(frame.site, self.award, self.achievement, self.earner)

    def plain(self, theme: Theme, frame: Frame) -> bytes:
        standing, said = self.award.standing()
        view = award.award_view(
            frame,
            self.document(frame),
            award=self.award,
            visibility=self.visibility,
            earner_language=self.earner.language,
            profile_handle=self.handle,
            achievement=self.achievement,
            standing=standing,
            said=said,
            original=self.original,
        )
        return theme.render(view)

    def page(self, pages: AwardPages, frame: Frame, **changes: Any) -> bytes:
        standing, said = self.award.standing()
        given: dict[str, Any] = {
            "award": self.award,
            "achievement": self.achievement,
            "earner": self.earner,
            "visibility": self.visibility,
            "profile_handle": self.handle,
            "standing": standing,
            "said": said,
            "original": self.original,
            "encoded": encode_document(self.document(frame)),
            "document": lambda: self.document(frame),
        }
        return pages.page(frame, **(given | changes))


def case(handle: str = "", achievement: Achievement | None = None, name: str = "Alice", **changes: Any) -> Case:
    return Case(make_award(**changes), achievement or make_achievement(), make_earner(name=name), handle)


def many(count: int, shapes: int, achievements: list[Achievement]) -> list[Case]:
    """Awards in so many shapes, more or less, saying anything."""
    random = Random(count)
    return [_any_case(Random(number % shapes), random, number, achievements) for number in range(count)]


def _any_case(shape: Random, words: Random, number: int, achievements: list[Achievement]) -> Case:
    """An award whose structure `shape` decides, and whose words and days `words` does."""
    some, say = (lambda *choices: shape.choice(choices)), (lambda: words.choice(HOSTILE))

    def day(first: int = 2019) -> datetime:
        return datetime(first, 1, 1, tzinfo=UTC) + timedelta(seconds=words.randrange(5 * 365 * 86400))

    award_id, awarded_at = f"{words.getrandbits(64):016x}", day()
    evidence = Evidence(
        some("", f"https://example.org/{number}?b=1&c=<2>", "HTTP://host.example:80", f"https://{number}.example.com/"),
        some("", say(), say()),
        some("", "Reviewed.", f"A *report*, see [it](https://example.org/{number}).", say()),
    )
    events = [
        (some(0, 0, 0, 1), EventKind.REISSUED, some(awarded_at, day(2025)), ""),
        (some(0, 0, 1), some(EventKind.REVOKED, EventKind.SUSPENDED), day(2025), some("", say(), say())),
    ]
    results = some(
        (),
        (Result("exam", value=f"{words.randrange(1000) / 10}"),),
        (Result("exam", value=say()), Result("review", level=words.choice(("sound", "exemplary")))),
    )
    return Case(
        make_award(
            award_id,
            awarded_at=some(awarded_at, awarded_at, awarded_at, day(2030)),
            expires_at=some(None, day(2020), day(2040)),
            status_index=words.randrange(3 * 131_072),
            evidence=some(None, evidence),
            results=results,
            events=tuple(
                Event(at, award_id, kind, reason, "registrar", HERE) for wanted, kind, at, reason in events if wanted
            ),
        ),
        some(*achievements),
        make_earner(
            name=say(),
            language=some("en", "ja"),
            visibility=some(Visibility.PUBLIC, Visibility.PUBLIC, Visibility.UNLISTED),
        ),
        some("", f"earner-{number}", words.choice(["alice", PROBE.handle])),
        some(False, False, True),
    )


@cache
def wide_theme(folder: Path) -> Theme:
    (folder / "phrases").mkdir()
    (folder / "phrases/ja.toml").write_text(WORDS, encoding="utf-8")
    return Theme([packaged_theme(), folder])


@pytest.fixture
def two(tmp_path: Path) -> list[Maker]:
    """Makers of a site in English and Japanese."""
    site = make_site(("en", "ja"))
    theme = wide_theme(tmp_path)
    return [Maker(theme, site, language) for language in site.languages]


def overlaid(folder: Path, body: str) -> Maker:
    """A maker whose award page says, in its main part, only `body`; the theme has what that page needs, no more."""
    packaged = packaged_theme()
    for name in ("base.html", "parts.html", "phrases/en.toml", "assets/style.css", "assets/favicon.svg"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(packaged / name, folder / name)
    for script in ("verify.js", "award.js"):
        (folder / "assets" / script).write_text("", encoding="utf-8")
    (folder / "award.html").write_text(
        '{% extends "base.html" %}\n{% from "parts.html" import anchor, day with context %}\n'
        f"{{% block main %}}\n{body}\n{{% endblock %}}\n",
        encoding="utf-8",
    )
    return Maker(Theme([folder]), make_site())


def same(make: Maker, cases: list[Case], pages: AwardPages | None = None) -> AwardPages:
    """All pages of `cases`, three times over, each compared with the slow path."""
    pages, frame = pages or AwardPages(make.theme), make.frame
    for one in cases * WORTH_IT:
        assert one.page(pages, frame) == one.plain(make.theme, frame)
    return pages


def alike(count: int, **changes: Any) -> list[Case]:
    """Awards of one shape, that differ in everything a shape leaves open."""
    return [
        case(
            f"handle-{number}",
            name=HOSTILE[number % len(HOSTILE)],
            award_id=f"{number:016x}",
            awarded_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=37 * number),
            expires_at=datetime(2040, 1, 1, tzinfo=UTC) + timedelta(days=41 * number),
            status_index=number * 20_000,
            earner=f"e{number}",
            results=(Result("exam", value=f"{number}"),),
            evidence=Evidence(f"https://{number}.example.org/x", f"No. {number}", f"It is *{number}*."),
            **changes,
        )
        for number in range(count)
    ]


# The packaged theme


def test_pages_of_all_shapes_in_two_languages_are_those_of_the_slow_path(two: list[Maker]) -> None:
    retired = make_achievement("river-keeper", name=text("River <Keeper>", "川守"), retired_on=date(2026, 1, 1))
    pages, shapes = AwardPages(two[0].theme), set()
    frames = [make.frame for make in two]
    cases = many(1000, 70, [make_achievement(results=_measures()), retired])
    for one in cases:
        for make, frame in zip(two, frames, strict=True):
            assert one.page(pages, frame) == one.plain(make.theme, frame)
        described = _described(pages, frames[0], one)
        shapes |= {described[0][2:]} if described else set()
    counts = pages.counts
    assert len(shapes) >= 40
    assert counts.compiled + counts.plain == 2 * len(cases)
    assert counts.compiled >= 1000
    assert (counts.refused, counts.wrong) == (0, 0), counts.reason


def _measures() -> tuple[ResultDescription, ...]:
    exam, review = make_achievement().results
    return (exam, replace(review, required_level=""))


def _described(pages: AwardPages, frame: Frame, one: Case) -> Any:
    standing, said = one.award.standing()
    return pages._readers[frame.language].describe(
        pages._subject(frame, one.achievement),
        one.award,
        one.earner,
        one.visibility,
        one.handle,
        standing,
        said,
        encode_document(one.document(frame)),
    )


@pytest.mark.parametrize("as_of", [None, *(datetime(year, 11, 20, tzinfo=UTC) for year in (1201, 2026, 9990))])
@pytest.mark.parametrize("base_url", ["https://badges.example.org", "https://example.org:8443/guild/1203-9"])
def test_the_moment_and_the_place_of_a_site_make_no_difference(
    theme: Theme, as_of: datetime | None, base_url: str
) -> None:
    pages = same(Maker(theme, make_site(as_of=as_of, base_url=base_url)), alike(4))
    assert (pages.counts.refused, pages.counts.wrong) == (0, 0), pages.counts.reason
    assert pages.counts.compiled > 0


@pytest.mark.parametrize("word", [PROBE.id, PROBE.handle, f"{PROBE.list_number}", hole_probes._SECOND.id])
def test_a_site_that_speaks_the_words_of_a_probe_goes_the_slow_way(theme: Theme, word: str) -> None:
    pages = same(Maker(theme, make_site(base_url=f"https://example.org/{word}")), alike(4))
    assert pages.counts[:4] == (0, 4 * WORTH_IT, 0, 1), pages.counts.reason


@cache
def made_for_names(theme: Theme) -> tuple[AwardPages, Frame]:
    pages, frame = AwardPages(theme), Maker(theme, make_site()).frame
    for number in range(WORTH_IT):
        revoked(f"{number:016x}", "A reason").page(pages, frame)
    return pages, frame


def revoked(award_id: str, reason: str, name: str = "Alice") -> Case:
    said = Event(datetime(2026, 1, 1, tzinfo=UTC), award_id, EventKind.REVOKED, reason, "registrar", HERE)
    return case(award_id=award_id, events=(said,), name=name)


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    reason=st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
@settings(deadline=None, max_examples=60)
def test_any_words_stand_on_a_compiled_page_as_on_a_plain_one(theme: Theme, name: str, reason: str) -> None:
    pages, frame = made_for_names(theme)
    before, hostile = pages.counts.compiled, revoked("00000000000000a1", reason, name)
    assert hostile.page(pages, frame) == hostile.plain(theme, frame)
    assert pages.counts.compiled == before + 1


def test_a_compiled_page_composes_no_document(make: Maker) -> None:
    pages = same(make, alike(2))
    before = pages.counts

    def never() -> Document:
        raise AssertionError("the document was asked for")

    for one in alike(2):
        assert one.page(pages, make.frame, document=never) == one.plain(make.theme, make.frame)
    assert pages.counts.compiled == before.compiled + 2


@pytest.mark.parametrize(
    "odd",
    [
        {"award_id": "an-id-with-hyphens"},
        {"name": ""},
        {"handle": "a/b"},
        {"evidence": Evidence("https://badges.example.org/")},
        {"evidence": Evidence("https://badges.example.org?x")},
        {"evidence": Evidence("mailto:someone@example.org", "Ask")},
        {"evidence": Evidence("https:///x")},
        {"evidence": Evidence(text=" ")},
        {"evidence": Evidence("https://example.org", text="[x]: https://example.org")},
        {"awarded_at": datetime(2027, 1, 1, tzinfo=UTC), "events": "reissued before it was awarded"},
    ],
    ids=" ".join,
)
def test_an_award_out_of_the_ordinary_goes_the_slow_way(make: Maker, odd: dict[str, Any]) -> None:
    if "events" in odd:
        early = Event(datetime(2026, 1, 1, tzinfo=UTC), "x", EventKind.REISSUED, "", "registrar", HERE)
        odd = odd | {"events": (early,)}
    pages = same(make, [case(**odd)])
    assert (pages.counts.compiled, pages.counts.plain) == (0, WORTH_IT)
    assert (pages.counts.forms, pages.counts.refused) == (0, 0)


def test_evidence_that_names_another_host_in_the_same_words_keeps_its_own_shape(make: Maker) -> None:
    addresses = ["https://a.example", "https://a.example/", "HTTPS://a.example/", "http://a.example/?q", "https://a?b"]
    pages = same(make, [case(evidence=Evidence(url, "E")) for url in addresses for _ in range(2)])
    assert pages.counts.refused == 0
    assert pages.counts.compiled > 0


def test_an_award_that_may_have_no_page_is_refused_every_time(make: Maker) -> None:
    pages = same(make, [case()])
    for _ in range(WORTH_IT + 1):
        with pytest.raises(ValueError, match="sealed and has no page"):
            case().page(pages, make.frame, visibility=Visibility.SEALED)
    with pytest.raises(ValueError, match="do not go together"):
        case().page(pages, make.frame, said=Event(make_award().awarded_at, "x", EventKind.REVOKED, "", "", HERE))


# What the pages are made of changes


def test_a_changed_achievement_is_another_one(make: Maker) -> None:
    pages = same(make, alike(2))
    other = make_achievement(description=text("Something else."))
    assert same(make, alike(2, achievement=other), pages).counts.forms == 2


def test_an_equal_achievement_and_an_equal_frame_from_elsewhere_are_the_same(make: Maker) -> None:
    pages = same(make, alike(2))
    assert same(Maker(make.theme, make_site()), alike(2, achievement=make_achievement()), pages).counts.forms == 1


def test_another_site_under_the_same_language_has_its_own_forms(make: Maker) -> None:
    pages = same(make, alike(2))
    other = Maker(make.theme, make_site(base_url="https://example.com/elsewhere"))
    assert same(other, alike(2), pages).counts.forms == 2


def test_another_key_that_signs_has_its_own_forms(make: Maker) -> None:
    pages, frame, one = same(make, alike(2)), make.frame, alike(1)[0]
    document = one.document(frame)
    rotated = {**document, "proof": [{**document["proof"][0], "verificationMethod": "did:web:x#z6Another"}]}
    for _ in range(WORTH_IT + 1):
        page = one.page(pages, frame, encoded=encode_document(rotated), document=lambda: rotated)
        assert b"did:web:x#z6Another" in page
    assert pages.counts.forms == 2


def test_where_shapes_come_back_many_times_a_form_is_made_for_the_first_page_of_a_new_one(make: Maker) -> None:
    pages = same(make, alike(3 * USUAL))
    plain = pages.counts.plain
    other = alike(3, achievement=make_achievement(description=text("Something else.")))
    for one in other:
        assert one.page(pages, make.frame) == one.plain(make.theme, make.frame)
    assert pages.counts.plain == plain + 1
    assert pages.counts.forms == 2


def test_where_no_shape_comes_back_no_form_is_made(make: Maker) -> None:
    pages = AwardPages(make.theme)
    for number in range(USUAL):
        one = case(evidence=Evidence(f"https://example.org/{number}"))
        altered(one, earner=replace(one.earner, language=f"x-{number}")).page(pages, make.frame)
    assert (pages.counts.forms, pages.counts.plain) == (0, USUAL)


# Doubt


def test_a_form_that_does_not_give_the_page_of_its_own_award_is_not_used(make: Maker) -> None:
    pages, frame, one = AwardPages(make.theme), make.frame, case()
    of_another = encode_document(case(award_id="00000000000000ff").document(frame))
    for _ in range(WORTH_IT + 2):
        page = one.page(pages, frame, encoded=of_another)
        assert page == one.plain(make.theme, frame)
    assert pages.counts[:5] == (0, WORTH_IT + 2, 0, 1, 0)
    assert "another page" in pages.counts.reason


def test_a_sample_finds_a_form_that_is_wrong_and_drops_it(make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, frame = same(make, alike(1)), make.frame
    (form,) = pages._forms.values()
    form._fixed = tuple(piece.replace(b"Issued", b"Forged") for piece in form._fixed)
    form.made = CHECKED - 2
    one = alike(1)[0]
    assert b"Forged" in one.page(pages, frame)
    for _ in range(2):
        assert one.page(pages, frame) == one.plain(make.theme, frame)
    assert pages.counts.wrong == 1
    assert pages.counts.forms == 0
    assert same(make, alike(3), pages).counts.forms == 0


def test_every_thousandth_page_of_a_form_is_made_the_slow_way_too(make: Maker) -> None:
    pages, frame, one = same(make, alike(1)), make.frame, alike(1)[0]
    plain = pages.counts.plain
    encoded = encode_document(one.document(frame))
    for _ in range(2 * CHECKED):
        one.page(pages, frame, encoded=encoded)
    assert pages.counts.plain == plain + 2
    assert pages.counts.forms == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda view, given: replace(view, description=Spoken(f"{len(view.earner.text.text)} letters", "en")),
        lambda view, given: replace(view, description=Spoken(view.url.upper(), "en")),
        lambda view, given: replace(view, signature=replace(view.signature, suite=given["award"].id[:3])),
        lambda view, given: replace(view, facts=view.facts[: len(view.earner.text.text) % 7]),
        lambda view, given: replace(view, verify_page=given["award"].earner),
        lambda view, given: replace(view, verify_page=f"{given['award'].status_index}"),
        lambda view, given: replace(view, verify_page=given["document"]["proof"][0]["proofValue"]),
        lambda view, given: replace(view, description=Spoken(str(view.checking.credential), "en")),
        lambda view, given: replace(view, description=Spoken(view.evidence[0].prose, "en")),
    ],
)
def test_a_view_that_shows_more_of_an_award_than_its_words_is_not_compiled(
    make: Maker, monkeypatch: pytest.MonkeyPatch, change: Callable[..., Any]
) -> None:
    def other_view(frame: Frame, document: Document, **given: Any) -> Any:
        return change(original(frame, document, **given), {**given, "document": document})

    original = award.award_view
    for module in (award, compiled, hole_probes):
        monkeypatch.setattr(module, "award_view", other_view)
    pages = same(make, alike(4))
    assert pages.counts.compiled == 0
    assert pages.counts.refused == 1


# Bounds


def test_forms_have_a_bound_and_those_in_use_stay(make: Maker) -> None:
    pages = AwardPages(make.theme, most=3)
    achievements = [make_achievement(f"a{number}", name=text(f"N{number}")) for number in range(6)]
    for achievement in achievements:
        same(make, alike(2, achievement=achievement), pages)
        assert pages.counts.forms <= 3
    assert pages.counts.forms == 3
    before = pages.counts.compiled
    same(make, alike(2, achievement=achievements[0]), pages)
    assert pages.counts.compiled == before + 2 * WORTH_IT


def test_a_form_that_is_not_used_makes_room(make: Maker) -> None:
    pages = AwardPages(make.theme, most=1)
    old, new = (make_achievement(slug, name=text(slug)) for slug in ("old", "new"))
    same(make, alike(1, achievement=old), pages)
    same(make, alike(1, achievement=new), pages)
    assert pages.counts.compiled == 0
    pages._pages += IDLE  # as many pages of other awards
    same(make, alike(1, achievement=new), pages)
    same(make, alike(1, achievement=new), pages)
    assert pages.counts.forms == 1
    assert pages.counts.compiled > 0


def test_a_theme_that_cannot_be_compiled_is_not_tried_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = overlaid(tmp_path, "{{ view.earner.text.text | upper }}")
    tried = []
    original = compiled.open_view
    monkeypatch.setattr(compiled, "open_view", lambda *given: tried.append(1) or original(*given))
    pages = AwardPages(make.theme, most=2)
    for number in range(4):
        same(make, alike(2, achievement=make_achievement(f"a{number}")), pages)
    assert pages.counts.refused == len(tried) == 2


# Pieces


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_short_texts_are_escaped_as_markupsafe_escapes_them(words: str) -> None:
    assert html(words) == escape(words).encode()


@given(st.dictionaries(st.text(st.sampled_from('<>&\u2028\u2029\u2027\ufe28éx"\\')), st.text()))
def test_json_that_is_encoded_already_is_escaped_like_a_value(value: dict[str, str]) -> None:
    assert escaped_json(encode_document(value)).decode() == data_text(value)


def test_no_word_of_a_probe_is_part_of_another() -> None:
    texts = {
        field: [str(getattr(probe, field)) for probe in (hole_probes._FIRST, hole_probes._SECOND)]
        for field in ("id", "earner", "handle", "list_number", "host", "tail", "title", "narrative", "reason", "result")
    }
    for which in (0, 1):
        words = {field: pair[which] for field, pair in texts.items()}
        for field, word in words.items():
            assert not [other for other in words if other != field and word in words[other]], field
    assert all(one != other for one, other in texts.values())


def test_a_mistake_in_a_template_is_told_as_ever(tmp_path: Path) -> None:
    make = overlaid(tmp_path, "{{ view.nothing }}")
    pages = AwardPages(make.theme)
    for _ in range(WORTH_IT + 1):
        with pytest.raises(BadgepressError, match=r"award\.html:4: .*nothing"):
            case().page(pages, make.frame)
