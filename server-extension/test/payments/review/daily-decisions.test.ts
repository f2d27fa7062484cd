import { expect } from 'chai';
import type { GatewayRef, OrderId } from '../../../src/domain/ids.ts';
import type { GatewaySettings } from '../../../src/domain/settings.ts';
import type { CalendarDate } from '../../../src/domain/time/calendar-day.ts';
import { dayIn } from '../../../src/domain/time/calendar-day.ts';
import type { TimeWindow } from '../../../src/domain/time/time-window.ts';
import { createDailyDecisions } from '../../../src/payments/review/daily-decisions.ts';
import type { DecisionReport, ReviewDecision } from '../../../src/payments/review/review-decisions.ts';

const DATE = '2026-02-01' as CalendarDate;
const inZone = (reportTimeZone: string) => ({ reportTimeZone }) as GatewaySettings;
const decision = (ref: string, at?: string): ReviewDecision => ({
  ref: ref as GatewayRef,
  orderId: 'o1' as OrderId,
  originalDecision: 'REVIEW',
  newDecision: 'ACCEPT',
  ...(at !== undefined && { decidedAt: new Date(at) }),
});

/** What is read of a day, and from where. */
async function read(
  reports: Readonly<Record<string, DecisionReport>>,
  { zone = 'UTC', now = '2026-02-03T00:00:00Z', within = [] as readonly ReviewDecision[] } = {},
) {
  const dates: string[] = [];
  const windows: (readonly [string, string])[] = [];
  const deadlines: number[] = [];
  const decisions = await createDailyDecisions({
    now: () => new Date(now),
    reviewDecisions: {
      decide: () => expect.fail(),
      report: (date, _settings, deadlineMs) => {
        dates.push(date);
        deadlines.push(deadlineMs);
        return Promise.resolve(reports[date]);
      },
      within: ({ from, to }, _settings, deadlineMs) => {
        windows.push([from.toISOString(), to.toISOString()]);
        deadlines.push(deadlineMs);
        return Promise.resolve(within);
      },
    },
  })(DATE, inZone(zone), 60_000);
  return { refs: decisions.map(({ ref }) => ref as string), dates, windows, deadlines };
}
const report = (covers: TimeWindow, ...decisions: readonly ReviewDecision[]): DecisionReport => ({
  covers,
  decisions,
});

describe('What reviewers decided on a day', () => {
  const day = dayIn(DATE, 'UTC');

  it('is in its report, and nothing else is asked then', async () => {
    const reports = {
      [DATE]: report(
        day,
        decision('b', '2026-02-01T12:00:00Z'),
        decision('a', '2026-02-01T00:00:00Z'),
        decision('c'),
      ),
    };
    const { refs, dates, windows } = await read(reports);
    expect(refs).to.have.members(['a', 'b', 'c']);
    expect(dates).to.deep.equal([DATE]);
    expect(windows).to.deep.equal([]);
  });

  it('is nothing of the days around it, and a row without a time is of the day in which its report begins', async () => {
    const early = { from: new Date('2026-01-31T08:00:00Z'), to: new Date('2026-02-01T08:00:00Z') };
    const reports = {
      [DATE]: report(
        early,
        decision('a', '2026-01-31T23:59:59Z'),
        decision('b', '2026-02-01T00:00:00Z'),
        decision('c'),
      ),
    };
    const { refs, windows } = await read(reports);
    expect(refs).to.deep.equal(['b']);
    expect(windows).to.deep.equal([['2026-02-01T08:00:00.000Z', '2026-02-02T00:00:00.000Z']]);
  });

  it('is in the reports of both dates in UTC that a day elsewhere touches', async () => {
    const { dates } = await read({}, { zone: 'Europe/Berlin' });
    expect(dates).to.deep.equal(['2026-01-31', '2026-02-01']);
    expect((await read({}, { zone: 'America/New_York' })).dates).to.deep.equal(['2026-02-01', '2026-02-02']);
  });

  it('comes from the conversion details where no report covers it, in pieces of less than a day, up to now', async () => {
    const { windows, refs } = await read({}, { within: [decision('a', '2026-02-01T01:00:00Z')] });
    expect(windows).to.deep.equal([
      ['2026-02-01T00:00:00.000Z', '2026-02-01T23:59:00.000Z'],
      ['2026-02-01T23:59:00.000Z', '2026-02-02T00:00:00.000Z'],
    ]);
    expect(refs).to.deep.equal(['a']);
    const today = await read({}, { now: '2026-02-01T10:00:00Z' });
    expect(today.windows).to.deep.equal([['2026-02-01T00:00:00.000Z', '2026-02-01T10:00:00.000Z']]);
  });

  it('is read within the time for all of it', async () => {
    const { deadlines } = await read({}, { zone: 'Europe/Berlin' });
    expect(deadlines.every((ms, nth) => ms <= (deadlines[nth - 1] ?? 60_000) && ms > 0)).to.equal(true);
  });
});
