// Inflate: raw deflate, and the two wrappings of it that badges meet: zlib (text in a PNG) and gzip (status lists).
//
// Browsers inflate too, but do not agree on what may follow the end of the data, and inflate without a bound. Here a
// file must end where its data ends, its checksum must fit, and never more than `most` bytes come out.
//
//   inflateZlib(bytes, most)    CMF FLG || deflate || Adler-32, big-endian
//   inflateGzip(bytes, most)    one member: header || deflate || CRC-32 and length, little-endian
//
// Both throw WireError. Spec: RFC 1950, RFC 1951, RFC 1952. What zlib refuses is refused.

/** One answer for every fault: which of them it is helps nobody who did not write the file. */
function refuseData() {
  throw new WireError('it cannot be inflated');
}

const LENGTHS = [[3, 0], [4, 0], [5, 0], [6, 0], [7, 0], [8, 0], [9, 0], [10, 0], [11, 1], [13, 1], [15, 1], [17, 1],
  [19, 2], [23, 2], [27, 2], [31, 2], [35, 3], [43, 3], [51, 3], [59, 3], [67, 4], [83, 4], [99, 4], [115, 4],
  [131, 5], [163, 5], [195, 5], [227, 5], [258, 0]];
const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const distanceExtra = symbol => Math.max(0, (symbol >> 1) - 1);
const distanceBase = symbol => symbol < 4 ? symbol + 1 : (2 + (symbol & 1) << distanceExtra(symbol)) + 1;

/** A Huffman code as the number of codes of each length, and the symbols in order of their codes. RFC 1951, 3.2.2. */
class Code {
  constructor(lengths) {
    this.counts = new Array(16).fill(0);
    lengths.forEach(length => this.counts[length]++);
    this.symbols = [];
    for(let length = 1; length < 16; length++) {
      lengths.forEach((own, symbol) => own === length && this.symbols.push(symbol));
    }
    let left = 1;
    for(const count of this.counts.slice(1)) {
      left = 2 * left - count;
      if(left < 0) {
        refuseData();
      }
    }
    // A code with words to spare is sound only if it has none at all, or, for some, a single one of one bit.
    this.whole = left === 0 || this.symbols.length === 0;
    this.single = this.symbols.length === 1 && this.counts[1] === 1;
  }
}

class Inflater {
  constructor(bytes, at, most) {
    this.bytes = bytes;
    this.at = at;
    this.most = most;
    this.held = this.bits = 0;
    this.out = new Uint8Array(Math.min(most, 1 << 15));
    this.length = 0;
  }

  /** All blocks up to the last one; returns what came out, and leaves `at` behind the data. */
  run() {
    let last;
    do {
      last = this.take(1);
      [this.stored, this.fixed, this.dynamic, refuseData][this.take(2)].call(this);
    } while(!last);
    return this.out.subarray(0, this.length);
  }

  refuse(what) {
    refuseData();
  }

  take(count) {
    while(this.held < count) {
      if(this.at === this.bytes.length) {
        refuseData();
      }
      this.bits |= this.bytes[this.at++] << this.held;
      this.held += 8;
    }
    const value = this.bits & (1 << count) - 1;
    this.bits >>>= count;
    this.held -= count;
    return value;
  }

  put(byte) {
    if(this.length === this.most) {
      refuseData();
    }
    if(this.length === this.out.length) {
      const larger = new Uint8Array(Math.min(this.most, 2 * this.length));
      larger.set(this.out);
      this.out = larger;
    }
    this.out[this.length++] = byte;
  }

  symbol(code) {
    let [word, first, index] = [0, 0, 0];
    for(let length = 1; length < 16; length++) {
      const count = code.counts[length];
      word |= this.take(1);
      if(word - count < first) {
        return code.symbols[index + word - first];
      }
      index += count;
      first = first + count << 1;
      word <<= 1;
    }
    return refuseData();
  }

  stored() {
    this.held = this.bits = 0;
    const length = this.take(16);
    if((this.take(16) ^ 0xffff) !== length) {
      refuseData();
    }
    for(let i = 0; i < length; i++) {
      this.put(this.take(8));
    }
  }

