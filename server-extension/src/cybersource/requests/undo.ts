import type { LostAttempt } from '../../payments/ports.ts';
import { amountDetails } from './amount.ts';
import type { JsonObject } from './json.ts';
import { type Sender, reference } from './reference.ts';

/**
 * CyberSource: body of `POST /pts/v2/reversals`, timeout reversal. The transaction id is the lost attempt's own: that is
 * how CyberSource finds it, and why the undoing has none.
 */
export function toTimeoutReversalRequest(lost: LostAttempt, sender: Sender): JsonObject {
  return {
    ...toTimeoutVoidRequest(lost, sender),
    reversalInformation: { amountDetails: amountDetails(lost.amount) },
  };
}

/** CyberSource: body of `POST /pts/v2/voids`, timeout void. It always takes back the whole. */
export function toTimeoutVoidRequest(
  { orderId, merchantTransactionId }: LostAttempt,
  sender: Sender,
): JsonObject {
  return reference(orderId, { sender, merchantTransactionId });
}
