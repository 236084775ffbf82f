"""Where a passphrase comes from, and that it never shows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli import passphrase as room
from generator.cli.passphrase import VARIABLE, Passphrase, passphrase_options, passphrase_source
from generator.errors import KeyFileError

SECRET = "correct horse – ウマ"


@pytest.fixture(autouse=True)
def restored_environment() -> Iterator[None]:
    before = dict(os.environ)
    os.environ.pop(VARIABLE, None)
    yield
    os.environ.clear()
    os.environ.update(before)


def piped(data: bytes) -> int:
    """A descriptor from which `data` can be read."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return reading


def secret_file(tmp_path: Path, data: bytes, mode: int = 0o600) -> Path:
    path = tmp_path / "passphrase"
    path.write_bytes(data)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_descriptor_and_a_file_give_their_one_line(tmp_path: Path, ending: str) -> None:
    data = (SECRET + ending).encode()
    assert passphrase_source(piped(data), None)() == SECRET
    assert passphrase_source(None, secret_file(tmp_path, data))() == SECRET


def test_the_variable_gives_it_and_is_gone_from_the_environment() -> None:
    os.environ[VARIABLE] = SECRET
    source = passphrase_source(None, None)
    assert VARIABLE not in os.environ
    assert os.popen(f"echo ${VARIABLE}").read() == "\n"  # not handed on to children
    assert source() == source.for_new_key() == SECRET


def test_the_variable_is_gone_even_where_an_option_says_otherwise() -> None:
    os.environ[VARIABLE] = "another"
    assert passphrase_source(piped(SECRET.encode()), None)() == SECRET
    os.environ[VARIABLE] = "another"
    with pytest.raises(click.UsageError):
        passphrase_source(0, Path("x"))
    assert VARIABLE not in os.environ


def test_an_empty_variable_is_none() -> None:
    os.environ[VARIABLE] = ""
    assert not passphrase_source(None, None).given
    assert VARIABLE not in os.environ


def test_a_descriptor_is_read_once_and_asked_as_often_as_there_are_keys() -> None:
    source = passphrase_source(piped(SECRET.encode()), None)
    assert [source(), source(), source.for_new_key()] == [SECRET] * 3


@pytest.mark.parametrize("data", [b"two\nlines", b"two\nlines\n", b"\n\n", b"\xff\xfe", b"x" * 4097, b"x" * 100_000])
def test_anything_but_one_line_of_text_is_refused_without_being_quoted(tmp_path: Path, data: bytes) -> None:
    data = data[:60_000]
    for source in (passphrase_source(piped(data), None), passphrase_source(None, secret_file(tmp_path, data))):
        with pytest.raises(KeyFileError, match="expected a passphrase in one line of UTF-8") as caught:
            source()
        assert "lines" not in str(caught.value).replace("in one line", "")
        assert "xxx" not in str(caught.value)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyFileError, match="others may read it"):
        passphrase_source(None, secret_file(tmp_path, SECRET.encode(), mode))()


def test_a_file_that_is_a_link_or_missing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(secret_file(tmp_path, SECRET.encode()))
    with pytest.raises(KeyFileError, match="links are not followed"):
        passphrase_source(None, tmp_path / "link")()
    with pytest.raises(KeyFileError, match="no such file"):
        passphrase_source(None, tmp_path / "none")()


def test_a_descriptor_that_is_not_open_is_said_in_words() -> None:
    descriptor = piped(b"")
    os.close(descriptor)
    with pytest.raises(KeyFileError, match=f"descriptor {descriptor} could not be read: bad file descriptor"):
        passphrase_source(descriptor, None)()


def test_both_options_at_once_are_wrong_usage() -> None:
    with pytest.raises(click.UsageError, match="exclude each other"):
        passphrase_source(3, Path("x"))


def test_without_a_source_and_a_terminal_the_three_ways_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "on_terminal", lambda: False)
    for ask in (passphrase_source(None, None), passphrase_source(None, None).for_new_key):
        with pytest.raises(click.UsageError) as caught:
            ask()
        for way in ("--passphrase-fd", "--passphrase-file", VARIABLE):
            assert way in caught.value.message


@click.command()
@click.option("--new", is_flag=True)
@passphrase_options
def verb(new: bool, **options: object) -> None:
    source = passphrase_source(**options)
    click.echo(len(source.for_new_key() if new else source()))


@pytest.mark.parametrize(
    ("args", "typed", "code"),
    [([], f"{SECRET}\n", 0), (["--new"], f"{SECRET}\n{SECRET}\n", 0), (["--new"], f"{SECRET}\nother\n", 1)],
)
def test_a_terminal_is_asked_once_for_an_old_key_and_twice_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch, args: list[str], typed: str, code: int
) -> None:
    monkeypatch.setattr(room, "on_terminal", lambda: True)
    ran = CliRunner().invoke(verb, args, input=typed)
    assert ran.exit_code == code
    assert ran.stdout == (f"{len(SECRET)}\n" if code == 0 else "")
    assert SECRET not in ran.output


def test_the_options_stand_in_the_help_and_none_takes_the_passphrase_itself() -> None:
    ran = CliRunner().invoke(verb, ["--help"])
    for words in ("--passphrase-fd N", "--passphrase-file FILE", VARIABLE):
        assert words in ran.output
    assert CliRunner().invoke(verb, ["--passphrase", SECRET]).exit_code == 2


def test_a_source_shows_nothing_of_its_passphrase() -> None:
    os.environ[VARIABLE] = SECRET
    source: Passphrase = passphrase_source(None, None)
    source()
    assert SECRET not in repr(source) + str(source)
