"""Signing with a program: one that is honest, and all the ways in which one can fail."""

from __future__ import annotations

import copy
import os
import pickle
import signal
import sys
import time
from pathlib import Path

import pytest

from generator.errors import SignerError
from generator.signing import command as room
from generator.signing.keyring import Keyring
from generator.signing.means import by_command
from generator.signing.signer import open_signer
from tests.signing.keys import PUBLIC, SEED, keys_folder, put_public, sealed
from tests.signing.test_signer import check_signer

HEAD = f"""\
import base64, os, subprocess, sys, time
from nacl.signing import SigningKey
key = SigningKey(bytes.fromhex({SEED.hex()!r}))
"""
RAW = "sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read()).signature)"
BASE64 = "print(base64.b64encode(key.sign(sys.stdin.buffer.read()).signature).decode())"


def program(folder: Path, body: str) -> tuple[str, ...]:
    path = folder / "sign.py"
    path.write_text(HEAD + body + "\n", encoding="utf-8")
    return sys.executable, str(path)


def signer(tmp_path: Path, argv: tuple[str, ...]):
    keys = keys_folder(tmp_path)
    put_public(keys, sealed(), signer=by_command(argv))
    return open_signer(Keyring.read(keys).active("issuer"), None)


@pytest.mark.parametrize(
    "body",
    [RAW, BASE64, BASE64.replace("print(", "sys.stdout.write(")],
    ids=["64 bytes", "88 characters and a line end", "88 characters"],
)
def test_a_program_signs(tmp_path: Path, body: str) -> None:
    with signer(tmp_path, program(tmp_path, body)) as made:
        assert made.multikey == PUBLIC
        check_signer(made)
        assert not made.appears_in(SEED)


def test_a_message_larger_than_a_pipe_arrives_whole(tmp_path: Path) -> None:
    message = os.urandom(300_000)
    with signer(tmp_path, program(tmp_path, RAW)) as made:
        assert len(made.sign(message)) == 64


def test_a_program_that_ends_before_it_has_read_everything_is_refused(tmp_path: Path) -> None:
    with (
        signer(tmp_path, program(tmp_path, "pass")) as made,
        pytest.raises(SignerError, match="printed 0 bytes that are no signature"),
    ):
        made.sign(bytes(3_000_000))


def test_the_signer_is_neither_copied_nor_sent_elsewhere_and_shows_no_more_than_who_signs(tmp_path: Path) -> None:
    with signer(tmp_path, ("/opt/hsm/sign", "--pin-file", "p")) as made:
        assert repr(made) == f"<OutsideSigner {PUBLIC} by the program '/opt/hsm/sign'>"
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="stays where it was opened"):
                attempt(made)


def test_the_arguments_reach_the_program_as_they_are_and_no_shell_sees_them(tmp_path: Path) -> None:
    words = ("$(touch x)", "a b", "", "; rm -rf .", "*", "é")
    body = f"assert sys.argv[1:] == {list(words)!r}, sys.argv\n{RAW}"
    with signer(tmp_path, (*program(tmp_path, body), *words)) as made:
        assert len(made.sign(b"badge")) == 64


BAD = {
    "wrong signature": ("sys.stdout.buffer.write(bytes(64))", "does not fit the key"),
    "signature of something else": (RAW.replace("read()", "read() + b'!'"), "does not fit the key"),
    "nothing": ("sys.stdin.read()", "printed 0 bytes that are no signature"),
    "does not even read": ("pass", "printed 0 bytes that are no signature"),
    "one byte short": (RAW.replace(".signature", ".signature[1:]"), "printed 63 bytes"),
    "words": ("print('touch the device first')", "that are no signature"),
    "base64 of something else": ("print('A' * 88)", "that are no signature"),
    "base64 in another spelling": (BASE64.replace("==", "").replace(".decode()", ".decode().rstrip('=')"), "no sign"),
    "two line ends": (BASE64 + "; print()", "that are no signature"),
    "a signature and more": (BASE64 + "; print('done')", "printed more than a signature"),
    "endless output": ("while True: sys.stdout.write('x' * 65536)", "printed more than a signature"),
    "exit code": (RAW + "; sys.stdout.flush(); sys.exit(3)", "it ended with exit code 3"),
    "killed": ("os.kill(os.getpid(), 9)", "it ended by signal 9"),
    "traceback": ("sys.stderr = None; 1 / 0", "it ended with exit code 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_program_that_gives_no_signature_is_refused_in_plain_words(tmp_path: Path, case: str) -> None:
    body, reason = BAD[case]
    with signer(tmp_path, program(tmp_path, body)) as made, pytest.raises(SignerError, match=reason) as caught:
        made.sign(b"badge")
    assert str(caught.value).startswith(f"the program '{sys.executable}'")


@pytest.mark.parametrize("argv", [("/nowhere/sign",), ("no-such-program-anywhere",), ("/",)])
def test_a_program_that_cannot_be_run_is_named(tmp_path: Path, argv: tuple[str, ...]) -> None:
    with signer(tmp_path, argv) as made, pytest.raises(SignerError, match=f"'{argv[0]}' does not start"):
        made.sign(b"badge")


HANGING = {
    "sleeps": "time.sleep(60)",
    "closes its output and sleeps": "os.close(1); time.sleep(60)",
    "leaves a child that keeps the output open": (
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open(sys.argv[1], 'w').write(str(child.pid))"
    ),
}


@pytest.mark.parametrize("case", HANGING)
def test_a_program_that_hangs_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr(room, "SECONDS", 1.0)
    note = tmp_path / "child"
    began = time.monotonic()
    with (
        signer(tmp_path, (*program(tmp_path, HANGING[case]), str(note))) as made,
        pytest.raises(SignerError, match=r"did not sign within .* seconds, and was stopped"),
    ):
        made.sign(b"badge")
    assert time.monotonic() - began < 10
    if note.exists():
        _wait_for_the_end_of(int(note.read_text()))


def _wait_for_the_end_of(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z"):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the child of the program still runs")


def test_what_the_program_says_to_the_person_is_not_mixed_with_the_signature(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with signer(tmp_path, program(tmp_path, "print('touch the device', file=sys.stderr)\n" + RAW)) as made:
        assert len(made.sign(b"badge")) == 64
    assert "touch the device" in capfd.readouterr().err
