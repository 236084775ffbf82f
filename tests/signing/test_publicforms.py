"""A public key in the forms of others: theirs are the vectors."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import KeyFileError
from generator.signing.publicforms import jwk, openssh_line, read_public
from generator.wire.multibase import encode_multikey

# RFC 8037, appendix A.2.
X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
MULTIKEY = encode_multikey(base64.urlsafe_b64decode(X + "="))


def test_the_jwk_is_that_of_the_standard() -> None:
    assert jwk(MULTIKEY) == {"kty": "OKP", "crv": "Ed25519", "x": X}


@given(st.binary(min_size=32, max_size=32))
def test_the_line_of_openssh_is_read_back_as_the_same_key(key: bytes) -> None:
    multikey = encode_multikey(key)
    assert read_public(openssh_line(multikey, "a comment, with blanks")) == multikey
    assert read_public(f" {multikey}\n") == multikey


def test_openssh_reads_our_line_and_we_read_its(tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "badges", "-f", str(path)], check=True)
    theirs = path.with_suffix(".pub").read_text()
    ours = tmp_path / "ours.pub"
    ours.write_text(openssh_line(read_public(theirs), "badges") + "\n")
    assert ours.read_text() == theirs
    subprocess.run(["ssh-keygen", "-l", "-f", str(ours)], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a public Ed25519 key"),
        ("z6Mk", "not a public Ed25519 key"),
        (MULTIKEY[:-1], "not a public Ed25519 key"),
        ("ssh-rsa AAAAB3NzaC1yc2E= x", "a key of the type ssh-rsa cannot sign badges"),
        ("sk-ssh-ed25519@openssh.com AAAA x", "cannot sign badges"),
        ("ssh-ed25519", "cannot sign badges"),
        ("ssh-ed25519 AAAA x", "not an Ed25519 key"),
        ("ssh-ed25519 ???? x", "not an Ed25519 key"),
        ("-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXk=", "looks like a secret key"),
    ],
)
def test_anything_else_is_refused_without_being_repeated(text: str, reason: str) -> None:
    with pytest.raises(KeyFileError, match=reason) as caught:
        read_public(text)
    assert "b3Blbn" not in str(caught.value) + caught.value.hint
