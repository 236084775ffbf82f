// Parts of pages: elements made from text, never from markup; states as icon, words and edge.

const ROLES = {
  unreadable: 'info', unsupported: 'info', tampered: 'bad', revoked: 'bad', suspended: 'warn', stranger: 'warn',
  early: 'warn', expired: 'warn', unknown: 'info', valid: 'ok', checking: 'info', idle: 'info',
};

/** An element with attributes and children; strings become text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for(const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null && child !== ''));
  return made;
}

/** The icon of a state, copied from the page's own sheet of icons; decoration, the words say it too. */
function stateIcon(state) {
  const sheet = document.getElementById('icons');
  const found = sheet && sheet.content.querySelector(`[data-icon="${state}"]`);
  return found ? found.cloneNode(true) : null;
}

/** The steps of a report as a list of lines: name, outcome, text. */
function stepList(report) {
  const lines = report.steps.filter(step => step.outcome !== 'skipped').map(step => element(
    'li', {'data-outcome': step.outcome},
    element('strong', {}, step.name), ' ', element('span', {class: 'outcome'}, step.outcome), ' ', step.text
  ));
  return element('ul', {class: 'checks'}, ...lines);
}

/** The JSON that a page carries in a data block, or null. */
function dataBlock(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent) : null;
}
