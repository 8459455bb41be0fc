import { describe, expect, it } from '@jest/globals';
import { isCalendarDay, isDate, isInstant, isTime } from '../../src/base/canonical-forms.ts';

describe('canonical forms', () => {
  it('know every day that the calendar has, and no other', () => {
    for (const year of [0, 1, 1900, 1999, 2000, 2023, 2024, 2100, 9999]) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const date = new Date(0);
          date.setUTCFullYear(year, month - 1, day);
          const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          expect([year, month, day, isCalendarDay(year, month, day)]).toEqual([year, month, day, exists]);
          const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          expect([text, isDate(text), isInstant(`${text}T10:00:00.000Z`)]).toEqual([text, exists, exists]);
        }
      }
    }
  });

  it.each(['2024-1-1', '24-01-01', '2024-01-01T', ' 2024-01-01', '2024/01/01', ''])('"%s" is no date', (text) => {
    expect(isDate(text)).toBe(false);
  });

  it.each(['10:00', '24:00:00', '10:60:00', '10:00:60', '10:00:00.5', '10:00:00.0000'])(
    '"%s" is no time, and no part of an instant',
    (text) => {
      expect(isTime(text)).toBe(false);
      expect(isInstant(`2024-01-01T${text}Z`)).toBe(false);
    },
  );

  it.each(['2024-01-01T10:00:00Z', '2024-01-01 10:00:00.000Z', '2024-01-01T10:00:00.000', '2024-01-01T10:00:00.000+00:00'])(
    '"%s" is no instant',
    (text) => {
      expect(isInstant(text)).toBe(false);
    },
  );
});
