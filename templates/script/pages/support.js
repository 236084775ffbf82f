// The page on support: the badge that the address names after # is put into the mails. Nothing is sent from here.
'use strict';

(() => {
  const ID = /^#([0-9a-hjkmnp-tv-z]{16})$/;

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

  const note = document.getElementById('about_award');
  const mails = [...document.querySelectorAll('.route a[href^="mailto:"]')].map(mail => [mail, mail.getAttribute('href')]);
  const arrive = () => {
    if(note) {
      nameBadge(note, mails);
    }
    openProblem();
  };
  arrive();
  addEventListener('hashchange', arrive);
})();
