import type { UnresolvedAttempt } from '../../payments/ports/gateway.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { amountDetails } from './amount.ts';
import { type Sender, reference } from './reference.ts';

/**
 * CyberSource: body of `POST /pts/v2/reversals`, timeout reversal. The transaction id is the lost attempt's own: that is
 * how CyberSource finds it, and why the undoing has none.
 */
export function toTimeoutReversalRequest(lost: UnresolvedAttempt, sender: Sender): FittedRequest {
  const request = {
    ...toTimeoutVoidRequest(lost, sender),
    reversalInformation: { amountDetails: amountDetails(lost.amount) },
  };
  return fitRequest(request, paymentFields);
}

/** CyberSource: body of `POST /pts/v2/voids`, timeout void. It always takes back the whole. */
export function toTimeoutVoidRequest(
  { orderId, merchantTransactionId }: UnresolvedAttempt,
  sender: Sender,
): FittedRequest {
  return fitRequest(reference(orderId, { sender, merchantTransactionId }), paymentFields);
}
