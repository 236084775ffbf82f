"""site.toml: what may stand there, what it means when it does not, and where a slip is reported."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.ledger.site_hosts import expiring_contact
from generator.model import Accept, Severity, Text, Visibility
from tests.ledger import sample

SITE = "content/site.toml"
SMALLEST = 'base_url = "https://example.org/b/"\ntitle = "T"\nlanguages = ["ja"]\n[issuer]\nname = "I"\n'


def with_site(text: str) -> sample.Files:
    """A ledger of nothing but this site.toml."""
    return {
        SITE: text,
        "content/achievements/.keep": "",
        "content/earners.csv": sample.EARNERS.split("\n")[0],
        "content/awards.csv": sample.AWARDS.split("\n")[0],
    }


def test_the_smallest_site_has_the_stated_defaults(tmp_path: Path) -> None:
    files = with_site(SMALLEST)
    files["content/earners.csv"] += "\nann,Ann,ann@example.com,,,,"  # type: ignore[operator]
    ledger = sample.read(files, tmp_path)
    site = ledger.site
    assert site.base_url == "https://example.org/b"
    assert site.title == Text.of("T", "ja")
    assert site.issuer.url == "https://example.org/b/"
    assert (site.issuer.email, site.issuer.image, site.accent, site.support_email, site.support_url) == ("",) * 5
    assert site.as_of is None
    assert not site.email_hash
    ann = ledger.earners["ann"]
    assert (ann.visibility, ann.accept, ann.language) == (Visibility.PUBLIC, Accept.AUTO, "ja")


def test_blank_columns_of_an_earner_take_the_sites_defaults(tmp_path: Path) -> None:
    emil = sample.read(sample.sound(), tmp_path).earners["emil"]
    assert (emil.visibility, emil.accept, emil.language) == (Visibility.UNLISTED, Accept.ASK, "en")


def test_a_text_has_the_default_language_first_then_the_order_of_the_file(tmp_path: Path) -> None:
    site = SMALLEST.replace('"T"', '{fr = "F", "zh-Hant" = "H", ja = "J", en = "E"}')
    title = sample.read(with_site(site), tmp_path).site.title
    assert title.languages() == ("ja", "fr", "zh-Hant", "en")


@pytest.mark.parametrize(
    ("as_of", "newest"),
    [
        ("2026-01-01", datetime(2026, 2, 7, tzinfo=UTC)),
        ('"2026-03-01T00:00:00+09:00"', datetime(2026, 2, 28, 15, tzinfo=UTC)),
        ("2026-03-01T00:00:00+09:00", datetime(2026, 2, 28, 15, tzinfo=UTC)),
        ("2030-01-01 10:00:00Z", datetime(2030, 1, 1, 10, tzinfo=UTC)),
    ],
)
def test_the_ledger_is_complete_up_to_its_newest_event_or_the_stated_time(
    as_of: str, newest: datetime, tmp_path: Path
) -> None:
    files = sample.replaced(sample.sound(), SITE, "2026-03-01T00:00:00Z", as_of)
    assert sample.read(files, tmp_path).site.as_of == newest


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "T"\n', "", "1:1: key-missing"),
        ('base_url = "https://example.org/b/"\n', "", "1:1: key-missing"),
        ('languages = ["ja"]\n', "", "1:1: key-missing"),
        ('[issuer]\nname = "I"\n', "", "1:1: key-missing"),
        ('name = "I"\n', "", "4:1: key-missing"),
        ('name = "I"\n', 'name = ""\n', "5:8: text-blank"),
        ('"T"', "{}", "2:9: language-missing"),
        ('"T"', '{ja = "T", "zh-TW" = "X"}', "2:20: language-unknown"),
        ('"T"', '{ja = "T", fr = 7}', "2:25: wrong-type"),
        ('"T"', '"T\\u202e"', "2:9: direction-mark"),
        ('"T"', '"T\\nU"', "2:9: control-character"),
        ('"T"', '"""\nT"""', None),
        ('["ja"]', '["ja", "xx"]', "3:20: language-unknown"),
        ('["ja"]', '["zh-cn"]', "3:14: language-unknown"),
        ('["ja"]', '["ja", "en", "ja"]', "3:26: repeated"),
        ('["ja"]', '["ja", 7]', "3:20: wrong-type"),
        ('["ja"]', "[]", "3:13: text-blank"),
        ('["ja"]', '"ja"', "3:13: wrong-type"),
        ("[issuer]", "[isuer]", "1:1: key-missing 4:2: key-unknown"),
        ("[issuer]", "[[issuer]]", "4:1: wrong-type"),
        ('"https://example.org/b/"', "7", "1:12: wrong-type"),
        ('name = "I"', 'name = "I"\nurl = "example.org"', "6:7: web-address"),
        ('name = "I"', 'name = "I"\ndescription = "a\\u0001"', "6:15: control-character"),
        ('name = "I"', 'name = "I"\n[status]\nas_of = 10:00:00', "7:9: wrong-type"),
        ('name = "I"', 'name = "I"\n[status]\nas_of = 2026-03-01T10:00:00', "7:9: date"),
        ('name = "I"', 'name = "I"\n[defaults]\nlanguage = "de"', "7:12: language-unknown"),
        ('name = "I"', 'name = "I"\n[support]\nemail = "x"', "7:9: email"),
        ('name = "I"', 'name = "I"\n[theme]\naccent = 7', "7:10: wrong-type"),
    ],
)
def test_a_slip_is_reported_at_its_place(old: str, new: str, told: str | None, tmp_path: Path) -> None:
    assert SMALLEST.count(old) == 1
    found = sample.told(sample.problems(with_site(SMALLEST.replace(old, new)), tmp_path))
    expected = (
        [] if told is None else [f"{SITE}:{part}" for part in told.replace(" ", "|").replace(":|", ": ").split("|")]
    )
    assert found == expected


def test_a_language_comes_with_the_tag_that_was_meant(tmp_path: Path) -> None:
    (problem,) = sample.problems(with_site(SMALLEST.replace('["ja"]', '["zh-TW"]')), tmp_path)
    assert problem.hint == "did you mean 'zh-Hant'?"


def test_hashes_of_addresses_are_an_explicit_choice_with_a_warning(tmp_path: Path) -> None:
    ledger = sample.read(sample.replaced(sample.sound(), SITE, "email_hash = false", "email_hash = true"), tmp_path)
    assert ledger.site.email_hash
    assert sample.told(ledger.warnings) == [f"{SITE}:19:14: privacy-email-hash"]
    assert ledger.warnings[0].severity is Severity.WARNING


def test_texts_lack_no_default_language_where_the_languages_are_not_known(tmp_path: Path) -> None:
    files = sample.replaced(sample.sound(), SITE, 'languages = ["en", "fr"]', 'languages = ["xx"]')
    assert sample.told(sample.problems(files, tmp_path)) == [f"{SITE}:4:14: language-unknown"]


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ('to = ["linkedin", "linkdin"]', "7:19: choice"),
        ('to = ["x", "x"]', "7:12: repeated"),
        ('to = "x"', "7:6: wrong-type"),
        ('to = {ja = ["x"], de = ["x"]}', "7:19: language-unknown"),
        ('to = {ja = ["facebok"]}', "7:13: choice"),
        ('linkedin_organization = "nordlys"', "7:25: linkedin-organization"),
        ("linkedin_organization = 12345", "7:25: wrong-type"),
        ('oembed = "all"', "7:10: choice"),
        ('twitter = "@x"', "7:1: key-unknown"),
    ],
)
def test_a_slip_in_the_settings_of_sharing_is_told_where_it_is(share: str, told: str, tmp_path: Path) -> None:
    problems = sample.problems(with_site(f"{SMALLEST}[share]\n{share}\n"), tmp_path)
    assert sample.told(problems) == [f"{SITE}:{told}"]


def test_places_to_share_to_are_a_list_for_all_or_a_table_by_language(tmp_path: Path) -> None:
    one = sample.read(
        with_site(f'{SMALLEST}[share]\nto = ["x", "email"]\noembed = "awards"\n'), tmp_path / "1"
    ).site.share
    assert (one.places("ja"), one.oembed.value) == (("x", "email"), "awards")
    table = 'to = {ja = [], fr = ["email"]}\nlinkedin_organization = "1234567"'
    two = sample.read(with_site(f"{SMALLEST}[share]\n{table}\n"), tmp_path / "2").site.share
    assert (two.places("ja"), two.places("fr"), two.linkedin_organization) == ((), ("email",), "1234567")
    assert two.places("en")[0] == "linkedin"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[security]\ncontact = "security@example.org"', "6:1: key-missing"),
        ('[security]\ncontact = "nobody"\nexpires = 2027-01-31', "7:11: email"),
        ('[security]\ncontact = "https://"\nexpires = 2027-01-31', "7:11: web-address"),
        ('[security]\ncontact = "https://example.org/"\nexpires = "soon"', "8:11: date"),
        ('[redirects]\nold = "/badges/"', "7:1: redirect"),
        ('[redirects]\n"/old" = "badges"', "7:10: redirect"),
        ('[redirects]\n"/old" = "/a b"', "7:10: redirect"),
        ('[redirects]\n"/old" = 7', "7:10: wrong-type"),
        ("[redirects]\n" + "\n".join(f'"/{n}" = "/"' for n in range(2001)), "6:1: redirect"),
        ("[found]\nfeed = 1", "7:8: wrong-type"),
        ("[found]\nfeeds = true", "7:1: key-unknown"),
    ],
)
def test_a_slip_in_what_is_told_to_hosts_is_told_where_it_is(settings: str, told: str, tmp_path: Path) -> None:
    problems = sample.problems(with_site(f"{SMALLEST}{settings}\n"), tmp_path)
    assert sample.told(problems) == [f"{SITE}:{told}"]


def test_targets_are_hosts_that_are_known_and_none_said_is_not_the_same_as_none_wanted(tmp_path: Path) -> None:
    (problem,) = sample.problems(with_site('targets = ["netlify", "github"]\n' + SMALLEST), tmp_path / "1")
    assert (str(problem.place), problem.code) == (f"{SITE}:1:23", "choice")
    assert sample.read(with_site(SMALLEST), tmp_path / "2").site.hosting.targets is None
    assert sample.read(with_site("targets = []\n" + SMALLEST), tmp_path / "3").site.hosting.targets == ()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2027, 1, 1, 23, tzinfo=UTC), "expires in less than 30 days: 2027-01-31"),
        (datetime(2027, 1, 31, tzinfo=UTC), "has expired: 2027-01-31"),
        (datetime(2026, 12, 31, tzinfo=UTC), None),
    ],
)
def test_a_contact_for_faults_is_doubted_a_month_before_it_expires(
    now: datetime, said: str | None, tmp_path: Path
) -> None:
    settings = '[security]\ncontact = "security@example.org"\nexpires = 2027-01-31\n'
    hosting = sample.read(with_site(SMALLEST + settings), tmp_path).site.hosting
    assert hosting.security_contact == "mailto:security@example.org"
    doubt = expiring_contact(hosting, now)
    assert (doubt is None) == (said is None)
    if doubt is not None and said is not None:
        assert said in doubt.text
        assert (str(doubt.place), doubt.severity) == (f"{SITE}:8:11", Severity.WARNING)
