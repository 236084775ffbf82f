"""`badgepress check --url` against small servers on this machine: one that does all right, others with one thing wrong."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.mediatypes import content_type
from generator.publish.caching import cache_control
from tests import projects
from tests.publish import places

Reply = tuple[int, dict[str, str], bytes]
Spoil = Callable[[str, Reply], Reply]


@contextmanager
def host(port: int, site: Path, spoil: Spoil) -> Iterator[str]:
    """A host as it should be, but for what `spoil` does to each answer."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            path = path + "index.html" if path == "" or path.endswith("/") else path
            file = site / path
            status, data = (200, file.read_bytes()) if file.is_file() else (404, (site / "404.html").read_bytes())
            kind = content_type(path if status == 200 else "404.html")
            headers = {
                "Content-Type": kind, "Cache-Control": cache_control(path), "X-Content-Type-Options": "nosniff",
                "Access-Control-Allow-Origin": "*", "Content-Security-Policy": "frame-ancestors 'self'",
            }  # fmt: skip
            if path.startswith("embed/"):
                del headers["Content-Security-Policy"]
            status, headers, data = spoil(path, (status, headers, data))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A site built for an address of this machine, and its port."""
    port = _free_port()
    folder = projects.write_project(tmp_path_factory.mktemp("probe") / "p", base_url=f"http://127.0.0.1:{port}")
    assert places.run("build", "-C", folder, "-q").exit_code == 0
    return folder, port


def _findings(project: tuple[Path, int], spoil: Spoil) -> tuple[int, dict[str, str], dict[str, str]]:
    """Exit code; weight by code of finding; hint by code."""
    folder, port = project
    with host(port, folder / "site", spoil) as url:
        told = places.run("check", "-C", folder, "--url", url, "--json")
    found = json.loads(told.stdout)["findings"]
    return told.exit_code, {f["code"]: f["weight"] for f in found}, {f["code"]: f["hint"] for f in found}


def test_a_host_that_does_all_right_is_found_without_fault(project: tuple[Path, int]) -> None:
    assert _findings(project, lambda path, reply: reply)[:2] == (0, {})


def _header(name: str, value: str | None, end: str = "") -> Spoil:
    def spoil(path: str, reply: Reply) -> Reply:
        status, headers, data = reply
        if path.endswith(end):
            headers = {k: v for k, v in headers.items() if k != name} | ({name: value} if value is not None else {})
        return status, headers, data

    return spoil


def _gone(part: str, status: int = 404) -> Spoil:
    return lambda path, reply: (status, reply[1], b"nothing") if part in path else reply


def _body(part: str, change: Callable[[bytes], bytes]) -> Spoil:
    return lambda path, reply: (*reply[:2], change(reply[2])) if part in path and reply[0] == 200 else reply


def _soft(path: str, reply: Reply) -> Reply:
    return (200, reply[1], reply[2]) if reply[0] == 404 else reply


def _plain(path: str, reply: Reply) -> Reply:
    return (404, reply[1], b"not found") if reply[0] == 404 else reply


def _moved(path: str, reply: Reply) -> Reply:
    return (301, {"Location": f"/{path}?v=2"}, b"") if path.endswith("credential.json") else reply


def _older(data: bytes) -> bytes:
    return data.replace(b"2026-06-01", b"2026-01-01")


@pytest.mark.parametrize(
    ("spoil", "code", "weight"),
    [
        (_gone("index.html", 500), "home", "error"),
        (_body("index.html", lambda data: data + b"<!-- -->"), "other-build", "warning"),
        (_gone("did.json"), "did-missing", "error"),
        (_body("did.json", lambda data: data.replace(b"did:web", b"did:wab")), "did-other", "error"),
        (_body("did.json", lambda data: data.replace(b"assertionMethod", b"assertionMethod2")), "did-differs", "error"),
        (_header("Content-Type", "text/plain", ".json"), "type", "error"),
        (_header("Content-Type", "application/octet-stream", "badge.png"), "type", "error"),
        (_header("Access-Control-Allow-Origin", None, ".json"), "cors", "error"),
        (_header("Access-Control-Allow-Origin", None, ".png"), "cors", "error"),
        (_header("Access-Control-Allow-Origin", "https://only.example", ".json"), "cors", "error"),
        (_gone("credential.json"), "missing", "error"),
        (_body("credential.json", lambda data: data + b" "), "differs", "error"),
        (_moved, "redirect", "error"),
        (_body("badge.png", lambda data: data[:-12]), "picture-changed", "error"),
        (_gone("status/"), "status-missing", "error"),
        (_body("status/", _older), "status-old", "error"),
        (_header("Cache-Control", "public, max-age=86400", ".json"), "status-cached", "warning"),
        (_header("Cache-Control", "max-age=60", ".css"), "assets-cached", "note"),
        (_header("Content-Type", "text/plain", ".css"), "style", "error"),
        (_soft, "soft-404", "error"),
        (_plain, "plain-404", "warning"),
        (_header("X-Content-Type-Options", None, "index.html"), "nosniff", "note"),
        (_header("Content-Security-Policy", None, "index.html"), "frames", "note"),
        (_header("Content-Security-Policy", "frame-ancestors 'self'", "embed/index.html"), "embed-framed", "warning"),
        (_header("X-Frame-Options", "SAMEORIGIN", "embed/index.html"), "embed-framed", "warning"),
        (
            _header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'self'", "index.html"),
            "policy",
            "warning",
        ),
    ],
)
def test_one_thing_wrong_is_found_and_weighed(project: tuple[Path, int], spoil: Spoil, code: str, weight: str) -> None:
    exit_code, found, hints = _findings(project, spoil)
    assert found.get(code) == weight, found
    assert exit_code == (1 if "error" in found.values() else 0)
    assert hints[code]


def test_a_card_picture_of_another_size_than_the_page_says_is_found(project: tuple[Path, int]) -> None:
    award = project[0] / "site" / "awards" / projects.VALID / "index.html"
    assert b"og:image:width" in award.read_bytes()
    other = projects.small_png(size=100)
    spoil: Spoil = lambda path, reply: (*reply[:2], other) if path.endswith(".png") else reply  # noqa: E731
    assert "card-size" in _findings(project, spoil)[1]
    assert "card-missing" in _findings(project, _gone(".png"))[1]


@pytest.mark.parametrize(
    ("sign", "word"),
    [({"Server": "nginx/1.22.1"}, "types {"), ({"Server": "Caddy"}, "header *.json"), ({"CF-Ray": "1"}, "_headers"),
     ({"X-NF-Request-ID": "1"}, "_headers"), ({"Server": "AmazonS3"}, "badgepress publish does")],
)  # fmt: skip
def test_advice_is_for_the_host_that_answers(project: tuple[Path, int], sign: dict[str, str], word: str) -> None:
    def spoil(path: str, reply: Reply) -> Reply:
        headers = {**reply[1], **sign}
        return reply[0], {**headers, "Content-Type": "text/plain"} if path.endswith(".json") else headers, reply[2]

    hints = _findings(project, spoil)[2]
    assert word in hints["type"] and "docs/hosts/" in hints["type"]


def test_one_cause_is_told_once_however_many_addresses_it_shows_at(project: tuple[Path, int]) -> None:
    folder, port = project
    with host(port, folder / "site", _header("Access-Control-Allow-Origin", None, "credential.json")) as url:
        told = places.run("check", "-C", folder, "--url", url)
    assert told.stdout.count("a credential may not be read") == 1 and " and 2 more\n" in told.stdout
    assert told.stdout.endswith("3 errors, 0 warnings, 0 notes in 17 addresses.\n"), told.stdout


def test_a_host_that_does_not_answer_could_not_be_checked(tmp_path: Path) -> None:
    told = places.run(
        "check", "-C", projects.write_project(tmp_path / "p"), "--url", f"http://127.0.0.1:{_free_port()}"
    )
    assert told.exit_code == 3 and "could not be checked" in told.stderr


def test_what_is_no_address_of_a_site_is_refused(tmp_path: Path) -> None:
    told = places.run("check", "-C", projects.write_project(tmp_path / "p"), "--url", "ftp://badges.example.org")
    assert told.exit_code == 1 and "--url" in told.stderr


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def _running(*words: object) -> Iterator[None]:
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _configuration(name: str, language: str) -> str:
    """The configuration that docs/hosts/ gives, so that what is written there is what is tried."""
    text = (projects.REPOSITORY / "docs" / "hosts" / name).read_text(encoding="utf-8")
    return text.split(f"```{language}\n", 1)[1].split("```", 1)[0]


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_a_real_server_with_the_configuration_of_the_docs_is_found_without_fault(
    project: tuple[Path, int], tmp_path: Path, server: str
) -> None:
    program = shutil.which(server) or shutil.which(server, path="/usr/sbin")
    if program is None:
        pytest.skip(f"{server} is not installed")
    folder, port = project
    # The site for other users too: nginx reads it as one of those.
    www = Path("/tmp") / f"badgepress-{server}-{port}"
    shutil.copytree(folder / "site", www)
    try:
        if server == "nginx":
            text = _configuration("nginx.md", "nginx").replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
            lines = [line for line in text.splitlines() if "ssl_" not in line and "listen [::]" not in line]
            inside = "\n".join(lines).replace("/srv/www/badges", str(www)).replace("badges.example.org", "127.0.0.1")
            head = "daemon off;\nerror_log stderr;\n" + f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n"
            temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
            (tmp_path / "c").write_text(f"{head}{temporary}include /etc/nginx/mime.types;\n{inside}\n}}\n")
            command = [program, "-c", tmp_path / "c", "-e", "stderr"]
        else:
            text = _configuration("caddy.md", "caddy").replace("badges.example.org", f"http://127.0.0.1:{port}")
            (tmp_path / "c").write_text("{\nadmin off\n}\n" + text.replace("/srv/www/badges", str(www)))
            command = [program, "run", "--adapter", "caddyfile", "--config", tmp_path / "c"]
        with _running(*command):
            url = f"http://127.0.0.1:{port}"
            end = time.monotonic() + 15
            while not _answers(url + "/") and time.monotonic() < end:
                time.sleep(0.1)
            told = places.run("check", "-C", folder, "--url", url, "--json")
    finally:
        shutil.rmtree(www)
    found = json.loads(told.stdout)
    assert found["host"] == server and found["findings"] == [], told.stdout


def test_a_site_is_counted_against_the_limits_of_a_host(project: tuple[Path, int], tmp_path: Path) -> None:
    folder, _ = project
    told = places.run("check", "-C", folder, "--target", "cloudflare")
    assert told.exit_code == 0 and "of 20,000 files" in told.stdout and "Fits" in told.stdout
    big = tmp_path / "site"
    for number in range(201):
        (big / str(number)).mkdir(parents=True)
        for name in range(100):
            (big / str(number) / str(name)).touch()
    for target, code in (("cloudflare", 1), ("github", 0), ("netlify", 0), ("s3", 0)):
        told = places.run("check", "-C", folder, "--site", big, "--target", target, "--json")
        assert told.exit_code == code, told.output
        assert json.loads(told.stdout)["site"]["files"] == 20_100
    assert places.run("check", "-C", folder, "--site", tmp_path / "none", "--target", "github").exit_code == 1
