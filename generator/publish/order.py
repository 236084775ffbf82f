"""The order in which files travel, so that a reader never meets a page that leads to something that is not there.

New files come first. Nothing that can be reached leads to them yet, so they may arrive in any order among themselves,
pages last. Then what has changed: pictures, credentials, lists, pages, what lists pages (sitemap, feeds), and last the
home page, which leads to all of it. A changed page leads to new ones, which are there, or to old ones, which still are:
what goes, goes at the end, pages before what they show. Only a page that is about to go itself may lead to one that has
just gone.

The DID document comes before everything that was signed with a key it adds. Where it also takes a key away, it comes
after the credentials, which until then are those that the old key signed.
"""

from __future__ import annotations

from generator import addresses

DID_FIRST = 0
NEW = 10  # + what it is
CHANGED = 20  # + what it is
GONE = 30  # + 9 - what it is
_ASSETS, _PICTURES, _CREDENTIALS, _DID, _LISTS, _REST, _PAGES, _LISTINGS, _HOMES = range(9)

_PICTURE_ENDS = (".png", ".svg", ".jpg", ".webp", ".pdf")
_DID_NAMES = (".well-known/did.json", "did.json")
_LISTING_NAMES = ("robots.txt", "sitemap", "feed")
_OF_BADGES = ("awards/", "badges/")


def what_is(path: str) -> int:
    """What kind of file it is, as far as the order asks."""
    name = path.rpartition("/")[2]
    if path.startswith("assets/"):
        return _ASSETS
    if path in _DID_NAMES:
        return _DID
    if path.startswith("status/"):
        return _LISTS
    if name.endswith(".html"):
        # The home page of each language leads everywhere, the one at the root before all.
        return _HOMES if name == addresses.PAGE_FILE and path.count("/") == 0 else _PAGES
    if name.startswith(_LISTING_NAMES) and name.endswith((".txt", ".xml")):
        return _LISTINGS
    if path.lower().endswith(_PICTURE_ENDS):
        return _PICTURES
    return _CREDENTIALS if path.startswith(_OF_BADGES) and name.endswith(".json") else _REST


def phase(path: str, *, is_new: bool, did_first: bool) -> int:
    """When a file is sent: lower first. All of one phase may go at once."""
    kind = what_is(path)
    if kind == _DID and did_first:
        return DID_FIRST
    # Those two lead to pages that may themselves be new or changed: they wait for both.
    return (NEW if is_new and kind not in (_DID, _HOMES, _LISTINGS) else CHANGED) + kind


def phase_of_removal(path: str) -> int:
    """When a file that is no longer part of the site is deleted."""
    return GONE + 9 - what_is(path)
