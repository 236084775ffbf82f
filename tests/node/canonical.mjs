// Canonical N-Quads of a JSON-LD document by jsonld.js and rdf-canonize, as the eddsa-rdfc-2022 suite takes them:
// safe mode (an undefined term or a relative address is an error), no base, RDFC-1.0 with SHA-256.

import {createHash} from 'node:crypto';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import jsonld from 'jsonld';

/** The canonical N-Quads of `document`; throws in safe mode's own words. */
export async function canonicalNQuads(document, documentLoader) {
  return cryptosuite.canonize(document, {documentLoader, base: null, safe: true});
}

/** Throws unless all of `document`, its proof too, expands in safe mode. */
export async function assertSafe(document, documentLoader) {
  await jsonld.expand(document, {documentLoader, base: null, safe: true});
}

/** The lower-case hex of SHA-256 of `text` as UTF-8. */
export function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** All that an error of these libraries has to say, causes included, on one line. */
export function words(error) {
  if(!(error instanceof Error)) {
    return String(error);
  }
  const event = error.details?.event;
  const dropped = event && `${event.message} ${event.details?.property ?? event.details?.value ?? ''}`.trim();
  const parts = [error.message, dropped, ...[error.errors, error.cause].flat().filter(Boolean).map(words)];
  return [...new Set(parts.filter(Boolean))].join('; ');
}
