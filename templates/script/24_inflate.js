// Inflating, which is the browser's; the bounds are ours. And CRC-32, which a PNG is full of.
//
//   inflate('deflate', bytes, most)    zlib: the text in a PNG
//   inflate('gzip', bytes, most)       one member: a status list
//
// A file must end where its data ends. The standard of browsers says so too, but not everybody holds to it (node lets
// other data follow); so the same bytes without the last one must not be a file. Nothing is inflated far beyond `most`.
//
// Spec: Compression Standard, "Decompress and enqueue a chunk"; RFC 1950, RFC 1952.

const INFLATE_STEP = 4096; // what goes in at once: at most 4 MiB come out of it

/** The data, at most `most` bytes. Rejects with WireError: which fault it is helps only who wrote the file. */
async function inflate(format, bytes, most) {
  const [data, early] = await Promise.all([bytes, bytes.subarray(0, -1)].map(part => inflated(format, part, most)));
  if(!data || early || format === 'gzip' && numberAt(bytes, bytes.length - 4, true) !== data.length) {
    throw new WireError('it cannot be inflated');
  }
  return data;
}

/** The same, or null, where a browser may let anything follow. */
async function inflated(format, bytes, most) {
  const stream = new DecompressionStream(format);
  feed(stream.writable.getWriter(), bytes).catch(() => {}); // whoever reads hears of it
  const reader = stream.readable.getReader();
  const parts = [];
  try {
    for(let length = 0, part; !(part = await reader.read()).done;) {
      length += part.value.length;
      if(length > most) {
        reader.cancel().catch(() => {});
        return null;
      }
      parts.push(part.value);
    }
  } catch(error) {
    return null;
  }
  return joined(...parts);
}

async function feed(writer, bytes) {
  for(let at = 0; at < bytes.length; at += INFLATE_STEP) {
    await writer.write(bytes.slice(at, at + INFLATE_STEP));
  }
  await writer.close();
}

const CRC_TABLE = Int32Array.from({length: 256}, (_, byte) => {
  let crc = byte;
  for(let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? crc >>> 1 ^ 0xedb88320 : crc >>> 1;
  }
  return crc;
});

/** CRC-32 of bytes, as a number from 0. RFC 1952, section 8. */
function crc32(bytes) {
  let crc = -1;
  for(let at = 0; at < bytes.length; at++) {
    crc = CRC_TABLE[(crc ^ bytes[at]) & 255] ^ crc >>> 8;
  }
  return ~crc >>> 0;
}

const numberAt = (bytes, at, little) => new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, little);
