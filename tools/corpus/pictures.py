"""Pictures: PNG files that carry a badge, or nearly; and files of other kinds.

a sound picture with one text of the keyword    the badge inside decides
no text, two texts, a damaged picture           unreadable
"""

from __future__ import annotations

import copy
import struct
import zlib

from corpus import world
from corpus.book import Book, encode
from corpus.world import BAKED, END, HEADER, IMAGE_DATA, PLAIN, SIGNATURE, chunk, picture, text_chunk
from generator.wire.deflate import deflate

TEXT = encode(PLAIN)


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_texts(book)
    add_compressed(book)
    add_damage(book)
    add_headers(book)
    add_cuts(book)
    add_contents(book)
    add_files(book)


def add_texts(book: Book) -> None:
    """Text chunks: which, how many, where."""
    book.chapter("picture text")
    one, none, several = "the badge inside decides", "no badge is in it", "readers disagree which of them counts"
    forged = text_chunk(encode(PLAIN | {"name": "Forged"}))
    assertion = text_chunk(b"https://badges.example.org/awards/1/assertion.json", b"openbadges")
    for slug, expect, why, data in (
        ("without a text", "unreadable", none, picture()),
        ("with two badges", "unreadable", several, picture(text_chunk(TEXT), text_chunk(TEXT))),
        ("with a good badge and a forged one", "unreadable", several, picture(text_chunk(TEXT), forged)),
        ("with a forged badge and a good one", "unreadable", several, picture(forged, text_chunk(TEXT))),
        (
            "with a badge before and one behind its image data",
            "unreadable",
            several,
            b"".join([SIGNATURE, HEADER, text_chunk(TEXT), IMAGE_DATA, text_chunk(TEXT), END]),
        ),
        (
            "with a badge behind its image data",
            "valid",
            one,
            b"".join([SIGNATURE, HEADER, IMAGE_DATA, text_chunk(TEXT), END]),
        ),
        (
            "with other texts",
            "valid",
            one,
            picture(
                text_chunk(b"Orchard Guild", b"Author"), text_chunk(TEXT), chunk(b"tEXt", b"Comment\0made by hand")
            ),
        ),
        ("with the keyword in capitals", "unreadable", none, picture(text_chunk(TEXT, b"OpenBadgeCredential"))),
        (
            "with a blank in front of the keyword",
            "unreadable",
            none,
            picture(text_chunk(TEXT, b" openbadgecredential")),
        ),
        ("with another keyword", "unreadable", none, picture(text_chunk(TEXT, b"credential"))),
        ("with no keyword", "unreadable", none, picture(text_chunk(TEXT, b""))),
        (
            "with a badge under tEXt",
            "unreadable",
            "the standard wants iTXt",
            picture(chunk(b"tEXt", b"openbadgecredential\0" + TEXT)),
        ),
        (
            "with a badge under zTXt",
            "unreadable",
            "the standard wants iTXt",
            picture(chunk(b"zTXt", b"openbadgecredential\0\0" + stored(TEXT))),
        ),
        (
            "with a badge under iTXt and one under tEXt",
            "unreadable",
            several,
            picture(text_chunk(TEXT), chunk(b"tEXt", b"openbadgecredential\0" + TEXT)),
        ),
        (
            "with an assertion of version 2 beside",
            "valid",
            "one picture may carry both",
            picture(text_chunk(TEXT), assertion),
        ),
        (
            "with an assertion of version 2 in front",
            "valid",
            "one picture may carry both",
            picture(assertion, text_chunk(TEXT)),
        ),
        ("with a language", "valid", one, picture(text_chunk(TEXT, middle=b"\0\0en\0\0"))),
        ("with a translated keyword", "valid", one, picture(text_chunk(TEXT, middle="\0\0ja\0バッジ\0".encode()))),
        (
            "with an odd method of compression that is not used",
            ("valid", "unreadable"),
            "the method means nothing then; a reader may ignore it",
            picture(text_chunk(TEXT, middle=b"\0\7\0\0")),
        ),
        (
            "with a text cut off before it begins",
            "unreadable",
            "no text is in it",
            picture(chunk(b"iTXt", b"openbadgecredential\0\0\0")),
        ),
        (
            "with nothing but the keyword",
            "unreadable",
            "no text is in it",
            picture(chunk(b"iTXt", b"openbadgecredential")),
        ),
        ("with an empty text", "unreadable", "no badge is in it", picture(text_chunk(b""))),
        ("with a text that is no json", "unreadable", "no badge is in it", picture(text_chunk(b"badge"))),
        (
            "with a text in latin 1",
            "unreadable",
            "not UTF-8",
            picture(text_chunk(TEXT.decode().replace("林檎 花子", "Zoé").encode("latin-1"))),
        ),
        ("with a nul behind its text", "unreadable", "not JSON", picture(text_chunk(TEXT + b"\0"))),
        (
            "with a byte order mark in its text",
            "unreadable",
            "a byte order mark is no part of JSON",
            picture(text_chunk(b"\xef\xbb\xbf" + TEXT)),
        ),
        ("with a picture in its text", "unreadable", "no badge is in it", picture(text_chunk(BAKED[:200]))),
        ("with an animation", "valid", one, picture(text_chunk(TEXT), chunk(b"acTL", struct.pack(">II", 1, 0)))),
        ("with an own chunk", "valid", one, picture(text_chunk(TEXT), chunk(b"orGd", b"x"))),
        (
            "with a time and a physical size",
            "valid",
            one,
            picture(
                chunk(b"pHYs", bytes(8) + b"\1"),
                text_chunk(TEXT),
                chunk(b"tIME", bytes.fromhex("07ea0b1500000 0".replace(" ", ""))),
            ),
        ),
    ):
        book.add(f"picture {slug}", expect, why, data)
    legacy = "an Open Badges 2.0 picture: not of the kind that is judged, and no badge of version 3 is in it"
    for slug, data in (
        ("with an address under openbadges", picture(assertion)),
        (
            "with the legacy address under tEXt",
            picture(chunk(b"tEXt", b"openbadges\0https://badges.example.org/1.json")),
        ),
        (
            "with an assertion under openbadges",
            picture(
                text_chunk(
                    b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://badges.example.org/1.json"}',
                    b"openbadges",
                )
            ),
        ),
    ):
        book.add(f"picture {slug}", ("unreadable", "unsupported"), legacy, data)


