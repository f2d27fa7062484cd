/** Payer authentication as a part of a payment: the issuer is asked first (CyberSource: payer authentication, sequence). */
import type { Trigger } from '../../triggers.ts';
import { invalid, missing, type RequestRefusal } from '../model/refusal.ts';
import type { LedgerAuthentication } from '../model/transaction.ts';
import type { LedgerMoney } from '../values/money.ts';
import { isRefusal } from '../api/requests/body.ts';
import type { LedgerPaymentRequest } from '../api/requests/schemas.ts';
import type { Card } from '../model/card.ts';
import type { AuthenticationResult, Authentications } from './authentications.ts';

/** The payment that it is a part of. */
export interface PaymentToAuthenticate {
  readonly merchantId: string;
  readonly request: LedgerPaymentRequest;
  readonly card: Card;
  readonly money: LedgerMoney;
  readonly matched: readonly Trigger[];
  readonly lenient: boolean;
}

/** The result; undefined where the payment does not ask for it. */
export function authenticateInPayment(
  payment: PaymentToAuthenticate,
  authentications: Authentications,
): LedgerAuthentication | RequestRefusal | undefined {
  const { request, merchantId, card, money, lenient } = payment;
  const { actionList } = request.processingInformation;
  const inputs = request.consumerAuthenticationInformation ?? {};
  const subject = { merchantId, card, money };
  if (actionList.includes('VALIDATE_CONSUMER_AUTHENTICATION')) {
    const { authenticationTransactionId: id } = inputs;
    if (id === undefined) return missing('consumerAuthenticationInformation.authenticationTransactionId');
    const { pausedRequestId } = request.clientReferenceInformation ?? {};
    return toPart(
      'VALIDATE_CONSUMER_AUTHENTICATION',
      authentications.validate(subject, id, { pausedRequestId, anyId: lenient }),
    );
  }
  const isPaused = payment.matched.some(({ outcome }) => outcome.kind === 'pause');
  if (actionList.includes('CONSUMER_AUTHENTICATION')) {
    const how = { mandated: isPaused };
    const part = toPart('CONSUMER_AUTHENTICATION', authentications.enrol(subject, inputs, how));
    return isRefusal(part)
      ? part
      : { ...part, isPaused: isPaused && part.status === 'PENDING_AUTHENTICATION' };
  }
  if (isPaused) return { status: 'PENDING_AUTHENTICATION', isPaused, wasChallenged: false };
  return separate(payment, authentications);
}

/** A proof of this sandbox has to be for this card; one from elsewhere is the issuer's to judge. */
function separate(
  { request, merchantId, card }: PaymentToAuthenticate,
  authentications: Authentications,
): RequestRefusal | undefined {
  for (const field of ['cavv', 'ucafAuthenticationData'] as const) {
    const proof = request.consumerAuthenticationInformation?.[field];
    if (proof !== undefined && authentications.isForAnother({ merchantId, card }, proof))
      return invalid(`consumerAuthenticationInformation.${field}`);
  }
  return undefined;
}

function toPart(
  action: NonNullable<LedgerAuthentication['action']>,
  authenticated: AuthenticationResult | RequestRefusal,
): LedgerAuthentication | RequestRefusal {
  return isRefusal(authenticated) ? authenticated : { ...authenticated, action, isPaused: false };
}
