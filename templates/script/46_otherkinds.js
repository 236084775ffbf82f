// What is not JSON with an embedded proof, told apart: a badge in a form that is not judged here, or no badge at all.
//
//   JSON Web Token   header.payload.signature, each base64url; the payload is the credential, or holds it as `vc`
//   SD-JWT           the same, then `~` and disclosures; the payload has a `vct`, or is the credential
//   SVG, HTML, PDF   may carry a badge somewhere inside
//
// A token that claims to be a credential and names an algorithm may well be honest: OutsideProfile. One that nobody
// signed, or that is about something else, is no badge: WireError. The twin of generator/verify/otherkinds.py.

// Base64url of "{" begins with e, as no JSON does.
const TOKEN =
  /^[ \t\n\r\v\f]*(e[A-Za-z0-9_-]*)\.([A-Za-z0-9_-]*)\.[A-Za-z0-9_-]*(~[^ \t\n\r\v\f]*)?[ \t\n\r\v\f]*$/;

const trimmedStart = bytes => latin1(bytes).replace(/^[ \t\n\r\v\f]+/, '');

/** Returns where `data` may be a JSON document; else throws OutsideProfile or WireError, in words. */
function refuseOtherKinds(data) {
  if(trimmedStart(data.subarray(0, 64)).startsWith('%PDF')) {
    throw new WireError('it looks like PDF, and only JSON, PNG and SVG are read');
  }
  const token = TOKEN.exec(latin1(data));
  if(token) {
    refuseToken(tokenPart(token[1]), tokenPart(token[2]), token[3] ? 'an SD-JWT' : 'a JSON Web Token');
  }
}

/** Whether `data` is a drawing. Refuses pages. */
function isSvg(data) {
  const head = trimmedStart(data.subarray(startsWith(data, BYTE_ORDER_MARK) ? 3 : 0, 65536));
  if(head[0] !== '<') {
    return false;
  }
  if(/^<(!doctype\s+html|html)\b/i.test(head) || !head.includes('svg')) {
    throw new WireError('it looks like a page (HTML or XML), and only JSON, PNG and SVG are read');
  }
  return true;
}

function refuseToken(header, payload, kind) {
  if(!header || !payload) {
    throw new WireError('it has the shape of a JSON Web Token and is none');
  }
  const algorithm = header.get('alg');
  if(!isString(algorithm) || algorithm.toLowerCase() === 'none') {
    throw new WireError('it is a JSON Web Token that nobody has signed');
  }
  const claims = member => listed(payload.get(member));
  if(!(payload.get('vc') instanceof Map || isString(payload.get('vct')) ||
    claims('type').includes('VerifiableCredential') || claims('@context').includes(OLDER_OPEN_BADGES[0]))) {
    throw new WireError('it is a JSON Web Token, but not a badge');
  }
  throw new OutsideProfile(
    `it is ${kind} signed with ${quoted(shortened(algorithm, 20))}; only embedded proofs are judged here`);
}

function tokenPart(text) {
  try {
    const value = parseJson(decodeBase64url(text, false));
    return value instanceof Map ? value : null;
  } catch(error) {
    return sure(error, null);
  }
}
