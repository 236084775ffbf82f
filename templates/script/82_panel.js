// The panel of an award's page: idle as built, then checking, then what was found here and now.
//
// The credential stands in the page as data. It is judged with the issuer's document and list as the site serves them;
// then the page is held against it: what a reader sees must be what was signed. Green is never in the file.

const PANEL_MILLIS = 10000;

async function runPanel(panel) {
  const site = dataBlock('site');
  const credential = document.getElementById('credential').textContent;
  // What the issuer's records said when the page was made, with date and reason: better words for the same answer.
  const built = {state: panel.dataset.state, children: [...panel.cloneNode(true).childNodes]};
  for(const part of [panel, panel.querySelector('[role=status]'), panel.querySelector('h2')]) {
    part.style.minHeight = `${part.offsetHeight}px`; // what is found may be shorter than what stands there
  }
  showState(panel, 'checking', panel.dataset.checking, null);
  const reader = makeReader(site, {abroad: false});
  askEarly(reader, JSON.parse(credential), built.state);
  const options = {read: reader, known: site.known, at: new Date(), now: new Date(), site: reader};
  const slow = new Promise(done => setTimeout(done, PANEL_MILLIS, null));
  const report = await Promise.race([verify(utf8(credential), options), slow]);
  if(report === null) {
    showState(panel, 'unknown', panel.dataset.unknown, panel.dataset.slow);
    return;
  }
  const differing = report.state === 'unreadable' ? [] : factsThatDiffer(JSON.parse(credential));
  const steps = report.steps.concat(differing.length ? [{
    name: 'page', outcome: 'failed', text: `this page shows another ${differing.join(', ')} than the credential`,
  }] : [{name: 'page', outcome: 'ok', text: `shows what the credential says; served by ${location.host || 'a file'}`}]);
  if(differing.length) {
    showState(panel, 'tampered', panel.dataset.tampered, panel.dataset.differs);
  } else if(report.state === built.state) {
    showState(panel, built.state, '', '');
    panel.replaceChildren(...built.children);
  } else {
    showState(panel, report.state, report.heading, report.sentence);
  }
  panel.querySelector('summary').textContent = panel.dataset.checked;
  panel.querySelector('details ul').replaceWith(stepList({steps}));
  if(report.state === 'valid' && !differing.length) {
    tellPaper(options.now);
  }
}

/** Paper cannot promise a state: what is printed says when it was checked, and how to do that again. */
function tellPaper(now) {
  const paper = document.getElementById('paper');
  if(paper) {
    const day = now.toLocaleDateString(document.documentElement.lang, {dateStyle: 'long'});
    paper.textContent = paper.dataset.checked.replace('{date}', day);
  }
}

/** Ask at once for what the check asks for one by one. The reader keeps the answers; the check will hear of faults. */
function askEarly(reader, credential, state) {
  const list = () => credential.credentialStatus.statusListCredential;
  const places = [() => documentUrl(credential.issuer.id), list, () => credential.id, () => credential.image.id];
  if(state === 'revoked' || state === 'suspended') {
    places.push(() => suspensionListUrl(list()), () => noteUrl(credential.id));
  }
  for(const place of places) {
    try {
      reader(place()).catch(() => {});
    } catch(error) {
      // A badge without it, or with another issuer: the check itself will say so.
    }
  }
}

/** Show a state. `null` for a sentence leaves the one that stands there, so that nothing jumps while it is checked. */
function showState(panel, state, heading, sentence) {
  panel.dataset.state = state;
  panel.classList.remove('info', 'ok', 'warn', 'bad');
  panel.classList.add(ROLES[state]);
  const icon = stateIcon(state);
  const old = panel.querySelector('svg');
  if(icon && old) {
    old.replaceWith(icon);
  }
  const status = panel.querySelector('[role=status]');
  status.querySelector('h2').textContent = heading;
  if(state !== 'checking') {
    status.querySelector('h2').style.minHeight = '';
  }
  if(sentence !== null) {
    status.replaceChildren(status.querySelector('h2'), ...(sentence ? [element('p', {}, sentence)] : []));
  }
}

/** The names of the facts for which the page says something else than the credential. */
function factsThatDiffer(credential) {
  const subject = credential.credentialSubject;
  const named = (subject.identifier || []).find(entry => entry.identityType === 'name' && entry.hashed === false);
  const signed = {
    name: subject.achievement.name,
    earner: named ? named.identityHash : '',
    issuer: credential.issuer.name,
    issued: (credential.awardedDate || credential.validFrom).slice(0, 10),
    expires: (credential.validUntil || '').slice(0, 10),
  };
  const differs = part => {
    const time = part.querySelector('time');
    const said = time ? time.getAttribute('datetime') : part.textContent.trim();
    return said !== (signed[part.dataset.fact] || '').trim();
  };
  return [...new Set([...document.querySelectorAll('[data-fact]')].filter(differs).map(part => part.dataset.fact))];
}
