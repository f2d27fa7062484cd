import { expect } from 'chai';
import type { CommandKey, GatewayRef } from '../../../src/domain/ids.ts';
import { type Payment, paymentFrom } from '../../../src/domain/payment/payment.ts';
import { createFirstAsked, mayBeHidden } from '../../../src/payments/attempt/uncertain-refusal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { aCapture, aRefund, aVoid, usd } from '../../builders/command.ts';
import { approved, settling } from '../../builders/result.ts';

const LAG_MS = 60_000;
const CLAIMED = Date.parse('2026-02-01T10:00:00Z');
const EXPIRY = CLAIMED + 7 * 86_400_000;
const original = '7000000000000000000001' as GatewayRef;

const payment = (...steps: readonly object[]): Payment<PaymentAttempt> =>
  paymentFrom([
    {
      operation: 'authorize',
      amount: usd(1_000),
      captureNow: false,
      claimedAt: new Date(CLAIMED),
      result: approved(usd(1_000), original),
    },
    ...steps,
  ] as unknown as readonly PaymentAttempt[]);
const captured = {
  operation: 'capture',
  amount: usd(400),
  captureNow: false,
  original,
  result: settling(usd(400)),
};

describe('A refusal that what another instance did may contradict', () => {
  const isHidden = (
    command: Parameters<typeof mayBeHidden>[0],
    of: Payment<PaymentAttempt>,
    { now = CLAIMED, askedSince = CLAIMED } = {},
  ): boolean =>
    mayBeHidden(command, of, { now: new Date(now), holdDays: {} } as never, {
      askedSince: new Date(askedSince),
      searchLagMs: LAG_MS,
    });

  it('is of a refund of what is not captured, while the records may lag since it was asked for first', () => {
    const refund = aRefund({ original, amount: usd(100) });
    for (const [ms, is] of [
      [-1, false],
      [0, true],
      [LAG_MS, true],
      [LAG_MS + 1, false],
    ] as const)
      expect(isHidden(refund, payment(), { now: CLAIMED + ms }), String(ms)).to.equal(is);
    expect(isHidden(refund, payment(captured))).to.equal(false);
    const released = {
      operation: 'void',
      amount: usd(1_000),
      captureNow: false,
      original,
      result: approved(usd(1_000)),
    };
    expect(isHidden(refund, payment(released))).to.equal(false);
  });

  it('is of a capture of what was held until a moment ago', () => {
    const capture = (minor: number) => aCapture({ original, amount: usd(minor) });
    for (const [ms, is] of [
      [-1, false],
      [0, true],
      [LAG_MS, true],
      [LAG_MS + 1, false],
    ] as const)
      expect(isHidden(capture(1_000), payment(), { now: EXPIRY + ms }), String(ms)).to.equal(is);
    expect(isHidden(capture(1_001), payment(), { now: EXPIRY })).to.equal(false);
    expect(isHidden(capture(600), payment(captured), { now: EXPIRY })).to.equal(true);
    expect(isHidden(capture(601), payment(captured), { now: EXPIRY })).to.equal(false);
  });

  it('is of a capture, though a part of it is held by a younger authorization', () => {
    const renewed = {
      operation: 'reauthorize',
      amount: usd(400),
      captureNow: false,
      original,
      claimedAt: new Date(CLAIMED + 2 * 86_400_000),
      result: approved(usd(400)),
    };
    const capture = aCapture({ original, amount: usd(1_000) });
    expect(isHidden(capture, payment(renewed), { now: EXPIRY })).to.equal(true);
  });

  it('is of nothing else', () => {
    for (const now of [CLAIMED, EXPIRY])
      expect(isHidden(aVoid({ original, amount: usd(100) }), payment(), { now })).to.equal(false);
  });
});

describe('Since when a request has been asked for', () => {
  it('is remembered from the first time on, for each of the latest thousand', () => {
    const asked = createFirstAsked();
    const at = (ms: number) => new Date(CLAIMED + ms);
    expect(asked.since('a' as CommandKey, at(0))).to.deep.equal(at(0));
    expect(asked.since('b' as CommandKey, at(1))).to.deep.equal(at(1));
    expect(asked.since('a' as CommandKey, at(2))).to.deep.equal(at(0));
    for (let nth = 0; nth < 999; nth += 1) asked.since(`${nth}` as CommandKey, at(3));
    expect(asked.since('b' as CommandKey, at(4))).to.deep.equal(at(1));
    expect(asked.since('a' as CommandKey, at(4))).to.deep.equal(at(4));
  });
});
