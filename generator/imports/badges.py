"""Which achievement each badge of a file is: by the mapping of the project, by the command line, or a new one."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from generator.imports.incoming import Described, Source, short_id
from generator.imports.making import Making, free_slug, make_achievement
from generator.imports.mapping import Entry, read_mapping
from generator.imports.survey import Badge, Seen
from generator.imports.wants import Wants
from generator.ledger.faults import Fault
from generator.ledger.suggest import did_you_mean, nearest
from generator.ledger.texts import slug_of
from generator.model import Ledger, Place
from generator.printable import quoted

HOME = "achievements live in content/achievements/"


class Badges(Struct):
    """Slugs by badge; what is to be added to badges.toml and to content/achievements/; what is not clear."""

    slugs: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    makings: list[tuple[Making, str]] = field(default_factory=list)  # each with the badge's name
    faults: list[tuple[Place, Fault]] = field(default_factory=list)


def settle_badges(source: Source, seen: Seen, wants: Wants, ledger: Ledger) -> Badges:
    """Decide for every badge of the file. Raises LedgerError where badges.toml is not sound."""
    found = Badges()
    known = read_mapping(wants.project, ledger.achievements)
    found.faults += _unknown(source.place(1, None), wants, seen, ledger)
    for badge, entry in seen.badges.items():
        if not badge:
            _settle_unnamed(found, entry, wants)
        elif badge in wants.mapped:
            found.slugs[badge] = slug = wants.mapped[badge]
            if known.get((source.system, badge)) not in (slug, None):
                found.faults.append((entry.place, _contradicted(badge)))
            elif (source.system, badge) not in known:
                found.entries.append(Entry(source.system, badge, slug, entry.name))
        elif slug := known.get((source.system, badge)) or known.get((source.system, short_id(badge)), ""):
            found.slugs[badge] = slug
        elif wants.makes_achievements and (entry.name or entry.described):
            _make(found, source, badge, entry, ledger)
        else:
            found.faults.append((entry.place, _unmapped(badge, entry, wants, ledger)))
    return found


def _unknown(at: Place, wants: Wants, seen: Seen, ledger: Ledger) -> Iterator[tuple[Place, Fault]]:
    """Slips in what was said on the command line."""
    for slug in sorted({wants.achievement, *wants.mapped.values()} - {""}):
        if slug not in ledger.achievements:
            hint = did_you_mean(slug, ledger.achievements, HOME)
            yield at, Fault("unknown-achievement", f"no achievement is called {quoted(slug)}", hint)
    for badge in sorted(wants.mapped.keys() - seen.badges.keys()):
        hint = did_you_mean(badge, seen.badges, "--map takes the id as the file has it")
        yield at, Fault("badge-unknown", f"no row has the badge {quoted(badge)}", hint)


def _settle_unnamed(found: Badges, entry: Badge, wants: Wants) -> None:
    if wants.achievement:
        found.slugs[""] = wants.achievement
        return
    text = "this file does not say which badge was awarded" if entry.count > 1 else "no badge is named here"
    fault = Fault("badge-missing", text, "say which achievement it is: --achievement SLUG")
    found.faults.append((entry.place, fault))


def _contradicted(badge: str) -> Fault:
    text = f"content/imports/badges.toml says otherwise of the badge {quoted(badge)} than --map"
    return Fault("badge-repeated", text, "change it there, or leave --map out")


def _unmapped(badge: str, entry: Badge, wants: Wants, ledger: Ledger) -> Fault:
    named = f" ({quoted(entry.name)})" if entry.name and entry.name != badge else ""
    many = f", in {entry.count:,} rows" if entry.count > 1 else ""
    text = f"no achievement stands for the badge {quoted(badge)}{named}{many}"
    likely = nearest(slug_of(entry.name or badge), ledger.achievements) or "SLUG"
    if wants.makes_achievements:
        return Fault("badge-unmapped", text, f"the file has no name for it: --map '{badge}={likely}'")
    return Fault("badge-unmapped", text, f"--map '{badge}={likely}', or --make-achievements")


def _make(found: Badges, source: Source, badge: str, entry: Badge, ledger: Ledger) -> None:
    described = entry.described or Described(entry.name)
    described = replace(described, name=described.name or entry.name)
    taken = {making.slug for making, _ in found.makings}
    slug = free_slug(described.name, lambda slug: slug in ledger.achievements or slug in taken)
    making = make_achievement(slug, described, ledger.site.languages[0])
    if isinstance(making, Fault):
        found.faults.append((entry.place, making))
        return
    found.slugs[badge] = slug
    found.makings.append((making, described.name))
    found.entries.append(Entry(source.system, badge, slug, described.name))
