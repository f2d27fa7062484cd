import { Secret } from '../../src/domain/secret.ts';
import { createFindPayment } from '../../src/payments/addressed.ts';
import { createAttemptNames } from '../../src/payments/attempt-name.ts';
import { type AttemptDeps, createAttempt } from '../../src/payments/attempt.ts';
import { PACE } from '../../src/payments/reconcile/duties.ts';
import { noRecords } from './records.ts';
import { createDebts, type Debts } from '../../src/payments/debts.ts';
import { createPay, type Pay } from '../../src/payments/pay.ts';
import type { PaymentRecords } from '../../src/payments/ports.ts';

/** The real rules of payment around a gateway and a journal of the test's. */
export function createPayments(deps: Pick<AttemptDeps, 'gateway' | 'journal'> & Partial<Options>): {
  readonly pay: Pay;
  readonly debts: Debts;
} {
  const { gateway, journal, now = () => new Date(), deadlineMs = 2_000, onTrouble = () => undefined } = deps;
  const name = createAttemptNames(new Secret('a secret of the tests'));
  const attempt = createAttempt({
    gateway,
    journal,
    name,
    now,
    deadlineMs,
    lostMs: PACE.lostMs,
    onTrouble,
  });
  const lostAfterMs = 2 * deadlineMs;
  const onTried = (): void => undefined;
  const debts = createDebts({ attempt, journal, now, lostAfterMs, onTried, onTrouble });
  const onDebt = deps.onDebt ?? ((debtor, settings) => void debts.settle(debtor, settings));
  const { records = noRecords, isJournalOwn = true, lagMs = PACE.lagMs } = deps;
  const findPayment = createFindPayment({ journal, records, isJournalOwn, now, deadlineMs, lagMs });
  return { pay: createPay({ attempt, journal, findPayment, name, deadlineMs, onDebt }), debts };
}

interface Options {
  readonly records: PaymentRecords;
  readonly isJournalOwn: boolean;
  readonly lagMs: number;
  readonly now: () => Date;
  readonly deadlineMs: number;
  readonly onTrouble: (event: string) => void;
  readonly onDebt: Parameters<typeof createPay>[0]['onDebt'];
}
