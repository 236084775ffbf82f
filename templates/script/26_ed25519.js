// Ed25519 verification that every careful implementation agrees with.
//
// Browsers differ about keys and points of small order, points written in more than one way, and S that is not
// reduced. Honest signatures meet none of these cases, so all of them are refused, whatever the browser says:
//
//   1. the key is 32 bytes and the signature 64: R || S
//   2. S < L, the order of the group
//   3. A (the key) and R are canonical encodings of points of the prime-order subgroup, and not its identity
//   4. the browser accepts the signature
//
// A browser that cannot do (4) gives no answer at all: Unavailable. Points are (X, Y, Z, T) with x = X/Z, y = Y/Z and
// xy = T/Z. Spec: RFC 8032, sections 5.1.3, 5.1.4 and 5.1.7; (3) is stricter. The twin of generator/wire/ed25519.py.

const ED_P = 2n ** 255n - 19n;
const ED_L = 2n ** 252n + 27742317777372353535851937790883648493n;
const ED_D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const ED_ROOT = 19681161376707505956807079304988542015446066515923890162744021073123829784752n; // of -1

/** Whether `signature` over `message` fits `publicKey`, all of them bytes. Rejects with Unavailable. */
async function verifyEd25519(publicKey, message, signature) {
  // (1)
  if(publicKey.length !== 32 || signature.length !== 64) {
    return false;
  }
  // (2)
  if(littleEndian(toHex(signature.subarray(32))) >= ED_L) {
    return false;
  }
  // (4) is asked before (3): the browser works elsewhere, and has its answer while points are still being looked at.
  const accepted = browserAccepts(publicKey, message, signature);
  accepted.catch(() => {});
  // (3)
  return isSoundKey(toHex(publicKey)) && isSoundPoint(toHex(signature.subarray(0, 32))) && accepted;
}

async function browserAccepts(publicKey, message, signature) {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if(!subtle) {
    throw new Unavailable('a browser checks signatures only on pages that came over https, or from this computer');
  }
  try {
    const key = await subtle.importKey('raw', publicKey, {name: 'Ed25519'}, false, ['verify']);
    return await subtle.verify({name: 'Ed25519'}, key, signature, message) === true;
  } catch(error) {
    throw new Unavailable('this browser cannot check Ed25519 signatures; a newer one can');
  }
}

const littleEndian = hex => BigInt(`0x${hex.match(/../g).reverse().join('')}`);

// One key signs a badge, its list, and mostly the next badge too.
const isSoundKey = remembered(isSoundPoint);

/** Whether 32 bytes, in hex, are the canonical encoding of a point of the prime-order subgroup but the identity. */
function isSoundPoint(hex) {
  const y = littleEndian(hex) & (1n << 255n) - 1n; // the highest bit is the sign of x, which decides nothing here
  const x = y < ED_P && y !== 1n ? abscissa(y) : null;
  if(x === null) {
    return false;
  }
  const [X, Y, Z] = timesL([x, y, 1n, x * y % ED_P]);
  return X % ED_P === 0n && (Y - Z) % ED_P === 0n;
}

/** One x of the points with this y, or null: x^2 = (y^2 - 1) / (d y^2 + 1). RFC 8032, 5.1.3. */
function abscissa(y) {
  const square = y * y % ED_P;
  const [u, v] = [square - 1n, (ED_D * square + 1n) % ED_P];
  const v3 = v * v % ED_P * v % ED_P;
  const x = u * v3 % ED_P * power(u * v3 % ED_P * v3 % ED_P * v % ED_P, (ED_P - 5n) / 8n) % ED_P;
  const check = v * x % ED_P * x % ED_P;
  if((check - u) % ED_P === 0n) {
    return x;
  }
  return (check + u) % ED_P === 0n ? x * ED_ROOT % ED_P : null;
}

function power(base, exponent) {
  let result = 1n;
  for(const bit of exponent.toString(2)) {
    result = result * result % ED_P;
    if(bit === '1') {
      result = result * base % ED_P;
    }
  }
  return result;
}

function timesL(point) {
  let sum = point;
  for(const bit of ED_L.toString(2).slice(1)) {
    sum = doubled(sum);
    if(bit === '1') {
      sum = added(sum, point);
    }
  }
  return sum;
}

function doubled([X, Y, Z]) {
  const [a, b] = [X * X % ED_P, Y * Y % ED_P];
  const e = (X + Y) * (X + Y) % ED_P - a - b;
  const g = b - a;
  const f = g - 2n * Z * Z % ED_P;
  return fromFactors(e, f, g, -a - b);
}

function added([X, Y, Z, T], [x, y, z, t]) {
  const [a, b] = [(Y - X) * (y - x) % ED_P, (Y + X) * (y + x) % ED_P];
  const [c, d] = [2n * T * t % ED_P * ED_D % ED_P, 2n * Z * z % ED_P];
  return fromFactors(b - a, d - c, d + c, b + a);
}

const fromFactors = (e, f, g, h) => [e * f % ED_P, g * h % ED_P, f * g % ED_P, e * h % ED_P];
