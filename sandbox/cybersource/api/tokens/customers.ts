/** `/tms/v2/customers`. */
import { mergePatch } from '../../values/merge-patch.ts';
import type { Customer } from '../../model/saved-token.ts';
import type { Ids } from '../../values/ids.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import { at, fromBody, tokenAnswer, whyStale, withBody } from './answers.ts';
import { toCustomerBody } from './bodies.ts';
import { absent, missingDependency, removed } from './errors.ts';
import { customerBody, detailsOf, type CustomerBody } from './requests.ts';

const DETAILS = [
  'objectInformation',
  'buyerInformation',
  'clientReferenceInformation',
  'merchantDefinedInformation',
] as const;

const PATH = '/tms/v2/customers';

/** Create, read, change, delete. */
export function createCustomerCalls(vault: TokenVault, ids: Ids): readonly ApiCall[] {
  return [
    call(
      'post',
      PATH,
      'tokens',
      fromBody(customerBody, (asked, { merchant }) =>
        write({ merchantId: merchant.id, id: ids.token(), details: {} }, asked, 201),
      ),
    ),
    call(
      'get',
      `${PATH}/:id`,
      'tokens',
      at(({ merchant, id }) => {
        const found = vault.customers.look(merchant.id, id);
        return isThere(found) ? tokenAnswer(toCustomerBody(found, vault)) : absent(found);
      }),
    ),
    call(
      'patch',
      `${PATH}/:id`,
      'tokens',
      at((request) => {
        const found = vault.customers.look(request.merchant.id, request.id);
        if (!isThere(found)) return absent(found);
        return withBody(
          customerBody,
          request,
          (asked) => whyStale(request, toCustomerBody(found, vault)) ?? write(found, asked, 200),
        );
      }),
    ),
    call(
      'delete',
      `${PATH}/:id`,
      'tokens',
      at(({ merchant, id }) => removed(vault.remove('customers', merchant.id, id))),
    ),
  ];

  // Members that a request brings take the place of the token's; the others stay.
  function write(customer: Customer, body: CustomerBody, status: 200 | 201): EndpointResponse {
    const { merchantId, id } = customer;
    const instrumentId = body.defaultPaymentInstrument?.id;
    const addressId = body.defaultShippingAddress?.id;
    if (instrumentId !== undefined && vault.instruments.find(merchantId, instrumentId)?.customerId !== id)
      return missingDependency('defaultPaymentInstrument.id');
    if (addressId !== undefined && vault.addresses.find(merchantId, addressId)?.customerId !== id)
      return missingDependency('defaultShippingAddress.id');
    const written = vault.customers.put({
      ...customer,
      details: mergePatch(customer.details, detailsOf(body, DETAILS)),
      ...(instrumentId !== undefined && { defaultInstrumentId: instrumentId }),
      ...(addressId !== undefined && { defaultAddressId: addressId }),
    });
    return tokenAnswer(toCustomerBody(written, vault), status);
  }
}
