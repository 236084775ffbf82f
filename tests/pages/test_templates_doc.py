"""docs/templates.md says what a template may use: held to the views themselves."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import msgspec
import pytest

from generator.model import Spoken
from generator.pages import views

DOC = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")


def reachable() -> dict[str, type]:
    """Every record that a template can come to, by name."""
    found: dict[str, type] = {}
    todo = list(typing.get_args(views.View))
    while todo:
        kind = todo.pop()
        if isinstance(kind, msgspec.StructMeta) and kind.__name__ not in found:
            found[kind.__name__] = kind
            todo += typing.get_type_hints(kind).values()
        todo += typing.get_args(kind)
    return found


def documented() -> dict[str, set[str]]:
    """The fields that each section names in the first column of its table."""
    sections = re.split(r"^## ", DOC, flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        title = re.sub(r".*[:(] ?`?(\w+)`?\)?$", r"\1", section.splitlines()[0])
        rows = re.findall(r"^\|([^|]*)\|", section, flags=re.MULTILINE)
        found[title] = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    return found


# `Phrases` is behind `t`, which has a section of its own.
KINDS = {name: kind for name, kind in reachable().items() if name not in ("Phrases", "Phrase", "Fault")}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_view_and_each_piece_has_a_section_naming_all_its_fields_and_no_others(name: str) -> None:
    fields = {*KINDS[name].__struct_fields__}
    assert documented().get(name) == fields


def test_no_section_is_about_something_that_is_gone() -> None:
    spoken = {Spoken.__name__}
    assert set(documented()) - spoken <= set(KINDS) | {"t"}, set(documented()) - set(KINDS)


def test_each_view_says_which_template_shows_it() -> None:
    for view in typing.get_args(views.View):
        assert f"## `{view.template}`: {view.__name__}" in DOC
