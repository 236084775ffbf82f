"""The preview's web server: pages of a folder on this machine's own interface, reloaded when the folder has changed.

Pages come from the preview's folder as a host would send them, with a script that waits for news (see `banner`). The
builds run in another thread (see `workshop`), so a page is answered while one runs. Nobody but this machine is
answered, unless another interface was asked for: then whoever reaches it sees all badges, unlisted ones too.

The socket and the script in the page are livereload's, an optional extra: `generator.cli.serve` asks for it first.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from msgspec import Struct
from tornado import httpserver, netutil, web
from tornado.websocket import WebSocketHandler

from generator.errors import BadgepressError
from generator.mediatypes import HTML, content_type
from generator.preview import banner, files
from generator.preview.workshop import Workshop

FIRST_PORT = 5500
_PORTS_TRIED = 100
_PATIENCE_S = 3.0
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Show(Struct, frozen=True):
    """What is shown: the folder, and who builds what stands there."""

    site: Path
    workshop: Workshop
    is_private: bool  # only this machine reaches it, so only its own names are answered


def bound(host: str, port: int | None) -> tuple[list[socket.socket], int]:
    """Sockets on `port`, or on the first free one from FIRST_PORT on. Raises BadgepressError where there is none."""
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED)
    for number in ports:
        try:
            sockets = netutil.bind_sockets(number, host)
            return sockets, int(sockets[0].getsockname()[1])
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES) or port is not None:
                why = error.strerror or str(error)
                raise BadgepressError(f"cannot listen on {host}, port {number}: {why}", _way_out(error)) from error
    raise BadgepressError(
        f"no port from {FIRST_PORT} to {FIRST_PORT + _PORTS_TRIED - 1} is free", "name another one with --port"
    )


def _way_out(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses it: name another with --port, or leave --port out and a free one is taken"
    return "name another with --host and --port"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an interface."""
    return host in _LOOPBACK or host.startswith("127.")


async def run(show: Show, sockets: list[socket.socket]) -> None:
    """Answer until somebody stops the program (SIGINT, SIGTERM)."""
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    logging.getLogger("livereload").setLevel(logging.CRITICAL)
    LiveReloadHandler.watcher = SimpleNamespace(filepath="*")  # it wants one to name; our workshop is the watcher
    server = httpserver.HTTPServer(application(show))
    server.add_sockets(sockets)
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError, RuntimeError):  # not the main thread: whoever runs us there stops us otherwise
            loop.add_signal_handler(number, stop.set)
    show.workshop.hearers.append(lambda news: _reload_from(loop))
    show.workshop.start()
    try:
        await stop.wait()
    finally:
        server.stop()
        show.workshop.stop(_PATIENCE_S)


def application(show: Show) -> web.Application:
    """The addresses that a preview answers."""
    known = {"show": show}
    return web.Application(
        [
            (r"/livereload", _News),
            (banner.SCRIPT.replace(".", r"\."), LiveReloadJSHandler),
            (banner.STYLE.replace(".", r"\."), _Style),
            (r"/(.*)", _Page, known),
        ]
    )


def _reload_from(loop: asyncio.AbstractEventLoop) -> None:
    """Tell every open page to load again, from another thread than the server's."""
    with suppress(RuntimeError):  # the server has stopped in the meantime
        loop.call_soon_threadsafe(LiveReloadHandler.reload_waiters, "*")


class _News(LiveReloadHandler):  # type: ignore[misc] # livereload has no types
    """The socket on which pages hear of a new build: open to pages of this server alone."""

    def check_origin(self, origin: str) -> bool:
        return bool(WebSocketHandler.check_origin(self, origin))


class _Style(web.RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", content_type(banner.STYLE))
        self.write(banner.STYLESHEET)


class _Page(web.RequestHandler):
    """A file of the preview."""

    def initialize(self, show: Show) -> None:
        self._show = show

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Access-Control-Allow-Origin", "*")
        self.clear_header("Server")

    def prepare(self) -> None:
        """A name that somebody else's DNS leads here with is not answered: pages elsewhere could read the preview."""
        if self._show.is_private and not is_loopback(self.request.host_name.strip("[]")):
            self.set_status(403)
            self.finish("This preview answers to its own address only.\n")

    def head(self, address: str) -> None:
        self.get(address)

    def get(self, address: str) -> None:
        root = files.root_of(self._show.site)  # as on its host, so that links from its root lead where they will
        if address in ("", root.strip("/")) and root != "/":
            self.redirect(root)
            return
        found = self._find(address.removeprefix(root[1:])) if address.startswith(root[1:]) else None
        if found is None:
            self._missing()
        elif found.moved:
            self.redirect(f"/{address}/")
        else:
            self._send(found)

    def _find(self, address: str) -> files.Found | None:
        try:
            return files.find(self._show.site, address)
        except UnicodeDecodeError:
            return None

    def _missing(self) -> None:
        found = files.find(self._show.site, "404.html")
        self.set_status(404)
        if found is None:
            self.set_status(503)
            found = files.Found(banner.lone_page(self._show.workshop.news), HTML)
            self.set_header("Content-Type", found.kind)
            self.finish(found.data)
            return
        self._send(found)

    def _send(self, found: files.Found) -> None:
        self.set_header("Content-Type", found.kind)
        is_page = found.kind == HTML
        self.finish(banner.with_preview(found.data, self._show.workshop.news) if is_page else found.data)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Content-Type", content_type("error.txt"))
        self.finish(f"{status_code}\n")
