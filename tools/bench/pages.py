"""What an award page costs: made from a form, and rendered plainly.

    python tools/bench/make_ledger.py 2000 /tmp/two-thousand
    python tools/bench/pages.py /tmp/two-thousand

Every award of a project on one page in one language, its credential given. CPU time; the best of a few rounds for the
forms, and one round in which they are still being made. The pages are compared too.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from generator.addresses import Addresses
from generator.credential.compose import Composer
from generator.credential.proof import attach_proof
from generator.ledger.read import read_ledger
from generator.model import Visibility
from generator.pages.award import award_view
from generator.pages.compiled import AwardPages
from generator.pages.frame import Frame
from generator.pages.render import Theme, packaged_theme

METHOD = "#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--plain", type=int, default=500, help="how many pages to render plainly")
    options = parser.parse_args()
    theme = Theme([packaged_theme(), options.project / "templates"])
    frame, asked = read(options.project, theme, options.language)
    pages = AwardPages(theme)

    few = asked[: options.plain]

    def fill(one: dict[str, Any]) -> bytes:
        return pages.page(frame, **one)

    def render(one: dict[str, Any]) -> bytes:
        return theme.render(view(frame, **one))

    first = microseconds(fill, asked)
    again = min(microseconds(fill, asked) for _ in range(ROUNDS))
    plainly = microseconds(render, few)
    equal = sum(fill(one) == render(one) for one in few)
    print(f"{len(asked)} pages; {equal} of {len(few)} compared are equal")
    print(f"plainly                        {plainly:8.1f} us a page")
    print(f"first round, forms being made  {first:8.1f} us a page")
    print(f"from forms                     {again:8.1f} us a page")
    print(f"ratio                          {plainly / again:8.1f}")
    print(pages.counts)


def read(project: Path, theme: Theme, language: str) -> tuple[Frame, list[dict[str, Any]]]:
    """The frame, and of each award on the site what its page is made of."""
    ledger = read_ledger(project)
    site, where = ledger.site, Addresses(ledger.site.base_url)
    composer = Composer(site, where)
    frame = Frame(site, language, site.languages, where, theme.asset_paths(), theme.phrases(language))
    asked = []
    for award in ledger.awards:
        earner, achievement = ledger.earners[award.earner], ledger.achievements[award.achievement]
        visibility = award.visible_as(earner)
        if visibility not in (Visibility.PUBLIC, Visibility.UNLISTED):
            continue
        unsigned = composer.compose(award, achievement, earner)
        credential = attach_proof(unsigned, where.did() + METHOD, award.id.encode() * 4)
        standing, said = award.standing()
        asked.append(
            {
                "award": award,
                "achievement": achievement,
                "earner": earner,
                "visibility": visibility,
                "profile_handle": earner.handle,
                "standing": standing,
                "said": said,
                "encoded": credential.encoded,
                "document": lambda document=credential.document: document,
            }
        )
    return frame, asked


def view(frame: Frame, *, encoded: bytes, document: Callable[[], Any], earner: Any, **asked: Any) -> Any:
    return award_view(frame, document(), earner_language=earner.language, **asked)


def microseconds(make: Callable[[dict[str, Any]], bytes], asked: list[dict[str, Any]]) -> float:
    """CPU time for one page. No page is kept, as in a build that has written it."""
    begun = time.process_time()
    for one in asked:
        make(one)
    return (time.process_time() - begun) / len(asked) * 1e6


if __name__ == "__main__":
    main()
