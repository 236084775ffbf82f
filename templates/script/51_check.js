// The numbered checks for a stranger's badge.
//
//   1  file     it is one JSON document: as such, or alone inside a PNG
//   2  form     it is an Open Badges 3.0 credential in the closed profile, with exactly one proof, and all of it signed
//   3  issuer   the issuer's DID document could be read, from the place the DID names, and vouches for the key
//   4  proof    the signature fits the bytes
//   5  status   its bit is 0, in a list whose own proof fits, by the same issuer
//   6  dates    the moment of checking lies inside its validity period
//   7  known    the issuer is one that this verifier was told to know
//   8  site     the copies on the issuer's own site, where one is at hand, say the same under the same signature
//   9  endorsements   what others have signed about it, each judged by itself; it changes nothing above
//
// A step that fails ends the questions that would mean nothing after it; every step is reported. "Could not tell" is a
// third answer, not a "no", and whatever goes wrong here is that answer too: nothing unforeseen is ever `valid`.
//
// Spec: Open Badges 3.0, "Verification"; VC Data Integrity 1.0, 4.3; Bitstring Status List 1.0, 3.2. The twin of
// generator/verify/check.py.

const MAX_DOCUMENT_BYTES = 4 << 20;
const MAX_MILLIS = 10000;

/** Judge one file, bytes or text. Resolves to a report, whatever the file holds; never rejects.
 *
 *   read    gives the bytes of a document by its address; rejects with an Error whose message says why it cannot
 *   known   the DIDs of issuers that `valid` may be said of; null for "any did:web, named by its host"
 *   at      the moment to judge at, and `now` the moment of reading: a list of today may answer about last year
 *   site    as `read`, for the copies on the issuer's own site; null where there is nothing to compare with
 *   maxMillis   how long reading may take altogether
 */
async function verify(input, options) {
  const found = new Findings();
  let timer;
  try {
    const given = {known: null, site: null, maxMillis: MAX_MILLIS, at: new Date(), ...options};
    given.late = new Promise((_, reject) => {
      const late = new Unavailable(`no answer within ${given.maxMillis / 1000} s`);
      timer = setTimeout(reject, given.maxMillis, late);
    });
    given.late.catch(() => {});
    await new Check(found, given).run(input);
  } catch(error) {
    found.stop(error instanceof Stop ? error : internal(found, error));
  } finally {
    clearTimeout(timer);
  }
  return found.report();
}

/** A date as a number; no comparison with something that is none can ever say "in date". */
function moment(date) {
  const millis = new Date(date).getTime();
  if(date === null || !Number.isFinite(millis)) {
    throw new Error('the moment to judge at is not a date');
  }
  return millis;
}

const internal = (found, error) => new Stop(Math.min(found.steps.length + 1, STEPS.length), 'unknown', 'unknown',
  `The check ended with an internal error (${error && error.message || 'unknown'}), so it is not complete.`);

class Check {
  constructor(found, {read, known, site, late, at, now = at}) {
    Object.assign(this, {found, site, late});
    this.known = known && new Set(known);
    this.at = moment(at);
    this.today = Math.max(this.at, moment(now));
    this.read = remembered(url => this.fetched(read, url));
    this.resolveWeb = remembered(issuer => this.readDid(issuer));
    this.list = remembered((url, purpose, issuer) => this.openList(url, purpose, issuer));
  }

  async run(input) {
    const document = await this.takeOut(input);
    const signed = this.checkForm(document);
    const key = await this.issuerKey(issuerId(document), theProof(document).get('verificationMethod'));
    const copies = this.askAhead(document);
    await this.checkProof(document, key, signed);
    await this.checkStatus(document);
    this.checkDates(document);
    this.checkKnown(document);
    await this.checkCopies(document, await copies);
    await this.checkEndorsements(document);
  }

  /** Begins with what takes time elsewhere, while the signature is checked. Faults are told by the step that asks. */
  askAhead(document) {
    const entry = document.get('credentialStatus');
    if(entry) {
      this.readBit(document, entry).catch(() => {});
    }
    const copies = this.copies(document);
    copies.catch(() => {});
    return copies;
  }

  /** The bytes at `url`, bounded in size and time. Rejects with Unavailable. */
  async fetched(read, url) {
    let data;
    try {
      data = await Promise.race([read(url), this.late]);
    } catch(error) {
      throw new Unavailable(error && error.message || 'it could not be read');
    }
    const bytes = asBytes(data);
    if(!bytes) {
      throw new Unavailable('it is not there');
    }
    if(bytes.length > MAX_DOCUMENT_BYTES) {
      throw new Unavailable(`it is larger than ${MAX_DOCUMENT_BYTES >> 20} MiB`);
    }
    return bytes;
  }

