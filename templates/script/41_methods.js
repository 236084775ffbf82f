// Verification methods: the ways in which a DID document spells a key, and which of them are read.
//
//   Multikey                      publicKeyMultibase "z6Mk..."
//   Ed25519VerificationKey2020    publicKeyMultibase "z6Mk..."
//   JsonWebKey                    publicKeyJwk {"kty": "OKP", "crv": "Ed25519", "x": 32 bytes in base64url}
//
// A method of one of these types is held to its form wherever it stands in the document. A method of another type, or
// a key of another curve, gives no key here and spoils nothing.
//
// Spec: Controlled Identifiers 1.0, section 2.2; RFC 8037. The twin of generator/credential/methods.py.

const ED25519_NAME = 'z6Mk'; // how the Multikey text of every Ed25519 key begins
const METHOD_SECRETS = ['secretKeyMultibase', 'secretKeyJwk', 'privateKeyMultibase', 'privateKeyJwk',
  'privateKeyBase58'];
const JWK_SECRETS = ['d', 'p', 'q', 'k'];

const METHOD_KINDS = new Map([
  ['Multikey', entry => {
    const text = spelledKey(entry);
    return text.startsWith(ED25519_NAME) ? decodeMultikey(text) : null;
  }],
  ['Ed25519VerificationKey2020', entry => decodeMultikey(spelledKey(entry))],
  ['JsonWebKey', readJwk]
]);

/** The absolute id of a method in the document of `did`, and {key, expires, revoked}. Throws WireError. */
function readMethod(entry, did) {
  const [id, kind] = [entry.get('id'), entry.get('type')];
  if(!isString(id) || !id.startsWith(`${did}#`)) {
    throw new WireError(`a verification method of the DID document has the id ${quoted(id)}`);
  }
  if(!isString(kind)) {
    throw new WireError(`the verification method ${quoted(id)} has no type`);
  }
  const method = METHOD_KINDS.has(kind) ? readKnown(entry, did, METHOD_KINDS.get(kind)) : {key: null};
  const name = id.slice(did.length + 1);
  if(name.startsWith(ED25519_NAME) && !(method.key && isNameOf(name, method.key))) {
    throw new WireError('a key of the DID document stands under the name of another key');
  }
  return [id, method];
}

function readKnown(entry, did, readKey) {
  if(entry.get('controller') !== did) {
    throw new WireError(
      `a key of the DID document is controlled by ${quoted(entry.get('controller'))}, not by ${quoted(did)}`);
  }
  if(METHOD_SECRETS.some(member => entry.has(member))) {
    throw new WireError('the DID document publishes a secret key');
  }
  if(entry.has('publicKeyMultibase') && entry.has('publicKeyJwk')) {
    throw new WireError('a verification method of the DID document spells its key twice');
  }
  const [expires, revoked] = ['expires', 'revoked'].map(
    name => entry.has(name) ? parseInstant(entry.get(name)) : Infinity);
  return {key: readKey(entry), expires, revoked};
}

function isNameOf(name, key) {
  try {
    return toHex(decodeMultikey(name)) === toHex(key);
  } catch(error) {
    return false;
  }
}

function spelledKey(entry) {
  const text = entry.get('publicKeyMultibase');
  if(!isString(text) || !text) {
    const kind = entry.get('type');
    throw new WireError(`${kind === 'Multikey' ? 'a' : 'an'} ${kind} of the DID document holds no key`);
  }
  return text;
}

function readJwk(entry) {
  const jwk = entry.get('publicKeyJwk');
  if(!(jwk instanceof Map) || !isString(jwk.get('kty'))) {
    throw new WireError('a JsonWebKey of the DID document holds no key');
  }
  if(JWK_SECRETS.some(member => jwk.has(member))) {
    throw new WireError('the DID document publishes a secret key');
  }
  if(jwk.get('kty') !== 'OKP' || jwk.get('crv') !== 'Ed25519') {
    return null;
  }
  const allowed = (member, ...values) => !jwk.has(member) || values.includes(jwk.get(member));
  if(!allowed('alg', 'EdDSA', 'Ed25519') || !allowed('use', 'sig')) {
    throw new WireError('a JsonWebKey of the DID document is not for signing with Ed25519');
  }
  const text = jwk.get('x');
  if(!isString(text) || text.length !== 43) {
    throw new WireError('a JsonWebKey of the DID document does not spell 32 bytes in base64url');
  }
  return decodeBase64url(text, true);
}
