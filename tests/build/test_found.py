"""What a built site tells others: sitemap, feeds, previews, oEmbed, and files for hosts."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from generator.build import sitemap, survey
from tests import projects
from tests.published import Page
from tests.sitemaking import build, built_site, tree

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = projects.BASE_URL


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return projects.write_project(tmp_path / "project")


def settle(project: Path, settings: str, top: str = "") -> None:
    path = project / "content" / "site.toml"
    path.write_text(f"{top}\n{path.read_text(encoding='utf-8')}\n{settings}\n", encoding="utf-8")


def listed(site: Path) -> list[str]:
    """Every address of every list that the sitemap names."""

    def locations(data: bytes) -> list[str]:
        return [element.text or "" for element in ET.fromstring(data).iter() if element.tag.endswith("}loc")]

    lists = locations((site / "sitemap.xml").read_bytes())
    return [url for each in lists for url in locations((site / each.removeprefix(f"{BASE}/")).read_bytes())]


def entries(feed: bytes) -> list[tuple[str, str, str]]:
    """Title, id and time of each entry."""
    found = ET.fromstring(feed).iter(f"{ATOM}entry")
    return [tuple(each.findtext(f"{ATOM}{name}", "") for name in ("title", "id", "updated")) for each in found]


def test_the_sitemap_names_every_page_that_may_be_found_and_no_other(project: Path) -> None:
    site = built_site(project)
    pages = {path: Page(path, data.decode()) for path, data in tree(site).items() if path.endswith("index.html")}
    wanted = {
        _canonical(page)
        for page in pages.values()
        if not any(meta.attributes.get("content") == "noindex" for meta in page.all("meta"))
    }
    assert sorted(listed(site)) == sorted(wanted)
    assert f"{BASE}/awards/{projects.EARLY}/" not in wanted  # unlisted


def _canonical(page: Page) -> str:
    (found,) = [link.attributes["href"] for link in page.all("link") if link.attributes.get("rel") == "canonical"]
    return found


@pytest.mark.parametrize("from_files", [100_000, 0])
def test_one_award_among_many_changes_one_list(project: Path, monkeypatch: pytest.MonkeyPatch, from_files: int) -> None:
    monkeypatch.setattr(sitemap, "LIST", 1)
    monkeypatch.setattr(survey, "IN_PLACE_FROM", from_files)
    build(project)
    before = tree(project / "site")
    with (project / "content/awards.csv").open("a", encoding="utf-8") as file:
        file.write("zzzz000000000b01,e2,pruning,2025-07-01,,555,,,,,\n")
    build(project)
    after = tree(project / "site")
    names = {path for path in after if path.startswith("sitemap") and before.get(path) != after[path]}
    assert names == {"sitemap-awards-ff.xml"}
    assert len([path for path in after if path.startswith("sitemap-awards-")]) == 256
    build(project, project.parent / "whole", full=True)
    assert tree(project.parent / "whole") == after


def test_the_sites_feed_has_the_newest_public_awards_in_good_standing(project: Path) -> None:
    site = built_site(project)
    found = entries((site / "feed.xml").read_bytes())
    ids = [url.rstrip("/").rpartition("/")[2] for _, url, _ in found]
    assert ids == [projects.VALID_JAPANESE, projects.VALID, projects.EXPIRED]  # none revoked, on hold, or to come
    assert found[0][0] == "Grafting, awarded to 林檎 花子"
    times = [at for _, _, at in found]
    assert times == sorted(times, reverse=True)
    assert ET.fromstring((site / "feed.xml").read_bytes()).findtext(f"{ATOM}updated") == times[0]


def test_earners_have_feeds_where_the_site_says_so(project: Path) -> None:
    assert not (built_site(project) / "earners/ada-quince/feed.xml").exists()
    settle(project, "[found]\nearner_feeds = true")
    site = built_site(project)
    found = entries((site / "earners/ada-quince/feed.xml").read_bytes())
    assert [title for title, _, _ in found] == ["Grafting", "Pruning"]
    assert 'type="application/atom+xml" href="feed.xml"' in (site / "earners/ada-quince/index.html").read_text()
    build(project)
    assert (site / "earners/hanako-ringo/feed.xml").exists()


def test_what_is_switched_off_is_not_there(project: Path) -> None:
    settle(project, '[found]\nsitemap = false\nfeed = false\n[share]\noembed = "none"', top="targets = []")
    files = tree(built_site(project))
    assert not [path for path in files if "sitemap" in path or path.endswith(("feed.xml", "oembed.json"))]
    assert not files.keys() & {".nojekyll", "_headers", "_redirects", "CNAME", ".well-known/security.txt"}
    assert files["robots.txt"] == b"User-agent: *\nAllow: /\n"
    assert b"feed.xml" not in files["index.html"]


def test_each_host_gets_its_files(project: Path) -> None:
    expires = '[security]\ncontact = "security@example.org"\nexpires = 2027-01-31\n'
    redirects = '[redirects]\n"/old/" = "/badges/"\n'
    settle(project, expires + redirects, top='targets = ["github-pages", "netlify"]')
    files = tree(built_site(project))
    assert (files[".nojekyll"], files["CNAME"]) == (b"", b"badges.example.org\n")
    assert files["_redirects"] == b"/old/ /badges/ 301\n"
    assert files[".well-known/security.txt"].decode().splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-01-31T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {BASE}/.well-known/security.txt",
    ]
    rules = files["_headers"].decode().split("\n\n")
    framed = [rule.splitlines()[0] for rule in rules if "frame-ancestors" in rule]
    assert "/awards/*" in framed and "/" in framed
    assert not [path for path in framed if path.startswith(("/embed", "/*"))]


def test_a_site_in_a_folder_of_a_host_has_no_files_that_belong_to_its_root(project: Path) -> None:
    build(project, base_url="https://example.org/guild")
    files = tree(project / "site")
    assert not files.keys() & {"robots.txt", "CNAME", ".well-known/security.txt"}
    assert b"https://example.org/guild/sitemap-pages.xml" in files["sitemap.xml"]


def test_previews_match_the_picture_that_they_name(project: Path) -> None:
    files = tree(built_site(project))
    seen = set()
    for path, data in files.items():
        if not path.endswith("index.html"):
            continue
        meta = {
            each.attributes.get("property") or each.attributes.get("name", ""): each.attributes.get("content", "")
            for each in Page(path, data.decode()).all("meta")
        }
        if "og:image" not in meta:
            assert meta.get("twitter:card") in (None, "summary"), path
            continue
        name = meta["og:image"].removeprefix(f"{BASE}/")
        picture = Image.open(io.BytesIO(files[name]))
        assert meta["og:image:type"] == Image.MIME[picture.format or ""]
        assert (int(meta["og:image:width"]), int(meta["og:image:height"])) == picture.size == (1200, 630)
        assert meta["og:image:alt"] == meta["twitter:image:alt"] != ""
        assert meta["twitter:card"] == "summary_large_image"
        assert len(files[name]) < 300_000
        seen.add(name)
    assert seen == {"badges/grafting/card.png", "badges/pruning/card.png"}


def test_oembed_files_are_found_from_their_pages_and_name_what_is_there(project: Path) -> None:
    settle(project, '[share]\noembed = "awards"')
    files = tree(built_site(project))
    for page in ("badges/grafting/", f"awards/{projects.VALID}/", f"awards/{projects.REVOKED}/"):
        (link,) = [
            each.attributes["href"]
            for each in Page(page, files[f"{page}index.html"].decode()).all("link")
            if each.attributes.get("type") == "application/json+oembed"
        ]
        said = json.loads(files[link.removeprefix(f"{BASE}/")])
        assert (said["version"], said["provider_name"]) == ("1.0", "Orchard Guild")
        assert said["thumbnail_url"].removeprefix(f"{BASE}/") in files
        assert said["type"] == ("rich" if page.startswith("awards") else "link")
    award = json.loads(files[f"awards/{projects.VALID}/oembed.json"])
    assert f'src="{BASE}/embed/#{projects.VALID}"' in award["html"]
    assert (award["width"], award["height"]) == (440, 220)
    assert "Ada" not in str(award)
