// Strict JSON: one text, one value, the same for every reader; from strangers, in bounded time.
//
// Objects become a Map, which keeps the order of members and knows no name that is special. Refused:
//
// * bytes that are not UTF-8, a byte order mark, anything after the value
// * the same member twice in one object
// * NaN, Infinity, numbers that overflow (1e999), whole numbers beyond 2^53 - 1 either way
// * half a surrogate pair
// * more than `maxBytes` bytes, or more than `maxDepth` objects and lists inside one another
//
// The browser's own parser says whether it is JSON at all; what it would let through or lose is looked for after that.
//
// Spec: RFC 8259; RFC 7493 (I-JSON), section 2. The twin of generator/wire/strictjson.py.

const MAX_JSON_BYTES = 1 << 20;
const MAX_JSON_DEPTH = 32;

/** The value that `bytes` say. Throws WireError with the reason. */
function parseJson(bytes, maxBytes = MAX_JSON_BYTES, maxDepth = MAX_JSON_DEPTH) {
  if(bytes.length > maxBytes) {
    throw new WireError(`it has ${bytes.length} bytes, at most ${maxBytes} are read`);
  }
  if(startsWith(bytes, BYTE_ORDER_MARK)) {
    throw new WireError('it begins with a byte order mark');
  }
  const text = decodeUtf8(bytes);
  try {
    JSON.parse(text);
  } catch(error) {
    throw new WireError('it is not JSON');
  }
  return new JsonTokens(text, maxDepth).value();
}

// Of a text that is JSON: the commas and colons between say nothing more.
const JSON_TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\]]|[^\s,:{}[\]"]+/g;

class JsonTokens {
  constructor(text, maxDepth) {
    this.tokens = text.matchAll(JSON_TOKEN);
    this.depthLeft = this.maxDepth = maxDepth;
  }

  next() {
    return this.tokens.next().value[0];
  }

  value(token = this.next()) {
    return token === '{' ? this.inside(this.object) : token === '[' ? this.inside(this.list) :
      token[0] === '"' ? jsonString(token) : /[tfn]/.test(token[0]) ? JSON.parse(token) : jsonNumber(token);
  }

  inside(read) {
    if(this.depthLeft-- === 0) {
      throw new WireError(`it is nested more than ${this.maxDepth} levels deep`);
    }
    const value = read.call(this);
    this.depthLeft++;
    return value;
  }

  list() {
    const entries = [];
    for(let token; (token = this.next()) !== ']';) {
      entries.push(this.value(token));
    }
    return entries;
  }

  object() {
    const members = new Map();
    for(let token; (token = this.next()) !== '}';) {
      const name = jsonString(token);
      if(members.has(name)) {
        throw new WireError(`the member ${quoted(shortened(name, 80))} occurs twice in one object`);
      }
      members.set(name, this.value());
    }
    return members;
  }
}

function jsonString(token) {
  const text = JSON.parse(token);
  if(HALF_PAIR.test(text)) {
    throw new WireError('a string holds half a surrogate pair');
  }
  return text;
}

function jsonNumber(token) {
  const value = Number(token);
  if(/[.e]/i.test(token)) {
    if(!Number.isFinite(value)) {
      throw new WireError(`the number ${token.slice(0, 30)} is too large`);
    }
  } else if(!Number.isSafeInteger(value)) {
    throw new WireError('a whole number is beyond 2^53 - 1, where not every reader keeps it exactly');
  }
  return value;
}

/** Whether two values of JSON are the same; the order of members does not count. */
function sameJson(one, other) {
  if(Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((entry, at) => sameJson(entry, other[at]));
  }
  if(one instanceof Map) {
    return other instanceof Map && one.size === other.size &&
      [...one].every(([name, entry]) => other.has(name) && sameJson(entry, other.get(name)));
  }
  return one === other;
}
