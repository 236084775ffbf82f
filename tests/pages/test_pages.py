"""What holds for every page, whatever it is about."""

from __future__ import annotations

import gzip
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.pages.frame import POLICY, VERIFY_POLICY
from generator.pages.render import Theme, packaged_theme
from tests.pages.sample import Maker, make_site
from tests.published import Page, Published

PATHS = [
    "",
    "badges/",
    "badges/cloud-data-steward/",
    "badges/river-keeper/",
    "badges/telegraphist/",
    "awards/7f3k9q2m4c8w1x0z/",
    "earners/",
    "earners/alice-martin/",
    "skills/",
    "skills/data-governance/",
    "skills/privacy/",
    "skills/sql/",
    "retired/",
    "verify/",
    "embed/",
    "404.html",
    "faq/",
    "support/",
    "privacy/",
]
BUDGET_BYTES = 14_000


@pytest.fixture(scope="module")
def whole(theme: Theme) -> dict[str, str]:
    make = Maker(theme, make_site())
    return {path: make.render(view) for path, view in make.whole().items()}


@pytest.fixture(params=PATHS)
def page(request: pytest.FixtureRequest, whole: dict[str, str]) -> Page:
    return Page(request.param, whole[request.param])


def write(files: dict[str, bytes], folder: Path) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_the_sample_has_one_of_each_page(make: Maker) -> None:
    assert sorted(make.whole()) == sorted(PATHS)


def test_one_heading_leads_and_no_level_is_skipped(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.elements if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_there_is_a_header_a_main_part_a_footer_and_a_way_past_the_header(page: Page) -> None:
    if page.path == "embed/":
        return  # a card inside somebody else's page
    for tag in ("header", "main", "footer"):
        assert len(page.all(tag)) == 1
    first = page.all("a")[0].attributes
    assert first["href"] == "#main"
    assert page.all("main")[0].attributes["id"] == "main"
    labels = [nav.attributes.get("aria-label") for nav in page.all("nav")]
    assert labels == ["Main"] + [None] * (page.path == "faq/")  # a table of contents has a heading instead


def test_the_head_is_whole(page: Page) -> None:
    assert page.html.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
    assert len(page.all("title")) == 1
    assert page.all("title")[0].text.strip()
    names = {
        meta.attributes.get("name"): meta.attributes["content"]
        for meta in page.all("meta")
        if "content" in meta.attributes
    }
    assert names["viewport"] == "width=device-width, initial-scale=1"
    assert names["description"]


def test_the_content_policy_comes_before_anything_is_loaded(page: Page) -> None:
    metas = page.all("meta")
    assert metas[1].attributes["http-equiv"] == "Content-Security-Policy"
    assert metas[1].attributes["content"] == (VERIFY_POLICY if page.path == "verify/" else POLICY)
    assert metas[1].number < min(e.number for e in page.elements if e.tag in ("link", "img", "a"))


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_but_the_sites_own_script(page: Page) -> None:
    for element in page.elements:
        if element.tag == "script" and element.attributes.get("type") not in (
            "application/json",
            "application/ld+json",
        ):
            assert set(element.attributes) == {"defer", "src"} and not element.texts
            script = element.attributes["src"].rpartition("/")[2].partition(".")[0]
            assert script in ("verify", "award", "catalogue", "directory", "support")
        assert element.tag not in ("style", "iframe", "object", "embed", "form", "base")
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        loads = element.attributes.get("src") or (
            element.attributes["href"]
            if element.tag == "link" and element.attributes["rel"] in ("stylesheet", "icon")
            else ""
        )
        assert not urlsplit(loads).netloc
        assert urlsplit(loads).scheme in ("",)


def test_links_that_leave_say_so(page: Page) -> None:
    for element in page.all("a"):
        if urlsplit(element.attributes["href"]).netloc:
            assert "noopener" in element.attributes["rel"]
            assert "nofollow" in element.attributes["rel"]


def test_pictures_have_words_and_a_size(page: Page) -> None:
    for image in page.all("img"):
        assert "alt" in image.attributes
        assert int(image.attributes["width"]) > 0
        assert int(image.attributes["height"]) > 0


def test_ids_are_there_once_and_references_find_them(page: Page) -> None:
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(element.attributes.get(name, "").split()) <= set(ids)
        if element.attributes.get("href", "").startswith("#"):
            assert element.attributes["href"][1:] in ids


def test_table_heads_say_what_they_head(page: Page) -> None:
    assert all(th.attributes.get("scope") in ("col", "row") for th in page.all("th"))


def test_a_page_and_its_style_are_small(page: Page, theme: Theme) -> None:
    style = theme.assets()[theme.asset_paths()["style.css"]]
    assert len(gzip.compress(page.html.encode())) + len(gzip.compress(style)) <= BUDGET_BYTES


@pytest.mark.parametrize("base_url", ["https://badges.example.org", "https://example.org/guild/badges"])
@pytest.mark.parametrize("languages", [("en",), ("ja", "en")])
def test_every_link_inside_the_site_leads_somewhere(tmp_path: Path, base_url: str, languages: tuple[str, ...]) -> None:
    words = tmp_path / "templates/phrases"
    words.mkdir(parents=True)
    (words / "ja.toml").write_text("", encoding="utf-8")
    theme = Theme([packaged_theme(), tmp_path / "templates"])
    site = make_site(languages, base_url=base_url)
    root = tmp_path / "site"
    for language in languages:
        write(Maker(theme, site, language).files(), root)
    published = Published(root, base_url)
    # The page for unknown addresses has one version, in the default language.
    pages = [page for path, page in published.pages.items() if path == "404.html" or not path.endswith("404.html")]
    assert len(pages) == (len(PATHS) - 1) * len(languages) + 1
    for page in pages:
        assert published.broken_links(page) == []
        assert page.all("html")[0].attributes["lang"] == ("en" if page.path.startswith("en/") else languages[0])


def test_versions_of_a_page_name_each_other(tmp_path: Path) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases/fr.toml").write_text("", encoding="utf-8")
    theme = Theme([packaged_theme(), tmp_path])
    site = make_site(("en", "fr"))
    named = []
    for language in site.languages:
        make = Maker(theme, site, language)
        page = Page("badges/", make.render(make.whole()["badges/"]))
        links = {
            link.attributes["hreflang"]: link.attributes["href"]
            for link in page.all("link")
            if "hreflang" in link.attributes
        }
        canonical = next(link.attributes["href"] for link in page.all("link") if link.attributes["rel"] == "canonical")
        assert links[language] == canonical
        named.append(links)
    assert (
        named[0]
        == named[1]
        == {
            "en": "https://badges.example.org/badges/",
            "fr": "https://badges.example.org/fr/badges/",
            "x-default": "https://badges.example.org/badges/",
        }
    )


def test_no_address_of_an_earner_is_on_any_page(make: Maker) -> None:
    for view in make.whole().values():
        assert "canary" not in make.render(view)
        assert "canary" not in repr(view)
