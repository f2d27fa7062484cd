import type { Address } from '../../domain/address/address.ts';
import { isObject, type UnknownObject } from '../../domain/json-object.ts';
import { present } from '../../domain/present.ts';
import type { CardBillingAddress } from '../../payments/ports/card-vault.ts';
import { postalAddress } from '../requests/shopper/address.ts';

/** The billing address of a payment instrument (CyberSource: TMS, `billTo`), without the person there. */
export function toCardBillingAddress(instrument: UnknownObject): CardBillingAddress {
  const billTo = billToIn(instrument);
  const text = (name: string): string | undefined => {
    const value = billTo[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return present({
    address1: text('address1'),
    address2: text('address2'),
    city: text('locality'),
    state: text('administrativeArea'),
    postalCode: text('postalCode'),
    country: text('country'),
  });
}

/**
 * Another billing address for a payment instrument. CyberSource does not say whether a change keeps the parts of `billTo` that it
 * does not name, so the person of the address before is named again where the new one names none.
 */
export function toBillTo(address: Address, instrument: UnknownObject): object {
  const before = billToIn(instrument);
  const person = Object.fromEntries(PERSON.flatMap((name) => (name in before ? [[name, before[name]]] : [])));
  return { ...person, ...postalAddress(address), ...present({ email: address.email }) };
}

/** CyberSource: fields of `billTo` that say who lives there. */
const PERSON = ['firstName', 'lastName', 'company', 'email', 'phoneNumber'];

function billToIn({ billTo }: UnknownObject): UnknownObject {
  return isObject(billTo) ? billTo : {};
}
