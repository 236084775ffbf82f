// SHA-256. The browser has one too, but answers later, and naming blank nodes asks for hundreds of hashes in a row.
//
// Spec: FIPS 180-4, sections 4.1.2, 5 and 6.2.

// The constants are the first 32 bits behind the point of the roots of primes, none of them so close to a whole number
// that the rounding of a root could show.
const PRIMES = [];
for(let number = 2; PRIMES.length < 64; number++) {
  if(PRIMES.every(prime => number % prime)) {
    PRIMES.push(number);
  }
}
const behindPoint = root => root % 1 * 2 ** 32 | 0;
const SHA_WORDS = PRIMES.map(prime => behindPoint(Math.cbrt(prime)));
const SHA_START = PRIMES.slice(0, 8).map(prime => behindPoint(Math.sqrt(prime)));

/** The 32 bytes of SHA-256 of `message`. */
function sha256(message) {
  const blocks = new Uint8Array((message.length + 72) & ~63);
  blocks.set(message);
  blocks[message.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, message.length / 0x20000000);
  view.setUint32(blocks.length - 4, message.length << 3);
  const state = Int32Array.from(SHA_START);
  const words = new Int32Array(64);
  for(let at = 0; at < blocks.length; at += 64) {
    for(let i = 0; i < 16; i++) {
      words[i] = view.getInt32(at + 4 * i);
    }
    shaBlock(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

function shaBlock(state, words) {
  const turn = (word, by) => word >>> by | word << 32 - by;
  for(let i = 16; i < 64; i++) {
    const [early, late] = [words[i - 15], words[i - 2]];
    const first = turn(early, 7) ^ turn(early, 18) ^ early >>> 3;
    const second = turn(late, 17) ^ turn(late, 19) ^ late >>> 10;
    words[i] = words[i - 16] + first + words[i - 7] + second;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for(let i = 0; i < 64; i++) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + SHA_WORDS[i] + words[i] | 0;
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
    h = g;
    g = f;
    f = e;
    e = d + one | 0;
    d = c;
    c = b;
    b = a;
    a = one + two | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] += word;
  });
}