def stored(text: bytes) -> bytes:
    """`text` as a zlib stream of stored blocks: the same with every library."""
    blocks = [text[at : at + 0xFFFF] for at in range(0, len(text), 0xFFFF)] or [b""]
    raw = b"".join(
        struct.pack("<BHH", number == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks)
    )
    return b"\x78\x01" + raw + struct.pack(">I", zlib.adler32(text))


def add_compressed(book: Book) -> None:
    """Compressed text: read, though nobody should write it, and bounded."""
    book.chapter("picture text compressed")

    def packed(data: bytes, middle: bytes = b"\1\0\0\0") -> bytes:
        return picture(text_chunk(data, middle=middle))

    sound = stored(TEXT)
    book.add("compressed text", "valid", "the badge inside decides", packed(sound))
    book.add(
        "compressed text of a changed badge",
        "tampered",
        "the badge inside decides",
        packed(stored(encode(PLAIN | {"name": "Forged"}))),
    )
    why = "cannot be inflated as it must be"
    flipped = sound[:40] + bytes([sound[40] ^ 1]) + sound[41:]
    for slug, data in (
        ("cut short", packed(sound[:-6])),
        ("without its checksum", packed(sound[:-4])),
        ("with a wrong checksum", packed(sound[:-1] + bytes([sound[-1] ^ 1]))),
        ("with a bit flipped", packed(flipped)),
        ("with something behind", packed(sound + b"x")),
        ("twice", packed(sound + sound)),
        ("empty", packed(b"")),
        ("that is not compressed", packed(TEXT)),
        ("of another method", packed(sound, b"\1\1\0\0")),
        ("of a flag that is none", packed(sound, b"\2\0\0\0")),
        ("of gzip", packed(world.stored_gzip(TEXT))),
        ("of raw deflate", packed(sound[2:-4])),
        ("that names a dictionary", packed(b"\x78\x20" + sound[2:])),
        ("that is a bomb", packed(_bomb())),
    ):
        book.add(f"compressed text {slug}", "unreadable", why, data)


