"""The sitemap: the public pages of the site, in lists small enough that one award changes one of them.

    sitemap.xml               where the lists are
    sitemap-pages.xml         pages of which there is one, and those of achievements
    sitemap-earners*.xml      pages of earners, in the groups of their list
    sitemap-awards*.xml       awards: one list up to LIST of them; of more, one for each beginning of their ids, of two
                              or three characters in base 16

Every page stands there in each language of the site. What is unlisted is in none of them. Ids are random, so the lists
of awards are of about one length. Spec: sitemaps.org 0.9, at most 50,000 addresses in a list and lists in the index.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from sys import byteorder

from generator import addresses
from generator.build.aggregates import paths_to_find
from generator.build.columns import find_byte
from generator.build.delta import Delta
from generator.build.digests import digest_of
from generator.build.part import Makings, Part
from generator.build.people import People
from generator.build.plan import Plan
from generator.build.shard import Made
from generator.build.state import Unit

LIST = 2_000
_MANY = 2_000_000
_OF_LISTS = ("sitemapindex", "sitemap")
_OF_PAGES = ("urlset", "url")
_ID_BITS = 16  # of the beginning of an id, as `Ids.high` has it


def sitemap_parts(makings: Makings, people: People, delta: Delta | None, before: Mapping[str, Unit]) -> Iterator[Part]:
    """Every list, then the list of lists. What the last build left and nothing has touched is not made again."""
    plan = makings.plan
    if not plan.site.hosting.sitemap:
        return
    pages = _pages(makings)
    names = []
    lists = (_earners(makings, people, before), _awards(makings, delta, before))
    for part in chain([_list_part(makings, "pages", pages)], *lists):
        names.append(part.name)
        yield part
    index = _written(_OF_LISTS, (plan.addresses.url(name) for name in names))
    yield Part(addresses.sitemap(), digest_of(index), lambda: [Made(addresses.sitemap(), index)])


def _pages(makings: Makings) -> list[str]:
    return [
        *paths_to_find(makings),
        addresses.earners(),
        *(addresses.achievement_page(slug) for slug in makings.achievements),
    ]


def _earners(makings: Makings, people: People, before: Mapping[str, Unit]) -> Iterator[Part]:
    handles = people.handles.decode().split("\n")[:-1]
    names = {key: f"earners-{key:016x}" if people.depth else "earners" for key in set(people.groups)}
    known = {key: before.get(addresses.sitemap(name)) for key, name in names.items()}
    members: dict[int, list[str]] = {key: [] for key, unit in known.items() if unit is None or key in people.remade}
    for key, handle in zip(people.groups, handles, strict=True) if members else ():
        if key in members:
            members[key].append(handle)
    for key in sorted(names):
        unit = known[key]
        if unit is not None and key not in members:
            yield Part(addresses.sitemap(names[key]), unit.digest, tuple)
        else:
            yield _list_part(makings, names[key], [addresses.profile_page(handle) for handle in members[key]])


def _awards(makings: Makings, delta: Delta | None, before: Mapping[str, Unit]) -> Iterator[Part]:
    plan = makings.plan
    listed = plan.listed()
    if not listed:
        return
    bits = 0 if listed <= LIST else 8 if listed <= _MANY else 12
    keys = range(1 << bits)
    names = [f"awards-{key:0{bits // 4}x}" if bits else "awards" for key in keys]
    known = [before.get(addresses.sitemap(name)) for name in names]
    fresh = {key for key, unit in zip(keys, known, strict=True) if unit is None} | _touched(plan, delta, bits)
    members = _members(plan, sorted(fresh), bits)
    for key, name, unit in zip(keys, names, known, strict=True):
        if unit is not None and key not in fresh:
            yield Part(addresses.sitemap(name), unit.digest, tuple)
        else:
            yield _list_part(makings, name, [addresses.award_page(award_id) for award_id in next(members)])


def _touched(plan: Plan, delta: Delta | None, bits: int) -> set[int]:
    """The lists in which an award is new, gone or perhaps not as public as it was."""
    if delta is None:
        return set(range(1 << bits))
    highs = [plan.ledger.awards.ids.high[position] for position in delta.render]
    return {high >> _ID_BITS - bits for high in (*highs, *(high for high, _ in delta.removed))}


def _members(plan: Plan, keys: Sequence[int], bits: int) -> Iterator[list[str]]:
    """The ids of the public awards of each of these lists, in order. `keys` are in order too.

    Awards are looked for by the first byte of their ids, so that a few lists cost no look at every award, and of all
    lists no more is in memory than those of one byte.
    """
    ids = plan.ledger.awards.ids
    if not bits:
        yield from (sorted(ids[at] for at in range(len(ids)) if plan.is_listed(at)) for _ in keys)
        return
    firsts, shift = _first_bytes(ids.high), _ID_BITS - bits
    for first, some in groupby(keys, key=lambda key: key >> bits - 8):
        heap: dict[int, list[str]] = {key: [] for key in some}
        for at in find_byte(firsts, first):
            found = heap.get(ids.high[at] >> shift)
            if found is not None and plan.is_listed(at):
                found.append(ids[at])
        yield from map(sorted, heap.values())


def _first_bytes(high: array[int]) -> bytes:
    return high.tobytes()[byteorder == "little" :: 2]


def _list_part(makings: Makings, name: str, pages: Sequence[str]) -> Part:
    path = addresses.sitemap(name)
    return Part(path, digest_of(makings.common, pages), partial(_list_files, makings.plan, path, pages))


def _list_files(plan: Plan, path: str, pages: Sequence[str]) -> list[Made]:
    languages = plan.site.languages
    urls = (plan.addresses.url(addresses.in_language(page, tag, languages[0])) for page in pages for tag in languages)
    return [Made(path, _written(_OF_PAGES, urls))]


def _written(names: tuple[str, str], urls: Iterable[str]) -> bytes:
    """A list of addresses. Nothing in them needs escaping: a base URL, a slug, an id or a handle holds no such sign."""
    whole, each = names
    lines = "".join(f"<{each}><loc>{url}</loc></{each}>\n" for url in urls)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</{whole}>\n".encode()
