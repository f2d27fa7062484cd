/** `/tms/v2/customers/{id}/shipping-addresses`. */
import { mergePatch } from '../../values/merge-patch.ts';
import type { ShippingAddress, SavedTokenDetails } from '../../model/saved-token.ts';
import type { Ids } from '../../values/ids.ts';
import { withMaskedTexts } from '../../values/mask.ts';
import { isThere } from '../../tokens/token-store.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';
import type { EndpointResponse } from '../answers/answer.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { EndpointCall } from '../routes/endpoint.ts';
import { at, listAnswer, tokenAnswer, whyStale, withBody } from './answers.ts';
import { toAddressBody } from './bodies.ts';
import { absent, removed } from './errors.ts';
import { isAnswer } from './read-account.ts';
import { addressBody, type AddressBody } from './requests.ts';

/** Create, list, read, change, delete. */
export function createAddressCalls(vault: TokenVault, ids: Ids): readonly ApiCall[] {
  const path = '/tms/v2/customers/:id/shipping-addresses';
  const show = (address: ShippingAddress): object => toAddressBody(address, vault);
  const own = ({ merchant, id, part }: EndpointCall): ShippingAddress | EndpointResponse => {
    const customer = vault.customers.look(merchant.id, id);
    if (!isThere(customer)) return absent(customer);
    const found = vault.addresses.look(merchant.id, part);
    if (!isThere(found)) return absent(found);
    return found.customerId === id ? found : absent(undefined);
  };
  return [
    call(
      'post',
      path,
      'tokens',
      at((request) => {
        const { merchant, id } = request;
        const customer = vault.customers.look(merchant.id, id);
        if (!isThere(customer)) return absent(customer);
        return withBody(addressBody, request, (asked) =>
          tokenAnswer(
            show(createAddress({ merchantId: merchant.id, customerId: id }, asked, vault, ids)),
            201,
          ),
        );
      }),
    ),
    call(
      'get',
      path,
      'tokens',
      at((request) => {
        const customer = vault.customers.look(request.merchant.id, request.id);
        if (!isThere(customer)) return absent(customer);
        const list = `/tms/v2/customers/${customer.id}/shipping-addresses`;
        return listAnswer(request, list, 'shippingAddresses', vault.addressesOf(customer), show);
      }),
    ),
    call(
      'get',
      `${path}/:part`,
      'tokens',
      at((request) => {
        const found = own(request);
        return isAnswer(found) ? found : tokenAnswer(show(found));
      }),
    ),
    call(
      'patch',
      `${path}/:part`,
      'tokens',
      at((request) => {
        const found = own(request);
        if (isAnswer(found)) return found;
        return withBody(addressBody, request, (asked) => {
          const stale = whyStale(request, show(found));
          if (stale) return stale;
          const changed = vault.addresses.put({
            ...found,
            shipTo: mergePatch(found.shipTo, shipToOf(asked).shipTo ?? {}),
          });
          makeDefault(changed, asked.default === true, vault);
          return tokenAnswer(show(changed));
        });
      }),
    ),
    call(
      'delete',
      `${path}/:part`,
      'tokens',
      at((request) => {
        const found = own(request);
        return isAnswer(found) ? found : removed(vault.remove('addresses', found.merchantId, found.id));
      }),
    ),
  ];
}

/** A new address; a customer's first one is the default. */
export function createAddress(
  owner: { readonly merchantId: string; readonly customerId: string },
  body: AddressBody,
  vault: TokenVault,
  ids: Ids,
): ShippingAddress {
  const address = vault.addresses.put({ shipTo: {}, ...shipToOf(body), ...owner, id: ids.token() });
  const isFirst = vault.customers.find(owner.merchantId, owner.customerId)?.defaultAddressId === undefined;
  makeDefault(address, body.default === true || isFirst, vault);
  return address;
}

const shipToOf = ({ shipTo }: AddressBody): { readonly shipTo?: SavedTokenDetails } =>
  shipTo === undefined ? {} : { shipTo: withMaskedTexts(shipTo) as SavedTokenDetails };

function makeDefault(
  { merchantId, customerId, id }: ShippingAddress,
  isDefault: boolean,
  vault: TokenVault,
): void {
  const customer = vault.customers.find(merchantId, customerId);
  if (customer && isDefault) vault.customers.put({ ...customer, defaultAddressId: id });
}
