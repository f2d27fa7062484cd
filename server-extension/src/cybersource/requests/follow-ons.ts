import type { Capture, Increment, Refund, Void } from '../../domain/payment/command.ts';
import type { PurchaseDetails } from '../../domain/payment/purchase.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { additionalAmount, amountDetails } from './amount.ts';
import { type JsonObject, section } from '../fields/json.ts';
import { merchant } from './merchant.ts';
import { shipTo } from './order.ts';
import { invoiceDetails, lineItems, partsOfAmount, shippingDetails, withPurchaseLevel } from './purchase.ts';
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
    orderInformation: shipment(command),
    ...merchant(settings),
  };
  return withPurchaseLevel(fitRequest(request, paymentFields));
}

/** CyberSource: `orderInformation` of a capture. Level II and III data reach the acquirer with it, not with the authorization. */
function shipment({ amount, purchase = NOTHING_KNOWN, shipFromPostalCode }: Capture): JsonObject {
  const { currency } = amount;
  const from = shipFromPostalCode ?? purchase.shipFromPostalCode;
  const { administrativeArea, postalCode, country } = shipTo(purchase) ?? {};
  return {
    amountDetails: { ...amountDetails(amount), ...partsOfAmount(purchase, currency) },
    ...(country !== undefined && {
      shipTo: present({ administrativeArea, postalCode, country }),
    }),
    ...lineItems(purchase, currency),
    ...invoiceDetails(purchase, currency),
    ...shippingDetails({ ...purchase, ...present({ shipFromPostalCode: from }) }),
  };
}

const NOTHING_KNOWN: PurchaseDetails = { lineItems: [] };

/** Which part of how many. CyberSource releases what is still held after the final one. */
function partOf({ sequence, isFinal }: Capture): JsonObject {
  return {
    ...(sequence && { captureSequenceNumber: sequence.number }),
    ...present({ totalCaptureCount: sequence?.total, isFinal }),
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
