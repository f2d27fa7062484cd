import { expect } from 'chai';
import type { MerchantTransactionId, OrderId, PaymentGroupId, SiteId } from '../../../src/domain/ids.ts';
import { Problem } from '../../../src/domain/problem.ts';
import {
  acceptanceIn,
  createOrderAcceptance,
  isPlacedIn,
  type AcceptanceQuery,
} from '../../../src/occ/orders/order-acceptance.ts';
import { usd } from '../../builders/command.ts';
import { anAttempt } from '../../journal/contract.ts';
import { approved, aRef } from '../../builders/result.ts';

const ref = aRef();
const asked: AcceptanceQuery = {
  orderId: 'o10001' as OrderId,
  site: 'siteUS' as SiteId,
  paymentGroupId: 'pg10002' as PaymentGroupId,
  ref,
};

const success = (hostTransactionId: string) => ({
  transactionSuccess: true,
  statusProps: { hostTransactionId },
});

function anOrder(state: string, group: object = {}): object {
  const paid = { id: 'pg10002', state: 'AUTHORIZED', authorizationStatus: [success(ref)] };
  const other = { ...paid, id: 'pg10003', authorizationStatus: [success(aRef())] };
  return { id: 'o10001', state, paymentGroups: [other, { ...paid, ...group }] };
}

const said = (order: unknown, question: AcceptanceQuery): string => acceptanceIn(order, question).accepted;

