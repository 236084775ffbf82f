from __future__ import annotations

import typing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from generator.errors import BadgepressError
from generator.model import Spoken
from generator.pages import views
from generator.pages.render import Theme, packaged_theme, put
from tests.pages.sample import Maker, make_achievement, make_site, text


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def laid_over(folder: Path, **templates: str) -> Maker:
    for name, source in templates.items():
        (folder / f"{name}.html").write_text(source, encoding="utf-8", newline="")
    return Maker(Theme([packaged_theme(), folder]), make_site())


def home(make: Maker, **changes) -> views.HomeView:
    return msgspec.structs.replace(views.home_view(make.frame, [], awards=0, earners=0), **changes)


def test_the_same_view_gives_the_same_bytes(theme: Theme) -> None:
    again = Theme([packaged_theme()])
    for path, view in Maker(theme, make_site()).whole().items():
        assert theme.render(view) == theme.render(view) == again.render(Maker(again, make_site()).whole()[path])


def test_every_view_renders_with_nothing_undefined(make: Maker) -> None:
    shown = {type(view) for view in make.whole().values() if make.render(view)}
    assert shown == set(typing.get_args(views.View))


def test_views_are_frozen_all_the_way_down(make: Maker) -> None:
    def look(value: object) -> None:
        if isinstance(value, msgspec.Struct):
            assert value.__struct_config__.frozen, type(value)
            for field in value.__struct_fields__:
                if field != "phrases":
                    look(getattr(value, field))
        elif isinstance(value, tuple):
            for one in value:
                look(one)
        else:
            assert value is None or isinstance(value, str | int | bool), type(value)

    for view in make.whole().values():
        look(view)


def test_a_projects_file_stands_in_for_the_packaged_one(overlay: Path) -> None:
    make = laid_over(overlay, home="{{ view.title.text }} & {{ t('nav.badges') }}")
    assert make.render(home(make)) == "Badges of Nordlys Institute & Badges"
    assert "<!DOCTYPE html>" in make.render(make.award())


def test_text_is_escaped_in_a_projects_template_too(overlay: Path) -> None:
    make = laid_over(overlay, home='<p title="{{ view.title.text }}">{{ t.said(view.title) }}</p>')
    assert make.render(home(make, title=Spoken("<b>\"'&", "ja"))) == (
        '<p title="&lt;b&gt;&#34;&#39;&amp;"><span lang="ja">&lt;b&gt;&#34;&#39;&amp;</span></p>'
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\n\n{{ view.tilte }}", "templates/home.html:3: "),
        ("{{ nothing }}", "templates/home.html:1: 'nothing' is undefined"),
        ("x\n{{ t('home.nope') }}", "templates/home.html:2: no phrase is called 'home.nope'"),
        ("x\n{{ t('award.awarded_to') }}", "templates/home.html:2: name"),
        ("{{ view.cards.append(1) }}", "templates/home.html:1: "),
        ("{{ view.__class__ }}", "templates/home.html:1: access to attribute '__class__'"),
        ("{{ view['__class__'] }}", "templates/home.html:1: access to attribute '__class__'"),
        ("{{ [view] | map(attribute='__class__') | join }}", "templates/home.html:1: "),
        ("{{ ([view] | map(attribute='title')).gi_frame }}", "templates/home.html:1: access to attribute 'gi_frame'"),
        ("{{ view.page.phrases.entries.clear() }}", "templates/home.html:1: access to attribute 'clear'"),
        ("{{ '{0.__class__}'.format(view) }}", "templates/home.html:1: access to attribute '__class__'"),
        ("{{ t.said.__func__ }}", "templates/home.html:1: access to attribute '__func__'"),
        ("{{ range(3) }}", "templates/home.html:1: 'range' is undefined"),
        ("\n{% include 'other.html' %}", "templates/home.html:2: other.html"),
        ("{{ 1 // 0 }}", "templates/home.html:1: "),
    ],
)
def test_a_mistake_in_a_projects_template_is_named_with_file_and_line(overlay: Path, source: str, message: str) -> None:
    make = laid_over(overlay, home=source)
    with pytest.raises(BadgepressError) as caught:
        make.render(home(make))
    assert str(caught.value).startswith(message)
    assert "docs/templates.md" in caught.value.hint


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a\n{% if %}", "templates/home.html:2: "),
        ("{{ view.title | safe }}", "templates/home.html:1: No filter named 'safe'"),
        ("{{ [1, 2] | random }}", "templates/home.html:1: No filter named 'random'"),
        ("a\n{% autoescape false %}{{ view.title }}{% endautoescape %}", "templates/home.html:2: "),
        ("{% do 1 %}", "templates/home.html:1: "),
        ("{% import 'x' %}", "templates/home.html:1: "),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_before_anything_is_made(
    overlay: Path, source: str, message: str
) -> None:
    with pytest.raises(BadgepressError) as caught:
        laid_over(overlay, home=source)
    assert str(caught.value).startswith(message)


def test_a_template_that_is_not_utf8_is_refused(overlay: Path) -> None:
    (overlay / "home.html").write_bytes(b"\xff")
    with pytest.raises(BadgepressError, match=r"templates/home\.html: not UTF-8"):
        Theme([packaged_theme(), overlay])


