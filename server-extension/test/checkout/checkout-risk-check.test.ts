import { expect } from 'chai';
import { createCheckoutRiskCheck } from '../../src/checkout/checkout-risk-check.ts';
import type { RiskSignals } from '../../src/checkout/verify-checkout-data.ts';
import type { Authorize, PaymentCommand } from '../../src/domain/payment/command.ts';
import type { Outcome } from '../../src/domain/payment/result.ts';
import type { AdmitAttempt, CountedAttempt } from '../../src/guard/attempt-limits.ts';
import { aCapture, anAuthorization } from '../builders/command.ts';
import { resultOf, aRef } from '../builders/reported-results.ts';
import { settings } from '../builders/settings.ts';

type Buyer = Authorize['order']['buyer'];

const DAY_MS = 86_400_000;
const now = new Date('2026-06-15T12:00:00Z');

/** The check of a command, what it counts, and how it says that the attempt ended. */
async function checked(
  command: PaymentCommand,
  signals: RiskSignals = {},
  {
    objection,
    admit,
    host = 'api.cybersource.com',
  }: { objection?: () => Promise<never>; admit?: AdmitAttempt; host?: string } = {},
) {
  const counted: CountedAttempt[] = [];
  const ends: string[] = [];
  const admitAttempt: AdmitAttempt =
    admit ??
    ((attempt) => {
      counted.push(attempt);
      return Promise.resolve({ ended: (end) => Promise.resolve(void ends.push(end)) });
    });
  const check = createCheckoutRiskCheck({ admitAttempt, now: () => now });
  const account = { ...settings.account, host };
  const decide = check(
    command,
    { ...settings, account, cardTestingGuard: 'on' } as never,
    signals,
    objection,
  );
  return { decision: await decide().catch((error: unknown) => error), counted, ends };
}

const by = (buyer: Buyer, more: Partial<Authorize> = {}) =>
  anAuthorization({ order: { buyer, device: {}, lineItems: [] }, ...more });
const guest: Buyer = { kind: 'GUEST' };

describe('What is counted of a payment', () => {
  it('is counted as neither before the payment is refused for another reason', async () => {
    const order: string[] = [];
    const { decision } = await checked(
      by(guest),
      {},
      {
        objection: async () => {
          throw new Error('another reason');
        },
        admit: async () => ({
          ended: async (end) => {
            await new Promise(setImmediate);
            order.push(end);
          },
        }),
      },
    );
    expect(decision).to.have.property('message', 'another reason');
    expect(order).to.deep.equal(['neither']);
  });

  it('is who pays, and with what', async () => {
    const signals = { network: 'n', session: 's', card: 'c', formFillMs: 0 };
    const { counted } = await checked(by(guest), signals);
    const { site, orderId: order } = anAuthorization();
    expect(counted).to.deep.equal([
      {
        site,
        order,
        isKnown: false,
        isHumanPaced: false,
        isTest: false,
        network: 'n',
        session: 's',
        card: 'c',
      },
    ]);
  });

  it('has the profile of a shopper who has one', async () => {
    for (const [buyer, profile] of [
      [{ kind: 'EXISTING_ACCOUNT', profileId: 'p1' }, 'p1'],
      [{ kind: 'NEW_ACCOUNT', profileId: 'p1' }, 'p1'],
      [{ kind: 'GUEST', profileId: 'p1' }, undefined],
      [{ kind: 'EXISTING_ACCOUNT' }, undefined],
    ] as const)
      expect((await checked(by(buyer))).counted[0]?.profile).to.equal(profile);
  });

  it('knows a shopper by an account of two weeks, a saved card, or a challenge that was answered', async () => {
    const since = (ms: number): Buyer => ({
      kind: 'EXISTING_ACCOUNT',
      registeredOn: new Date(now.getTime() - ms).toISOString(),
    });
    for (const [command, isKnown] of [
      [by(since(14 * DAY_MS)), true],
      [by(since(14 * DAY_MS - 1)), false],
      [by(guest), false],
      [by(guest, { instrument: { kind: 'saved-card', paymentInstrumentId: 'PI1' } }), true],
      [by(guest, { authentication: { step: 'validate', authenticationTransactionId: 'a' } }), true],
      [
        by(guest, {
          authentication: {
            step: 'enroll',
            referenceId: 'r',
            returnUrl: 'https://shop.test',
            deviceChannel: 'Browser',
            challengeMandated: false,
          } as never,
        }),
        false,
      ],
    ] as const)
      expect((await checked(command)).counted[0]?.isKnown).to.equal(isKnown);
  });

  it('has the pace of a person from eight seconds on', async () => {
    for (const [formFillMs, isHumanPaced] of [
      [8_000, true],
      [7_999, false],
    ] as const)
      expect((await checked(by(guest), { formFillMs })).counted[0]).to.include({ isHumanPaced });
  });

  it('says that it is in the test environment', async () => {
    const { counted } = await checked(by(guest), {}, { host: 'apitest.cybersource.com' });
    expect(counted[0]).to.include({ isTest: true });
  });

  it('has the saved card by its number’s id, else by its own, before what the card fields say', async () => {
    for (const [ids, card] of [
      [{ paymentInstrumentId: 'PI1', instrumentIdentifierId: 'II1' }, 'II1'],
      [{ paymentInstrumentId: 'PI1' }, 'PI1'],
    ] as const) {
      const command = by(guest, { instrument: { kind: 'saved-card', ...ids } as never });
      expect((await checked(command, { card: 'c' })).counted[0]?.card).to.equal(card);
    }
  });

  it('is nothing for agents, for what the shop repeats, and for follow-ons', async () => {
    for (const command of [
      by(guest, { channel: 'agent' }),
      by(guest, { initiation: { by: 'merchant' } as never }),
      by(guest, { initiation: { by: 'agent' } as never }),
      aCapture({ original: aRef('1') }),
    ]) {
      const { counted, decision } = await checked(command);
      expect(counted).to.deep.equal([]);
      expect(decision).to.have.property('ended');
      await (decision as { ended: (result: unknown) => Promise<void> }).ended(resultOf('approved'));
    }
  });
});