def _bomb() -> bytes:
    """A zlib stream that becomes 4 MiB of blanks."""
    size = 1 << 22
    # Adler-32 of a run of one byte, by its definition.
    one, two = (1 + 32 * size) % 65521, (size + 32 * size * (size + 1) // 2) % 65521
    return b"\x78\x01" + deflate(b" " * size) + struct.pack(">I", two << 16 | one)


def add_damage(book: Book) -> None:
    """Checksums, names, order."""
    book.chapter("picture damaged")
    text, damaged = text_chunk(TEXT), "a damaged picture"
    zero = 0
    for slug, data in (
        ("checksum of the header", b"".join([SIGNATURE, chunk(b"IHDR", HEADER[8:21], zero), text, IMAGE_DATA, END])),
        ("checksum of the text", picture(chunk(b"iTXt", text[8:-4], zero))),
        (
            "checksum of the image data",
            b"".join([SIGNATURE, HEADER, text, chunk(b"IDAT", IMAGE_DATA[8:-4], zero), END]),
        ),
        ("checksum of the end", b"".join([SIGNATURE, HEADER, text, IMAGE_DATA, chunk(b"IEND", b"", zero)])),
        ("checksum of another text", picture(text, chunk(b"tEXt", b"Comment\0x", zero))),
        ("text changed under its checksum", BAKED.replace(b'"name":"Grafting","image"', b'"name":"Crafting","image"')),
        ("no header", b"".join([SIGNATURE, text, IMAGE_DATA, END])),
        ("text before the header", b"".join([SIGNATURE, text, HEADER, IMAGE_DATA, END])),
        ("two headers", b"".join([SIGNATURE, HEADER, HEADER, text, IMAGE_DATA, END])),
        ("no image data", b"".join([SIGNATURE, HEADER, text, END])),
        ("no end", b"".join([SIGNATURE, HEADER, text, IMAGE_DATA])),
        ("image data in two places", b"".join([SIGNATURE, HEADER, IMAGE_DATA, text, IMAGE_DATA, END])),
        ("text behind the end", picture() + text),
        ("something behind the end", BAKED + b"x"),
        ("a nul behind the end", BAKED + b"\0"),
        ("a page behind the end", BAKED + b"<script>alert(1)</script>"),
        ("two pictures", BAKED + BAKED),
        ("an end that is not empty", b"".join([SIGNATURE, HEADER, text, IMAGE_DATA, chunk(b"IEND", b"x")])),
        ("an unknown critical chunk", picture(text, chunk(b"CrIt", b"x"))),
        ("a name with a digit", picture(text, chunk(b"te5t", b"x"))),
        ("a length beyond the file", BAKED[:33] + b"\x7f\xff\xff\xff" + BAKED[37:]),
        ("a length of all ones", BAKED[:33] + b"\xff\xff\xff\xff" + BAKED[37:]),
        (
            "a length one too small",
            BAKED[:33] + struct.pack(">I", struct.unpack(">I", BAKED[33:37])[0] - 1) + BAKED[37:],
        ),
        (
            "a palette behind the image data",
            b"".join([SIGNATURE, HEADER, text, IMAGE_DATA, chunk(b"PLTE", b"\0\0\0"), END]),
        ),
        ("two palettes", picture(text, chunk(b"PLTE", b"\0\0\0"), chunk(b"PLTE", b"\0\0\0"))),
        ("its first byte without the high bit", b"\x09" + BAKED[1:]),
        ("line ends turned", BAKED.replace(b"\r\n", b"\n", 1)),
        ("a byte in front", b"\0" + BAKED),
        ("its signature twice", SIGNATURE + BAKED),
        ("read as text and written", BAKED.decode("latin-1").encode()),
    ):
        book.add(f"picture damaged: {slug}", "unreadable", damaged, data)
    for offset in range(8, len(BAKED), 97):
        other = bytearray(BAKED)
        other[offset] ^= 0x10
        book.add(f"picture with bit 4 of byte {offset} flipped", "unreadable", damaged, bytes(other))
    odd = b"".join([SIGNATURE, HEADER, text, chunk(b"IDAT", b"not compressed at all"), END])
    book.add(
        "picture whose image data is nonsense with a right checksum",
        ("valid", "unreadable"),
        "the badge is sound; whether a reader looks at the image is open",
        odd,
    )
    many = picture(text, *[chunk(b"tEXt", b"Comment\0%d" % number) for number in range(300)])
    book.add("picture with three hundred comments", "valid", "the badge inside decides", many)


def add_headers(book: Book) -> None:
    """Dimensions and methods."""
    book.chapter("picture header")

    def headed(
        width: int,
        height: int,
        depth: int = 8,
        colour: int = 2,
        compression: int = 0,
        filtering: int = 0,
        interlace: int = 0,
    ) -> bytes:
        header = chunk(
            b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, compression, filtering, interlace)
        )
        return b"".join([SIGNATURE, header, text_chunk(TEXT), IMAGE_DATA, END])

    for slug, data in (
        ("no width", headed(0, 4)),
        ("no height", headed(4, 0)),
        ("a pixel bomb", headed(50_000, 50_000)),
        ("a width of 2^31", headed(1 << 31, 1)),
        ("all ones", headed(0xFFFFFFFF, 0xFFFFFFFF)),
        ("a depth of 3", headed(4, 4, 3)),
        ("a colour type of 1", headed(4, 4, 8, 1)),
        ("a depth that its colour type has not", headed(4, 4, 4, 2)),
        ("another compression", headed(4, 4, compression=1)),
        ("another filter", headed(4, 4, filtering=1)),
        ("another interlacing", headed(4, 4, interlace=2)),
        ("twelve bytes", b"".join([SIGNATURE, chunk(b"IHDR", HEADER[8:20]), text_chunk(TEXT), IMAGE_DATA, END])),
        (
            "fourteen bytes",
            b"".join([SIGNATURE, chunk(b"IHDR", HEADER[8:21] + b"\0"), text_chunk(TEXT), IMAGE_DATA, END]),
        ),
    ):
        book.add(f"picture header of {slug}", "unreadable", "no picture that is opened", data)


