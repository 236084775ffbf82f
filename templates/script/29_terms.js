// Terms: a credential, as JSON, turned into the statements (RDF) that its signature is about.
//
// This is JSON-LD "expand" and "to RDF" for documents of the closed profile, by a table of terms. Its one rule beyond
// JSON-LD: what would not become a statement is refused, never dropped; so is what would let two texts say the same
// and be read differently. TermError for what is broken, its kind OutsideTerms for what may be honest.
//
//   toQuads(document)           the statements, each [subject, predicate, object, graph]
//   canonicalNQuads(document)   their canonical text, which is what is hashed
//
// Spec: JSON-LD 1.1 Processing Algorithms, 5.1 and 8.2; VC Data Model 2.0, 4.3. The twin of generator/wire/terms.py.

const MAX_TERM_DEPTH = 64; // members and positions on the way down
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const [RDF_TYPE, RDF_FIRST, RDF_REST, RDF_NIL] = ['type', 'first', 'rest', 'nil'].map(name => `<${RDF}${name}>`);

/** The canonical N-Quads of `document`. Throws TermError or TooComplex. */
function canonicalNQuads(document, table = defaultTable()) {
  const text = canonicalize(toQuads(document, table));
  // What the standard sorts by code point, common libraries sort by UTF-16 code unit: where that makes a difference,
  // nobody can know what was signed.
  if(/[\ue000-\uffff]/.test(text) && PAIR.test(text)) {
    const lines = text.split('\n').slice(0, -1);
    if([...lines].sort().some((line, at) => line !== lines[at])) {
      throw new OutsideTerms(
        'has values that not all libraries sort alike: emoji or rare characters in one of them');
    }
  }
  return text;
}

function toQuads(document, table = defaultTable()) {
  const expansion = new Expansion(table);
  try {
    expansion.expand(document);
  } catch(error) {
    throw error instanceof TermError ? error.at(expansion.pointer()) : error;
  }
  return expansion.quads;
}

/** One walk through a document; `path` is where it is, so that errors need not carry it. */
class Expansion {
  constructor(table) {
    this.table = table;
    this.quads = [];
    this.path = [];
    this.blanks = 0;
    this.root = ''; // the subject of the document itself, and the IRIs that its members mean
    this.rootIris = new Set();
  }

