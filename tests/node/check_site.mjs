// Asks others' libraries about every signed document of a built site and prints one JSON object:
//
//   node check_site.mjs SITE BASE_URL [--now issued | --now YYYY-MM-DDThh:mm:ssZ]
//
//   credentials   path: {id, safe, nquadsSha256, verified, error, statusBit, statusPurpose}
//   statusLists   path: {id, safe, nquadsSha256, verified, error, purpose, length, setBits}
//   did           path: {id, safe, error, methods, assertionMethods}
//
//   safe          jsonld.js expands all of it, the proof too, in safe mode
//   nquadsSha256  SHA-256 of the canonical N-Quads of the document without its proof: what has been signed
//   verified      @digitalbazaar/vc accepts it at the moment `now` (`issued`: at its own validFrom)
//   statusBit     true where the list says revoked or suspended: the library verifies such a credential all the same
//   error         what they said, or null
//
// Ends with 0 whenever it could ask, whatever the answers.

import './offline.mjs';
import {BitstringStatusList, checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {assertSafe, canonicalNQuads, sha256, words} from './canonical.mjs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {Site} from './site.mjs';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {parseArgs} from 'node:util';
import {verifyCredential} from '@digitalbazaar/vc';

class Oracle {
  constructor(site, now) {
    this.site = site;
    this.now = now;
    this.checkedLists = new Map();
  }

  /** What the libraries say of the credential at `path`. */
  async credential(path) {
    const credential = this.site.read(path);
    const {result, ...said} = await this.signed(credential);
    const statuses = result.statusResult?.results ?? [];
    return {
      ...said,
      statusBit: statuses.length ? statuses.some(({status}) => status) : null,
      statusPurpose: statuses[0]?.credentialStatus.statusPurpose ?? null
    };
  }

  /** What they say of the status list at `path`, and which of its bits are set. */
  async statusList(path) {
    const list = this.site.read(path);
    const {result, ...said} = await this.signed(list);
    try {
      const {encodedList, statusPurpose: purpose} = list.credentialSubject;
      const {bitstring} = await BitstringStatusList.decode({encodedList});
      return {...said, purpose, length: bitstring.length, setBits: setBits(bitstring)};
    } catch(error) {
      return {...said, error: said.error ?? words(error), purpose: null, length: null, setBits: null};
    }
  }

  /** What jsonld.js says of the DID document at `path`, and the keys in it. */
  async didDocument(path) {
    const document = this.site.read(path);
    const methods = (document.verificationMethod ?? []).map(({id}) => id);
    const said = await this.expands(document);
    return {id: document.id, ...said, methods, assertionMethods: document.assertionMethod ?? []};
  }

  async signed(document) {
    const {safe, error: unsafe} = await this.expands(document);
    const {proof, ...unsigned} = document;
    const nquadsSha256 = await canonicalNQuads(unsigned, this.site.loader).then(sha256, () => null);
    const result = await this.verify(document);
    const error = result.error ?? result.statusResult?.error;
    return {
      id: document.id ?? null, safe, nquadsSha256, verified: result.verified,
      error: unsafe ?? (error ? words(error) : null), result
    };
  }

  async expands(document) {
    try {
      await assertSafe(document, this.site.loader);
      return {safe: true, error: null};
    } catch(error) {
      return {safe: false, error: words(error)};
    }
  }

  async verify(credential) {
    return verifyCredential({
      credential, suite: new DataIntegrityProof({cryptosuite}), documentLoader: this.site.loader,
      now: this.moment(credential), checkStatus: options => this.status(options)
    });
  }

  // The library would judge the list by this machine's clock, and again for each credential: so the list is verified
  // here, once and at the moment asked for, and the library is left with the rest (purpose, issuer, the bit).
  async status({credential, suite, documentLoader}) {
    const url = credential.credentialStatus.statusListCredential;
    if(!this.checkedLists.has(url)) {
      this.checkedLists.set(url, this.listError(url));
    }
    const error = await this.checkedLists.get(url);
    if(error) {
      return {verified: false, error};
    }
    return checkStatus({credential, suite, documentLoader, verifyBitstringStatusListCredential: false});
  }

  async listError(url) {
    try {
      const {verified, error} = await this.verify(this.site.document(url));
      return verified ? null : new Error('the status list does not verify', {cause: error});
    } catch(error) {
      return new Error('the status list cannot be read', {cause: error});
    }
  }

  moment(document) {
    return this.now === 'issued' ? document.validFrom : this.now;
  }
}

function setBits(bitstring) {
  return Array.from({length: bitstring.length}, (_, position) => position).filter(position => bitstring.get(position));
}

// A file that is not even JSON is an answer too.
async function each(paths, ask) {
  const said = {};
  for(const path of paths) {
    said[path] = await ask(path).catch(error => ({id: null, safe: false, verified: false, error: words(error)}));
  }
  return said;
}

const {positionals, values} = parseArgs({allowPositionals: true, options: {now: {type: 'string', default: 'issued'}}});
if(positionals.length !== 2 || (values.now !== 'issued' && Number.isNaN(Date.parse(values.now)))) {
  console.error('usage: node check_site.mjs SITE BASE_URL [--now issued | --now YYYY-MM-DDThh:mm:ssZ]');
  process.exit(2);
}
const site = new Site(...positionals);
const oracle = new Oracle(site, values.now);
process.stdout.write(JSON.stringify({
  credentials: await each(site.credentials(), path => oracle.credential(path)),
  statusLists: await each(site.statusLists(), path => oracle.statusList(path)),
  did: await each(site.didDocuments(), path => oracle.didDocument(path)),
}) + '\n');