  // (1) one JSON document, as such or alone inside a picture
  async takeOut(input) {
    const unreadable = text => new Stop(1, 'failed', 'unreadable', text);
    let [document, where] = [null, 'a JSON file'];
    try {
      const data = inputBytes(input);
      const kind = isPng(data) ? 'a PNG' : isSvg(data) ? 'an SVG' : '';
      where = kind || where;
      const text = kind === 'a PNG' ? await unbaked(data) : kind ? unbakeSvg(data) : data;
      refuseOtherKinds(text);
      document = parseJson(text);
    } catch(error) {
      throw error instanceof OutsideProfile ? notFalse(1, error) :
        error instanceof NotBaked ? unreadable(`There is no badge in this picture: ${error.message}.`) :
        error instanceof BrokenPng ? unreadable(`The picture is damaged: ${error.message}.`) :
          error instanceof WireError ? unreadable(`It is not a sound JSON document: ${error.message}.`) : error;
    }
    if(!(document instanceof Map)) {
      throw unreadable('It is not a JSON object.');
    }
    this.found.add(1, 'ok', `one JSON document in ${where}`);
    return document;
  }

  // (2) an Open Badges 3.0 credential in the closed profile; returns the bytes that its proof must have signed
  checkForm(document) {
    try {
      checkCredential(document);
      const proof = theProof(document);
      checkProofForm(proof);
      this.found.badge = describe(document);
      // A proof for another purpose proves nothing of a badge, whatever its members mean: (4) says so.
      const signed = proof.get('proofPurpose') === PROOF_PURPOSE && signedBytes(document, proof);
      this.found.add(2, 'ok', 'an Open Badges 3.0 credential with one proof');
      return signed;
    } catch(error) {
      throw error instanceof OutsideProfile || error instanceof OutsideTerms ? notFalse(2, error) :
        error instanceof WireError ? new Stop(2, 'failed', 'unreadable', `${upper(error.message)}.`) : error;
    }
  }

  // (4) the signature fits
  async checkProof(document, key, signed) {
    const proof = theProof(document);
    let fits = false;
    try {
      fits = await proofFits(document, proof, key, signed);
    } catch(error) {
      throw error instanceof Unavailable ? new Stop(4, 'unknown', 'unknown',
        `The signature could not be checked: ${error.message}.`) : error;
    }
    if(fits !== true) {
      throw new Stop(4, 'failed', 'tampered',
        'The contents may have been changed after signing. Do not rely on it.');
    }
    if(proof.has('expires') && this.at >= parseInstant(proof.get('expires'))) {
      throw new Stop(4, 'failed', 'tampered', `Its signature ended on ${proof.get('expires')}.`);
    }
    this.found.add(4, 'ok', `${proof.get('cryptosuite')}, ${proof.get('verificationMethod')}`);
  }

  // (3) the key is the issuer's
  async issuerKey(issuer, method) {
    let published;
    try {
      published = await this.resolve(issuer);
    } catch(error) {
      throw error instanceof OutsideProfile ? notFalse(3, error) :
        cannotTell(error) ? new Stop(3, 'unknown', 'unknown',
          `The issuer's key could not be had (${error.message}), so the signature is not checked.`) : error;
    }
    const other = method.split('#')[0];
    if(other !== issuer) {
      throw new Stop(3, 'failed', 'tampered',
        `It was signed with a key of ${quoted(other)}, not of its issuer. Do not rely on it.`);
    }
    try {
      const key = published.keyFor(method, this.at);
      this.found.add(3, 'ok', `${issuer} lists this key for its credentials`);
      return key;
    } catch(error) {
      throw error instanceof OutsideProfile ? notFalse(3, error) : error instanceof WireError ?
        new Stop(3, 'failed', 'tampered', `${upper(error.message)}. Do not rely on it.`) : error;
    }
  }

  async resolve(issuer) {
    if(issuer.startsWith('did:key:')) {
      return didKeyDocument(issuer);
    }
    if(!issuer.startsWith('did:web:')) {
      throw new OutsideProfile(`its issuer ${quoted(issuer)} is neither a did:web nor a did:key`);
    }
    return this.resolveWeb(issuer);
  }

  async readDid(issuer) {
    return readDidDocument(parseJson(await this.read(documentUrl(issuer))), issuer);
  }

