from __future__ import annotations

from datetime import date

from generator.model import Conferral, Exclusion, Text
from generator.pages import views
from tests.pages.sample import Maker, make_achievement, text


def named(slug: str, name: str, **changes):
    return make_achievement(slug, name=text(name), **changes)


CATALOGUE = [
    named("zeta", "zeta", type="Certification"),
    named("wide", "Ａlpha", type="Certification"),
    named("beta", "Beta", type="Certification"),
    named("course", "Course", type="Course"),
    named("old", "Old", type="Course", retired_on=date(2019, 7, 31)),
    named("soon", "Soon", type="Certification", retired_on=date(2027, 1, 1)),
]


def test_badges_stand_in_three_groups_in_order_of_names(make: Maker) -> None:
    view = views.catalogue_view(make.frame, CATALOGUE, [], [])
    assert {group.key: [card.name.text.text for card in group.cards] for group in view.groups} == {
        "certifications": ["Ａlpha", "Beta", "Soon", "zeta"],
        "others": ["Course"],
        "retired": ["Old"],
    }


def test_a_group_without_badges_is_left_out(make: Maker) -> None:
    view = views.catalogue_view(make.frame, CATALOGUE[:1], [], [])
    assert [group.key for group in view.groups] == ["certifications"]


def test_retired_badges_say_so_in_words(make: Maker) -> None:
    html = make.render(views.catalogue_view(make.frame, CATALOGUE, [], []))
    assert html.count('<p class="state">') == 1
    assert "No longer offered</p>" in html


def test_exams_without_a_badge_say_what_they_count_towards_or_why_not(make: Maker) -> None:
    conferrals = [Conferral("NX-110", text("Data foundations"), "beta")]
    exclusions = [Exclusion(("NX-074", "NX-075"), text("Retired before badges began."), date(2019, 7, 31))]
    view = views.catalogue_view(make.frame, CATALOGUE, exclusions, conferrals)
    first, second = view.unbadged
    assert (first.codes, first.name and first.name.text) == (("NX-110",), "Data foundations")
    assert first.counts_towards is not None
    assert (first.counts_towards.text.text, first.counts_towards.href) == ("Beta", "beta/")
    assert second.reason is not None
    assert (second.codes, second.reason.text, second.since and second.since.iso) == (
        ("NX-074", "NX-075"),
        "Retired before badges began.",
        "2019-07-31",
    )
    html = make.render(view)
    assert 'Counts towards <a href="beta/">Beta</a>' in html
    assert "July 31, 2019" in html


def test_a_conferral_without_a_name_shows_its_code_alone(make: Maker) -> None:
    view = views.catalogue_view(make.frame, CATALOGUE, [], [Conferral("NX-110", Text(()), "beta")])
    assert view.unbadged[0].name is None


def test_an_empty_catalogue_says_so(make: Maker) -> None:
    assert "No badges yet." in make.render(views.catalogue_view(make.frame, [], [], []))
    assert "No badges yet." in make.render(views.home_view(make.frame, [], awards=0, earners=0))


def test_the_home_page_shows_what_is_on_offer_certifications_first(make: Maker) -> None:
    view = views.home_view(make.frame, CATALOGUE, awards=3, earners=2)
    assert [card.name.text.text for card in view.cards] == ["Ａlpha", "Beta", "Soon", "zeta", "Course"]
    assert (view.badges, view.awards, view.earners, view.more) == (5, 3, 2, False)


def test_the_home_page_counts_in_the_readers_words(make: Maker) -> None:
    html = make.render(views.home_view(make.frame, CATALOGUE[:1], awards=1412, earners=1))
    for words in ("1 badge to earn", "1,412 awards made", "1 earner<"):
        assert words in html


def test_the_home_page_leads_to_the_rest_of_a_large_catalogue(make: Maker) -> None:
    many = [named(f"b{number}", f"Badge {number:03}") for number in range(30)]
    view = views.home_view(make.frame, many, awards=0, earners=0)
    assert (len(view.cards), view.more, view.badges) == (12, True, 30)
    assert "See all badges" in make.render(view)


def test_what_is_new_stands_first_at_home_and_only_once(make: Maker) -> None:
    many = [named(f"b{n:02}", f"Badge {n:02}", offered_since=date(2020, 1, n + 1)) for n in range(20)]
    view = views.home_view(make.frame, many, awards=0, earners=0)
    assert [card.name.text.text for card in view.newest] == ["Badge 19", "Badge 18", "Badge 17", "Badge 16"]
    assert [card.name.text.text for card in view.cards] == [f"Badge {n:02}" for n in range(8)]
    assert view.more


def test_the_home_page_says_what_it_is_and_leads_to_finding_and_checking(make: Maker) -> None:
    html = make.render(views.home_view(make.frame, CATALOGUE, awards=3, earners=2))
    assert "Nordlys Institute signs every badge that it awards" in html
    assert '<a class="button strong" href="badges/">Find a badge</a>' in html
    assert '<a class="button" href="verify/">Verify a badge</a>' in html
