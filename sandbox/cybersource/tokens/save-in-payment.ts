import type { CreatedTokens, Customer } from '../model/saved-token.ts';
import type { Ids } from '../values/ids.ts';
import type { SaveRequest, TokenVault } from './token-vault.ts';

/** Makes the tokens that a payment with `TOKEN_CREATE` asks for. */
export function saveInPayment(request: SaveRequest, vault: TokenVault, ids: Ids): CreatedTokens {
  const { merchantId, card, types, billTo, shipTo, customerId } = request;
  const { identifier, isNew } = vault.identify(merchantId, {
    number: card.number,
    type: card.type,
    previousTransactionId: request.networkTransactionId,
  });
  const joined = vault.customers.find(merchantId, customerId);
  const customer = types.includes('customer')
    ? (joined ?? vault.customers.put({ merchantId, id: ids.token(), details: {} }))
    : joined;
  // A customer's card is a payment instrument, asked for or not.
  const instrument =
    types.includes('paymentInstrument') || types.includes('customer')
      ? vault.instruments.put({
          merchantId,
          id: ids.token(),
          identifierId: identifier.id,
          type: card.type,
          billTo,
          state: 'ACTIVE',
          cardDetails: {},
          details: {},
          ...(customer && { customerId: customer.id }),
          ...(card.expirationMonth !== undefined && { expirationMonth: card.expirationMonth }),
          ...(card.expirationYear !== undefined && { expirationYear: card.expirationYear }),
        })
      : undefined;
  const address =
    types.includes('shippingAddress') && customer
      ? vault.addresses.put({ merchantId, id: ids.token(), customerId: customer.id, shipTo: shipTo ?? {} })
      : undefined;
  if (customer) {
    const first: Customer = {
      ...(instrument && { defaultInstrumentId: instrument.id }),
      ...(address && { defaultAddressId: address.id }),
      ...customer,
    };
    vault.customers.put(first);
  }
  return {
    instrumentIdentifier: { id: identifier.id, isNew },
    ...(instrument && types.includes('paymentInstrument') && { paymentInstrument: instrument.id }),
    ...(customer && types.includes('customer') && { customer: customer.id }),
    ...(address && { shippingAddress: address.id }),
  };
}
