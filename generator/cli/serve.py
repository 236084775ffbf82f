"""`badgepress serve`: a preview in the browser that follows every edit."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import Any

import click

from generator.build.run import Outcome, Request, build_site
from generator.cli import voice
from generator.cli.options import KEYS, project_option, quiet_option
from generator.cli.passphrase import passphrase_options, passphrase_source
from generator.errors import BadgepressError
from generator.preview import banner
from generator.preview.workshop import News, Workshop
from generator.printable import printable
from generator.signing.keyring import KeyInfo, Keyring
from generator.signing.signer import Signer, open_signer

FOLDER = ".preview"  # in the project; nothing in it is ever published
_NAMED = 3  # files that a line names


@click.command(
    short_help="Show the site in a browser while you edit.", epilog="Example: badgepress serve -C my-badges --port 8000"
)
@project_option()
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help="Listen on this port. Default: 5500, or the next free."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDR",
    help="Listen on this interface. On any other, others see the preview too.",
)
@passphrase_options
@quiet_option()
@voice.door()
def serve(project: Path, port: int | None, host: str, quiet: bool, **passphrase: Any) -> None:
    """Build a preview, show it at an address of this machine, and build it again whenever a file changes.

    The preview has a folder of its own, .preview/ in the project: site/ is not touched, and a preview is never
    published.
    """
    _refuse_without_extra()
    from generator.preview import server  # noqa: PLC0415 - what it needs is an optional extra

    ask, agent = passphrase_source(**passphrase), os.environ.get("SSH_AUTH_SOCK")
    with _Kept(lambda key: open_signer(key, ask, agent)) as kept:
        kept.open(Keyring.read(project / KEYS).active("issuer"))  # asked here and now, and not again
        sockets, number = server.bound(host, port)
        out = _preview_folder(project)
        workshop = Workshop(project, lambda: _build(project, out, kept.lent))
        workshop.hearers.append(lambda news: _tell(news, quiet=quiet))
        _greet(host, number, is_private=server.is_loopback(host))
        asyncio.run(server.run(server.Show(out, workshop, server.is_loopback(host)), sockets))
    if not quiet:
        voice.hint("Stopped.")


def _refuse_without_extra() -> None:
    if importlib.util.find_spec("livereload") is None:
        raise BadgepressError(
            "the preview needs the package livereload, which is not installed",
            "install it with: pip install 'badgepress[serve]'. "
            "Without it: badgepress build, then python3 -m http.server --directory site",
        )


def _preview_folder(project: Path) -> Path:
    """Where the preview stands: readable by its owner alone, for it may show what is not yet public."""
    folder = project / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "site"


def _build(project: Path, out: Path, signer: Callable[[KeyInfo], Any]) -> Outcome:
    """One build, in this process: workers are not made beside a running server."""
    return build_site(Request(project, out, jobs=1, preview=True), signer, voice.Bar(quiet=True))


class _Kept:
    """The signer, opened once and lent to every build; another is opened only when another key is active."""

    def __init__(self, opened: Callable[[KeyInfo], Any]) -> None:
        self._opened = opened
        self._stack = ExitStack()
        self._signer: Signer | None = None

    def __enter__(self) -> _Kept:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, key: KeyInfo) -> Signer:
        """The signer of `key`. Raises KeyFileError, SignerError."""
        if self._signer is None or self._signer.multikey != key.public:
            self._stack.close()
            self._signer = None
            self._signer = self._stack.enter_context(self._opened(key))
        return self._signer

    @contextmanager
    def lent(self, key: KeyInfo) -> Iterator[Signer]:
        """For one build, which does not close it."""
        yield self.open(key)


def _greet(host: str, port: int, *, is_private: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    voice.say(f"Preview at http://{shown}:{port}/ (Ctrl+C stops).")
    if not is_private:
        voice.hint("  everyone who reaches this address sees the preview, unlisted badges too")


def _tell(news: News, *, quiet: bool) -> None:
    """One line for each build."""
    clock = f"{news.at:%H:%M:%S}"
    if news.fault:
        voice.hint(
            f"{clock} internal error: a fault of badgepress, not of your files. Please report it with these lines."
        )
        voice.hint(news.fault)
    elif news.problems:
        still = f"Still showing {news.shown:%H:%M:%S}." if news.shown else "Nothing to show yet."
        voice.say(f"{clock} {banner.first_line(news.problems)}. {still}")
        for problem in news.problems[1:]:
            voice.say(voice.problem_line(problem))
    elif news.outcome and not quiet:
        done = news.outcome
        written = voice.counted(done.added + done.changed + done.removed, "file", "files")
        what = f"{_names(news.changed)} changed" if news.changed else "built"
        voice.say(f"{clock} {what}: {written} in {news.seconds:.1f} s.")


def _names(paths: tuple[str, ...]) -> str:
    names = [printable(PurePath(path).name) for path in paths[:_NAMED]]
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(names) + more
