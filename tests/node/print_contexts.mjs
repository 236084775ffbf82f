// Prints the pinned JSON-LD contexts as one JSON object, URL to document, for the oracles written in Python.

import {contexts} from './contexts.mjs';

process.stdout.write(JSON.stringify(Object.fromEntries(contexts)) + '\n');
