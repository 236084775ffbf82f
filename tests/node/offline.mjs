// Imported first by every oracle: from here on this process can open no connection and look up no name.
//
// The document loaders already answer from memory only. This makes it certain for the libraries beneath them too.

import dns from 'node:dns';
import net from 'node:net';

const refuse = what => () => {
  throw new Error(`an oracle tried to use the network: ${what}`);
};

net.Socket.prototype.connect = refuse('connect');
dns.lookup = refuse('lookup');
dns.promises.lookup = refuse('lookup');
globalThis.fetch = refuse('fetch');
