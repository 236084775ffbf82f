// Reads JSON-LD documents, one a line, and writes for each, one a line, {"nquads": text} or {"error": text}.
//
//   node canon.mjs < documents.ndjson

import './offline.mjs';
import {createInterface} from 'node:readline';
import {canonicalNQuads, words} from './canonical.mjs';
import {contextLoader} from './contexts.mjs';

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  let said;
  try {
    said = {nquads: await canonicalNQuads(JSON.parse(line), contextLoader)};
  } catch(error) {
    said = {error: words(error)};
  }
  process.stdout.write(JSON.stringify(said) + '\n');
}
