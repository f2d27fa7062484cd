import { expect } from 'chai';
import type {
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  SiteId,
} from '../../../src/domain/ids.ts';
import type { Money } from '../../../src/domain/money/money.ts';
import type { PaymentState } from '../../../src/domain/payment/payment-state.ts';
import { lostMembers, orderChange } from '../../../src/occ/order-updates/order-change.ts';
import type {
  OrderMovement,
  OrderRecord,
  PaymentGroupRecord,
} from '../../../src/payments/write-back/order-record.ts';

const usd = (minor: number): Money => ({ minor, currency: 'USD' }) as Money;
const none = usd(0);
const sums = {
  authorized: usd(4_250),
  captured: none,
  refunded: none,
  reversed: none,
  available: usd(4_250),
  pending: none,
  pendingRefunds: none,
  refundable: none,
};

const movement = (ref: string): OrderMovement => ({
  ref: ref as GatewayRef,
  merchantTransactionId: `m-${ref}` as MerchantTransactionId,
  amount: usd(1_050),
  at: new Date(1_700_000_000_000),
});

const payment = (change: Partial<PaymentGroupRecord> = {}): PaymentGroupRecord => ({
  paymentGroupId: 'pg1' as PaymentGroupId,
  state: 'Authorized',
  isPending: false,
  sums,
  captures: [],
  refunds: [],
  marks: [],
  ...change,
});

const record = (change: Partial<OrderRecord> = {}): OrderRecord => ({
  orderId: 'o1' as OrderId,
  site: 'siteUS' as SiteId,
  payments: [payment()],
  ...change,
});

const TEXTS = {
  cybersource_attention: '',
  cybersource_payments: 'pg1 Authorized: authorized 42.50, captured 0.00, refunded 0.00, reversed 0.00 USD',
};
const rawOrder = (group: object = {}, order: object = {}): object => ({
  ...TEXTS,
  state: 'SUBMITTED',
  paymentGroups: [{ id: 'pg1', state: 'AUTHORIZED', ...group }],
  ...order,
});
/** Without its texts, which follow from the record. */
function changeOf(
  raw: object,
  wanted: OrderRecord,
  isPlaced = true,
): Readonly<Record<string, unknown>> | undefined {
  const change = orderChange(raw, wanted, isPlaced);
  if (change === undefined) return undefined;
  return Object.fromEntries(Object.entries(change).filter(([name]) => !Object.hasOwn(TEXTS, name)));
}
const groupsOf = (raw: object, wanted: PaymentGroupRecord): unknown =>
  changeOf(raw, record({ payments: [wanted] }))?.['paymentGroups'];

