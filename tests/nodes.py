"""Asking the JavaScript oracles: libraries that others wrote, run by node, that say whether our documents are right.

    check_site.mjs   a built site: safe mode, canonical N-Quads, @digitalbazaar/vc on each credential
    canon.mjs        JSON-LD documents in, canonical N-Quads out, one a line
    print_contexts   the pinned JSON-LD contexts, so that oracles written in Python (PyLD) need no network either

They take contexts from the pinned packages in `tests/node/node_modules` and refuse every connection. Tests that call this module carry
`@pytest.mark.node`; `missing()` says what such a test lacks on this machine.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

NODE_FOLDER = Path(__file__).resolve().parent / "node"
OLDEST_NODE = 18
SECONDS_AT_MOST = 180


class OracleError(Exception):
    """An oracle could not be asked, or did not answer in JSON: a fault of the tests, never a verdict on a document."""


@functools.cache
def missing() -> str | None:
    """What keeps the oracles from running here, in words, or None when they can run."""
    node = shutil.which("node")
    if node is None:
        return "node is not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)\.", version)
    if major is None or int(major[1]) < OLDEST_NODE:
        return f"node {OLDEST_NODE} or newer is needed, this is {version.strip() or 'not running'}"
    wanted = json.loads((NODE_FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    absent = [name for name in sorted(wanted) if not (NODE_FOLDER / "node_modules" / name / "package.json").is_file()]
    if absent:
        return f"tests/node/node_modules lacks {', '.join(absent)}: run `npm ci` in tests/node"
    return None


def ask_node(script: str, payload: object = None, *arguments: str) -> dict[str, Any]:
    """Run tests/node/`script` with `payload` as JSON on its input; return the JSON object that it prints.

    Raises OracleError, with what the script said, when it ends badly or prints something else.
    """
    answer = _parse(script, _run(script, json.dumps(payload), arguments))
    if not isinstance(answer, dict):
        raise OracleError(f"{script} answered {type(answer).__name__}, expected an object")
    return answer


def ask_node_lines(script: str, payloads: Iterable[object]) -> list[dict[str, Any]]:
    """The same for a script of lines: one JSON document a line in, one JSON object a line out, in the same order."""
    lines = [json.dumps(payload) for payload in payloads]
    told = _run(script, "".join(line + "\n" for line in lines), ())
    answers = [_parse(script, line) for line in told.split("\n")[:-1]]
    if len(answers) != len(lines):
        raise OracleError(f"{script} gave {len(answers)} answers to {len(lines)} questions")
    return answers


def check_site(site: Path, base_url: str, now: str = "issued") -> dict[str, Any]:
    """What the oracles say of every document of `site`; see tests/node/check_site.mjs for the members.

    `now` is the moment of judging, `YYYY-MM-DDThh:mm:ssZ`, or `issued`: each document at its own validFrom.
    """
    return ask_node("check_site.mjs", None, str(site), base_url, "--now", now)


def canonical_nquads(documents: Iterable[object]) -> list[dict[str, Any]]:
    """For each JSON-LD document `{"nquads": text}` by jsonld.js in safe mode, or `{"error": text}` if it refuses."""
    return ask_node_lines("canon.mjs", documents)


@functools.cache
def pinned_contexts() -> dict[str, Any]:
    """The JSON-LD contexts of the pinned packages: URL to context document. Not to be changed by the caller."""
    return ask_node("print_contexts.mjs")


def _run(script: str, stdin: str, arguments: Iterable[str]) -> str:
    command = ["node", str(NODE_FOLDER / script), *arguments]
    done = subprocess.run(
        command, input=stdin, capture_output=True, encoding="utf-8", check=False, timeout=SECONDS_AT_MOST
    )
    if done.returncode != 0:
        raise OracleError(f"{script} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _parse(script: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise OracleError(f"{script} did not answer in JSON: {text[:200]!r}") from error
