"""Derive the term table, generator/wire/terms.json, from the published JSON-LD contexts.

    python -m tools.derive_terms            write the table
    python -m tools.derive_terms --check    say whether the table is what the contexts give; exit 1 if not

The contexts come from the pinned packages in tests/node/node_modules (run `npm ci` there first). The table says the
same as they do, worked out: every name resolved to an IRI, prefixes gone, the versions of Open Badges as differences.

What the table cannot say, `derive_table` refuses (`Untabled`), except for three things that it leaves out, so that a
document that uses them is refused as one with an unknown member: terms of type `@json`, terms whose own context is
null, and whole contexts that no JSON-LD processor accepts after the first one, which are listed under `refused`.

Format 1:

    prefixes   short name to the beginning of IRIs; an IRI is written `short:rest`, or `<in full>`
    groups     the URLs that a document may name: at most one of each group, in the order of the groups, the first must
    refused    URL to the reason why it is in no group
    contexts   URL to definitions

    definitions    {"terms": {name: meaning}}, with "protected": false where the context does not protect its terms and
                   "vocab" where it has one; or {"like": URL, "changes": JSON merge patch (RFC 7396)}
    meaning        "IRI [@id | @vocab | datatype] [@set | @list | @graph]", or, for a name that brings its own context
                   along, definitions with the meaning under "is"

`id` and `type` always stand for @id and @type and are not listed.

Spec: JSON-LD 1.1 Processing Algorithms, 4.2 "Create Term Definition".
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
TABLE = REPOSITORY / "generator" / "wire" / "terms.json"

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
_OB = "https://purl.imsglobal.org/spec/ob/v3p0/"
GROUPS = (
    (CREDENTIALS_V2,),
    (f"{_OB}context-3.0.3.json", f"{_OB}context-3.0.2.json", f"{_OB}context-3.0.1.json", f"{_OB}context.json"),
    (f"{_OB}extensions.json",),
)
PREFIXES = {
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "vc": "https://www.w3.org/2018/credentials#",
    "status": "https://www.w3.org/ns/credentials/status#",
    "security": "https://w3id.org/security#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "xsds": "https://www.w3.org/2001/XMLSchema#",  # Open Badges means this spelling; it is not a slip of ours
    "jwt": "https://www.iana.org/assignments/jwt#",
    "jose": "https://www.iana.org/assignments/jose#",
}

Context = Mapping[str, Any]
Group = Sequence[tuple[str, Context]]


class Untabled(Exception):
    """A context says something that the table has no form for."""


class _LeftOut(Exception):
    """A term that the table leaves out on purpose."""


def derive_table(groups: Sequence[Group], prefixes: Mapping[str, str] = PREFIXES) -> dict[str, Any]:
    """The table of `groups`: for each group its contexts, URL and JSON-LD context document, the newest first.

    Raises Untabled.
    """
    contexts: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for number, group in enumerate(groups):
        first = None
        for url, document in group:
            definitions = _definitions(document["@context"], {}, prefixes)
            earlier = [
                (other, contexts[other]) for higher in groups[:number] for other, _ in higher if other in contexts
            ]
            reason = next((reason for other in earlier if (reason := _quarrel(definitions, *other))), None)
            if reason:
                refused[url] = reason
                continue
            _refuse_prefixes(url, document["@context"])
            contexts[url] = definitions if first is None else _as_changes(first, contexts[first], definitions)
            first = first or url
    return {
        "about": "What the members of a credential mean. Made by tools/derive_terms.py, where the format is told.",
        "format": 1,
        "prefixes": dict(prefixes),
        "groups": [[url for url, _ in group if url in contexts] for group in groups],
        "refused": refused,
        "contexts": contexts,
    }


def _quarrel(definitions: dict[str, Any], other: str, earlier: dict[str, Any]) -> str | None:
    """Why no document can name this context after `other`; None where they agree on every term they share."""
    terms, theirs = definitions.get("terms", {}), earlier.get("terms", {})
    differing = sorted(name for name in terms if name in theirs and terms[name] != theirs[name])
    if not differing:
        return None
    if earlier.get("protected") is False:
        raise Untabled(f"two contexts give {differing[0]!r} different meanings, and neither is wrong")
    return f"it gives {' and '.join(differing)} a meaning other than {other}, which protects them"


def _as_changes(first: str, base: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    return {"like": first, "changes": _merge_patch(base, definitions)}


def _merge_patch(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7396) that makes `new` of `old`."""
    patch: dict[str, Any] = {name: None for name in old if name not in new}
    for name, value in new.items():
        before = old.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            if changed := _merge_patch(before, value):
                patch[name] = changed
        elif before != value:
            patch[name] = value
    return patch


