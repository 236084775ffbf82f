// Words: the family of reasons for which a file is not believed, how values of strangers stand in a sentence, and
// answers that are remembered.
//
// The same names as in generator/errors.py and the rooms above it. `message` is the reason in plain words; whoever
// catches it knows the place.

/** Bytes or a value outside what a standard allows. */
class WireError extends Error {}

/** The document breaks the rules of JSON-LD, or of the closed profile, at `pointer` (RFC 6901). */
class TermError extends WireError {
  constructor(reason, pointer = '') {
    super(`${pointer || 'the document'} ${reason}`);
    this.reason = reason;
  }

  at(pointer) {
    return new this.constructor(this.reason, pointer);
  }
}

/** The document may be honest, but says something that is not judged here. */
class OutsideTerms extends TermError {}

/** The graph has so many look-alike blank nodes that naming them would cost more than the limit. */
class TooComplex extends WireError {}

/** A document that may be honest, in a form that is not judged here. */
class OutsideProfile extends WireError {}

/** A document that no issuer can have meant. */
class Broken extends WireError {}

/** A sound picture that carries no credential. */
class NotBaked extends WireError {}

/** Not a sound picture, or one whose text cannot be had without guessing. */
class BrokenPng extends WireError {}

/** A document, or a means of checking, that could not be had. Never a "no". */
class Unavailable extends Error {}

const upper = text => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The first `length` characters; half of a pair is no character. */
const shortened = (text, length) => [...text.slice(0, 2 * length)].slice(0, length).join('');

// What would not be seen, or would turn the sentence round, is written as its number.
const UNSEEN = /[\\\p{C}\p{Z}]/gu;
const NAMED = new Map([['\\', '\\\\'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t'], [' ', ' ']]);

function spelled(character) {
  const code = character.codePointAt(0);
  const [letter, width] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return NAMED.get(character) || `\\${letter}${code.toString(16).padStart(width, '0')}`;
}

const CONSTANTS = new Map([[true, 'True'], [false, 'False'], [null, 'None'], [undefined, 'None']]);

/** A value of a stranger inside a sentence: as Python writes it, text in quotation marks. */
function quoted(value) {
  if(value instanceof Map) {
    return `{${[...value].map(entry => entry.map(quoted).join(': ')).join(', ')}}`;
  }
  if(Array.isArray(value)) {
    return `[${value.map(quoted).join(', ')}]`;
  }
  if(typeof value !== 'string') {
    return CONSTANTS.get(value) || String(value);
  }
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  return mark + value.replace(UNSEEN, spelled).split(mark).join(`\\${mark}`) + mark;
}

/** `work`, done once for the same arguments: a failure is remembered too. */
function remembered(work) {
  const answers = new Map();
  return (...asked) => {
    const key = JSON.stringify(asked);
    if(!answers.has(key)) {
      answers.set(key, work(...asked));
    }
    return answers.get(key);
  };
}
