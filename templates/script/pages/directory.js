// The search of the list of earners: names come from this site, are folded and looked through here; nothing that is
// typed leaves the page. The form of the names: generator/pages/directory.py. Without this script the list remains.
'use strict';

(() => {
  const SHOWN = 50;
  const AT_ONCE = 8; // shards on their way at a time
  const search = document.getElementById('people_search');
  if(!search || location.protocol === 'file:') {
    return; // from a file a browser reads nothing beside it
  }
  const [box, status, results, everywhere, rest] = ['box', 'status', 'results', 'everywhere', 'all']
    .map(part => document.getElementById(`people_${part}`));
  const words = search.dataset;
  const count = Number(words.shards);
  const known = []; // in order: {key, folded, name, handle, language} of every name that has been loaded
  const asked = new Map(); // shard -> promise
  const loaded = new Set();
  const failed = new Set();
  const numbers = new Intl.NumberFormat(document.documentElement.lang);
  let all = words.whole === 'yes';

  /** As names are compared: without width, marks and case. */
  const fold = text => text.normalize('NFKC').normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase();

  const slugOf = key => key.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

  function entryOf(line) {
    const [name, short = '', language = words.language] = line.split('\t');
    const key = fold(name);
    const handle = short === '' || short[0] === '~' ? slugOf(key) + short.slice(1) : short;
    return {key, folded: ` ${key} ${handle}`, name, handle, language};
  }

  async function load(shard) {
    try {
      const answer = await fetch(`${words.names}${shard}.txt`, {cache: 'no-cache', credentials: 'omit'});
      if(!answer.ok) {
        throw new Error(answer.status);
      }
      for(const line of (await answer.text()).split('\n')) {
        if(line) {
          known.push(entryOf(line));
        }
      }
      known.sort((one, other) => one.key < other.key ? -1 : one.key > other.key ? 1 : 0);
      loaded.add(shard);
    } catch(error) {
      failed.add(shard);
    }
    show();
  }

  const ask = shard => asked.get(shard) || asked.set(shard, load(shard)).get(shard);

  /** Ask for these shards, a few at a time. */
  function askFor(shards) {
    const waiting = shards.filter(shard => !asked.has(shard));
    const next = () => waiting.length ? ask(waiting.shift()).then(next) : null;
    for(let lane = 0; lane < AT_ONCE; lane++) {
      next();
    }
  }

  /** The shards with names that begin like the query. */
  function likely(query) {
    const groups = [...rest.querySelectorAll('[data-shard]')].map(group => [fold(group.textContent), group.dataset.shard]);
    const fits = groups.filter(([letters]) => letters.startsWith(query) || query.startsWith(letters));
    return [...new Set(fits.map(([, shard]) => Number(shard)))];
  }

  function wanted() {
    const query = fold(box.value).trim();
    return all ? [...Array(count).keys()] : query ? likely(query) : [];
  }

  /** How many have every part of the query in name or handle, and the first of them: names that begin with it first. */
  function find(query) {
    const parts = query.split(/\s+/);
    const ranks = [[], [], []]; // by what the query is: the beginning of the name, of a word, anything else
    let number = 0;
    for(const entry of known) { // in order, so nothing is sorted while somebody types
      if(parts.every(part => entry.folded.includes(part))) {
        number++;
        const rank = ranks[entry.key.startsWith(query) ? 0 : entry.folded.includes(` ${parts[0]}`) ? 1 : 2];
        if(rank.length < SHOWN) {
          rank.push(entry);
        }
      }
    }
    return {number, first: ranks.flat().slice(0, SHOWN)};
  }

  function lineOf(entry) {
    const [line, link] = [document.createElement('li'), document.createElement('a')];
    link.href = `${words.people}${entry.handle}/`;
    link.textContent = entry.name;
    if(entry.language !== document.documentElement.lang) {
      link.lang = entry.language;
    }
    line.append(link);
    return line;
  }

  function told(found) {
    const open = wanted().some(shard => !loaded.has(shard) && !failed.has(shard));
    const number = numbers.format(found.number);
    const said = [found.number > SHOWN ? words.first.replace('{count}', number).replace('{shown}', SHOWN) :
      found.number ? words.found.replace('{count}', number) : open ? '' : words.none];
    said.push(failed.size ? words.failed : open ? words.loading : all ? '' : words.begins);
    return said.filter(Boolean).join(' ');
  }

  function show() {
    const query = fold(box.value).trim();
    const found = query ? find(query) : {number: 0, first: []};
    results.replaceChildren(...found.first.map(lineOf));
    rest.hidden = Boolean(query);
    everywhere.hidden = all || !query;
    const text = query ? told(found) : '';
    if(status.textContent !== text) {
      status.textContent = text;
    }
  }

  /** Up and down among the results; back to the box with Escape, which clears it. */
  function move(event) {
    const links = [...results.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if(event.key === 'Escape') {
      box.value = '';
      show();
      box.focus();
    } else if(step && (at >= 0 || document.activeElement === box)) {
      const next = at + step < 0 ? box : links[at + step];
      if(next && next !== document.activeElement) {
        next.focus();
        event.preventDefault();
      }
    }
  }

  box.addEventListener('input', () => {
    askFor(wanted());
    show();
  });
  box.addEventListener('focus', () => askFor(wanted()));
  search.addEventListener('keydown', move);
  everywhere.addEventListener('click', () => {
    all = true;
    askFor(wanted());
    show();
    box.focus();
  });
  search.hidden = false;
  if(box.value) { // a browser may keep what was typed before
    askFor(wanted());
    show();
  }
})();
