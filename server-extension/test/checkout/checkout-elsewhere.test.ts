import { mock } from 'node:test';
import { expect } from 'chai';
import { createFindCheckoutAuthorization } from '../../src/checkout/checkout-elsewhere.ts';
import { checkoutDigest } from '../../src/domain/checkout-digest.ts';
import type { CheckoutKey, GatewayRef, OrderId } from '../../src/domain/ids.ts';
import type {
  AuthorizationStatus,
  FoundAuthorization,
} from '../../src/payments/authorization-reconciliation/authorization-search.ts';
import type { TimeWindow } from '../../src/domain/time/time-window.ts';
import { usd } from '../builders/command.ts';
import { settings } from '../builders/settings.ts';

const checkout = 'the-checkout-that-is-looked-for-and-no-other' as CheckoutKey;
const START = Date.parse('2026-02-01T12:00:00Z');
const refOf = (nth: number) => `ref-${nth}` as GatewayRef;

function found(nth: number): FoundAuthorization {
  return {
    ref: refOf(nth),
    orderId: `o${nth}` as OrderId,
    amount: usd(1),
    captureNow: false,
    authorizedAt: new Date(START),
  };
}

/** CyberSource with so many authorizations, of which some are of the checkout. */
function elsewhere(count: number, ofCheckout: Readonly<Record<number, Partial<AuthorizationStatus>>> = {}) {
  const lists: TimeWindow[] = [];
  const asked: GatewayRef[] = [];
  const state = { now: START, count, failing: false, answerAfterMs: 0 };
  const find = createFindCheckoutAuthorization(
    {
      authorizations: (_, span) => {
        lists.push(span);
        return Promise.resolve(Array.from({ length: state.count }, (__, nth) => found(nth)));
      },
      statusOf: async ({ ref }) => {
        asked.push(ref);
        const { answerAfterMs } = state;
        if (answerAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
        if (state.failing) return Promise.reject(new Error('CyberSource did not answer'));
        const own = ofCheckout[Number(ref.slice('ref-'.length))];
        const digest = own === undefined ? 'another' : checkoutDigest(checkout);
        return Promise.resolve({ checkout: digest, held: usd(1), isUsed: false, isReversed: false, ...own });
      },
    },
    () => new Date(state.now),
  );
  return { find: () => find(checkout, settings), findFor: find, lists, asked, state };
}

describe('A checkout among the authorizations of CyberSource', () => {
  it('is not there where none of them is of it', async () => {
    expect(await elsewhere(0).find()).to.equal(undefined);
    expect(await elsewhere(3).find()).to.equal(undefined);
  });

  it('is the latest of its authorizations, and says whether that was reversed', async () => {
    for (const isReversed of [false, true]) {
      const { find } = elsewhere(4, { 1: { isReversed: !isReversed }, 2: { isReversed } });
      expect(await find()).to.deep.equal({ orderId: 'o2', ref: refOf(2), isReversed });
    }
  });

  it('is looked for in the half hour before', async () => {
    const { find, lists } = elsewhere(1);
    await find();
    expect(lists).to.deep.equal([{ from: new Date(START - 1_800_000), to: new Date(START) }]);
  });

  it('reads the list of a merchant account once in five seconds, for all callers', async () => {
    const { find, findFor, lists, state } = elsewhere(1);
    await find();
    state.now += 4_999;
    await find();
    expect(lists).to.have.length(1);
    for (const account of [
      { ...settings.account, merchantId: 'other' },
      { ...settings.account, host: 'api.cybersource.com' },
    ])
      await findFor(checkout, { ...settings, account });
    expect(lists).to.have.length(3);
    state.now += 1;
    await find();
    expect(lists).to.have.length(4);
  });

  it('reads the details of each once, but those of its own anew: what has become of it changes', async () => {
    const { find, asked, state } = elsewhere(2, { 0: {} });
    await find();
    state.now += 10_000;
    await find();
    expect(asked).to.deep.equal([refOf(1), refOf(0), refOf(0), refOf(0)]);
  });

  it('looks at the latest two hundred, and no further', async () => {
    const { find, asked } = elsewhere(201, { 0: {} });
    expect(await find()).to.equal(undefined);
    expect(asked).to.have.length(200).and.not.include(refOf(0));
    expect(await elsewhere(200, { 0: {} }).find()).to.include({ ref: refOf(0) });
  });

  it('keeps the details of a thousand, and forgets the oldest then', async () => {
    const { find, asked, state } = elsewhere(0);
    for (let seen = 200; seen <= 1_000; seen += 200) {
      state.count = seen;
      state.now += 10_000;
      await find();
    }
    expect(asked).to.have.length(1_000);
    state.count = 200;
    state.now += 10_000;
    await find();
    expect(asked, 'all thousand are known').to.have.length(1_000);
    state.count = 1_001;
    state.now += 10_000;
    await find();
    state.count = 200;
    state.now += 10_000;
    await find();
    expect(asked.slice(1_000, 1_002), 'one more was read, and the oldest again').to.deep.equal([
      refOf(1_000),
      refOf(199),
    ]);
  });

  it('is looked for no longer than four seconds, and the next time where the last one ended', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { find, asked, state } = elsewhere(5, { 0: {} });
      state.answerAfterMs = 1_500;
      const first = find().catch((error: unknown) => error);
      for (let passedMs = 0; passedMs < 3_999; passedMs += 1) await tick();
      expect(asked).to.deep.equal([refOf(4), refOf(3), refOf(2)]);
      await tick();
      expect(await first).to.have.property('code', 'gateway-failure');
      for (let passedMs = 0; passedMs < 10_000; passedMs += 1) await tick();
      expect(asked, 'nothing more is asked for').to.have.length(3);

      state.answerAfterMs = 0;
      expect(await find()).to.include({ ref: refOf(0) });
      expect(asked.slice(3)).to.deep.equal([refOf(1), refOf(0), refOf(0)]);
    } finally {
      mock.timers.reset();
    }
  });

  /** A millisecond, with all that is done in it. */
  async function tick(): Promise<void> {
    mock.timers.tick(1);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }

  it('does not remember that details could not be read', async () => {
    const { find, asked, state } = elsewhere(1, { 0: {} });
    state.failing = true;
    expect(await find().catch((error: unknown) => error)).to.be.instanceOf(Error);
    state.failing = false;
    expect(await find()).to.include({ ref: refOf(0) });
    expect(asked).to.have.length(3);
  });
});
