"""Draw the art of the example: a badge for each achievement, and the emblem of the issuer.

    python tools/draw_art.py            draws into content/
    python tools/draw_art.py --out DIR  draws DIR/achievements/<slug>/badge.png (or .svg) and DIR/issuer.png
    python tools/draw_art.py --starter  draws the picture of the badge that `badgepress init` begins with

The pictures are made of shapes alone, without fonts or chance, so the same script draws the same points each time.
Each is 600 by 600 (the emblem 256 by 256), has a palette and a transparent ground, and holds no words, so that one
picture serves every language. One badge stays a drawing: its file is the shapes themselves, as SVG.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from art import scenes_data, scenes_ground, scenes_network, scenes_people
from art.canvas import Canvas
from art.frames import BAND, INNER, RIM, draw_frame, draw_plate, edge, mask
from art.picture import write_png
from art.tones import DATA, GROUND, NETWORK, PEOPLE, Tones, weathered
from art.vector import VectorCanvas, rounded, svg

CONTENT = Path(__file__).resolve().parent.parent / "content"
STARTER = CONTENT.parent / "generator" / "scaffold" / "files" / "badge.png"


@dataclass(frozen=True)
class Badge:
    """What makes up the picture of one achievement."""

    slug: str
    kind: str
    scene: Callable[[Canvas, Tones], None]
    tones: Tones
    level: str = ""
    is_drawing: bool = False


BADGES = (
    Badge("network-groundwork", "Certification", scenes_network.mast, NETWORK, "fundamentals"),
    Badge("network-bridge-builder", "Certification", scenes_network.bridge, NETWORK, "associate"),
    Badge("resilient-network-architect", "Certification", scenes_network.mesh, NETWORK, "expert"),
    Badge("signal-paths-exam", "Assessment", scenes_network.signal, NETWORK),
    Badge("loads-and-failure-exam", "Assessment", scenes_network.gear, NETWORK),
    Badge("relay-mast-operator", "Certification", scenes_network.semaphore, weathered(NETWORK), "associate"),
    Badge("field-survey-foundations", "Certification", scenes_ground.tripod, GROUND, "fundamentals"),
    Badge("coastal-surveyor", "Certification", scenes_ground.lighthouse, GROUND, "associate"),
    Badge("geodetic-control-expert", "Certification", scenes_ground.globe, GROUND, "expert"),
    Badge("tidal-levels-exam", "Assessment", scenes_ground.moon_tide, GROUND),
    Badge("tide-staff-reading-exam", "Assessment", scenes_ground.tide_staff, weathered(GROUND)),
    Badge("safe-field-work", "MicroCredential", scenes_ground.helmet, GROUND),
    Badge("celestial-navigation", "Course", scenes_ground.compass, GROUND),
    Badge("data-foundations", "Certification", scenes_data.cubes, DATA, "fundamentals"),
    Badge("cloud-data-steward", "Certification", scenes_data.cloud_store, DATA, "associate"),
    Badge("spatial-data-architect", "Certification", scenes_data.layers, DATA, "expert"),
    Badge("reading-imagery-exam", "Assessment", scenes_data.lens, DATA),
    Badge("desktop-mapping-technician", "Certification", scenes_data.folded_map, weathered(DATA), "associate"),
    Badge("open-formats", "MicroCredential", scenes_data.tiles, DATA, is_drawing=True),
    Badge("accessible-maps", "MicroCredential", scenes_data.eye, DATA),
    Badge("guild-fellow", "Membership", scenes_people.cairn, PEOPLE),
    Badge("field-mentor", "CommunityService", scenes_people.sprout, PEOPLE),
)

# Looks that are over, by the name of the picture in looks/.
EARLIER = (("plain", Badge("data-foundations", "Course", scenes_data.cubes, weathered(GROUND))),)


def draw_badge(badge: Badge, path: Path) -> None:
    """Write the picture of one achievement."""
    drawing, outline = Canvas(badge.tones.metal), mask(badge.kind, 0)
    place = draw_frame(drawing, badge.kind, badge.level, badge.tones)
    scene = Canvas(badge.tones.sky[0])
    badge.scene(scene, badge.tones)
    drawing.stamp(scene, place)
    draw_plate(drawing, outline, badge.kind, badge.level, badge.tones)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_png(path, drawing, outline, badge.tones.metal)


def draw_vector(badge: Badge, path: Path) -> None:
    """Write the picture of one achievement as shapes."""
    behind, scene, before = VectorCanvas(), VectorCanvas(), VectorCanvas()
    for inset, colour in ((0, badge.tones.metal), (RIM, badge.tones.body), (BAND, badge.tones.metal)):
        behind.path(rounded(*edge(badge.kind, inset)), colour)
    badge.scene(scene, badge.tones)
    draw_plate(before, VectorCanvas(), badge.kind, badge.level, badge.tones)
    path.parent.mkdir(parents=True, exist_ok=True)
    drawing = svg(600, rounded(*edge(badge.kind, INNER)), behind, scene, before)
    path.write_text(drawing, encoding="utf-8", newline="")


def draw_emblem(path: Path) -> None:
    """Write the picture of the issuer."""
    drawing, outline = Canvas(PEOPLE.metal, size=256), Canvas(0, size=256, mode="L")
    scenes_people.emblem(drawing, PEOPLE)
    outline.disc(128, 128, 126, 255)
    write_png(path, drawing, outline, PEOPLE.metal)


def main() -> None:
    """Draw everything."""
    parser = argparse.ArgumentParser(description="Draw the art of the example.")
    parser.add_argument("--out", type=Path, default=CONTENT, metavar="DIR", help="the folder to draw into")
    parser.add_argument("--only", default="", metavar="SLUG", help="draw this badge alone")
    parser.add_argument("--starter", action="store_true", help="draw the picture of a new project alone")
    chosen = parser.parse_args()
    if chosen.starter:
        draw_badge(Badge("starter", "Course", scenes_people.star, GROUND), STARTER)
        return
    for badge in BADGES:
        if chosen.only in ("", badge.slug):
            folder = chosen.out / "achievements" / badge.slug
            if badge.is_drawing:
                draw_vector(badge, folder / "badge.svg")
            else:
                draw_badge(badge, folder / "badge.png")
    for name, badge in EARLIER:
        if chosen.only in ("", badge.slug):
            draw_badge(badge, chosen.out / "achievements" / badge.slug / "looks" / f"{name}.png")
    if not chosen.only:
        draw_emblem(chosen.out / "issuer.png")


if __name__ == "__main__":
    main()
