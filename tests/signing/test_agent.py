"""Signing with an ssh-agent: a real one, and a small one in a thread that answers whatever a test wants."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from generator.errors import SignerError
from generator.signing import agent as room
from generator.signing.keyring import Keyring
from generator.signing.means import BY_AGENT
from generator.signing.publicforms import read_public
from generator.signing.signer import open_signer
from tests.signing.keys import PUBLIC, SEED, keys_folder, put_public, sealed
from tests.signing.test_signer import check_signer


def string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def signature_answer(message: bytes, seed: bytes = SEED) -> bytes:
    signature = SigningKey(seed).sign(message).signature
    return string(b"\x0e" + string(string(b"ssh-ed25519") + string(signature)))


class FakeAgent:
    """Listens on a socket; `answer` makes the bytes that go back from the request without its length."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "a")
        self.answer: Callable[[bytes], bytes] = self.honest
        self.requests: list[bytes] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    @staticmethod
    def honest(request: bytes) -> bytes:
        """What an agent with the key SEED says, read from the request by its definition."""
        blob_length = struct.unpack(">I", request[1:5])[0]
        blob, rest = request[5 : 5 + blob_length], request[5 + blob_length :]
        length = struct.unpack(">I", rest[:4])[0]
        message, flags = rest[4 : 4 + length], rest[4 + length :]
        own = string(b"ssh-ed25519") + string(bytes(SigningKey(SEED).verify_key))
        if (request[0], blob, flags) != (13, own, bytes(4)):
            return string(b"\x05")
        return signature_answer(message)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                while (head := connection.recv(4, socket.MSG_WAITALL)) and len(head) == 4:
                    request = connection.recv(struct.unpack(">I", head)[0], socket.MSG_WAITALL)
                    self.requests.append(request)
                    answer = self.answer(request)
                    with suppress(OSError):  # it may have hung up
                        connection.sendall(answer)
                    if answer != self.honest(request):
                        break

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def fake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeAgent]:
    folder = Path(os.path.realpath(tmp_path_factory.mktemp("s", numbered=True)))
    agent = FakeAgent(folder)
    yield agent
    agent.close()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = keys_folder(tmp_path)
    put_public(folder, sealed(), signer=BY_AGENT)
    return folder


def test_an_agent_signs_with_the_key_that_is_asked_for(keys: Path, fake: FakeAgent) -> None:
    with open_signer(Keyring.read(keys).active("issuer"), None, fake.path) as signer:
        assert signer.multikey == PUBLIC
        check_signer(signer)
        assert not signer.appears_in(SEED)
    wanted = b"\x0d" + string(string(b"ssh-ed25519") + string(bytes(SigningKey(SEED).verify_key)))
    assert fake.requests[0] == wanted + string(b"") + bytes(4)


BAD_ANSWERS = {
    "refused": (string(b"\x05"), "refused to sign"),
    "empty": (string(b""), "an answer of 0 bytes"),
    "huge": (struct.pack(">I", 0xFFFFFFFF) + bytes(64), "an answer of 4,294,967,295 bytes"),
    "larger than a signature can be": (string(bytes(4097)), "an answer of 4,097 bytes"),
    "cut in the length": (b"\x00\x00", "broke off"),
    "cut in the middle": (signature_answer(b"badge")[:40], "broke off"),
    "nothing": (b"", "broke off"),
    "another kind": (string(b"\x06"), "not an Ed25519 signature"),
    "another type": (string(b"\x0e" + string(string(b"ssh-rsa....") + string(bytes(64)))), "not an Ed25519 signature"),
    "short": (string(b"\x0e" + string(string(b"ssh-ed25519") + string(bytes(63)))), "not an Ed25519 signature"),
    "long": (string(b"\x0e" + string(string(b"ssh-ed25519") + string(bytes(64))) + b"\0"), "not an Ed25519 signature"),
    "inner length": (string(b"\x0e" + struct.pack(">I", 99) + string(b"ssh-ed25519") + string(bytes(64))), "not an Ed"),
    "wrong signature": (string(b"\x0e" + string(string(b"ssh-ed25519") + string(bytes(64)))), "does not fit the key"),
    "of another message": (signature_answer(b"other"), "does not fit the key"),
    "of another key": (signature_answer(b"badge", bytes(32)), "does not fit the key"),
}


