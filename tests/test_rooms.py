"""The rooms and their one-way doors: who may never reach whom, through any chain of imports."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator"

# Floors from the ground up; an import leads down or stays on its floor.
FLOORS = [
    {"model"},
    {"errors", "printable", "references", "formats", "garbage", "below", "aside"},
    {"wire", "addresses", "i18n", "mediatypes", "contrast"},
    {"bake"},
    {"signing", "ledger", "credential"},
    {"pages", "verify"},
    {"imports", "exports"},
    {"paper"},
    {"build", "scaffold", "doctor"},
    {"preview", "publish"},
    {"cli"},
]
NEVER = [
    ("generator.pages", "generator.signing"),
    ("generator.pages", "generator.ledger"),
    ("generator.paper", "generator.signing"),
    ("generator.paper", "generator.ledger"),
    ("generator.build.shard", "generator.signing"),
    ("generator.build.shard", "generator.ledger"),
    ("generator.verify", "generator.ledger"),
    ("generator.verify", "generator.pages"),
    ("generator.verify", "generator.build"),
    ("generator.verify", "generator.signing"),
    ("generator.credential", "generator.signing"),
    ("generator.imports", "generator.signing"),
    ("generator.exports", "generator.signing"),
    ("generator.publish", "generator.pages"),
    ("generator.publish", "generator.signing.signer"),
]


def _modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PACKAGE.rglob("*.py")
    }


def _imports(path: Path, modules: dict[str, Path]) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from room import module` asks for the module; `from room import name` for the room's own file.
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in modules else node.module or "" for name in inside]
        found |= {name for name in names if name in modules}
    return found


def _graph() -> dict[str, set[str]]:
    modules = _modules()
    return {name: _imports(path, modules) for name, path in modules.items()}


def _reach(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        for name in graph[todo.pop()] - seen:
            seen.add(name)
            todo.append(name)
    return seen


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize(("upper", "lower"), NEVER)
def test_a_room_never_reaches_what_it_must_not(upper: str, lower: str) -> None:
    graph = _graph()
    for module in graph:
        if module == upper or module.startswith(upper + "."):
            reached = [name for name in _reach(graph, module) if name == lower or name.startswith(lower + ".")]
            assert not reached, f"{module} reaches {reached}"


def test_imports_lead_down_from_floor_to_floor() -> None:
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    for module, imports in _graph().items():
        if not _room(module):
            continue
        for name in imports:
            if _room(name) and _room(name) != _room(module):
                assert floor[_room(name)] <= floor[_room(module)], f"{module} imports {name}"


def test_every_room_stands_on_a_floor() -> None:
    rooms = {_room(module) for module in _modules()} - {""}
    assert rooms == set().union(*FLOORS)


def test_no_module_imports_itself_through_others() -> None:
    graph = _graph()
    for module in graph:
        assert module not in _reach(graph, module), module


def test_one_room_writes_the_site_one_the_content_and_one_the_keys() -> None:
    """Whoever opens a file for writing stands in `build`, in three files of `ledger` or in `signing`.

    A new project is written by `scaffold`; what a person asked for by name, outside of all these, by `exports.outfile`;
    and `publish` brings a built site to where it is asked to. Fonts are put where Typst finds them by `paper.setter`.
    """
    writers = set()
    for name, path in _modules().items():
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in ("write_text(", "write_bytes(", "O_WRONLY", "O_RDWR", '.open("w', '"wb"')):
            writers.add(name)
    assert {name for name in writers if _room(name) not in ("signing",)} <= {
        *(f"generator.build.{name}" for name in ("beside", "journal", "stage", "writer")),
        "generator.ledger.append",
        "generator.scaffold.make",
        "generator.ledger.change",
        "generator.ledger.inplace",
        "generator.exports.outfile",
        "generator.paper.setter",
        *(f"generator.publish.{name}" for name in ("folder", "git", "rsync")),
    }, writers


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config) -> None:
    """By itself pytest looks into no folder that is called `build`."""
    folders = {
        path.parent.name for path in Path(__file__).parent.rglob("test_*.py") if "node_modules" not in path.parts
    }
    passed_over = pytestconfig.getini("norecursedirs")
    assert "build" in folders
    assert [name for name in folders if any(fnmatch(name, pattern) for pattern in passed_over)] == []
