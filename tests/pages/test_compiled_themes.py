"""Themes of others: whatever a template does with a value, its pages are those of the slow path.

A template that hands values on gets forms; one that looks at them does not, and is none the worse for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.model import Evidence
from generator.pages.compiled import WORTH_IT, AwardPages
from generator.pages.render import Theme, packaged_theme
from tests.pages.sample import Maker, make_site
from tests.pages.test_compiled import Case, alike, case, overlaid, same

NAME = "view.earner.text.text"

# What hands values on, or asks only what is the same for every award of a shape.
HANDS_ON = [
    "{{ view.earner.text.text }} {{ view.earner.text }} {{ view.issued }} {{ t.said(view.earner.text) }}",
    "<i title='{{ view.earner.text.text }}'>{{ anchor(view.earner) }} {{ day(view.expires) }}</i>",
    "{{ view.earner.text.text | e }} {{ view.url | escape }}",
    "{% set name %}<b>{{ view.earner.text.text }}</b>{% endset %}{{ name }}{{ name ~ '<' ~ view.url }}",
    "{{ 'for ' ~ view.earner.text.text ~ ' <on> ' ~ view.issued ~ view.page.sections | length }}",
    "{{ 'for ' ~ view.earner.text ~ t('award.issued') }}",
    "{{ t('award.awarded_to', name=view.earner.text) }} {{ t('award.awarded_to', name=view.earner.text.text) }}",
    "{{ t('award.awarded_to', name=view.issued) }} {{ t('award.awarded_to', name=anchor(view.earner)) }}",
    "<i title='{{ t.plain('award.awarded_to', name=view.earner.text) }}'>{{ t.plain('achievement.retired_since', date=view.issued) }}</i>",
    "{{ t('panel.signature', key=view.url, suite=view.issued.iso, date=day(view.issued)) }}",
    "{% if view.earner and view.earner.href %}{{ view.earner.href or 'none' }}{% endif %}",
    "{% if not view.url %}no{% else %}{{ view.url if view.expires else view.issued.iso }}{% endif %}",
    "{% for item in view.evidence %}{{ loop.index }}{{ anchor(item.name) }}{{ item.host }}{{ item.prose.html }}{% endfor %}",
    "{% for row in view.results %}{{ row.reached.text }}{{ t.said(row.reached) }}{% endfor %}",
    "{% for part in view.url.split('/') %}[{{ part }}]{{ loop.length }}{% endfor %}{{ view.url.split('/') | length }}",
    "{{ view.url.split('/')[4] }}{{ (view.url.split('/') | list)[-2] }}",
    "{{ view.url.startswith('https://') }}{{ view.earner.href.startswith('http') }}{{ view.url.startswith('') }}",
    "{% macro twice(it) %}{{ it }}{{ it }}{{ caller() }}{% endmacro %}{% call twice(view.url) %}{{ view.issued }}{% endcall %}",
    "{% macro said(it, other=view.url) %}{{ it }}{{ other }}{{ varargs[0] }}{% endmacro %}{{ said(view.issued, 1, view.url) }}",
    "{{ view.name.text | upper }} {{ view.name.text | length }} {{ view.facts | join(', ') }}",
    "{{ [view.url, view.issued.iso][0] }}{{ {'a': view.url}['a'] }}{{ {'a': view.url}.a }}",
    "{% for day in [view.issued, view.expires] %}{{ day.text }}{% endfor %}",
    "{{ view.results | map(attribute='reached') | map(attribute='text') | first }}",
    "{% for both in [view.url, view.issued.iso] | batch(1) %}{{ both[0] }}{% endfor %}",
    "{% set it = view.earner.text.text %}{{ it }}{% include 'piece.html' %}",
    "{{ view.checking.credential }}{{ view.checking.credential | e }}",
    "{{ view.panel.state == 'idle' }}{{ view.page.title }}",
]

# What looks at a value in some way: always another page for some award.
LOOKS = [
    f"{{{{ {NAME} | upper }}}}",
    f"{{{{ {NAME} | length }}}}",
    f"{{% if {NAME} | length > 40 %}}long{{% endif %}}",
    f"{{% if {NAME} == 'Alice Martin' %}}hello{{% endif %}}",
    f"{{% if {NAME} != 'Alice Martin' %}}hello{{% endif %}}",
    f"{{% if 'Alice Martin' == {NAME} %}}hello{{% endif %}}",
    f"{{% if {NAME} in ['Alice Martin', 'Bob'] %}}hello{{% endif %}}",
    f"{{% if {NAME} in 'Alice Martin and Bob' %}}hello{{% endif %}}",
    f"{{% if 'Alice' in {NAME} %}}hello{{% endif %}}",
    f"{{% if {NAME} < 'M' %}}first half{{% endif %}}",
    f"{{% if {NAME} in {{'Alice Martin': 1}} %}}hello{{% endif %}}",
    f"{{{{ {{'Alice Martin': 1}}[{NAME}] | default('none') }}}}",
    f"{{{{ {NAME}[0] }}}}{{{{ {NAME}[:3] }}}}",
    f"{{{{ {NAME}.upper() }}}}",
    f"{{{{ {NAME}.startswith('A') }}}}",
    f"{{{{ {NAME}.split(' ') | first }}}}",
    f"{{% for letter in {NAME} %}}{{{{ letter }}}}.{{% endfor %}}",
    f"{{{{ {NAME} | list }}}}",
    f"{{{{ {NAME} | replace('A', 'B') }}}}",
    f"{{{{ {NAME} | trim }}}}",
    f"{{{{ {NAME} | default('nobody') }}}}",
    f"{{{{ {NAME} | urlencode }}}}",
    f"{{{{ {NAME} | int(7) }}}}{{{{ {NAME} | float(7) }}}}",
    f"{{{{ {NAME} | string }}}}",
    f"{{{{ '%s!' | format({NAME}) }}}}",
    f"{{{{ '%-20s|' % {NAME} }}}}",
    f"{{{{ '{{:>30}}'.format({NAME}) }}}}",
    f"{{{{ {NAME} * 2 }}}}",
    f"{{{{ {NAME} + '!' }}}}{{{{ '!' + {NAME} }}}}",
    f"{{{{ ({NAME} ~ '') | length }}}}",
    f"{{{{ 'Alice Martin'.startswith({NAME}) }}}}",
    f"{{{{ 'Alice Martin' | replace({NAME}, 'Bob') }}}}",
    f"{{{{ {NAME} is string }}}}{{{{ {NAME} is iterable }}}}{{{{ {NAME} is sequence }}}}",
    f"{{{{ {NAME} is none }}}}{{{{ {NAME} is mapping }}}}{{{{ {NAME} is lower }}}}",
    f"{{{{ {NAME} is sameas view.page.title }}}}{{{{ {NAME} is escaped }}}}",
    f"{{{{ [{NAME}, 'B'] | sort | first }}}}",
    f"{{{{ [{NAME}, 'Alice Martin'] | unique | list | length }}}}",
    f"{{{{ [{NAME}, 'B'] | max }}}}",
    f"{{{{ [{NAME}] | join('-') }}}}",
    f"{{{{ [{NAME}, 'Bob'] | map('upper') | first }}}}",
    f"{{{{ [{NAME}, 'Bob'] | select('equalto', 'Alice Martin') | list | length }}}}",
    f"{{% filter upper %}}{{{{ {NAME} }}}}{{% endfilter %}}",
    f"{{% set it %}}{{{{ {NAME} }}}}{{% endset %}}{{{{ it | length }}}}",
    f"{{% set it %}}{{{{ {NAME} }}}}{{% endset %}}{{% if it == 'Alice Martin' %}}hello{{% endif %}}",
    f"{{% set it | upper %}}{{{{ {NAME} }}}}{{% endset %}}{{{{ it }}}}",
    f"{{% macro m() %}}{{{{ {NAME} }}}}{{% endmacro %}}{{{{ m() | length }}}}{{{{ m()[:5] }}}}",
    f"{{% macro m() %}}{{{{ {NAME} }}}}{{% endmacro %}}{{% if 'Alice' in m() %}}hello{{% endif %}}",
    "{{ t('award.awarded_to', name=view.earner.text) | length }}",
    "{{ t.plain('award.awarded_to', name=view.earner.text) | upper }}",
    "{{ t('home.badges', count=view.earner.text.text) }}",
    "{{ view.page.phrases.say('award.awarded_to', name=view.earner.text.text) }}",
    "{{ view.page.phrases.say('award.awarded_to', name=view.earner.text) }}",
    "{% if view.issued == view.expires %}same{% endif %}",
    "{% if view.issued.iso > '2022-01-01' %}new{% endif %}",
    "{% if view.issued.text in view.expires.text %}in{% endif %}",
    "{{ view.issued.iso[:4] }}",
    "{{ view.issued | string }}",
    "{{ view.earner }}",
    "{{ view.evidence }}",
    "{% for item in view.evidence | sort(attribute='host') %}{{ item.host }}{{ loop.changed(item.host) }}{% endfor %}{{ [view.url, view.page.canonical] | unique | list | length }}",
    "{% for one in [view.url, view.issued.iso, view.url] %}{{ loop.changed(one) }}{% endfor %}",
    "{{ (view.results + view.results) | groupby('reached.text') | length }}",
    "{{ view.results | map(attribute='reached.text') | join(', ') }}",
    "{{ view.checking.credential | length }}",
    "{{ view.checking.credential.unescape() }}",
    "{{ view.evidence[0].prose.html | striptags }}",
    "{{ view.url.split('0') | length }}",
    "{{ view.url.split('/', 4) | last }}{{ view.url.rsplit('/') | first }}",
    "{{ view.url.split('ds/') | last }}",
    "{{ view.url.startswith('https://badges.example.org/awards/0') }}",
    "{{ view.url.endswith('/') }}",
    "{{ view.url[8:] }}",
    "{{ view.url.split('/')[4] | length }}",
    "{% for part in view.url.split('/') %}{{ part | length }}{% endfor %}",
    "{% block piece %}{{ view.url }}{% endblock %}{{ self.piece() }}",
    "{{ view.page[view.url] | default('x') }}",
    "{% include [view.url, 'piece.html'] ignore missing %}",
    "{{ 'yes' if view.url is callable else 'no' }}",
    "{{ (view.issued.iso | replace('-', '') | int) % 7 }}",
    "{{ view.url.split('/') | map('length') | sum }}",
]


def wide_awake(folder: Path, body: str) -> Maker:
    (folder / "piece.html").write_text("<p>{{ view.url }}</p>", encoding="utf-8")
    return overlaid(folder, body)


def various() -> list[Case]:
    """Awards of one shape, some of which are what the templates above look for."""
    return [*alike(6), *(one_named(name) for name in ("Alice Martin", "Bob", "ALICE", "3.5", "12"))]


def one_named(name: str) -> Case:
    return case(
        "x",
        name=name,
        awarded_at=datetime(2024, 5, 6, tzinfo=UTC),
        expires_at=datetime(2040, 5, 6, tzinfo=UTC),
        evidence=Evidence("https://example.org/x", "E", "Words."),
        results=alike(1)[0].award.results,
    )


@pytest.mark.parametrize("body", HANDS_ON)
def test_a_template_that_hands_values_on_is_compiled(tmp_path: Path, body: str) -> None:
    pages = same(wide_awake(tmp_path, body), various())
    assert pages.counts.refused == 0, pages.counts.reason
    assert pages.counts.plain == WORTH_IT


@pytest.mark.parametrize("body", LOOKS)
def test_a_template_that_looks_at_a_value_goes_the_slow_way(tmp_path: Path, body: str) -> None:
    make = wide_awake(tmp_path, body)
    pages, frame = AwardPages(make.theme), make.frame
    for one in various() * 2:
        made = _page_or_error(lambda one=one: one.page(pages, frame))
        assert made == _page_or_error(lambda one=one: one.plain(make.theme, frame))
    assert pages.counts.compiled == 0
    assert pages.counts.plain == len(various()) * 2


def _page_or_error(make: Callable[[], bytes]) -> bytes | str:
    """Some of what the templates above do is a mistake for some awards; then it is the same mistake."""
    try:
        return make()
    except Exception as error:
        return f"{type(error).__name__} {error}"


def test_a_template_may_look_at_values_in_one_shape_and_not_in_another(tmp_path: Path) -> None:
    make = wide_awake(tmp_path, "{{ view.url }}{% if view.evidence %}{{ view.evidence[0].host | upper }}{% endif %}")
    pages = AwardPages(make.theme)
    for _ in range(WORTH_IT):
        same(make, [case("x", name="A"), case("x", name="B", evidence=None)], pages)
    assert (pages.counts.forms, pages.counts.refused) == (1, 1)
    assert pages.counts.reason == "do_upper of text that differs from page to page"


def test_phrases_of_a_project_take_part(tmp_path: Path) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/en.toml").write_text(
        'award.title_of = "{issuer}: <{earner}> & {earner}"\naward.shared_of = "No names"\n'
        'award.awarded_to = "{name}{name}"\naward.issued = "{{ issued }} on %s"\n',
        encoding="utf-8",
    )
    (tmp_path / "phrases/fr.toml").write_text('award.title_of = "{earner} « {name} »"\n', encoding="utf-8")
    theme = Theme([packaged_theme(), tmp_path])
    for language in ("en", "fr"):
        pages = same(Maker(theme, make_site(("en", "fr")), language), various())
        assert (pages.counts.refused, pages.counts.plain) == (0, WORTH_IT), pages.counts.reason


def test_a_copied_packaged_template_with_a_change_of_its_own_is_compiled(tmp_path: Path) -> None:
    source = (packaged_theme() / "award.html").read_text(encoding="utf-8")
    marked = source.replace("<article>", '<article data-url="{{ view.url }}">')
    (tmp_path / "award.html").write_text(marked, encoding="utf-8")
    pages = same(Maker(Theme([packaged_theme(), tmp_path]), make_site()), various())
    assert (pages.counts.refused, pages.counts.plain) == (0, WORTH_IT), pages.counts.reason
