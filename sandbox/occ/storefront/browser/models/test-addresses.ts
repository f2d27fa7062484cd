import type { AddressData } from './address.ts';

const PERSON = { firstName: 'Alex', lastName: 'Morgan', email: 'alex.morgan@example.com' };

const SITE_US: AddressData = {
  ...PERSON,
  address1: '1295 Charleston Road',
  city: 'Mountain View',
  state: 'CA',
  postalCode: '94043',
  country: 'US',
  phoneNumber: '650-555-0142',
};

const ELSEWHERE: Readonly<Record<string, AddressData>> = {
  siteJP: {
    ...PERSON,
    address1: '1-1 Chiyoda',
    city: 'Tokyo',
    state: '',
    postalCode: '100-0001',
    country: 'JP',
    phoneNumber: '03-5550-0142',
  },
  siteKW: {
    ...PERSON,
    address1: 'Block 3, Street 12',
    city: 'Kuwait City',
    state: '',
    postalCode: '13001',
    country: 'KW',
    phoneNumber: '2555-0142',
  },
};

/** What the checkout is filled with, so that trying a payment takes one click. The telephone numbers are invented. */
export function startAddress(siteId: string): AddressData {
  return ELSEWHERE[siteId] ?? SITE_US;
}
