// Asking about a badge. On its page: what support would want to know, put together without a name and copied. On the
// page on support: the badge that the address names after #, put into the mails. Nothing is sent from here.
'use strict';

(() => {
  const ID = /^#([0-9a-hjkmnp-tv-z]{16})$/;

  /** Whether this browser can check a signature on this page: Ed25519 in WebCrypto, over a secure connection. */
  async function canCheck() {
    try {
      const key = await crypto.subtle.importKey('raw', new Uint8Array(32), {name: 'Ed25519'}, false, ['verify']);
      return key.type === 'public';
    } catch(error) {
      return false;
    }
  }

  async function diagnostics(button) {
    const words = button.dataset;
    const panel = document.getElementById('panel');
    const failed = [...panel.querySelectorAll('.checks li')].filter(step => step.dataset.outcome !== 'ok')
      .map(step => `${step.querySelector('strong').textContent}: ${step.dataset.outcome}`);
    const browser = [await canCheck() ? words.can : words.cannot];
    if(!isSecureContext) {
      browser.push(words.insecure);
    }
    if(navigator.onLine === false) {
      browser.push(words.offline);
    }
    const lines = [
      [words.award, button.dataset.id], [words.address, location.href.split(/[?#]/)[0]],
      [words.language, document.documentElement.lang], [words.state, panel.dataset.state],
      [words.failed, failed.join(', ')], [words.browser, browser.join(', ')],
    ];
    return lines.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`).join('\n');
  }

  async function copy(button, status, shown) {
    const text = await diagnostics(button);
    let said = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(text);
    } catch(error) {
      said = button.dataset.shown; // no clipboard here: the reader takes it from the page
    }
    shown.textContent = text;
    shown.hidden = false;
    status.textContent = said;
  }

  function offerDiagnostics(button) {
    const [status, shown] = [document.getElementById('diagnostics-status'), document.getElementById('diagnostics-text')];
    button.dataset.id = (ID.exec(new URL(document.getElementById('ask-link').href).hash) || ['', ''])[1];
    button.addEventListener('click', () => copy(button, status, shown));
    button.parentElement.hidden = false;
  }

  /** Name the badge, in words and in the mails. They are made anew from what they were, so another badge may follow. */
  function nameBadge(note, mails) {
    const id = (ID.exec(location.hash) || ['', ''])[1];
    note.hidden = !id;
    const link = document.createElement('a');
    link.href = `${note.dataset.awards}${id}/`;
    link.textContent = id;
    document.getElementById('about_link').replaceChildren(link);
    const badge = encodeURIComponent(`${note.dataset.address}${id}/`);
    for(const [mail, href] of mails) {
      mail.href = id ? href.split(note.dataset.blank).join(badge) : href;
    }
  }

  /** A link to a problem shows what is inside. */
  function openProblem() {
    const problem = document.getElementById(location.hash.slice(1));
    if(problem && problem.matches('.problem')) {
      problem.open = true;
    }
  }

  const [button, note] = ['diagnostics', 'about_award'].map(id => document.getElementById(id));
  if(button) {
    offerDiagnostics(button);
  }
  if(note) {
    const mails = [...document.querySelectorAll('.route a[href^="mailto:"]')].map(mail => [mail, mail.getAttribute('href')]);
    const arrive = () => {
      nameBadge(note, mails);
      openProblem();
    };
    arrive();
    addEventListener('hashchange', arrive);
  }
})();
