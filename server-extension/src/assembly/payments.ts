import type { Config } from '../config/config.ts';
import { refOf } from '../domain/reported.ts';
import { toFailureFields } from '../failure-fields.ts';
import type { Log } from '../log.ts';
import { createFindPayment } from '../payments/addressed.ts';
import { createAttemptNames } from '../payments/attempt-name.ts';
import { createAttempt } from '../payments/attempt.ts';
import { createDebts } from '../payments/debts.ts';
import { createPay, type Pay } from '../payments/pay.ts';
import type { Entry, Gateway, Journal, PaymentRecords, SettingsFor } from '../payments/ports.ts';
import { type Accepted, createConfirm } from '../payments/reconcile/confirm.ts';
import { createFindOut } from '../payments/reconcile/find-out.ts';
import { identityOf, lineAbout } from './attempt-line.ts';
import { createReconcile } from '../payments/reconcile/reconcile.ts';
import { createSecondLook } from '../payments/second-look.ts';
import { repeatedly } from '../repeatedly.ts';

/** A round of the reconciler starts this part of the shortest wait after the one before it. */
const ROUNDS_PER_WAIT = 2;
/** A duty takes a few calls, one after the other. */
const CALLS_PER_DUTY = 4;

export interface PaymentParts {
  readonly config: Pick<Config, 'deadlines' | 'journal' | 'pace' | 'sealingSecret'>;
  readonly gateway: Gateway;
  readonly records: PaymentRecords;
  readonly journal: Journal;
  readonly accepted: Accepted;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  readonly log: Log;
}

export interface Payments {
  readonly pay: Pay;
  /** Starts nothing new; resolves when what is under way is over. */
  stop(): Promise<void>;
}

/** Paying, and the reconciler that looks after what was left open. */
export function assemblePayments(parts: PaymentParts): Payments {
  const { config, gateway, records, journal, accepted, settingsFor, now, log } = parts;
  const { pace, deadlines } = config;
  const deadlineMs = deadlines.cybersource;

  const onTrouble = (event: string, error: unknown, entry?: Entry): void => {
    const { orderId, operation, merchantTransactionId } = entry ?? {};
    log('error', event, { orderId, operation, merchantTransactionId, ...toFailureFields(error) });
  };
  const name = createAttemptNames(config.sealingSecret);
  const isJournalOwn = config.journal.kind === 'memory';
  const attempt = createAttempt({
    gateway,
    journal,
    name,
    now,
    deadlineMs,
    lostMs: pace.lostMs,
    secondLook: createSecondLook({ gateway, journal, deadlineMs: deadlines.lookUp }),
    onTrouble,
  });
  const debts = createDebts({
    attempt,
    journal,
    now,
    lostAfterMs: 2 * deadlineMs,
    onTried: ({ orderId, operation, merchantTransactionId, result }) => {
      const outcome = result?.outcome;
      const gatewayId = refOf(result);
      log('info', 'hold-reversal', { orderId, operation, outcome, gatewayId, merchantTransactionId });
    },
    onTrouble,
  });
  const pay = createPay({
    attempt,
    journal,
    findPayment: createFindPayment({
      journal,
      records,
      isJournalOwn,
      now,
      deadlineMs: deadlines.lookUp,
      lagMs: pace.lagMs,
    }),
    name,
    deadlineMs,
    onDebt: (debtor, settings) => void debts.settle(debtor, settings),
  });
  const reconcile = createReconcile({
    journal,
    findOut: createFindOut({
      gateway,
      journal,
      accepted,
      isJournalOwn,
      pace,
      now,
      deadlineMs,
    }),
    confirm: createConfirm({
      journal,
      accepted,
      pay,
      pace,
      now,
      onOrphan: (entry) => {
        log('warning', 'order-not-placed', identityOf(entry));
      },
    }),
    debts,
    settingsFor,
    pace,
    now,
    leaseMs: CALLS_PER_DUTY * deadlineMs,
    onLeft: (taken, left) => {
      log(...lineAbout(taken, left));
    },
    onTrouble,
  });
  const reconciling = repeatedly(reconcile, pace.unknownMs / ROUNDS_PER_WAIT);

  const underWay = new Set<Promise<unknown>>();
  return {
    pay(...asked) {
      const paying = pay(...asked);
      const ended = paying.catch(() => undefined).finally(() => underWay.delete(ended));
      underWay.add(ended);
      return paying;
    },
    async stop() {
      await reconciling.stop();
      // Its caller may have hung up: the result has to be in the journal before that is closed.
      await Promise.all(underWay);
      await debts.idle();
    },
  };
}
