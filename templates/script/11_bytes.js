// Bytes and text: UTF-8 both ways, strict; order by code point.

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

const utf8 = text => ENCODER.encode(text);

/** The text that `bytes` say in UTF-8. Throws WireError. */
function decodeUtf8(bytes) {
  try {
    return DECODER.decode(bytes);
  } catch(error) {
    throw new WireError('it is not UTF-8');
  }
}

const LATIN1 = new TextDecoder('latin1');
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const latin1 = bytes => LATIN1.decode(bytes);

const toHex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

const startsWith = (bytes, head) => head.every((byte, at) => bytes[at] === byte);

// With the `u` flag a pair is one character, so this finds halves only.
const HALF_PAIR = /[\ud800-\udfff]/u;
const PAIR = /[\ud800-\udbff]/;

// JavaScript compares UTF-16 code units, in which what is beyond U+FFFF comes before U+E000.
const rank = unit => unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;

function byCodePoint(one, other) {
  const length = Math.min(one.length, other.length);
  for(let at = 0; at < length; at++) {
    const difference = one.charCodeAt(at) - other.charCodeAt(at);
    if(difference) {
      return rank(one.charCodeAt(at)) - rank(other.charCodeAt(at));
    }
  }
  return one.length - other.length;
}

/** `texts` in the order of their code points. Changes the list, and returns it. */
const sorted = texts => texts.some(text => PAIR.test(text)) ? texts.sort(byCodePoint) : texts.sort();
