"""The whole story of a build, on one page.

    read      content/ to a ledger, every problem at once
    plan      what is to be made
    issue     digest, sign, render: each award's credential, picture and pages
    stage     everything into a folder beside the published site
    check     the last look, from the bytes that were written
    switch    the two folders trade places

Nothing before "switch" touches what is published. The steps take values and return values; time enters as part of
the ledger, never from a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from generator import addresses
from generator.bake import OPEN_BADGES_2, OPEN_BADGES_3, Baker, SvgBaker
from generator.build import aggregates, shard
from generator.build.compare import Change, compare_with
from generator.build.inspect import inspect_stage, spread, verify_stage
from generator.build.plan import Plan, plan_site
from generator.build.shard import Made, Work
from generator.build.stage import Stage, held_lock
from generator.build.switch import refuse_target, switch
from generator.credential.compose import Composer
from generator.credential.did import PublishedKey
from generator.credential.times import parse_instant
from generator.errors import BuildError
from generator.ledger import art as pictures
from generator.ledger.read import read_ledger
from generator.model import Ledger, Problem, Visibility
from generator.pages.frame import Frame
from generator.pages.render import Theme, packaged_theme
from generator.signing.demo import refuse_demo_key
from generator.signing.keyfile import Use
from generator.signing.keyring import KeyInfo, Keyring, refuse_place
from generator.signing.pubfile import State
from generator.signing.signer import Signer

CHUNK = 250  # awards digested, signed and rendered in one go; bounds what is held in memory


class Watcher(Protocol):
    """Whoever shows progress: `stage(label, total)` gives a function to call with the number of steps done."""

    def stage(self, label: str, total: int) -> AbstractContextManager[Callable[[int], None]]: ...


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `out` is where the site shall stand."""

    project: Path
    out: Path
    base_url: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did, or, for a dry run, would do."""

    achievements: int
    awards: int  # in the ledger
    on_site: int
    languages: int
    signed_new: int
    files: int
    bytes: int
    change: Change
    verified: int
    demo: bool
    withheld: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


OpenSigner = Callable[[KeyInfo], AbstractContextManager[Signer]]


def build_site(request: Request, open_signer: OpenSigner, watch: Watcher) -> Outcome:
    """Build the site of a project and put it in place. Raises LedgerError, KeyFileError, SignerError, BuildError."""
    refuse_target(request.out, request.project)
    with watch.stage("Read", 1) as done:
        ledger = read_ledger(request.project)
        done(1)
    refuse_place(request.project / "keys", request.out, request.project / "content")
    keyring = Keyring.read(request.project / "keys")
    key = keyring.active("issuer")
    plan = make_plan(ledger, keyring, key, request.base_url)
    work = prepare(plan, request.project)
    with open_signer(key) as signer:
        if request.dry_run:
            made = ((file.path, file.data) for file in make_all(work, signer, watch))
            return _outcome(plan, *compare_with(request.out, made), verified=0)
        with held_lock(request.out):
            return _build(request, work, signer, watch)


def _build(request: Request, work: Work, signer: Signer, watch: Watcher) -> Outcome:
    plan, stage = work.plan, Stage(request.out)
    try:
        stage.begin()
        change, sizes = compare_with(request.out, _staged(stage, make_all(work, signer, watch)))
        verified = _check(stage, plan, signer, watch)
        with watch.stage("Settle", 1) as done:
            stage.settle()
            done(1)
        switch(stage, request.out)
    except BaseException:
        stage.discard()
        raise
    finally:
        stage.close()
    return _outcome(plan, change, sizes, verified=verified)


def make_plan(ledger: Ledger, keyring: Keyring, key: KeyInfo, base_url: str | None) -> Plan:
    """What the site holds, and which key signs it. Raises KeyFileError for a published key on a real address."""
    refuse_demo_key(key.public, base_url or ledger.site.base_url)
    return plan_site(ledger, published_keys(keyring, key), key.public, demo=key.published, base_url=base_url)


def published_keys(keyring: Keyring, signing: KeyInfo) -> list[PublishedKey]:
    """The keys of the DID document: the one that signs, those that have signed before, and those not to be believed.

    A retired key stays vouched for, a compromised one is listed as revoked. A key that everybody knows is never listed
    beside one of the organisation's own.
    """
    keys = [key for key in keyring.keys if key.use is Use.ISSUER and key.state is not State.NEXT]
    return [PublishedKey(key.public, key.revoked) for key in keys if key == signing or not key.published]


def prepare(plan: Plan, project: Path) -> Work:
    """Theme, frames and art, read once. Raises BuildError where the theme has no phrases for a language."""
    own = project / "templates"
    theme = Theme([packaged_theme(), *([own] if own.is_dir() else [])], accent=plan.site.accent)
    missing = [language for language in plan.site.languages if language not in theme.languages()]
    if missing:
        raise BuildError(
            f"the theme has no phrases in {', '.join(missing)}",
            f"languages in content/site.toml can be: {', '.join(theme.languages())}",
        )
    frames = {
        language: Frame(
            site=plan.site,
            language=language,
            languages=plan.site.languages,
            addresses=plan.addresses,
            assets=theme.asset_paths(),
            phrases=theme.phrases(language),
            demo=plan.demo,
        )
        for language in plan.site.languages
    }
    keywords = (OPEN_BADGES_3, OPEN_BADGES_2) if plan.site.open_badges_2 else (OPEN_BADGES_3,)
    art = {
        slug: (SvgBaker if item.art.format == "svg" else Baker)(pictures.load(project, item.art.path), keywords)
        for slug, item in plan.ledger.achievements.items()
    }
    emblem = pictures.load(project, plan.site.issuer.image) if plan.site.issuer.image else b""
    return Work(plan, theme, frames, Composer(plan.site, plan.addresses), art, emblem)


def make_all(work: Work, signer: Signer, watch: Watcher) -> Iterator[Made]:
    """Every file of the site, awards first. The one place where something is signed."""
    total = len(work.plan.awards)
    with watch.stage("Badges", total) as done:
        for start in range(0, total, CHUNK):
            stop = min(start + CHUNK, total)
            signatures = [signer.sign(message) for message in shard.digest(work, start, stop)]
            yield from shard.render(work, start, stop, signatures)
            done(stop - start)
    yield from aggregates.documents(work, signer)
    yield from aggregates.pages(work)


def _staged(stage: Stage, made: Iterator[Made]) -> Iterator[tuple[str, bytes]]:
    for file in made:
        stage.write(file.path, file.data)
        yield file.path, file.data


def _check(stage: Stage, plan: Plan, signer: Signer, watch: Watcher) -> int:
    """The last look. Gives the number of badges that were verified as a stranger would."""
    own = {plan.site.issuer.email.lower(), plan.site.support_email.lower()}
    mails = frozenset(mail.lower() for earner in plan.ledger.earners.values() for mail in earner.emails) - own
    inspect_stage(stage.folder, stage.files, root=plan.addresses.root(), mails=mails, leaks=signer.appears_in)
    if not plan.status_lists:
        return 0
    at = parse_instant(plan.status_lists[0].as_of)
    chosen = spread([award.id for award in plan.awards])
    with watch.stage("Check", len(chosen)) as done:
        verify_stage(stage.folder, plan.site.base_url, chosen, at, done)
    return len(chosen)


def _outcome(plan: Plan, change: Change, sizes: Mapping[str, int], verified: int) -> Outcome:
    withheld: dict[str, int] = {}
    for award in plan.ledger.awards:
        earner = plan.ledger.earners[award.earner]
        if award.visible_as(earner) in (Visibility.SEALED, Visibility.NONE):
            word = award.acceptance(earner).value
            word = "private" if word == "accepted" else word
            withheld[word] = withheld.get(word, 0) + 1
    fresh = change.added | change.changed
    return Outcome(
        achievements=len(plan.ledger.achievements),
        awards=len(plan.ledger.awards),
        on_site=len(plan.awards),
        languages=len(plan.site.languages),
        signed_new=sum(addresses.credential(award.id) in fresh for award in plan.awards),
        files=len(sizes),
        bytes=sum(sizes.values()),
        change=change,
        verified=verified,
        demo=plan.demo,
        withheld=withheld,
        warnings=plan.ledger.warnings,
    )
