// Data Integrity proofs with Ed25519: whether a proof is one we can judge, and whether it fits.
//
// Signed are 64 bytes: SHA-256(proof options) || SHA-256(document), both in canonical form. Nothing here knows whose
// key it is: see the DID documents.
//
// Spec: VC-DI-EdDSA 1.0, sections 3.2 and 3.3; VC Data Integrity 1.0, section 4. The twin of
// generator/credential/proof.py.

const [RDFC_SUITE, JCS_SUITE] = ['eddsa-rdfc-2022', 'eddsa-jcs-2022'];
const PROOF_PURPOSE = 'assertionMethod';
const PROOF_MEMBERS = ['type', 'cryptosuite', 'created', 'verificationMethod', 'proofPurpose', 'proofValue', 'expires'];

/** Whether this is a proof we can judge. Throws OutsideProfile for another kind, Broken for half a proof. */
function checkProofForm(proof) {
  const suite = proof.get('cryptosuite');
  if(!isString(proof.get('type'))) {
    throw new Broken('/proof/type is missing or not a string');
  }
  if(proof.get('type') !== 'DataIntegrityProof') {
    throw new OutsideProfile(`its proof is of type ${quoted(proof.get('type'))}`);
  }
  if(!isString(suite)) {
    throw new Broken('/proof/cryptosuite is missing or not a string');
  }
  if(suite !== RDFC_SUITE && suite !== JCS_SUITE) {
    throw new OutsideProfile(`it uses ${quoted(suite)}`);
  }
  for(const member of ['verificationMethod', 'proofPurpose', 'proofValue']) {
    if(!isString(proof.get(member))) {
      throw new Broken(`/proof/${member} is missing or not a string`);
    }
  }
  for(const member of ['created', 'expires']) {
    if(proof.has(member) && !isInstant(proof.get(member))) {
      throw new Broken(`/proof/${member} is not a date with time and zone`);
    }
  }
  const known = suite === JCS_SUITE ? [...PROOF_MEMBERS, '@context'] : PROOF_MEMBERS;
  const unknown = [...proof.keys()].filter(member => !known.includes(member));
  if(unknown.length) {
    throw new OutsideProfile(`/proof/${unknown[0]} is not a member that is judged here`);
  }
}

const without = (document, member) => new Map([...document].filter(([name]) => name !== member));

const hashData = (config, document) => joined(sha256(utf8(config)), sha256(utf8(document)));

/** The 64 bytes that `proof`, of a form that has been checked, must have signed for `document`. Throws WireError. */
function signedBytes(document, proof) {
  const unsigned = without(document, 'proof');
  const options = without(proof, 'proofValue');
  if(proof.get('cryptosuite') === RDFC_SUITE) {
    const config = canonicalNQuads(new Map([['@context', unsigned.get('@context')], ...options]));
    return hashData(config, canonicalNQuads(unsigned));
  }
  // Every member is signed as it stands, but a member that no context defines is not ours to judge.
  canonicalNQuads(unsigned);
  if(options.has('@context')) {
    const [own, whole] = [options.get('@context'), unsigned.get('@context')];
    if(!Array.isArray(own) || !Array.isArray(whole) || !own.every((url, at) => url === whole[at])) {
      throw new Broken("/proof/@context does not begin the document's own");
    }
    unsigned.set('@context', own);
  }
  return hashData(canonicalJson(options), canonicalJson(unsigned));
}

/** Whether `proof` is a signature of `document` by the 32-byte `key`. Rejects with WireError or Unavailable.
 *
 * `signed` is what `signedBytes` gives for them, where that is known already.
 */
async function proofFits(document, proof, key, signed) {
  let signature;
  try {
    signature = decodeSignature(proof.get('proofValue'));
  } catch(error) {
    return false;
  }
  return proof.get('proofPurpose') === PROOF_PURPOSE &&
    verifyEd25519(key, signed || signedBytes(document, proof), signature);
}