  // (5) the bit, in a list signed by the same issuer
  async checkStatus(document) {
    const entry = document.get('credentialStatus');
    if(!entry) {
      this.found.add(5, 'warning', 'it names no status list: its issuer cannot revoke it');
      return;
    }
    const purpose = entry.get('statusPurpose');
    let isSet, since;
    try {
      [isSet, since] = await this.readBit(document, entry);
    } catch(error) {
      if(!cannotTell(error)) {
        throw error;
      }
      this.found.add(5, 'unknown', `the status list could not be used: ${error.message}`);
      const [how, then] = error instanceof Unavailable ? ['loaded', ' Try again.'] : ['used', ''];
      this.found.states.set('unknown',
        `The revocation list could not be ${how}, so part of the check is missing.${then}`);
      return;
    }
    if(!isSet) {
      this.found.add(5, 'ok', `not on the ${purpose} list of ${since}`);
      return;
    }
    const suspended = purpose === SUSPENSION || await this.isSuspended(document, entry);
    const state = suspended ? 'suspended' : 'revoked';
    const note = await this.note(document, state);
    this.found.states.set(state, explained(state, this.found.badge.issuer || issuerId(document), since, note));
    this.found.add(5, 'failed', `${state}, says the ${purpose} list of ${since}` +
      (note ? `; date and reason are from ${noteUrl(document.get('id'))}, which is not signed` : ''));
  }

  /** What the issuer's own site, where it is at hand, says of a bit that is set: it explains, and decides nothing. */
  async note(document, state) {
    const url = noteUrl(document.get('id'));
    if(!this.site || !url) {
      return null;
    }
    try {
      const note = readNote(await this.fetched(this.site, url));
      const isMeant = note.state === state && note.issuer === issuerId(document);
      return isMeant && parseInstant(note.at) <= this.today ? note : null;
    } catch(error) {
      return sure(error, null);
    }
  }

  /** The bit of `entry`, and the day of its list. Rejects with Unavailable or WireError where it cannot be told. */
  async readBit(document, entry) {
    if(entry.get('type') !== 'BitstringStatusListEntry') {
      throw new WireError(`its kind is ${quoted(entry.get('type'))}`);
    }
    const [url, purpose, index] = ['statusListCredential', 'statusPurpose', 'statusListIndex'].map(
      member => entry.get(member));
    if(![url, purpose, index].every(isString)) {
      throw new WireError('the status entry is not complete');
    }
    if(purpose !== REVOCATION && purpose !== SUSPENSION) {
      throw new WireError(`its purpose is ${quoted(purpose)}`);
    }
    if(!/^(0|[1-9]\d{0,11})$/.test(index)) {
      throw new WireError(`${quoted(shortened(index, 20))} is not a position`);
    }
    const [bits, since] = await this.list(url, purpose, issuerId(document));
    return [bitAt(bits, Number(index)), since.slice(0, 10)];
  }

  /** Whether the list beside ours says that a set bit means "on hold". In doubt it means "withdrawn". */
  async isSuspended(document, entry) {
    const url = suspensionListUrl(entry.get('statusListCredential'));
    if(!url) {
      return false;
    }
    try {
      const [bits] = await this.list(url, SUSPENSION, issuerId(document));
      return bitAt(bits, Number(entry.get('statusListIndex')));
    } catch(error) {
      return sure(error, false);
    }
  }

  /** The bits and the date of a status list, once its own form, issuer and proof have been checked. */
  async openList(url, purpose, issuer) {
    const document = parseJson(await this.read(url), MAX_DOCUMENT_BYTES);
    checkListCredential(document);
    const proof = theProof(document);
    checkProofForm(proof);
    if(issuerId(document) !== issuer) {
      throw new WireError('the list is signed by another issuer');
    }
    const published = await this.resolve(issuer);
    const key = published.keyFor(proof.get('verificationMethod'), this.at);
    const bits = readStatusBits(document, url, purpose); // inflated while the signature is checked
    bits.catch(() => {});
    if(await proofFits(document, proof, key) !== true) {
      throw new WireError('the list does not match its signature');
    }
    if(proof.has('expires') && this.at >= parseInstant(proof.get('expires'))) {
      throw new WireError(`the signature of the list ended on ${proof.get('expires')}`);
    }
    const since = document.has('validFrom') ? document.get('validFrom') : proof.get('created') || '';
    if(since && parseInstant(since) > this.today) {
      throw new WireError(`the list is valid only from ${since}`);
    }
    if(document.has('validUntil') && parseInstant(document.get('validUntil')) < this.at) {
      throw new WireError(`the list was valid until ${document.get('validUntil')}`);
    }
    return [await bits, since];
  }

  // (6) inside the validity period
  checkDates(document) {
    const [begins, ends] = [document.get('validFrom'), document.get('validUntil')];
    if(parseInstant(begins) > this.at) {
      this.found.states.set('early', `It becomes valid on ${begins.slice(0, 10)}.`);
      this.found.add(6, 'failed', `valid only from ${begins}`);
    } else if(ends && parseInstant(ends) < this.at) {
      this.found.states.set('expired', `It was valid until ${ends.slice(0, 10)}.`);
      this.found.add(6, 'failed', `valid until ${ends}`);
    } else {
      this.found.add(6, 'ok', ends ? `until ${ends.slice(0, 10)}` : 'without end');
    }
  }

