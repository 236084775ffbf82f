// JCS: the one way to write a JSON value, byte for byte. ECMAScript's own rules, which RFC 8785 took over.
//
// Spec: RFC 8785. The twin of generator/wire/jcs.py.

const MAX_JCS_DEPTH = 100;

/** The RFC 8785 form of a value as `parseJson` gives it, as text. Throws WireError. */
function canonicalJson(value, depth = 0) {
  if(typeof value === 'string' && HALF_PAIR.test(value)) {
    throw new WireError('a string holds half a surrogate pair');
  }
  if(typeof value === 'number' && !Number.isFinite(value)) {
    throw new WireError('a number is not finite');
  }
  if(!(value instanceof Map || Array.isArray(value))) {
    return JSON.stringify(value);
  }
  if(depth === MAX_JCS_DEPTH) {
    throw new WireError(`it is nested more than ${MAX_JCS_DEPTH} levels deep`);
  }
  if(Array.isArray(value)) {
    return `[${value.map(entry => canonicalJson(entry, depth + 1)).join()}]`;
  }
  // The order of UTF-16 code units is what RFC 8785 asks for, and what sort() does.
  const names = [...value.keys()].sort();
  return `{${names.map(name => `${canonicalJson(name)}:${canonicalJson(value.get(name), depth + 1)}`).join()}}`;
}