def test_a_mistake_in_a_piece_is_found_in_the_piece(overlay: Path) -> None:
    make = laid_over(
        overlay,
        parts=(packaged_theme() / "parts.html").read_text(encoding="utf-8").replace("card.name.href", "card.nmae.href"),
    )
    with pytest.raises(BadgepressError, match=r"^templates/parts\.html:\d+: .*nmae"):
        make.render(make.whole()["badges/"])


def test_a_fault_of_the_packaged_theme_stays_a_bug(theme: Theme, make: Maker) -> None:
    broken = msgspec.structs.replace(home(make), title=None)
    with pytest.raises(AttributeError):
        theme.render(broken)


def test_a_theme_without_a_page_is_told_so(overlay: Path) -> None:
    (overlay / "home.html").write_text("x", encoding="utf-8")
    theme = Theme([overlay])
    with pytest.raises(BadgepressError, match=r"the theme has no award\.html"):
        theme.render(Maker(Theme([packaged_theme()]), make_site()).award())


def test_languages_are_those_with_phrases(overlay: Path, theme: Theme) -> None:
    assert theme.languages() == ("en",)
    (overlay / "phrases").mkdir()
    (overlay / "phrases/zh-Hant.toml").write_text("", encoding="utf-8")
    (overlay / "phrases/fr.toml").write_text("", encoding="utf-8")
    assert Theme([packaged_theme(), overlay]).languages() == ("en", "fr", "zh-Hant")


def test_the_packaged_english_has_no_faults(theme: Theme) -> None:
    assert theme.phrases("en").faults == ()


def test_every_phrase_of_the_packaged_theme_is_used_and_every_used_phrase_is_there(theme: Theme) -> None:
    pages = Path(views.__file__).parent
    used = "".join(
        path.read_text(encoding="utf-8") for path in [*packaged_theme().glob("*.html"), *sorted(pages.glob("*.py"))]
    )
    # Put together from a part that varies: the state of a panel or card, a kind of achievement, a small fact.
    varying = (
        "type.",
        "panel.",
        "state.",
        "details.",
        "nav.",
        "result.status.",
        "paper.",
        "catalogue.",
        "award.retired_",
        "ask.",
        "privacy.",
        "share.to.",
        "share.field.",
        "embedding.",
        *("finder.kind", "finder.level", "finder.skill", "retired.since", "retired.until"),
    )
    for key in theme.phrases("en").entries:
        assert f'"{key}"' in used or f"'{key}'" in used or key.startswith(varying), key


def test_phrases_are_laid_over_each_other_one_by_one(overlay: Path) -> None:
    (overlay / "phrases").mkdir()
    (overlay / "phrases/en.toml").write_text('nav = { badges = "Medals", earners = "People" }\n', encoding="utf-8")
    phrases = Theme([packaged_theme(), overlay]).phrases("en", {"en": {"nav": {"earners": "Holders"}}})
    assert [phrases.say(f"nav.{key}").text for key in ("badges", "earners", "verify")] == [
        "Medals",
        "Holders",
        "Verify",
    ]


def test_a_missing_phrase_takes_the_projects_own_english(overlay: Path) -> None:
    (overlay / "phrases").mkdir()
    (overlay / "phrases/ja.toml").write_text('nav = { earners = "取得者" }\n', encoding="utf-8")
    theme = Theme([packaged_theme(), overlay])
    phrases = theme.phrases("ja", {"en": {"nav": {"badges": "Medals"}}, "ja": {"nav": {"verify": "検証"}}})
    said = [phrases.say(f"nav.{key}") for key in ("badges", "earners", "verify")]
    assert [(s.text, s.language) for s in said] == [("Medals", "en"), ("取得者", "ja"), ("検証", "ja")]
    assert "nav.badges" in phrases.missing()


def test_every_kind_of_achievement_has_a_word(theme: Theme) -> None:
    make = Maker(theme, make_site())
    kinds = [key.removeprefix("type.") for key in theme.phrases("en").entries if key.startswith("type.")]
    assert len(kinds) == 31
    for kind in kinds:
        view = views.achievement_view(
            make.frame, make_achievement(type=kind, name=text("X")), related=[], replaced_by=None
        )
        assert make.render(view)


def test_the_accent_of_a_site_reaches_its_style_sheet(theme: Theme) -> None:
    def style(theme: Theme) -> str:
        return next(data.decode() for path, data in theme.assets().items() if path.endswith(".css"))

    own = Theme([packaged_theme()], accent="#7A1F5C")
    assert style(own) != style(theme)
    assert "--accent:#7a1f5c" in style(own)
    assert own.asset_paths()["style.css"] != theme.asset_paths()["style.css"]
    assert style(Theme([packaged_theme()], accent="#ffee00")) == style(theme)


class _Marked:
    def __html__(self) -> str:
        return "<b>&</b>"


@given(st.one_of(st.text(), st.text().map(Markup), st.integers(), st.none(), st.just(_Marked())))
def test_what_is_put_out_is_what_markupsafe_makes_of_it(value: object) -> None:
    assert put(value) == escape(value)
