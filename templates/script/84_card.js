// The card that stands inside somebody else's page and verifies itself: /embed/#<award id>.

async function runCard(card) {
  const site = dataBlock('site');
  const id = decodeURIComponent(location.hash.slice(1));
  if(!/^[0-9a-z]{16}$/.test(id)) {
    showState(card, 'unreadable', card.dataset.none, card.dataset.how);
    return;
  }
  showState(card, 'checking', card.dataset.checking, '');
  const reader = makeReader(site, {abroad: false});
  const page = `${site.base}/awards/${id}/`;
  let report;
  try {
    const served = await reader(`${page}credential.json`);
    report = await verify(served, {read: reader, known: site.known, at: new Date(), now: new Date(), site: reader});
    if(report.badge.id && report.badge.id !== `${page}credential.json`) {
      report = {...report, state: 'tampered', heading: card.dataset.tampered, sentence: card.dataset.differs};
    }
  } catch(error) {
    report = notHad(error);
  }
  const badge = report.badge || {};
  if(badge.name) {
    const art = card.querySelector('img');
    art.src = ownAddress(`${page}badge.png`, site);
    art.alt = badge.name;
    art.hidden = false;
    card.querySelector('[data-part=name]').textContent = badge.name;
    card.querySelector('[data-part=earner]').textContent = badge.earner || '';
  }
  const link = card.querySelector('a');
  link.href = ownAddress(page, site);
  link.textContent = card.dataset.open;
  showState(card, report.state, report.heading, report.sentence);
}
