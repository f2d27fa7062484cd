import type { FollowOnSequence } from '../../payments/ports/payment-attempt.ts';
import type { MerchantTransactionId, OrderId } from '../../domain/ids.ts';
import { present } from '../../domain/present.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { toFreeText } from '../fields/free-text.ts';

/** Who sends: the program's name, and the ids that CyberSource gave its developer and partner. */
export interface Sender {
  readonly partner: { readonly developerId?: string; readonly solutionId?: string };
  readonly application: {
    readonly name: string;
    readonly version: string;
    /** Tells this installation from others that use the same merchant account. */
    readonly installation?: string;
  };
}

/** What every request that can move money says about itself. */
export interface Reference {
  readonly sender: Sender;
  readonly merchantTransactionId: MerchantTransactionId;
  /** Its id is sent instead, where the attempt has one. */
  readonly sequence?: FollowOnSequence;
  readonly comment?: string;
}

/** CyberSource: `clientReferenceInformation`. The order is what people search for, the transaction id what machines undo by. */
export function reference(
  orderId: OrderId,
  { sender, merchantTransactionId, sequence, comment }: Reference,
  pausedRequestId?: string,
): JsonObject {
  return {
    clientReferenceInformation: {
      ...present({
        code: toReferenceCode(orderId),
        transactionId: sequence?.transactionId ?? merchantTransactionId,
        pausedRequestId,
        comments: comment,
      }),
      applicationName: sender.application.name,
      applicationVersion: sender.application.version,
      ...present({ applicationUser: sender.application.installation }),
      ...section('partner', { ...sender.partner }),
    },
  };
}

/** CyberSource: `clientReferenceInformation.code`, characters. */
export const REFERENCE_LENGTH = 50;

/** The order id as CyberSource's transactions show it: cut where it is longer than the field. */
export function toReferenceCode(orderId: OrderId): string | undefined {
  return toFreeText(orderId, REFERENCE_LENGTH);
}
