import { expect } from 'chai';
import type { CurrencyCode } from '../../../src/domain/money/currency.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import { money } from '../../../src/domain/money/money.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import {
  compareBooks,
  type DayBooks,
  type DifferenceKind,
  DIFFERENCES,
} from '../../../src/payments/settlement/compare.ts';
import type { Movement, OrderBookEntry } from '../../../src/payments/settlement/movement.ts';
import { usd } from '../../builders/command.ts';
import { approved, declined, settling, unknown } from '../../builders/result.ts';

const ORDER = 'o1' as OrderId;
const AUTHORIZATION = '7000000000000000000001' as GatewayRef;
const CAPTURE = '7000000000000000000002' as GatewayRef;
const OTHER = '7000000000000000000003' as GatewayRef;
const AT = new Date('2026-03-28T10:00:00Z');
const BATCHED = new Date('2026-03-29T06:00:00Z');

function attempt(
  operation: PaymentAttempt['operation'],
  minor: number,
  result: PaymentAttempt['result'],
  more: Partial<PaymentAttempt> = {},
): PaymentAttempt {
  return {
    key: `k/${operation}` as CommandKey,
    fingerprint: 'f',
    attemptNumber: 1,
    payment: 'p1' as PaymentKey,
    operation,
    caller: 'oms',
    site: 'siteUS' as SiteId,
    channel: 'storefront',
    orderId: ORDER,
    amount: usd(minor),
    captureNow: false,
    merchantTransactionId: 'm1' as MerchantTransactionId,
    claimedAt: AT,
    ...(result && { result }),
    ...more,
  };
}

const authorization = attempt('authorize', 1_000, approved(usd(1_000), AUTHORIZATION));
const capture = attempt('capture', 1_000, settling(usd(1_000), CAPTURE), { original: AUTHORIZATION });
const voided = attempt('void', 1_000, approved(usd(1_000)), { original: CAPTURE });
const movement: Movement = {
  ref: CAPTURE,
  orderId: ORDER,
  direction: 'purchase',
  amount: usd(1_000),
  status: 'settled',
  batchedAt: BATCHED,
};

interface Books {
  readonly movements?: readonly Movement[];
  readonly claimed?: readonly PaymentAttempt[];
  readonly steps?: readonly PaymentAttempt[];
  readonly order?: OrderBookEntry;
  readonly more?: Partial<DayBooks>;
}

function compared({
  movements = [movement],
  claimed = [capture],
  steps = [authorization, capture],
  order,
  more = {},
}: Books = {}): ReturnType<typeof compareBooks> {
  return compareBooks({
    movements,
    claimed,
    ofOrder: new Map([[ORDER, steps]]),
    orders: new Map(order ? [[ORDER, order]] : []),
    isJournalComplete: true,
    isBatchDue: false,
    ...more,
  });
}

