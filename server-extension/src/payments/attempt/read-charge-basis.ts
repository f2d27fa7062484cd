import type { Authorize } from '../../domain/payment/command.ts';
import type { PaymentKey } from '../../domain/ids.ts';
import { isSameMoney } from '../../domain/money/money.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { MerchantTransactionIdFor } from '../ports/claim.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import { type ChargeBasis, paymentsOfGroup } from '../rules/charge-basis.ts';
import { chargeSequenceOf, nextChargeNumber } from '../rules/follow-on-sequence.ts';
import { toAttempts } from '../rules/recorded-attempts.ts';
import { aboutOrder } from '../rules/recorded-order.ts';
import { ANOTHER_BODY } from '../rules/follow-on/refusal-messages.ts';
import { readRecordedPayments, type ReadRecordedPaymentsDeps } from './recorded-payments.ts';
import { attemptsOfPayment } from './attempts-of-payment.ts';

/** What the gateway's records say about a charge: that it was made already, or what it is judged from. */
export type RecordedCharge =
  | { readonly kind: 'repeated'; readonly attempt: PaymentAttempt }
  | { readonly kind: 'basis'; readonly basis: ChargeBasis };

/**
 * Reads what the gateway's records have of the payment group of a charge. Undefined where the journal has this charge itself:
 * it answers, and nothing is sent.
 *
 * @throws Problem `wait-for-result` when they cannot be read; `conflict` when they show the charge with another body.
 */
export type ReadChargeBasis = (
  charge: Authorize,
  payment: PaymentKey,
  settings: GatewaySettings,
) => Promise<RecordedCharge | undefined>;

export interface ReadChargeBasisDeps extends ReadRecordedPaymentsDeps {
  readonly journal: Pick<Journal, 'find' | 'ofOrder'>;
  readonly merchantTransactionIdFor: MerchantTransactionIdFor;
}

/** Attempts of one charge: each after one that was certainly not sent. */
const CHARGE_ATTEMPTS_MAX = 50;

export function createReadChargeBasis({
  journal,
  merchantTransactionIdFor,
  ...recordsDeps
}: ReadChargeBasisDeps): ReadChargeBasis {
  return async (charge, payment, settings) => {
    const own = await journal.find(charge.key);
    if (own !== undefined && own.result?.outcome !== 'not-sent') return undefined;
    const { orderId, site, paymentGroupId } = charge;
    const read = await readRecordedPayments(orderId, settings, recordsDeps);
    if (read.kind === 'ambiguous')
      throw new Problem(
        'wait-for-result',
        `Whether this payment group was charged already cannot be told: ${read.problem} Nothing was sent. Ask again later.`,
      );
    const payments = read.payments
      .filter(({ authorization: { paymentGroup: group } }) => group?.site === site)
      .filter(({ authorization: { paymentGroup: group } }) => group?.paymentGroupId === paymentGroupId)
      .map((record) =>
        toAttempts(record, {
          command: aboutOrder(orderId, record.authorization.ref, settings),
          payment,
          settings,
        }),
      );
    const attempt = payments.flat().find(isAttemptOf(charge, merchantTransactionIdFor));
    if (attempt !== undefined) return { kind: 'repeated', attempt: requireSameBody(charge, attempt) };
    const earlier = await attemptsOfPayment(journal, { orderId, payment });
    const number = nextChargeNumber(paymentsOfGroup(payments, earlier).flat());
    return {
      kind: 'basis',
      basis: { payments, sequence: chargeSequenceOf(payment, number, merchantTransactionIdFor) },
    };
  };
}

/** The comment of an authorization has the merchant transaction id, which is derived from the command’s key and the number of the attempt. */
function isAttemptOf(
  { key }: Authorize,
  merchantTransactionIdFor: MerchantTransactionIdFor,
): (recorded: PaymentAttempt) => boolean {
  const merchantTransactionIds = new Set(
    Array.from({ length: CHARGE_ATTEMPTS_MAX }, (_, nth) => merchantTransactionIdFor(key, nth + 1)),
  );
  return ({ merchantTransactionId }) => merchantTransactionIds.has(merchantTransactionId);
}

function requireSameBody(charge: Authorize, recorded: PaymentAttempt): PaymentAttempt {
  const isSame =
    charge.fingerprint.startsWith(recorded.recordedFrom?.fingerprint ?? '') &&
    isSameMoney(recorded.amount, charge.amount);
  if (!isSame) throw new Problem('conflict', ANOTHER_BODY);
  return recorded;
}
