const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;

/** True for a day of the proleptic Gregorian calendar, "YYYY-MM-DD", years 0000 to 9999. */
export function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** "HH:MM:SS" or, where there is a part of a second, "HH:MM:SS.fff" (cut to milliseconds); undefined when it is no time of day. */
export function normaliseTime(text: string): string | undefined {
  const parts = TIME.exec(text);
  if (parts === null || Number(parts[1]) > 23 || Number(parts[2]) > 59 || Number(parts[3]) > 59) return undefined;
  const milliseconds = (parts[4] ?? '').padEnd(3, '0').slice(0, 3);
  return milliseconds === '000' ? text.slice(0, 8) : `${text.slice(0, 8)}.${milliseconds}`;
}