  /** The place reached, as a JSON pointer (RFC 6901). */
  pointer() {
    return this.path.map(step => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
  }

  expand(document) {
    if(!(document instanceof Map)) {
      throw new TermError('is not a JSON object');
    }
    if(!document.has('@context')) {
      throw new TermError('has no @context');
    }
    this.node(document, this.scope(document), '');
    if(!this.quads.length) {
      throw new TermError('says nothing');
    }
  }

  /** `work` done one step down. After an error the path stays where it was reached. */
  down(step, work) {
    this.path.push(step);
    const result = work();
    this.path.pop();
    return result;
  }

  /** Where an object with a @context begins: the document itself, or a credential inside it. */
  scope(value, outer) {
    if(outer && !this.types(value).includes('VerifiableCredential')) {
      throw new OutsideTerms('has a @context of its own, and is not a credential');
    }
    return this.down('@context', () => {
      const named = value.get('@context');
      const urls = typeof named === 'string' && !outer ? [named] : named;
      if(!Array.isArray(urls) || !urls.every(url => typeof url === 'string')) {
        throw new OutsideTerms('holds definitions of its own, wanted a list of addresses');
      }
      return outer ? this.table.nestedScope(outer, urls) : this.table.scope(urls);
    });
  }

  /** The statements of one object, in `graph`; returns its subject. */
  node(value, outside, graph) {
    if(this.path.length > MAX_TERM_DEPTH) {
      throw new OutsideTerms(`stands more than ${MAX_TERM_DEPTH} levels down`);
    }
    const scope = this.path.length && value.has('@context') ? this.scope(value, outside) : outside;
    const types = this.types(value);
    const inside = scope.ofTypes(types);
    const subject = value.has('id') ? this.down('id', () => address(value.get('id'))) : this.blank();
    if(!this.path.length) {
      [this.root, this.rootIris] = [subject, inside.iris];
    }
    for(const name of types) {
      this.emit(subject, RDF_TYPE, this.typeIri(name, scope), graph);
    }
    for(const [name, entry] of value) {
      if(!['id', 'type', '@context'].includes(name)) {
        this.down(name, () => this.member(subject, name, entry, inside, graph));
      }
    }
    return subject;
  }

  blank() {
    return `_:b${this.blanks++}`;
  }

  emit(subject, predicate, value, graph) {
    this.quads.push([subject, predicate, value, graph]);
  }

  // Types

  types(value) {
    const types = value.has('type') ? value.get('type') : [];
    if(typeof types === 'string') {
      return [types];
    }
    if(!Array.isArray(types) || !types.every(name => typeof name === 'string')) {
      throw new TermError('has a type that is not a string or a list of strings');
    }
    if(value.has('type') && !types.length) {
      throw new OutsideTerms('has an empty list of types');
    }
    if(new Set(types).size !== types.length) {
      throw new TermError('has one type twice');
    }
    return types;
  }

  typeIri(name, scope) {
    const term = name.includes(':') ? undefined : scope.term(name);
    if(term) {
      return `<${term.iri}>`;
    }
    if(!isAddress(name)) {
      throw new OutsideTerms(`is of type ${quoted(shortened(name, 80))}, which its contexts do not define`);
    }
    if(scope.iris.has(name)) {
      throw new OutsideTerms(`spells out the type ${quoted(shortened(name, 80))}, which has a name of its own`);
    }
    return address(name);
  }

  // Members

  member(subject, name, entry, inside, graph) {
    if(name[0] === '@') {
      throw new OutsideTerms('is a keyword of JSON-LD, which is not judged here');
    }
    const term = name.includes(':') ? undefined : inside.term(name);
    if(!term) {
      throw new OutsideTerms('is a member that its contexts do not define there');
    }
    if(subject === this.root && this.path.length > 1 && this.rootIris.has(term.iri)) {
      throw new TermError('says something of the whole document, which it can only say itself');
    }
    if(Array.isArray(entry) && !entry.length) {
      throw new OutsideTerms('is an empty list');
    }
    let objects = Array.isArray(entry) ? this.values(term, entry, inside, graph) :
      [this.value(term, entry, inside, graph)];
    if(term.container === '@list') {
      objects = [this.list(objects, graph)];
    }
    objects.forEach(value => this.emit(subject, `<${term.iri}>`, value, graph));
  }

  values(term, entries, inside, graph) {
    const seen = new Set();
    return entries.map((entry, number) => this.down(number, () => {
      const value = this.value(term, entry, inside, graph);
      if(seen.has(value) && term.container !== '@list') {
        throw new TermError('stands in the list a second time');
      }
      seen.add(value);
      return value;
    }));
  }

  /** An ordered list, as cells of `first` and `rest`; returns its first cell. */
  list(objects, graph) {
    const cells = objects.map(() => this.blank());
    objects.forEach((value, at) => {
      this.emit(cells[at], RDF_FIRST, value, graph);
      this.emit(cells[at], RDF_REST, cells[at + 1] || RDF_NIL, graph);
    });
    return cells[0];
  }

  value(term, entry, inside, graph) {
    if(entry instanceof Map) {
      return this.object(term, entry, inside, graph);
    }
    if(term.container === '@graph') {
      throw new TermError('is not an object');
    }
    if(Array.isArray(entry)) {
      throw new OutsideTerms('is a list inside a list');
    }
    if(entry === null || !['@id', '@vocab'].includes(term.coercion)) {
      return literal(entry, term.coercion);
    }
    return term.coercion === '@vocab' && typeof entry === 'string' ? this.name(term, entry, inside) : address(entry);
  }

  object(term, entry, inside, graph) {
    if(entry.has('@value')) {
      throw new OutsideTerms(
        'is a text marked with its language or kind; only plain strings are judged here');
    }
    if(!['', '@id', '@vocab'].includes(term.coercion)) {
      throw new TermError('is an object, wanted a plain value');
    }
    if(term.container !== '@graph') {
      return this.node(entry, inside.below(term), graph);
    }
    const [named, before] = [this.blank(), this.quads.length];
    this.node(entry, inside.below(term), named);
    if(this.quads.length === before) {
      throw new TermError('says nothing');
    }
    return named;
  }

  /** A value that is a name like those of members, such as a proof's purpose, or an address without a name. */
  name(term, text, inside) {
    const own = term.own ? term.own.terms : new Map();
    const known = own.get(text) || inside.terms.get(text);
    if(known) {
      return `<${known.iri}>`;
    }
    if(!isAddress(text) || [...own.values()].some(({iri}) => iri === text) || inside.iris.has(text)) {
      throw new OutsideTerms(`is ${quoted(shortened(text, 80))}, which is no name that its contexts define`);
    }
    return address(text);
  }
}
