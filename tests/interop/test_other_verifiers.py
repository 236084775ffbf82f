"""Every badge of the example, judged by verifiers that others wrote and by ours: they must agree.

What is true of each badge is held by test_example_site.py against the CSV files; here it is what our verifier says, and
the question is whether anybody else says otherwise. Where a verifier cannot say a thing, docs/interop.md names it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.verify.check import Verifier
from generator.verify.report import State
from generator.verify.sources import FolderSource
from tests import nodes
from tests.interop import others
from tests.published import Published

AT = datetime(2026, 11, 21, tzinfo=UTC)
NOW = "2026-11-21T00:00:00Z"
STOPPED = (State.REVOKED, State.SUSPENDED)


@pytest.fixture(scope="module")
def site(example_site: Path, example_project: Path) -> Published:
    import tomllib

    settings = tomllib.loads((example_project / "content" / "site.toml").read_text(encoding="utf-8-sig"))
    return Published(example_site, settings["base_url"].rstrip("/"))


@pytest.fixture(scope="module")
def ours(site: Published) -> dict[str, State]:
    """What our verifier says of each credential, by its path."""
    verifier = Verifier(FolderSource(site.root, site.base_url), AT)
    paths = [path for path in site.files if path.startswith("awards/") and path.endswith("/credential.json")]
    return {path: verifier.verify(site.read(path), path).state for path in paths}


def of_state(ours: dict[str, State], *states: State) -> set[str]:
    return {path for path, state in ours.items() if state in states}


def test_the_example_has_badges_of_each_state_that_an_issuer_can_give(ours: dict[str, State]) -> None:
    assert set(ours.values()) == {State.VALID, State.REVOKED, State.SUSPENDED, State.EXPIRED, State.EARLY}


def test_the_page_about_this_names_the_figures_and_the_versions(ours: dict[str, State]) -> None:
    page = (nodes.NODE_FOLDER.parent.parent / "docs" / "interop.md").read_text(encoding="utf-8")
    pinned = json.loads((nodes.NODE_FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    pinned |= dict(line.split("==") for line in others.pinned())
    rows = [
        f"| {name} | {pinned[name]} |" for name in ("@digitalcredentials/verifier-core", "openbadgeslib", "openvc-core")
    ]
    counts = Counter(ours.values())
    stopped = counts[State.REVOKED] + counts[State.SUSPENDED]
    header = (
        f"valid ({counts[State.VALID]}) | revoked, suspended ({stopped}) | expired ({counts[State.EXPIRED]}) | early"
    )
    for text in [
        *rows,
        f"| {pinned['openbadges']} |",
        f"| {pinned['@digitalbazaar/vc']} |",
        header,
        f"The {len(ours)} badges",
    ]:
        assert text in page


@pytest.mark.node
def test_digital_bazaar_accepts_what_we_accept_and_nothing_else(site: Published, ours: dict[str, State]) -> None:
    said = nodes.check_site(site.root, site.base_url, NOW)["credentials"]
    accepted = {path for path, badge in said.items() if badge["safe"] and badge["verified"] and not badge["statusBit"]}
    assert accepted == of_state(ours, State.VALID)
    assert {path for path, badge in said.items() if badge["statusBit"]} == of_state(ours, *STOPPED)
    dated = {path for path, badge in said.items() if "date time" in (badge["error"] or "")}
    assert dated == of_state(ours, State.EXPIRED, State.EARLY)


@pytest.mark.node
def test_the_digital_credentials_consortium_accepts_what_we_accept_and_nothing_else(
    site: Published, ours: dict[str, State]
) -> None:
    said = nodes.ask_node("check_dcc.mjs", None, str(site.root), site.base_url, NOW)
    steps = ("signature", "expiration", "status", "issuer")
    accepted = {path for path, badge in said.items() if all(badge[step] is True for step in steps)}
    assert accepted == of_state(ours, State.VALID)
    assert {path for path, badge in said.items() if badge["errors"]} == set()
    assert {path for path, badge in said.items() if badge["status"] is False} == of_state(ours, *STOPPED)
    assert {path for path, badge in said.items() if badge["expiration"] is False} == of_state(ours, State.EXPIRED)
    # Of a badge that is not valid yet it says nothing at all, neither good nor bad.
    assert {path for path, badge in said.items() if badge["signature"] is None} == of_state(ours, State.EARLY)


@pytest.mark.extra
@pytest.mark.node
@pytest.mark.parametrize("flavour", ["", ".strict"])
def test_the_digital_credentials_consortium_finds_every_badge_in_the_published_form(
    site: Published, standards: Path, flavour: str
) -> None:
    schema = standards / "schemas" / f"ob_v3p0_achievementcredential_schema{flavour}.json"
    said = nodes.ask_node("check_dcc.mjs", None, str(site.root), site.base_url, NOW, str(schema))
    assert {badge["schema"] for badge in said.values()} == {True}


def fetch_from(site: Published) -> Callable[[str], bytes]:
    def fetch(url: str) -> bytes:
        path = site.path_of(url)
        assert path is not None, url
        return site.read(path)

    return fetch


# In words of the verifier, why it refuses a badge of each state.
REASONS: dict[str, dict[State, str]] = {
    "openbadgeslib": {
        State.REVOKED: "Credential status 'revocation' is set",
        State.SUSPENDED: "Credential status 'revocation' is set",
        State.EXPIRED: "Credential has expired",
        State.EARLY: "Credential is not yet valid",
    },
    "openvc": {
        State.REVOKED: "CredentialRevoked",
        State.SUSPENDED: "CredentialRevoked",
        State.EXPIRED: "CredentialExpired",
        State.EARLY: "CredentialNotYetValid",
    },
}


@pytest.mark.parametrize("name", ["openbadgeslib", "openvc"])
def test_a_library_in_python_accepts_what_we_accept_and_gives_the_same_reasons_otherwise(
    site: Published, ours: dict[str, State], name: str
) -> None:
    others.skip_without("openbadgeslib")  # it carries the contexts for both
    others.skip_without(name)
    verifier = others.verifier(name, fetch_from(site), AT)
    unlike = {}
    for path, state in ours.items():
        credential = site.json(path)
        said = verifier(credential)
        if not said.startswith(expected_words(name, state, credential)):
            unlike[path] = (state.value, said)
    assert unlike == {}


def expected_words(name: str, state: State, credential: dict[str, Any]) -> str:
    """How the answer must begin."""
    if name == "openvc" and "EndorsementCredential" in json.dumps(credential):
        # It takes no credential with another one inside it, which brings its own @context; that decides before all else.
        return "ProofMalformed: the document is not in compacted form under its @context"
    return others.ACCEPTED if state is State.VALID else REASONS[name][state]


# Open Badges 2.0, where the site has it


@pytest.fixture(scope="module")
def of_2_0(site: Published, ours: dict[str, State]) -> dict[str, State]:
    """Our state of each badge that has an assertion too, by the assertion's address."""
    others.skip_without("openbadges")
    if "issuer.json" not in site.files:
        pytest.skip("the example has no Open Badges 2.0 output")
    folders = {path.rpartition("/")[0]: state for path, state in ours.items()}
    found = {f"{site.base_url}/{folder}/assertion.json": state for folder, state in folders.items()}
    return {url: state for url, state in found.items() if site.path_of(url) in site.files}


