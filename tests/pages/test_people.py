from __future__ import annotations

import pytest

from generator.model import Accept, Art, EventKind, OwnLink, Portrait, Text, Visibility
from generator.pages import views
from tests.pages.sample import Maker, at, event, make_achievement, make_award, make_earner, text
from tests.published import Page


def profile(make: Maker, earner, *awards) -> views.ProfileView:
    return views.profile_view(make.frame, earner, [make.entry(award, make_achievement(), earner) for award in awards])


def test_a_profile_shows_awards_newest_first_with_days_and_states(make: Maker) -> None:
    revoked = make_award("a" * 16, events=(event(EventKind.REVOKED, "2026-11-10", "x"),))
    held = make_award("b" * 16, awarded_at=at("2026-11-02"), events=(event(EventKind.SUSPENDED, "2026-11-10", "x"),))
    expired = make_award("c" * 16, awarded_at=at("2020-01-01"), expires_at=at("2021-01-01"))
    lasting = make_award("d" * 16, awarded_at=at("2019-01-01"), expires_at=None)
    view = profile(make, make_earner(), expired, revoked, lasting, held)
    assert [(card.day and card.day.iso, card.state) for card in view.cards] == [
        ("2026-11-02", "suspended"),
        ("2026-11-01", "revoked"),
        ("2020-01-01", "expired"),
        ("2019-01-01", ""),
    ]
    html = make.render(view)
    for words in ("On hold</p>", "Revoked</p>", "Expired</p>", "4 badges"):
        assert words in html


def test_awards_of_one_day_stand_in_order_of_their_ids(make: Maker) -> None:
    view = profile(make, make_earner(), make_award("b" * 16), make_award("a" * 16))
    assert [card.name.href for card in view.cards] == [f"../../awards/{'a' * 16}/", f"../../awards/{'b' * 16}/"]


@pytest.mark.parametrize("visibility", [Visibility.UNLISTED, Visibility.SEALED, Visibility.NONE])
def test_an_award_that_is_not_public_is_refused(make: Maker, visibility: Visibility) -> None:
    with pytest.raises(ValueError, match="not public"):
        profile(make, make_earner(), make_award(visibility=visibility))


def test_an_award_that_waits_for_its_earner_is_refused(make: Maker) -> None:
    with pytest.raises(ValueError, match="not public"):
        profile(make, make_earner(accept=Accept.ASK), make_award())


@pytest.mark.parametrize(
    "changes", [{"visibility": Visibility.UNLISTED}, {"visibility": Visibility.NONE}, {"handle": ""}]
)
def test_an_earner_without_a_public_page_is_refused(make: Maker, changes) -> None:
    with pytest.raises(ValueError, match="no public page"):
        profile(make, make_earner(**changes))


def test_a_profile_without_awards_says_so(make: Maker) -> None:
    assert "No public badges at the moment." in make.render(profile(make, make_earner()))


def test_a_profile_is_shared_as_a_person(make: Maker) -> None:
    preview = profile(make, make_earner(), make_award()).page.preview
    assert preview is not None
    assert (preview.kind, preview.title) == ("profile", "Alice Martin – Badges of Nordlys Institute")
    assert preview.description == "Alice Martin holds 1 badge of Nordlys Institute."


def test_a_name_in_another_language_is_marked(make: Maker) -> None:
    html = make.render(profile(make, make_earner(name="山田 花子", language="ja"), make_award()))
    assert '<h1 dir="auto" lang="ja">山田 花子</h1>' in html


def test_earners_stand_in_order_of_their_names_whatever_width_case_or_accents(make: Maker) -> None:
    names = [("e1", "bo"), ("e2", "Ａmara"), ("e3", "Bo"), ("e4", "Zed"), ("e0", "bo"), ("e5", "Éloïse"), ("e6", "Eva")]
    earners = [make_earner(i, name=name, handle=f"h-{i}") for i, name in names]
    view = views.earners_view(make.frame, [(earner, 1) for earner in earners])
    assert [person.name.href for person in view.people] == [
        f"h-{i}/" for i in ("e2", "e0", "e1", "e3", "e5", "e6", "e4")
    ]


def test_who_wants_no_page_is_not_listed(make: Maker) -> None:
    assert views.earners_view(make.frame, [(make_earner(handle=""), 3)]).people == ()


def test_who_is_not_public_is_refused(make: Maker) -> None:
    with pytest.raises(ValueError, match="no public page"):
        views.earners_view(make.frame, [(make_earner(visibility=Visibility.UNLISTED), 1)])


def test_an_empty_list_says_so(make: Maker) -> None:
    assert "Nobody is listed yet." in make.render(views.earners_view(make.frame, []))


def test_only_names_languages_and_handles_leave_an_earners_record(make: Maker) -> None:
    earner = make_earner("secret-id", emails=("canary@example.net",), did="did:key:z6Mkcanary")
    views_made = [
        profile(make, earner, make_award(earner="secret-id")),
        views.earners_view(make.frame, [(earner, 1)]),
    ]
    for view in views_made:
        shown = repr(view) + make.render(view)
        assert "canary" not in shown
        assert "secret-id" not in shown


def test_a_card_leads_to_the_award_and_its_picture_repeats_no_words(make: Maker) -> None:
    page = Page("earners/alice-martin/", make.render(profile(make, make_earner(), make_award())))
    (link,) = [a for a in page.all("a") if a.text == "Cloud Data Steward"]
    assert link.attributes["href"] == "../../awards/7f3k9q2m4c8w1x0z/"
    assert [image.attributes["alt"] for image in page.all("img")] == [""]


def test_a_card_says_what_the_credential_says(make: Maker) -> None:
    award, earner = make_award(), make_earner()
    entry = make.entry(award, make_achievement(name=text("Signed name")), earner)
    view = views.profile_view(
        make.frame, earner, [views.ProfileEntry(award, entry.document, make_achievement(name=text("New name")))]
    )
    assert view.cards[0].name.text.text == "Signed name"


def test_what_an_earner_chose_to_show_stands_on_the_page(make: Maker) -> None:
    earner = make_earner(language="ja")
    picture = Art("content/profiles/me.png", 400, 300, Text(()))
    portrait = Portrait(
        earner.handle,
        earner.place,
        headline="Counts rivers",
        links=(OwnLink("Diary", "https://diary.example.com/"),),
        picture=picture,
        order=("b" * 16,),
        bio="Since **1999**. <script>alert(1)</script>",
    )
    awards = [make_award("a" * 16), make_award("b" * 16, awarded_at=at("2019-01-01"))]
    view = views.profile_view(
        make.frame, earner, [make.entry(award, make_achievement(), earner) for award in awards], portrait
    )
    assert [card.name.href for card in view.cards] == [f"../../awards/{'b' * 16}/", f"../../awards/{'a' * 16}/"]
    html = make.render(view)
    for words in (
        '<p class="lead" dir="auto" lang="ja">Counts rivers</p>',
        '<a href="https://diary.example.com/" rel="nofollow noopener noreferrer me" lang="ja">Diary</a>',
        '<img src="picture.png" width="128" height="96" alt="Picture of Alice Martin"',
        "Since <strong>1999</strong>. &lt;script&gt;",
    ):
        assert words in html


def test_a_badge_that_its_earner_hides_is_refused(make: Maker) -> None:
    earner, award = make_earner(), make_award()
    portrait = Portrait(earner.handle, earner.place, hidden=(award.id,))
    with pytest.raises(ValueError, match="hidden"):
        views.profile_view(make.frame, earner, [make.entry(award, make_achievement(), earner)], portrait)
