"""Which pages can share a form: those of one family, and what is known of each family so far.

    family    the language, all that a shape says beside its achievement, and the outline of the view
    outline   how a view is built: which parts there are, how many, and the texts that templates decide by

Pages of a family differ in texts, most often. The first of it gives a structure without leaves; the second shows which
texts are the achievement's, and they become leaves (see `hole_sharing`). Where a third differs in another text, that
is opened too. What one family has taught of the places that differ serves the others from their first page on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import Struct

from generator.pages.award import AwardView
from generator.pages.hole_sharing import DECIDING, Structure, Unlike, open_more
from generator.pages.holes import Piece

_MOST = 1024  # structures kept, some 20 KB each
_PATIENCE = 4  # so often a structure may be made anew before nothing is shared any more

Fitted = TypeVar("Fitted")
Family = tuple[Hashable, ...]  # the language comes first
Run = Callable[[AwardView, list[str]], tuple[Piece, ...]]  # of the templates, on an open view with its record of doubts


def outline(view: AwardView) -> Hashable:
    """The outline of a view without holes. It says where to look; that two views are alike is seen leaf by leaf."""
    preview = view.page.preview
    return preview is None or preview.image is None, _outline(_TELLING(view), "")


# What depends on the achievement in more than its words.
_TELLING = attrgetter("name", "picture", "description", "retired", "details", "skills", "criteria", "results", "facts")


def _outline(value: Any, name: str) -> Hashable:
    if isinstance(value, str):
        return value if name in DECIDING else not value
    if type(value) is tuple:
        return tuple([_outline(each, name) for each in value])
    if isinstance(value, Struct):
        return tuple([_outline(getattr(value, field), field) for field in value.__struct_fields__])
    found: Hashable = value
    return found


class Families:
    """What is known of the families of one theme's pages."""

    def __init__(self) -> None:
        self._structures: dict[Family, Structure] = {}
        self._opened: frozenset[str] = frozenset()  # the places in a view that achievements are known to differ in
        self._anew: dict[Family, int] = {}  # how often its structure was made anew
        self._stopped = False

    def find(self, family: Family, run: Run) -> Structure | None:
        """What pages of the family share, None where nothing is known yet."""
        known = self._structures.get(family)
        if known is None or known.taught == len(self._opened):
            return known
        known.taught = len(self._opened)
        opened, leaves = open_more(known.view, None, self._opened, known.doubts)
        if leaves.keys() > known.leaves.keys():  # other families have shown that those differ
            try:
                known = Structure(opened, leaves, run(opened, known.doubts), known.doubts)
            except Exception:  # a template does something with them that only a string stands
                known.doubts.clear()
                return known
            known.taught = len(self._opened)
            self._structures[family] = known
        return known

    def may_share(self, family: Family) -> bool:
        """Whether it is worth trying."""
        is_new = family not in self._structures
        return not (self._stopped or self._anew.get(family, 0) > _PATIENCE or (is_new and len(self._anew) >= _MOST))

    def learn(
        self,
        family: Family,
        view: AwardView,
        doubts: list[str],
        run: Run,
        fit: Callable[[Structure], Fitted],
    ) -> Fitted | None:
        """What `fit` makes of a structure that takes this open view in too; None where there can be none.

        `doubts` is the record of what is open in the view.
        """
        self._anew[family] = self._anew.get(family, 0) + 1
        known = self._structures.get(family)
        try:
            opened, leaves = open_more(view, known.view if known else None, self._opened, doubts)
            made = Structure(opened, leaves, run(opened, doubts), doubts)
            fitted = fit(made)
        except Unlike:
            return None
        except Exception:  # a template looks at a text of the achievement
            doubts.clear()
            self._anew[family] = _PATIENCE + 1
            return None
        self._structures[family] = made
        self._opened |= leaves.keys()
        return fitted

    def forget(self, language: str) -> None:
        """There is another frame in that language: what was made in the one before is of no use."""
        for known in (self._structures, self._anew):
            for family in [family for family in known if family[0] == language]:
                del known[family]

    def stop(self) -> None:
        """Share nothing any more."""
        self._stopped = True
        self._structures.clear()
