import type { FollowOn } from '../../../src/domain/payment/command.ts';
import { expect } from 'chai';
import type { CommandKey, GatewayRef, PaymentKey } from '../../../src/domain/ids.ts';
import { money } from '../../../src/domain/money/money.ts';
import { paymentFrom } from '../../../src/domain/payment/payment.ts';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { plan } from '../../../src/payments/rules/plan.ts';
import { aCapture, aRefund, aVoid, usd } from '../../builders/command.ts';
import { approved, settling } from '../../builders/result.ts';
import { anAttempt } from '../../journal/contract.ts';

const payment = 'siteUS:o10001:pg1' as PaymentKey;
const held = approved(usd(10_000));
const original = gatewayRefOf(held) ?? expect.fail();

function made(request: Partial<PaymentAttempt>, result: PaymentResult): PaymentAttempt {
  const attempt = anAttempt({ payment, ...request });
  return { ...attempt, attemptNumber: 1, merchantTransactionId: '' as never, result };
}

const authorized = made({ amount: usd(10_000) }, held);

function captured(minor: number): PaymentAttempt {
  const { key } = aCapture({ original });
  return made({ key, operation: 'capture', original, amount: usd(minor) }, settling(usd(minor)));
}

function refunded(of: PaymentAttempt, minor: number): PaymentAttempt {
  const { key } = aRefund({ original });
  const capture = gatewayRefOf(of.result) ?? expect.fail();
  return made({ key, operation: 'refund', original: capture, amount: usd(minor) }, settling(usd(minor)));
}

const reduce = (minor: number, currency = 'USD'): FollowOn =>
  aVoid({ original, amount: money(minor, currency as never), reach: 'hold' });
const voidAll = (): FollowOn => aVoid({ original, amount: usd(0), isWhole: true, reach: 'unsettled' });
const voidPart = (minor: number): FollowOn => aVoid({ original, amount: usd(minor), reach: 'unsettled' });
/** OCC's cancellation. */
const cancelOrder = (minor = 10_000): FollowOn =>
  aVoid({ original, amount: usd(minor), isCancellation: true });
function increment(minor: number, currency = 'USD'): FollowOn {
  const { key, fingerprint, caller, site, channel, orderId } = aCapture({ original });
  const common = { key: `${key}-more` as CommandKey, fingerprint, caller, site, channel, orderId };
  return { ...common, type: 'increment', original, amount: money(minor, currency as never) };
}

/** Steps, or what a refusal says. */
function decided(command: FollowOn, attempts: readonly PaymentAttempt[]): readonly string[] | string {
  const planned = plan(command, paymentFrom(attempts));
  if (planned.kind === 'refused') return planned.problem;
  if (planned.kind !== 'steps') return planned.kind;
  const nameOf = (ref: GatewayRef): string => (ref === original ? 'hold' : 'capture');
  return planned.steps.map((step) => `${step.type} ${step.amount.minor} of ${nameOf(step.original)}`);
}

const some = captured(6_000);
const all = captured(10_000);
const more = made({ key: 'more' as CommandKey, operation: 'increment', original, amount: usd(2_000) }, held);
const less = made(
  { key: 'less' as CommandKey, operation: 'void', original, amount: usd(3_000) },
  approved(usd(3_000)),
);
const released = made(
  { key: 'released' as CommandKey, operation: 'void', original, amount: usd(10_000) },
  approved(usd(10_000)),
);
const settled: PaymentAttempt = { ...all, batchedAt: new Date('2026-02-01T22:00:00Z') };

const added = made(
  { key: 'added' as CommandKey, operation: 'increment', original, amount: usd(2_000) },
  approved(usd(2_000)),
);
const given = refunded(all, 1_000);

const capture = (minor: number): FollowOn => aCapture({ original, amount: usd(minor) });

/** The same request, its payment named by something that followed on the authorization. */
const named = (by: PaymentAttempt, command: FollowOn): FollowOn => ({
  ...command,
  original: gatewayRefOf(by.result) ?? expect.fail(),
});

