// A built site as a stranger's verifier meets it, with a folder in place of the network.
//
// Addresses under the base URL are answered by files, `did:web` by the file that the method names (did:web, "Read"),
// contexts by pinned packages, and everything else by an error.

import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join, resolve, sep} from 'node:path';
import {answer, contexts} from './contexts.mjs';

export class Site {
  constructor(folder, baseUrl) {
    this.folder = resolve(folder);
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.documents = new Map();
    this.loader = async url => answer(url, this.document(url));
  }

  /** The credentials of awards, the status lists and the DID documents: paths below the site, sorted. */
  credentials() {
    return this.list('awards').map(name => `awards/${name}/credential.json`).filter(path => this.has(path));
  }

  statusLists() {
    return this.list('status').filter(name => name.endsWith('.json')).map(name => `status/${name}`);
  }

  didDocuments() {
    return ['.well-known/did.json', 'did.json'].filter(path => this.has(path));
  }

  list(path) {
    return this.has(path) ? readdirSync(join(this.folder, path)).sort() : [];
  }

  has(path) {
    return existsSync(join(this.folder, path));
  }

  /** The JSON document at `path`, the same object on every call. */
  read(path) {
    const file = resolve(this.folder, path);
    if(!file.startsWith(this.folder + sep)) {
      throw new Error(`${path} lies outside the site`);
    }
    if(!this.documents.has(file)) {
      this.documents.set(file, JSON.parse(readFileSync(file, 'utf8')));
    }
    return this.documents.get(file);
  }

  /** What the address `url` gives, as JSON. */
  document(url) {
    if(contexts.has(url)) {
      return contexts.get(url);
    }
    const [plain, fragment] = url.split('#');
    if(plain.startsWith('did:web:')) {
      return this.dereference(plain, fragment);
    }
    if(plain.startsWith(this.baseUrl + '/')) {
      return this.read(decodeURIComponent(plain.slice(this.baseUrl.length + 1)));
    }
    throw new Error(`nothing here answers ${url}`);
  }

  /** A DID document, or with a fragment the verification method of that id in it. */
  dereference(did, fragment) {
    const document = this.document(this.didUrl(did));
    if(document.id !== did) {
      throw new Error(`the DID document at ${this.didUrl(did)} is that of ${document.id}, not of ${did}`);
    }
    if(fragment === undefined) {
      return document;
    }
    const method = document.verificationMethod.find(({id}) => id === `${did}#${fragment}`);
    if(!method) {
      throw new Error(`${did} has no verification method #${fragment}`);
    }
    return {'@context': document['@context'], ...method};
  }

  /** Where a did:web is served: https, but for a preview on this machine the scheme of the base URL. */
  didUrl(did) {
    const [host, ...segments] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
    const scheme = new URL(this.baseUrl).protocol;
    return [`${scheme}//${host}`, ...(segments.length ? segments : ['.well-known']), 'did.json'].join('/');
  }
}
