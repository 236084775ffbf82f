// Signs documents with others' libraries: a JSON list of jobs on standard input, a JSON list of signed documents out.
//
//   {library, suite, seed, method, controller, document, created}
//
//   library   digitalbazaar or digitalcredentials
//   suite     eddsa-rdfc-2022, eddsa-jcs-2022, ecdsa-rdfc-2019, Ed25519Signature2020   (digitalcredentials: the first)
//   seed      32 bytes in hex, for Ed25519; an ECDSA key is made anew each time, its public half is put into `method`
//             where that says KEY
//   created   of the proof
//
// A document that has a proof gets another one beside it. What is not the library's own doing is the loader of contexts.

import './offline.mjs';
import * as dcc from '@digitalcredentials/vc';
import * as DccMultikey from '@digitalcredentials/ed25519-multikey';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {contextLoader, answer} from './contexts.mjs';
import {cryptosuite as dccRdfc} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {createSignCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {DataIntegrityProof as DccProof} from '@digitalcredentials/data-integrity';
import {Ed25519Signature2020} from '@digitalbazaar/ed25519-signature-2020';
import {Ed25519VerificationKey2020} from '@digitalbazaar/ed25519-verification-key-2020';
import ed25519Context from 'ed25519-signature-2020-context';
import jsigs from 'jsonld-signatures';
import {readFileSync} from 'node:fs';

async function documentLoader(url) {
  const older = ed25519Context.contexts.get(url);
  return older ? answer(url, older) : contextLoader(url);
}

async function ed25519(Multikey, {seed, method, controller}) {
  const pair = await Multikey.generate({seed: Buffer.from(seed, 'hex'), controller});
  return Object.assign(pair.signer(), {id: method});
}

async function ecdsa({method, controller}) {
  const pair = await EcdsaMultikey.generate({curve: 'P-256', controller});
  return Object.assign(pair.signer(), {id: method.replaceAll('KEY', pair.publicKeyMultibase)});
}

async function older({seed, method, controller}) {
  const key = await Ed25519VerificationKey2020.generate({seed: Buffer.from(seed, 'hex'), controller});
  key.id = method;
  return key;
}

async function suiteOf(job) {
  const date = job.created;
  switch(`${job.library} ${job.suite}`) {
    case 'digitalbazaar eddsa-rdfc-2022':
      return new DataIntegrityProof({signer: await ed25519(Ed25519Multikey, job), date, cryptosuite: eddsaRdfc});
    case 'digitalbazaar eddsa-jcs-2022':
      return new DataIntegrityProof({signer: await ed25519(Ed25519Multikey, job), date, cryptosuite: createSignCryptosuite()});
    case 'digitalbazaar ecdsa-rdfc-2019':
      return new DataIntegrityProof({signer: await ecdsa(job), date, cryptosuite: ecdsaRdfc});
    case 'digitalbazaar Ed25519Signature2020':
      return new Ed25519Signature2020({key: await older(job), date});
    case 'digitalcredentials eddsa-rdfc-2022':
      return new DccProof({signer: await ed25519(DccMultikey, job), date, cryptosuite: dccRdfc});
    default:
      throw new Error(`no way to sign ${job.suite} with ${job.library}`);
  }
}

async function signed(job) {
  const suite = await suiteOf(job);
  if(job.library === 'digitalcredentials') {
    return dcc.issue({credential: job.document, suite, documentLoader});
  }
  // Not `issue`, which would put a date of its own into older credentials and asks more of a document than a signature.
  const purpose = new jsigs.purposes.AssertionProofPurpose();
  return jsigs.sign(job.document, {suite, purpose, documentLoader});
}

const said = [];
for(const job of JSON.parse(readFileSync(0, 'utf8'))) {
  said.push(await signed(job));
}
process.stdout.write(JSON.stringify(said) + '\n');