def add_cuts(book: Book) -> None:
    """Cut short."""
    book.chapter("picture cut")
    for length in (
        0,
        1,
        4,
        8,
        9,
        16,
        20,
        29,
        33,
        37,
        41,
        60,
        70,
        200,
        900,
        len(BAKED) - 13,
        len(BAKED) - 12,
        len(BAKED) - 8,
        len(BAKED) - 4,
        len(BAKED) - 1,
    ):
        if length:
            book.add(f"picture cut after {length} bytes", "unreadable", "not the whole picture", BAKED[:length])


def add_contents(book: Book) -> None:
    """The badge inside decides, in a picture as in a file."""
    book.chapter("picture content")
    changed = copy.deepcopy(PLAIN) | {"name": "Forged"}
    for slug, expect, document in (
        ("revoked", "revoked", world.ON_REVOKED),
        ("suspended", "suspended", world.ON_SUSPENDED),
        ("of a stranger", "stranger", world.STRANGER),
        ("changed", "tampered", changed),
        ("full", "valid", world.FULL),
        ("signed as json", "valid", world.AS_JSON),
        ("expired", "expired", world.guild(world.badge(3, validUntil="2026-03-01T00:00:00Z"))),
        ("early", "early", world.guild(world.badge(3, validFrom="2027-03-01T00:00:00Z"))),
        ("with a strange member", "unsupported", PLAIN | {"unsigned": 1}),
        ("without proof", "unreadable", {m: v for m, v in PLAIN.items() if m != "proof"}),
    ):
        book.add(
            f"picture of a badge {slug}", expect, "the badge inside decides", picture(text_chunk(encode(document)))
        )
    other = picture(text_chunk(encode(changed)))
    book.add(
        "picture beside a copy that was baked anew",
        "valid",
        "a damaged copy on the site says nothing against a sound badge",
        BAKED,
        documents={PLAIN["image"]["id"]: other},
        site=True,
    )
    turned = PLAIN | {"type": PLAIN["type"][::-1]}
    book.add(
        "picture whose text is another than the site's",
        "tampered",
        "the issuer publishes another text under this signature",
        picture(text_chunk(encode(turned))),
        site=True,
    )
    repainted = BAKED.replace(IMAGE_DATA, chunk(b"IDAT", IMAGE_DATA[8:-4].replace(b"\xc0\x20\x20", b"\x20\xc0\x20")))
    book.add(
        "picture with another image around the badge", "valid", "what is signed is the badge, not the image", repainted
    )


def add_files(book: Book) -> None:
    """Files of other kinds."""
    book.chapter("other file")
    plain = world.PIECES["plain"]
    for slug, data in (
        ("jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"),
        ("gif", b"GIF89a\1\0\1\0\0\0\0;"),
        ("webp", b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"),
        ("bmp", b"BM" + bytes(52)),
        ("zip", b"PK\3\4" + bytes(26)),
        ("gzip", world.stored_gzip(plain)),
        ("html", b"<!doctype html><html><title>Badge</title></html>"),
        ("html with a badge in it", b'<!doctype html><script type="application/json">' + plain + b"</script>"),
        ("xml", b'<?xml version="1.0"?><badge/>'),
        ("a program", b"\x7fELF" + bytes(60)),
        ("mng", b"\x8aMNG\r\n\x1a\n" + BAKED[8:]),
        ("ico", b"\0\0\1\0" + bytes(18)),
    ):
        book.add(f"file of the kind {slug}", "unreadable", "no badge is in it", data)
    book.add(
        "file of the kind pdf",
        ("unreadable", "unsupported"),
        "a kind that is not read here",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
    )
