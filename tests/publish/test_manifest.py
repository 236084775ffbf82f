"""What a host says it has: whatever is cut off, changed, lost or forged, a publish ends with the site on the host."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import PublishError
from generator.publish.files import Files
from generator.publish.manifest import ROOT, Manifest


class Gone(Exception):
    """The connection broke."""


class Memory:
    """A host in memory, which falls silent after `left` changes."""

    name, is_here = "memory", True

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.left = 1_000_000
        self.sent = 0

    def _change(self) -> None:
        if not self.left:
            raise Gone
        self.left -= 1

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def write(self, path: str, data: bytes) -> None:
        self._change()
        self.files[path] = data

    def send(self, site: Path, paths: Sequence[str]) -> None:
        for path in paths:
            self.write(path, (site / path).read_bytes())
            self.sent += 1

    def delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._change()
            self.files.pop(path, None)

    def listing(self) -> Iterable[str]:
        return list(self.files)

    def close(self) -> None:
        pass


def _publish(site: Path, host: Memory) -> None:
    """The steps of a publish, two files at a time."""
    with closing(Files(site)) as files:
        files.look(lambda number: None)
        manifest = Manifest(host)
        manifest.load(files)
        counts = files.compare(did_first=True)
        manifest.begin()
        files.name_removals(host.listing)
        manifest.log(files.touched())
        for tasks in files.tasks(2):
            if tasks[0].is_removal:
                host.delete([task.path for task in tasks])
            else:
                host.send(site, [task.path for task in tasks])
                manifest.log((task.key, task.digest) for task in tasks if task.digest)
        manifest.finish(files, counts.files)


def _lay(site: Path, files: dict[str, bytes]) -> None:
    for path in site.rglob("*"):
        if path.is_file() and path.relative_to(site).as_posix() not in files:
            path.unlink()
    for name, data in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        if not (site / name).is_file() or (site / name).read_bytes() != data:
            (site / name).unlink(missing_ok=True)
            (site / name).write_bytes(data)


_SITES = st.dictionaries(
    st.sampled_from(["index.html", "a/index.html", "b/index.html", "a/x.png", "b/x.png", "c.json", "assets/s.css"]),
    st.sampled_from([b"", b"one", b"two", b"three"]), min_size=1,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_SITES, st.integers(0, 14), st.booleans()), min_size=1, max_size=6), _SITES)
def test_whatever_was_cut_off_before_the_last_publish_leaves_the_host_with_the_site(
    history: list[tuple[dict[str, bytes], int, bool]], last: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        site, host = Path(place) / "site", Memory()
        site.mkdir()
        for files, left, forgets in history:
            _lay(site, files)
            host.left = left
            with suppress(Gone):
                _publish(site, host)
            if forgets:  # another machine goes on
                (Path(place) / ".site.published").unlink()
        _lay(site, last)
        host.left = 1_000_000
        _publish(site, host)
        assert {path: data for path, data in host.files.items() if not path.startswith(".badgepress/")} == last
        host.sent = 0
        _publish(site, host)
        assert host.sent == 0
        assert all(f".badgepress/{part}" in host.files for part in json.loads(host.files[ROOT])["parts"].values())


@given(st.one_of(st.binary(max_size=80), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["format", "state", "parts", "x"]), inner, max_size=4),
    max_leaves=8,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_a_damaged_or_forged_record_is_refused_in_words_or_taken_for_little(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        host = Memory()
        host.files[ROOT] = data
        (Path(place) / "site").mkdir()
        with closing(Files(Path(place) / "site")) as files:
            try:
                Manifest(host).load(files)
            except PublishError as error:
                assert error.hint


def test_a_record_of_a_later_version_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    host = Memory()
    host.files[ROOT] = b'{"format": 2}'
    (tmp_path / "site").mkdir()
    with closing(Files(tmp_path / "site")) as files, pytest.raises(PublishError, match="another version"):
        Manifest(host).load(files)


def test_one_changed_file_among_many_writes_one_part_anew(tmp_path: Path) -> None:
    site, host = tmp_path / "site", Memory()
    _lay(site, {f"awards/{number:04d}/index.html": b"page" for number in range(4_500)})
    _publish(site, host)
    before = set(host.files)
    assert len([path for path in before if path.startswith(".badgepress/")]) == 16 + 1
    (site / "awards/0007/index.html").write_bytes(b"another")
    host.sent = 0
    _publish(site, host)
    assert host.sent == 1 and len(set(host.files) - before) == 1


def test_a_part_that_was_damaged_on_the_host_costs_sending_again_and_no_more(tmp_path: Path) -> None:
    site, host = tmp_path / "site", Memory()
    _lay(site, {"index.html": b"1", "a/index.html": b"2"})
    _publish(site, host)
    part = next(path for path in host.files if path.startswith(".badgepress/") and path != ROOT)
    host.files[part] = b"\0" * 28
    (tmp_path / ".site.published").unlink()
    host.sent = 0
    _publish(site, host)
    assert host.sent == 2
