import { cityOf } from '../../../domain/address/city.ts';
import { toCountryCode } from '../../../domain/address/country.ts';
import type { Address } from '../../../domain/address/address.ts';
import { present } from '../../../domain/present.ts';
import type { JsonObject } from '../../fields/json.ts';
import { toFullName } from './person-name.ts';

/** CyberSource: the fields that `billTo` and `shipTo` have in common. What can be filled from other fields is. */
export function postalAddress(to: Address): JsonObject {
  const { firstName, lastName } = toFullName(to);
  const address1 = filled(to.address1);
  return present({
    firstName,
    lastName,
    address1: address1 ?? filled(to.address2),
    address2: address1 === undefined ? undefined : to.address2,
    locality: filled(to.city) ?? onlyCityOf(to.country),
    administrativeArea: to.state,
    postalCode: to.postalCode,
    country: to.country,
    phoneNumber: to.phone,
  });
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function onlyCityOf(country: string | undefined): string | undefined {
  const code = country === undefined ? undefined : toCountryCode(country);
  return code && cityOf(code);
}
