// SVG: the credential that a drawing carries, read by the browser's own XML parser. Nothing of it is shown or run.
//
//   <svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0" ..>
//     <openbadges:credential><![CDATA[ the credential as JSON ]]></openbadges:credential>
//
// Exactly one such child of the outermost element, and nothing but text in it. A document type is refused, in front of
// the drawing before anything is parsed: it is where entities come from. Where there is no XML parser (node) a drawing
// is not judged.
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
  const [holder] = holders;
  if(!holder && !lookalikes.length) {
    throw new NotBaked(`this picture carries no ${PNG_KEYWORD}`);
  }
  const isText = node => [Node.TEXT_NODE, Node.CDATA_SECTION_NODE].includes(node.nodeType);
  if(holders.length !== 1 || holder.parentNode !== root || lookalikes.some(one => one !== holder) ||
    ![...holder.childNodes].every(isText)) {
    refuseSvg();
  }
  if(holder.hasAttribute('verify')) {
    throw new OutsideProfile('its badge is a JSON Web Token, and only embedded proofs are judged here');
  }
  const text = utf8(holder.textContent);
  return text.length > MAX_SVG_TEXT ? refuseSvg() : text;
}

function refuseSvg() {
  throw new BrokenPng(`it is not a sound SVG with one ${PNG_KEYWORD}`);
}

function svgRoot(bytes) {
  let text;
  try {
    text = decodeUtf8(startsWith(bytes, BYTE_ORDER_MARK) ? bytes.subarray(3) : bytes);
  } catch(error) {
    refuseSvg();
  }
  const prolog = text.replace(/<!--[^]*?-->/g, '').split(/<[a-z_]/i)[0];
  if(bytes.length > MAX_SVG_BYTES || /<!D|encoding\s*=\s*["'](?!(utf-8|us-ascii)["'])/i.test(prolog)) {
    refuseSvg();
  }
  const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
  const root = drawing.documentElement;
  return drawing.doctype || drawing.getElementsByTagName('parsererror').length || root.namespaceURI !== SVG_SPACE ||
    root.localName !== 'svg' ? refuseSvg() : root;
}
