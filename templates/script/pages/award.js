// What an award's page does beyond its check: buttons that copy a text, the device's own way to share, and what support
// would want to know, put together without a name and copied. All of the rest is links, and nothing is sent from here.
//
// A button is hidden until it is known to work. A badge that turns out to be withdrawn is not offered any more.

(() => {
  'use strict';
  const SAID_MILLIS = 2000;
  const ID = /^#([0-9a-hjkmnp-tv-z]{16})$/;
  const status = document.getElementById('copied');

  let takeBack = () => {};  // what was said last

  const say = button => {
    takeBack();
    const word = button.textContent;
    button.textContent = status.textContent = button.dataset.copied;
    const timer = setTimeout(() => takeBack(), SAID_MILLIS);
    takeBack = () => {
      clearTimeout(timer);
      button.textContent = word;
      status.textContent = '';
      takeBack = () => {};
    };
  };

  const copy = async button => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch(error) {
      // Not allowed here: choose the text, so that the reader's own command copies it.
      getSelection().selectAllChildren(source);
      return;
    }
    say(button);
  };

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

  async function copyDiagnostics(button, status, shown) {
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
    button.addEventListener('click', () => copyDiagnostics(button, status, shown));
    button.parentElement.hidden = false;
  }

  const begin = () => {
    for(const button of document.querySelectorAll('[data-copy]')) {
      button.hidden = !navigator.clipboard;
      button.addEventListener('click', () => copy(button));
    }
    for(const button of document.querySelectorAll('[data-share-url]')) {
      const {shareTitle: title, shareUrl: url} = button.dataset;
      button.parentElement.hidden = !navigator.share;
      button.addEventListener('click', () => navigator.share({title, url}).catch(() => {}));
    }
    const diagnosed = document.getElementById('diagnostics');
    if(diagnosed) {
      offerDiagnostics(diagnosed);
    }
    const panel = document.getElementById('panel');
    const offered = ['share-box', 'embed-box'].map(id => document.getElementById(id)).filter(Boolean);
    const look = () => {
      const withdrawn = ['revoked', 'suspended', 'tampered'].includes(panel.dataset.state);
      offered.forEach(box => { box.hidden = withdrawn; });
    };
    new MutationObserver(look).observe(panel, {attributes: true, attributeFilter: ['data-state']});
    look();
  };

  if(document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', begin);
  } else {
    begin();
  }
})();
