// Instants as credentials write them, read as wide as others write them (XML Schema 1.1, dateTimeStamp); no
// place is further away than 14 hours.
//
// The twin of generator/credential/times.py.

const STAMP = new RegExp('^(\\d{4})-(\\d\\d)-(\\d\\d)T([01]\\d|2[0-3]):([0-5]\\d):([0-5]\\d)(?:\\.\\d{1,9})?' +
  '(?:Z|([+-])(?:(0\\d|1[0-3]):([0-5]\\d)|(14):00))$');
const [FIRST_INSTANT, LAST_INSTANT] = [-62135596800000, 253402300799000]; // the years 1 to 9999, in UTC

/** The instant that `text` says, in milliseconds since 1970; fractions of a second are dropped. Throws WireError. */
function parseInstant(text) {
  const found = typeof text === 'string' && STAMP.exec(text);
  if(!found) {
    throw new WireError(`${quoted(text)} is not a date with time and zone`);
  }
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year > 0;
  const [hours, minutes] = [Number(found[8] || found[10] || 0), Number(found[9] || 0)];
  const instant = date.setUTCHours(hour, minute, second) - (found[7] === '-' ? -1 : 1) * (60 * hours + minutes) * 60000;
  if(!exists || instant < FIRST_INSTANT || instant > LAST_INSTANT) {
    throw new WireError(`${quoted(text)} is not a date`);
  }
  return instant;
}
