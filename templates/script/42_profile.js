// The closed profile: which documents are judged.
//
// A document is judged only if nothing in it would go unsigned. Two checks make that so, and both come before any hash
// is made: contexts we hold, types, the shape of every member, exactly one proof, here; every member at every level a
// term that the contexts define at that place, in `toQuads`. OutsideProfile: it may be honest, we cannot judge it.
// Broken: it is not a sound document of any issuer.
//
// The shapes are those of generator/credential/shapes.json: `member:kind`, `!` after it where it must be there, `*`
// where it may be several. The twin of generator/credential/profile.py.

const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2';
const OPEN_BADGES_FOLDER = 'https://purl.imsglobal.org/spec/ob/v3p0/';
const OPEN_BADGES = ['', '-3.0.1', '-3.0.2', '-3.0.3'].map(version => `${OPEN_BADGES_FOLDER}context${version}.json`);
const EXTENSIONS = `${OPEN_BADGES_FOLDER}extensions.json`;

const OLDER_OPEN_BADGES = ['https://w3id.org/openbadges/v2', 'https://w3id.org/openbadges/v1'];

// What a credential may be wrapped in. VC Data Model 2.0, 4.13; VC-JOSE-COSE.
const ENVELOPES = [['VerifiablePresentation', 'a presentation'],
  ['EnvelopedVerifiableCredential', 'an envelope around a token'],
  ['EnvelopedVerifiablePresentation', 'an envelope around a token']];

