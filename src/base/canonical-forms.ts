/** A whole number of any length in text. */
export const WHOLE = /^-?\d+$/;
/** A decimal number in plain notation. */
export const DECIMAL = /^-?\d+(\.\d+)?$/;
/** An ISO 8601 duration; only its seconds have a fraction. */
export const DURATION = /^[+-]?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?$/;

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{3})?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** True for "YYYY-MM-DD" of a day that the calendar has. */
export function isDate(text: string): boolean {
  return DATE.test(text) && startsWithDay(text);
}

/** True for "HH:MM:SS" and "HH:MM:SS.fff". */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** True for "YYYY-MM-DDTHH:MM:SS.fffZ" of a day that the calendar has. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && startsWithDay(text);
}

/** True when the Gregorian calendar has this day; it has a year 0. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month !== 2) return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Of a text that begins with "YYYY-MM-DD". `Date.parse` rolls the 31st of a short month over, and takes most of the time of reading a row. */
function startsWithDay(text: string): boolean {
  return isCalendarDay(digitsAt(text, 0) * 100 + digitsAt(text, 2), digitsAt(text, 5), digitsAt(text, 8));
}

/** The number of the two digits at a place. */
function digitsAt(text: string, place: number): number {
  return (text.charCodeAt(place) - 48) * 10 + text.charCodeAt(place + 1) - 48;
}
