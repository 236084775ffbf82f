"""docs/troubleshooting.md: each message that it lists comes from what it says, and none is left untried."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.app import main
from tests import projects
from tests.docs.walking import REPOSITORY

PAGE = REPOSITORY / "docs" / "troubleshooting.md"
LISTED = re.findall(r"^### `(.+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
ADA = ("--achievement", "grafting", "--email", "ada.quince@example.com", "--date", "2026-05-01")


def run(*words: object, **kwargs: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words], **kwargs)  # type: ignore[arg-type]
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.output


def own(folder: Path, **environment: str) -> Path:
    """A project for a real address, with a key of its own."""
    words = ("--base-url", "https://badges.orchard.college", "--title", "Orchard")
    run("init", folder, *words, *([] if environment else ["--no-passphrase"]), env=environment)
    return folder


def no_content(tmp: Path) -> str:
    return run("check", "-C", tmp)


def not_empty(tmp: Path) -> str:
    (tmp / "notes.txt").write_text("mine")
    return run("init", tmp, "--base-url", "https://badges.example.org", "--title", "T", "--no-passphrase")


def nobody_to_ask(tmp: Path) -> str:
    return run("award", "-C", projects.write_project(tmp / "p"))


def no_key(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    for path in (folder / "keys").iterdir():
        path.unlink()
    return run("build", "-C", folder)


def loose_key(tmp: Path) -> str:
    folder = own(tmp / "p")
    next((folder / "keys").glob("*.key")).chmod(0o644)
    return run("build", "-C", folder)


def wrong_passphrase(tmp: Path) -> str:
    folder = own(tmp / "p", BADGEPRESS_PASSPHRASE="right")
    return run("build", "-C", folder, env={"BADGEPRESS_PASSPHRASE": "wrong"})


def passphrase_unasked(tmp: Path) -> str:
    return run("build", "-C", own(tmp / "p", BADGEPRESS_PASSPHRASE="right"))


def demo_key(tmp: Path) -> str:
    return run("build", "-C", projects.write_project(tmp / "p", base_url="https://badges.orchard.college"))


def slip_in_a_badge(tmp: Path) -> str:
    return run("award", "-C", projects.write_project(tmp / "p"), *ADA, "--achievement", "graftnig")


def slip_in_an_id(tmp: Path) -> str:
    return run("revoke", "0000000000000a99", "--reason", "x", "-C", projects.write_project(tmp / "p"))


def repeat(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    run("award", "-C", folder, *ADA)
    return run("award", "-C", folder, *ADA)


def address_in_evidence(tmp: Path) -> str:
    """A text that holds the address of the very earner whom the same run makes."""
    folder = projects.write_project(tmp / "p")
    words = ("--achievement", "grafting", "--name", "Nan", "--email", "nan@example.com")
    return run("award", "-C", folder, *words, "--evidence-text", "write to nan@example.com")


def held(path: Path, verb: Callable[[], str]) -> str:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return verb()
    finally:
        os.close(handle)


def two_writers(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    return held(folder / "content", lambda: run("award", "-C", folder, *ADA))


def two_builds(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    (folder / ".site.lock").touch()
    return held(folder / ".site.lock", lambda: run("build", "-C", folder))


def semicolons(tmp: Path) -> str:
    return run("check", "-C", projects.write_project(tmp / "p", earners=projects.EARNERS.replace(",", ";")))


def latin_1(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    path = folder / "content" / "earners.csv"
    path.write_bytes(path.read_bytes().replace(b"Ivo", b"Iv\xf3"))
    return run("check", "-C", folder)


def taken_folder(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    (tmp / "other").mkdir()
    (tmp / "other" / "x").write_text("mine")
    return run("build", "-C", folder, "--out", tmp / "other")


def made_anew(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    run("build", "-C", folder)
    site = folder / "content" / "site.toml"
    site.write_text(site.read_text().replace("Orchard Guild badges", "Badges"))
    return run("build", "-C", folder)


def built_again(tmp: Path, name: str, old: str, new: str) -> str:
    """What a build says of a file of content/ that was changed after the first one."""
    folder = projects.write_project(tmp / "p")
    run("build", "-C", folder)
    path = folder / "content" / name
    path.write_text(path.read_text().replace(old, new))
    return run("build", "-C", folder)


def changed_name(tmp: Path) -> str:
    return built_again(tmp, "earners.csv", "Ada Quince", "Ada M. Quince")


def lost_line(tmp: Path) -> str:
    return built_again(tmp, "awards.csv", f"{projects.VALID_JAPANESE},e2,grafting,2025-04-01,,4711,,,,,\n", "")


def moved_index(tmp: Path) -> str:
    return built_again(tmp, "awards.csv", ",4711,", ",4712,")


def revoked_twice(tmp: Path) -> str:
    return run("revoke", projects.REVOKED, "--reason", "x", "-C", projects.write_project(tmp / "p"))


def undone_too_late(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    run("award", "-C", folder, *ADA)
    made = (folder / "content" / "awards.csv").read_text().splitlines()[-1].partition(",")[0]
    run("build", "-C", folder)
    return run("award", "-C", folder, "--undo", made)


def no_list(tmp: Path) -> str:
    folder = projects.write_project(tmp / "p")
    run("build", "-C", folder)
    site = folder / "site"
    for path in (site / "status").iterdir():
        path.unlink()
    return run("verify", site / "awards" / projects.VALID / "badge.png", "--site", site)


CAUSES: dict[str, Callable[[Path], str]] = {
    "content:1:1: there is no folder content/ here": no_content,
    "refused: … holds …; nothing was written into it": not_empty,
    "there is no terminal to ask at: give …": nobody_to_ask,
    "there is no active issuer key": no_key,
    "others may read it (mode 0644)": loose_key,
    "does not open: the passphrase is wrong, or the file was changed": wrong_passphrase,
    "the key has a passphrase and there is no terminal to ask at": passphrase_unasked,
    "this site would be signed with a published key": demo_key,
    "no achievement is called …": slip_in_a_badge,
    "no award is called …": slip_in_an_id,
    "the same earner has … of the same day already": repeat,
    "this would publish the e-mail address of earner …": address_in_evidence,
    "… is being written by another run": two_writers,
    "the columns are separated by semicolons, wanted commas": semicolons,
    "the byte … here is not UTF-8": latin_1,
    "another build of … is running": two_builds,
    "holds files that are not a site made by badgepress": taken_folder,
    "everything was made anew: …": made_anew,
    "published credentials are replaced by others: …": changed_name,
    "no line here any more, and no page on the site: …": lost_line,
    "is published with the status index …, and this row says …": moved_index,
    "it is revoked already": revoked_twice,
    "… was built with it": undone_too_late,
    "Could not be fully checked. …": no_list,
}


def test_the_page_lists_what_is_tried_here_and_nothing_else() -> None:
    assert list(CAUSES) == LISTED


@pytest.mark.parametrize("message", CAUSES)
def test_a_listed_message_comes_from_its_cause(message: str, tmp_path: Path) -> None:
    said = CAUSES[message](tmp_path)
    assert re.search(re.escape(message).replace("…", ".+"), said), said
