"""The parts of the page's script against ours in Python, and both against the vectors of others."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from generator.errors import WireError
from generator.wire import ed25519, multibase
from generator.wire.jcs import canonical_json
from generator.wire.nquads import parse_nquads
from generator.wire.rdfc import TooComplex, canonicalize
from generator.wire.strictjson import parse_json
from generator.wire.terms import DEFAULT_TABLE, canonical_nquads
from tests.page.judges import ask, b64
from tests.page.mutations import added_members, changed_leaves, other_values
from tests.strategies import (
    CONTROLS,
    EXTENSIONS,
    HIGH,
    OPEN_BADGES_302,
    WORDS,
    any_credential,
    any_document,
    full_credential,
    graphs,
)
from tools.derive_terms import TABLE, derive_table

pytestmark = pytest.mark.node

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
WYCHEPROOF = Path(__file__).resolve().parents[3] / "shared" / "interop-data" / "wycheproof" / "ed25519_test.json"


def _answers(questions: Sequence[dict[str, Any]], member: str) -> list[Any]:
    """What the script says to each question, or None where it refuses."""
    return [answer.get(member) for answer in ask(questions)]


def _or_none(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except WireError:
        return None


# Strict JSON and JCS


def _json_text(random: Random, depth: int = 0) -> str:
    kind = random.randrange(9 if depth < 4 else 6)
    if kind >= 6:
        entries = [_json_text(random, depth + 1) for _ in range(random.randrange(4))]
        if kind == 6:
            return _spaced(random, "[" + ",".join(entries) + "]")
        names = [_json_string(random) for _ in entries]
        return _spaced(
            random, "{" + ",".join(f"{name}:{entry}" for name, entry in zip(names, entries, strict=True)) + "}"
        )
    if kind < 2:
        return _json_string(random)
    return _spaced(random, random.choice(["true", "false", "null", *_NUMERALS]) if kind < 5 else repr(_number(random)))


_NUMERALS = (
    "0",
    "-0",
    "-0.0",
    "1.0",
    "1e2",
    "1E-2",
    "5e-324",
    "1.7976931348623157e308",
    "9007199254740991",
    "123456789.125",
)
_PIECES = (
    *("a", "é", "溶接", "🎓", "\ufeff", "\ue000", "\u2028", "\x7f", " ", "__proto__", "constructor"),
    *(
        '\\"',
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0000",
        "\\u001f",
        "\\u00e9",
        "\\ud83c\\udf93",
        "\\uFFFF",
    ),
)


def _json_string(random: Random) -> str:
    return '"' + "".join(random.choices(_PIECES, k=random.randrange(4))) + '"'


def _spaced(random: Random, text: str) -> str:
    return random.choice(["", " ", "\n", "\t\r"]) + text + random.choice(["", "", " "])


def _number(random: Random) -> float:
    return random.choice(
        [
            random.uniform(-1, 1),
            random.gauss(0, 1) * 10.0 ** random.randrange(-320, 308),
            float(random.randrange(10**6)),
        ]
    )


def test_any_json_is_read_and_written_alike() -> None:
    texts = [_json_text(Random(seed)).encode() for seed in range(800)]
    ours = [_or_none(lambda t=text: canonical_json(parse_json(t)).decode()) for text in texts]
    assert _answers([{"jcs": b64(text)} for text in texts], "canonical") == ours
    assert len([said for said in ours if said is not None]) > 500


def _mutated(random: Random, text: bytes) -> bytes:
    pieces = [
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"0",
        b"-",
        b".",
        b"e",
        b"\\u",
        b"\\ud800",
        b"\xff",
        b"\x00",
    ]
    pieces += [
        b"\n",
        b"NaN",
        b"1e999",
        b"9007199254740993",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xc2\xa0",
        b"true",
        b"//",
    ]
    for _ in range(random.choice([1, 1, 2, 3])):
        place = random.randrange(len(text) + 1)
        kind = random.randrange(4)
        piece = random.choice(pieces)
        if kind == 0:
            text = text[:place] + piece + text[place:]
        elif kind == 1:
            text = text[:place] + piece + text[place + 1 :]
        elif kind == 2:
            text = text[:place] + text[place + random.randrange(1, 4) :]
        else:
            text = text[:place] + text[place:][:5] * 2 + text[place:]
    return text


def test_json_that_is_damaged_is_refused_or_read_alike() -> None:
    texts = [_mutated(Random(seed), _json_text(Random(seed % 200)).encode()) for seed in range(2000)]
    ours = [_or_none(lambda t=text: canonical_json(parse_json(t)).decode()) for text in texts]
    theirs = _answers([{"parse": b64(text)} for text in texts], "canonical")
    assert [(t, a, b) for t, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []
    assert 300 < ours.count(None) < 1700


@pytest.mark.parametrize(
    "data",
    [
        *(
            b"[" * 32 + b"]" * 32,
            b"[" * 33 + b"]" * 33,
            b'{"a":' * 33 + b"1" + b"}" * 33,
            b"[" * 1_000_000,
            b'"' + b'\\"' * 500_000,
        ),
        *(
            b"9" * 1_000_000,
            b"0." + b"3" * 1_000_000,
            b"1e" + b"9" * 900_000,
            b"-" * 900_000,
            b'"' + b"a" * 1_048_574 + b'"',
        ),
        *(
            b"[" + b"0," * 500_000 + b"0]",
            b" " * 1_048_577,
            b"",
            b" ",
            b'"\\ud83c"',
            b'"\\udf93\\ud83c"',
            b'{"\\ud800":1}',
        ),
        *(
            b'{"a":1,"\\u0061":2}',
            b'{"__proto__":1,"__proto__":2}',
            b'{"__proto__":{"x":1},"constructor":null}',
            b"01",
            b"+1",
            b".5",
            b"1.",
        ),
        *(
            b"9007199254740991",
            b"-9007199254740991",
            b"9007199254740992",
            b"-9007199254740992",
            b"9007199254740993.0",
            b"1e308",
            b"1e309",
        ),
        *(
            b"Infinity",
            b"-Infinity",
            b"nan",
            b"tru",
            b"truee",
            b"[1 2]",
            b"{1:2}",
            b'{"a" 1}',
            b"'a'",
            b'"\t"',
            b'"\x7f"',
            b'"\xc2\x85"',
        ),
    ],
    ids=lambda data: repr(data[:24]),
)
def test_texts_at_the_edges_are_read_or_refused_alike(data: bytes) -> None:
    ours = _or_none(lambda: sha256(canonical_json(parse_json(data))).hexdigest())
    (said,) = ask([{"parse": b64(data)}])
    theirs = sha256(said["canonical"].encode()).hexdigest() if "canonical" in said else None
    assert ours == theirs


def test_bounds_of_size_and_depth_are_the_callers() -> None:
    questions = [
        {"parse": b64(b'{"a":[1]}'), "max_bytes": size, "max_depth": depth} for size, depth in ((9, 2), (8, 2), (9, 1))
    ]
    assert [answer.get("error") for answer in ask(questions)] == [
        None,
        "it has 9 bytes, at most 8 are read",
        "it is nested more than 1 levels deep",
    ]


# Terms and RDFC-1.0


def _assert_same_nquads(documents: Sequence[Any]) -> int:
    """The script canonicalises or refuses as we do; returns how many it did not refuse."""
    texts = [json.dumps(document, ensure_ascii=False).encode() for document in documents]
    ours = [_or_none(lambda t=text: canonical_nquads(parse_json(t))) for text in texts]
    theirs = _answers([{"nquads": b64(text)} for text in texts], "nquads")
    assert [(t, a, b) for t, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []
    return len([text for text in ours if text is not None])


def test_generated_badges_become_the_same_statements() -> None:
    words = (*WORDS, *CONTROLS)
    documents = [any_credential(Random(seed), words=words) for seed in range(500)]
    documents += [any_credential(Random(seed), OPEN_BADGES_302) for seed in range(60)]
    assert _assert_same_nquads([*documents, full_credential(), full_credential(OPEN_BADGES_302)]) > 500


def test_characters_that_sort_in_two_ways_are_refused_or_sorted_alike() -> None:
    documents = [
        any_credential(Random(seed), words=(*WORDS, *HIGH, "𠮷", "\ue000🎓", "🎓\ue000")) for seed in range(150)
    ]
    tags = (
        [a, b]
        for a, b in pairwise(["🎓", "\ufffd", "𠮷z", "\uff23", "a🎓", "a\ue000", "ab", "\ud7ff", "🎓🎓", "🎓\uff21"])
    )
    for pair in tags:
        document = any_credential(Random(1))
        document["credentialSubject"]["achievement"]["tag"] = pair
        documents.append(document)
    counted = _assert_same_nquads(documents)
    assert 0 < counted < len(documents)


def test_any_known_terms_in_any_place_become_the_same_statements() -> None:
    documents = [any_document(Random(seed), DEFAULT_TABLE) for seed in range(700)]
    assert 100 < _assert_same_nquads(documents) < 700


def test_documents_that_say_something_unsigned_are_refused_alike() -> None:
    document = any_credential(Random(7), everything=False)
    mutated = [changed for _, changed in [*changed_leaves(document), *added_members(document), *other_values(document)]]
    assert 50 < _assert_same_nquads(mutated) < len(mutated)


def test_contexts_and_types_of_every_form_are_taken_alike() -> None:
    base = any_credential(Random(3))
    first, second = base["@context"][:2]
    contexts: list[Any] = [
        first,
        [first],
        [second],
        [second, first],
        [first, second, second],
        [first, second, EXTENSIONS],
        [],
        None,
    ]
    contexts += [
        [first, EXTENSIONS],
        [first, EXTENSIONS, second],
        [first, OPEN_BADGES_302, second],
        [first, second, {}],
        {},
    ]
    contexts += [
        [first, second, "https://example.org/x"],
        [first, OPEN_BADGES_302.replace("3.0.2", "3.0.1")],
        [first, None],
    ]
    documents = [base | {"@context": context} for context in contexts]
    types: list[Any] = [
        [],
        ["VerifiableCredential"] * 2,
        "VerifiableCredential",
        ["x"],
        ["ex:x"],
        ["https://example.org/T"],
        [None],
        {},
    ]
    types += [
        ["Image", "Profile"],
        ["Achievement", "AchievementSubject"],
        ["https://www.w3.org/2018/credentials#VerifiableCredential"],
    ]
    types += [
        ["VerifiableCredential", "DataIntegrityProof"],
        ["__proto__"],
        ["constructor", "VerifiableCredential"],
        ["proof"],
    ]
    documents += [base | {"type": kind} for kind in types]
    inner = base["credentialSubject"]
    documents += [base | {"credentialSubject": inner | {"type": kind}} for kind in types]
    documents += [base | {"credentialSubject": inner | {"@context": context}} for context in contexts]
    documents += [base | {"credentialSubject": [inner] * count} for count in (0, 1, 2)]
    deep: Any = "end"
    for _ in range(29):
        deep = {"id": "https://example.org/x", "type": ["Profile"], "parentOrg": deep}
    documents.append(base | {"issuer": deep})
    assert _assert_same_nquads(documents) >= 5


_ODD_NUMBERS = (
    0,
    -0.0,
    1.0,
    1e15,
    9007199254740991,
    1e16,
    1e-6,
    9.9e-7,
    1e-7,
    0.1,
    1 / 3,
    2 / 3,
    0.30000000000000004,
    5e-324,
    1e300,
)
_ODD_NUMBERS += (
    562949953421312.25,
    562949953421312.75,
    1234567890123456.5,
    123456789012345.6,
    100000000000000.25,
    1.5,
    -2.25,
    3.0e-6,
)


def test_numbers_become_the_same_literals_or_are_refused_alike() -> None:
    random = Random(5)
    numbers: list[Any] = [
        *_ODD_NUMBERS,
        *(float(f"{random.uniform(-1, 1):.{n}g}") * 10.0**e for n in range(1, 18) for e in range(-8, 17)),
    ]
    numbers += [random.randrange(2**49, 2**50) + 0.25 for _ in range(20)]
    base = any_credential(Random(3))
    documents = []
    for number in numbers:
        document = json.loads(json.dumps(base))
        document["credentialSubject"]["creditsEarned"] = number
        documents.append(document)
    counted = _assert_same_nquads(documents)
    assert 100 < counted < len(documents)


def test_addresses_and_texts_of_any_character_are_taken_alike() -> None:
    """Every character of the first plane, in an address and in a text; and a few beyond."""
    documents = []
    characters = [
        chr(code) for code in (*range(0x3000), *range(0xD7F0, 0xD800), *range(0xE000, 0xE010), *range(0xFDD0, 0x10000))
    ]
    characters += ["\U00010000", "\U0001f393", "\U0001fffe", "\U0010ffff"]
    for character in characters:
        documents.append(
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential"],
                "id": f"urn:x:{character}",
                "name": f"{character}\n",
            }
        )
    assert _assert_same_nquads(documents) > 10_000
    for document in documents:
        document["id"] = "urn:x"
    assert _assert_same_nquads(documents) > 10_000


def _quads(text: str) -> list[list[str]]:
    return [list(quad) for quad in parse_nquads(text)]


def test_any_graph_gets_the_same_names() -> None:
    graph = [_quads(graphs(Random(seed), blank_names=seed % 2 == 0)) for seed in range(300)]
    ours = [_or_none(lambda q=quads: canonicalize(parse_nquads("".join(_lines(q))))) for quads in graph]
    assert _answers([{"canonicalize": quads} for quads in graph], "nquads") == ours


def _lines(quads: Sequence[Sequence[str]]) -> list[str]:
    return [" ".join(term for term in quad if term) + " .\n" for quad in quads]


def test_the_limit_of_work_falls_at_the_same_point() -> None:
    questions, ours = [], []
    for seed in range(40):
        text = graphs(Random(seed), blank_names=True)
        for limit in (0, 1, 3, 10, 31, 100, 316, 1000, 3162, 10_000):
            questions.append({"canonicalize": _quads(text), "limit": limit})
            ours.append(_or_none(lambda t=text, n=limit: canonicalize(parse_nquads(t), limit=n)))
    assert _answers(questions, "nquads") == ours
    assert 50 < ours.count(None) < len(ours) - 50


def test_the_least_work_that_is_enough_is_the_same() -> None:
    """To the unit: where ours gives up at one less, so does the script."""
    counted = 0
    for seed in range(12):
        text = graphs(Random(seed), blank_names=True)
        enough = _least_work(text)
        if enough > 0:
            said = _answers(
                [{"canonicalize": _quads(text), "limit": limit} for limit in (enough - 1, enough)], "nquads"
            )
            assert said == [None, canonicalize(parse_nquads(text))]
            counted += 1
    assert counted > 4


def _least_work(text: str) -> int:
    low, high = -1, 200_000
    while high - low > 1:
        middle = (low + high) // 2
        try:
            canonicalize(parse_nquads(text), limit=middle)
        except TooComplex:
            low = middle
        else:
            high = middle
    return high


def test_a_chain_of_look_alikes_is_followed_as_far_as_ours_follows_it() -> None:
    for length, is_followed in ((199, True), (200, False)):
        both_ways = "".join(f"_:n{n} <urn:p> _:n{n + 1} .\n_:n{n + 1} <urn:p> _:n{n} .\n" for n in range(length))
        (said,) = ask([{"canonicalize": _quads(both_ways), "limit": 10**9}])
        ours = _or_none(lambda t=both_ways: canonicalize(parse_nquads(t), limit=10**9))
        assert said.get("nquads") == ours
        assert (ours is not None) == is_followed


def test_the_w3c_graphs_come_out_as_the_w3c_says() -> None:
    tests = json.loads((VECTORS / "w3c_rdfc.json").read_text(encoding="utf-8"))["tests"]
    tests = [test for test in tests if test["algorithm"] == "sha256" and "labels" not in test]
    wanted = [None if test.get("too_complex") else test["canonical"] for test in tests]
    assert len(wanted) > 10
    assert _answers([{"canonicalize": _quads(test["input"])} for test in tests], "nquads") == wanted


# Signatures


def test_the_w3c_vectors_come_out_byte_for_byte() -> None:
    figures = json.loads((VECTORS / "w3c_eddsa.json").read_text(encoding="utf-8"))
    key = multibase.decode_multikey(figures["key"]["publicKeyMultibase"])
    for suite, vector in figures["vectors"].items():
        asked = [
            {"ed25519": [b64(key), b64(bytes.fromhex(vector["hash_data"])), b64(bytes.fromhex(vector["signature"]))]}
        ]
        asked.append({"decode": ["decodeSignature", vector["proof_value"]]})
        asked.append({"decode": ["decodeMultikey", figures["key"]["publicKeyMultibase"]]})
        asked.append({"sha256": b64(vector["canonical_document"].encode())})
        fits, signature, multikey, digest = ask(asked)
        assert fits["fits"] is True and signature["bytes"] == vector["signature"] and multikey["bytes"] == key.hex(), (
            suite
        )
        assert digest["bytes"] == vector["hash_data"][64:], suite
    jcs = figures["vectors"]["eddsa-jcs-2022"]
    said = _answers(
        [{"jcs": b64(json.dumps(jcs[name]).encode())} for name in ("unsigned", "proof_options")], "canonical"
    )
    assert said == [jcs["canonical_document"], jcs["canonical_proof_options"]]


def test_the_w3c_documents_become_the_w3cs_statements() -> None:
    figures = json.loads((VECTORS / "w3c_eddsa.json").read_text(encoding="utf-8"))
    vector, examples = figures["vectors"]["eddsa-rdfc-2022"], figures["examples_context"]
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    more = derive_table([[(examples["url"], examples["document"])]])
    table["groups"] += more["groups"]
    table["contexts"] |= more["contexts"]
    values = (vector["unsigned"], vector["proof_options"])
    asked = [{"nquads": b64(json.dumps(value).encode()), "table": json.dumps(table)} for value in values]
    assert _answers(asked, "nquads") == [vector["canonical_document"], vector["canonical_proof_options"]]


def _judged(vectors: Sequence[tuple[bytes, bytes, bytes]]) -> list[bool]:
    return _answers([{"ed25519": [b64(part) for part in parts]} for parts in vectors], "fits")


def test_our_vectors_of_odd_points_are_judged_as_they_say() -> None:
    found = json.loads((VECTORS / "ed25519.json").read_text(encoding="utf-8"))
    vectors = [tuple(bytes.fromhex(entry[name]) for name in ("public", "message", "signature")) for entry in found]
    assert _judged(vectors) == [entry["valid"] for entry in found]  # type: ignore[arg-type]


def test_signatures_flipped_in_any_bit_are_refused_alike() -> None:
    found = json.loads((VECTORS / "ed25519.json").read_text(encoding="utf-8"))[0]
    key, message, signature = (bytes.fromhex(found[name]) for name in ("public", "message", "signature"))
    vectors = [(_flipped(key, bit), message, signature) for bit in range(256)]
    vectors += [(key, message, _flipped(signature, bit)) for bit in range(512)]
    vectors += [(key[:-1], message, signature), (key, message, signature + b"\0"), (b"", message, b"")]
    vectors += [(value.to_bytes(32, "little"), message, signature) for value in range(40)]
    vectors += [((2**255 - 19 + n).to_bytes(32, "little"), message, signature) for n in range(-3, 19)]
    assert _judged(vectors) == [ed25519.verify_signature(*parts) for parts in vectors]


def _flipped(data: bytes, bit: int) -> bytes:
    return data[: bit >> 3] + bytes([data[bit >> 3] ^ 1 << (bit & 7)]) + data[(bit >> 3) + 1 :]


@pytest.mark.extra
def test_every_wycheproof_vector_is_judged_as_by_ours() -> None:
    suite = json.loads(WYCHEPROOF.read_text(encoding="utf-8"))
    vectors, expected = [], []
    for group in suite["testGroups"]:
        for test in group["tests"]:
            vectors.append(
                (bytes.fromhex(group["publicKey"]["pk"]), bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"]))
            )
            expected.append(test["result"] == "valid")
    ours = [ed25519.verify_signature(*parts) for parts in vectors]
    assert (len(vectors), ours) == (suite["numberOfTests"], expected)
    assert _judged(vectors) == ours


def test_spellings_of_keys_and_signatures_are_read_or_refused_alike() -> None:
    random = Random(11)
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    texts = [
        "",
        "z",
        "z1",
        "zz",
        "m",
        "z0",
        "z" + "1" * 64,
        "z" + "1" * 65,
        "z" + "z" * 128,
        "z" + "z" * 127,
        "zé",
        "z🎓",
    ]
    texts += [
        multibase.encode_signature(bytes(64)),
        multibase.encode_multikey(bytes(32)),
        multibase.encode_multikey(b"\xff" * 32),
    ]
    texts += ["z6Mk" + "".join(random.choices(digits, k=44)) for _ in range(60)]
    texts += ["z" + "".join(random.choices(digits, k=random.choice([87, 88]))) for _ in range(60)]
    texts += ["z" + "1" * n + "".join(random.choices(digits, k=86 - n)) for n in range(20)]
    for name, ours in (("decodeSignature", multibase.decode_signature), ("decodeMultikey", multibase.decode_multikey)):
        theirs = _answers([{"decode": [name, text]} for text in texts], "bytes")
        assert theirs == [_or_none(lambda t=text, f=ours: f(t).hex()) for text in texts]
    assert _answers([{"decode": ["decodeBase58", "11" + text]} for text in ("", "2g", "a3gV")], "bytes") == [
        multibase.base58_decode("11" + text).hex() for text in ("", "2g", "a3gV")
    ]


def test_hashes_of_every_length_around_a_block_are_right() -> None:
    data = [bytes(range(256))[:length] * repeat for length in range(0, 130) for repeat in (1, 7)]
    data.append(b"a" * 1_000_000)
    assert _answers([{"sha256": b64(one)} for one in data], "bytes") == [sha256(one).hexdigest() for one in data]


# Inflating


def _packed(random: Random) -> bytes:
    data = random.choice(
        [
            bytes(random.randrange(3000)),
            random.randbytes(random.randrange(400)),
            b"".join(
                random.choice([b"badge ", b"award ", b"\x00\x01", b"earner"]) for _ in range(random.randrange(900))
            ),
        ]
    )
    level, strategy = (
        random.randrange(10),
        random.choice([zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_FIXED, zlib.Z_RLE]),
    )
    packer = zlib.compressobj(level, wbits=random.choice([9, 12, 15, 31]), strategy=strategy)
    return packer.compress(data) + packer.flush()


def _inflated(packed: bytes, wbits: int, most: int) -> str | None:
    inflater = zlib.decompressobj(wbits=wbits)
    try:
        data = inflater.decompress(packed, most + 1)
    except zlib.error:
        return None
    return data.hex() if len(data) <= most and inflater.eof and not inflater.unused_data else None


def test_packed_data_sound_or_damaged_is_inflated_or_refused_as_by_zlib() -> None:
    asked, ours = [], []
    for seed in range(2400):
        random = Random(seed)
        packed = _packed(random)
        if seed % 3:
            for _ in range(random.choice([1, 1, 2])):
                place = random.randrange(len(packed))
                packed = (
                    packed[:place]
                    + random.choice([bytes([packed[place] ^ 1 << random.randrange(8)]), b"", b"\0"])
                    + packed[place + 1 :]
                )
        wbits = 31 if packed[:1] == b"\x1f" else 15
        most = random.choice([100_000, 100_000, 1000])
        asked.append({"inflate": ["gzip" if wbits == 31 else "deflate", b64(packed), most]})
        ours.append(_inflated(packed, wbits, most))
    assert _answers(asked, "bytes") == ours
    assert 600 < ours.count(None) < 2000


def test_damaged_codes_are_refused_as_by_zlib() -> None:
    """Random bits after the head of a dynamic block: tables of codes in every state, few of them sound."""
    asked, ours = [], []
    for seed in range(3000):
        random = Random(seed)
        body = bytes([0b101 | random.randrange(32) << 3]) + random.randbytes(random.randrange(4, 90))
        packed = b"\x78\x9c" + body
        asked.append({"inflate": ["deflate", b64(packed), 5000]})
        ours.append(_inflated(packed, 15, 5000))
    assert _answers(asked, "bytes") == ours


def test_a_bomb_stops_at_its_bound() -> None:
    packed = gzip.compress(bytes(50 << 20), mtime=0)
    (said,) = ask([{"inflate": ["gzip", b64(packed), 16 << 20]}])
    assert "inflated" in said["error"]
