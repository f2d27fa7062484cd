import { expect } from 'chai';
import { referenceIn } from '../../../src/occ/webhook/reference.ts';

const group = 'pg1' as Parameters<typeof referenceIn>[1];

function attempt(hostTransactionId: unknown, transactionSuccess: unknown = true): unknown {
  return { transactionSuccess, statusProps: { hostTransactionId } };
}

function order(paymentGroup: object): unknown {
  return {
    paymentGroups: [
      { id: 'pg0', state: 'AUTHORIZED', authorizationStatus: [attempt('other')] },
      { id: 'pg1', ...paymentGroup },
    ],
  };
}

describe('the reference in an order', () => {
  it('is the authorization while the group is authorized', () => {
    const authorized = {
      state: 'AUTHORIZED',
      authorizationStatus: [attempt('auth')],
      debitStatus: [attempt('debit')],
    };
    expect(referenceIn(order(authorized), group)).to.equal('auth');
  });

  it('is the debit once the group is settled, or the authorization where none was written', () => {
    const settled = {
      state: 'SETTLED',
      authorizationStatus: [attempt('auth')],
      debitStatus: [attempt('debit')],
    };
    expect(referenceIn(order(settled), group)).to.equal('debit');
    expect(referenceIn(order({ ...settled, debitStatus: [] }), group)).to.equal('auth');
  });

  it('is the last one that succeeded', () => {
    const attempts = [
      attempt('first'),
      attempt('second', 'true'),
      attempt('failed', false),
      attempt('unsure', null),
    ];
    expect(referenceIn(order({ state: 'AUTHORIZED', authorizationStatus: attempts }), group)).to.equal(
      'second',
    );
  });

  it('is nothing where the order says nothing usable', () => {
    const empty = [{}, null, { paymentGroups: [] }, order({}), order({ authorizationStatus: null })];
    const strange = [
      order({ state: 'AUTHORIZED', authorizationStatus: [attempt('../x')] }),
      order({ state: 'AUTHORIZED', authorizationStatus: [attempt(7)] }),
    ];
    for (const raw of [...empty, ...strange]) expect(referenceIn(raw, group)).to.equal(undefined);
  });
});
