// PNG as a row of chunks, and the credential out of it: every checksum must fit, the keyword must be there once.
//
//   file    89 50 4e 47 0d 0a 1a 0a, then chunks: IHDR first, IDAT at least once and all together, IEND last and empty
//   chunk   4-byte length of the data || 4 letters of name || data || CRC-32 of name and data     (big-endian)
//   iTXt    keyword 00 || compression flag, method || language 00 || translated keyword 00 || text
//
// A picture that is not so is damaged, and no more is said of it here: `badgepress verify` tells where.
//
// Spec: PNG (Third Edition), sections 5 and 11; Open Badges 3.0, section 5.3.1. The twin of generator/wire/png.py and
// of the reading half of generator/bake.py.

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const [PNG_KEYWORD, PNG_KEYWORD_2] = ['openbadgecredential', 'openbadges']; // of Open Badges 3.0 and 2.0
const MAX_PNG_TEXT = 1 << 20;
const MAX_PNG_BYTES = 8 * (1 << 20) + 4 * MAX_PNG_TEXT;
const MAX_PNG_SIDE = 4096;
const MAX_PNG_CHUNKS = 16384;
const PNG_CRITICAL = ['IHDR', 'PLTE', 'IDAT', 'IEND'];
const PNG_DEPTHS = new Map([[0, [1, 2, 4, 8, 16]], [2, [8, 16]], [3, [1, 2, 4, 8]], [4, [8, 16]], [6, [8, 16]]]);

const isPng = bytes => startsWith(bytes, PNG_SIGNATURE);

/** The text baked into a picture, as bytes. Rejects with NotBaked for a sound picture without one, else BrokenPng. */
async function unbake(bytes) {
  const found = carriedUnder(bytes, PNG_KEYWORD);
  if(!found.length) {
    throw new NotBaked(`this picture carries no ${PNG_KEYWORD}`);
  }
  if(found.length > 1 || found[0].name !== 'iTXt') {
    throw new BrokenPng(`carries ${PNG_KEYWORD} more than once, or otherwise than in iTXt`);
  }
  const text = await itxtText(found[0].data);
  try {
    decodeUtf8(text);
  } catch(error) {
    refusePng();
  }
  return text.length > MAX_PNG_TEXT ? refusePng() : text;
}

function refusePng() {
  throw new BrokenPng('it is not a sound PNG');
}

/** The chunks that hold a text under `keyword`, of whatever kind: libraries hand all three on as one table of texts. */
const carriedUnder = (bytes, keyword) => readChunks(bytes).filter(({name, data}) =>
  ['iTXt', 'tEXt', 'zTXt'].includes(name) && latin1(data.subarray(0, data.indexOf(0) >>> 0)) === keyword);

async function itxtText(data) {
  const flags = data.indexOf(0) + 1 || data.length;
  const language = data.indexOf(0, flags + 2) + 1;
  const translated = language && data.indexOf(0, language) + 1;
  const text = translated ? data.subarray(translated) : refusePng();
  if(data[flags] === 0) { // the method means nothing then, and a reader ignores it
    return text;
  }
  try {
    return data[flags] === 1 && data[flags + 1] === 0 ? await inflate('deflate', text, MAX_PNG_TEXT) : refusePng();
  } catch(error) {
    return sure(error) || refusePng();
  }
}

/** The chunks of a sound PNG, in order. Throws BrokenPng for anything else. */
function readChunks(bytes) {
  const chunks = bytes.length > MAX_PNG_BYTES ? refusePng() : walkChunks(bytes);
  const end = chunks[chunks.length - 1].data;
  return isSoundOrder(chunks.map(chunk => chunk.name)) && isSoundHeader(chunks[0].data) && !end.length ? chunks :
    refusePng();
}

function walkChunks(bytes) {
  const chunks = [];
  let at = PNG_SIGNATURE.length;
  for(let name = ''; name !== 'IEND';) {
    const left = bytes.length - at - 12;
    const length = left < 0 || chunks.length === MAX_PNG_CHUNKS ? refusePng() : numberAt(bytes, at, false);
    const body = length > left ? refusePng() : bytes.subarray(at + 4, at + 8 + length);
    name = latin1(body.subarray(0, 4));
    if(!/^[A-Za-z]{4}$/.test(name) || crc32(body) !== numberAt(bytes, at + 8 + length, false)) {
      refusePng();
    }
    chunks.push({name, data: body.subarray(4)});
    at += 12 + length;
  }
  return at === bytes.length ? chunks : refusePng();
}

/** Once and first IHDR; IDAT, and in one run; PLTE at most once and before IDAT; no unknown critical one. 5.6. */
function isSoundOrder(names) {
  const count = wanted => names.filter(name => name === wanted).length;
  const first = names.indexOf('IDAT');
  return names[0] === 'IHDR' && count('IHDR') === 1 && first > 0 &&
    names.every(name => name[0] >= 'a' || PNG_CRITICAL.includes(name)) &&
    names.lastIndexOf('IDAT') - first + 1 === count('IDAT') &&
    count('PLTE') < 2 && names.indexOf('PLTE') < first;
}

function isSoundHeader(data) {
  const sides = data.length === 13 ? [numberAt(data, 0, false), numberAt(data, 4, false)] : [0];
  const [depth, colour, compression, filtering, interlace] = data.subarray(8);
  return sides.every(side => side > 0 && side <= MAX_PNG_SIDE) && (PNG_DEPTHS.get(colour) || []).includes(depth) &&
    !compression && !filtering && interlace < 2;
}
