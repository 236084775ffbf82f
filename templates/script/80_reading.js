// Reading: where a page gets the documents that a badge points to.
//
// Addresses of this site are read from wherever the site stands now: the page knows its way to the root of the site, so
// a copy on another host, in a folder or on this machine answers for the addresses in its badges. Other addresses are
// read over https, where a page is allowed to. A failed read is "could not be checked", never "no".

const READ_MILLIS = 10000;

/** Reads over the network, each address once. `site` is {base, root}: the base URL, and this page's way to its root. */
function makeReader(site, {abroad}) {
  const answers = new Map();
  return url => {
    const place = url.split('#')[0];
    if(!answers.has(place)) {
      answers.set(place, readOnce(place, site, abroad));
    }
    return answers.get(place);
  };
}

async function readOnce(url, site, abroad) {
  const own = ownAddress(url, site);
  if(own === null && !abroad) {
    throw new Unavailable('it is on another host, and this page reads from its own only');
  }
  if(own === null && !url.startsWith('https://')) {
    throw new Unavailable('its address does not begin with https://');
  }
  if(own !== null && location.protocol === 'file:') {
    throw new Unavailable('this page was opened from a file, and a browser reads nothing beside it then');
  }
  return fetched(own === null ? url : own, own === null);
}

/** The address below the root of this site as it stands now, or null for one that is not of this site. */
function ownAddress(url, site) {
  for(const base of [site.base, site.base.replace(/^http:/, 'https:')]) {
    if(url === base || url.startsWith(`${base}/`)) {
      const path = url.slice(base.length + 1);
      return /(^|\/)\.\.?(\/|$)|%|\\|\?/.test(path) ? null : new URL(site.root + path, location.href).href;
    }
  }
  return null;
}

/** The bytes of an answer, of which no more are taken than a document may have. */
async function bodyOf(answer) {
  const reader = answer.body.getReader();
  const parts = [];
  for(let part, size = 0; !(part = await reader.read()).done;) {
    if((size += part.value.length) > MAX_DOCUMENT_BYTES) {
      reader.cancel();
      throw new Unavailable('it is larger than 4 MiB');
    }
    parts.push(part.value);
  }
  return joined(...parts);
}

async function fetched(url, elsewhere) {
  try {
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(READ_MILLIS), credentials: 'omit', cache: 'no-cache', referrerPolicy: 'no-referrer',
    });
    if(elsewhere && new URL(answer.url).host !== new URL(url).host) {
      throw new Unavailable('it leads to another host');
    }
    if(!answer.ok) {
      throw new Unavailable(`the host answered ${answer.status}`);
    }
    return await bodyOf(answer);
  } catch(error) {
    if(error instanceof Unavailable) {
      throw error;
    }
    const why = elsewhere ? 'the host did not answer, or does not let other pages read from it' : 'it could not be loaded';
    throw new Unavailable(error.name === 'TimeoutError' ? 'it took longer than 10 seconds' : why);
  }
}
