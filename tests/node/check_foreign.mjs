// Asks @digitalbazaar/vc about each JSON badge of tests/vectors/foreign and prints {name: {verified, error}}.
//
//   node check_foreign.mjs FOLDER
//
// Each is judged at its own validFrom, with every suite that is at hand, and with nothing but the documents that the
// manifest serves for it. Status is not asked: only whether the signature fits and the key may assert.

import './offline.mjs';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {contextLoader, answer} from './contexts.mjs';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import ed25519Context from 'ed25519-signature-2020-context';
import {join} from 'node:path';
import {readFileSync} from 'node:fs';
import {verifyCredential} from '@digitalbazaar/vc';
import {words} from './canonical.mjs';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
const DID = 'https://www.w3.org/ns/did/v1';

function didKey(did) {
  const name = did.slice('did:key:'.length);
  const method = {id: `${did}#${name}`, type: 'Multikey', controller: did, publicKeyMultibase: name};
  return {'@context': [DID, MULTIKEY], id: did, verificationMethod: [method], assertionMethod: [method.id]};
}

/** A loader that has the contexts, the documents of one badge, and every did:key. */
function loaderOf(documents) {
  const document = url => {
    const [did, fragment] = url.split('#');
    if(!did.startsWith('did:')) {
      if(!documents[url]) {
        throw new Error(`nothing here answers ${url}`);
      }
      return read(documents[url]);
    }
    const found = did.startsWith('did:key:') ? didKey(did) :
      document(`https://${did.slice('did:web:'.length)}/.well-known/did.json`);
    const methods = [found.verificationMethod, found.assertionMethod].flat().filter(entry => entry?.id);
    const method = methods.find(({id}) => id === url);
    if(fragment && !method) {
      throw new Error(`${did} has no verification method #${fragment}`);
    }
    // Older kinds of key are known by the one context of their suite.
    const older = method?.type === 'Ed25519VerificationKey2020' ? ed25519Context.constants.CONTEXT_URL : null;
    return fragment ? {'@context': older ?? found['@context'], ...method} : found;
  };
  return async url => {
    const older = ed25519Context.contexts.get(url);
    return older ? answer(url, older) : url.startsWith('did:') || documents[url] ?
      answer(url, document(url)) : contextLoader(url);
  };
}

async function judge({file, documents}) {
  const credential = read(file);
  const suite = [
    new DataIntegrityProof({cryptosuite: eddsaRdfc}),
    new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()}),
    new DataIntegrityProof({cryptosuite: ecdsaRdfc}),
    new Ed25519Signature2020(),
  ];
  const now = credential.validFrom ?? credential.issuanceDate;
  const documentLoader = loaderOf(documents);
  const {verified, error} = await verifyCredential({
    credential, suite, documentLoader, now, checkStatus: async () => ({verified: true})
  });
  return {verified, error: error ? words(error) : null};
}

// Both libraries must be loaded for their kinds of key to be known.
void [EcdsaMultikey, Ed25519Multikey];

const said = {};
for(const badge of read('manifest.json').badges) {
  if(badge.file.endsWith('.json')) {
    said[badge.name] = await judge(badge).catch(error => ({verified: false, error: words(error)}));
  }
}
process.stdout.write(JSON.stringify(said) + '\n');
