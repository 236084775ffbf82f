// Runs the script of the pages, the very same that a site publishes, and answers questions about it: one JSON document
// a line in, one JSON object a line out. The first line says where the script is.
//
//   {"script": path}
//   {"name": .., "documents": {address: base64}}    remembered under that name, for `read` and `site` of later questions
//   {"verify": base64, "read": [name, ..], "site": name or null, "known": [..] or null, "at": .., "now": ..}
//       `read` may be one of ODD_READERS, `from` says what is given for the bytes, `lacking` what the browser has not
//   {"parse": base64, ..}  {"jcs": base64}  {"nquads": base64, "table": text}  {"canonicalize": quads, "limit": number}
//   {"ed25519": [key, message, signature]}  {"decode": [kind, text]}  {"unbake": base64}  {"sha256": base64}
//
// Bytes are base64 in questions and hex in answers. What the script throws is answered as {"error": text, "kind": ..}.

import './offline.mjs';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import vm from 'node:vm';

const bytes = text => new Uint8Array(Buffer.from(text, 'base64'));
const hex = data => Buffer.from(data).toString('hex');
const text = data => new TextDecoder('utf-8', {ignoreBOM: true}).decode(data);

const named = new Map();
let script;

function reader(names) {
  return async url => {
    for(const name of names) {
      const found = named.get(name)[url];
      if(found === null) {
        break;
      }
      if(found !== undefined) {
        return bytes(found);
      }
    }
    throw new Error('it is gone');
  };
}

const ODD_READERS = {
  never: () => new Promise(() => {}),
  nothing: async () => undefined,
  text: async () => '{}',
  'throws at once': () => { throw new TypeError('at once'); },
  'rejects with nothing': () => Promise.reject(),
  'too much': async () => new Uint8Array((4 << 20) + 1)
};

const INPUTS = {bytes: data => data, text, nothing: () => undefined, 'half a pair': data => `${text(data)}\ud800`};

// What browsers of some kind lack: `crypto.subtle` on an insecure origin, `crypto` itself, or Ed25519 in an older one.
const fails = async () => { throw new DOMException('Unrecognized name.', 'NotSupportedError'); };
const LACKING = {crypto: undefined, subtle: {}, Ed25519: {subtle: {importKey: fails, verify: fails}},
  honesty: {subtle: {importKey: async () => ({}), verify: async () => 'yes'}}};

async function withoutCrypto(lacking, work) {
  const whole = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  if(lacking) {
    Object.defineProperty(globalThis, 'crypto', {configurable: true, value: LACKING[lacking]});
  }
  try {
    return await work();
  } finally {
    Object.defineProperty(globalThis, 'crypto', whole);
  }
}

const answers = {
  script: path => {
    script = vm.runInThisContext(readFileSync(path, 'utf8') + ';badgepress', {filename: 'verify.js'});
    return {exported: Object.keys(script)};
  },
  documents: (documents, {name}) => {
    named.set(name, documents);
    return {};
  },
  verify: async (input, question) => {
    const {read, site = null, known = null, at, now, maxMillis = 10000, from = 'bytes', lacking} = question;
    const options = {read: read in ODD_READERS ? ODD_READERS[read] : reader(read), known, at: new Date(at), maxMillis};
    Object.assign(options, site === null ? {} : {site: reader([site])}, now ? {now: new Date(now)} : {});
    const before = performance.now();
    const report = await withoutCrypto(lacking, () => script.verify(INPUTS[from](bytes(input)), options));
    return {report, millis: performance.now() - before};
  },
  parse: (data, {max_bytes: most = 1 << 20, max_depth: depth = 32}) =>
    ({canonical: script.canonicalJson(script.parseJson(bytes(data), most, depth))}),
  jcs: data => ({canonical: script.canonicalJson(script.parseJson(bytes(data)))}),
  nquads: (data, {table}) => {
    const document = script.parseJson(bytes(data));
    const known = table === undefined ? undefined : script.readTable(script.parseJson(new TextEncoder().encode(table)));
    return {nquads: script.canonicalNQuads(document, known)};
  },
  canonicalize: (quads, {limit}) => ({nquads: script.canonicalize(quads, limit)}),
  ed25519: async parts => {
    const before = performance.now();
    const fits = await script.verifyEd25519(...parts.map(bytes));
    return {fits, millis: performance.now() - before};
  },
  decode: ([kind, spelled]) => ({bytes: hex(script[kind](spelled))}),
  inflate: async ([format, data, most]) => ({bytes: hex(await script.inflate(format, bytes(data), most))}),
  unbake: async data => ({bytes: hex(await script.unbake(bytes(data)))}),
  sha256: data => ({bytes: hex(script.sha256(bytes(data)))})
};

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  const question = JSON.parse(line);
  const kind = Object.keys(question).find(name => name in answers);
  let said;
  try {
    said = await answers[kind](question[kind], question);
  } catch(error) {
    said = {error: String(error && error.message), kind: error && error.constructor.name};
  }
  process.stdout.write(JSON.stringify(said) + '\n');
}
