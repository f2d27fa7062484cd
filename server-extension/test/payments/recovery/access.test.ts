import { expect } from 'chai';
import { createAccessPauses, rescheduleAfterPause } from '../../../src/payments/recovery/access.ts';
import { RECOVERY_TIMINGS } from '../../../src/payments/recovery/recovery-task.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import type { TaskResult } from '../../../src/payments/ports/recovery-task.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const start = Date.parse('2026-11-21T10:00:00Z');

describe('access to a merchant account', () => {
  let clock: number;
  let pauses: ReturnType<typeof createAccessPauses>;
  const now = (): Date => new Date(clock);
  const refusal = (): TaskResult => ({ runAt: now(), accessRefused: 'credentials' });

  beforeEach(() => {
    clock = start;
    pauses = createAccessPauses(RECOVERY_TIMINGS, now);
  });

  function refuse(times: number, merchant = 'shop'): void {
    for (let nth = 0; nth < times; nth += 1) pauses.record(merchant, refusal());
  }

  it('stays open after four refusals in a row and closes with the fifth', () => {
    refuse(4);
    expect(pauses.of('shop')).to.equal(undefined);
    refuse(1);
    expect(pauses.of('shop')).to.include({ accessRefused: 'credentials' });
  });

  it('counts the refusals of each account alone', () => {
    refuse(4);
    refuse(4, 'another');
    expect(pauses.of('shop')).to.equal(undefined);
  });

  it('counts from the beginning once a look-up was answered', () => {
    refuse(4);
    pauses.record('shop', { done: true });
    refuse(4);
    expect(pauses.of('shop')).to.equal(undefined);
  });

  it('opens after a first wait', () => {
    refuse(5);
    clock += RECOVERY_TIMINGS.firstLookupMs - 1;
    expect(pauses.of('shop')).not.to.equal(undefined);
    clock += 1;
    expect(pauses.of('shop')).to.equal(undefined);
  });

  it('closes for half of the time that the account has refused, for a quarter of an hour at most', () => {
    refuse(5);
    clock += 20 * MINUTE_MS;
    refuse(1);
    expect(pauses.of('shop')?.endsAt.getTime()).to.equal(clock + 10 * MINUTE_MS);
    clock += DAY_MS;
    refuse(1);
    expect(pauses.of('shop')?.endsAt.getTime()).to.equal(clock + 15 * MINUTE_MS);
  });

  const waiting = (days: number): PaymentAttempt =>
    ({ claimedAt: new Date(clock - days * DAY_MS) }) as unknown as PaymentAttempt;

  it('lets a task of any age wait for the opening and no longer', () => {
    const closed = { accessRefused: 'rate-limit', endsAt: new Date(clock + MINUTE_MS) } as const;
    for (const days of [0, 1, 29])
      expect(rescheduleAfterPause(waiting(days), closed, RECOVERY_TIMINGS, now())).to.deep.equal({
        runAt: closed.endsAt,
        accessRefused: 'rate-limit',
      });
  });

  it('leaves a task to a person after 30 days', () => {
    const closed = { accessRefused: 'credentials', endsAt: new Date(clock + MINUTE_MS) } as const;
    expect(rescheduleAfterPause(waiting(30), closed, RECOVERY_TIMINGS, now())).to.deep.equal({
      manualReview: true,
    });
  });
});
