"""Asks the Open Badges 2.0 validator (PyPI `openbadges`, by IMS Global) about assertions served from a folder.

    VENV/bin/python ask_openbadges.py FOLDER BASE_URL YYYY-MM-DDThh:mm:ssZ < TARGETS

TARGETS is a JSON list of addresses of assertions, and of paths of baked pictures in the folder. Prints one JSON object:
target to {"valid": bool, "messages": [text]}. It runs in an environment of its own, because the
validator wants packages of its own time, and imports nothing of this project. It takes no document loader: so every
request is answered here, by a file of the folder or by the validator's own copy of the context; nothing is fetched.
"""

from __future__ import annotations

import json
import mimetypes
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import unquote

import requests
from openbadges.verifier import utils, verify
from openbadges.verifier.openbadges_context import OPENBADGES_CONTEXT_V2_DICT, OPENBADGES_CONTEXT_V2_URI
from openbadges.verifier.tasks import validation
from openbadges_bakery import unbake


def answer(folder: Path, base_url: str, url: str) -> requests.Response:
    response = requests.Response()
    response.url, response.status_code, response.encoding = url, 404, "utf-8"
    response.headers["Content-Type"] = "text/html"
    path = folder / unquote(url.removeprefix(base_url).lstrip("/"))
    if url == OPENBADGES_CONTEXT_V2_URI:
        response.status_code = 200
        response._content = json.dumps(OPENBADGES_CONTEXT_V2_DICT).encode()
    elif url.startswith(base_url + "/") and ".." not in path.parts and (path / "index.html").is_file():
        response.status_code, response._content = 200, (path / "index.html").read_bytes()
    elif url.startswith(base_url + "/") and ".." not in path.parts and path.is_file():
        response.status_code, response._content = 200, path.read_bytes()
        response.headers["Content-Type"] = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    else:
        response._content = b"not here"
    return response


def ask(folder: Path, target: str) -> dict[str, Any]:
    if not target.startswith("https://"):
        with (folder / target).open("rb") as picture:
            # The validator would do this itself, but takes the bytes of an SVG's address for no address.
            text = unbake(picture) or ""
        target = text if isinstance(text, str) else text.decode()
    report = verify(target, use_cache=False)["report"]
    return {"valid": report["valid"], "messages": [str(message["result"]) for message in report["messages"]]}


def main(folder: str, base_url: str, at: str) -> None:
    moment = datetime.fromisoformat(at.replace("Z", "+00:00"))

    class StoodStill(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

        @classmethod
        def utcnow(cls) -> datetime:
            return moment.replace(tzinfo=None)

    load = utils.CachableDocumentLoader.__call__

    def load_with_kind(loader: Any, url: str, _options: Any = None) -> dict[str, Any]:
        # Its JSON-LD library asks loaders for more than they knew of when it was written.
        return {"contentType": "application/ld+json", **load(loader, url)}

    with (
        mock.patch.object(
            requests.Session, "get", lambda _, url, **__: answer(Path(folder), base_url.rstrip("/"), url)
        ),
        mock.patch.object(utils.CachableDocumentLoader, "__call__", load_with_kind),
        mock.patch.object(validation, "datetime", StoodStill),
    ):
        json.dump({target: ask(Path(folder), target) for target in json.load(sys.stdin)}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