describe('What is changed in OCC’s order', () => {
  it('is nothing where it shows the record already', () => {
    expect(orderChange(rawOrder(), record(), true)).to.equal(undefined);
  });

  it('are the texts that differ, those alone', () => {
    const raw = rawOrder({}, { cybersource_payments: 'before' });
    expect(orderChange(raw, record(), true)).to.deep.equal({
      cybersource_payments: TEXTS.cybersource_payments,
    });
    const withoutIt = { ...rawOrder(), cybersource_attention: undefined };
    expect(orderChange(withoutIt, record(), true), 'an empty one need not be there').to.equal(undefined);
  });

  it('are the texts of an order that is not placed, and nothing of its groups and state', () => {
    const wanted = record({ payments: [payment({ captures: [movement('r1')] })], hold: 'cancelled' });
    expect(changeOf(rawOrder(), wanted, false)).to.equal(undefined);
    const raw = rawOrder({}, { cybersource_payments: 'before' });
    expect(orderChange(raw, wanted, false)).to.have.all.keys('cybersource_payments');
  });

  it('is each capture that the group does not have, as OCC keeps the webhook’s answers, behind what it has', () => {
    const there = { transactionSuccess: true, statusProps: { hostTransactionId: 'r1', more: 1 }, more: 2 };
    const captures = [movement('r1'), movement('r2')];
    expect(groupsOf(rawOrder({ debitStatus: [there] }), payment({ captures }))).to.deep.equal([
      {
        id: 'pg1',
        debitStatus: [
          there,
          {
            transactionId: 'm-r2',
            amount: 10.5,
            transactionSuccess: true,
            statusProps: {
              hostTransactionId: 'r2',
              hostTransactionTimestamp: '1700000000000',
              merchantTransactionId: 'm-r2',
              responseCode: '11000',
            },
          },
        ],
      },
    ]);
  });

  it('is each refund that the group does not have, with OCC’s code for refunds', () => {
    const [group] = groupsOf(rawOrder({ creditStatus: null }), payment({ refunds: [movement('r3')] })) as [
      { creditStatus: { statusProps: object }[] },
    ];
    expect(Object.keys(group)).to.deep.equal(['id', 'creditStatus']);
    expect(group.creditStatus[0]?.statusProps).to.include({ hostTransactionId: 'r3', responseCode: '3000' });
  });

  for (const [success, isThere] of [
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [null, false],
    [undefined, false],
  ] as const)
    it(`${isThere ? 'is no' : 'is a'} capture that OCC has with success ${String(success)}`, () => {
      const debitStatus = [{ transactionSuccess: success, statusProps: { hostTransactionId: 'r1' } }];
      const groups = groupsOf(rawOrder({ debitStatus }), payment({ captures: [movement('r1')] }));
      expect(groups === undefined).to.equal(isThere);
    });

  it('keeps each other group of the order by its id, also where only one changes', () => {
    const raw = rawOrder(
      {},
      {
        paymentGroups: [
          { id: 'pg0', state: 'SETTLED' },
          { id: 'pg1', state: 'AUTHORIZED' },
        ],
      },
    );
    const groups = groupsOf(raw, payment({ captures: [movement('r1')] })) as readonly object[];
    expect(groups[0]).to.deep.equal({ id: 'pg0' });
    expect(groups[1]).to.have.all.keys('id', 'debitStatus');
  });

  it('is no group of another payment', () => {
    const other = payment({ paymentGroupId: 'pg9' as PaymentGroupId, captures: [movement('r1')] });
    expect(groupsOf(rawOrder(), other)).to.equal(undefined);
  });

  describe('as the state of a payment group', () => {
    const captured = { ...sums, captured: usd(4_250), available: none };
    const stateFor = (now: string | number, state: PaymentState, of: Partial<typeof sums>): unknown => {
      const groups = groupsOf(rawOrder({ state: now }), payment({ state, sums: { ...sums, ...of } }));
      return (groups as readonly { state?: unknown }[] | undefined)?.[0]?.state;
    };

    for (const now of ['AUTHORIZED', 'SETTLE_FAILED', '1', 1])
      it(`is settled once nothing is held any more, from ${String(now)}`, () => {
        expect(stateFor(now, 'Captured', captured)).to.equal('SETTLED');
      });
    for (const now of ['SETTLED', 'CREDIT_FAILED', '2', 2, 'REMOVED', 'INITIAL'])
      it(`stays ${String(now)} when everything is captured`, () => {
        expect(stateFor(now, 'Captured', captured)).to.equal(undefined);
      });

    it('stays while something is still held, is under way, or nothing was captured', () => {
      expect(stateFor('AUTHORIZED', 'PartiallyCaptured', { ...captured, available: usd(1) })).to.equal(
        undefined,
      );
      expect(stateFor('AUTHORIZED', 'Captured', { ...captured, pending: usd(1) })).to.equal(undefined);
      expect(stateFor('AUTHORIZED', 'Authorized', { ...captured, captured: none })).to.equal(undefined);
      expect(stateFor('AUTHORIZED', 'Captured', { ...captured, captured: usd(1) })).to.equal('SETTLED');
    });

    for (const state of ['AuthorizationVoided', 'CaptureVoided'] as const) {
      for (const now of ['AUTHORIZED', 'SETTLE_FAILED', '1', 'SETTLED', 'CREDIT_FAILED', '2'])
        it(`is removed for ${state} from ${now}`, () => {
          expect(stateFor(now, state, {})).to.equal('REMOVED');
        });
      it(`stays for ${state} where OCC has removed or not begun it`, () => {
        expect(stateFor('REMOVED', state, {})).to.equal(undefined);
        expect(stateFor('INITIAL', state, {})).to.equal(undefined);
      });
    }
  });

  describe('as the state of the order', () => {
    for (const [hold, now, then] of [
      ['held', 'SUBMITTED', 'PENDING_MERCHANT_ACTION'],
      ['held', 'PENDING_MERCHANT_ACTION', undefined],
      ['held', 'REMOVED', undefined],
      ['released', 'PENDING_MERCHANT_ACTION', 'SUBMITTED'],
      ['released', 'SUBMITTED', undefined],
      ['released', 'REMOVED', undefined],
      ['cancelled', 'PENDING_MERCHANT_ACTION', 'REMOVED'],
      ['cancelled', 'SUBMITTED', 'REMOVED'],
      ['cancelled', 'REMOVED', undefined],
      ['cancelled', 'PROCESSING', undefined],
      ['cancelled', 'toString', undefined],
      ['cancelled', undefined, undefined],
      [undefined, 'SUBMITTED', undefined],
    ] as const)
      it(`is ${then ?? 'unchanged'} for ${hold ?? 'no review'} from ${now ?? 'none'}`, () => {
        const wanted = record(hold === undefined ? {} : { hold });
        const change = changeOf(rawOrder({}, { state: now }), wanted);
        const reason = then === 'REMOVED' ? { cancelReason: 'The payment was rejected in its review.' } : {};
        expect(change).to.deep.equal(then === undefined ? undefined : { state: then, ...reason });
      });
  });

  it('is not known of what is no order', () => {
    expect(() => orderChange('no order', record(), true)).to.throw();
    expect(orderChange({ ...TEXTS, paymentGroups: null }, record(), true)).to.equal(undefined);
  });
});

describe('What OCC’s order has lost in an update', () => {
  const withMembers = (group: string, debits: readonly string[], credits: readonly string[]): object => {
    const toStatus = (id: string): object => ({ statusProps: { hostTransactionId: id } });
    return {
      paymentGroups: [
        { id: group, state: 1, debitStatus: debits.map(toStatus), creditStatus: credits.map(toStatus) },
      ],
    };
  };

  it('are groups, captures and refunds that are there no more', () => {
    const before = withMembers('pg1', ['d1', 'd2'], ['c1']);
    expect(lostMembers(before, before)).to.deep.equal([]);
    expect(lostMembers(before, withMembers('pg1', ['d2', 'd3'], []))).to.deep.equal(['d1', 'c1']);
    expect(lostMembers(before, { paymentGroups: [] })).to.deep.equal(['pg1', 'd1', 'd2', 'c1']);
    expect(lostMembers(withMembers('pg1', [''], []), {})).to.deep.equal(['pg1']);
  });

  it('is nothing that never had an id', () => {
    const nameless = { paymentGroups: [{ id: 'pg1', state: 1, debitStatus: [{}, { statusProps: null }] }] };
    expect(lostMembers(nameless, nameless)).to.deep.equal([]);
    expect(lostMembers(nameless, {})).to.deep.equal(['pg1']);
  });
});