// No white space of any script, which here must be the same for every reader: so they are written out.
const ABSOLUTE =
  /^[A-Za-z][A-Za-z0-9+.-]*:[^<>"{}|\\^\x60\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;

const isString = value => typeof value === 'string';

const KINDS = new Map([
  ['text', [isString, 'a string']],
  ['type', [isString, 'the name of a type']],
  ['uri', [value => isString(value) && ABSOLUTE.test(value), 'an absolute address']],
  ['instant', [isInstant, 'a date with time and zone']],
  ['number', [value => typeof value === 'number', 'a number']],
  ['boolean', [value => typeof value === 'boolean', 'true or false']],
  ['reference', [value => isString(value instanceof Map ? value.get('id') : value), 'an issuer']]
]);

function isInstant(value) {
  try {
    parseInstant(value);
    return true;
  } catch(error) {
    return false;
  }
}

const SHAPES = new Map([...TABLES.get('shapes')].map(([name, line]) => [name, new Map(line.split(' ').map(word => {
  // As the script carries the shapes, a member of which no kind is told is a text.
  const [, member, kind, marks] = /(\w+):?(\w*)(.*)/.exec(word);
  return [member, {kind: kind || 'text', several: marks.includes('*'), required: marks.includes('!')}];
}))]));

const listed = value => Array.isArray(value) ? value : [value];

/** Hold `document` to the profile of an AchievementCredential. Throws OutsideProfile or Broken. */
function checkCredential(document) {
  checkAs('Credential', document, ['OpenBadgeCredential', 'AchievementCredential'],
    'it is a verifiable credential, but not an Open Badge');
  const subject = document.get('credentialSubject');
  if(!subject.has('id') && !subject.has('identifier')) {
    throw new Broken('/credentialSubject names nobody: neither id nor identifier is there');
  }
  const criteria = subject.get('achievement').get('criteria');
  if(!criteria.has('id') && !criteria.has('narrative')) {
    throw new Broken('/credentialSubject/achievement/criteria says nothing: neither id nor narrative is there');
  }
}

/** Hold `document` to the profile of a BitstringStatusListCredential. Throws OutsideProfile or Broken. */
const checkListCredential = document =>
  checkAs('ListCredential', document, ['BitstringStatusListCredential'], 'it is not a bitstring status list');

/** Hold `document` to the profile of an EndorsementCredential. Throws OutsideProfile or Broken. */
const checkEndorsement = document =>
  checkAs('Endorsement', document, ['EndorsementCredential'], 'it is a verifiable credential, but not an endorsement');

function checkAs(shape, document, kinds, otherwise) {
  const types = credentialTypes(document);
  if(!kinds.some(kind => types.includes(kind))) {
    throw new OutsideProfile(otherwise);
  }
  checkContexts(document.get('@context'), shape !== 'ListCredential');
  checkProofCount(document);
  checkObject(document, shape, '');
}

/** The one proof of a document that has been held to the profile. */
const theProof = document => listed(document.get('proof'))[0];

/** The `id` of the issuer, which may stand alone or in a Profile. */
function issuerId(document) {
  const issuer = document.get('issuer');
  return issuer instanceof Map ? issuer.get('id') : issuer;
}

/** The types of something that is a VC Data Model 2.0 credential; else say kindly what it may be. */
function credentialTypes(document) {
  if(!(document instanceof Map)) {
    throw new Broken('it is not a JSON object');
  }
  const context = document.get('@context');
  if(OLDER_OPEN_BADGES.some(older => listed(context).includes(older))) {
    throw new OutsideProfile(
      'it is a badge of Open Badges 2.0 or older; what counts is the copy its issuer hosts');
  }
  if(listed(context).includes('https://www.w3.org/2018/credentials/v1')) {
    throw new OutsideProfile('it is written in version 1 of the credentials data model');
  }
  const types = listed(document.get('type'));
  for(const [envelope, word] of ENVELOPES) {
    if(context !== undefined && context !== null && types.includes(envelope)) {
      throw new OutsideProfile(`it is ${word}; the badge inside it is not judged here`);
    }
  }
  if(context === undefined || context === null || !types.every(isString) || !types.includes('VerifiableCredential')) {
    throw new Broken('it is not a verifiable credential');
  }
  return types;
}

function checkContexts(found, badges) {
  const contexts = listed(found);
  if(!contexts.every(isString)) {
    throw new OutsideProfile('@context holds definitions of its own, which are not judged here');
  }
  if(contexts[0] !== CREDENTIALS_V2) {
    throw new OutsideProfile(`@context must begin with ${CREDENTIALS_V2}`);
  }
  const rest = contexts.slice(1);
  if(badges) {
    if(!OPEN_BADGES.includes(rest.shift())) {
      throw new OutsideProfile('the second @context is not one of Open Badges 3.0');
    }
    if(rest[0] === EXTENSIONS) {
      rest.shift();
    }
  }
  if(rest.length) {
    throw new OutsideProfile(`@context names ${quoted(rest[0])}, which is not known here`);
  }
}

function checkProofCount(document) {
  const proof = document.get('proof');
  const proofs = listed(proof);
  if(proof === undefined || proof === null || !proofs.length) {
    throw new Broken('it carries no proof: nobody has signed it');
  }
  if(!proofs.every(entry => entry instanceof Map)) {
    throw new Broken('/proof is not an object');
  }
  if(proofs.length > 1) {
    throw new OutsideProfile(`it carries ${proofs.length} proofs; exactly one is judged here`);
  }
}

function checkObject(value, shape, where) {
  if(!(value instanceof Map)) {
    throw new Broken(`${where || '/'} is not an object`);
  }
  const rules = SHAPES.get(shape);
  for(const [member, {required}] of rules) {
    if(required && !value.has(member)) {
      throw new Broken(`${where}/${member} is missing`);
    }
  }
  for(const [member, entry] of value) {
    if(member === 'proof' && shape !== 'Endorsement' && where) {
      throw new OutsideProfile(`${where}/proof: only the whole credential is signed here`);
    }
    if(member === '@context' || member === 'proof') {
      continue;
    }
    if(!rules.has(member)) {
      throw new OutsideProfile(`${where}/${member} is not a member that is judged here`);
    }
    checkMember(entry, rules.get(member), `${where}/${member}`);
  }
}

function checkMember(value, {kind, several}, where) {
  if(!Array.isArray(value)) {
    checkValue(value, kind, where);
    return;
  }
  if(!several) {
    throw new Broken(`${where} is a list, wanted one value`);
  }
  if(!value.length) {
    throw new Broken(`${where} is an empty list`);
  }
  value.forEach((entry, number) => checkValue(entry, kind, `${where}/${number}`));
  // Signing sees a set: a second copy of a named thing would go unsigned.
  const named = value.map(entry => entry instanceof Map ? entry.get('id') : entry).filter(name => name !== undefined);
  if(new Set(named).size !== named.length) {
    throw new Broken(`${where} holds the same entry twice`);
  }
}

function checkValue(value, kind, where) {
  // Both are honest: a text in several languages or marked with one, and a profile named by its address.
  if(kind === 'text' && value instanceof Map) {
    throw new OutsideProfile(`${where} is not a plain text; texts marked with a language are not judged here`);
  }
  if(kind === 'Profile' && isString(value)) {
    throw new OutsideProfile(`${where} is an address alone; profiles that are described are judged here`);
  }
  if(SHAPES.has(kind)) {
    checkObject(value, kind, where);
    return;
  }
  const [fits, wanted] = KINDS.get(kind);
  if(!fits(value)) {
    throw new Broken(`${where} is not ${wanted}`);
  }
}
