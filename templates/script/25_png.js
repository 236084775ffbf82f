// PNG as a row of chunks, and the credential out of it: every checksum must fit, the keyword must be there once.
//
//   file    89 50 4e 47 0d 0a 1a 0a, then chunks: IHDR first, IDAT at least once and all together, IEND last and empty
//   chunk   4-byte length of the data || 4 letters of name || data || CRC-32 of name and data     (big-endian)
//   iTXt    keyword 00 || compression flag, method || language 00 || translated keyword 00 || text
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

/** The text baked into a picture, as bytes. Throws NotBaked for a sound picture without one, else BrokenPng. */
function unbake(bytes) {
  const found = carriedUnder(bytes, PNG_KEYWORD);
  if(!found.length) {
    throw new NotBaked(`this picture carries no ${PNG_KEYWORD}`);
  }
  if(found.length > 1) {
    throw new BrokenPng(`carries ${PNG_KEYWORD} ${found.length} times; once is allowed`);
  }
  if(found[0].name !== 'iTXt') {
    throw new BrokenPng(`carries ${PNG_KEYWORD} in a ${found[0].name} chunk; the standard wants iTXt`);
  }
  const text = itxtText(found[0].data);
  if(text.length > MAX_PNG_TEXT) {
    throw new BrokenPng(`the text has more than ${MAX_PNG_TEXT} bytes`);
  }
  try {
    decodeUtf8(text);
  } catch(error) {
    throw new BrokenPng('the text is not UTF-8');
  }
  return text;
}

/** The chunks that hold a text under `keyword`, of whatever kind: libraries hand all three on as one table of texts. */
const carriedUnder = (bytes, keyword) => readChunks(bytes).filter(({name, data}) =>
  ['iTXt', 'tEXt', 'zTXt'].includes(name) && latin1(data.subarray(0, data.indexOf(0) >>> 0)) === keyword);

function itxtText(data) {
  const flags = data.indexOf(0) + 1 || data.length;
  const language = data.indexOf(0, flags + 2) + 1;
  const translated = language && data.indexOf(0, language) + 1;
  if(!translated) {
    throw new BrokenPng('the text chunk is cut short');
  }
  const text = data.subarray(translated);
  if(data[flags] === 0) { // the method means nothing then, and a reader ignores it
    return text;
  }
  if(data[flags] !== 1 || data[flags + 1] !== 0) {
    throw new BrokenPng('the text is compressed in a way that does not exist');
  }
  try {
    return inflateZlib(text, MAX_PNG_TEXT);
  } catch(error) {
    throw new BrokenPng('the compressed text cannot be inflated');
  }
}

/** The chunks of a sound PNG, in order. Throws BrokenPng for anything else. */
function readChunks(bytes) {
  if(bytes.length > MAX_PNG_BYTES) {
    throw new BrokenPng(`expected at most ${MAX_PNG_BYTES} bytes, got ${bytes.length}`);
  }
  const chunks = walkChunks(bytes);
  checkOrder(chunks.map(chunk => chunk.name));
  checkHeader(chunks[0].data);
  if(chunks[chunks.length - 1].data.length) {
    throw new BrokenPng('IEND is not empty');
  }
  return chunks;
}

function walkChunks(bytes) {
  const chunks = [];
  let at = PNG_SIGNATURE.length;
  for(let name = ''; name !== 'IEND';) {
    if(chunks.length === MAX_PNG_CHUNKS) {
      throw new BrokenPng(`has more than ${MAX_PNG_CHUNKS} chunks`);
    }
    if(bytes.length - at < 12) {
      throw new BrokenPng('ends without IEND: the file is cut short');
    }
    const length = numberAt(bytes, at, false);
    if(length > bytes.length - at - 12) {
      throw new BrokenPng(`the chunk at byte ${at} is longer than the file`);
    }
    const body = bytes.subarray(at + 4, at + 8 + length);
    name = latin1(body.subarray(0, 4));
    if(!/^[A-Za-z]{4}$/.test(name)) {
      throw new BrokenPng(`the chunk at byte ${at} has a name that is not four letters`);
    }
    if(crc32(body) !== numberAt(bytes, at + 8 + length, false)) {
      throw new BrokenPng(`the checksum of chunk ${name} at byte ${at} does not fit`);
    }
    chunks.push({name, data: body.subarray(4)});
    at += 12 + length;
  }
  if(at !== bytes.length) {
    throw new BrokenPng(`${bytes.length - at} bytes follow IEND`);
  }
  return chunks;
}

/** Once and first IHDR; IDAT, and in one run; PLTE at most once and before IDAT. Section 5.6. */
function checkOrder(names) {
  const count = wanted => names.filter(name => name === wanted).length;
  if(names[0] !== 'IHDR' || count('IHDR') !== 1) {
    throw new BrokenPng('IHDR is not the first chunk, or not the only one of its name');
  }
  const unknown = names.find(name => name[0] < 'a' && !PNG_CRITICAL.includes(name));
  if(unknown) {
    throw new BrokenPng(`chunk ${unknown} is unknown and may not be ignored`);
  }
  const first = names.indexOf('IDAT');
  if(first < 0) {
    throw new BrokenPng('has no image data (IDAT)');
  }
  if(names.lastIndexOf('IDAT') - first + 1 !== count('IDAT')) {
    throw new BrokenPng('other chunks stand between those of the image data (IDAT)');
  }
  if(count('PLTE') > 1 || names.indexOf('PLTE') > first) {
    throw new BrokenPng('PLTE is there twice, or after the image data');
  }
}

function checkHeader(data) {
  if(data.length !== 13) {
    throw new BrokenPng(`IHDR: expected 13 bytes, got ${data.length}`);
  }
  const [width, height] = [numberAt(data, 0, false), numberAt(data, 4, false)];
  const [depth, colour, compression, filtering, interlace] = data.subarray(8);
  if([width, height].some(side => side < 1 || side > MAX_PNG_SIDE)) {
    throw new BrokenPng(`is ${width} x ${height} pixels; 1 to ${MAX_PNG_SIDE} on each side are accepted`);
  }
  if(!(PNG_DEPTHS.get(colour) || []).includes(depth)) {
    throw new BrokenPng(`bit depth ${depth} with colour type ${colour} does not exist`);
  }
  if(compression || filtering || interlace > 1) {
    throw new BrokenPng('uses a compression, filter or interlace method that does not exist');
  }
}

Object.assign(exported, {unbake});
