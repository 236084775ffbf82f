from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from msgspec.structs import replace
from PIL import Image

from generator.bake.card import draw_card
from generator.model import (
    EventKind,
    Evidence,
    Result,
    ResultDescription,
    Spoken,
    Text,
    Visibility,
)
from generator.pages import views
from generator.pages.render import Theme
from tests.pages.sample import (
    Maker,
    at,
    badge_picture,
    event,
    make_achievement,
    make_award,
    make_earner,
    make_site,
    signed,
    text,
)
from tests.published import Page


def page_of(make: Maker, view: views.AwardView) -> Page:
    return Page("awards/x/", make.render(view))


def texts(page: Page) -> str:
    return " ".join("".join(element.texts) for element in page.elements if element.tag != "script")


def panel(page: Page) -> dict[str, str]:
    return next(element.attributes for element in page.all("section") if "data-state" in element.attributes)


# Facts


def test_every_fact_on_the_page_comes_from_the_credential(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    said = {
        **document,
        "awardedDate": "2020-02-29T00:00:00Z",
        "validUntil": "2031-01-02T23:59:59Z",
        "issuer": {**document["issuer"], "name": "Signed Issuer"},
        "evidence": [{"type": ["Evidence"], "id": "https://signed.example/e", "name": "Signed evidence"}],
    }
    subject = document["credentialSubject"]
    said["credentialSubject"] = {
        **subject,
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": "Signed Name", "identityType": "name"}
        ],
        "achievement": {
            **subject["achievement"],
            "name": "Signed achievement",
            "description": "Signed description",
            "criteria": {"narrative": "Signed criteria"},
            "humanCode": "SIGNED-1",
            "alignment": [{"targetName": "Signed skill", "targetUrl": "https://signed.example/s"}],
        },
    }
    view = make.award(document=said)
    assert view.name == Spoken("Signed achievement", "en")
    assert view.description.text == "Signed description"
    assert view.earner is not None
    assert view.earner.text.text == "Signed Name"
    assert view.issuer.text.text == view.panel.issuer.text == "Signed Issuer"
    assert (view.issued.iso, view.expires.iso) == ("2020-02-29", "2031-01-02")
    assert view.criteria is not None
    assert view.criteria.html == "<p>Signed criteria</p>"
    assert [skill.name.text for skill in view.skills] == ["Signed skill"]
    assert [item.name.text.text for item in view.evidence if item.name] == ["Signed evidence"]
    assert "SIGNED-1" in [detail.text.text for detail in view.details]
    shown = texts(page_of(make, view))
    for unsigned in ("Cloud Data Steward", "Alice Martin", "NX-200", "Pipeline review report"):
        assert unsigned not in shown


def test_a_credential_that_names_nobody_in_plain_text_gets_a_page_without_a_name(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    document["credentialSubject"] = {
        **document["credentialSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": True, "identityHash": "sha256$00", "identityType": "name"}],
    }
    view = make.award(document=document)
    assert view.earner is None
    assert view.page.title == "Cloud Data Steward – Nordlys Institute"
    assert "Awarded to" not in make.render(view)


def test_the_title_says_achievement_earner_and_issuer(make: Maker) -> None:
    assert make.award().page.title == "Cloud Data Steward, Alice Martin – Nordlys Institute"


def test_an_award_without_an_end_says_so(make: Maker) -> None:
    page = page_of(make, make.award(make_award(expires_at=None)))
    assert "No end date" in texts(page)


def test_a_later_edition_is_dated_beside_the_first_one(make: Maker) -> None:
    view = make.award(make_award(events=(event(EventKind.REISSUED, "2026-11-05"),)))
    assert (view.issued.iso, view.reissued.iso) == ("2026-11-01", "2026-11-05")
    assert make.award().reissued is None


