import type { StoredCard } from '../domain/payment/command.ts';
import type { GatewayRef, OrderId, SiteId } from '../domain/ids.ts';
import { type Payment, paymentFrom } from '../domain/payment/payment.ts';
import { gatewayRefOf, isApprovedOrPending, reportOf } from '../domain/payment/reported.ts';
import type { PaymentResult, SavedCardIds } from '../domain/payment/result.ts';
import { present } from '../domain/present.ts';
import { Problem } from '../domain/problem.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import type { Journal } from './ports/journal.ts';
import type { PaymentAttempt } from './ports/payment-attempt.ts';
import type { PaymentRecords } from './ports/payment-records.ts';
import { networkTransactionIdOf, storedCredentialOf, toStoredCard } from './rules/follow-on/holds.ts';
import { attemptsOfPayment } from './attempt/attempts-of-payment.ts';

/** The payment with which the shopper stored a card, and agreed that it is charged later. */
export interface FirstPayment {
  readonly card?: StoredCard;
  /** The card network's id of it, by which the issuer recognises the agreement. */
  readonly networkTransactionId?: string;
}

/**
 * Finds the first payment of a stored card: by CyberSource's id of the payment, or by that of the card.
 *
 * @throws Problem `not-found` for a payment that neither the journal nor the gateway's records know on this site;
 *   `wait-for-result` while the records cannot be read, or the id is younger than they may lag.
 */
export interface FindFirstPayment {
  byPayment(ref: GatewayRef, orderId: OrderId, settings: GatewaySettings): Promise<FirstPayment>;
  /** Nothing where the journal does not know the card: then CyberSource's own record of the card counts. */
  byCard(paymentInstrumentId: string, site: SiteId): Promise<FirstPayment>;
}

export interface FindFirstPaymentDeps {
  readonly journal: Pick<Journal, 'byGatewayRef' | 'bySavedCard' | 'ofOrder'>;
  readonly records: PaymentRecords;
  readonly now: () => Date;
  /** Milliseconds for reading the gateway's records. */
  readonly deadlineMs: number;
  /** Milliseconds that the gateway's records may lag behind. */
  readonly searchLagMs: number;
}

export function createFindFirstPayment({
  journal,
  records,
  now,
  deadlineMs,
  searchLagMs,
}: FindFirstPaymentDeps): FindFirstPayment {
  return {
    async byPayment(ref, orderId, settings) {
      const attempt = await journal.byGatewayRef(ref);
      if (attempt !== undefined) {
        if (attempt.site !== settings.site || attempt.orderId !== orderId) throw notFound(ref, orderId);
        return ofPayment(paymentFrom(await attemptsOfPayment(journal, attempt)));
      }
      const record = await records.read(ref, orderId, settings, deadlineMs);
      if (record.kind === 'ambiguous') throw mustWait(record.problem);
      if (record.kind === 'not-found' && isRecent(record.issuedAt))
        throw mustWait(`CyberSource's records do not show ${ref} yet.`);
      const site = record.kind === 'found' ? record.authorization.paymentGroup?.site : undefined;
      if (record.kind === 'not-found' || (site ?? settings.site) !== settings.site)
        throw notFound(ref, orderId);
      return ofResult(record.authorization.result, record.authorization.instrument);
    },

    async byCard(paymentInstrumentId, site) {
      const attempt = await journal.bySavedCard(paymentInstrumentId);
      return attempt?.site === site && gatewayRefOf(attempt.result) !== undefined
        ? ofResult(attempt.result)
        : {};
    },
  };

  function isRecent(at: Date | undefined): boolean {
    return at !== undefined && Math.abs(now().getTime() - at.getTime()) <= searchLagMs;
  }
}

function mustWait(problem: string): Problem {
  return new Problem('wait-for-result', `The first payment cannot be read: ${problem} Ask again later.`);
}

function ofPayment(payment: Payment<PaymentAttempt>): FirstPayment {
  const card = storedCredentialOf(payment);
  const networkTransactionId = networkTransactionIdOf(payment);
  return { ...(card && { card }), ...present({ networkTransactionId }) };
}

function ofResult(result: PaymentResult | undefined, instrument?: SavedCardIds): FirstPayment {
  const networkTransactionId = reportOf(result)?.networkTransactionId;
  const saved = instrument ?? (isApprovedOrPending(result) ? result.savedCard : undefined);
  return {
    ...(saved && { card: toStoredCard(saved) }),
    ...present({ networkTransactionId }),
  };
}

function notFound(ref: GatewayRef, orderId: OrderId): Problem {
  return new Problem('not-found', `There is no payment ${ref} for order ${orderId} on this site.`);
}
