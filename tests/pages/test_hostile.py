"""Text from anyone, in every field that has text: on the page it is text (PROMISES P7)."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from generator.model import Accept, Art, EventKind, Place, Text, Visibility
from generator.pages.render import Theme
from tests import browser as browsers
from tests.pages.sample import Maker, event, make_achievement, make_award, make_earner, make_site
from tests.published import Page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</title></textarea><svg onload=alert(1)>",
    "{{ 7*7 }}{% raw %}{{ view.page.title }}",
    "&lt;img src=x onerror=alert(1)&gt;",
    "[x](javascript:alert(1)) <a href=javascript:alert(1)>x</a>",
    "\u2028<script>\u2029alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
]
# Fields that the reader of the ledger holds to a shape of their own, and types that are not text.
SHAPED = {"slug", "id", "path", "handle", "language", "base_url", "valid_for", "type", "key", "required_level"}
SHAPED |= {"achievement", "award", "earner", "related", "replaced_by", "did", "accent", "status_index"}
OPAQUE = (Place, Visibility, Accept, EventKind)


def poisoned(value: Any, attack: str, name: str = "") -> Any:
    """`value` with `attack` put after every piece of free text in it."""
    if name in SHAPED or value is None or isinstance(value, OPAQUE):
        return value
    if isinstance(value, str):
        return value + attack
    if isinstance(value, Text):
        return Text(tuple((tag, text + attack) for tag, text in value.variants))
    if isinstance(value, tuple):
        return tuple(poisoned(one, attack, name) for one in value)
    if isinstance(value, Art):
        return replace(value, alt=poisoned(value.alt, attack))
    if isinstance(value, Struct):
        return replace(value, **{f: poisoned(getattr(value, f), attack, f) for f in value.__struct_fields__})
    assert not is_dataclass(value)
    return value


class Poisoner(Maker):
    """The sample organisation with an attack in everything it says."""

    attack = ""

    def achievements(self):
        return [poisoned(achievement, self.attack) for achievement in super().achievements()]

    def rules(self):
        exclusions, conferrals = super().rules()
        return [poisoned(e, self.attack) for e in exclusions], [
            replace(c, exam=c.exam + self.attack, exam_name=poisoned(c.exam_name, self.attack)) for c in conferrals
        ]

    def award(self, award=None, achievement=None, earner=None, document=None):
        revoked = event(EventKind.REVOKED, "2026-11-10", "issued in error")
        award = poisoned(make_award(events=(revoked,)), self.attack)
        return super().award(award, poisoned(make_achievement(), self.attack), poisoned(make_earner(), self.attack))

    def entry(self, award, achievement, earner):
        return super().entry(poisoned(award, self.attack), achievement, poisoned(earner, self.attack))


def poisoner(theme: Theme, attack: str) -> Poisoner:
    site = make_site()
    issuer = replace(site.issuer, name=poisoned(site.issuer.name, attack), url=site.issuer.url)
    make = Poisoner(
        theme, replace(site, issuer=issuer, title=poisoned(site.title, attack), tagline=poisoned(site.tagline, attack))
    )
    make.attack = attack
    return make


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page and the names of their attributes, without what Markdown makes."""
    return [(e.tag, tuple(sorted(e.attributes))) for e in Page("", html).elements]


def test_the_poison_reaches_every_page(theme: Theme) -> None:
    make = poisoner(theme, "☠")
    for path, view in make.whole().items():
        assert make.render(view).count("☠") >= 1, path
    assert make.render(make.award()).count("☠") >= 25


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_adds_no_element_and_no_attribute(theme: Theme, attack: str) -> None:
    plain, hostile = poisoner(theme, "harmless"), poisoner(theme, attack)
    for path, view in hostile.whole().items():
        assert shape(hostile.render(view)) == shape(plain.render(plain.whole()[path])), path


# Data blocks are not run, and one script is the site's own.
FOREIGN_SCRIPTS = """[...document.scripts].filter(s => !/^application\\/(ld\\+)?json$/.test(s.type)
  && !(/^\\/assets\\/(verify|award|support|catalogue|directory)\\./.test(new URL(s.src, location).pathname) && !s.text)).map(s => s.outerHTML)"""


@pytest.mark.browser
@pytest.mark.parametrize("attack", [" ".join(ATTACKS), " ".join(reversed(ATTACKS))], ids=["forwards", "backwards"])
def test_hostile_text_does_nothing_in_a_browser(theme: Theme, browser: Browser, tmp_path: Path, attack: str) -> None:
    make = poisoner(theme, attack)
    for path, data in make.files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    with browsers.served(tmp_path) as url, browsers.opened(browser, bypass_csp=True) as visit:
        for path in make.whole():
            visit.page.goto(f"{url}/{path}")
            visit.page.hover("h1")
            assert visit.page.evaluate(FOREIGN_SCRIPTS) == []
        # The sample has no DID document and no lists to read: that the script says so is not the text's doing.
        assert [trouble for trouble in visit.troubles() if "Failed to load resource" not in trouble] == []
