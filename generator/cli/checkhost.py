"""`badgepress check --url` and `--target`: the live site, and the host's limits."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import asdict

from generator.cli import voice
from generator.errors import BadgepressError
from generator.ledger import urls
from generator.printable import printable
from generator.publish.advice import HOSTS
from generator.publish.fetch import Unreachable
from generator.publish.limits import LIMITS, hold, measure
from generator.publish.probe import Finding, Probe, Weight

COULD_NOT_CHECK = 3
TARGETS = tuple(LIMITS)
_COLOURS = {Weight.ERROR: "red", Weight.WARNING: "yellow", Weight.NOTE: "cyan"}


def check_url(url: str, site: Path, *, as_json: bool) -> None:
    """Probe a live site and end the program: 0 nothing wrong, 1 errors, 3 no answer."""
    checked = urls.base_url(url)
    if not isinstance(checked, str):
        raise BadgepressError(f"--url: {checked.text}", checked.hint)
    probe = Probe(checked, site if site.is_dir() else None)
    try:
        findings = sorted(probe.run(), key=lambda finding: list(Weight).index(finding.weight))
    except Unreachable as error:
        _tell_unreachable(checked, str(error), as_json=as_json)
        sys.exit(COULD_NOT_CHECK)
    counts = Counter(finding.weight for finding in findings)
    if as_json:
        state = "problems" if counts[Weight.ERROR] else "ok"
        listed = [asdict(finding) for finding in findings]
        voice.say_json(
            {"state": state, "url": checked, "host": probe.host, "looked_at": probe.looked_at, "findings": listed}
        )
    else:
        for alike in _together(findings):
            voice.say(_lines(alike))
        voice.say(_closing(probe, counts, site))
    sys.exit(voice.PROBLEMS if counts[Weight.ERROR] else 0)


def _tell_unreachable(url: str, why: str, *, as_json: bool) -> None:
    if as_json:
        voice.say_json({"state": "unreachable", "url": url, "error": why, "findings": []})
    else:
        voice.hint(f"{url}/ could not be checked: {printable(why)}")


def _together(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several addresses, as one."""
    found: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.code, finding.text, finding.hint), []).append(finding)
    return list(found.values())


def _lines(alike: Sequence[Finding]) -> str:
    finding, more = alike[0], len(alike) - 1
    also = f" and {more} more" if more else ""
    word = voice.styled(finding.weight.value, fg=_COLOURS[finding.weight], bold=True)
    lines = [f"{word}: {printable(finding.text)}", f"    {printable(finding.url)}{also}"]
    lines += [f"    {printable(line)}" for line in finding.hint.splitlines()]
    return "\n".join(lines)


def _closing(probe: Probe, counts: Counter[Weight], site: Path) -> str:
    told = ", ".join(
        voice.counted(counts[weight], weight.value, f"{weight.value}s")
        for weight in (Weight.ERROR, Weight.WARNING, Weight.NOTE)
    )
    where = f" on {HOSTS[probe.host]}" if probe.host else ""
    compared = (
        "" if site.is_dir() else f" There is no {printable(str(site))}/ to compare with, so badges were not looked at."
    )
    return f"{told} in {voice.counted(probe.looked_at, 'address', 'addresses')}{where}.{compared}"


def check_target(target: str, site: Path, *, as_json: bool) -> None:
    """Hold a built site against a host's limits and end the program: 0 it fits, 1 it does not."""
    if not site.is_dir():
        raise BadgepressError(f"there is no site in {site}", "build it first: badgepress build")
    limits, size = LIMITS[target], measure(site)
    verdicts = hold(size, limits)
    is_over = any(verdict.is_over for verdict in verdicts)
    if as_json:
        listed = [{**asdict(verdict), "over": verdict.is_over} for verdict in verdicts]
        voice.say_json(
            {"state": "too-large" if is_over else "ok", "target": target, "site": asdict(size), "limits": listed}
        )
    else:
        voice.say(f"{printable(str(site))}/ has {voice.counted(size.files, 'file', 'files')}, {size.total:,} bytes.")
        for verdict in verdicts:
            word = "too many" if verdict.is_over else "near" if verdict.is_near else "fits"
            colour = "red" if verdict.is_over else "yellow" if verdict.is_near else "green"
            where = f" ({verdict.where})" if verdict.where not in ("", ".") else ""
            shown = f"{verdict.found:,} of {verdict.most:,} {verdict.what}{where}"
            voice.say(f"  {voice.styled(f'{word:<8}', fg=colour)} {shown}")
        voice.say(f"{'Too large' if is_over else 'Fits'}: {limits.name}; see docs/hosts/{target}.md.")
    sys.exit(voice.PROBLEMS if is_over else 0)
