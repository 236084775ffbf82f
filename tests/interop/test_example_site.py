"""The repository's example, built by the command and judged by others: JavaScript libraries, schemas, readers of PNG.

What is expected is worked out here from the CSV files, without our own ledger reader.
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest
from jsonschema import Draft201909Validator
from PIL import Image

from generator.wire.terms import canonical_nquads
from tests import nodes
from tests.leaks import Haystack
from tests.published import Page, Published, png_texts

KEYWORD = "openbadgecredential"
LIST_BITS = 131_072
VISIBILITIES = ["public", "unlisted", "sealed", "none"]

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}


class Content:
    """content/ as plain rows, and what they say of each award."""

    def __init__(self, folder: Path) -> None:
        self.site = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8-sig"))
        self.earners = {row["id"]: row for row in _rows(folder / "earners.csv")}
        self.awards = {row["id"]: row for row in _rows(folder / "awards.csv")}
        self.events: dict[str, list[str]] = defaultdict(list)
        for row in _rows(folder / "events.csv"):
            self.events[row["award"]].append(row["event"])

    @property
    def emails(self) -> list[str]:
        texts = [row["emails"].replace(";", " ") for row in self.earners.values()]
        return sorted({email for text in texts for email in text.split()})

    def standing(self, award: str) -> str:
        """`revoked`, `suspended` or `` (in good standing), by the last word; a suspension does not undo a revocation."""
        said = ""
        for event in self.events[award]:
            if event == "revoked" or (event == "suspended" and said != "revoked"):
                said = event
            elif event == "reinstated":
                said = ""
        return said

    def visibility(self, award: str) -> str:
        """How public the award is in the end: `none` too for one that its earner has not accepted."""
        row = self.awards[award]
        earner = self.earners[row["earner"]]
        defaults = {"visibility": "public", "accept": "auto", **self.site.get("defaults", {})}
        accepted = (earner["accept"] or defaults["accept"]) == "auto"
        own = row["visibility"]
        for event in self.events[award]:
            accepted = event in ("claimed", "published", "unlisted", "sealed") or (accepted and event != "declined")
            own = {"published": "public", "unlisted": "unlisted", "sealed": "sealed"}.get(event, own)
        if not accepted:
            return "none"
        earners = earner["visibility"] or defaults["visibility"]
        return max(own or earners, earners, key=VISIBILITIES.index)

    def on_site(self) -> list[str]:
        return sorted(award for award in self.awards if self.visibility(award) in ("public", "unlisted"))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    return [row for row in rows if any(row.values())]


@pytest.fixture(scope="module")
def content(example_project: Path) -> Content:
    return Content(example_project / "content")


@pytest.fixture(scope="module")
def site(example_site: Path, content: Content) -> Published:
    return Published(example_site, content.site["base_url"].rstrip("/"))


@pytest.fixture(scope="module")
def credentials(site: Published) -> dict[str, Any]:
    """The served credentials, by award id."""
    paths = [path for path in site.files if path.startswith("awards/") and path.endswith("/credential.json")]
    return {path.split("/")[1]: site.json(path) for path in paths}


@pytest.fixture(scope="module")
def said(site: Published) -> dict[str, Any]:
    """The JavaScript oracles' word on all of it, each document at its own validFrom."""
    return nodes.check_site(site.root, site.base_url)