@pytest.mark.parametrize("case", BAD_ANSWERS)
def test_whatever_else_an_agent_answers_is_refused_in_plain_words(keys: Path, fake: FakeAgent, case: str) -> None:
    answer, reason = BAD_ANSWERS[case]
    fake.answer = lambda _: answer
    with (
        open_signer(Keyring.read(keys).active("issuer"), None, fake.path) as signer,
        pytest.raises(SignerError, match=reason),
    ):
        signer.sign(b"badge")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=120))
def test_no_answer_makes_it_fail_otherwise_or_gives_a_signature(answer: bytes) -> None:
    class Stream:
        def __init__(self) -> None:
            self.left = answer

        def recv(self, size: int, /) -> bytes:
            piece, self.left = self.left[:size], self.left[size:]
            return piece

    with pytest.raises(SignerError):
        room._signature_in(room._read_answer(Stream()) + b"\0")


def test_an_agent_that_has_gone_says_nothing_more(keys: Path, fake: FakeAgent) -> None:
    fake.answer = lambda _: b""
    with open_signer(Keyring.read(keys).active("issuer"), None, fake.path) as signer:
        with pytest.raises(SignerError, match="broke off"):
            signer.sign(b"badge")
        with pytest.raises(SignerError, match="hung up: broken pipe"):
            signer.sign(b"badge")


def test_an_agent_that_takes_too_long_is_given_up(keys: Path, fake: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.2)
    released = threading.Event()
    fake.answer = lambda request: fake.honest(request) if released.wait(20) else b""
    with (
        open_signer(Keyring.read(keys).active("issuer"), None, fake.path) as signer,
        pytest.raises(SignerError, match="did not answer within"),
    ):
        signer.sign(b"badge")
    released.set()


def test_without_an_agent_the_way_out_is_named_before_anything_is_made(keys: Path, tmp_path: Path) -> None:
    info = Keyring.read(keys).active("issuer")
    (tmp_path / "plain").write_bytes(b"")
    for path, reason in (
        (None, "none is running here"),
        ("", "none is running here"),
        (str(tmp_path / "none"), "no such file"),
        (str(tmp_path / "plain"), "does not answer"),
        ("/" + "x" * 200, "does not answer"),
    ):
        with pytest.raises(SignerError, match=reason) as caught:
            open_signer(info, None, path)
        assert "ssh-add" in caught.value.hint


def _missing() -> str | None:
    absent = [name for name in ("ssh-agent", "ssh-add", "ssh-keygen") if shutil.which(name) is None]
    return f"{', '.join(absent)} is not installed" if absent else None


@pytest.fixture
def real_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if reason := _missing():
        pytest.skip(reason)
    path = str(tmp_path_factory.mktemp("r") / "a")
    running = subprocess.Popen(["ssh-agent", "-D", "-a", path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not Path(path).exists():
        assert running.poll() is None
    yield path
    running.terminate()
    running.wait()


def new_ssh_key(folder: Path) -> Path:
    path = folder / "badges"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


def test_the_agent_of_openssh_signs(real_agent: str, tmp_path: Path) -> None:
    ssh_key = new_ssh_key(tmp_path)
    public = read_public(ssh_key.with_suffix(".pub").read_text())
    folder = keys_folder(tmp_path)
    text = put_public(folder, sealed(), signer=BY_AGENT).read_text().replace(PUBLIC, public)
    (folder / "2026a.pub").write_text(text)
    info = Keyring.read(folder).active("issuer")
    with open_signer(info, None, real_agent) as signer, pytest.raises(SignerError, match="refused to sign"):
        signer.sign(b"not there yet")
    environment = {**os.environ, "SSH_AUTH_SOCK": real_agent}
    subprocess.run(["ssh-add", "-q", str(ssh_key)], env=environment, check=True, stderr=subprocess.DEVNULL)
    with open_signer(info, None, real_agent) as signer:
        check_signer(signer)
