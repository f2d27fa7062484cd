import type { Capture, Increment, Refund, Void } from '../../domain/payment/command.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { additionalAmount, amountDetails } from './amount.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { merchant } from './merchant.ts';
import { type Reference, reference } from './reference.ts';

/** CyberSource: body of `POST /pts/v2/payments/{id}/captures`. */
export function toCaptureRequest(
  command: Capture,
  settings: GatewaySettings,
  about: Reference,
): FittedRequest {
  const request = {
    ...reference(command.orderId, about),
    ...section('processingInformation', section('captureOptions', { ...partOf(command) })),
    orderInformation: { amountDetails: amountDetails(command.amount) },
    ...merchant(settings),
  };
  return fitRequest(request, paymentFields);
}

/** Which part of how many. CyberSource releases what is still held after the final one. */
function partOf({ sequence, isFinal }: Capture): JsonObject {
  return {
    ...(sequence && { captureSequenceNumber: sequence.number }),
    ...(sequence?.total !== undefined && { totalCaptureCount: sequence.total }),
    ...(isFinal !== undefined && { isFinal }),
  };
}

/** CyberSource: body of `POST /pts/v2/payments/{id}/reversals`. A part of the amount reduces what is held. */
export function toReversalRequest(command: Void, about: Reference): FittedRequest {
  const request = {
    ...reference(command.orderId, about),
    reversalInformation: { amountDetails: amountDetails(command.amount) },
  };
  return fitRequest(request, paymentFields);
}

/** CyberSource: body of `POST /pts/v2/{payments,captures,refunds}/{id}/voids`. A void takes back the whole. */
export function toVoidRequest(command: Void, about: Reference): FittedRequest {
  return fitRequest(reference(command.orderId, about), paymentFields);
}

/** CyberSource: body of `POST /pts/v2/captures/{id}/refunds` and `POST /pts/v2/payments/{id}/refunds`. */
export function toRefundRequest(command: Refund, settings: GatewaySettings, about: Reference): FittedRequest {
  const request = {
    ...reference(command.orderId, about),
    orderInformation: { amountDetails: amountDetails(command.amount) },
    ...merchant(settings),
  };
  return fitRequest(request, paymentFields);
}

/** CyberSource: body of `PATCH /pts/v2/payments/{id}`, an incremental authorization. The shopper is not there for it. */
export function toIncrementRequest(
  command: Increment,
  settings: GatewaySettings,
  about: Reference,
): FittedRequest {
  const request = {
    ...reference(command.orderId, about),
    processingInformation: { authorizationOptions: { initiator: { storedCredentialUsed: true } } },
    orderInformation: { amountDetails: additionalAmount(command.amount) },
    ...merchant(settings),
  };
  return fitRequest(request, paymentFields);
}
