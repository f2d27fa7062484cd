/** Tokens as TMS shows them, and its own shape of an error: `{errors:[…]}` (CyberSource: TMS tokens). */
import { maskedText } from '../../values/mask.ts';
import type { Customer, InstrumentIdentifier, PaymentInstrument } from '../../model/saved-token.ts';
import type { EndpointResponse } from './answer.ts';

const JSON_TYPE = 'application/json;charset=utf-8';

/** 200 with a token or a list. */
export const tokenAnswer = (body: object): EndpointResponse => ({
  status: 200,
  body,
  contentType: JSON_TYPE,
});

/** 204. */
export const goneAnswer: EndpointResponse = { status: 204, contentType: JSON_TYPE };

/** What was wrong with a field. */
export interface TokenErrorDetail {
  readonly name: string;
  readonly location: string;
}

/** `type` is one of CyberSource's: `notFound`, `notAvailable`, `conflict` … */
export function tokenError(
  status: number,
  type: string,
  message: string,
  details: readonly TokenErrorDetail[] = [],
): EndpointResponse {
  const error = { type, message, ...(details.length > 0 && { details }) };
  return { status, body: { errors: [error] }, contentType: JSON_TYPE };
}

/** A card number. */
export function toIdentifierBody(identifier: InstrumentIdentifier): object {
  const { id, merchantId, number, previousTransactionId } = identifier;
  const self = `/tms/v1/instrumentidentifiers/${id}`;
  return {
    _links: { self: { href: self }, paymentInstruments: { href: `${self}/paymentinstruments` } },
    id,
    object: 'instrumentIdentifier',
    state: 'ACTIVE',
    card: { number: maskedText(number) },
    ...(previousTransactionId !== undefined && {
      processingInformation: {
        authorizationOptions: {
          initiator: { merchantInitiatedTransaction: { previousTransactionId } },
        },
      },
    }),
    metadata: { creator: merchantId },
  };
}

/** A card with expiry and billing address. */
export function toInstrumentBody(
  instrument: PaymentInstrument,
  identifier: InstrumentIdentifier,
  isDefault: boolean,
): object {
  const { id, customerId, type, expirationMonth, expirationYear, billTo } = instrument;
  const customer = `/tms/v2/customers/${customerId ?? ''}`;
  return {
    _links:
      customerId === undefined
        ? { self: { href: `/tms/v1/paymentinstruments/${id}` } }
        : { self: { href: `${customer}/payment-instruments/${id}` }, customer: { href: customer } },
    id,
    object: 'paymentInstrument',
    default: isDefault,
    state: 'ACTIVE',
    card: { expirationMonth, expirationYear, type },
    billTo,
    instrumentIdentifier: { id: identifier.id },
    metadata: { creator: instrument.merchantId },
    _embedded: { instrumentIdentifier: toIdentifierBody(identifier) },
  };
}

/** A shopper. */
export function toCustomerBody({ id, merchantId, defaultInstrumentId }: Customer): object {
  const self = `/tms/v2/customers/${id}`;
  return {
    _links: { self: { href: self }, paymentInstruments: { href: `${self}/payment-instruments` } },
    id,
    ...(defaultInstrumentId !== undefined && { defaultPaymentInstrument: { id: defaultInstrumentId } }),
    metadata: { creator: merchantId },
  };
}