def test_a_signed_document_is_required(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    del document["proof"]
    with pytest.raises(ValueError, match="signed"):
        make.award(document=document)


# Results, skills, evidence


def test_results_are_named_by_their_descriptions(make: Maker) -> None:
    rows = [(row.name.text, row.reached.text, row.needed and row.needed.text) for row in make.award().results]
    assert rows == [("Written exam", "92.5%", "70%"), ("Pipeline review", "Exemplary", "Sound")]


@pytest.mark.parametrize(
    ("description", "value", "reached", "needed"),
    [
        (ResultDescription("r", "R", "RawScore", maximum="40", required="25"), "31", "31 of 40", "25"),
        (ResultDescription("r", "R", "LetterGrade", required="C"), "B+", "B+", "C"),
        (ResultDescription("r", "R", "Status"), "Completed", "Completed", None),
        (ResultDescription("r", "R", "Status"), "InProgress", "In progress", None),
        (ResultDescription("r", "R", "Percent"), "very good", "very good", None),
        (ResultDescription("r", "R", "Percent"), "1e999", "1e999", None),
        (ResultDescription("r", "R", "RawScore", maximum="x"), "NaN", "NaN", None),
    ],
)
def test_a_result_is_written_as_its_type_asks(
    make: Maker, description: ResultDescription, value: str, reached: str, needed: str | None
) -> None:
    achievement = make_achievement(results=(description,))
    view = make.award(make_award(results=(Result("r", value=value),)), achievement)
    assert [(row.reached.text, row.needed and row.needed.text) for row in view.results] == [(reached, needed)]


def test_a_result_whose_description_is_missing_is_not_shown(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    subject = document["credentialSubject"]
    achievement = {key: value for key, value in subject["achievement"].items() if key != "resultDescription"}
    document["credentialSubject"] = {**subject, "achievement": achievement}
    assert make.award(document=document).results == ()


def test_skills_are_those_the_credential_names_by_alignment(make: Maker) -> None:
    view = make.award()
    alignments = json.loads(view.checking.credential)["credentialSubject"]["achievement"]["alignment"]
    assert [skill.name.text for skill in view.skills] == ["Data governance", "SQL", "Privacy"]
    assert view.skills[2].references == ()  # no framework has it: it is aligned with its own page
    (own,) = [each for each in alignments if each["targetName"] == "Privacy"]
    assert own["targetUrl"] == "https://badges.example.org/skills/privacy/"
    reference = view.skills[0].references[0]
    assert (reference.entry.href, reference.framework, reference.code) == (
        "https://frameworks.example.org/skills/s2-4",
        "Example Framework",
        "S2.4",
    )


@pytest.mark.parametrize(
    ("evidence", "name", "host", "words"),
    [
        (Evidence("https://e.example/a", "Report"), "Report", "e.example", None),
        (Evidence("https://e.example/a"), "Evidence", "e.example", None),
        (Evidence(text="Built *alone*."), None, "", "<p>Built <em>alone</em>.</p>"),
    ],
)
def test_evidence_has_a_name_a_host_or_words(
    make: Maker, evidence: Evidence, name: str | None, host: str, words: str | None
) -> None:
    (item,) = make.award(make_award(evidence=evidence)).evidence
    assert (item.name and item.name.text.text, item.host, item.prose and item.prose.html) == (name, host, words)


def test_evidence_that_is_no_web_address_is_no_link(make: Maker) -> None:
    view = make.award(make_award(evidence=Evidence("javascript:alert(1)", "Report")))
    assert view.evidence[0].name is not None
    assert view.evidence[0].name.href == ""


# State


@pytest.mark.parametrize(
    ("award", "site", "state", "role", "heading", "sentence"),
    [
        (
            make_award(),
            {},
            "idle",
            "info",
            "Signed by Nordlys Institute",
            "Signed on November 1, 2026. Turn on JavaScript to check it here, or check the file with badgepress "
            "verify or any other Open Badges 3.0 verifier.",
        ),
        (
            make_award(events=(event(EventKind.REVOKED, "2026-11-10", "issued in error"),)),
            {},
            "revoked",
            "bad",
            "Revoked by the issuer",
            "Nordlys Institute withdrew it on November 10, 2026.",
        ),
        (
            make_award(events=(event(EventKind.SUSPENDED, "2026-11-12", "under review"),)),
            {},
            "suspended",
            "warn",
            "Suspended by the issuer",
            "On hold since November 12, 2026. Ask Nordlys Institute.",
        ),
        (
            make_award(),
            {"as_of": at("2026-10-31")},
            "idle",
            "info",
            "Signed by Nordlys Institute",
            "Valid from November 1, 2026. Check it with badgepress verify, or open the file in any Open Badges 3.0 "
            "verifier.",
        ),
        (
            make_award(),
            {"as_of": at("2029-11-01")},
            "expired",
            "warn",
            "Genuine, but expired",
            "It was valid until October 31, 2029.",
        ),
        (
            make_award(events=(event(EventKind.REVOKED, "2026-11-10", "issued in error"),)),
            {"as_of": at("2029-11-01")},
            "revoked",
            "bad",
            "Revoked by the issuer",
            "Nordlys Institute withdrew it on November 10, 2026.",
        ),
        (
            make_award(
                events=(event(EventKind.SUSPENDED, "2026-11-12", "x"), event(EventKind.REINSTATED, "2026-11-13"))
            ),
            {},
            "idle",
            "info",
            "Signed by Nordlys Institute",
            "",
        ),
    ],
)
def test_the_panel_says_the_first_state_that_holds(
    theme: Theme, award, site, state: str, role: str, heading: str, sentence: str
) -> None:
    make = Maker(theme, make_site(**site))
    page = page_of(make, make.award(award))
    assert panel(page)["data-state"] == state
    assert panel(page)["class"] == f"panel {role}"
    inside = page.html[page.html.index('role="status"') : page.html.index("<details>")]
    words = re.sub(r"<[^>]*>", "", inside)
    assert heading in words
    assert sentence in words


def test_the_reason_for_a_revocation_is_given(make: Maker) -> None:
    view = make.award(make_award(events=(event(EventKind.REVOKED, "2026-11-10", "issued in error"),)))
    assert "Reason given: <bdi>issued in error</bdi>" in make.render(view)


@pytest.mark.parametrize("as_of", [None, at("2026-11-01"), at("2029-10-31")])
def test_without_a_later_day_on_record_nothing_is_said_of_dates(theme: Theme, as_of) -> None:
    assert Maker(theme, make_site(as_of=as_of)).award().panel.state == "idle"


def test_no_page_calls_itself_verified(make: Maker) -> None:
    """Green is never in the file: only the script says it, and only after it has checked."""
    for view in make.whole().values():
        shown = make.render(view)
        assert "Verified" not in shown
        assert "panel ok" not in shown


def test_the_page_carries_its_credential_as_data_that_no_text_can_break_out_of(make: Maker) -> None:
    award = make_award()
    earner = replace(make_earner(), name="</script><script>alert(1)</script>&\u2028<!--")
    document = signed(make.site, award, make_achievement(), earner)
    shown = make.render(make.award(document=document))
    block = shown.partition('id="credential">')[2].partition("</script>")[0]
    assert json.loads(block) == document
    assert not set(block) & set("<>&\u2028")


def test_what_the_script_compares_is_marked_only_where_it_stands_as_it_was_signed(make: Maker) -> None:
    assert make.award().facts == ("earner", "issued", "expires", "name", "issuer")


def test_a_standing_needs_its_event(make: Maker) -> None:
    award = make_award()
    with pytest.raises(ValueError, match="standing"):
        views.award_view(
            make.frame,
            signed(make.site, award, make_achievement(), make_earner()),
            award=award,
            visibility=Visibility.PUBLIC,
            earner_language="en",
            profile_handle="",
            achievement=make_achievement(),
            standing=make_award(events=(event(EventKind.REVOKED, "2026-11-10", "x"),)).standing()[0],
            said=None,
        )


def test_the_small_print_names_suite_key_issuer_list_records_and_host(make: Maker) -> None:
    signature = make.award().signature
    assert signature.suite == "eddsa-rdfc-2022"
    assert signature.key.startswith("did:web:badges.example.org#z6Mk")
    assert signature.issuer_id == "did:web:badges.example.org"
    assert signature.issuer_document == "../../.well-known/did.json"
    assert signature.status_list == "../../status/revocation-1.json"
    assert signature.host == "badges.example.org"


def test_a_credential_without_a_status_list_says_what_that_means(make: Maker) -> None:
    document = signed(make.site, make_award(), make_achievement(), make_earner())
    del document["credentialStatus"]
    assert "names no status list" in make.render(make.award(document=document))


# Retirement


@pytest.mark.parametrize(
    ("retired_on", "events", "words"),
    [
        (
            date(2026, 6, 30),
            (),
            'This badge has not been offered since <time datetime="2026-06-30">June 30, 2026</time>; this award does not end because of it.',
        ),
        (
            date(2027, 6, 30),
            (),
            'This badge is offered until <time datetime="2027-06-30">June 30, 2027</time>; this award does not end because of it.',
        ),
        (
            date(2026, 6, 30),
            (event(EventKind.REVOKED, "2026-11-10", "issued in error"),),
            'This badge has not been offered since <time datetime="2026-06-30">June 30, 2026</time>.',
        ),
    ],
)
def test_retirement_is_told_and_does_not_end_an_award(make: Maker, retired_on: date, events, words: str) -> None:
    html = make.render(make.award(make_award(events=events), make_achievement(retired_on=retired_on)))
    assert words in html
    assert ("does not end because of it" in html) == (not events)
    assert "stays valid" not in html  # it may expire


# Privacy and previews


def test_an_unlisted_award_asks_not_to_be_indexed_and_its_preview_names_nobody(make: Maker) -> None:
    view = make.award(make_award(visibility=Visibility.UNLISTED))
    page = page_of(make, view)
    metas = {
        m.attributes.get("name") or m.attributes.get("property"): m.attributes.get("content") for m in page.all("meta")
    }
    assert metas["robots"] == "noindex"
    assert not any("Alice" in (content or "") for content in metas.values())
    assert "Alice Martin" in texts(page)


def test_a_public_award_may_be_indexed_and_its_preview_names_the_earner(make: Maker) -> None:
    page = page_of(make, make.award())
    metas = {
        m.attributes.get("name") or m.attributes.get("property"): m.attributes.get("content") for m in page.all("meta")
    }
    assert "robots" not in metas
    assert "Alice Martin" in metas["og:title"]


@pytest.mark.parametrize("visibility", [Visibility.SEALED, Visibility.NONE])
def test_an_award_that_is_not_on_the_site_gets_no_page(make: Maker, visibility: Visibility) -> None:
    with pytest.raises(ValueError, match="has no page"):
        make.award(make_award(visibility=visibility))


def test_nothing_of_the_earners_record_but_name_language_and_handle_is_in_the_view(make: Maker) -> None:
    earner = make_earner("secret-id", emails=("canary@example.net",), did="")
    shown = repr(make.award(earner=earner)) + make.render(make.award(earner=earner))
    assert "canary" not in shown
    assert "secret-id" not in shown


def test_the_preview_picture_says_its_true_type_and_size(make: Maker) -> None:
    achievement = make_achievement(art=replace(make_achievement().art, width_px=512, height_px=400))
    preview = make.award(achievement=achievement).page.preview
    assert preview is not None
    image = preview.image
    assert image is not None
    assert (image.url, image.type, image.width_px, image.height_px) == (
        "https://badges.example.org/badges/cloud-data-steward/card.png",
        "image/png",
        1200,
        630,
    )
    drawn = Image.open(io.BytesIO(draw_card(badge_picture(), "")))
    assert (drawn.format, drawn.size) == ("PNG", (image.width_px, image.height_px))


@pytest.mark.parametrize(
    ("size", "shown"),
    [((600, 600), (272, 272)), ((600, 300), (272, 136)), ((100, 50), (100, 50)), ((4096, 1), (272, 1))],
)
def test_the_art_keeps_its_shape_and_is_never_enlarged(make: Maker, size, shown) -> None:
    achievement = make_achievement(art=replace(make_achievement().art, width_px=size[0], height_px=size[1]))
    picture = make.award(achievement=achievement).picture
    assert (picture.width, picture.height) == shown


def test_downloads_have_names_a_person_can_tell_apart(make: Maker) -> None:
    links = {
        e.attributes["href"]: e.attributes["download"]
        for e in page_of(make, make.award()).all("a")
        if "download" in e.attributes
    }
    assert links == {"badge.png": "cloud-data-steward.png", "credential.json": "cloud-data-steward.json"}


def test_the_credential_is_linked_as_another_form_of_the_page(make: Maker) -> None:
    (link,) = [
        e for e in page_of(make, make.award()).all("link") if e.attributes.get("type") == "application/vc+ld+json"
    ]
    assert link.attributes["rel"] == "alternate"
    assert link.attributes["href"] == "credential.json"


# Languages


def test_a_name_in_another_language_is_marked(make: Maker) -> None:
    page = page_of(make, make.award(earner=make_earner(name="山田 花子", language="ja")))
    (link,) = [e for e in page.all("a") if e.text == "山田 花子"]
    assert link.attributes["lang"] == "ja"


def test_what_is_signed_in_another_language_is_marked(theme: Theme) -> None:
    make = Maker(theme, make_site(("ja", "en")), language="en")
    achievement = make_achievement(
        name=Text((("ja", "雲"),)), description=Text((("ja", "説明"),)), criteria=Text((("ja", "基準"),))
    )
    page = page_of(make, make.award(achievement=achievement))
    assert page.all("h1")[0].attributes["lang"] == "ja"
    assert any(e.attributes == {"class": "prose", "dir": "auto", "lang": "ja"} for e in page.all("div"))


def test_the_signed_words_are_shown_in_the_readers_language_where_the_ledger_translates_them(theme: Theme) -> None:
    make = Maker(theme, make_site(("ja", "en")), language="en")
    achievement = make_achievement(name=Text((("ja", "雲"), ("en", "Cloud"))))
    assert make.award(achievement=achievement).name == Spoken("Cloud", "en")


def test_a_translation_of_other_words_than_the_signed_ones_is_not_used(theme: Theme) -> None:
    make = Maker(theme, make_site(("ja", "en")), language="en")
    award, earner = make_award(), make_earner()
    document = signed(make.site, award, make_achievement(name=Text((("ja", "古い名前"), ("en", "Old name")))), earner)
    now = make_achievement(name=Text((("ja", "新しい名前"), ("en", "New name"))))
    assert make.award(award, now, earner, document).name == Spoken("古い名前", "ja")


def test_skills_are_named_in_the_readers_language(theme: Theme) -> None:
    make = Maker(theme, make_site(("ja", "en")), language="en")
    achievement = make_achievement()
    skills = tuple(
        replace(s, name=Text((("ja", "技能"), ("en", s.name.choose("en").text)))) for s in achievement.skills
    )
    view = make.award(achievement=replace(achievement, skills=skills))
    named = [Spoken(name, "en") for name in ("Data governance", "SQL", "Privacy")]
    assert [skill.name for skill in view.skills] == named


def test_the_profile_is_linked_only_where_there_is_one(make: Maker) -> None:
    assert make.award().earner.href == "../../earners/alice-martin/"
    assert make.award(earner=make_earner(handle="")).earner.href == ""


def test_a_type_of_the_organisations_own_is_its_own_word(make: Maker) -> None:
    view = make.award(achievement=make_achievement(type="ext:Workshop", name=text("Night Sky")))
    assert view.details[0].text.text == "Workshop"
