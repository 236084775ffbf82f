"""The text of secret and public key files: one spelling, every other one refused with its line."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import KeyFileError
from generator.signing.keyfile import Kdf, KeyFile, Use, format_header, format_key_file, parse_key_file
from generator.signing.means import BY_AGENT, BY_FILE, Means, by_command
from generator.signing.pubfile import PublicKey, State, format_public_key, parse_public_key
from tests.signing.keys import PUBLIC, SEED, sealed, spellings

OPEN = f"""badgepress-key/v1
name 2026a
use issuer
public {PUBLIC}
kdf none
secret {base64.b64encode(SEED).decode()}
"""
SALT64 = "AAECAwQFBgcICQoLDA0ODw=="
BOX64 = base64.b64encode(bytes(72)).decode()
LOCKED = OPEN.replace("kdf none", f"kdf argon2id 3 268435456 {SALT64}").replace(base64.b64encode(SEED).decode(), BOX64)
INSTANT = "2026-11-21T08:00:00Z"
SALT = OPEN.replace("use issuer", "use salt").replace(f"public {PUBLIC}\n", "")
PUB = f"badgepress-public-key/v1\nname 2026a\nuse issuer\npublic {PUBLIC}\nstate active\nsigner file\n"


def read(text: str) -> KeyFile:
    return parse_key_file(text.encode(), "keys/2026a.key")


def test_an_open_key_file_is_read() -> None:
    assert read(OPEN) == KeyFile("2026a", Use.ISSUER, PUBLIC, None, SEED)
    assert not read(OPEN).encrypted


def test_a_locked_key_file_is_read_without_deriving_anything() -> None:
    key = read(LOCKED)
    assert key == KeyFile("2026a", Use.ISSUER, PUBLIC, Kdf(3, 268_435_456, bytes(range(16))), bytes(72))
    assert key.encrypted


def test_a_salt_has_no_public_line() -> None:
    assert read(SALT) == KeyFile("2026a", Use.SALT, "", None, SEED)


@pytest.mark.parametrize("text", [OPEN, LOCKED, SALT, OPEN.replace("issuer", "log")])
def test_what_was_read_is_written_byte_for_byte(text: str) -> None:
    assert format_key_file(read(text)) == text.encode()
    assert format_header(read(text)) == text[: text.index("secret")].encode()


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", 1, "does not end with LF"),
        (OPEN[:-1], 1, "does not end with LF"),
        (OPEN.replace("\n", "\r\n"), 1, "printable ASCII"),
        ("\ufeff" + OPEN, 1, "printable ASCII"),
        (OPEN.replace("2026a", "2026ä"), 1, "printable ASCII"),
        (OPEN + "\0", 1, "printable ASCII"),
        (OPEN + "\x7f\n", 1, "printable ASCII"),
        (OPEN + "\x1f\n", 1, "printable ASCII"),
        (OPEN + "~\n", 7, "expected the end of the file"),
        (OPEN + "x" * (4095 - len(OPEN)) + "\n", 7, "expected the end of the file"),
        (OPEN + "x" * (4096 - len(OPEN)) + "\n", 1, "at most 4096 bytes, got 4097"),
        (OPEN + "x" * 4000, 1, "at most 4096 bytes"),
        (OPEN.replace("/v1", "/v2"), 1, "expected the first line to be 'badgepress-key/v1'"),
        ("\n" + OPEN, 1, "expected the first line"),
        (" " + OPEN, 1, "expected the first line"),
        (PUB, 1, "expected the first line"),
        ("badgepress-key/v1\n", 2, "expected a line 'name', but the file ends"),
        (OPEN.replace("name 2026a\n", ""), 2, "expected 'name'"),
        (OPEN.replace("name 2026a", "name"), 2, "expected 'name', one space and its value"),
        (OPEN.replace("name 2026a", "name "), 2, "one space"),
        (OPEN.replace("name 2026a", "name  2026a"), 2, "one space"),
        (OPEN.replace("name 2026a", "name 2026a "), 2, "one space"),
        (OPEN.replace("name 2026a", "Name 2026a"), 2, "expected 'name'"),
        (OPEN.replace("2026a", "2026A"), 2, "a key's name is"),
        (OPEN.replace("2026a", "../2026a"), 2, "a key's name is"),
        (OPEN.replace("2026a", "-a"), 2, "a key's name is"),
        (OPEN.replace("2026a", "a" * 101), 2, "a key's name is 1 to 100"),
        (OPEN.replace("2026a", "a b"), 2, "a key's name is"),
        (OPEN.replace("use issuer", "use witness"), 3, "expected use to be"),
        (OPEN.replace("use issuer", "use salt"), 4, "expected 'kdf'"),
        (SALT.replace("use salt", "use log"), 4, "expected 'public'"),
        (OPEN.replace(PUBLIC, PUBLIC[:-1]), 4, "expected public to be"),
        (OPEN.replace(PUBLIC, "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"), 4, "expected public to be"),
        (OPEN.replace("kdf none", "kdf None"), 5, "expected kdf to be"),
        (OPEN.replace("kdf none", "kdf scrypt 3 268435456 " + SALT64), 5, "expected kdf to be"),
        (LOCKED.replace(" 3 ", " 03 "), 5, "expected kdf to be"),
        (LOCKED.replace(" 3 ", " +3 "), 5, "expected kdf to be"),
        (LOCKED.replace(" 3 ", " 0 "), 5, "expected kdf to be"),
        (LOCKED.replace(" 3 ", " ٣ "), 1, "printable ASCII"),
        (LOCKED.replace("268435456", "268435456.0"), 5, "expected kdf to be"),
        (LOCKED.replace("268435456", "1" * 13), 5, "expected kdf to be"),
        (LOCKED.replace(SALT64, SALT64 + " x"), 5, "expected kdf to be"),
        (LOCKED.replace(" " + SALT64, ""), 5, "expected kdf to be"),
        (LOCKED.replace(" 3 ", " 17 "), 5, "17 operations and 268435456 bytes"),
        (LOCKED.replace("268435456", "4294967297"), 5, "4294967297 bytes of memory; at most 16 operations"),
        (LOCKED.replace("268435456", "8191"), 5, "8191 bytes of memory"),
        (LOCKED.replace(SALT64, SALT64.rstrip("=")), 5, "base64 of 16 bytes"),
        (LOCKED.replace("DA0ODw==", "DA0ODx=="), 5, "base64 of 16 bytes"),
        (LOCKED.replace("DA0ODw==", "DA0O-w=="), 5, "base64 of 16 bytes"),
        (LOCKED.replace("DA0ODw==", "DA0ODxAR"), 5, "base64 of 16 bytes"),
        (OPEN.replace("kdf none", f"kdf argon2id 3 268435456 {SALT64}"), 6, "base64 of 72 bytes"),
        (LOCKED.replace(f"kdf argon2id 3 268435456 {SALT64}", "kdf none"), 6, "base64 of 32 bytes"),
        (OPEN.replace("secret ", "secret =") , 6, "base64 of 32 bytes"),
        (OPEN.rstrip("\n=") + "\n", 6, "base64 of 32 bytes"),
        (OPEN.replace("secret", "seed"), 6, "expected 'secret'"),
        (OPEN[: OPEN.index("secret")], 6, "the file ends"),
        (OPEN + "\n", 7, "expected the end of the file"),
        (OPEN + "comment hello\n", 7, "expected the end of the file"),
        (OPEN + OPEN, 7, "expected the end of the file"),
    ],
)  # fmt: skip
def test_a_key_file_with_anything_else_is_refused_at_its_line(text: str, place: int, reason: str) -> None:
    with pytest.raises(KeyFileError, match=reason) as caught:
        read(text)
    assert str(caught.value).startswith(f"keys/2026a.key:{place}: ")


@pytest.mark.parametrize(("operations", "memory"), [(1, 8192), (16, 4 * 1024**3)])
def test_costs_up_to_the_bounds_are_read(operations: int, memory: int) -> None:
    key = read(LOCKED.replace("argon2id 3 268435456", f"argon2id {operations} {memory}"))
    assert key.kdf == Kdf(operations, memory, bytes(range(16)))


def test_no_message_quotes_the_secret_or_its_neighbourhood() -> None:
    """A secret line with a slip in it, at any place, and a secret where another value belongs."""
    text = base64.b64encode(SEED).decode()
    spoilt = [OPEN.replace(text, text[:at] + "*" + text[at + 1 :]) for at in range(len(text))]
    spoilt += [OPEN.replace(f"{word} ", f"{word} {text}") for word in ("name", "use", "public", "kdf")]
    spoilt += [OPEN.replace(f"{word} ", f"{text} ") for word in ("name", "use", "public", "kdf", "secret")]
    spoilt += [OPEN.replace(PUBLIC, "z" + text), OPEN + text + "\n", text + "\n" + OPEN]
    for one in spoilt:
        with pytest.raises(KeyFileError) as caught:
            read(one)
        said = str(caught.value) + caught.value.hint + repr(caught.value)
        assert text[:8] not in said and text[-9:-1] not in said


@pytest.mark.parametrize("key", [sealed(), sealed(passphrase=None)])
def test_a_key_file_shows_no_secret_of_itself(key: KeyFile) -> None:
    shown = (repr(key) + str(key) + f"{key}").encode()
    assert not [spelling for spelling in spellings(key.secret) if spelling in shown]


LINES = st.sampled_from([*OPEN.splitlines(), *LOCKED.splitlines(), *SALT.splitlines(), *PUB.splitlines(), ""])


@given(st.lists(LINES | st.text(max_size=30), max_size=9).map(lambda lines: "".join(f"{line}\n" for line in lines)))
def test_lines_in_any_order_are_a_key_file_error_or_the_one_spelling(text: str) -> None:
    _one_spelling(text.encode())


@given(st.data())
def test_damage_of_any_kind_is_a_key_file_error_or_the_one_spelling(data: st.DataObject) -> None:
    changed = bytearray(data.draw(st.sampled_from([OPEN, LOCKED, SALT, PUB])).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    _one_spelling(bytes(changed))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_key_file_error_or_the_one_spelling(data: bytes) -> None:
    _one_spelling(data)


def _one_spelling(data: bytes) -> None:
    for parse, write in ((parse_key_file, format_key_file), (parse_public_key, format_public_key)):
        try:
            key = parse(data, "keys/x")
        except KeyFileError as error:
            assert str(error).startswith("keys/x:")
        else:
            assert write(key) == data


def test_a_public_key_file_is_read_and_written_byte_for_byte() -> None:
    key = parse_public_key(PUB.encode(), "keys/2026a.pub")
    assert key == PublicKey("2026a", Use.ISSUER, PUBLIC, State.ACTIVE, BY_FILE)
    assert format_public_key(key) == PUB.encode()


@pytest.mark.parametrize("state", ["next", "active", "retired", "compromised"])
def test_a_public_key_has_one_of_four_states(state: str) -> None:
    revoked = f"\nrevoked {INSTANT}" if state == "compromised" else ""
    assert parse_public_key(PUB.replace("active", state + revoked).encode(), "x").state == state


def test_the_dates_of_a_key_are_read_and_written_byte_for_byte() -> None:
    text = PUB.replace("state active\n", f"state compromised\nsince {INSTANT}\nrevoked 2026-11-20T00:00:00Z\n")
    key = parse_public_key(text.encode(), "x")
    assert (key.since, key.revoked) == (INSTANT, "2026-11-20T00:00:00Z")
    assert format_public_key(key) == text.encode()


@pytest.mark.parametrize(
    ("means", "line"),
    [
        (BY_AGENT, "signer agent"),
        (by_command(("/opt/hsm/sign", "--slot", "3")), 'signer command ["/opt/hsm/sign","--slot","3"]'),
        (by_command(("sign", "", 'a "b"', "é\n")), r'signer command ["sign","","a \"b\"","\u00e9\n"]'),
        (by_command(("sign", "a  b   c")), r'signer command ["sign","a \u0020b \u0020 c"]'),
        (by_command(("sign", "\x7f ")), r'signer command ["sign","\u007f "]'),
    ],
)
def test_where_signatures_come_from_is_one_line(means: Means, line: str) -> None:
    text = PUB.replace("signer file", line).encode()
    key = parse_public_key(text, "x")
    assert key.signer == means
    assert format_public_key(key) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12), max_size=5))
def test_any_arguments_of_a_program_come_back_as_they_were(words: list[str]) -> None:
    key = PublicKey("a", Use.LOG, PUBLIC, State.NEXT, by_command(("/sign", *words)))
    assert parse_public_key(format_public_key(key), "x") == key


@pytest.mark.parametrize(
    "argv", [(), ("",), ("./sign",), ("bin/sign",), ("../sign",), ("/sign", "a\0b"), ("/sign", "\ud800")]
)
def test_a_program_that_depends_on_where_one_stands_or_cannot_be_run_is_refused(argv: tuple[str, ...]) -> None:
    with pytest.raises(KeyFileError):
        by_command(argv)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        (OPEN, 1, "expected the first line to be 'badgepress-public-key/v1'"),
        (PUB.replace("use issuer", "use salt"), 3, "a salt has no public key file"),
        (PUB.replace("state active", "state Active"), 5, "expected state to be"),
        (PUB.replace("signer file", "signer Agent"), 6, "expected signer to be file"),
        (PUB.replace("signer file", "signer agent x"), 6, "expected signer to be file"),
        (PUB.replace("signer file", "signer command rm -rf /"), 6, "expected signer to be file"),
        (PUB.replace("signer file", "signer command"), 6, "expected signer to be file"),
        (PUB.replace("signer file", "signer command []"), 6, "expected signer to be file"),
        (PUB.replace("signer file", 'signer command ["/sign", "x"]'), 6, "expected signer to be file"),
        (PUB.replace("signer file", 'signer command ["/sign",3]'), 6, "expected signer to be file"),
        (PUB.replace("signer file", 'signer command {"0":"/sign"}'), 6, "expected signer to be file"),
        (PUB.replace("signer file", 'signer command ["bin/sign"]'), 6, "expected signer to be file"),
        (PUB.replace("signer file", r'signer command ["\u002fsign"]'), 6, "expected signer to be file"),
        (PUB.replace("signer", f"since {INSTANT[:-1]}\nsigner"), 6, "expected since to be an instant"),
        (PUB.replace("signer", "since 2026-02-30T00:00:00Z\nsigner"), 6, "expected since to be an instant"),
        (PUB.replace("signer", f"revoked {INSTANT}\nsigner"), 6, "expected 'signer'"),
        (PUB.replace("active", "compromised"), 6, "expected 'revoked'"),
        (PUB.replace("active", f"compromised\nrevoked {INSTANT}\nsince {INSTANT}"), 7, "expected 'signer'"),
        (PUB.replace("active", "compromised\nrevoked yesterday"), 6, "expected revoked to be an instant"),
        (PUB.replace("signer file\n", ""), 6, "the file ends"),
        (PUB + "x\n", 7, "expected the end of the file"),
    ],
)
def test_a_public_key_file_with_anything_else_is_refused_at_its_line(text: str, place: int, reason: str) -> None:
    with pytest.raises(KeyFileError, match=reason) as caught:
        parse_public_key(text.encode(), "keys/2026a.pub")
    assert str(caught.value).startswith(f"keys/2026a.pub:{place}: ")
