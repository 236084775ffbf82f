"""Publishing to a store that speaks the API of S3: moto's server, another's implementation, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.publish import run as story
from generator.publish.sigv4 import Credentials, encoded_path, signed_headers
from tests import projects
from tests.publish import places

pytest.importorskip("moto")

LATER = "{a8},e1,{slug},2026-05-01T09:00:00Z,,2000,,,,,\n"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[places.Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setattr("generator.publish.store._REST_S", 0.001)
    with places.store() as made:
        yield made


def _project(folder: Path, bucket: places.Store) -> Path:
    return places.project_for(folder, f'to = "s3"\nbucket = "{places.BUCKET}"\nendpoint = "{bucket.url}"')


def _grow(project: Path) -> None:
    """A new achievement with an award, a revoked one, an earner who leaves, a new title: everything that can happen."""
    content = project / "content"
    new = content / "achievements" / "mulching"
    new.mkdir()
    text = projects.ACHIEVEMENT.format(name="Mulching", code="OG-9").replace('tags = ["orchard"]', 'tags = ["soil"]')
    (new / "achievement.md").write_text(text, encoding="utf-8")
    (new / "badge.png").write_bytes(projects.small_png(colour=(1, 2, 3)))
    with (content / "awards.csv").open("a", encoding="utf-8") as file:
        file.write("0000000000000a08,e1,mulching,2026-05-01T09:00:00Z,,2000,,,,,\n")
    with (content / "events.csv").open("a", encoding="utf-8") as file:
        file.write("2026-05-02T00:00:00Z,0000000000000a01,revoked,A slip of the pen.,registrar\n")
    places.edit(content / "earners.csv", "en,public,auto,ada-quince", "en,public,auto,ada-q")
    places.edit(content / "earners.csv", "ja,public,auto,hanako-ringo", "ja,sealed,auto,hanako-ringo")
    assert places.run("build", "-C", project, "-q").exit_code == 0


def _pages(served: dict[str, bytes]) -> set[str]:
    return {path for path in served if path.endswith(".html")}


def test_after_each_single_request_of_a_publish_no_reader_finds_a_dead_link(
    tmp_path: Path, bucket: places.Store
) -> None:
    project = _project(tmp_path / "p", bucket)
    assert places.run("publish", "-C", project).exit_code == 0
    first = len(bucket.changes)
    _grow(project)
    done = places.run("publish", "-C", project, "--delete-many")
    assert done.exit_code == 0, done.output
    served: dict[str, bytes] = {}
    before: set[str] = set()
    for number, (method, key, body) in enumerate(bucket.changes):
        if number == first:
            before = _pages(served)
        if method == "PUT":
            served[key] = body
        else:
            del served[key]
            if not key.startswith(".badgepress/"):
                # Pages that go lead to each other, so one of them goes first: from here on they are no beginning.
                before &= _pages(places.files_below(project / "site"))
        entries = (before | {"index.html"}) & served.keys()
        assert places.dead_links(served, entries) == [], f"after request {number + 1}: {method} {key}"
    assert number > first > 41
    assert places.without_record(served) == places.files_below(project / "site")
    gone = [
        key for method, key, _ in bucket.changes[first:] if method == "DELETE" and not key.startswith(".badgepress")
    ]
    assert gone and "earners/ada-quince/index.html" in gone


def test_the_reader_of_that_test_finds_a_page_that_leads_to_nothing(tmp_path: Path, bucket: places.Store) -> None:
    project = _project(tmp_path / "p", bucket)
    served = places.files_below(project / "site")
    assert places.dead_links(served, {"index.html"}) == []
    del served["badges/grafting/index.html"]
    assert "index.html -> badges/grafting/index.html" in places.dead_links(served, {"index.html"})


def test_a_publish_that_is_cut_off_goes_on_where_it_stopped(
    tmp_path: Path, bucket: places.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "BATCH", 5)
    project = _project(tmp_path / "p", bucket)
    bucket.fails_after = 30
    cut = places.run("publish", "-C", project)
    assert cut.exit_code == 1 and "goes on where it stopped" in cut.stderr and "Traceback" not in cut.output
    arrived = {key for _, key, _ in bucket.changes if not key.startswith(".badgepress/")}
    assert len(arrived) > 15
    bucket.fails_after, at = None, len(bucket.changes)
    # Another machine, which knows nothing but what the store says.
    (project / ".site.published").unlink()
    done = places.run("publish", "-C", project)
    assert done.exit_code == 0, done.output
    again = {key for _, key, _ in bucket.changes[at:]} & arrived
    assert len(again) <= 5
    assert places.without_record(bucket.objects()) == places.files_below(project / "site")


@pytest.mark.parametrize("after", range(2, 50, 6))
def test_wherever_a_second_publish_stops_and_whatever_is_built_next_the_store_ends_right(
    tmp_path: Path, bucket: places.Store, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(story, "BATCH", 3)
    project = _project(tmp_path / "p", bucket)
    assert places.run("publish", "-C", project).exit_code == 0
    content = places.files_below(project / "content")
    _grow(project)
    bucket.fails_after = len(bucket.changes) + after
    places.run("publish", "-C", project, "--delete-many")
    # The change is taken back: what has arrived of it must not be taken for what was there.
    bucket.fails_after = None
    for path, data in content.items():
        (project / "content" / path).write_bytes(data)
    (project / "content" / "achievements" / "mulching" / "achievement.md").unlink()
    (project / "content" / "achievements" / "mulching" / "badge.png").unlink()
    (project / "content" / "achievements" / "mulching").rmdir()
    assert places.run("build", "-C", project, "-q").exit_code == 0
    done = places.run("publish", "-C", project, "--delete-many")
    assert done.exit_code == 0, done.output
    assert places.without_record(bucket.objects()) == places.files_below(project / "site")


def test_one_changed_award_sends_few_files_and_reads_no_list_of_all(tmp_path: Path, bucket: places.Store) -> None:
    project = _project(tmp_path / "p", bucket)
    with (project / "content" / "site.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[found]\nfeed = false\n")  # the feed of the newest awards changes with each of them
    assert places.run("build", "-C", project, "-q").exit_code == 0
    assert places.run("publish", "-C", project).exit_code == 0
    asked, changed = len(bucket.asked), len(bucket.changes)
    places.edit(project / "content" / "awards.csv", "2025-03-01T09:00:00Z", "2025-03-01T10:00:00Z")
    assert places.run("build", "-C", project, "-q").exit_code == 0
    assert places.run("publish", "-C", project).exit_code == 0
    sent = [key for method, key, _ in bucket.changes[changed:] if method == "PUT" and not key.startswith(".badgepress")]
    assert sent and all("0000000000000a01" in key or key.startswith("earners/") for key in sent), sent
    assert len(bucket.asked) - asked < 20
    at = len(bucket.asked)
    nothing = places.run("publish", "-C", project)
    assert "Nothing has changed" in nothing.stdout and len(bucket.asked) - at <= 3


def test_objects_carry_the_types_and_the_caching_that_a_site_needs(tmp_path: Path, bucket: places.Store) -> None:
    import http.client

    project = _project(tmp_path / "p", bucket)
    assert places.run("publish", "-C", project).exit_code == 0
    served = http.client.HTTPConnection(bucket.url.removeprefix("http://"))

    def head(path: str) -> tuple[str | None, str | None]:
        served.request("GET", f"/{places.BUCKET}/{path}", headers={"Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"})  # fmt: skip
        answer = served.getresponse()
        answer.read()
        assert answer.status == 200
        return answer.getheader("Content-Type"), answer.getheader("Cache-Control")

    assert head(f"awards/{projects.VALID}/credential.json") == ("application/json", "public, max-age=300")
    assert head("status/revocation-1.json") == ("application/json", "public, max-age=60")
    assert head("index.html")[0] == "text/html; charset=utf-8"
    style = next(path for path in bucket.objects() if path.startswith("assets/style"))
    assert head(style) == ("text/css; charset=utf-8", "public, max-age=31536000, immutable")


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path, bucket: places.Store) -> None:
    project = _project(tmp_path / "p", bucket)
    told = places.run("publish", "-C", project, "--dry-run")
    number = len(places.files_below(project / "site"))
    assert told.exit_code == 0 and f"Would add {number}, change 0, delete 0 of {number} files" in told.stdout
    assert bucket.changes == []


def test_what_passes_is_tried_again_and_what_is_refused_is_told_without_the_secret(
    tmp_path: Path, bucket: places.Store
) -> None:
    project = _project(tmp_path / "p", bucket)
    failures = iter([503, 500, 429])
    bucket.refuse = lambda method, key: next(failures, 0) if method == "PUT" else 0
    assert places.run("publish", "-C", project).exit_code == 0
    bucket.refuse = lambda method, key: 403
    refused = places.run("publish", "-C", project)
    assert refused.exit_code == 1 and "status 403" in refused.stderr
    assert "not-a-secret" not in refused.output


def test_without_credentials_the_ways_to_give_them_are_named(
    tmp_path: Path, bucket: places.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = _project(tmp_path / "p", bucket)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("HOME", str(tmp_path))
    told = places.run("publish", "-C", project)
    assert told.exit_code == 1 and "AWS_SECRET_ACCESS_KEY" in told.stderr
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    assert places.run("publish", "-C", project, "--dry-run").exit_code == 0


def test_the_record_on_the_store_names_no_address_of_an_unlisted_badge(tmp_path: Path, bucket: places.Store) -> None:
    project = _project(tmp_path / "p", bucket)
    assert places.run("publish", "-C", project).exit_code == 0
    record = b"".join(data for path, data in bucket.objects().items() if path.startswith(".badgepress/"))
    assert record and projects.EARLY.encode() not in record and b"awards" not in record


_NAMES = st.text("abcdefghijklmnopqrstuvwxyzABC019-_.~ +'()&=ü", min_size=1, max_size=12)


@given(
    st.lists(_NAMES, min_size=1, max_size=4), st.dictionaries(_NAMES, _NAMES, max_size=3), st.binary(max_size=40),
    st.sampled_from(["GET", "PUT", "DELETE"]), st.sampled_from(["", "token"]),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - the other side wants it so
)  # fmt: skip
def test_a_signature_is_the_one_that_the_makers_of_the_api_compute(
    parts: list[str], query: dict[str, str], body: bytes, method: str, token: str, at: datetime
) -> None:
    auth = pytest.importorskip("botocore.auth")
    from unittest import mock

    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Theirs

    from generator.publish.sigv4 import encoded_query

    path = encoded_path("/bucket/" + "/".join(parts))
    url = f"https://s3.example.org{path}" + (f"?{encoded_query(query)}" if query else "")
    request = AWSRequest(method, url, headers={"Content-Type": "text/plain"}, data=body)
    with mock.patch.object(auth, "get_current_datetime", lambda remove_tzinfo=True: at, create=True):
        signer = auth.S3SigV4Auth(Theirs("id", "secret", token or None), "s3", "eu-west-1")
        request.context["payload_signing_enabled"] = True
        signer.add_auth(request)
    ours = signed_headers(
        method, "s3.example.org", path, query, {"Content-Type": "text/plain"}, body,
        region="eu-west-1", who=Credentials("id", "secret", token), now=at.replace(tzinfo=UTC),
    )  # fmt: skip
    assert ours["Authorization"] == request.headers["Authorization"]
