"""Small PDF files for tests, made by hand: from the definition, not from the code that is tested."""

from __future__ import annotations

import zlib


def whole(objects: list[bytes], root: int = 1) -> bytes:
    """A file of these objects, numbered from 1, with a table."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (root, size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def stream(data: bytes, about: bytes = b"", *, packed: bool = True) -> bytes:
    """A stream object, compressed or not."""
    body = zlib.compress(data) if packed else data
    how = b"/Filter/FlateDecode" if packed else b""
    return b"<<%b%b/Length %d>>\nstream\n%b\nendstream" % (about, how, len(body), body)


def attached(credential: bytes, name: bytes = b"(credential.json)", *, packed: bool = True) -> bytes:
    """A page that has one file attached."""
    return whole(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[%b 4 0 R]>>>>/AF[4 0 R]>>" % name,
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
            b"<</Type/Filespec/F%b/UF%b/AFRelationship/Data/EF<</F 5 0 R/UF 5 0 R>>>>" % (name, name),
            stream(credential, b"/Type/EmbeddedFile", packed=packed),
        ]
    )


def object_at(data: bytes, number: int) -> int:
    """Where the table says that an object is."""
    entry = data.rpartition(b"xref\n0 ")[0].__len__()
    lines = data[entry:].split(b"\n")
    return int(lines[number + 2][:10])