describe('The books of a day', () => {
  it('agree where a capture is in all of them, and then it is batched', () => {
    expect(compared({ order: { isPlaced: 'yes', total: usd(1_000) } })).to.deep.equal({
      differences: [],
      batched: [{ attempt: capture, at: BATCHED }],
    });
  });

  it('have nothing batched of what has no batch yet', () => {
    const { batchedAt, ...pending } = movement;
    expect(batchedAt).to.deep.equal(BATCHED);
    expect(compared({ movements: [{ ...pending, status: 'pending' }] })).to.deep.equal({
      differences: [],
      batched: [],
    });
  });

  it('differ where the journal does not have a movement, and only where it should have all of them', () => {
    const unheardOf = { ...movement, ref: OTHER, orderId: 'o9' as OrderId, problem: 'why' };
    for (const outside of [unheardOf, { ...unheardOf, orderId: ORDER }]) {
      const { differences } = compared({ movements: [movement, outside] });
      expect(differences).to.deep.equal([
        {
          kind: 'not-in-journal',
          orderId: outside.orderId,
          ref: OTHER,
          amount: usd(1_000),
          problem: 'why',
        },
      ]);
      expect(
        compared({ movements: [movement, outside], more: { isJournalComplete: false } }).differences,
      ).to.deep.equal([]);
    }
  });

  it('differ where the acquirer rejected it: it is not batched then', () => {
    const rejected = { ...movement, status: 'rejected', problem: 'Invalid account' } as const;
    expect(compared({ movements: [rejected] })).to.deep.equal({
      differences: [
        {
          kind: 'rejected-by-acquirer',
          orderId: ORDER,
          ref: CAPTURE,
          amount: usd(1_000),
          problem: 'Invalid account',
        },
      ],
      batched: [],
    });
  });

  for (const [name, result] of [
    ['declined', { ...declined(), ref: CAPTURE } as PaymentAttempt['result']],
    ['lost', { ...unknown, ref: CAPTURE } as unknown as PaymentAttempt['result']],
  ] as const)
    it(`differ where the money moves of what the journal has as ${name}`, () => {
      const other = attempt('capture', 1_000, result, { original: AUTHORIZATION });
      const { differences } = compared({ steps: [authorization, other], claimed: [other] });
      expect(differences.map(({ kind }) => kind)).to.deep.equal(['not-approved-in-journal']);
    });

  it('differ where the capture was voided and batched all the same', () => {
    const { differences } = compared({ steps: [authorization, capture, voided] });
    expect(differences.map(({ kind }) => kind)).to.deep.equal(['voided-but-batched']);
  });

  it('do not take for a void what was none: another’s, one that failed, a refund', () => {
    for (const step of [
      { ...voided, original: OTHER },
      { ...voided, result: declined() },
      { ...voided, operation: 'refund' as const },
    ])
      expect(compared({ steps: [authorization, capture, step] }).differences).to.deep.equal([]);
  });

  it('differ where the amount is another one, and say both', () => {
    expect(compared({ movements: [{ ...movement, amount: usd(999) }] }).differences).to.deep.equal([
      { kind: 'amount-differs', orderId: ORDER, ref: CAPTURE, amount: usd(999), other: usd(1_000) },
    ]);
  });

  it('differ where it is still pending although its batch is due, and only then', () => {
    const late = (status: Movement['status'], isBatchDue: boolean) =>
      compared({ movements: [{ ...movement, status }], more: { isBatchDue } }).differences.map(
        ({ kind }) => kind,
      );
    expect(late('pending', true)).to.deep.equal(['not-batched']);
    expect(late('pending', false)).to.deep.equal([]);
    for (const status of ['batched', 'settled', 'unknown'] as const)
      expect(late(status, true)).to.deep.equal([]);
    const both = { ...movement, amount: usd(1), status: 'pending' } as const;
    expect(
      compared({ movements: [both], more: { isBatchDue: true } }).differences.map(({ kind }) => kind),
    ).to.deep.equal(['amount-differs', 'not-batched']);
  });

  it('differ where the gateway does not have what the journal has as done', () => {
    expect(compared({ movements: [] }).differences).to.deep.equal([
      { kind: 'not-at-gateway', orderId: ORDER, ref: CAPTURE, amount: usd(1_000) },
    ]);
  });

  it('do not miss at the gateway what was voided, declined, or never got an id', () => {
    expect(compared({ movements: [], steps: [authorization, capture, voided] }).differences).to.deep.equal(
      [],
    );
    for (const result of [declined(), unknown, undefined]) {
      const none = attempt('capture', 1_000, result);
      expect(compared({ movements: [], claimed: [none] }).differences).to.deep.equal([]);
    }
    expect(
      compared({ movements: [], more: { ofOrder: new Map() } }).differences.map(({ kind }) => kind),
    ).to.deep.equal(['not-at-gateway']);
  });
});

