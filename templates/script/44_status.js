// Status lists: the bits of a list, and where the second list beside it is.
//
//   encodedList   "u" + base64url, no padding, of a gzip file holding the bits
//   bits          index 0 is the most significant bit of byte 0; at least 131,072 of them
//
// The revocation list alone decides whether a badge is acceptable. The suspension list beside it lets us say "on hold"
// instead of "withdrawn"; it can never make a badge acceptable.
//
// Spec: Bitstring Status List 1.0, sections 3.2 and 3.3. The twin of generator/wire/bitstring.py and of the reading
// half of generator/credential/status.py.

const [REVOCATION, SUSPENSION] = ['revocation', 'suspension'];
const MIN_LIST_BITS = 131072;
const MAX_LIST_BYTES = 16 << 20; // what is inflated at most: 134 million entries

/** The bits of an `encodedList`, as bytes. Rejects with WireError for anything else. */
async function decodeList(encoded) {
  if(encoded[0] !== 'u') {
    throw new WireError('expected multibase base64url, which begins with u');
  }
  const packed = decodeBase64url(encoded.slice(1), true);
  let bits;
  try {
    bits = await inflate('gzip', packed, MAX_LIST_BYTES);
  } catch(error) {
    throw new WireError('the status list is not sound gzip');
  }
  if(bits.length * 8 < MIN_LIST_BITS) {
    throw new WireError(`the status list has ${bits.length * 8} bits; ${MIN_LIST_BITS} are the least allowed`);
  }
  return bits;
}

/** Whether the bit at `index` is set. Throws WireError for an index outside the list. */
function bitAt(bits, index) {
  if(index >= bits.length * 8) {
    throw new WireError(`status index ${index} is outside a list of ${bits.length * 8}`);
  }
  return Boolean(bits[Math.floor(index / 8)] & 0x80 >> index % 8);
}

/** The bits of a list, whose proof is for the caller. Rejects with WireError where another list was asked for. */
async function readStatusBits(document, url, purpose) {
  if(document.get('id') !== url) {
    throw new WireError(`the list calls itself ${quoted(document.get('id'))}, wanted ${quoted(url)}`);
  }
  if(!Array.isArray(document.get('type'))) {
    throw new WireError('it is not a BitstringStatusListCredential');
  }
  const subject = document.get('credentialSubject');
  const types = listed(subject.get('type'));
  if(types.length !== 1 || types[0] !== 'BitstringStatusList') {
    throw new WireError('its subject is not a BitstringStatusList');
  }
  if(subject.get('statusPurpose') !== purpose) {
    throw new WireError(`its purpose is ${quoted(subject.get('statusPurpose'))}, wanted ${quoted(purpose)}`);
  }
  return decodeList(subject.get('encodedList'));
}

/** Where the suspension list beside a revocation list of ours is, or null where the address is not of our form. */
function suspensionListUrl(url) {
  const at = url.lastIndexOf('/') + 1;
  const name = url.slice(at);
  return at && name.startsWith(`${REVOCATION}-`) ? url.slice(0, at) + SUSPENSION + name.slice(REVOCATION.length) : null;
}
