// Endorsements inside a badge, each judged by itself as the badge was: form, subject, key, signature, dates, status.
//
// None of them changes what is said of the badge. There are three answers, as everywhere:
//
//   ok        sound, and its endorser is answered for by a host
//   warning   it does not hold; or it does, and the endorser's name is nobody's word but their own
//   unknown   something that it takes could not be had
//
// The twin of generator/verify/endorsements.py and of the reading half of generator/credential/endorse.py.

const MOST_ENDORSEMENTS = 8; // so many are judged; each may cost a reader two documents from elsewhere

/** What is found of each endorsement of a credential whose form and proof have been checked: [outcome, text]. */
async function judgeEndorsements(credential, check) {
  const found = embeddedIn(credential);
  const said = [];
  for(const entry of found.slice(0, MOST_ENDORSEMENTS)) {
    const [outcome, text] = await judgeEndorsement(entry, issuerId(credential), check);
    said.push([outcome, `${endorserOf(entry.document) || 'an endorser without a name'}: ${text}`]);
  }
  if(found.length > MOST_ENDORSEMENTS) {
    said.push(['unknown', `${found.length - MOST_ENDORSEMENTS} more are not looked at`]);
  }
  return said;
}

async function judgeEndorsement({document, about}, issuer, check) {
  try {
    checkEndorsement(document);
    checkProofForm(theProof(document));
    if(!about.includes(document.get('credentialSubject').get('id'))) {
      return ['warning', 'it is about something else than what it stands on'];
    }
    await checkEndorser(document, await check.resolve(issuerId(document)), check.at);
  } catch(error) {
    return error instanceof OutsideProfile || error instanceof OutsideTerms ?
      ['unknown', `it cannot be judged here: ${error.message}`] :
      error instanceof Unavailable ? ['unknown', `the endorser's key could not be had (${error.message})`] :
        sure(error, ['warning', `it does not hold: ${error.message}`]);
  }
  const [begins, ends] = [document.get('validFrom'), document.get('validUntil')];
  if(parseInstant(begins) > check.at) {
    return ['warning', `it is valid only from ${begins.slice(0, 10)}`];
  }
  if(ends && parseInstant(ends) < check.at) {
    return ['warning', `it was valid until ${ends.slice(0, 10)}`];
  }
  return await endorsementStatus(document, check) || endorserStanding(issuerId(document), issuer, begins.slice(0, 10));
}

async function checkEndorser(document, keys, at) {
  const proof = theProof(document);
  const method = proof.get('verificationMethod');
  const signer = method.split('#')[0];
  if(signer !== issuerId(document)) {
    throw new WireError(`it is signed with a key of ${quoted(signer)}, not of its endorser`);
  }
  if(await proofFits(document, proof, keys.keyFor(method, at)) !== true) {
    throw new WireError('it does not match its signature');
  }
  if(proof.has('expires') && at >= parseInstant(proof.get('expires'))) {
    throw new WireError(`its signature ended on ${proof.get('expires')}`);
  }
}

async function endorsementStatus(document, check) {
  const entry = document.get('credentialStatus');
  try {
    const [isSet, since] = entry ? await check.readBit(document, entry) : [];
    return isSet ? ['warning', `withdrawn by the endorser, says the list of ${since}`] : null;
  } catch(error) {
    return sure(error, ['unknown', `signed, but its status list could not be used: ${error.message}`]);
  }
}

/** A sound endorsement: how much its endorser's name is worth. */
function endorserStanding(endorser, issuer, since) {
  if(endorser === issuer) {
    return ['warning', 'the issuer endorses itself, which adds nothing'];
  }
  const host = hostOf(endorser);
  return host ? ['ok', `endorsed on ${since}, says ${host}`] :
    ['warning', `signed on ${since} by ${endorser}; whose key that is cannot be told here`];
}

/** Every endorsement in `credential`, in the order of its text, with the ids of what it stands on: {document, about}.
 *
 * What stands inside an endorsement is about that endorsement's own parts, and is left alone.
 */
function embeddedIn(credential) {
  const found = [];
  const walk = (value, about) => {
    for(const [member, entry] of value instanceof Map ? value : []) {
      if(member === 'endorsement') {
        listed(entry).forEach(document => found.push({document, about}));
      } else if(member !== 'proof') {
        listed(entry).forEach(each => walk(each, idsOf(each)));
      }
    }
  };
  walk(credential, idsOf(credential, credential.get('credentialSubject').get('achievement'), credential.get('issuer')));
  return found;
}

const idsOf = (...values) => values.map(value => value instanceof Map ? value.get('id') : value).filter(isString);

/** What the endorser is called, as the endorsement itself says it; their id where they give no name. */
const endorserOf = document => document.get('issuer').get('name') || issuerId(document);
