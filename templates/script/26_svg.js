// SVG: the credential that a drawing carries, read by the browser's own XML parser. Nothing of it is shown or run.
//
//   <svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" ..>
//     <openbadges:credential><![CDATA[ the credential as JSON ]]></openbadges:credential>
//
// Exactly one such child of the outermost element, and nothing but text in it. A document type is refused before
// anything is parsed: it is where entities come from. Where there is no XML parser (node) a drawing is not judged.
//
// Spec: Open Badges 3.0, section 5.3.2 "SVG". The twin of generator/bake/svg.py.

const SVG_SPACE = 'http://www.w3.org/2000/svg';
const OPEN_BADGES_SPACE = 'https://purl.imsglobal.org/ob/v3p0';
const MAX_SVG_BYTES = 8 << 20;
const MAX_SVG_TEXT = 1 << 20;

/** The text of the credential in a drawing, in UTF-8. Throws NotBaked, OutsideProfile, BrokenPng. */
function unbakeSvg(bytes) {
  if(typeof DOMParser === 'undefined') {
    throw new OutsideProfile('it is an SVG, whose badge is read by `badgepress verify` and by pages in a browser');
  }
  const root = svgRoot(bytes);
  const holders = [...root.getElementsByTagNameNS(OPEN_BADGES_SPACE, 'credential')];
  const lookalikes = [...root.getElementsByTagName('openbadges:credential')];
  if(lookalikes.some(one => !holders.includes(one))) {
    throw new BrokenPng('has a openbadges:credential of another namespace');
  }
  if(!holders.length) {
    throw new NotBaked('this picture carries no openbadgecredential');
  }
  const [holder] = holders;
  if(holders.length > 1 || holder.parentNode !== root) {
    throw new BrokenPng('carries openbadgecredential more than once, or deep inside');
  }
  if([...holder.childNodes].some(node => ![Node.TEXT_NODE, Node.CDATA_SECTION_NODE].includes(node.nodeType))) {
    throw new BrokenPng('something else than text stands inside openbadgecredential');
  }
  if(holder.hasAttribute('verify')) {
    throw new OutsideProfile('its openbadgecredential is a JSON Web Token, and only embedded proofs are judged here');
  }
  const text = utf8(holder.textContent);
  if(text.length > MAX_SVG_TEXT) {
    throw new BrokenPng('the text is larger than 1 MiB');
  }
  return text;
}

function svgRoot(bytes) {
  if(bytes.length > MAX_SVG_BYTES) {
    throw new BrokenPng('it is larger than 8 MiB');
  }
  let text;
  try {
    text = decodeUtf8(startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes);
  } catch(error) {
    throw new BrokenPng('it is not UTF-8');
  }
  const prolog = text.slice(0, Math.max(0, text.search(/<[A-Za-z_]/)));
  if(/<!DOCTYPE/i.test(prolog) || /encoding\s*=\s*["'](?!utf-8["'])/i.test(prolog)) {
    throw new BrokenPng('it has a document type, or is not UTF-8');
  }
  const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = drawing.documentElement;
  if(drawing.getElementsByTagName('parsererror').length) {
    throw new BrokenPng('it is not sound XML');
  }
  if(root.namespaceURI !== SVG_SPACE || root.localName !== 'svg') {
    throw new BrokenPng('its outermost element is not svg');
  }
  return root;
}
