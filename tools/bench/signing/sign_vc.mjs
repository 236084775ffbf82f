// Signs credentials with @digitalbazaar/vc: a job on standard input, see signers.py; the same answer.
//
// The packages are those that the tests ask, in tests/node/node_modules; contexts are answered from memory.

import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';
import {readFileSync} from 'node:fs';

const require = createRequire(new URL('../../../tests/node/package.json', import.meta.url));
const load = name => import(pathToFileURL(require.resolve(name)));
const {contextLoader} = await import(new URL('../../../tests/node/contexts.mjs', import.meta.url));
const Multikey = await load('@digitalbazaar/ed25519-multikey');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {issue} = await load('@digitalbazaar/vc');

const job = JSON.parse(readFileSync(0, 'utf8'));
const pair = await Multikey.generate({seed: Buffer.from(job.seed, 'base64'), controller: job.method.split('#')[0]});
const signer = Object.assign(pair.signer(), {id: job.method});

function sign({document, created}) {
  const suite = new DataIntegrityProof({signer, date: created, cryptosuite});
  return issue({credential: document, suite, documentLoader: contextLoader, now: new Date(created)});
}

for(const each of job.credentials.slice(0, job.warm)) {
  await sign(each);
}
const began = process.cpuUsage();
const signed = [];
for(const each of job.credentials.slice(job.warm)) {
  signed.push(await sign(each));
}
const {user, system} = process.cpuUsage(began);
const {dependencies} = require('./package.json');
process.stdout.write(JSON.stringify({
  cpu: (user + system) / 1e6, version: dependencies['@digitalbazaar/vc'], signed
}));
