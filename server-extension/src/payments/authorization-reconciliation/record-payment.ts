import type { GatewayRef, OrderId, PaymentKey } from '../../domain/ids.ts';
import { isPossiblyApplied } from '../../domain/payment/applied.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { PaymentRecord, PaymentRecords } from '../ports/payment-records.ts';
import { paymentOpenedBy } from '../resolve-payment.ts';
import { toAttempts } from '../rules/recorded-attempts.ts';
import { aboutOrder, isKnownAs } from '../rules/recorded-order.ts';
import type { SitesOfAccount } from './unmatched-authorization.ts';

/** A transaction of this installation in the gateway's records. */
export interface FoundTransaction {
  readonly ref: GatewayRef;
  readonly orderId: OrderId;
}

/**
 * Reads the payment that a transaction belongs to in the gateway's records, and writes what the journal does not have of it
 * into the journal, as it is found: `unknown` as its caller where this installation sent it, `external` where another program
 * did. What the journal knows stands, also what is in flight or of unknown outcome: that is recovery's. Rejects when the records
 * cannot be read.
 *
 * @returns what was written; in a dry run what would have been.
 */
export type RecordPayment = (
  transaction: FoundTransaction,
  sites: SitesOfAccount,
  dryRun: boolean,
) => Promise<readonly PaymentAttempt[]>;

export interface RecordPaymentDeps {
  readonly records: PaymentRecords;
  readonly journal: Pick<Journal, 'ofOrder' | 'record'>;
  /** Milliseconds for reading the gateway's records of one payment. */
  readonly deadlineMs: number;
}

type FoundRecord = Extract<PaymentRecord, { readonly kind: 'found' }>;

export function createRecordPayment({ records, journal, deadlineMs }: RecordPaymentDeps): RecordPayment {
  return async (transaction, sites, dryRun) => {
    const { orderId, ref } = transaction;
    const { record, settings } = await read(transaction, sites);
    // After the records: what they show was claimed before.
    const ofOrder = await journal.ofOrder(orderId);
    const payment = paymentOf(record, ofOrder, orderId);
    const command = aboutOrder(orderId, ref, siteOf(record, settings));
    const ofPayment = ofOrder.filter((attempt) => attempt.payment === payment);
    const missing = toAttempts(record, { command, payment, settings }).filter(
      (recorded) => !ofOrder.some(isKnownAs(recorded)) && isInItsPlace(recorded, ofPayment),
    );
    return dryRun || missing.length === 0 ? missing : journal.record(missing);
  };

  /** With the settings of the site that the payment was made for: they say what its statuses mean. */
  async function read(
    { ref, orderId }: FoundTransaction,
    sites: SitesOfAccount,
  ): Promise<{ readonly record: FoundRecord; readonly settings: GatewaySettings }> {
    const [first] = sites;
    const record = requireFound(await records.read(ref, orderId, first, deadlineMs), ref);
    const { paymentGroup } = record.authorization;
    const own = sites.find(
      ({ site, channel }) => site === paymentGroup?.site && channel === paymentGroup.channel,
    );
    if (own === undefined || own === first) return { record, settings: first };
    return { record: requireFound(await records.read(ref, orderId, own, deadlineMs), ref), settings: own };
  }
}

function requireFound(record: PaymentRecord, ref: GatewayRef): FoundRecord {
  if (record.kind === 'found') return record;
  const why = record.kind === 'ambiguous' ? record.problem : 'They do not show it yet.';
  throw new Error(`CyberSource's records of ${ref} cannot be read: ${why}`);
}

/** The site and channel that the payment was made for; those of the account's first site where the records do not say. */
function siteOf(
  { authorization: { paymentGroup } }: FoundRecord,
  settings: GatewaySettings,
): Pick<GatewaySettings, 'site' | 'channel'> {
  return paymentGroup ?? settings;
}

/** The payment under which the journal has some of it, else the one that the authorization would have opened. */
function paymentOf(
  { authorization, followOns }: FoundRecord,
  ofOrder: readonly PaymentAttempt[],
  orderId: OrderId,
): PaymentKey {
  const all = [authorization, ...followOns];
  const refs = new Set<GatewayRef | undefined>(all.map(({ ref }) => ref));
  const merchantTransactionIds = new Set(all.map(({ merchantTransactionId }) => merchantTransactionId));
  const known = ofOrder.find(
    ({ result, original, merchantTransactionId }) =>
      refs.has(gatewayRefOf(result)) ||
      (original !== undefined && refs.has(original)) ||
      merchantTransactionIds.has(merchantTransactionId),
  );
  const { paymentGroup, ref } = authorization;
  if (known !== undefined) return known.payment;
  return paymentGroup === undefined
    ? (`ref:${ref}` as PaymentKey)
    : paymentOpenedBy({ ...paymentGroup, orderId });
}

/**
 * A payment is added up in the order of its attempts, from its authorization on. One whose captures or refunds were sent before
 * its authorization was written stays without it, and is judged by the gateway's records as before.
 */
function isInItsPlace(recorded: PaymentAttempt, ofPayment: readonly PaymentAttempt[]): boolean {
  return (
    recorded.operation !== 'authorize' ||
    !ofPayment.some((own) => isPossiblyApplied(own) && own.claimedAt >= recorded.claimedAt)
  );
}
