// Decentralized identifiers: where the document of a did:web lives, what it says, and what a did:key means.
//
// A verifier always resolves; it never trusts a key because it stands in the fragment of a verificationMethod.
//
// Spec: did:web and did:key methods; Controlled Identifiers 1.0, "Retrieve Verification Method". The twin of
// generator/credential/did.py.

const DID_CONTEXTS = ['https://www.w3.org/ns/did/v1', 'https://www.w3.org/ns/cid/v1'];
// What a document may name as its contexts: they only define terms whose meaning is fixed here.
const KNOWN_CONTEXTS = [...DID_CONTEXTS, 'https://identity.foundation/.well-known/did-configuration/v1',
  ...['multikey/v1', 'data-integrity/v1', 'data-integrity/v2', 'jwk/v1', 'suites/ed25519-2018/v1',
    'suites/ed25519-2020/v1', 'suites/x25519-2019/v1', 'suites/x25519-2020/v1', 'suites/secp256k1-2019/v1',
    'suites/jws-2020/v1'].map(name => `https://w3id.org/security/${name}`)];
const DNS_NAME = /^(?!.*\.\d+$)[a-z0-9][a-z0-9-]{0,62}(\.[a-z0-9][a-z0-9-]{0,62})*(:\d{1,5})?$/;
const LOOPBACK = /^127\.0\.0\.1(:\d{1,5})?$/;
const SEGMENT = /^[A-Za-z0-9._~%-]+$/;

/** The https address of a did:web's document. Throws WireError for any other DID. */
function documentUrl(did) {
  const [host, ...segments] = didParts(did);
  return `https://${host}/${segments.join('/') || '.well-known'}/did.json`;
}

/** The host that answers for a did:web, with its port; '' for a DID that no host answers for. */
const hostOf = did => did.startsWith('did:web:') ? didParts(did)[0] : '';

function didParts(did) {
  if(!did.startsWith('did:web:')) {
    throw new WireError(`${quoted(did)} is not a did:web`);
  }
  const [first, ...segments] = did.slice('did:web:'.length).split(':');
  const host = unescaped(first);
  if(!DNS_NAME.test(host) && !LOOPBACK.test(host)) {
    throw new WireError(`${quoted(did)} names no host`);
  }
  if(!segments.every(part => SEGMENT.test(part) && isPlain(unescaped(part)))) {
    throw new WireError(`${quoted(did)} has a part that cannot stand in an address`);
  }
  return [host, ...segments];
}

// Byte for byte: what is not ASCII only has to stay what it is, not ASCII.
const unescaped = text => text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));

const isPlain = segment => !segment.includes('/') && segment !== '.' && segment !== '..';

/** A DID document that has been read and found sound. `methods` are by absolute id. */
class DidDocument {
  constructor(methods, assertionMethods) {
    this.methods = methods;
    this.assertionMethods = assertionMethods;
  }

  /** The 32-byte key that may sign assertions under `methodId` at the instant `at`.
   *
   * Throws WireError where the document does not vouch for it, OutsideProfile where it is of a kind not read here.
   */
  keyFor(methodId, at) {
    const method = this.methods.get(methodId);
    if(!method) {
      throw new WireError("the issuer's DID document does not list the key of this proof");
    }
    if(!this.assertionMethods.includes(methodId)) {
      throw new WireError("the issuer's DID document does not list this key under assertionMethod");
    }
    // Whoever holds a stolen key chooses `created`, so the moment of checking counts, never the proof's own date.
    if(at >= method.revoked) {
      throw new WireError('the issuer has revoked the key of this proof');
    }
    if(at >= method.expires) {
      throw new WireError('the key of this proof has expired');
    }
    if(!method.key) {
      throw new OutsideProfile('the key of this proof is of a kind that is not read here');
    }
    return method.key;
  }
}

/** Read the document that was found for `did`. Throws WireError where anything in it is not as it must be. */
function readDidDocument(document, did) {
  if(!(document instanceof Map)) {
    throw new WireError('the DID document is not a JSON object');
  }
  const contexts = listed(document.get('@context'));
  if(!contexts.some(url => DID_CONTEXTS.includes(url))) {
    throw new WireError('the DID document does not name the context of DID documents');
  }
  const unknown = contexts.filter(url => !KNOWN_CONTEXTS.includes(url));
  if(unknown.length) {
    throw new WireError(`the DID document names a context that is not known here: ${quoted(unknown[0])}`);
  }
  if(document.get('id') !== did) {
    throw new WireError(`the DID document is for ${quoted(document.get('id'))}, wanted ${quoted(did)}`);
  }
  const asserting = document.has('assertionMethod') ? document.get('assertionMethod') : [];
  if(!Array.isArray(asserting) || !asserting.every(entry => isString(entry) || entry instanceof Map)) {
    throw new WireError('assertionMethod of the DID document is not a list of methods or their ids');
  }
  // A method may stand in the list of a purpose itself, and then serves that purpose alone.
  const embedded = asserting.filter(entry => entry instanceof Map);
  const methods = readMethods([...methodsListed(document, embedded.length > 0), ...embedded], did);
  const named = asserting.map(entry => isString(entry) ? entry : entry.get('id'));
  const stray = named.filter(entry => !methods.has(entry));
  if(stray.length) {
    throw new WireError(
      `assertionMethod of the DID document names ${quoted(stray[0])}, which is not among its methods`);
  }
  return new DidDocument(methods, named);
}

function methodsListed(document, optional) {
  if(optional && !document.has('verificationMethod')) {
    return [];
  }
  const entries = listed(document.get('verificationMethod'));
  if(!(entries.length || optional) || !entries.every(entry => entry instanceof Map)) {
    throw new WireError('verificationMethod of the DID document is not a list of objects');
  }
  return entries;
}

function readMethods(entries, did) {
  const methods = new Map();
  for(const entry of entries) {
    const [id, method] = readMethod(entry, did);
    if(methods.has(id)) {
      throw new WireError(`the DID document lists ${quoted(id)} twice`);
    }
    methods.set(id, method);
  }
  return methods;
}

/** The document that a did:key of Ed25519 stands for: one method, named by the key, that may assert. */
function didKeyDocument(did) {
  const multikey = did.slice('did:key:'.length);
  if(!multikey.startsWith(ED25519_NAME)) {
    throw new OutsideProfile('its issuer is a did:key of a kind that is not read here');
  }
  const method = {key: decodeMultikey(multikey), expires: Infinity, revoked: Infinity};
  return new DidDocument(new Map([[`${did}#${multikey}`, method]]), [`${did}#${multikey}`]);
}
