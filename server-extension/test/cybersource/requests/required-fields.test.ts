import { expect } from 'chai';
import { billingFieldOf, missingFields } from '../../../src/cybersource/requests/required-fields.ts';
import { billingFields } from '../../../src/domain/address/billing-field.ts';
import type { Address } from '../../../src/domain/address/address.ts';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import { anAuthorization, plainOrder } from '../fixtures/builders.ts';
import { wholeOrder } from '../fixtures/whole-order.ts';

const whole = wholeOrder.billTo!;
const abroad: Address = { ...whole, state: '', postalCode: '', country: 'FR' };

const missing = (billTo: Address | undefined, changes: Partial<Authorize> = {}) =>
  missingFields(anAuthorization({ order: { ...plainOrder, ...(billTo && { billTo }) }, ...changes }));

describe('What CyberSource requires of a billing address', () => {
  it('is nothing more than a whole address says', () => {
    expect(missing(whole)).to.deep.equal([]);
    expect(missing({ ...whole, country: 'CA', state: 'ON', postalCode: 'K1A 0B1' })).to.deep.equal([]);
  });

  for (const field of ['email', 'address1', 'city', 'state', 'postalCode', 'country'] as const) {
    it(`is missing by name where ${field} is blank`, () => {
      const address = { ...whole, address2: '', [field]: ' ' };
      expect(missing(address)).to.deep.equal([field]);
    });
  }

  it('is missing where it is there and no such thing exists', () => {
    expect(missing({ ...whole, country: 'ZZ' })).to.deep.equal(['country']);
    expect(missing({ ...whole, email: 'ada@example' })).to.deep.equal(['email']);
    expect(missing({ ...whole, state: 'Bavaria' })).to.deep.equal(['state']);
    expect(missing({ ...whole, postalCode: 'SW1A 1AA' })).to.deep.equal(['postalCode']);
    expect(missing({ ...whole, postalCode: '_____ - ____' })).to.deep.equal(['postalCode']);
  });

  it('is both names, which one name fills', () => {
    expect(missing({ ...whole, lastName: '' })).to.deep.equal([]);
    expect(missing({ ...whole, firstName: '', lastName: '' })).to.deep.equal(['firstName', 'lastName']);
  });

  it('is neither state nor post code outside the United States and Canada', () => {
    expect(missing(abroad)).to.deep.equal([]);
    expect(missing({ ...abroad, postalCode: 'none', state: '-' })).to.deep.equal([]);
  });

  it('is all of it where there is no address', () => {
    expect(missing(undefined)).to.deep.equal(
      billingFields.filter((field) => field !== 'state' && field !== 'postalCode'),
    );
  });

  it('is nothing for a saved card, which has its own address in the vault', () => {
    const instrument = { kind: 'saved-card', paymentInstrumentId: 'PI1' } as const;
    expect(missing(undefined, { instrument })).to.deep.equal([]);
    expect(missing(undefined, { instrument, initiation: { by: 'merchant' } })).to.deep.equal([]);
  });

  it('is the same for a wallet as for a card', () => {
    const instrument = { kind: 'wallet', wallet: 'googlepay', payload: 'e30=' } as const;
    expect(missing({ ...whole, email: '' }, { instrument })).to.deep.equal(['email']);
  });

  it('is known by CyberSource’s names, too', () => {
    const names = [
      'firstName',
      'lastName',
      'email',
      'address1',
      'locality',
      'administrativeArea',
      'postalCode',
      'country',
    ];
    expect(names.map((name) => billingFieldOf(`orderInformation.billTo.${name}`))).to.deep.equal(
      billingFields,
    );
    expect(billingFieldOf('orderInformation.shipTo.locality')).to.equal(undefined);
    expect(billingFieldOf('orderInformation.amountDetails.totalAmount')).to.equal(undefined);
  });
});
