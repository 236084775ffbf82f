// RDFC-1.0: names for the blank nodes of a dataset that depend on nothing but what the dataset says.
//
//   canonicalize(quads)   the canonical N-Quads document: sorted lines, blank nodes called c14n0, c14n1, ...
//
// The step numbers in comments are those of the standard. Telling apart nodes that look alike from near by takes, for
// graphs made to that end, time beyond any bound; so work is counted, not timed, and past a limit TooComplex is
// thrown, at the same point as by generator/wire/rdfc.py, the twin of this file.
//
// Spec: RDF Dataset Canonicalization 1.0, section 4.

const MAX_RDFC_WORK = 200000; // quads and nodes looked at while telling look-alikes apart
const MAX_RDFC_DEPTH = 200; // look-alikes in one chain

const isBlank = term => term.startsWith('_:');

/** The canonical N-Quads document of `quads`, in which duplicates count once. Throws TooComplex. */
function canonicalize(quads, limit = MAX_RDFC_WORK) {
  const statements = [...new Map(quads.map(quad => [formatQuad(quad), quad])).values()];
  const names = new Naming(statements, limit).names();
  return sorted(statements.map(quad => formatQuad(renamed(quad, names)))).join('');
}

const renamed = (quad, names) => quad.map(term => names.get(term) || term);

const digestOf = text => toHex(sha256(utf8(text)));

/** `more` under `key` in a Map of lists. */
const collect = (lists, key, more) => lists.has(key) ? lists.get(key).push(more) : lists.set(key, [more]);

/** The canonicalization state of the standard (4.3) for one dataset. */
class Naming {
  constructor(quads, limit) {
    this.workLeft = limit;
    this.canonical = new Map(); // the canonical issuer
    this.firstHashes = new Map();
    this.quadsOf = new Map();
    for(const quad of quads) {
      for(const node of new Set(quad.filter(isBlank))) { // 4.4.3 (2)
        collect(this.quadsOf, node, quad);
      }
    }
  }

  /** The canonicalization algorithm, 4.4.3: the canonical name, with `_:`, of each blank node. */
  names() {
    const alike = new Map();
    for(const node of this.quadsOf.keys()) { // (3)
      collect(alike, this.firstDegree(node), node);
    }
    const groups = [...alike.keys()].sort().map(key => alike.get(key));
    for(const nodes of groups) { // (4)
      if(nodes.length === 1) {
        this.name(nodes[0]);
      }
    }
    for(const nodes of groups) { // (5)
      if(nodes.length > 1) {
        this.nameAlike(nodes);
      }
    }
    return this.canonical;
  }

  name(node) {
    if(!this.canonical.has(node)) {
      this.canonical.set(node, `_:c14n${this.canonical.size}`);
    }
  }

  /** (5.1) to (5.3): name the nodes of one hash, and those met on the way, in order of their hash. */
  nameAlike(nodes) {
    const paths = [];
    for(const node of nodes) {
      if(!this.canonical.has(node)) {
        paths.push(this.nDegree(node, new Map([[node, '_:b0']]), 1));
      }
    }
    paths.sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0);
    for(const [, issued] of paths) {
      for(const node of issued.keys()) {
        this.name(node);
      }
    }
  }

  /** Hash First Degree Quads, 4.6: what `node` looks like from its own statements. */
  firstDegree(node) {
    if(!this.firstHashes.has(node)) {
      const mask = term => term === node ? '_:a' : isBlank(term) ? '_:z' : term;
      const lines = this.quadsOf.get(node).map(quad => formatQuad(quad.map(mask)));
      this.firstHashes.set(node, digestOf(sorted(lines).join('')));
    }
    return this.firstHashes.get(node);
  }

  spend(work, depth) {
    this.workLeft -= work;
    if(this.workLeft < 0 || depth > MAX_RDFC_DEPTH) {
      throw new TooComplex('too many blank nodes look alike: telling them apart would take too long');
    }
  }

  /** Hash Related Blank Node, 4.7, for every neighbour of `node`: (1) to (3) of 4.8.3. */
  related(node, issued) {
    const groups = new Map();
    for(const [subject, predicate, value, graph] of this.quadsOf.get(node)) {
      for(const [other, position] of [[subject, 's'], [value, 'o'], [graph, 'g']]) {
        if(isBlank(other) && other !== node) {
          const name = this.canonical.get(other) || issued.get(other) || this.firstDegree(other);
          collect(groups, digestOf(position + (position === 'g' ? '' : predicate) + name), other);
        }
      }
    }
    return groups;
  }

  /** Hash N-Degree Quads, 4.8.3: the hash of `node` by its surroundings, and the names issued on the way.
   *
   * `issued` is the standard's issuer: node to temporary name, in order of issue. It is not changed.
   */
  nDegree(node, issued, depth) {
    this.spend(this.quadsOf.get(node).length + issued.size, depth);
    let data = '';
    const groups = this.related(node, issued);
    for(const key of [...groups.keys()].sort()) { // (5)
      let [chosenPath, chosen] = ['', issued];
      for(const order of orders(groups.get(key))) { // (5.4)
        this.spend(order.length + issued.size, depth);
        [chosenPath, chosen] = this.tryOrder(order, issued, chosenPath, depth) || [chosenPath, chosen];
      }
      data += key + chosenPath; // (5.1), (5.5)
      issued = chosen; // (5.6)
    }
    return [digestOf(data), issued];
  }

  /** (5.4.1) to (5.4.6): the path of one order of look-alikes, or null where it cannot beat `best`. */
  tryOrder(order, issued, best, depth) {
    let [copy, path] = [new Map(issued), ''];
    const toFollow = [];
    for(const other of order) { // (5.4.4)
      if(this.canonical.has(other)) {
        path += this.canonical.get(other);
      } else {
        if(!copy.has(other)) {
          toFollow.push(other);
          copy.set(other, `_:b${copy.size}`);
        }
        path += copy.get(other);
      }
      if(beaten(path, best)) {
        return null;
      }
    }
    for(const other of toFollow) { // (5.4.5)
      const [digest, further] = this.nDegree(other, copy, depth + 1);
      path += `${copy.get(other)}<${digest}>`;
      copy = new Map(further);
      if(beaten(path, best)) {
        return null;
      }
    }
    return !best || path < best ? [path, copy] : null; // (5.4.6)
  }
}

const beaten = (path, best) => best && path.length >= best.length && path > best;

/** Every order of `nodes` that differs from the others, in one list that is reused. */
function* orders(nodes) {
  // A node is a neighbour as often as statements join the two. The standard permutes all these entries; but entries of
  // one node make no difference among themselves.
  const distinct = [...new Set(nodes)];
  const ranks = nodes.map(node => distinct.indexOf(node)).sort((one, other) => one - other);
  for(;;) {
    yield ranks.map(number => distinct[number]);
    let last = ranks.length - 2;
    while(last >= 0 && ranks[last] >= ranks[last + 1]) {
      last--;
    }
    if(last < 0) {
      return;
    }
    let swap = ranks.length - 1;
    while(ranks[swap] <= ranks[last]) {
      swap--;
    }
    [ranks[last], ranks[swap]] = [ranks[swap], ranks[last]];
    ranks.push(...ranks.splice(last + 1).reverse());
  }
}
