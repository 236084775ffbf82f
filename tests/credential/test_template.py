"""Compiled credentials: never another byte than the plain way, and the plain way wherever a form cannot say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from generator.credential import formparts, template
from generator.credential.formparts import achievement_form, award_form, fill_statements
from generator.credential.formvalues import award_values, instant, say_json, say_literal, shape_of, spelled_alike
from generator.credential.template import Forms
from generator.credential.times import format_instant
from generator.errors import WireError
from generator.model import Alignment, Award, Event, EventKind, Evidence, Result, Skill, Text
from generator.wire.literals import literal
from generator.wire.nquads import format_quad
from generator.wire.terms import canonical_nquads, to_quads
from tests import oracles
from tests.awarding import ODD_URLS, Case, World, cases, world
from tests.credential.test_compose import ACHIEVEMENT, EARNER, HERE, SITE, Addresses, Composer
from tools.check_forms import METHOD, compare, outcome, plain_digest, plain_document

SIGNATURE = bytes(range(64, 128))
AWARD = Award("0000000000000a01", "e1", "grafting", datetime(2025, 3, 1, 9, tzinfo=UTC), None, 131_077, None, HERE)


def _plain(achievements: int = 1) -> World:
    """A world without oddities, of one achievement or of several that are alike."""
    several = [replace(ACHIEVEMENT, slug=f"grafting-{number}") for number in range(1, achievements)]
    return World(0, Composer(SITE, Addresses(SITE.base_url)), (ACHIEVEMENT, *several))


def _award(number: int = 1, **changes: Any) -> Award:
    return replace(AWARD, id=f"{number:016x}", **changes)


def _both_agree(forms: Forms, of: World, case: Case) -> None:
    assert outcome(lambda: forms.digest(*case)) == outcome(lambda: plain_digest(of, case))
    assert outcome(lambda: forms.encode(*case, SIGNATURE)) == outcome(lambda: plain_document(of, case, SIGNATURE))


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_both_ways_say_the_same_of_awards_of_every_shape(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "SAMPLE", 10)
    shapes: set[object] = set()
    found = compare(world(seed), 300, shapes)
    assert found["different"] == 0
    assert len(shapes) > 40
    assert found["compiled"] > 120 and found["plain"] > 20 and found["checked both ways"]
    assert found["compiled"] + found["plain"] == 300


TEXTS = st.text(st.characters(codec=None, categories=None), max_size=8) | st.sampled_from(
    ["", '"', "\\", "\x00name\x00", "hole000x0005q", "\ud800", "\ufffe", "🎓\ue000", "%b", "c14n0", "_:b0"]
)


@given(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
@settings(max_examples=150)
def test_whatever_a_text_holds_both_ways_say_or_refuse_the_same(a: str, b: str, c: str, d: str, e: str) -> None:
    award = _award(evidence=Evidence(a and f"https://example.org/{a}", b, c), results=(Result("score", d),))
    _both_agree(FORMS, _plain(), Case(award, ACHIEVEMENT, replace(EARNER, name=e)))


FORMS = Forms(Composer(SITE, Addresses(SITE.base_url)), METHOD)


@pytest.mark.parametrize("url", ODD_URLS)
def test_no_address_gets_into_a_signed_text_that_the_plain_way_would_not_write(url: str) -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    for evidence in (Evidence("https://example.org/a"), Evidence(url)):
        _both_agree(forms, of, Case(_award(2, evidence=evidence), ACHIEVEMENT, EARNER))


@given(TEXTS)
def test_text_is_spelled_in_both_languages_as_their_writers_do(text: str) -> None:
    assert outcome(lambda: say_literal(text)) == outcome(lambda: literal(text, "").encode())
    assert outcome(lambda: say_json(text)) == outcome(lambda: orjson.dumps(text))


@given(TEXTS | st.text(st.characters(exclude_categories=["Cs"])))
def test_what_counts_as_spelled_alike_is_the_same_in_both_languages(text: str) -> None:
    said = outcome(lambda: say_literal(text))
    if isinstance(said, bytes) and spelled_alike({"text": said}):
        assert outcome(lambda: say_json(text)) == said


@pytest.mark.parametrize("text", ["Alice Ω 名前 🎓", "\x85\u2028"])
def test_most_text_is_spelled_alike(text: str) -> None:
    assert spelled_alike({"text": say_literal(text)})


@given(st.datetimes(timezones=st.timezones()))
def test_a_date_is_written_as_everywhere_else(at: datetime) -> None:
    assert outcome(lambda: instant(at).decode().encode()) == outcome(lambda: format_instant(at).encode())


def test_compiled_text_is_what_other_libraries_make_of_the_credential() -> None:
    for case, compiled, document in _compiled(world(2), 120):
        statements = "".join(map(format_quad, to_quads(document)))
        assert oracles.oxigraph_nquads(statements) == compiled, case


@pytest.mark.node
def test_a_json_ld_library_reads_the_same_from_the_whole_document() -> None:
    for case, compiled, document in list(_compiled(world(4), 60))[::6]:
        if not oracles.PYLD_IS_WRONG_ON.search(str(document)):
            assert oracles.pyld_nquads(document) == compiled, case


def _compiled(of: World, count: int) -> list[tuple[Case, str, dict[str, Any]]]:
    """Awards with the text that a form makes for them, those of them that it can say, and their documents."""
    found = []
    for case in cases(of, count):
        shape = shape_of(case.award, case.achievement, case.earner, email_hash=of.composer.site.email_hash)
        document = of.composer.compose(*case).document
        try:
            about = achievement_form(document, case.achievement.slug, case.achievement.art.format)
            values = award_values(shape, case.award, case.earner, say_literal)
            texts = fill_statements(award_form(of.composer, shape, METHOD), about, values)
        except WireError:
            continue
        if texts is not None:
            found.append((case, texts[1].decode(), document))
    assert len(found) > count // 3
    return found


ONE_RESULT = (Result("score", "92"),)
SAME_TWICE = (Result("score", "92"), Result("score", "92"))


@pytest.mark.parametrize(
    ("award", "name"),
    [
        (_award(2, results=SAME_TWICE), "two results that are the same"),
        (_award(2, evidence=Evidence("https://badges.example.org/badges/grafting/")), "the achievement as evidence"),
        (_award(2, evidence=Evidence(f"https://badges.example.org/awards/{2:016x}/badge.png")), "its own picture"),
        (_award(2, evidence=Evidence("https://badges.example.org/status/revocation-2.json#5")), "its status"),
        (_award(2, evidence=Evidence("did:web:badges.example.org")), "the issuer as evidence"),
        (replace(AWARD, id="UP/per"), "an id that is none"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_form_cannot_say_goes_the_plain_way_and_is_counted(award: Award, name: str) -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    forms.digest(_award(1, evidence=Evidence("https://example.org/a")), ACHIEVEMENT, EARNER)
    forms.digest(_award(1, results=ONE_RESULT), ACHIEVEMENT, EARNER)
    forms.digest(_award(1, results=(*ONE_RESULT, Result("score", "1"))), ACHIEVEMENT, EARNER)
    assert (forms.counts.compiled, forms.counts.plain) == (3, 0)
    assert forms.digest(award, ACHIEVEMENT, EARNER) == plain_digest(of, Case(award, ACHIEVEMENT, EARNER)), name
    assert (forms.counts.compiled, forms.counts.plain, forms.counts.refused) == (3, 1, 0)


@pytest.mark.parametrize("text", ["\ud800", "\ufffe", "x\uffff"])
def test_text_that_cannot_be_signed_is_refused_in_the_plain_ways_words(text: str) -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    earner = replace(EARNER, name=text)
    for award in (_award(1), _award(2)):
        with pytest.raises(WireError, match="/credentialSubject/identifier/0/identityHash holds U"):
            forms.digest(award, ACHIEVEMENT, earner)
    assert (forms.counts.compiled, forms.counts.plain) == (0, 2)
    # The next one does not suffer for it.
    forms.digest(_award(3), ACHIEVEMENT, EARNER)
    assert forms.counts.compiled == 1


def test_an_achievement_with_two_parts_that_look_alike_always_goes_the_plain_way() -> None:
    same = Alignment("Same", "https://example.org/same")
    twice = replace(ACHIEVEMENT, skills=(Skill("one", Text.of("One"), (same, same)),))
    of = _plain()
    forms = Forms(of.composer, METHOD)
    for number in range(3):
        _both_agree(forms, of, Case(_award(number), twice, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (0, 3)


def test_with_more_than_ten_blank_nodes_labels_sort_as_text() -> None:
    skills = tuple(
        Skill(f"s{n}", Text.of("S"), (Alignment(f"Skill {n}", f"https://example.org/{n}"),)) for n in range(12)
    )
    many = replace(ACHIEVEMENT, skills=skills)
    of = _plain()
    forms = Forms(of.composer, METHOD)
    results = (Result("score", "1"), Result("hand", level="good"), Result("done", "Completed"))
    for number in range(40):
        _both_agree(forms, of, Case(_award(number, results=results), many, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (40, 0)
    assert "_:c14n15" in canonical_nquads(of.composer.compose(_award(1, results=results), many, EARNER).document)


def test_an_endorsement_that_begins_or_ends_gives_a_badge_another_form() -> None:
    of = world(0)
    endorsed = next(each for each in of.achievements if len(each.endorsements) == 2)
    forms = Forms(of.composer, METHOD)
    carried = set()
    for number, year in enumerate((2022, 2023, 2024, 2025, 2026, 2027)):
        case = Case(_award(number, awarded_at=datetime(year, 7, 1, tzinfo=UTC)), endorsed, EARNER)
        _both_agree(forms, of, case)
        carried.add(tuple(each.name for each in of.composer.endorsements(case.award, endorsed)))
    assert carried == {(), ("e0",), ("e0", "e1"), ("e1",)}
    assert forms.counts.plain == 0


def test_a_reissued_award_has_its_own_moment_of_issue() -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    again = Event(datetime(2026, 2, 2, tzinfo=UTC), "", EventKind.REISSUED, "", "", HERE)
    for number, events in enumerate([(), (again,), ()]):
        _both_agree(forms, of, Case(_award(number, events=events), ACHIEVEMENT, EARNER))


def test_words_that_forms_use_themselves_may_stand_in_the_sites_own_texts() -> None:
    issuer = replace(SITE.issuer, name=Text.of("hole000x0001q and hole001x0002q"))
    composer = Composer(replace(SITE, issuer=issuer), Addresses("https://hole002x0003q.example.org/70000020"))
    forms = Forms(composer, METHOD)
    for number in range(3):
        _both_agree(forms, World(0, composer, ()), Case(_award(number), ACHIEVEMENT, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (3, 0)


@pytest.mark.parametrize("other", [{"art": replace(ACHIEVEMENT.art, path="badge.svg")}, {"results": ()}])
def test_two_achievements_with_one_slug_are_told_apart_as_far_as_the_plain_way_does(other: dict[str, Any]) -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    for number, achievement in enumerate([ACHIEVEMENT, replace(ACHIEVEMENT, **other)] * 3):
        _both_agree(forms, of, Case(_award(number, results=(Result("done", "Completed"),)), achievement, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (6, 0)


def test_dates_at_either_end_of_the_calendar_have_forms_too() -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    for number, year in enumerate((1, 9999)):
        at = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
        _both_agree(forms, of, Case(_award(number, awarded_at=at, expires_at=at), ACHIEVEMENT, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (2, 0)


def test_an_achievement_that_seems_to_speak_of_the_credential_goes_the_plain_way() -> None:
    endorsed = next(each for each in world(0).achievements if each.endorsements)
    said = endorsed.endorsements[0]
    named = replace(said, document=said.document | {"id": "urn:x-badgepress:the-credential-itself"})
    of = World(0, world(0).composer, (replace(endorsed, endorsements=(named,)),))
    forms = Forms(of.composer, METHOD)
    for number in range(3):
        _both_agree(forms, of, Case(_award(number), of.achievements[0], EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (0, 3)


def test_making_forms_leaves_nothing_in_the_composer() -> None:
    of, other = _plain(), _plain()
    forms = Forms(of.composer, METHOD)
    case = Case(_award(), ACHIEVEMENT, EARNER)
    forms.digest(*case)
    other.composer.compose(*case)
    assert of.composer == other.composer


def test_a_document_is_made_of_what_its_digest_was_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    of, asked = _plain(), list[Award]()
    forms = Forms(of.composer, METHOD)
    forms.digest(_award(1), ACHIEVEMENT, EARNER)
    known = template.award_values
    monkeypatch.setattr(template, "award_values", lambda *given: asked.append(given[1]) or known(*given))
    award = _award(2, results=(Result("score", "92"),))
    _both_agree(forms, of, Case(_award(2), ACHIEVEMENT, EARNER))
    assert len(asked) == 1
    # What has to be escaped is spelled anew for JSON; so is what was never digested, and what was made before.
    _both_agree(forms, of, Case(_award(3), ACHIEVEMENT, replace(EARNER, name='"A"')))
    assert len(asked) == 3
    assert forms.encode(award, ACHIEVEMENT, EARNER, SIGNATURE) == plain_document(
        of, Case(award, ACHIEVEMENT, EARNER), SIGNATURE
    )


def test_a_digest_of_other_records_under_the_same_id_is_not_taken_for_theirs() -> None:
    of, other = _plain(), replace(ACHIEVEMENT, name=Text.of("Another name"), slug="other")
    forms = Forms(of.composer, METHOD)
    first = Case(_award(1), ACHIEVEMENT, EARNER)
    for case in (
        Case(_award(1, results=ONE_RESULT), ACHIEVEMENT, EARNER),
        Case(first.award, ACHIEVEMENT, replace(EARNER, name="Somebody else")),
        Case(first.award, other, EARNER),
    ):
        forms.digest(*first)
        assert forms.encode(*case, SIGNATURE) == plain_document(of, case, SIGNATURE)


def test_what_is_remembered_between_digest_and_document_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "_IN_HAND", 8)
    of = _plain()
    forms = Forms(of.composer, METHOD)
    many = [Case(_award(number), ACHIEVEMENT, EARNER) for number in range(50)]
    for case in many:
        forms.digest(*case)
        assert len(forms._in_hand) <= 8
    for case in many:
        assert forms.encode(*case, SIGNATURE) == plain_document(of, case, SIGNATURE)
    assert not forms._in_hand


# What is wrong is found


def _spoil(part: Any, what: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *inputs: what(part(*inputs))


def _without_a_line(form: Any) -> Any:
    return replace(form, still=form.still[1:])


def _without_a_block(form: Any) -> Any:
    return form._replace(blocks=form.blocks[1:])


def test_a_form_that_is_wrong_when_it_is_made_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    of = _plain()
    for name, what in (("fixed_form", _without_a_line), ("holed_form", _without_a_block)):
        with monkeypatch.context() as patch:
            patch.setattr(formparts, name, _spoil(getattr(formparts, name), what))
            forms = Forms(of.composer, METHOD)
            for number in range(3):
                _both_agree(forms, of, Case(_award(number), ACHIEVEMENT, EARNER))
            assert (forms.counts.compiled, forms.counts.plain, forms.counts.refused) == (0, 3, 1)


def test_a_form_that_goes_wrong_later_is_caught_by_the_sample_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "SAMPLE", 10)
    of = _plain()
    forms = Forms(of.composer, METHOD)
    made = [Case(_award(number), ACHIEVEMENT, EARNER) for number in range(30)]
    forms.digest(*made[0])
    monkeypatch.setattr(template, "fill_statements", _spoil(fill_statements, lambda texts: (texts[0], b"no")))
    wrong = [number for number in range(1, 30) if forms.digest(*made[number]) != plain_digest(of, made[number])]
    assert wrong == list(range(1, 9))  # the tenth went out as the plain way has it, and so did all behind
    assert (forms.counts.checked, forms.counts.refused, forms.counts.plain) == (1, 1, 20)
    assert forms.encode(*made[0], SIGNATURE) == plain_document(of, made[0], SIGNATURE)


def test_a_form_that_was_given_up_stays_so_when_it_has_been_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    of = _plain(2)
    forms = Forms(of.composer, METHOD, most=1)
    forms.digest(_award(1), ACHIEVEMENT, EARNER)
    with monkeypatch.context() as patch:
        patch.setattr(template, "SAMPLE", 1)
        patch.setattr(template, "fill_statements", lambda *_: (b"", b""))
        forms.digest(_award(2), ACHIEVEMENT, EARNER)
    assert forms.counts.refused == 1
    expiring = {"expires_at": datetime(2030, 1, 1, tzinfo=UTC)}
    for number in range(20):
        forms.digest(_award(number, **expiring), of.achievements[1], EARNER)
    before = forms.counts.compiled
    assert before > 5
    for number in range(20):
        forms.digest(_award(number, **expiring), ACHIEVEMENT, EARNER)
        forms.digest(_award(number), of.achievements[1], EARNER)
    assert forms.counts.compiled == before


def test_a_document_that_goes_wrong_is_caught_by_the_sample_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "SAMPLE", 10)
    of = _plain()
    forms = Forms(of.composer, METHOD)
    made = [Case(_award(number), ACHIEVEMENT, EARNER) for number in range(30)]
    forms.encode(*made[0], SIGNATURE)
    monkeypatch.setattr(template, "fill_document", _spoil(template.fill_document, lambda data: data + b" "))
    wrong = [n for n in range(1, 30) if forms.encode(*made[n], SIGNATURE) != plain_document(of, made[n], SIGNATURE)]
    assert wrong == list(range(1, 9))
    assert forms.counts.refused == 1


def test_a_form_that_signs_what_the_plain_way_refuses_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD)
    forms.digest(_award(1), ACHIEVEMENT, EARNER)
    monkeypatch.setattr(template, "SAMPLE", 1)
    monkeypatch.setattr(template, "award_values", lambda *_: {})
    monkeypatch.setattr(template, "fill_statements", lambda *_: (b"", b""))
    with pytest.raises(WireError):
        forms.digest(_award(2), ACHIEVEMENT, replace(EARNER, name="\ufffe"))
    assert forms.counts.refused == 1


def test_two_parts_that_meet_for_the_first_time_are_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    of = _plain(2)
    forms = Forms(of.composer, METHOD)
    one, other = of.achievements
    expiring = _award(3, expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    forms.digest(_award(1), one, EARNER)
    forms.digest(expiring, other, EARNER)
    monkeypatch.setattr(template, "fill_statements", lambda *_: (b"", b""))
    assert forms.digest(expiring, one, EARNER) == plain_digest(of, Case(expiring, one, EARNER))
    assert (forms.counts.compiled, forms.counts.plain, forms.counts.refused) == (2, 1, 1)


# How many are kept


def test_no_more_forms_are_kept_than_asked_for() -> None:
    of = _plain(40)
    forms = Forms(of.composer, METHOD, most=3)
    for number in range(400):
        achievement = of.achievements[number * 7 % 40]
        _both_agree(forms, of, Case(_award(number), achievement, EARNER))
        assert len(forms._about._parts) <= 3 and len(forms._around._parts) <= 3
    assert forms.counts.compiled + forms.counts.plain == 400


def test_what_has_merely_been_seen_is_forgotten_in_time() -> None:
    of = _plain(100)
    forms = Forms(of.composer, METHOD, most=5)
    for number, achievement in enumerate(of.achievements):
        forms.digest(_award(number), achievement, EARNER)
        assert len(forms._about._seen) <= 32


def test_when_all_places_are_taken_a_newcomer_has_to_come_up_a_few_times() -> None:
    of = _plain(3)
    forms = Forms(of.composer, METHOD, most=2)
    for achievement in of.achievements[:2]:
        forms.digest(_award(1), achievement, EARNER)
    compiled = []
    for number in range(10):
        forms.digest(_award(number), of.achievements[2], EARNER)
        compiled.append(forms.counts.compiled - 2)
    assert compiled == [0, 0, 0, 0, 0, 0, 0, 1, 2, 3]
    assert forms.counts.plain == 7


def test_achievements_in_no_order_do_not_drive_each_other_out() -> None:
    of = _plain(40)
    forms = Forms(of.composer, METHOD, most=4)
    for number in range(400):
        forms.digest(_award(number), of.achievements[number * 7 % 40], EARNER)
    assert forms.counts.compiled == 40  # those four that came first


def test_with_no_place_at_all_everything_goes_the_plain_way() -> None:
    of = _plain()
    forms = Forms(of.composer, METHOD, most=0)
    for number in range(10):
        _both_agree(forms, of, Case(_award(number), ACHIEVEMENT, EARNER))
    assert (forms.counts.compiled, forms.counts.plain) == (0, 10)
