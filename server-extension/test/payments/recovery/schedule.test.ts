import { expect } from 'chai';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import { nextRequestAt, nextRunAt, runsOf } from '../../../src/payments/recovery/schedule.ts';

const now = new Date('2026-11-21T10:00:00Z');
const MINUTE_MS = 60_000;

/** Minutes from each run to the next, until there is no other. */
function waitsOf(next: typeof nextRunAt): readonly number[] {
  const waits: number[] = [];
  for (;;) {
    const at = next(waits.length, RECOVERY_TIMINGS, now);
    if (at === undefined) return waits;
    waits.push((at.getTime() - now.getTime()) / MINUTE_MS);
  }
}

describe('the schedule of recovery', () => {
  const runs = waitsOf(nextRunAt);
  const hours = runs.reduce((sum, wait) => sum + wait, 0) / 60;

  it('looks again after 1, 2 and 5 minutes, and then every quarter of an hour, so that it looks soon after an outage', () => {
    expect(runs.slice(0, 4)).to.deep.equal([1, 2, 5, 15]);
    expect(new Set(runs.slice(3))).to.deep.equal(new Set([15]));
  });

  it('leaves it to a person after a day, and not before', () => {
    expect(hours).to.be.within(24, 48);
    expect(runsOf(0)).to.equal('first');
    expect(runsOf(1)).to.equal('again');
    expect(runsOf(runs.length - 1)).to.equal('again');
    expect(runsOf(runs.length)).to.equal('used-up');
  });

  it('asks for what was refused more and more seldom, seven times in all', () => {
    expect(waitsOf(nextRequestAt)).to.deep.equal([1, 2, 5, 15, 60, 360, 1_440]);
  });
});
