"""Where documents come from: a folder that answers for its addresses and for nothing else."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.verify import sources, web
from generator.verify.sources import FolderSource, NoSource, NotHere, Unavailable, first_of, remembering
from generator.verify.web import NetworkSource

BASE = "https://badges.example.org/guild"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    (site / "status").mkdir(parents=True)
    (site / "status" / "revocation-1.json").write_bytes(b"{}")
    (site / "index.html").write_bytes(b"home")
    (tmp_path / "secret").write_bytes(b"secret")
    return site


def test_a_folder_answers_for_every_address_below_its_base(folder: Path) -> None:
    source = FolderSource(folder, BASE)
    assert source.get(f"{BASE}/status/revocation-1.json") == b"{}"
    assert source.get(f"{BASE}/status/revocation-1.json#7") == b"{}"
    assert source.get(f"{BASE}/") == b"home"


def test_a_preview_on_this_machine_answers_for_what_its_did_calls_https(folder: Path) -> None:
    source = FolderSource(folder, "http://localhost:8000")
    assert source.get("https://localhost:8000/status/revocation-1.json") == b"{}"


@pytest.mark.parametrize(
    "url", ["https://badges.example.org/status/x", "https://evil.example/", "https://badges.example.org/guildhall/"]
)
def test_a_folder_says_which_addresses_are_not_its_own(folder: Path, url: str) -> None:
    with pytest.raises(NotHere):
        FolderSource(folder, BASE).get(url)


@pytest.mark.parametrize(
    "path", ["../secret", "status/../../secret", "%2e%2e/secret", "status//revocation-1.json", "no", "status", "a%00b"]
)
def test_no_address_leads_out_of_the_folder_or_to_what_is_no_file(folder: Path, path: str) -> None:
    with pytest.raises(Unavailable):
        FolderSource(folder, BASE).get(f"{BASE}/{path}")


def test_links_pipes_and_floods_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "link.json").symlink_to(folder.parent / "secret")
    (folder / "linked").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")
    (folder / "flood").write_bytes(b"x" * 100)
    monkeypatch.setattr(sources, "MAX_BYTES", 99)
    for path in ("link.json", "linked/secret", "pipe", "flood"):
        with pytest.raises(Unavailable):
            FolderSource(folder, BASE).get(f"{BASE}/{path}")


@given(st.text(max_size=40))
def test_any_address_gives_bytes_or_a_plain_refusal(tmp_path_factory: pytest.TempPathFactory, path: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        FolderSource(folder, BASE).get(f"{BASE}/{path}")
    except Unavailable as error:
        assert str(error)


@pytest.mark.parametrize(
    "url",
    [
        "http://badges.example.org/did.json",
        "https://localhost/did.json",
        "https://127.0.0.1/did.json",
        "https://[::1]/did.json",
        "https://user@badges.example.org/did.json",
        "https://intranet/did.json",
        "file:///etc/passwd",
        "ftp://example.org/x",
    ],
)
def test_the_network_is_asked_for_public_https_hosts_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> tuple[int, None, bytes]:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(web, "_request", never)
    with pytest.raises(Unavailable):
        NetworkSource().get(url)


def test_a_redirect_is_followed_on_the_same_host_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "/a": (302, "/b", b""),
        "/b": (200, None, b"here"),
        "/out": (302, "https://evil.example/b", b""),
        "/down": (302, "http://badges.example.org/b", b""),
        "/loop": (302, "/loop", b""),
        "/gone": (404, None, b""),
    }
    monkeypatch.setattr(web, "_request", lambda host, port, place: answers[place])
    assert NetworkSource().get("https://badges.example.org/a") == b"here"
    for path in ("/out", "/down", "/loop", "/gone"):
        with pytest.raises(Unavailable):
            NetworkSource().get(f"https://badges.example.org{path}")


def test_a_host_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*_: object) -> tuple[int, None, bytes]:
        raise TimeoutError("slow")

    monkeypatch.setattr(web, "_request", dead)
    with pytest.raises(Unavailable, match="did not answer"):
        NetworkSource().get("https://badges.example.org/a")


def test_the_first_concerned_source_decides(folder: Path) -> None:
    both = first_of(FolderSource(folder, BASE), NoSource("the second was asked"))
    with pytest.raises(Unavailable, match="second was asked"):
        both.get("https://elsewhere.example/")
    with pytest.raises(Unavailable, match="No such file"):
        both.get(f"{BASE}/missing.json")


def test_each_document_is_read_once_and_a_failure_is_remembered() -> None:
    asked = []

    class Counting:
        def get(self, url: str) -> bytes:
            asked.append(url)
            if "bad" in url:
                raise Unavailable("no")
            return b"x"

    get = remembering(Counting())
    for _ in range(3):
        assert get("good") == b"x"
        with pytest.raises(Unavailable):
            get("bad")
    assert asked == ["good", "bad"]


@pytest.mark.parametrize("url", ["https://[oops/list", "https://a℀b.example/l", "https://badges.example.org:x/l"])
def test_what_only_looks_like_an_address_is_unavailable(url: str) -> None:
    with pytest.raises(Unavailable):
        NetworkSource().get(url)


def test_a_redirect_to_what_only_looks_like_an_address_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_request", lambda host, port, place: (302, "https://[oops/", b""))
    with pytest.raises(Unavailable, match="not sound"):
        NetworkSource().get("https://badges.example.org/a")


def test_letters_beyond_ascii_are_asked_for_with_percent_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(web, "_request", lambda host, port, place: (asked.append(place), (200, None, b""))[1])
    NetworkSource().get("https://badges.example.org/é/a%20b?q=ü&r=1")
    assert asked == ["/%C3%A9/a%20b?q=%C3%BC&r=1"]


class Dripping:
    """A connection to a host that never comes to an end."""

    def __init__(self) -> None:
        self.sock: Dripping | None = None
        self.is_over = threading.Event()

    def request(self, *_: object, **__: object) -> None:
        self.sock = self

    def getresponse(self) -> object:
        assert self.is_over.wait(60), "nobody hung up"
        raise OSError("the other side hung up")

    def shutdown(self, _: int) -> None:
        self.is_over.set()

    def close(self) -> None:
        self.is_over.set()


def test_a_host_that_answers_a_byte_now_and_then_is_left_alone_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = Dripping()
    monkeypatch.setattr(web, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(web.http.client, "HTTPSConnection", lambda *_, **__: connection)
    with pytest.raises(Unavailable, match="took longer than"):
        NetworkSource().get("https://badges.example.org/a")
    assert connection.is_over.is_set()


def test_a_site_of_this_machine_answers_for_itself_without_https_too(folder: Path) -> None:
    source = FolderSource(folder, "https://localhost:8000")
    assert source.get("http://localhost:8000/status/revocation-1.json") == b"{}"
    with pytest.raises(NotHere):
        FolderSource(folder, BASE).get(BASE.replace("https:", "http:") + "/status/revocation-1.json")
