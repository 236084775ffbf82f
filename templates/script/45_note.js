// The note beside a revoked or suspended badge: since when and why, in the issuer's words.
//
//   awards/<id>/status.json     {"state": "revoked", "at": "...", "reason": "...", "issuer": "did:web:..."}
//
// Nobody signs a note, and it decides nothing: it only explains a bit that is set in a signed status list, and where
// anything in it does not fit we go on without it. The twin of the reading half of generator/credential/note.py.

const MAX_NOTE_BYTES = 4096;
const MAX_NOTE_TEXT = 500;
const NOTE_UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Where the note of a badge would be: beside its credential. null where it is not one of ours. */
const noteUrl = id => /^https?:\/\//.test(id) && /\/awards\/[^/]*\/credential\.json$/.test(id) ?
  id.replace(/credential\.json$/, 'status.json') : null;

/** What the bytes of a note say. Throws WireError for anything beyond the limits. */
function readNote(bytes) {
  const document = parseJson(bytes, MAX_NOTE_BYTES, 1);
  const members = ['state', 'at', 'reason', 'issuer'];
  if(!(document instanceof Map) || document.size !== 4 || !members.every(member => document.has(member))) {
    throw new WireError('it does not have the members of a note');
  }
  const [state, at, reason, issuer] = members.map(member => document.get(member));
  if(![state, at, reason, issuer].every(text => isString(text) && [...text].length <= MAX_NOTE_TEXT)) {
    throw new WireError(`its members are not strings of at most ${MAX_NOTE_TEXT} characters`);
  }
  if([state, at, reason, issuer].some(text => NOTE_UNSEEN.test(text))) {
    throw new WireError('it holds characters that cannot be seen');
  }
  parseInstant(at);
  return {state, at, reason, issuer};
}
