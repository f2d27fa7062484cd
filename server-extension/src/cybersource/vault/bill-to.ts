import type { Address } from '../../domain/address/address.ts';
import { isObject, type UnknownObject } from '../../domain/json/json-object.ts';
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
 * Another billing address for a payment instrument, as a patch that leaves nothing of the one before but its person, where the new one
 * names none. CyberSource: TMS, patching considerations, JSON Merge Patch (RFC 7396): what is not named stays, `null` removes. The
 * person is named all the same, so that a vault which replaces `billTo` as a whole comes to the same.
 */
export function toBillTo(address: Address, instrument: UnknownObject): UnknownObject {
  const before = billToIn(instrument);
  const person = Object.fromEntries(PERSON.flatMap((name) => (name in before ? [[name, before[name]]] : [])));
  return inPlaceOf(before, {
    ...person,
    ...postalAddress(address),
    ...present({ email: address.email }),
  });
}

/** A patch that puts the billing address of before in the place of a later one; `null` where there was none. */
export function toBillToBefore(instrument: UnknownObject, later: UnknownObject): object | null {
  return isObject(instrument['billTo']) ? inPlaceOf(later, instrument['billTo']) : null;
}

function inPlaceOf(before: UnknownObject, after: UnknownObject): UnknownObject {
  const kept = Object.fromEntries(Object.entries(after).filter(([, value]) => value !== ''));
  const gone = Object.keys(before).filter((name) => !(name in kept));
  return { ...Object.fromEntries(gone.map((name) => [name, null])), ...kept };
}

/** CyberSource: fields of `billTo` that say who lives there. */
const PERSON = ['firstName', 'lastName', 'company', 'email', 'phoneNumber'];

function billToIn({ billTo }: UnknownObject): UnknownObject {
  return isObject(billTo) ? billTo : {};
}
