/** Tokens as TMS shows them. Every link leads somewhere. CyberSource: TMS, models. */
import type {
  Customer,
  InstrumentIdentifier,
  PaymentInstrument,
  ShippingAddress,
} from '../../model/saved-token.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import { hiddenAccountNumber, hiddenNumber } from '../../values/mask.ts';
import { toTypeName } from './card-types.ts';
import { toTokenizedCardPart } from './tokenized-card-body.ts';

/** An account, its number masked. */
export function toIdentifierBody(identifier: InstrumentIdentifier, vault: TokenVault): object {
  const { id, merchantId, number, routingNumber, previousTransactionId, state, details } = identifier;
  const self = `/tms/v1/instrumentidentifiers/${id}`;
  const tokenizedCard = vault.tokenizedCards.find(merchantId, identifier.tokenizedCardId);
  return {
    _links: {
      self: { href: self },
      paymentInstruments: { href: `${self}/paymentinstruments` },
      ...(tokenizedCard && { tokenizedCards: { href: `/tms/v2/tokenized-cards/${tokenizedCard.id}` } }),
    },
    id,
    object: 'instrumentIdentifier',
    state,
    ...(routingNumber === undefined
      ? { card: { number: hiddenNumber(number) } }
      : { bankAccount: { number: hiddenAccountNumber(number), routingNumber } }),
    ...(tokenizedCard && { tokenizedCard: toTokenizedCardPart(tokenizedCard) }),
    ...details,
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

/** Which version's words a payment instrument is shown in: version 1 names cards, version 2 numbers them. */
export type CardTypeStyle = 'names' | 'codes';

/** A payment instrument with its account. */
export function toInstrumentBody(
  instrument: PaymentInstrument,
  vault: TokenVault,
  style: CardTypeStyle,
): object {
  const { merchantId, id, customerId, type, expirationMonth, expirationYear, billTo, state } = instrument;
  const identifier = vault.identifiers.find(merchantId, instrument.identifierId);
  if (!identifier) throw new Error('A payment instrument has lost its account.');
  const customer = `/tms/v2/customers/${customerId ?? ''}`;
  const isCard = identifier.routingNumber === undefined;
  return {
    _links:
      customerId === undefined
        ? { self: { href: `/tms/v1/paymentinstruments/${id}` } }
        : { self: { href: `${customer}/payment-instruments/${id}` }, customer: { href: customer } },
    id,
    object: 'paymentInstrument',
    default: vault.customers.find(merchantId, customerId)?.defaultInstrumentId === id,
    state,
    ...(isCard && {
      card: {
        expirationMonth,
        expirationYear,
        type: style === 'names' ? toTypeName(type) : type,
        ...instrument.cardDetails,
      },
    }),
    ...instrument.details,
    billTo,
    instrumentIdentifier: { id: identifier.id },
    metadata: { creator: merchantId },
    _embedded: { instrumentIdentifier: toIdentifierBody(identifier, vault) },
  };
}

/** An address of a customer. */
export function toAddressBody(address: ShippingAddress, vault: TokenVault): object {
  const { merchantId, id, customerId, shipTo } = address;
  const customer = `/tms/v2/customers/${customerId}`;
  return {
    _links: { self: { href: `${customer}/shipping-addresses/${id}` }, customer: { href: customer } },
    id,
    default: vault.customers.find(merchantId, customerId)?.defaultAddressId === id,
    shipTo,
    metadata: { creator: merchantId },
  };
}

/** A customer with the defaults. */
export function toCustomerBody(customer: Customer, vault: TokenVault): object {
  const { id, merchantId, details, defaultInstrumentId, defaultAddressId } = customer;
  const self = `/tms/v2/customers/${id}`;
  const instrument = vault.instruments.find(merchantId, defaultInstrumentId);
  const address = vault.addresses.find(merchantId, defaultAddressId);
  const embedded = {
    ...(instrument && { defaultPaymentInstrument: toInstrumentBody(instrument, vault, 'codes') }),
    ...(address && { defaultShippingAddress: toAddressBody(address, vault) }),
  };
  return {
    _links: {
      self: { href: self },
      paymentInstruments: { href: `${self}/payment-instruments` },
      shippingAddress: { href: `${self}/shipping-addresses` },
    },
    id,
    ...details,
    ...(instrument && { defaultPaymentInstrument: { id: instrument.id } }),
    ...(address && { defaultShippingAddress: { id: address.id } }),
    metadata: { creator: merchantId },
    ...(Object.keys(embedded).length > 0 && { _embedded: embedded }),
  };
}
