/**
 * The tokens that CyberSource's sample programs name: its public test merchant has them, so this one has them too.
 * CyberSource: cybersource-rest-samples-node, TokenManagement and NetworkToken.
 */
import { createIds } from '../values/ids.ts';
import { provision } from './provision.ts';
import type { TokenVault } from './token-vault.ts';

const CUSTOMER = 'AB695DA801DD1BB6E05341588E0A3BDC';
const CARD = '7010000000016241111';
const BANK_ACCOUNT = 'A7A91A2CA872B272E05340588D0A0699';
const NETWORK_TOKEN_CARD = '7010000000008573216';
const CUSTOMERS_CARD = 'AB6A54B982A6FCB6E05341588E0A3935';
const CUSTOMERS_ADDRESS = 'AB6A54B97C00FCB6E05341588E0A3935';
const CARD_OF_NO_CUSTOMER = '888454C31FB6150CE05340588D0AA9BE';

const ADDRESS = {
  firstName: 'John',
  lastName: 'Doe',
  company: 'CyberSource',
  address1: '1 Market St',
  locality: 'San Francisco',
  administrativeArea: 'CA',
  postalCode: '94105',
  country: 'US',
  email: 'test@cybs.com',
  phoneNumber: '4158880000',
};

/** Puts them into the vault of one merchant, unheard. */
export function addSampleTokens(merchantId: string, vault: TokenVault, now: () => Date): void {
  const quiet: TokenVault = { ...vault, tell: () => undefined };
  const account = { merchantId, state: 'ACTIVE', details: {} } as const;
  const card = { expirationMonth: '12', expirationYear: '2031', type: '001' };
  quiet.identifiers.put({ ...account, id: CARD, number: '4147202468151111', type: '001' });
  quiet.identifiers.put({
    ...account,
    id: BANK_ACCOUNT,
    number: '4100',
    routingNumber: '071923284',
    type: '',
  });
  quiet.identifiers.put({ ...account, id: NETWORK_TOKEN_CARD, number: '5204245750003216', type: '002' });
  const instrument = { ...account, ...card, identifierId: CARD, billTo: ADDRESS, cardDetails: {} };
  quiet.instruments.put({ ...instrument, id: CUSTOMERS_CARD, customerId: CUSTOMER });
  quiet.instruments.put({ ...instrument, id: CARD_OF_NO_CUSTOMER });
  quiet.addresses.put({ merchantId, id: CUSTOMERS_ADDRESS, customerId: CUSTOMER, shipTo: ADDRESS });
  quiet.customers.put({
    merchantId,
    id: CUSTOMER,
    defaultInstrumentId: CUSTOMERS_CARD,
    defaultAddressId: CUSTOMERS_ADDRESS,
    details: { buyerInformation: { merchantCustomerID: 'Your customer identifier', email: 'test@cybs.com' } },
  });
  provision(
    { merchantId, number: '5204245750003216', type: '002', identifierId: NETWORK_TOKEN_CARD },
    { vault: quiet, ids: createIds(now, 'sample tokens'), now },
  );
}
