// The cases of tests/corpus in JavaScript: read back, and put to the script of the pages. Works in a page and in node.
//
//   const judge = corpusJudge(JSON.parse(pieces), badgepress);
//   await judge(line)      a line of cases.ndjson in; {id, expect, state, sentence, millis} out
//
// `expect` is what the script may say; `page` in its place where there is no browser to read XML with.

var corpusJudge = (file, badgepress) => {
  'use strict';
  const encoder = new TextEncoder();
  const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  const literal = part => 'text' in part ? encoder.encode(part.text) : fromBase64(part.base64);
  const pieces = new Map(Object.entries(file.pieces).map(([name, part]) => [name, literal(part)]));

  function joined(parts) {
    const slices = parts.map(part => 'of' in part ? pieces.get(part.of).subarray(part.from, part.to) : literal(part));
    const times = parts.map(part => part.times || 1);
    const bytes = new Uint8Array(slices.reduce((sum, slice, at) => sum + slice.length * times[at], 0));
    let end = 0;
    slices.forEach((slice, at) => {
      for(let count = 0; count < times[at]; count++) {
        bytes.set(slice, end);
        end += slice.length;
      }
    });
    return bytes;
  }

  function reader(documents) {
    return async url => {
      if(Object.hasOwn(documents, url)) {
        if(documents[url] === null) {
          throw new Error('it does not answer');
        }
        return joined(documents[url]);
      }
      if(Object.hasOwn(file.documents, url)) {
        return pieces.get(file.documents[url]);
      }
      throw new Error('it does not answer');
    };
  }

  return async line => {
    const given = {...file.defaults, ...JSON.parse(line)};
    const read = reader(given.documents);
    const options = {read, known: given.known, at: new Date(given.at), site: given.site ? read : null};
    const input = joined(given.input);
    const before = performance.now();
    const report = await badgepress.verify(input, given.now ? {...options, now: new Date(given.now)} : options);
    const millis = performance.now() - before;
    // What needs a browser's XML parser is not judged without one.
    const expect = given.page && typeof DOMParser === 'undefined' ? given.page : given.expect;
    return {id: given.id, expect, state: report.state, sentence: report.sentence, millis};
  };
};