describe('The shop’s book of an order', () => {
  const refund = attempt('refund', 400, settling(usd(400)), { original: CAPTURE });
  const kinds = (books: Books) => compared(books).differences.map(({ kind }) => kind);

  it('differs where money was taken for what it has not placed', () => {
    expect(compared({ order: { isPlaced: 'no' } }).differences).to.deep.equal([
      { kind: 'order-not-placed', orderId: ORDER, ref: CAPTURE, amount: usd(1_000) },
    ]);
    for (const isPlaced of ['yes', 'unclear'] as const)
      expect(kinds({ order: { isPlaced } })).to.deep.equal([]);
  });

  it('differs where more was taken than the order comes to, less what was refunded', () => {
    expect(compared({ order: { isPlaced: 'yes', total: usd(999) } }).differences).to.deep.equal([
      { kind: 'more-than-order', orderId: ORDER, ref: CAPTURE, amount: usd(1_000), other: usd(999) },
    ]);
    const steps = [authorization, capture, refund];
    expect(kinds({ steps, order: { isPlaced: 'yes', total: usd(600) } })).to.deep.equal([]);
    expect(kinds({ steps, order: { isPlaced: 'yes', total: usd(599) } })).to.deep.equal(['more-than-order']);
  });

  it('says nothing of what it cannot compare: another currency, no total', () => {
    const euros = money(1, 'EUR' as CurrencyCode);
    expect(kinds({ order: { isPlaced: 'yes', total: euros } })).to.deep.equal([]);
    expect(kinds({ order: { isPlaced: 'yes' } })).to.deep.equal([]);
  });

  it('adds up all payments of the order', () => {
    const second = { payment: 'p2' as PaymentKey };
    const steps = [
      authorization,
      capture,
      { ...attempt('authorize', 500, approved(usd(500), OTHER)), ...second },
      { ...attempt('capture', 500, settling(usd(500)), { original: OTHER }), ...second },
    ];
    expect(kinds({ steps, order: { isPlaced: 'yes', total: usd(1_500) } })).to.deep.equal([]);
    expect(kinds({ steps, order: { isPlaced: 'yes', total: usd(1_499) } })).to.deep.equal([
      'more-than-order',
    ]);
  });

  it('is not looked at where all was refunded, nothing was taken that day, or the acquirer rejected it', () => {
    const order = { isPlaced: 'no' } as const;
    const whole = attempt('refund', 1_000, settling(usd(1_000)), { original: CAPTURE });
    expect(kinds({ order, steps: [authorization, capture, whole] })).to.deep.equal([]);
    expect(kinds({ order, movements: [], claimed: [] })).to.deep.equal([]);
    expect(kinds({ order, movements: [{ ...movement, direction: 'refund' }] })).to.deep.equal([]);
    expect(kinds({ order, movements: [{ ...movement, status: 'rejected' }] })).to.deep.equal([
      'rejected-by-acquirer',
    ]);
    const elsewhere = { ...movement, orderId: 'o9' as OrderId };
    expect(kinds({ order, movements: [elsewhere], claimed: [] })).to.deep.equal(['not-in-journal']);
    expect(
      kinds({ order, claimed: [], more: { ofOrder: new Map(), isJournalComplete: false } }),
    ).to.deep.equal([]);
  });
});

describe('Every difference between two books', () => {
  const kinds: readonly DifferenceKind[] = [
    'not-in-journal',
    'not-at-gateway',
    'amount-differs',
    'voided-but-batched',
    'not-approved-in-journal',
    'rejected-by-acquirer',
    'not-batched',
    'order-not-placed',
    'more-than-order',
  ];

  it('has a cause and a remedy, each a sentence of its own', () => {
    expect(Object.keys(DIFFERENCES)).to.have.members(kinds);
    for (const kind of kinds)
      for (const text of Object.values(DIFFERENCES[kind])) expect(text, kind).to.match(/^[A-Z].*\.$/);
  });
});