/** `/reduce` and `/void` never give money back, and `/increment` needs a hold: whatever else the payment has. */
const ROWS: readonly (readonly [
  name: string,
  history: readonly PaymentAttempt[],
  command: FollowOn,
  decision: readonly string[] | RegExp,
])[] = [
  ['reduce what is held', [authorized], reduce(2_000), ['void 2000 of hold']],
  ['reduce more than is held', [authorized], reduce(10_001), /100\.00 USD/],
  ['reduce what a capture has left', [authorized, some], reduce(4_000), ['void 4000 of hold']],
  ['reduce more than a capture has left', [authorized, some], reduce(4_001), /40\.00 USD/],
  ['reduce what was captured', [authorized, all], reduce(1), /0\.00 USD/],
  ['reduce all of what was captured', [authorized, all], reduce(10_000), /0\.00 USD/],
  ['reduce what is settled', [authorized, settled], reduce(10_000), /0\.00 USD/],
  ['void what is settled', [authorized, settled], voidAll(), /Not voided/],
  ['reduce in another currency', [authorized], reduce(100, 'EUR'), /USD.*EUR|EUR.*USD/],
  ['void a hold', [authorized], voidAll(), ['void 10000 of hold']],
  ['void the rest beside a capture', [authorized, some], voidAll(), ['void 4000 of hold']],
  ['void more than the rest beside a capture', [authorized, some], voidPart(5_000), /40\.00 USD/],
  ['void a capture', [authorized, all], voidAll(), ['void 10000 of capture']],
  ['void a part of a capture', [authorized, all], voidPart(9_999), /Not voided/],
  [
    'void a capture that was refunded in part',
    [authorized, all, refunded(all, 1_000)],
    voidAll(),
    /Not voided/,
  ],
  ['cancel a hold', [authorized], cancelOrder(), ['void 10000 of hold']],
  ['cancel a hold with what was added to it', [authorized, more], cancelOrder(), ['void 12000 of hold']],
  ['cancel what a reduction has left', [authorized, less], cancelOrder(), ['void 7000 of hold']],
  ['cancel what was added and reduced', [authorized, more, less], cancelOrder(), ['void 9000 of hold']],
  [
    'cancel the rest beside a capture',
    [authorized, more, some],
    cancelOrder(),
    ['void 6000 of hold', 'refund 6000 of capture'],
  ],
  ['cancel a capture', [authorized, all], cancelOrder(), ['void 10000 of capture']],
  [
    'cancel what a refund has left',
    [authorized, all, refunded(all, 1_000)],
    cancelOrder(),
    ['refund 9000 of capture'],
  ],
  ['cancel a part, and no more', [authorized, more], cancelOrder(9_999), ['void 9999 of hold']],
  ['cancel more than was authorized', [authorized, less], cancelOrder(10_001), /70\.00 USD/],
  ['cancel what is cancelled', [authorized, released], cancelOrder(), /0\.00 USD|AuthorizationVoided/],
  ['increment a hold', [authorized], increment(2_000), ['increment 2000 of hold']],
  ['increment beside a capture', [authorized, some], increment(2_000), ['increment 2000 of hold']],
  ['increment what was captured', [authorized, all], increment(2_000), /Captured/],
  [
    'reduce a hold that is named by a capture',
    [authorized, some],
    named(some, reduce(4_000)),
    ['void 4000 of hold'],
  ],
  ['reduce a capture', [authorized, some], named(some, reduce(6_000)), /^Not reduced.*40\.00 USD/],
  ['reduce a refund', [authorized, all, given], named(given, reduce(1_000)), /^Not reduced.* 0\.00 USD/],
  [
    'capture a hold that is named by a capture',
    [authorized, some],
    named(some, capture(4_000)),
    ['capture 4000 of hold'],
  ],
  [
    'capture a hold that is named by an increment',
    [authorized, added],
    named(added, capture(12_000)),
    ['capture 12000 of hold'],
  ],
  [
    'increment a hold that is named by a capture',
    [authorized, some],
    named(some, increment(1)),
    ['increment 1 of hold'],
  ],
  [
    'void a hold that is named by an increment',
    [authorized, added],
    named(added, voidAll()),
    ['void 12000 of hold'],
  ],
  [
    'cancel more than is held or captured',
    [authorized, some],
    cancelOrder(10_001),
    /^Not reversed.*40\.00 USD is still held, 60\.00 USD is left to refund/,
  ],
  ['increment in another currency', [authorized], increment(2_000, 'JPY'), /USD.*JPY|JPY.*USD/],
];

describe('How far an operation reaches', () => {
  for (const [name, history, command, decision] of ROWS)
    it(`${decision instanceof RegExp ? 'refuses to' : 'can'} ${name}`, () => {
      const result = decided(command, history);
      if (decision instanceof RegExp) expect(result).to.be.a('string').that.matches(decision);
      else expect(result).to.deep.equal(decision);
    });

  it('releases what is held beside a capture, and voids no capture when the same request comes again', () => {
    const command = voidAll();
    const { key, fingerprint } = command;
    const step = { key, fingerprint, operation: 'void', original, amount: usd(4_000) } as const;
    expect(decided(command, [authorized, some, made(step, approved(usd(4_000)))])).to.equal('ended');
  });

  it('voids a refund once, also where the caller names no amount', () => {
    const refund = refunded(all, 1_000);
    const named = gatewayRefOf(refund.result) ?? expect.fail();
    const command = aVoid({ original: named, amount: usd(0), isWhole: true, reach: 'unsettled' });
    const history = [authorized, all, refund];
    expect(decided(command, history)).to.deep.equal(['void 1000 of capture']);
    const { key, fingerprint } = command;
    const step = { key, fingerprint, operation: 'void', original: named, amount: usd(1_000) } as const;
    expect(decided(command, [...history, made(step, approved(usd(1_000)))])).to.equal('ended');
  });
});