def test_the_validator_of_2_0_accepts_the_assertions_of_valid_badges_and_no_other(
    site: Published, of_2_0: dict[str, State]
) -> None:
    said = others.openbadges_says(site, list(of_2_0), AT)
    accepted = {url for url, report in said.items() if report["valid"]}
    assert accepted == {url for url, state in of_2_0.items() if state is State.VALID}
    words = {state: Counter[bool]() for state in State}
    for url, state in of_2_0.items():
        text = " ".join(said[url]["messages"])
        words[state]["expired on" in text or "in the future" in text] += 1
    assert list(words[State.EXPIRED]) == list(words[State.EARLY]) == [True]
    assert list(words[State.VALID]) == list(words[State.REVOKED]) == [False]


def test_the_validator_of_2_0_takes_the_same_badge_out_of_every_picture(
    site: Published, of_2_0: dict[str, State]
) -> None:
    folders = {url: url.removeprefix(f"{site.base_url}/").rpartition("/")[0] for url in of_2_0}
    pictures = {
        picture: of_2_0[url]
        for url, folder in folders.items()
        for picture in (f"{folder}/badge.png", f"{folder}/badge.svg")
        if picture in site.files
    }
    said = others.openbadges_says(site, list(pictures), AT)
    assert len(pictures) >= len(of_2_0)
    assert {picture for picture, report in said.items() if report["valid"]} == {
        picture for picture, state in pictures.items() if state is State.VALID
    }


def test_the_validator_of_2_0_is_awake(tmp_path: Path) -> None:
    """It must say yes to what is right and no to what is wrong, or its agreement would be worth nothing."""
    others.skip_without("openbadges")
    site = Published(older_site(tmp_path), "https://older.example.org")
    names = {"good": True, "expired": False, "early": False, "undated": False, "revoked": False, "elsewhere": False}
    targets = {f"{site.base_url}/{name}.json": right for name, right in names.items()}
    said = others.openbadges_says(site, [*targets, f"{site.base_url}/missing.json"], AT)
    assert {url: report["valid"] for url, report in said.items()} == {**targets, f"{site.base_url}/missing.json": False}


def older_site(folder: Path) -> Path:
    from tests.projects import small_png

    base, context = "https://older.example.org", {"@context": "https://w3id.org/openbadges/v2"}
    issuer = {**context, "type": "Issuer", "id": f"{base}/issuer.json", "name": "Guild", "url": f"{base}/",
              "email": "badges@example.org"}  # fmt: skip
    badge = {**context, "type": "BadgeClass", "id": f"{base}/class.json", "name": "Grafting", "description": "Grafts.",
             "image": f"{base}/badge.png", "criteria": {"narrative": "Graft."}, "issuer": issuer["id"]}  # fmt: skip

    def assertion(name: str, **more: Any) -> dict[str, Any]:
        recipient = {"type": "email", "hashed": False, "identity": "ada@example.com"}
        return {**context, "type": "Assertion", "id": f"{base}/{name}.json", "recipient": recipient,
                "badge": badge["id"], "verification": {"type": "hosted"}, "issuedOn": "2026-01-14T17:30:00Z", **more}  # fmt: skip

    documents = {
        "issuer": issuer,
        "class": badge,
        "good": assertion("good"),
        "expired": assertion("expired", expires="2026-02-01T00:00:00Z"),
        "early": assertion("early", issuedOn="2036-02-01T00:00:00Z"),
        "undated": assertion("undated", issuedOn="yesterday"),
        "revoked": {**context, "type": "Assertion", "id": f"{base}/revoked.json", "revoked": True},
        "elsewhere": assertion("elsewhere", badge=f"{base}/nowhere.json"),
    }
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8", newline="")
    (folder / "badge.png").write_bytes(small_png(16))
    return folder
