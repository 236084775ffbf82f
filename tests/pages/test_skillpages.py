from __future__ import annotations

from datetime import date

from generator.model import Alignment, Skill
from generator.pages import views
from tests.pages.sample import Maker, make_achievement, make_award, make_earner, signed, text

ENTRY = Alignment("Query", "https://frameworks.example.org/sql", "Framework", "S1")
FIRST = make_achievement("first", name=text("First"), skills=(Skill("sql", text("SQL"), (ENTRY,)),))
SECOND = make_achievement(
    "second",
    name=text("Second"),
    skills=(Skill("sql", text("Sql")), Skill("maps", text("Maps"))),
    retired_on=date(2020, 1, 1),
)


def test_a_skill_leads_to_the_badges_that_show_it_those_on_offer_first(make: Maker) -> None:
    view = views.skill_view(make.frame, "sql", [SECOND, FIRST])
    assert [card.name.href for card in view.offered] == ["../../badges/first/"]
    assert [card.name.href for card in view.retired] == ["../../badges/second/"]
    assert [reference.code for reference in view.references] == ["S1"]


def test_the_first_name_of_a_skill_is_the_one_on_its_page(make: Maker) -> None:
    assert views.skill_view(make.frame, "sql", [FIRST, SECOND]).name.text == "SQL"


def test_an_entry_of_a_framework_that_two_badges_name_stands_there_once(make: Maker) -> None:
    other = make_achievement("third", skills=FIRST.skills)
    assert len(views.skill_view(make.frame, "sql", [FIRST, other]).references) == 1


def test_the_list_of_skills_counts_the_badges_of_each(make: Maker) -> None:
    view = views.skills_view(make.frame, views.by_skill([FIRST, SECOND]))
    assert [(skill.name.text.text, skill.name.href, skill.badges) for skill in view.skills] == [
        ("Maps", "maps/", 1),
        ("SQL", "sql/", 2),
    ]


def test_chips_on_a_badge_and_on_an_award_lead_to_the_skill(make: Maker) -> None:
    html = make.render(views.achievement_view(make.frame, make_achievement(), related=[], replaced_by=None))
    assert '<li id="skill-sql"><a href="../../skills/sql/">SQL</a></li>' in html
    assert '<li><a href="../../skills/sql/">SQL</a></li>' in make.render(make.award())


def test_a_skill_that_only_a_credential_has_leads_nowhere(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    view = make.award(achievement=make_achievement(skills=()), document=document)
    assert view.skills
    assert {skill.href for skill in view.skills} == {""}
