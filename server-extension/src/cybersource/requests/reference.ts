import type { MerchantTransactionId, OrderId } from '../../domain/ids.ts';
import { type JsonObject, present, section } from './json.ts';
import { fit } from './text.ts';

/** Who sends: the program's name, and the ids that CyberSource gave its developer and partner. */
export interface Sender {
  readonly partner: { readonly developerId?: string; readonly solutionId?: string };
  readonly application: { readonly name: string; readonly version: string };
}

/** What every request that can move money says about itself. */
export interface Reference {
  readonly sender: Sender;
  readonly merchantTransactionId: MerchantTransactionId;
}

/** CyberSource: `clientReferenceInformation`. The order is what people search for, the transaction id what machines undo by. */
export function reference(
  orderId: OrderId,
  { sender, merchantTransactionId }: Reference,
  pausedRequestId?: string,
): JsonObject {
  return {
    clientReferenceInformation: {
      ...present({ code: fit(orderId, 50), transactionId: merchantTransactionId, pausedRequestId }),
      applicationName: sender.application.name,
      applicationVersion: sender.application.version,
      ...section('partner', { ...sender.partner }),
    },
  };
}
