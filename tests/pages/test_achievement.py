from __future__ import annotations

import re
from datetime import date

import pytest

from generator.model import Text
from generator.pages import views
from generator.pages.render import Theme
from tests.pages.sample import Maker, make_achievement, make_award, make_earner, make_site, signed, text
from tests.published import Page


def view_of(make: Maker, **changes) -> views.AchievementView:
    return views.achievement_view(make.frame, make_achievement(**changes), related=[], replaced_by=None)


def test_every_anchor_that_credentials_point_to_is_on_the_page(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    anchors = set(re.findall(r"/badges/cloud-data-steward/#([^\"']+)", repr(document)))
    assert {"criteria", "result-exam", "level-review-sound"} <= anchors
    page = Page("badges/cloud-data-steward/", make.render(view_of(make)))
    assert anchors <= page.ids


def test_small_facts_are_left_out_where_there_are_none(make: Maker) -> None:
    view = view_of(make, code="", level="", version="", field_of_study="", credits=None, valid_for="")
    assert view.details == ()
    assert "<dl" not in make.render(view)


def test_small_facts_are_written_for_readers(make: Maker) -> None:
    assert {detail.key: detail.text.text for detail in view_of(make).details} == {
        "code": "NX-200",
        "level": "associate",
        "version": "2.1",
        "field": "Data engineering",
        "credits": "1.5",
        "valid_for": "3 years",
    }


def test_results_say_scale_and_what_is_needed(make: Maker) -> None:
    exam, review = view_of(make).measures
    assert (exam.scale and exam.scale.text, exam.needed and exam.needed.text) == ("0% to 100%", "70%")
    assert [level.name.text for level in review.levels] == ["Sound", "Exemplary"]
    assert review.needed is not None
    assert review.needed.text == "Sound"


@pytest.mark.parametrize(
    ("retired_on", "said"),
    [(date(2026, 11, 20), "has not been offered since"), (date(2026, 11, 21), "is offered until"), (None, None)],
)
def test_the_end_of_an_offer_is_told_by_the_day_of_the_ledger(make: Maker, retired_on, said) -> None:
    html = make.render(view_of(make, retired_on=retired_on))
    assert ("has not been offered since" in html, "is offered until" in html) == (
        said == "has not been offered since",
        said == "is offered until",
    )


def test_what_took_its_place_is_linked(make: Maker) -> None:
    old = make_achievement("telegraphist", retired_on=date(2019, 12, 31))
    html = make.render(
        views.achievement_view(
            make.frame, old, related=[], replaced_by=make_achievement("river-keeper", name=text("River Keeper"))
        )
    )
    assert 'Its place has been taken by <a href="../river-keeper/">River Keeper</a>.' in html


def test_related_badges_keep_their_order(make: Maker) -> None:
    related = [make_achievement("b", name=text("B")), make_achievement("a", name=text("A"))]
    view = views.achievement_view(make.frame, make_achievement(), related=related, replaced_by=None)
    assert [card.name.href for card in view.related] == ["../b/", "../a/"]


def test_all_is_shown_in_the_readers_language_where_there_is_a_translation(theme: Theme) -> None:
    make = Maker(theme, make_site(("ja", "en")), language="en")
    view = view_of(make, name=Text((("ja", "雲"), ("en", "Cloud"))), description=Text((("ja", "説明"),)))
    page = Page("badges/x/", make.render(view))
    assert page.all("h1")[0].text == "Cloud"
    (lead,) = [p for p in page.all("p") if p.text == "説明"]
    assert lead.attributes["lang"] == "ja"
