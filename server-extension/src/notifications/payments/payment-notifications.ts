import { gatewayRefOf, isApprovedOrPending } from '../../domain/payment/reported.ts';
import { isApplied } from '../../domain/payment/applied.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { SettleNotified } from '../../payments/recovery/settle-notified.ts';
import type { HandleNotification, NotifiedPayment, NotifiedPayments, NotificationResult } from '../ports.ts';
import { contradictionOf } from './contradiction.ts';
import { findAttempt } from './find-attempt.ts';

export interface PaymentNotificationsDeps {
  readonly journal: Journal;
  readonly notifiedPayments: NotifiedPayments;
  /** Completes an unknown outcome by recovery's own rules. */
  readonly settleNotified: SettleNotified;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  /** An attempt that is in flight for longer was lost with its process. */
  readonly lostAfterMs: number;
  /** Acts on a notification as a step of the trace in which the attempt was claimed. */
  readonly continueTrace: (
    attempt: PaymentAttempt,
    work: () => Promise<NotificationResult>,
  ) => Promise<NotificationResult>;
  /** Called with an attempt whose known result a notification contradicts. */
  readonly onContradiction: (attempt: PaymentAttempt, problem: string) => void;
}

/** From one look at an attempt under way to the next, in milliseconds. */
const IN_FLIGHT_MS = 1_000;

/** Settles unknown outcomes, marks batched captures and refunds, and hands contradictions to a person. */
export function createPaymentNotifications({
  journal,
  notifiedPayments,
  settleNotified,
  settingsFor,
  now,
  lostAfterMs,
  continueTrace,
  onContradiction,
}: PaymentNotificationsDeps): HandleNotification {
  return async (notification) => {
    const notified = notifiedPayments.identify(notification);
    const found = await findAttempt(journal, notified);
    switch (found.kind) {
      case 'unknown':
        return { parked: 'No attempt in the journal is the one that it is about.', runAt: now() };
      case 'unnamed': {
        const settled = await Promise.all(found.unresolved.map((attempt) => settleNotified(attempt)));
        return settled.includes('settled')
          ? { processed: 'Looked up and settled.' }
          : again('It names no attempt, and the records of CyberSource do not show it yet.');
      }
      case 'found':
        if (notified.operations.length > 0 && !notified.operations.includes(found.attempt.operation))
          return {
            parked: `It is about another operation than the attempt, which is of ${found.attempt.operation}.`,
          };
        return continueTrace(found.attempt, () => apply(found.attempt, notified));
    }

    async function apply(
      attempt: PaymentAttempt,
      { isBatched }: NotifiedPayment,
    ): Promise<NotificationResult> {
      const isInFlight = attempt.result === undefined && ageOf(attempt) < lostAfterMs;
      if (isInFlight) return again('The attempt is under way.');
      const settings = await settingsFor(attempt.site, attempt.channel);
      const result = notifiedPayments.resultFor(notification, attempt, settings);
      if (attempt.result === undefined || attempt.result.outcome === 'unknown') {
        if (result.outcome === 'unknown')
          return { parked: `It does not say how the attempt ended: ${result.problem}` };
        const settled = await settleNotified(attempt, result);
        if (settled !== 'settled')
          return again('Another instance works on the attempt, or OCC has to be asked again.');
        if (isBatched) await journal.markBatched(attempt, now());
        return { processed: 'The unknown outcome is settled.' };
      }
      const problem =
        contradictionOf(attempt, result) ?? (isBatched ? await voidedBefore(attempt) : undefined);
      if (problem !== undefined) {
        await journal.requireManualReview(attempt);
        onContradiction(attempt, problem);
        return { processed: problem };
      }
      if (!isBatched || !isApprovedOrPending(attempt.result))
        return { processed: 'It says what the journal knows.' };
      await journal.markBatched(attempt, now());
      return { processed: 'Marked as batched.' };
    }
  };

  /** Money that was voided must not leave for the acquirer. */
  async function voidedBefore({ orderId, result }: PaymentAttempt): Promise<string | undefined> {
    const ref = gatewayRefOf(result);
    const isVoided = (await journal.ofOrder(orderId)).some(
      (other) => other.operation === 'void' && other.original === ref && isApplied(other),
    );
    return isVoided
      ? 'A notification says that it was batched, and the journal that it was voided.'
      : undefined;
  }

  function ageOf({ claimedAt }: PaymentAttempt): number {
    return now().getTime() - claimedAt.getTime();
  }

  function again(note: string): NotificationResult {
    return { waiting: note, runAt: new Date(now().getTime() + IN_FLIGHT_MS) };
  }
}