describe('Whether OCC has accepted an authorization', () => {
  for (const [state, expected] of [
    ['SUBMITTED', 'yes'],
    ['PROCESSING', 'yes'],
    ['PENDING_APPROVAL', 'yes'],
    ['APPROVED', 'yes'],
    ['NO_PENDING_ACTION', 'yes'],
    ['PENDING_CUSTOMER_ACTION', 'yes'],
    ['PENDING_CUSTOMER_RETURN', 'yes'],
    ['PENDING_MERCHANT_ACTION', 'yes'],
    ['PENDING_PAYMENT', 'yes'],
    ['PENDING_PAYMENT_TEMPLATE', 'yes'],
    ['TEMPLATE', 'yes'],
    ['QUEUED', 'unclear'],
    ['QUOTED', 'unclear'],
    ['INCOMPLETE', 'no'],
    ['FAILED', 'no'],
    ['FAILED_APPROVAL', 'no'],
    ['REJECTED', 'no'],
    ['PENDING_REMOVE', 'no'],
    ['REMOVED', 'no'],
    ['A_STATE_OF_THE_FUTURE', 'unclear'],
    ['constructor', 'unclear'],
  ] as const)
    it(`in an order that is ${state}: ${expected}`, () => {
      expect(said(anOrder(state), asked)).to.equal(expected);
    });

  for (const [state, expected] of [
    ['AUTHORIZED', 'yes'],
    ['SETTLED', 'yes'],
    ['SETTLE_FAILED', 'yes'],
    ['CREDIT_FAILED', 'yes'],
    ['PENDING_AUTHORIZATION', 'unclear'],
    ['PAYMENT_REQUEST_ACCEPTED', 'unclear'],
    ['DEFERRED', 'unclear'],
    ['INITIAL', 'no'],
    ['AUTHORIZE_FAILED', 'no'],
    ['PAYMENT_REQUEST_FAILED', 'no'],
    ['REMOVED', 'no'],
    ['A_STATE_OF_THE_FUTURE', 'unclear'],
    [1, 'yes'],
    [2, 'yes'],
    [0, 'no'],
    [7, 'unclear'],
    [8, 'unclear'],
    [10, 'unclear'],
    [99, 'unclear'],
  ] as const)
    it(`in a payment group that is ${state}: ${expected}`, () => {
      expect(said(anOrder('SUBMITTED', { state }), asked)).to.equal(expected);
    });

  it('by nothing, where the order or the group is not paid', () => {
    for (const [order, accepted] of [
      [anOrder('INCOMPLETE'), 'no'],
      [anOrder('SUBMITTED', { state: 'INITIAL' }), 'no'],
      [anOrder('SUBMITTED', { state: 'DEFERRED' }), 'unclear'],
      [{ state: 'SUBMITTED', paymentGroups: [] }, 'no'],
      [{}, 'unclear'],
    ] as const)
      expect(acceptanceIn(order, asked)).to.deep.equal({ accepted, by: [] });
  });

  it('no, when the group was removed from the order', () => {
    expect(said({ ...anOrder('SUBMITTED'), paymentGroups: [] }, asked)).to.equal('no');
    expect(said({ state: 'SUBMITTED' }, asked)).to.equal('no');
  });

  it('no, when another authorization has paid the group', () => {
    const paidBy = (...authorizationStatus: object[]) => anOrder('SUBMITTED', { authorizationStatus });
    const other = aRef();
    expect(acceptanceIn(paidBy(success(other)), asked)).to.deep.equal({ accepted: 'no', by: [other] });
    expect(said(paidBy(success(aRef()), success(ref)), asked)).to.equal('yes');
  });

  it('yes, when it has paid another group of the order, as after a challenge that OCC asked about twice', () => {
    const again = { id: 'pg10004', state: 'AUTHORIZED', authorizationStatus: [success(ref)] };
    const failed = { id: 'pg10002', state: 'PAYMENT_REQUEST_FAILED' };
    expect(said({ state: 'SUBMITTED', paymentGroups: [failed, again] }, asked)).to.equal('yes');
    expect(said({ state: 'SUBMITTED', paymentGroups: [failed] }, asked)).to.equal('no');
    const debited = { id: 'pg10004', state: 'SETTLED', debitStatus: [success(ref)] };
    expect(said({ state: 'SUBMITTED', paymentGroups: [failed, debited] }, asked)).to.equal('yes');
  });

  it('takes success for what OCC writes as true or as the word, and nothing else', () => {
    const paidBy = (transactionSuccess: unknown) =>
      anOrder('SUBMITTED', {
        authorizationStatus: [{ transactionSuccess, statusProps: { hostTransactionId: ref } }],
      });
    for (const yes of [true, 'true'])
      expect(acceptanceIn(paidBy(yes), asked)).to.deep.equal({ accepted: 'yes', by: [ref] });
    for (const not of [false, 'false', '', null])
      expect(acceptanceIn(paidBy(not), asked)).to.deep.equal({ accepted: 'yes', by: [] });
  });

  it('yes, when the attempt has no id of CyberSource’s to compare', () => {
    expect(acceptanceIn(anOrder('SUBMITTED'), { ...asked, ref: undefined })).to.deep.equal({
      accepted: 'yes',
      by: [ref],
    });
  });

  it('yes, when OCC does not say which one has', () => {
    const failed = { transactionSuccess: false, statusProps: { hostTransactionId: aRef() } };
    for (const authorizationStatus of [[], null, [failed], [{ transactionSuccess: true }], 'garbled'])
      expect(said(anOrder('SUBMITTED', { authorizationStatus }), asked)).to.equal('yes');
  });

  it('counts the debit of a sale', () => {
    const sale = { state: 'SETTLED', authorizationStatus: [], debitStatus: [success(ref)] };
    expect(said(anOrder('SUBMITTED', sale), asked)).to.equal('yes');
  });

  it('in any group, when none is named', () => {
    const { orderId, site } = asked;
    const anywhere: AcceptanceQuery = { orderId, site, ref };
    expect(acceptanceIn(anOrder('SUBMITTED'), anywhere)).to.deep.equal({ accepted: 'yes', by: [ref] });
    expect(said(anOrder('SUBMITTED', { state: 'INITIAL' }), anywhere)).to.equal('no');
    expect(said(anOrder('SUBMITTED', { state: 'DEFERRED' }), anywhere)).to.equal('unclear');
  });

  it('unclear, when the answer is no order', () => {
    for (const garbled of [undefined, {}, [], { state: 7 }, { state: 'SUBMITTED', paymentGroups: [{}] }])
      expect(said(garbled, asked)).to.equal('unclear');
  });

  it('is asked of OCC every time: no for an order it does not know, unclear when it cannot be read', async () => {
    let orders = 0;
    let answer: () => unknown = () => anOrder('SUBMITTED');
    const { orderId, site, paymentGroupId } = asked;
    const merchantTransactionId = 'name' as MerchantTransactionId;
    const about = { orderId, site, ...(paymentGroupId && { paymentGroupId }), merchantTransactionId };
    const attempt = { ...anAttempt(), ...about, attemptNumber: 1, result: approved(usd(100), ref) };
    const accepted = createOrderAcceptance({
      order: async (orderId, site) => {
        orders += 1;
        expect([orderId, site]).to.deep.equal(['o10001', 'siteUS']);
        return answer();
      },
    });
    expect(await accepted(attempt)).to.equal('yes');
    answer = () => {
      throw new Problem('not-found', 'OCC knows no such order.');
    };
    expect(await accepted(attempt)).to.equal('no');
    for (const error of [
      new Problem('gateway-failure', 'no answer'),
      new Problem('not-configured', 'no key'),
    ]) {
      answer = () => {
        throw error;
      };
      expect(await accepted(attempt)).to.equal('unclear');
    }
    expect(orders).to.equal(4);
  });
});

describe('Whether the shopper has an order', () => {
  for (const [state, isPlaced] of [
    ['SUBMITTED', true],
    ['PENDING_MERCHANT_ACTION', true],
    ['PENDING_REMOVE', true],
    ['REMOVED', true],
    ['INCOMPLETE', false],
    ['FAILED', false],
    ['QUEUED', false],
    ['A_STATE_OF_THE_FUTURE', false],
    [undefined, false],
  ] as const)
    it(`${isPlaced ? 'yes' : 'no'}, where it is ${state}`, () => {
      expect(isPlacedIn({ state })).to.equal(isPlaced);
    });
});
