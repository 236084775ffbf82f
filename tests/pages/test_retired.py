from __future__ import annotations

from datetime import date

from generator.pages import views
from tests.pages.sample import Maker, make_achievement, text

BADGES = [
    make_achievement("now", name=text("Now")),
    make_achievement("older", name=text("Older"), retired_on=date(2019, 7, 31), retired_reason=text("Nobody asked.")),
    make_achievement("newer", name=text("Newer"), retired_on=date(2024, 1, 31), replaced_by="now"),
    make_achievement("soon", name=text("Soon"), retired_on=date(2027, 1, 1)),
]


def test_ends_stand_newest_first_and_those_to_come_apart(make: Maker) -> None:
    view = views.retired_view(make.frame, BADGES)
    assert [row.name.text.text for row in view.ended] == ["Newer", "Older"]
    assert [row.name.text.text for row in view.ending] == ["Soon"]


def test_the_list_says_since_when_why_and_what_took_its_place(make: Maker) -> None:
    html = make.render(views.retired_view(make.frame, BADGES))
    for words in (
        'Since <time datetime="2019-07-31">July 31, 2019</time>',
        "Nobody asked.",
        'Its place has been taken by <a href="../badges/now/">Now</a>.',
        'Until <time datetime="2027-01-01">January 1, 2027</time>',
        "No reason was given.",
    ):
        assert words in html


def test_a_badge_with_an_end_says_why_on_its_own_page(make: Maker) -> None:
    view = views.achievement_view(make.frame, BADGES[1], related=[], replaced_by=None)
    assert "Nobody asked." in make.render(view)


def test_the_catalogue_leads_to_the_list_only_where_there_is_one(make: Maker) -> None:
    assert views.catalogue_view(make.frame, BADGES, [], []).retired == "../retired/"
    assert views.catalogue_view(make.frame, BADGES[:1], [], []).retired == ""


def test_no_page_says_of_badges_that_may_expire_that_they_stay_valid(make: Maker) -> None:
    pages = [views.retired_view(make.frame, BADGES), views.catalogue_view(make.frame, BADGES, [], [])]
    pages += [
        views.achievement_view(make.frame, badge, related=[], replaced_by=None) for badge in (BADGES[1], BADGES[3])
    ]
    for view in pages:
        html = make.render(view)
        assert "No award ends because of it" in html
        assert "stay valid" not in html and "stays valid" not in html
        assert "no longer offered since" not in html.lower()
