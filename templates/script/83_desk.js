// The verify page: files dropped or chosen, text pasted, an address given; one badge or an employer's whole folder.
//
// Nothing leaves this page but the reading of addresses that a badge names. Issuers that are not in the page's own list
// are strangers, however sound their signature.

const MAX_FILE_BYTES = 12 << 20;
const MAX_FILES = 500;

function runDesk(desk) {
  const site = dataBlock('site');
  const results = [];
  const ask = async (name, take) => {
    const row = addRow(desk, name);
    const reader = makeReader(site, {abroad: true});
    let report;
    try {
      const input = await take(reader);
      report = await verify(input, {read: reader, known: site.known, at: new Date(), now: new Date(), site: ownOnly(site, reader)});
    } catch(error) {
      report = notHad(error);
    }
    results.push({name, report});
    fillRow(row, name, report);
    desk.querySelector('[data-part=csv]').hidden = results.length < 2;
    tell(desk, results);
  };
  wireFiles(desk, ask);
  wireText(desk, ask);
  desk.querySelector('[data-part=csv]').addEventListener('click', () => downloadCsv(results));
  desk.querySelector('[data-part=clear]').addEventListener('click', () => {
    results.length = 0;
    desk.querySelector('tbody').replaceChildren();
    desk.querySelector('[data-part=results]').hidden = true;
    tell(desk, results);
  });
  desk.hidden = false;
}

/** The issuer's own site is at hand only where it is this one. */
function ownOnly(site, reader) {
  return url => ownAddress(url, site) === null ? Promise.reject(new Unavailable('it is another site')) : reader(url);
}

function notHad(error) {
  const text = error instanceof Unavailable ? error.message : 'it could not be opened';
  return {
    state: 'unknown', heading: 'Could not be fully checked', sentence: `It could not be had: ${text}.`, badge: {},
    steps: [{step: 1, name: 'file', outcome: 'unknown', text}],
  };
}

function wireFiles(desk, ask) {
  const drop = desk.querySelector('[data-part=drop]');
  const input = desk.querySelector('input[type=file]');
  const take = async files => {
    const all = [...files];
    for(const file of all.slice(0, MAX_FILES)) {
      await ask(file.name, async () => {
        if(file.size > MAX_FILE_BYTES) {
          throw new Unavailable('it is larger than 12 MiB');
        }
        return new Uint8Array(await file.arrayBuffer());
      });
    }
    if(all.length > MAX_FILES) {
      await ask(`+ ${all.length - MAX_FILES}`, () => { throw new Unavailable(`${MAX_FILES} are read at a time`); });
    }
  };
  input.addEventListener('change', () => take(input.files).then(() => { input.value = ''; }));
  for(const name of ['dragenter', 'dragover']) {
    drop.addEventListener(name, event => { event.preventDefault(); drop.classList.add('over'); });
  }
  for(const name of ['dragleave', 'drop']) {
    drop.addEventListener(name, () => drop.classList.remove('over'));
  }
  drop.addEventListener('drop', event => { event.preventDefault(); take(event.dataTransfer.files); });
}

function wireText(desk, ask) {
  const text = desk.querySelector('textarea');
  const go = () => {
    const said = text.value.trim();
    if(/^https?:\/\/\S+$/.test(said)) {
      ask(said, async reader => pointedTo(await reader(said), said, reader));
    } else if(said) {
      ask('pasted text', async () => utf8(said));
    }
    text.value = '';
  };
  desk.querySelector('[data-part=check]').addEventListener('click', go);
  text.addEventListener('keydown', event => { if(event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { go(); } });
}

/** The badge behind an address: the file itself, or, where it is a page, the credential it names. */
async function pointedTo(bytes, url, reader) {
  const start = String.fromCharCode(...bytes.slice(0, 200)).trimStart().toLowerCase();
  if(!start.startsWith('<!doctype html') && !start.startsWith('<html')) {
    return bytes;
  }
  const page = new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'text/html');
  const link = page.querySelector('link[rel=alternate][type="application/vc+ld+json"], link[rel=alternate][type="application/vc"]');
  const there = link && new URL(link.getAttribute('href'), url);
  if(!link || there.host !== new URL(url).host) {
    throw new Unavailable('it is a page that names no credential on its own host');
  }
  return reader(there.href);
}

function addRow(desk, name) {
  desk.querySelector('[data-part=results]').hidden = false;
  const row = element('tr', {'data-state': 'checking'},
    element('th', {scope: 'row'}, name), element('td', {}, desk.dataset.checking), element('td'), element('td'), element('td'));
  desk.querySelector('tbody').append(row);
  return row;
}

function fillRow(row, name, report) {
  const badge = report.badge || {};
  row.dataset.state = report.state;
  const word = element('span', {class: `state ${ROLES[report.state]}`}, report.heading);
  const icon = stateIcon(report.state);
  if(icon) {
    word.prepend(icon);
  }
  const details = element('details', {}, element('summary', {}, report.sentence), stepList(report));
  const dates = [badge.awarded, badge.valid_until].filter(Boolean).map(day => day.slice(0, 10)).join(' – ');
  const issuer = [badge.issuer, badge.host || badge.issuer_id].filter(Boolean).join(', ');
  row.replaceChildren(
    element('th', {scope: 'row'}, name), element('td', {}, word, details),
    element('td', {}, badge.name || '–'), element('td', {}, badge.earner || '–'),
    element('td', {}, issuer || '–', dates ? element('span', {class: 'muted'}, ` ${dates}`) : '')
  );
  // Where rows are stacked, the head of a column stands before each cell but the file and its state.
  const heads = row.closest('table').tHead.rows[0].cells;
  for(const cell of [...row.cells].slice(2)) {
    cell.dataset.head = heads[cell.cellIndex].textContent;
  }
}

function tell(desk, results) {
  const sound = results.filter(({report}) => report.state === 'valid').length;
  desk.querySelector('[role=status]').textContent = results.length ?
    desk.dataset.told.replace('{sound}', sound).replace('{all}', results.length) : '';
}

const CSV_COLUMNS = ['file', 'state', 'meaning', 'badge', 'earner', 'issuer', 'issuer_id', 'awarded', 'valid_until', 'credential'];

/** A table for a spreadsheet. A value that a spreadsheet would take for a formula gets a quote in front. */
function csvOf(results) {
  const field = value => {
    const text = String(value === undefined ? '' : value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = results.map(({name, report: {state, sentence, badge = {}}}) => [
    name, state, sentence, badge.name, badge.earner, badge.issuer, badge.issuer_id, badge.awarded, badge.valid_until, badge.id,
  ]);
  return [CSV_COLUMNS, ...rows].map(row => row.map(field).join(',')).join('\r\n') + '\r\n';
}

function downloadCsv(results) {
  const url = URL.createObjectURL(new Blob(['\ufeff', csvOf(results)], {type: 'text/csv;charset=utf-8'}));
  const link = element('a', {href: url, download: 'badges.csv'});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
