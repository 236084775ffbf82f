"""The formats of a project's files that this program reads and writes, each with its version.

A version changes only where an older program would misread a newer file. docs/formats/ has a page for each, and a test
holds the two together.
"""

from __future__ import annotations

FORMATS = {
    "site.toml": "1",
    "achievement": "1",
    "earners.csv": "1",
    "awards.csv": "1",
    "events.csv": "1",
    "rules.toml": "1",
    "pages": "1",
    "support.toml": "1",
    "profiles": "1",
    "badges.toml": "1",
    "column-map": "1",
    "endorsements": "1",
    "status.json": "1",
    "svg": "1",
    "published": "1",
    "keys": "badgepress-key/v1, badgepress-public-key/v1",
}
STANDARDS = ("Open Badges 3.0", "Open Badges 2.0", "eddsa-rdfc-2022", "did:web", "Bitstring Status List 1.0")
