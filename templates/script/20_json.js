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
  return new JsonText(decodeUtf8(bytes), maxDepth).whole();
}

class JsonText {
  constructor(text, maxDepth) {
    this.text = text;
    this.place = 0;
    this.depthLeft = this.maxDepth = maxDepth;
    this.number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
  }

  whole() {
    const value = this.value();
    if(this.next() !== '') {
      this.refuse('something follows the value');
    }
    return value;
  }

  refuse(what) {
    const lines = this.text.slice(0, this.place).split('\n');
    throw new WireError(`it is not JSON: ${what}, line ${lines.length}, column ${lines.pop().length + 1}`);
  }

  /** The next character that is not white space, or ''; it is not taken. */
  next() {
    while(' \t\n\r'.includes(this.text[this.place] || '.')) {
      this.place++;
    }
    return this.text[this.place] || '';
  }

  take(character) {
    const found = this.next() === character;
    this.place += found;
    return found;
  }

  value() {
    const start = this.next();
    if(start === '{' || start === '[') {
      return this.inside(start === '{' ? this.object : this.list);
    }
    if(start === '"') {
      return this.string();
    }
    for(const [word, value] of [['true', true], ['false', false], ['null', null]]) {
      if(this.text.startsWith(word, this.place)) {
        this.place += word.length;
        return value;
      }
    }
    return this.numeral();
  }

  inside(read) {
    if(this.depthLeft-- === 0) {
      throw new WireError(`it is nested more than ${this.maxDepth} levels deep`);
    }
    this.place++;
    const value = read.call(this);
    this.depthLeft++;
    return value;
  }

  list() {
    const entries = [];
    if(this.take(']')) {
      return entries;
    }
    do {
      entries.push(this.value());
    } while(this.take(','));
    return this.take(']') ? entries : this.refuse("expected ',' or ']'");
  }

  object() {
    const members = new Map();
    if(this.take('}')) {
      return members;
    }
    do {
      const name = this.next() === '"' ? this.string() : this.refuse('expected the name of a member');
      if(!this.take(':')) {
        this.refuse("expected ':'");
      }
      if(members.has(name)) {
        throw new WireError(`the member ${quoted(shortened(name, 80))} occurs twice in one object`);
      }
      members.set(name, this.value());
    } while(this.take(','));
    return this.take('}') ? members : this.refuse("expected ',' or '}'");
  }

  string() {
    const parts = [];
    let from = ++this.place;
    for(;;) {
      const code = this.text.charCodeAt(this.place);
      if(code === 0x22) {
        break;
      }
      if(code === 0x5c) {
        parts.push(this.text.slice(from, this.place), this.escape());
        from = this.place;
      } else if(code >= 0x20) {
        this.place++;
      } else {
        this.refuse(this.place < this.text.length ? 'a control character in a string' : 'a string without end');
      }
    }
    parts.push(this.text.slice(from, this.place++));
    const text = parts.join('');
    if(parts.length > 1 && HALF_PAIR.test(text)) {
      throw new WireError('a string holds half a surrogate pair');
    }
    return text;
  }

  escape() {
    const letter = this.text[this.place + 1] || '';
    const short = '"\\/\b\f\n\r\t'['"\\/bfnrt'.indexOf(letter || '?')];
    if(short) {
      this.place += 2;
      return short;
    }
    const digits = this.text.slice(this.place + 2, this.place + 6);
    if(letter !== 'u' || !/^[0-9A-Fa-f]{4}$/.test(digits)) {
      this.refuse('an escape that does not exist');
    }
    this.place += 6;
    return String.fromCharCode(parseInt(digits, 16));
  }

  numeral() {
    this.number.lastIndex = this.place;
    const found = this.number.exec(this.text);
    if(!found) {
      this.refuse('expected a value');
    }
    const [digits, fraction, exponent] = found;
    const value = Number(digits);
    if(fraction || exponent) {
      if(!Number.isFinite(value)) {
        throw new WireError(`the number ${digits.slice(0, 30)} is too large`);
      }
    } else if(digits.length > 17 || !Number.isSafeInteger(value)) {
      throw new WireError('a whole number is beyond 2^53 - 1, where not every reader keeps it exactly');
    }
    this.place += digits.length;
    return value;
  }
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

Object.assign(exported, {parseJson});