def _definitions(context: Context, outer: Mapping[str, str], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """One context worked out. `outer` are the names that stand around it, with their IRIs."""
    _only(context, {"@protected", "@version", "@vocab"}, "a context")
    vocab = context.get("@vocab", "")
    names = dict(outer) | {name: _plain_iri(meaning) for name, meaning in context.items() if name[0] != "@"}
    terms = {}
    for name, meaning in context.items():
        if name[0] != "@" and not _is_alias(name, meaning):
            try:
                terms[name] = _meaning(meaning, names, vocab, prefixes)
            except _LeftOut:
                continue
    protected = {} if context.get("@protected") or not terms else {"protected": False}
    return {**protected, **({"vocab": vocab} if vocab else {}), "terms": terms}


def _is_alias(name: str, meaning: Any) -> bool:
    keyword = _plain_iri(meaning)
    if keyword[:1] == "@" and (name, keyword) not in (("id", "@id"), ("type", "@type")):
        raise Untabled(f"{name!r} stands for {keyword}")
    return keyword[:1] == "@"


def _meaning(meaning: Any, names: Mapping[str, str], vocab: str, prefixes: Mapping[str, str]) -> Any:
    iri = _resolve(_plain_iri(meaning), names, vocab)
    if isinstance(meaning, str):
        return _short(iri, prefixes)
    _only(meaning, {"@id", "@type", "@container", "@context"}, iri)
    words = [_short(iri, prefixes), *_coercion(meaning, names, vocab, prefixes), *_container(meaning)]
    if "@context" not in meaning:
        return " ".join(words)
    if not isinstance(meaning["@context"], dict):
        raise _LeftOut
    return {"is": " ".join(words), **_definitions(meaning["@context"], names, prefixes)}


def _coercion(meaning: Context, names: Mapping[str, str], vocab: str, prefixes: Mapping[str, str]) -> list[str]:
    kind = meaning.get("@type")
    if kind == "@json":
        raise _LeftOut
    if kind is None or kind in ("@id", "@vocab"):
        return [kind] if kind else []
    if kind.startswith("@"):
        raise Untabled(f"a term of type {kind}")
    return [_short(_resolve(kind, names, vocab), prefixes)]


def _container(meaning: Context) -> list[str]:
    container = meaning.get("@container")
    if container not in (None, "@set", "@list", "@graph"):
        raise Untabled(f"a container {container!r}")
    return [container] if container else []


def _plain_iri(meaning: Any) -> str:
    if isinstance(meaning, dict):
        meaning = meaning.get("@id")
    if not isinstance(meaning, str):
        raise Untabled(f"a term that stands for {meaning!r}")
    return meaning


def _resolve(name: str, names: Mapping[str, str], vocab: str) -> str:
    """IRI expansion (JSON-LD 1.1, 5.2): another term, a name with a prefix, or an IRI already."""
    if name in names:
        return _resolve(names[name], {other: iri for other, iri in names.items() if other != name}, vocab)
    prefix, colon, rest = name.partition(":")
    if colon and prefix in names and not rest.startswith("//"):
        return names[prefix] + rest
    if colon:
        return name
    if vocab:
        return vocab + name
    raise Untabled(f"{name!r} is neither a term nor an IRI")


def _refuse_prefixes(url: str, context: Context) -> None:
    """A name that can be a prefix would make values into other IRIs than they show. JSON-LD 1.1, 4.2.2 (14.2.5)."""
    for name, meaning in context.items():
        if name[0] != "@" and isinstance(meaning, str) and re.search(r"[:/?#\[\]@]\Z", meaning):
            raise Untabled(f"{url} defines the prefix {name!r}")


def _only(found: Context, known: set[str], where: str) -> None:
    strange = sorted(name for name in found if name[:1] == "@" and name not in known)
    if strange:
        raise Untabled(f"{strange[0]} in {where}")


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    for short, start in prefixes.items():
        if iri.startswith(start):
            return f"{short}:{iri[len(start) :]}"
    return f"<{iri}>"


def format_table(table: dict[str, Any]) -> str:
    """The table as the text of terms.json: a term a line, so that a difference can be read."""
    return json.dumps(table, indent=1, ensure_ascii=False) + "\n"


def published_contexts() -> dict[str, Context]:
    """The contexts of the pinned packages, URL to document."""
    script = REPOSITORY / "tests" / "node" / "print_contexts.mjs"
    done = subprocess.run(["node", str(script)], capture_output=True, encoding="utf-8", check=True)
    contexts: dict[str, Context] = json.loads(done.stdout)
    return contexts


def default_table(contexts: Mapping[str, Context]) -> dict[str, Any]:
    """The table of the contexts that credentials of ours and of others may name."""
    return derive_table([[(url, contexts[url]) for url in group] for group in GROUPS])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Derive generator/wire/terms.json from the published contexts.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the table differs")
    wanted = format_table(default_table(published_contexts()))
    name = TABLE.relative_to(REPOSITORY)
    if not parser.parse_args(arguments).check:
        TABLE.write_text(wanted, encoding="utf-8", newline="")
        print(f"{name}: {len(wanted)} bytes written")
        return 0
    if TABLE.is_file() and TABLE.read_text(encoding="utf-8") == wanted:
        print(f"{name} says what the contexts say")
        return 0
    print(f"{name} differs from the contexts; run `python -m tools.derive_terms`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
