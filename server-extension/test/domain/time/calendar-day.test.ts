import { expect } from 'chai';
import fc from 'fast-check';
import {
  dateIn,
  dayAfter,
  dayIn,
  isTimeZone,
  parseCalendarDate,
  type CalendarDate,
} from '../../../src/domain/time/calendar-day.ts';
import { isWithin, piecesOf, uncovered } from '../../../src/domain/time/time-window.ts';

const HOUR_MS = 3_600_000;
const hoursOf = (date: string, zone: string): number => {
  const { from, to } = dayIn(date as CalendarDate, zone);
  return (to.getTime() - from.getTime()) / HOUR_MS;
};

describe('A day of the calendar', () => {
  const days: readonly (readonly [zone: string, short: string, long: string])[] = [
    ['Europe/Berlin', '2026-03-29', '2026-10-25'],
    ['America/New_York', '2026-03-08', '2026-11-01'],
    ['Australia/Sydney', '2026-10-04', '2026-04-05'],
    // The clocks skip midnight.
    ['America/Santiago', '2026-09-06', '2026-04-04'],
  ];
  for (const [zone, short, long] of days)
    it(`has 23 or 25 hours in ${zone} when the clocks change`, () => {
      expect([hoursOf(short, zone), hoursOf(long, zone)]).to.deep.equal([23, 25]);
      expect(hoursOf('2026-06-15', zone)).to.equal(24);
    });

  it('begins at local midnight', () => {
    expect(dayIn('2026-03-29' as CalendarDate, 'Europe/Berlin')).to.deep.equal({
      from: new Date('2026-03-28T23:00:00Z'),
      to: new Date('2026-03-29T22:00:00Z'),
    });
  });

  it('follows the day before without a gap, and each moment is in the day that the zone’s calendar shows', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'America/Santiago',
      'America/Havana',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (at, zone) => {
          const date = dateIn(at, zone);
          const day = dayIn(date, zone);
          expect(isWithin(at, day)).to.equal(true);
          expect(dayIn(dayAfter(date), zone).from).to.deep.equal(day.to);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read from a date that exists only', () => {
    expect(parseCalendarDate('2026-02-28')).to.equal('2026-02-28');
    for (const text of ['2026-02-30', '2026-13-01', '2026-2-1', '20260201', '2026-02', '2026', '', 'today'])
      expect(parseCalendarDate(text), text).to.equal(undefined);
  });

  it('is read from nothing with more around it', () => {
    for (const text of [
      'x2026-02-28',
      '2026-02-28x',
      ' 2026-02-28',
      '2026-02-28T00:00',
      '12026-02-28',
      '2026-2-28',
    ])
      expect(parseCalendarDate(text), text).to.equal(undefined);
  });

  it('is counted in zones of the IANA database', () => {
    expect(isTimeZone('Europe/Berlin')).to.equal(true);
    expect(isTimeZone('Europe/Atlantis')).to.equal(false);
    expect(isTimeZone('')).to.equal(false);
  });
});

describe('A window of time', () => {
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
  const window = (from: number, to: number): { from: Date; to: Date } => ({ from: at(from), to: at(to) });

  it('has its first moment in it, and not the one at its end', () => {
    const [before, first, last, end] = [-1, 0, HOUR_MS - 1, HOUR_MS].map(
      (ms) => new Date(at(1).getTime() + ms),
    ) as [Date, Date, Date, Date];
    const isIn = (moment: Date) => isWithin(moment, window(1, 2));
    expect([before, first, last, end].map(isIn)).to.deep.equal([false, true, true, false]);
  });

  it('falls into pieces without gaps', () => {
    expect(piecesOf(window(0, 5), 2 * HOUR_MS)).to.deep.equal([window(0, 2), window(2, 4), window(4, 5)]);
    expect(piecesOf(window(3, 3), HOUR_MS)).to.deep.equal([]);
  });

  it('is uncovered where no other one is', () => {
    expect(uncovered(window(0, 10), [])).to.deep.equal([window(0, 10)]);
    expect(uncovered(window(0, 10), [window(2, 4), window(3, 6), window(9, 20)])).to.deep.equal([
      window(0, 2),
      window(6, 9),
    ]);
    expect(uncovered(window(0, 10), [window(0, 10)])).to.deep.equal([]);
    expect(uncovered(window(0, 10), [window(20, 30)])).to.deep.equal([window(0, 10)]);
  });
});
