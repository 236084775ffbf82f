"""What a build works with: the plan for a key, the theme, a frame for each language, the pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from generator.build import digests
from generator.build.art import Art
from generator.build.originals import find_originals
from generator.build.ownphrases import phrase_problems, without_phrases
from generator.build.plan import Plan, plan_site
from generator.build.shard import Work
from generator.build.state import State as LastBuild
from generator.build.traits import Before
from generator.credential.did import PublishedKey
from generator.errors import BuildError, ThemeError
from generator.model import Certificates, Ledger, Severity
from generator.pages.frame import Frame
from generator.pages.render import Theme, packaged_theme
from generator.paper import check_press
from generator.signing.demo import refuse_demo_key
from generator.signing.keyfile import Use
from generator.signing.keyring import KeyInfo, Keyring
from generator.signing.pubfile import State

AWARD_TEMPLATES = ("award.html", "base.html", "parts.html")


def make_plan(
    ledger: Ledger, keyring: Keyring, key: KeyInfo, base_url: str | None, project: Path, last: LastBuild | None = None
) -> Plan:
    """What the site holds, and which key signs it; `last` is what is remembered of the last build.

    Raises KeyFileError for a published key on a real address.
    """
    refuse_demo_key(key.public, base_url or ledger.site.base_url)
    keys, originals = published_keys(keyring, key), find_originals(project, ledger.awards)
    before = None
    if last is not None and last.dated == digests.dated(ledger.site.as_of):
        before = Before(last.columns.marks, last.columns.traits, last.columns.profile)
    return plan_site(
        ledger, keys, key.public, demo=key.published, base_url=base_url, originals=originals, before=before
    )


def published_keys(keyring: Keyring, signing: KeyInfo) -> list[PublishedKey]:
    """The keys of the DID document: the one that signs, those that have signed before, and those not to be believed.

    A retired key stays vouched for, a compromised one is listed as revoked. A key that everybody knows is never listed
    beside one of the organisation's own.
    """
    keys = [key for key in keyring.keys if key.use is Use.ISSUER and key.state is not State.NEXT]
    return [PublishedKey(key.public, key.revoked) for key in keys if key == signing or not key.published]


def prepare(plan: Plan, project: Path) -> Work:
    """Theme, frames and art.

    Raises BuildError where the theme lacks a language, or certificates cannot be made, and ThemeError for phrases of
    the project's own that cannot be used.
    """
    if plan.site.certificates is Certificates.PDF:
        check_press()
    folders = _folders(project)
    theme = _theme(folders, _marks(folders), plan.site.accent)
    refused = without_phrases(plan.site.languages, theme.languages())
    if refused:
        raise BuildError(*refused)
    wrong = [problem for problem in phrase_problems(theme.files()) if problem.severity is Severity.ERROR]
    if wrong:
        raise ThemeError(wrong)
    frames = {
        language: Frame(
            site=plan.site,
            language=language,
            languages=plan.site.languages,
            addresses=plan.addresses,
            assets=theme.asset_paths(),
            phrases=theme.phrases(language),
            demo=plan.demo,
            pages=plan.ledger.pages,
            support=plan.ledger.support,
        )
        for language in plan.site.languages
    }
    achievements = plan.ledger.achievements.values()
    pictures = [achievement.art.path for achievement in achievements]
    pictures += [design.art.path for achievement in achievements for design in achievement.designs]
    emblem = [plan.site.issuer.image] if plan.site.issuer.image else []
    faces = [portrait.picture.path for portrait in plan.portraits.values() if portrait.picture]
    art = Art.look(project, [*pictures, *emblem, *faces])
    known, portraits = dict(plan.ledger.achievements), dict(plan.portraits)
    return Work(plan.site, plan.addresses, plan.method, known, theme, frames, art, portraits)


def compiled_templates(project: Path, of_awards: bool) -> dict[str, bytes]:
    """The templates of a project's theme compiled, those of award pages or all others: see `Theme.learn`."""
    theme = Theme(_folders(project))
    names = AWARD_TEMPLATES if of_awards else sorted({*theme.template_names()} - {*AWARD_TEMPLATES})
    return theme.compile_ahead(*names)


def _folders(project: Path) -> tuple[Path, ...]:
    own = project / "templates"
    return (packaged_theme(), *([own] if own.is_dir() else []))


@lru_cache(maxsize=1)
def _theme(folders: tuple[Path, ...], marks: tuple[object, ...], accent: str) -> Theme:
    """The theme of the folders, read and compiled again only when a file has changed: previews build many times."""
    return Theme(folders, accent=accent)


def _marks(folders: tuple[Path, ...]) -> tuple[object, ...]:
    """What tells that a file below the folders is not as it was."""
    paths = sorted(path for folder in folders for path in folder.rglob("*"))
    return tuple((path, found.st_mtime_ns, found.st_size, found.st_ino) for path in paths if (found := path.lstat()))
