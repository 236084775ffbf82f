// The term table: what a member or a type of a document means at a given place.
//
//   table.scope(urls)          the names at the top of a document that names these contexts
//   scope.ofTypes(types)       the names inside an object of these types
//   scope.below(term)          the names for what stands under a member, in an object inside
//
// `ofTypes` does not reach further down: objects inside begin again at the scope outside it (`outer`). A term is
// {iri, coercion, container, own, isProtected}; `own` is {terms, vocab}, or null. The data and its format are those of
// generator/wire/terms.json. Spec: JSON-LD 1.1 Processing Algorithms, 4.1 and 5.1. The twin of
// generator/wire/termtable.py.

class Scope {
  constructor(terms, vocab, urls = [], outer = null) {
    this.terms = terms;
    this.vocab = vocab;
    this.urls = urls; // the contexts, where they alone made this scope
    this.outer = outer || this;
    this.iris = new Set([...terms.values()].map(term => term.iri));
  }

  /** The meaning of `name` as a member or a type, or undefined. */
  term(name) {
    const known = this.terms.get(name);
    return !known && this.vocab && IN_VOCAB.test(name) ? makeTerm(this.vocab + name) : known;
  }

  ofTypes(types) {
    const bringing = sorted([...new Set(types.filter(name => (this.terms.get(name) || {}).own))]);
    if(!bringing.length) {
      return this;
    }
    let [terms, vocab] = [this.terms, this.vocab];
    for(const name of bringing) { // in this order, says 5.1.2 (11)
      const {own} = this.terms.get(name);
      [terms, vocab] = [joinedTerms(terms, own.terms), own.vocab || vocab];
    }
    return new Scope(terms, vocab, [], this);
  }

  below(term) {
    // What a member brings may redefine anything: 4.1.2 "override protected".
    return term.own ? new Scope(new Map([...this.outer.terms, ...term.own.terms]), term.own.vocab || this.outer.vocab) :
      this.outer;
  }
}

const makeTerm = (iri, coercion = '', container = '', own = null, isProtected = true) =>
  ({iri, coercion, container, own, isProtected});

/** Both, the second over the first. A protected term can only be repeated: 4.2.2 (25). */
function joinedTerms(terms, more) {
  const joint = new Map(terms);
  for(const [name, term] of more) {
    const before = terms.get(name);
    if(!before || !before.isProtected) {
      joint.set(name, term);
    } else if(!sameTerm(before, term)) {
      throw new TermError(`has types that give ${quoted(name)} two meanings`);
    }
  }
  return joint;
}

const sameTerm = (one, other) => one.iri === other.iri && one.coercion === other.coercion &&
  one.container === other.container && sameDefinitions(one.own, other.own);

const sameDefinitions = (one, other) => one === other || Boolean(one && other) && one.vocab === other.vocab &&
  one.terms.size === other.terms.size &&
  [...one.terms].every(([name, term]) => other.terms.has(name) && sameTerm(term, other.terms.get(name)));

/** All contexts that are known, and which of them a document may name together. */
class TermTable {
  constructor(groups, refused, contexts) {
    Object.assign(this, {groups, refused, contexts});
  }

  scope(urls) {
    this.check(urls);
    const found = urls.map(url => this.contexts.get(url));
    const terms = found.reduce((all, {terms: more}) => joinedTerms(all, more), new Map());
    return new Scope(terms, found.reduce((before, {vocab}) => vocab || before, ''), urls);
  }

  /** The scope at an object inside, at the top of which `urls` are named once more. */
  nestedScope(outer, urls) {
    this.check(urls);
    if(!outer.urls.length) {
      throw new OutsideTerms('is not a place for contexts');
    }
    // Contexts of different groups agree on what they share, so joining them is all there is to do.
    return this.scope(this.groups.flat().filter(url => outer.urls.includes(url) || urls.includes(url)));
  }

  check(urls) {
    for(const url of urls) {
      if(this.refused.has(url)) {
        throw new OutsideTerms(`names ${url}, which cannot stand here: ${this.refused.get(url)}`);
      }
      if(!this.contexts.has(url)) {
        throw new OutsideTerms(`names ${quoted(shortened(url, 200))}, a context that is not known here`);
      }
    }
    const places = urls.map(url => this.groups.findIndex(group => group.includes(url)));
    if(places[0] !== 0) {
      throw new OutsideTerms(`does not begin with ${this.groups[0][0]}`);
    }
    if(places.some((place, at) => at && place <= places[at - 1])) {
      throw new OutsideTerms('names contexts in an order, or a number, that is not judged here');
    }
  }
}

/** The table of terms.json, as `parseJson` gives it. */
function readTable(table) {
  const [prefixes, written] = [table.get('prefixes'), table.get('contexts')];
  const contexts = new Map();
  for(const [url, found] of written) {
    const whole = found.has('like') ? patched(written.get(found.get('like')), found.get('changes')) : found;
    contexts.set(url, readDefinitions(whole, prefixes));
  }
  return new TermTable(table.get('groups'), table.get('refused'), contexts);
}

/** JSON merge patch, RFC 7396. */
function patched(value, patch) {
  const result = new Map(value);
  for(const [name, change] of patch) {
    if(change === null) {
      result.delete(name);
    } else {
      const before = result.get(name);
      result.set(name, change instanceof Map ? patched(before instanceof Map ? before : [], change) : change);
    }
  }
  return result;
}

function readDefinitions(definitions, prefixes) {
  const isProtected = definitions.get('protected') !== false;
  const terms = new Map();
  for(const [name, meaning] of definitions.get('terms')) {
    terms.set(name, readTerm(name, meaning, isProtected, prefixes));
  }
  return {terms, vocab: definitions.get('vocab') || ''};
}

function readTerm(name, meaning, isProtected, prefixes) {
  const own = meaning instanceof Map ? readDefinitions(meaning, prefixes) : null;
  const [iri, ...more] = (own ? meaning.get('is') : meaning).split(' ');
  const container = more.find(word => ['@set', '@list', '@graph'].includes(word)) || '';
  const coercion = more.find(word => word !== container) || '';
  return makeTerm(fullIri(iri, prefixes, name), fullIri(coercion, prefixes), container, own, isProtected);
}

/** `prefix:rest` and `<iri>` in full. As the script carries the table, `prefix:` alone goes on with the name. */
function fullIri(iri, prefixes, name) {
  const colon = iri.indexOf(':');
  return iri[0] === '<' ? iri.slice(1, -1) : colon < 0 ? iri :
    prefixes.get(iri.slice(0, colon)) + (iri.slice(colon + 1) || name);
}

// The tables of terms and of shapes, in one text because they share their words.
const TABLES = parseJson(utf8(TABLES_JSON));

// Worked out when the first badge is judged.
const defaultTable = remembered(() => readTable(TABLES.get('terms')));
