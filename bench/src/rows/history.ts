import type { CurrencyCode } from '../../../server-extension/src/domain/money/currency.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  PaymentKey,
  SiteId,
} from '../../../server-extension/src/domain/ids.ts';
import type { PaymentResult } from '../../../server-extension/src/domain/payment/result.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type { AttemptRequest } from '../../../server-extension/src/payments/ports/payment-attempt.ts';

/** Stands for the number of a payment wherever the first one's row has it: every other row is this one, renumbered. */
export const NUMBER = '99999999';

/** The number of a payment, as long as {@link NUMBER}. */
export function numberOf(payment: number): string {
  return String(payment).padStart(NUMBER.length, '0');
}

const AMOUNT = { minor: 12_575, currency: 'USD' as CurrencyCode };

/** A card authorization as the webhook opens it. */
export function anAttempt(number: string, openedAt: Date): AttemptRequest {
  return {
    key: `webhook/siteUS/o${number}/pg${number}/o${number}-pg${number}-1795000000000/0100` as CommandKey,
    fingerprint: 'c775e7b757ede630cd0aa1113bd102661ab38829ca52a6422ab782862f268646',
    payment: `siteUS:o${number}:pg${number}` as PaymentKey,
    operation: 'authorize',
    caller: 'webhook',
    site: 'siteUS' as SiteId,
    channel: 'storefront',
    orderId: `o${number}` as OrderId,
    paymentGroupId: `pg${number}` as PaymentGroupId,
    amount: AMOUNT,
    captureNow: false,
    claimedAt: openedAt,
  };
}

export function anApproval(number: string): PaymentResult {
  return {
    outcome: 'approved',
    ref: refOf(number),
    amount: AMOUNT,
    gateway: {
      httpStatus: 201,
      status: 'AUTHORIZED',
      submittedAt: '2026-11-21T10:00:00Z',
      correlationId: `a7c6f1f2-5f0e-4b53-9d0f-0000${number}`,
      approvalCode: '888888',
      avsCode: 'X',
      cvnCode: 'M',
      reconciliationId: `${number}AB`,
      networkTransactionId: `01627332${number}`,
    },
  };
}

export function keyOf(number: string): CommandKey {
  return anAttempt(number, new Date(0)).key;
}

export function refOf(number: string): GatewayRef {
  return `70000000000000${number}` as GatewayRef;
}

/** Opens a payment and closes it with an approval. */
export async function pay(journal: Journal, number: string, at: Date): Promise<void> {
  const opening = await journal.claim(
    anAttempt(number, at),
    () => ({ verdict: 'proceed' }),
    () => nameOf(number),
  );
  if (opening.kind !== 'claimed') throw new Error(`Payment ${number} is there already.`);
  await journal.complete(opening.attempt, anApproval(number), at);
}

export function nameOf(number: string): MerchantTransactionId {
  return `V1BENCHBENCHBENCHBENCH${number}` as MerchantTransactionId;
}
