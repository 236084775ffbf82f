// Asks @digitalcredentials/verifier-core about every credential of a built site and prints one JSON object:
//
//   node check_dcc.mjs SITE BASE_URL YYYY-MM-DDThh:mm:ssZ [SCHEMA.json]
//
//   path: {signature, expiration, status, issuer, schema, errors}
//
//   signature, expiration, status, issuer   what its log says of that step: true, false, null where the step is not
//                 in the log, or the name of an error
//   schema        true, false, or null where the schema could not be had; with SCHEMA.json it is answered by that file
//   errors        the names of fatal errors, an empty list where there is none
//
// The library takes no document loader and no clock: it fetches, and reads the machine's time. So both are put in its
// way here, before it is loaded: `fetch` answers from the folder, from a registry that lists the site's own DID, and
// refuses all else; the clock stands still at the moment given.

import './offline.mjs';
import {readFileSync} from 'node:fs';
import {Site} from './site.mjs';

const REGISTRY = 'https://registry.example.org/registry.json';
const SCHEMAS = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/';

const [folder, baseUrl, now, schema] = process.argv.slice(2);
if(!now || Number.isNaN(Date.parse(now))) {
  console.error('usage: node check_dcc.mjs SITE BASE_URL YYYY-MM-DDThh:mm:ssZ [SCHEMA.json]');
  process.exit(2);
}
const site = new Site(folder, baseUrl);

// It speaks of failures on standard output, which belongs to our answer.
console.log = console.error;

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length ? parts : [now]));
  }

  static now() {
    return RealDate.parse(now);
  }
};

function answered(url) {
  if(url === REGISTRY) {
    const {id} = site.document(`${site.baseUrl}/${site.didDocuments()[0]}`);
    return {registry: {[id]: {name: 'the issuer of this site', url: site.baseUrl, location: 'here'}}};
  }
  if(schema && url.startsWith(SCHEMAS)) {
    return JSON.parse(readFileSync(schema, 'utf8'));
  }
  return site.document(url);
}

globalThis.fetch = async request => {
  const url = String(request.url ?? request);
  try {
    return new Response(JSON.stringify(answered(url)), {headers: {'content-type': 'application/json'}});
  } catch(error) {
    return new Response(error.message, {status: 404});
  }
};

const {verifyCredential} = await import('@digitalcredentials/verifier-core');

async function judge(path) {
  const knownDIDRegistries = [{name: 'Here', type: 'dcc-legacy', url: REGISTRY}];
  const {log = [], errors = [], additionalInformation = []} = await verifyCredential({
    // It changes what it is given.
    credential: structuredClone(site.read(path)), knownDIDRegistries
  });
  const step = name => {
    const found = log.find(({id}) => id === name);
    return found ? found.error?.name ?? found.valid : null;
  };
  const results = additionalInformation.find(({id}) => id === 'schema_check')?.results;
  return {
    signature: step('valid_signature'), expiration: step('expiration'), status: step('revocation_status'),
    issuer: step('registered_issuer'), schema: Array.isArray(results) ? results.every(({result}) => result.valid) : null,
    errors: errors.map(({name, message}) => `${name}: ${message}`)
  };
}

const said = {};
for(const path of site.credentials()) {
  said[path] = await judge(path);
}
process.stdout.write(JSON.stringify(said) + '\n');