  // (7) an issuer that this verifier knows
  checkKnown(document) {
    const issuer = issuerId(document);
    const name = this.found.badge.issuer || issuer;
    if(this.known ? this.known.has(issuer) : issuer.startsWith('did:web:')) {
      this.found.add(7, 'ok', `${name}, ${this.found.badge.host || ''}`);
      return;
    }
    this.found.states.set('stranger',
      `The signature is sound. Whether "${name}" is who they say cannot be told here.`);
    this.found.add(7, 'warning', `${issuer} is not an issuer that is known here`);
  }

  // (8) the same signature stands under one text only: what is signed is a meaning, and more than one text can have it
  async checkCopies(document, all) {
    const copies = all.filter(copy => signatureOf(copy) === signatureOf(document));
    const different = copies.filter(copy => !sameJson(copy, document));
    if(!copies.length) {
      this.found.add(8, 'skipped', "no copy of the issuer's site to compare with");
    } else if(!different.length) {
      this.found.add(8, 'ok', "the same as on the issuer's site");
    } else if((await Promise.all(different.map(copy => this.isSound(copy)))).includes(true)) {
      this.found.states.set('tampered', 'Its issuer publishes another text under this signature. Do not rely on it.');
      this.found.add(8, 'failed', "it differs from the copy on the issuer's site");
    } else {
      this.found.add(8, 'warning', "the copy on the issuer's site is damaged");
    }
  }

  /** The credential as it is served at its own address, and as the picture there carries it. */
  async copies(document) {
    const image = document.get('image');
    const copies = [];
    for(const url of this.site ? [document.get('id'), image && image.get('id')].filter(Boolean) : []) {
      try {
        const data = await this.fetched(this.site, url);
        copies.push(parseJson(isPng(data) ? await unbake(data) : isSvg(data) ? unbakeSvg(data) : data));
      } catch(error) {
        sure(error);
      }
    }
    return copies.filter(copy => copy instanceof Map);
  }

  // (9) what others have signed about it
  async checkEndorsements(document) {
    const said = await judgeEndorsements(document, this);
    for(const [outcome, text] of said.length ? said : [['skipped', 'it carries none']]) {
      this.found.add(9, outcome, text);
    }
  }

  async isSound(copy) {
    try {
      checkCredential(copy);
      const proof = theProof(copy);
      checkProofForm(proof);
      const published = await this.resolve(issuerId(copy));
      const key = published.keyFor(proof.get('verificationMethod'), this.at);
      return await proofFits(copy, proof, key);
    } catch(error) {
      return sure(error, false);
    }
  }
}

/** Whether an error is an answer of the kind "cannot be told"; any other is a fault of ours. */
const cannotTell = error => error instanceof WireError || error instanceof Unavailable;

/** `answer`, where the error is such an answer; else the error again. */
function sure(error, answer) {
  if(!cannotTell(error)) {
    throw error;
  }
  return answer;
}

const notFalse = (number, error) =>
  new Stop(number, 'unknown', 'unsupported', `${upper(error.message)}. That does not mean it is false.`);

/** What a picture carries. Rejects with OutsideProfile where that is an Open Badges 2.0 badge and nothing else. */
async function unbaked(png) {
  try {
    return await unbake(png);
  } catch(error) {
    if(error instanceof NotBaked && carriedUnder(png, PNG_KEYWORD_2).length) {
      throw new OutsideProfile('the picture carries an Open Badges 2.0 badge and none of version 3.0');
    }
    throw error;
  }
}

/** The sentence for a revoked or suspended badge; without a note it can only say how old the list is. */
function explained(state, issuer, since, note) {
  if(state === 'suspended') {
    return `On hold${note ? ` since ${note.at.slice(0, 10)}` : `; the list is of ${since}`}. Ask ${issuer}.`;
  }
  if(!note) {
    return `${issuer} withdrew it; the list is of ${since}. Do not rely on it.`;
  }
  const reason = note.reason ? ` Reason given: ${note.reason.replace(/\.+$/, '')}.` : '';
  return `${issuer} withdrew it on ${note.at.slice(0, 10)}.${reason}`;
}

/** The proof value of a document that may be of any form, or null. */
function signatureOf(document) {
  const first = listed(document.get('proof'))[0];
  const value = first instanceof Map ? first.get('proofValue') : null;
  return isString(value) ? value : null;
}

/** Bytes of any kind as Uint8Array, or null for anything else. */
const asBytes = data => ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : null;

function inputBytes(input) {
  if(typeof input === 'string' && HALF_PAIR.test(input)) {
    throw new WireError('a string holds half a surrogate pair');
  }
  const bytes = typeof input === 'string' ? utf8(input) : asBytes(input);
  if(!bytes) {
    throw new Error('neither bytes nor text were given');
  }
  return bytes;
}
