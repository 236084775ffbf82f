// Reads N-Quads documents, each as a JSON string on a line, and writes for each, one a line, {"nquads": text} by
// rdf-canonize (RDFC-1.0 with SHA-256), or {"error": text}.
//
//   node canon_nquads.mjs < graphs.ndjson

import './offline.mjs';
import {createInterface} from 'node:readline';
import {canonize, NQuads} from 'rdf-canonize';
import {words} from './canonical.mjs';

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  let said;
  try {
    const options = {algorithm: 'RDFC-1.0', format: 'application/n-quads', maxWorkFactor: 3};
    said = {nquads: await canonize(NQuads.parse(JSON.parse(line)), options)};
  } catch(error) {
    said = {error: words(error)};
  }
  process.stdout.write(JSON.stringify(said) + '\n');
}