  fixed() {
    const lengths = [[8, 144], [9, 112], [7, 24], [8, 8]].flatMap(([length, count]) => new Array(count).fill(length));
    this.block(new Code(lengths), new Code(new Array(30).fill(5)));
  }

  dynamic() {
    const [literals, distances, count] = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
    if(literals > 286 || distances > 30) {
      refuseData();
    }
    const own = new Array(19).fill(0);
    LENGTHS_ORDER.slice(0, count).forEach(symbol => {
      own[symbol] = this.take(3);
    });
    const lengths = this.codeLengths(new Code(own), literals + distances);
    const [words, ways] = [new Code(lengths.slice(0, literals)), new Code(lengths.slice(literals))];
    if(lengths[256] === 0 || !(words.whole || words.single) || !(ways.whole || ways.single)) {
      refuseData();
    }
    this.block(words, ways);
  }

  codeLengths(code, count) {
    if(!code.whole) {
      refuseData();
    }
    const lengths = [];
    while(lengths.length < count) {
      const symbol = this.symbol(code);
      if(symbol < 16) {
        lengths.push(symbol);
        continue;
      }
      const again = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if(again === undefined || lengths.length + times > count) {
        refuseData();
      }
      lengths.push(...new Array(times).fill(again));
    }
    return lengths;
  }

  block(words, ways) {
    for(let symbol; (symbol = this.symbol(words)) !== 256;) {
      if(symbol < 256) {
        this.put(symbol);
        continue;
      }
      const [base, extra] = LENGTHS[symbol - 257] || refuseData();
      const length = base + this.take(extra);
      const way = this.symbol(ways);
      const distance = distanceBase(way) + this.take(distanceExtra(way));
      if(distance > this.length) {
        refuseData();
      }
      for(let i = 0; i < length; i++) {
        this.put(this.out[this.length - distance]);
      }
    }
  }
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

function adler32(bytes) {
  let [low, high] = [1, 0];
  for(let at = 0; at < bytes.length; at++) {
    low = (low + bytes[at]) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

const numberAt = (bytes, at, little) => new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, little);

/** The data, inflated, if exactly `behind` bytes follow it, of which `fits` says whether they fit. */
function inflateWhole(bytes, at, most, behind, fits) {
  const inflater = new Inflater(bytes, at, most);
  const data = inflater.run();
  if(inflater.at + behind !== bytes.length) {
    refuseData();
  }
  if(!fits(data, inflater.at)) {
    refuseData();
  }
  return data;
}

function inflateZlib(bytes, most) {
  const [method, flags] = bytes;
  if(bytes.length < 2 || (method & 15) !== 8 || method >> 4 > 7 || (method << 8 | flags) % 31 || flags & 32) {
    refuseData();
  }
  return inflateWhole(bytes, 2, most, 4, (data, end) => numberAt(bytes, end, false) === adler32(data));
}

function inflateGzip(bytes, most) {
  const flags = bytes[3];
  if(bytes.length < 10 || !startsWith(bytes, [0x1f, 0x8b, 8]) || flags & 0xe0) {
    refuseData();
  }
  let at = 10;
  if(flags & 4) {
    at += 2 + (bytes[10] | bytes[11] << 8);
  }
  for(const flag of [8, 16]) { // the name of a file, a remark: each up to a zero
    if(flags & flag) {
      at = bytes.indexOf(0, at) + 1 || Infinity;
    }
  }
  if(flags & 2) {
    if((crc32(bytes.subarray(0, at)) & 0xffff) !== (bytes[at] | bytes[at + 1] << 8)) {
      refuseData();
    }
    at += 2;
  }
  if(!(at < bytes.length)) {
    refuseData();
  }
  return inflateWhole(bytes, at, most, 8, (data, end) =>
    numberAt(bytes, end, true) === crc32(data) && numberAt(bytes, end + 4, true) === data.length);
}

Object.assign(exported, {inflateGzip, inflateZlib});
