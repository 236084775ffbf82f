"""Opening pages in Debian's chromium: a loopback server, a browser without network, and a record of what went wrong.

A page under test may reach this machine and nothing else: every other request is aborted and written down, and so are
errors of the page and on its console. Tests that call this module carry `@pytest.mark.browser`.

    with served(folder) as url, launched() as browser, opened(browser) as visit:
        visit.page.goto(url)
        assert visit.troubles() == []
"""

from __future__ import annotations

import functools
import importlib.util
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

LOCAL_HOSTS = ("127.0.0.1", "localhost")
LOCAL_SCHEMES = ("file", "data", "blob", "about")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@functools.cache
def missing() -> str | None:
    """What keeps pages from being opened here, in words, or None when they can be."""
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    if shutil.which("chromium") is None:
        return "chromium is not installed"
    return None


class _QuietHandler(SimpleHTTPRequestHandler):
    """Files of one folder, 404.html for what is not there, nothing on the terminal."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a test's output is for its failures."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port of the loopback interface; gives the base URL, without a slash at its end."""
    server = ThreadingHTTPServer((LOCAL_HOSTS[0], 0), partial(_QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{LOCAL_HOSTS[0]}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def launched(*extra_flags: str) -> Iterator[Browser]:
    """Debian's chromium without a window, ended with the block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*FLAGS, *extra_flags])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A page and what went wrong on it: errors of script and console, and addresses elsewhere that it asked for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def troubles(self) -> list[str]:
        """Everything that a clean page has none of."""
        return [*self.errors, *(f"asked for {url}" for url in self.foreign)]


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Visit]:
    """A blank page in a fresh context; `options` are those of `Browser.new_context` (viewport, color_scheme, ...)."""
    context = browser.new_context(**options)
    visit = Visit(context.new_page())
    context.route("**/*", partial(_local_only, visit))
    visit.page.on("pageerror", lambda error: visit.errors.append(f"page error: {error}"))
    visit.page.on("console", partial(_note_console, visit))
    visit.page.on("dialog", lambda dialog: (visit.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        yield visit
    finally:
        context.close()


def is_local(url: str) -> bool:
    """Whether a request for `url` stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in LOCAL_HOSTS


def _local_only(visit: Visit, route: Route) -> None:
    url = route.request.url
    if is_local(url):
        route.continue_()
        return
    visit.foreign.append(url)
    route.abort()


def _note_console(visit: Visit, message: ConsoleMessage) -> None:
    if message.type == "error":
        visit.errors.append(f"console: {message.text} ({message.location.get('url', '')})")
