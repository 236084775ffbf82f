// Multibase and Multikey: how keys, signatures and bit strings are spelled in signed documents. One spelling each.
//
//   signature    "z" + base58btc(64 bytes)
//   public key   "z" + base58btc(0xed 0x01 || 32 bytes)
//   bit string   "u" + base64url without padding
//
// Spec: Multibase; Controlled Identifiers 1.0, "Multikey"; RFC 4648. The twin of generator/wire/multibase.py.

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const MAX_BASE58 = 128; // bounds the time that a hostile string can cost; 64 bytes need 88

/** The bytes that `text` spells in base58btc. Throws WireError. */
function decodeBase58(text) {
  if(text.length > MAX_BASE58) {
    throw new WireError(`expected at most ${MAX_BASE58} characters of base58, got ${text.length}`);
  }
  const bytes = []; // the least significant first
  let zeros = 0;
  for(let at = 0; at < text.length; at++) {
    let carry = BASE58.indexOf(text[at]);
    if(carry < 0) {
      throw new WireError(`character ${at + 1} is not base58btc`);
    }
    zeros += zeros === at && carry === 0;
    for(let i = 0; i < bytes.length || carry; i++) {
      carry += 58 * (bytes[i] || 0);
      bytes[i] = carry & 255;
      carry >>= 8;
    }
  }
  return Uint8Array.from([...bytes, ...Array(zeros).fill(0)].reverse());
}

/** The 64 bytes of a `proofValue`. Throws WireError. */
const decodeSignature = text => decodeMultibase([], text, 64);

/** The 32-byte Ed25519 key of a Multikey text `z6Mk...`. Throws WireError. */
const decodeMultikey = text => decodeMultibase([0xed, 0x01], text, 32);

function decodeMultibase(prefix, text, length) {
  if(text[0] !== 'z') {
    throw new WireError('expected multibase base58btc, which begins with z');
  }
  const bytes = decodeBase58(text.slice(1));
  const head = prefix.length;
  if(!startsWith(bytes, prefix)) {
    throw new WireError(
      `expected a key of kind ${toHex(prefix)}, got ${toHex(bytes.subarray(0, head)) || 'nothing'}`);
  }
  if(bytes.length !== head + length) {
    throw new WireError(`expected the one spelling of ${length} bytes, got ${bytes.length - head} bytes`);
  }
  return bytes.subarray(head);
}

/** The bytes of base64url without padding. Throws WireError; also, if `strict`, for bits that are left over. */
function decodeBase64url(text, strict) {
  if(/[^\w-]/.test(text) || text.length % 4 === 1) {
    throw new WireError('the encoded status list is not base64url without padding');
  }
  const plain = text.replace(/-/g, '+').replace(/_/g, '/');
  const letters = atob(plain);
  if(strict && btoa(letters).replace(/=/g, '') !== plain) {
    throw new WireError('the encoded status list is not the one base64url spelling of its bytes');
  }
  return Uint8Array.from(letters, letter => letter.charCodeAt(0));
}