describe('How a counted payment ended', () => {
  const ENDS: Readonly<Record<Outcome, string>> = {
    approved: 'approved',
    pending: 'approved',
    declined: 'declined',
    challenge: 'neither',
    refused: 'neither',
    'not-sent': 'neither',
    unknown: 'neither',
  };
  for (const [outcome, end] of Object.entries(ENDS) as [Outcome, string][])
    it(`is ${end} where it is ${outcome}`, async () => {
      const { decision, ends } = await checked(by(guest));
      await (decision as { ended: (result: unknown) => Promise<void> }).ended(resultOf(outcome));
      expect(ends).to.deep.equal([end]);
    });

  it('is neither where something is objected to it, or that cannot be said', async () => {
    const objected = { blockedBy: 'order-amount', problem: 'No.' };
    const { decision, ends } = await checked(
      by(guest),
      {},
      { objection: () => Promise.resolve(objected as never) },
    );
    expect(decision).to.equal(objected);
    expect(ends).to.deep.equal(['neither']);
    const failure = new Error('OCC fails');
    const failed = await checked(by(guest), {}, { objection: () => Promise.reject(failure) });
    expect(failed.decision).to.equal(failure);
    expect(failed.ends).to.deep.equal(['neither']);
  });

  it('lets the objection stand where counting fails', async () => {
    const objected = { blockedBy: 'order-amount', problem: 'No.' };
    const admit: AdmitAttempt = () => Promise.resolve({ ended: () => Promise.reject(new Error('database')) });
    const objection = () => Promise.resolve(objected as never);
    expect((await checked(by(guest), {}, { admit, objection })).decision).to.equal(objected);
  });

  it('is not asked of OCC where a limit stops it', async () => {
    const admit: AdmitAttempt = () => Promise.resolve({ blockedBy: 'card' });
    const objection = () => expect.fail('The order was read.');
    expect((await checked(by(guest), {}, { admit, objection })).decision).to.deep.equal({
      blockedBy: 'card',
    });
  });

  it('is free to be sent where nothing is objected', async () => {
    const { decision, ends } = await checked(
      by(guest),
      {},
      { objection: () => Promise.resolve(undefined as never) },
    );
    expect(decision).to.have.all.keys('ended');
    expect(ends).to.deep.equal([]);
  });
});
