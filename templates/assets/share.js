// Sharing on an award's page: buttons that copy a text, and the device's own way to share. All of the rest is links.
//
// A button is hidden until it is known to work. A badge that turns out to be withdrawn is not offered any more.

(() => {
  'use strict';
  const SAID_MILLIS = 2000;
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