def bit_of(site: Published, url: str, position: int) -> bool:
    """Bit `position` of the list served at `url`, position 0 leftmost. Bitstring Status List 1.0, 3.2."""
    path = site.path_of(url)
    assert path is not None
    encoded = site.json(path)["credentialSubject"]["encodedList"]
    assert encoded.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    return bool(bits[position // 8] & (0x80 >> position % 8))


# Which badges there are


def test_the_example_shows_every_kind_of_badge(content: Content) -> None:
    standings = {content.standing(award) for award in content.on_site()}
    assert standings == {"", "revoked", "suspended"}
    assert {content.visibility(award) for award in content.awards} >= {"public", "unlisted", "none"}


def test_exactly_the_accepted_public_and_unlisted_awards_are_on_the_site(
    content: Content, credentials: dict[str, Any]
) -> None:
    assert sorted(credentials) == content.on_site()


def test_an_award_that_is_sealed_pending_or_declined_is_named_in_no_file(site: Published, content: Content) -> None:
    hidden = [award.encode() for award in content.awards if content.visibility(award) not in ("public", "unlisted")]
    named = [(path, award) for path in site.files for award in hidden if award in path.encode() + site.read(path)]
    assert named == []


def test_each_credential_is_served_at_its_own_id_and_every_address_in_it_answers(
    site: Published, credentials: dict[str, Any]
) -> None:
    for award, credential in credentials.items():
        assert credential["id"] == f"{site.base_url}/awards/{award}/credential.json"
        paths = [site.path_of(address) or "" for address in site.addresses_in(credential)]
        assert [path for path in paths if not site.answers(path)] == []


# What others say of them


@pytest.mark.node
def test_every_document_passes_json_ld_safe_mode(said: dict[str, Any]) -> None:
    documents = {**said["credentials"], **said["statusLists"], **said["did"]}
    assert {path: answer["error"] for path, answer in documents.items() if not answer["safe"]} == {}
    assert (len(said["did"]), len(said["statusLists"]) > 0) == (1, True)


@pytest.mark.node
def test_the_library_of_digital_bazaar_verifies_every_credential_and_list(
    said: dict[str, Any], content: Content
) -> None:
    documents = {**said["credentials"], **said["statusLists"]}
    assert {path: answer["error"] for path, answer in documents.items() if not answer["verified"]} == {}
    assert len(said["credentials"]) == len(content.on_site())


@pytest.mark.node
def test_it_sees_the_bit_of_exactly_the_revoked_and_suspended_awards(said: dict[str, Any], content: Content) -> None:
    seen = {path.split("/")[1]: answer["statusBit"] for path, answer in said["credentials"].items()}
    assert seen == {award: content.standing(award) in ("revoked", "suspended") for award in content.on_site()}


@pytest.mark.node
def test_no_other_bit_of_a_list_is_set(said: dict[str, Any], content: Content) -> None:
    expected: dict[str, set[int]] = defaultdict(set)
    for award, row in content.awards.items():
        number, position = divmod(int(row["status_index"]), LIST_BITS)
        standing = content.standing(award)
        if standing:
            expected[f"status/revocation-{number + 1}.json"].add(position)
        if standing == "suspended":
            expected[f"status/suspension-{number + 1}.json"].add(position)
    lists = said["statusLists"]
    assert {path: set(answer["setBits"]) for path, answer in lists.items() if answer["setBits"]} == expected
    assert {answer["length"] for answer in lists.values()} == {LIST_BITS}


@pytest.mark.node
def test_an_expired_badge_is_refused_by_its_date_alone(site: Published, credentials: dict[str, Any]) -> None:
    ends = sorted(credential["validUntil"] for credential in credentials.values() if "validUntil" in credential)
    assert ends, "the example has no badge that ends"
    late = nodes.check_site(site.root, site.base_url, "2999-01-01T00:00:00Z")["credentials"]
    refused = {path.split("/")[1]: answer["error"] for path, answer in late.items() if not answer["verified"]}
    assert set(refused) == {award for award, credential in credentials.items() if "validUntil" in credential}
    assert all('is after "validUntil"' in error for error in refused.values())


@pytest.mark.node
def test_our_canonical_n_quads_are_those_of_jsonld_js(said: dict[str, Any], site: Published) -> None:
    answers = {**said["credentials"], **said["statusLists"]}
    ours = {}
    for path in answers:
        unsigned = {name: value for name, value in site.json(path).items() if name != "proof"}
        ours[path] = hashlib.sha256(canonical_nquads(unsigned).encode()).hexdigest()
    assert ours == {path: answer["nquadsSha256"] for path, answer in answers.items()}


@pytest.mark.extra
@pytest.mark.parametrize("flavour", ["schema", "schema.strict"])
def test_every_credential_meets_the_schema_of_1edtech(
    credentials: dict[str, Any], standards: Path, flavour: str
) -> None:
    text = (standards / "schemas" / f"ob_v3p0_achievementcredential_{flavour}.json").read_text(encoding="utf-8")
    validator = Draft201909Validator(json.loads(text), format_checker=Draft201909Validator.FORMAT_CHECKER)
    assert "date-time" in validator.format_checker.checkers
    for award, credential in credentials.items():
        faults = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(credential)]
        assert faults == [], award
        # A schema that lets everything pass would prove nothing.
        assert not validator.is_valid(credential | {"validFrom": "yesterday"})


# Status, pictures


def test_the_bit_in_the_list_says_what_the_ledger_says(
    site: Published, content: Content, credentials: dict[str, Any]
) -> None:
    for award, credential in credentials.items():
        status = credential["credentialStatus"]
        number, position = divmod(int(content.awards[award]["status_index"]), LIST_BITS)
        assert status["statusListCredential"] == f"{site.base_url}/status/revocation-{number + 1}.json"
        assert status["statusListIndex"] == str(position)
        expected = content.standing(award) in ("revoked", "suspended")
        assert bit_of(site, status["statusListCredential"], position) is expected, award


def pictures(site: Published, credentials: dict[str, Any], ending: str) -> list[str]:
    """The awards whose picture is of that kind."""
    found = [award for award in credentials if f"awards/{award}/badge.{ending}" in set(site.files)]
    assert found, ending
    return found


def test_each_picture_carries_exactly_the_served_credential_once_and_uncompressed(
    site: Published, credentials: dict[str, Any]
) -> None:
    for award in pictures(site, credentials, "png"):
        texts = png_texts(site.read(f"awards/{award}/badge.png"))
        served = site.read(f"awards/{award}/credential.json")
        assert [(text, compressed) for keyword, text, compressed in texts if keyword == KEYWORD] == [(served, False)]


def test_pillow_reads_the_same_credential_from_each_picture_and_can_draw_it(
    site: Published, credentials: dict[str, Any]
) -> None:
    for award in pictures(site, credentials, "png"):
        with Image.open(io.BytesIO(site.read(f"awards/{award}/badge.png")), formats=["PNG"]) as picture:
            picture.load()
            assert picture.text[KEYWORD].encode() == site.read(f"awards/{award}/credential.json")


def test_a_drawing_carries_both_generations_for_readers_that_others_wrote(
    site: Published, credentials: dict[str, Any]
) -> None:
    for award in pictures(site, credentials, "svg"):
        drawing = minidom.parseString(site.read(f"awards/{award}/badge.svg"))
        found = drawing.getElementsByTagNameNS("https://purl.imsglobal.org/ob/v3p0", "credential")
        older = drawing.getElementsByTagName("openbadges:assertion")
        assert [node.firstChild.data.encode() for node in found] == [site.read(f"awards/{award}/credential.json")]
        assert [node.firstChild.data.encode() for node in older] == [site.read(f"awards/{award}/assertion.json")]
        assert found[0] is drawing.documentElement.firstChild


def test_every_badge_is_hosted_in_the_older_generation_too_and_its_picture_agrees(
    site: Published, credentials: dict[str, Any]
) -> None:
    issuer = site.json("issuer.json")
    for award, credential in credentials.items():
        hosted = site.json(f"awards/{award}/assertion.json")
        assert hosted["id"] == f"{site.base_url}/awards/{award}/assertion.json"
        assert [path for path in site.addresses_in(hosted) if not site.answers(site.path_of(path) or "")] == []
        assert "sha256$" not in json.dumps(hosted) and "email" not in json.dumps(hosted)
        if not hosted.get("revoked"):
            assert hosted["issuedOn"] == credential["awardedDate"]
            badge = site.json(site.path_of(hosted["badge"]) or "")
            assert (badge["issuer"], badge["type"], issuer["type"]) == (issuer["id"], "BadgeClass", "Issuer")
    for award in pictures(site, credentials, "png"):
        texts = dict((keyword, text) for keyword, text, _ in png_texts(site.read(f"awards/{award}/badge.png")))
        assert texts["openbadges"] == site.read(f"awards/{award}/assertion.json")


def test_exactly_the_revoked_and_suspended_awards_are_so_in_the_older_generation(
    site: Published, content: Content, credentials: dict[str, Any]
) -> None:
    hosted = {award: site.json(f"awards/{award}/assertion.json").get("revoked", False) for award in credentials}
    assert hosted == {award: content.standing(award) in ("revoked", "suspended") for award in credentials}


def test_an_endorsed_badge_carries_the_endorsement_from_the_day_it_was_signed(credentials: dict[str, Any]) -> None:
    achieved = [(each, each["credentialSubject"]["achievement"]) for each in credentials.values()]
    carried = [achievement["endorsement"][0] for _, achievement in achieved if "endorsement" in achievement]
    assert carried and all(endorsement == carried[0] for endorsement in carried)
    for credential, achievement in achieved:
        endorsed = achievement["id"] == carried[0]["credentialSubject"]["id"]
        assert ("endorsement" in achievement) == (endorsed and credential["validFrom"] >= carried[0]["validFrom"])


def test_the_plain_art_of_an_achievement_carries_no_credential(site: Published) -> None:
    art = [path for path in site.files if path.startswith("badges/") and path.endswith(".png")]
    assert art
    assert [path for path in art for keyword, _, _ in png_texts(site.read(path)) if keyword == KEYWORD] == []


# Privacy


def test_no_address_of_an_earner_is_in_any_file_in_any_form(site: Published, content: Content) -> None:
    haystack = Haystack(site.root)
    assert len(content.emails) >= len(content.earners) > 0
    assert [leak for email in content.emails for leak in haystack.leaks(email)] == []


# Pages


def test_every_link_into_the_site_leads_to_a_file_and_a_place_on_it(site: Published) -> None:
    assert {path: site.broken_links(page) for path, page in site.pages.items() if site.broken_links(page)} == {}
    assert len(list(link for page in site.pages.values() for link in page.links())) > len(site.pages)


def test_the_page_for_what_is_not_there_has_links_that_work_at_any_depth(site: Published) -> None:
    inner = [link for link in site.pages["404.html"].links() if not link.startswith(("#", "mailto:", "data:"))]
    assert [link for link in inner if not link.startswith(("/", "https://", "http://"))] == []


def test_every_page_has_the_content_policy_before_anything_it_governs(site: Published) -> None:
    for path, page in site.pages.items():
        (policy,) = [meta for meta in page.all("meta") if is_policy(meta.attributes)]
        connect = {"connect-src": "'self' https:"} if path.endswith("verify/") else {}
        assert directives(policy.attributes["content"]) == {**POLICY, **connect}, path
        governed = [element for tag in ("script", "link", "style", "img") for element in page.all(tag)]
        assert all(policy.number < element.number for element in governed), path


def test_no_page_needs_what_its_policy_forbids(site: Published) -> None:
    assert {path: faults for path, page in site.pages.items() if (faults := forbidden(page))} == {}


def test_an_unlisted_badge_is_kept_from_search_engines_and_linked_from_no_other_page(
    site: Published, content: Content
) -> None:
    unlisted = {award for award in content.on_site() if content.visibility(award) == "unlisted"}
    for path, page in site.pages.items():
        named = {award for award in unlisted if award in page.html}
        own = {award for award in unlisted if f"awards/{award}/" in path}
        assert named == own, path
        if own:
            robots = [
                meta.attributes["content"] for meta in page.all("meta") if meta.attributes.get("name") == "robots"
            ]
            assert "noindex" in ",".join(robots), path


def test_every_badge_has_its_page_in_every_language_and_says_its_language(site: Published, content: Content) -> None:
    first, *others = content.site["languages"]
    for award in content.on_site():
        tags = {f"awards/{award}/": first} | {f"{tag.lower()}/awards/{award}/": tag for tag in others}
        assert {path: site.pages[path].all("html")[0].attributes["lang"] for path in tags} == tags


def is_policy(attributes: dict[str, str]) -> bool:
    return attributes.get("http-equiv", "").lower() == "content-security-policy"


def directives(policy: str) -> dict[str, str]:
    parts = [part.split(maxsplit=1) for part in policy.split(";") if part.strip()]
    return {name: values for name, values in parts}


def forbidden(page: Page) -> list[str]:
    """Inline script and style, and anything loaded from elsewhere."""
    found = []
    for element in page.elements:
        attributes = element.attributes
        found += [f"<{element.tag} {name}>" for name in attributes if name.startswith("on") or name == "style"]
        runs = attributes.get("type", "") in ("", "module", "text/javascript")
        if element.tag == "style" or (element.tag == "script" and runs and element.text.strip()):
            found.append(f"inline <{element.tag}>")
        loads = element.tag in ("script", "img", "source", "iframe") or attributes.get("rel") in ("stylesheet", "icon")
        source = attributes.get("src", attributes.get("href", "")) if loads else ""
        if source.startswith(("http://", "https://", "//")):
            found.append(f"<{element.tag}> from {source}")
    return found
