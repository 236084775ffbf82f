"""Places to publish to, real ones on this machine, and a reader who looks at what they serve."""

from __future__ import annotations

import io
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from click.testing import CliRunner, Result

from generator.cli.app import main
from tests import projects

BUCKET = "badges-example-org"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def project_for(folder: Path, publish: str, **values: Any) -> Path:
    """The good project with a table [publish], built."""
    project = projects.write_project(folder, **values)
    settings = project / "content" / "site.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"\n[publish]\n{publish}\n", encoding="utf-8")
    built = run("build", "-C", project, "-q")
    assert built.exit_code == 0, built.output
    return project


def files_below(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def without_record(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if not path.startswith(".badgepress/")}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in ("stylesheet", "icon", "alternate"):
            return
        self.found += [value for name in ("href", "src") if (value := given.get(name))]


def dead_links(served: Mapping[str, bytes], entries: set[str]) -> list[str]:
    """Every link to nothing that a reader meets who begins at `entries` and follows links of the site."""
    seen, todo, dead = set(entries), sorted(entries), []
    while todo:
        page = todo.pop()
        links = _Links()
        links.feed(served[page].decode())
        for link in links.found:
            url = urlsplit(urljoin(f"https://site.invalid/{page}", link))
            if url.hostname not in ("site.invalid", "badges.example.org") or url.scheme not in ("http", "https"):
                continue
            path = unquote(url.path).lstrip("/")
            path = path + "index.html" if path == "" or path.endswith("/") else path
            if path not in served:
                dead.append(f"{page} -> {path}")
            elif path.endswith(".html") and path not in seen:
                seen.add(path)
                todo.append(path)
    return dead


@dataclass
class Store:
    """A running store with the API of S3: what it was asked to change, in order, and a way to make it fall silent."""

    url: str
    changes: list[tuple[str, str, bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fails_after: int | None = None
    refuse: Callable[[str, str], int] = lambda method, key: 0

    def objects(self) -> dict[str, bytes]:
        served: dict[str, bytes] = {}
        for method, key, body in self.changes:
            if method == "PUT":
                served[key] = body
            else:
                served.pop(key, None)
        return served


@contextmanager
def store() -> Iterator[Store]:
    """Moto's server, which others wrote, with a bucket; every change that it confirms is written down."""
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = DomainDispatcherApplication(create_backend_app)
    lock = threading.Lock()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        key = path.removeprefix(f"/{BUCKET}").lstrip("/")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        with lock:
            if made is not None:
                made.asked.append(f"{method} {key}")
                status = made.refuse(method, key)
                if status:
                    start(f"{status} No", [("Content-Length", "0")])
                    return [b""]
                is_change = method in ("PUT", "DELETE") and key
                if is_change and made.fails_after is not None and len(made.changes) >= made.fails_after:
                    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
                    raise ConnectionAbortedError("the store is gone")
            answer = b"".join(moto(environ, start))
            if made is not None and method in ("PUT", "DELETE") and key:
                made.changes.append((method, key, body))
            return [answer]

    made: Store | None = None
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        signed = {
            "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
        }
        connection.request("POST", "/moto-api/reset")
        connection.getresponse().read()
        connection.request("PUT", f"/{BUCKET}", headers=signed)
        assert connection.getresponse().status == 200
        connection.close()
        made = Store(f"http://127.0.0.1:{server.port}")
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
