// Plain JSON values as RDF terms, in the spelling of canonical N-Quads: strings, numbers, truth values, addresses.
//
// A value must be of the JSON kind that its datatype has, a number must survive being written, and what is not a
// character, or not an absolute address, is refused rather than left out.
//
//   3, 3.0  "3"        1.5  "1.5E0"        true  "true"        with the datatype of the term, if it has one
//
// Spec: JSON-LD 1.1 Processing Algorithms, 8.2.2; RDFC-1.0, appendix A. The twin of generator/wire/literals.py.

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const BOTH_XSD = [XSD, 'https://www.w3.org/2001/XMLSchema#']; // Open Badges has the second
const datatypes = (...names) => new Set(BOTH_XSD.flatMap(xsd => names.map(name => xsd + name)));
const BOOLEANS = datatypes('boolean');
const INTEGERS = datatypes('integer', 'nonNegativeInteger');
const NUMBERS = new Set([...INTEGERS, ...datatypes('float', 'double', 'decimal')]);
const SMALLEST_FRACTION = 1e-6;

const IRI_CHARACTERS = '[^\\x00-\\x20<>"{}|^\\x60\\\\\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]+';
const IRI = new RegExp(`^[A-Za-z][A-Za-z0-9+.-]*:${IRI_CHARACTERS}$`, 'u');
const IN_VOCAB = new RegExp(`^(?!@)${IRI_CHARACTERS}$`, 'u');
const NO_CHARACTER = /[\ud800-\udfff\ufffe\uffff]/u;
const ESCAPED = /[\x00-\x1f"\\\x7f\ufffe\uffff]/g;
const ESCAPES = new Map([['\b', '\\b'], ['\t', '\\t'], ['\n', '\\n'], ['\f', '\\f'], ['\r', '\\r'], ['"', '\\"'],
  ['\\', '\\\\']]);

const codeOf = character => character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');

const isAddress = text => IRI.test(text);

/** The term of an absolute address. Throws TermError for anything else. */
function address(value) {
  if(typeof value !== 'string') {
    throw new TermError('is not a string, wanted an absolute address');
  }
  if(!isAddress(value)) {
    throw new TermError(`is ${quoted(shortened(value, 80))}, wanted an absolute address`);
  }
  return `<${value}>`;
}

/** The literal of a plain value; `datatype` is what its term asks for, '' for the value's own. */
function literal(value, datatype) {
  if(typeof value === 'string') {
    return stringLiteral(value, datatype);
  }
  if(typeof value === 'boolean') {
    if(datatype && !BOOLEANS.has(datatype)) {
      throw new TermError('is true or false, wanted another kind of value');
    }
    return formatLiteral(String(value), datatype || `${XSD}boolean`);
  }
  if(typeof value === 'number') {
    return numberLiteral(value, datatype);
  }
  throw value === null ? new OutsideTerms('is null') : new TermError('is not a JSON value');
}

function stringLiteral(text, datatype) {
  if(BOOLEANS.has(datatype) || NUMBERS.has(datatype)) {
    throw new TermError('is a string, wanted a number or a truth value');
  }
  const stray = NO_CHARACTER.exec(text);
  if(stray) {
    throw new TermError(`holds U+${codeOf(stray[0])}, which is not a character`);
  }
  return formatLiteral(text, datatype);
}

function numberLiteral(value, datatype) {
  if(datatype && !NUMBERS.has(datatype)) {
    throw new TermError('is a number, wanted another kind of value');
  }
  if(!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    throw new OutsideTerms('is a number beyond 2^53 - 1, which not every reader keeps exactly');
  }
  if(Number.isInteger(value)) {
    return formatLiteral(String(value), datatype || `${XSD}integer`);
  }
  if(INTEGERS.has(datatype)) {
    throw new TermError('is a number with a fraction, wanted a whole one');
  }
  // A library in wide use takes for a fraction what ECMAScript writes with a point: 1e-7 would be signed as 0.
  if(Math.abs(value) < SMALLEST_FRACTION) {
    throw new OutsideTerms('is a fraction below 0.000001, which not every reader keeps');
  }
  return formatLiteral(doubleText(value), datatype || `${XSD}double`);
}

/** The canonical form of xsd:double with at most sixteen digits. Halfway between two of these, libraries disagree. */
function doubleText(value) {
  const [digits, exponent] = value.toExponential(15).split('e');
  const text = `${digits.replace(/0+$/, '')}E${Number(exponent)}`.replace('.E', '.0E');
  const halfway = /^-?\d\.\d{15}50*e/.test(value.toExponential(75));
  if(Number(text) !== value || halfway) {
    throw new OutsideTerms('is a number with more digits than a signature keeps');
  }
  return text;
}

function formatLiteral(text, datatype) {
  const written = text.replace(ESCAPED, character => ESCAPES.get(character) || `\\u${codeOf(character)}`);
  return datatype && datatype !== `${XSD}string` ? `"${written}"^^<${datatype}>` : `"${written}"`;
}

/** The line of a statement [subject, predicate, object, graph], with its end; the graph is '' for the default one. */
const formatQuad = quad => `${quad.filter(Boolean).join(' ')} .\n`;
