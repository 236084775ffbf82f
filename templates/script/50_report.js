// The answer to "may I believe this badge?": one state, and every step that led to it.
//
// The states, their order and their words are the same here and in generator/verify/report.py. The first that applies
// wins.

const HEADINGS = new Map([
  ['unreadable', 'Not a badge that can be read'],
  ['unsupported', 'Signed in a way that cannot be checked here'],
  ['tampered', 'Does not match its signature'],
  ['revoked', 'Revoked by the issuer'],
  ['suspended', 'Suspended by the issuer'],
  ['stranger', 'Signed, but the issuer is not known here'],
  ['early', 'Not valid yet'],
  ['expired', 'Genuine, but expired'],
  ['unknown', 'Could not be fully checked'],
  ['valid', 'Verified']
]);
const STEPS = ['file', 'form', 'issuer', 'proof', 'status', 'dates', 'known', 'site', 'endorsements'];

/** The state is decided; later steps would mean nothing. */
class Stop extends Error {
  constructor(number, outcome, state, text) {
    super(text);
    Object.assign(this, {number, outcome, state});
  }
}

/** What has been found on the way: steps in order, and the states that apply with the sentence for each. */
class Findings {
  constructor() {
    this.steps = [];
    this.states = new Map();
    this.badge = {};
  }

  add(number, outcome, text) {
    this.steps.push({step: number, name: STEPS[number - 1], outcome, text});
  }

  /** One state instead of all that were found. */
  stop({number, outcome, state, message}) {
    this.add(number, outcome, message);
    this.states = new Map([[state, message]]);
  }

  report() {
    const [state, sentence] = this.decide();
    while(this.steps.length < STEPS.length) {
      this.add(this.steps.length + 1, 'skipped', 'not asked: an earlier step decides');
    }
    return {state, heading: HEADINGS.get(state), sentence, badge: this.badge, steps: this.steps};
  }

  /** The first state of the order that applies; a missing list is said beside an expired date. */
  decide() {
    const state = [...HEADINGS.keys()].find(name => this.states.has(name));
    if(!state) {
      return ['valid', this.validSentence()];
    }
    const besides = ['early', 'expired', 'stranger'].includes(state) && this.states.get('unknown');
    return [state, [this.states.get(state), besides].filter(Boolean).join(' ')];
  }

  validSentence() {
    const status = this.steps[4];
    const clauses = [`Signed by ${this.badge.issuer || this.badge.issuer_id} (${this.badge.host || ''})`, 'in date'];
    if(status.outcome === 'ok') {
      clauses.push(status.text);
    }
    const last = clauses.pop();
    return `${clauses.join(', ')}, and ${last}.`;
  }
}

/** What the credential says of itself. Believe it only as far as the state goes. */
function describe(document) {
  const issuer = document.get('issuer');
  const badge = {
    id: document.get('id'),
    name: document.get('credentialSubject').get('achievement').get('name'),
    earner: displayedName(document),
    issuer: issuer.get('name'),
    issuer_id: issuerId(document),
    host: hostOrNone(issuerId(document)),
    awarded: document.get('awardedDate') || document.get('validFrom'),
    valid_from: document.get('validFrom'),
    valid_until: document.get('validUntil')
  };
  return Object.fromEntries(Object.entries(badge).filter(([, value]) => value));
}

function hostOrNone(did) {
  try {
    return hostOf(did);
  } catch(error) {
    return '';
  }
}

/** The earner's name as the credential itself says it, or '' where it names nobody in plain text. */
function displayedName(document) {
  const named = listed(document.get('credentialSubject').get('identifier') || []).find(
    entry => entry.get('identityType') === 'name' && entry.get('hashed') === false);
  return named ? named.get('identityHash') : '';
}
