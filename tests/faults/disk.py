"""A disk that forgets: what operations have done, and how much of it a power cut could take back.

Every file and folder is held twice, as the processes see it and as the disk has it for sure.

* Bytes written, emptied or cut are sure once the file is synced (fsync, fdatasync); its mode by fsync alone.
* An entry made, removed or renamed is an *update* of its folder, sure once that folder is synced. A renaming is one
  update of one or two folders. It happens wholly or not at all until one of them is synced; then what it did there is
  sure, and what it did in the other may still be lost.
* Syncing a file says nothing about its name, syncing a folder nothing about the bytes in it or about its own name.
* `syncfs` makes everything sure that has happened until then; or, in the strict reading, nothing at all.

Until an update is sure, it may have happened or not, whatever has become of those before and after it. Until bytes are
sure, a file may hold the sure ones, the new ones, nothing, zeros, or half. Real file systems promise more than that;
what is safe here is safe on all of them.

Operations this cannot follow (device files, links, mappings) raise NotModelled: a build that uses them needs a better
model, not a green test.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.faults.oplog import EMPTIED, EXCHANGED, MADE, Step

SURE, KEPT, EMPTY, ZEROS, HALF = "sure", "kept", "empty", "zeros", "half"
FATES = (SURE, KEPT, EMPTY, ZEROS, HALF)  # of bytes that are not sure


class NotModelled(Exception):
    """An operation whose outcome after a power cut is not known here."""


@dataclass(eq=False, slots=True)
class Node:
    """A file or a folder. `entries` are those that processes see; the sure ones follow from the updates."""

    is_folder: bool
    mode: int
    sure_mode: int
    data: bytes = b""
    sure_data: bytes = b""
    entries: dict[str, Node] = field(default_factory=dict)
    sure_entries: dict[str, Node] = field(default_factory=dict)

    @property
    def is_sure(self) -> bool:
        """Whether its own bytes and mode could not be lost."""
        return self.data is self.sure_data and self.mode == self.sure_mode

    def after(self, fate: str) -> tuple[int, bytes]:
        """Mode and bytes after a power cut in which what is not sure had this fate."""
        if fate == KEPT or self.is_sure:
            return self.mode, self.data
        if self.data is self.sure_data:
            return self.sure_mode, self.data
        lost = {SURE: self.sure_data, EMPTY: b"", ZEROS: bytes(len(self.data)), HALF: self.data[: len(self.data) // 2]}
        return self.sure_mode, lost[fate]


@dataclass(eq=False, slots=True)
class Update:
    """Entries that change together: folder, name, and the node that is now there or None."""

    effects: tuple[tuple[Node, str, Node | None], ...]
    is_sure: bool = False  # it could not be lost

    def parted(self, folder: Node) -> list[Update]:
        """The same once `folder` is synced: what is sure now, and what is not."""
        here = tuple(effect for effect in self.effects if effect[0] is folder)
        if self.is_sure or not here:
            return [self]
        rest = tuple(effect for effect in self.effects if effect[0] is not folder)
        return [Update(here, is_sure=True), *([Update(rest)] if rest else [])]


class Disk:
    """The project folder `place` as it stands, all of it sure; then `apply` the operations of a log."""

    def __init__(self, place: Path, *, syncfs_counts: bool = True) -> None:
        self.place = place.resolve()
        self.updates: list[Update] = []
        self._syncfs_counts = syncfs_counts
        self._nodes: dict[int, Node] = {}
        self.root = self._read(self.place)

    def _read(self, path: Path) -> Node:
        found = path.lstat()
        if found.st_ino in self._nodes and stat.S_ISREG(found.st_mode):
            return self._nodes[found.st_ino]
        if not stat.S_ISDIR(found.st_mode) and not stat.S_ISREG(found.st_mode):
            raise NotModelled(f"{path} is neither file nor folder")
        mode = stat.S_IMODE(found.st_mode)
        node = self._nodes[found.st_ino] = Node(stat.S_ISDIR(found.st_mode), mode, mode)
        if node.is_folder:
            node.entries = {each.name: self._read(each) for each in sorted(path.iterdir())}
            node.sure_entries = dict(node.entries)
        else:
            node.data = node.sure_data = path.read_bytes()
        return node

    def apply(self, step: Step) -> None:
        """Let one operation happen; one that failed changes nothing."""
        if step.is_done:
            getattr(self, f"_{step.name}", self._unknown)(step)

    def _unknown(self, step: Step) -> None:
        raise NotModelled(f"{step.name} of {step.path}")

    def _nothing(self, step: Step) -> None:
        """Changes nothing that a reader of the site sees."""

    _close = _flock = _utimes = _chown = _nothing

    def _node(self, step: Step) -> Node:
        if step.inode not in self._nodes:
            raise NotModelled(f"{step.name} of {step.path}, which nobody has made")
        return self._nodes[step.inode]

    def _where(self, path: str) -> tuple[Node, str]:
        relative = PurePosixPath(path).relative_to(self.place.as_posix())
        node = self.root
        for part in relative.parts[:-1]:
            node = node.entries[part]
        return node, relative.name

    def _update(self, *effects: tuple[Node, str, Node | None]) -> None:
        for folder, name, node in effects:
            if node is None:
                del folder.entries[name]
            else:
                folder.entries[name] = node
        self.updates.append(Update(effects))

    def _open(self, step: Step) -> None:
        if step.flags & MADE:
            self._made(step, is_folder=False)
        elif step.flags & EMPTIED:
            self._node(step).data = b""

    def _mkdir(self, step: Step) -> None:
        self._made(step, is_folder=True)

    def _made(self, step: Step, *, is_folder: bool) -> None:
        mode = stat.S_IMODE(step.mode)
        node = self._nodes[step.inode] = Node(is_folder, mode, mode)
        self._update((*self._where(step.path), node))

    def _write(self, step: Step) -> None:
        node = self._node(step)
        if len(step.data) != step.result:
            raise NotModelled(f"the log lacks the bytes written to {step.path}")
        before = node.data[: step.offset].ljust(step.offset, b"\0")
        node.data = b"".join([before, step.data, node.data[step.offset + len(step.data) :]])

    def _truncate(self, step: Step) -> None:
        node = self._node(step)
        node.data = b"".join([node.data[: step.offset].ljust(step.offset, b"\0")])

    def _chmod(self, step: Step) -> None:
        self._node(step).mode = stat.S_IMODE(step.mode)

    def _link(self, step: Step) -> None:
        self._update((*self._where(step.path2), self._node(step)))

    def _unlink(self, step: Step) -> None:
        self._update((*self._where(step.path), None))

    _rmdir = _unlink

    def _rename(self, step: Step) -> None:
        (source, name), (target, other) = self._where(step.path), self._where(step.path2)
        moved = source.entries[name]
        left = target.entries[other] if step.flags & EXCHANGED else None
        self._update((source, name, left), (target, other, moved))

    def _fsync(self, step: Step) -> None:
        node = self._node(step)
        node.sure_mode = node.mode
        self._fdatasync(step)

    def _fdatasync(self, step: Step) -> None:
        node = self._node(step)
        node.sure_data = node.data
        if node.is_folder:
            self.updates = [part for update in self.updates for part in update.parted(node)]
            self._fold()

    def _syncfs(self, step: Step) -> None:
        if not self._syncfs_counts:
            return
        for node in self._nodes.values():
            node.sure_data, node.sure_mode = node.data, node.mode
        for update in self.updates:
            update.is_sure = True
        self._fold()

    def _fold(self) -> None:
        """Forget the updates that are sure, up to the first that is not: later ones must stay behind it."""
        while self.updates and self.updates[0].is_sure:
            for folder, name, node in self.updates.pop(0).effects:
                _put(folder.sure_entries, name, node)

    def pending(self) -> list[Update]:
        """What may have happened or not, in order."""
        return [update for update in self.updates if not update.is_sure]

    def entries(self, folder: Node, chosen: Collection[Update]) -> dict[str, Node]:
        """What the folder holds after a cut from which, of the pending updates, the chosen ones are left."""
        found = dict(folder.sure_entries)
        for update in self.updates:
            if update.is_sure or update in chosen:
                for place, name, node in update.effects:
                    if place is folder:
                        _put(found, name, node)
        return found

    def walk(self, chosen: Collection[Update], start: str = "") -> Iterator[tuple[str, Node]]:
        """Everything below `start`, an entry of the project or "" for all of it, after such a cut; path and node."""
        node = self.root if not start else self.entries(self.root, chosen).get(start)
        if node is not None:
            yield from self._walk(chosen, "", node)

    def _walk(self, chosen: Collection[Update], path: str, node: Node) -> Iterator[tuple[str, Node]]:
        yield path, node
        if node.is_folder:
            for name, each in sorted(self.entries(node, chosen).items()):
                yield from self._walk(chosen, f"{path}/{name}" if path else name, each)


def _put(entries: dict[str, Node], name: str, node: Node | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = node
