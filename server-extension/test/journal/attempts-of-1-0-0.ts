/** Payments in the middle of everything, as 1.0.0 wrote them, and what has to become of them after the upgrade. */
import { expect } from 'chai';
import type { CommandKey } from '../../src/domain/ids.ts';
import type { MerchantTransactionIdFor } from '../../src/payments/ports/claim.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../src/payments/ports/payment-attempt.ts';
import { approved } from '../builders/result.ts';
import { anAttempt } from './contract.ts';

const OPENED = Date.parse('2026-11-21T09:00:00Z');
const CLOSED = OPENED + 2_000;
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

/** One row of the table, instants in milliseconds since 1970, under the column names of 1.0.0. */
export interface RowOf100 {
  readonly key: string;
  readonly attempt: number;
  readonly payment: string;
  readonly order_id: string;
  readonly opened_at: number;
  readonly request: string;
  readonly closed_at: number | null;
  readonly result: string | null;
  readonly told: string | null;
  readonly found_at: number | null;
  readonly duty: string | null;
  readonly due_at: number | null;
  readonly tries: number;
}

/** The values of a row, in the order of its keys. */
export const valuesOf = (row: RowOf100): readonly (string | number | null)[] =>
  Object.values(row as object) as (string | number | null)[];

interface Row100Changes {
  readonly request?: object;
  readonly result?: object;
  readonly told?: object;
  readonly duty?: string;
}

function aRow(key: string, { request = {}, result, told, duty }: Row100Changes): RowOf100 {
  const known = anAttempt({ key: key as CommandKey });
  const document = {
    ...known,
    claimedAt: undefined,
    attempt: 1,
    merchantTransactionId: `MTI-${key}`,
    ...request,
  };
  const text = (value: object | undefined): string | null =>
    value === undefined ? null : JSON.stringify(value);
  return {
    key,
    attempt: 1,
    payment: known.payment,
    order_id: known.orderId,
    opened_at: OPENED,
    request: JSON.stringify(document),
    closed_at: result === undefined ? null : CLOSED,
    result: text(result),
    told: text(told),
    found_at: told === undefined ? null : CLOSED,
    duty: duty ?? null,
    due_at: duty === undefined || duty === 'person' ? null : OPENED,
    tries: 2,
  };
}

const { amount } = anAttempt();
const lost = { outcome: 'unknown', problem: 'No answer.' };

export const ROWS_OF_1_0_0: readonly RowOf100[] = [
  aRow('in flight', { duty: 'find-out' }),
  aRow('abandoned', { result: { ...lost, abandoned: true }, duty: 'find-out' }),
  aRow('held', { result: { outcome: 'declined', holdsMoney: true, ref: 'R1' }, duty: 'let-go' }),
  aRow('unconfirmed', { result: approved(amount, 'R2' as never), duty: 'confirm' }),
  aRow('for a person', { result: lost, duty: 'person' }),
  aRow('stopped', { result: { outcome: 'refused', problem: 'Another order.', stoppedBy: 'checkout' } }),
  aRow('numbered', {
    request: { turn: { number: 3, transactionId: 'T3' } },
    result: approved(amount, 'R3' as never),
    told: lost,
  }),
];

/** Every payment is there under the new names, and goes on to its end. */
export async function expectToGoOn(journal: Journal): Promise<void> {
  const find = async (key: string): Promise<PaymentAttempt> => {
    const attempt = await journal.find(key as CommandKey);
    if (attempt === undefined) throw new Error(`${key} is lost`);
    return attempt;
  };
  expect(await find('in flight')).to.deep.include({ attemptNumber: 1, claimedAt: new Date(OPENED) });
  expect(await find('in flight')).to.not.have.any.keys('attempt', 'turn');
  expect((await find('abandoned')).result).to.deep.equal({ ...lost, callerUnknown: true });
  expect((await find('stopped')).result).to.deep.include({ outcome: 'refused', blockedBy: 'checkout' });
  expect(await find('numbered')).to.deep.include({
    sequence: { number: 3, transactionId: 'T3' },
    completedAt: new Date(CLOSED),
    reportedResult: lost,
    resolvedAt: new Date(CLOSED),
  });
  expect((await journal.manualReviews(10)).map(({ key }) => key)).to.deep.equal(['for a person']);

  const leased = await journal.leaseTasks(10, 60_000);
  expect(leased.map(({ attempt, task, runs }) => [attempt.key, task, runs])).to.have.deep.members([
    ['in flight', 'resolve-outcome', 2],
    ['abandoned', 'resolve-outcome', 2],
    ['held', 'reverse-hold', 2],
    ['unconfirmed', 'confirm-order', 2],
  ]);
  const result = approved(amount, 'R4' as never);
  for (const task of leased)
    await journal.completeTask(
      task,
      task.attempt.key === 'abandoned' ? { resolved: result, at: new Date() } : { done: true },
    );
  expect(await find('abandoned')).to.deep.include({
    result,
    reportedResult: { ...lost, callerUnknown: true },
  });

  const inFlight = await find('in flight');
  await journal.complete(inFlight, approved(amount, 'R5' as never), new Date());
  const again = await journal.claim(inFlight, () => ({ verdict: 'proceed' }), name);
  expect(again).to.have.property('kind', 'completed');
}
