import { expect } from 'chai';
import { createInterruptedOrder, type InterruptedOrder } from '../src/occ/interrupted-order.ts';
import { toCheckout } from '../src/occ/occ-checkout.ts';
import type { OccWidget } from '../src/occ/occ-widget.ts';
import { playedOrder } from './doubles/order.ts';

const HOUR_MS = 60 * 60_000;

describe('An order whose payment was interrupted', () => {
  let kept: Map<string, string>;
  let asked: string[];
  let clock: number;
  let fails: boolean;
  let interrupted: InterruptedOrder;

  beforeEach(() => {
    kept = new Map();
    asked = [];
    clock = 1_000;
    fails = false;
    interrupted = createInterruptedOrder({
      now: () => clock,
      store: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
      rest: {
        request: (endpoint, _data, success, failure, id = '') => {
          asked.push(`${endpoint} ${id}`);
          if (fails) failure({});
          else success({ id, state: 'SUBMITTED' });
        },
      },
    });
  });

  it('is none until one is kept, and none when it is forgotten', () => {
    expect(interrupted.read()).to.equal(undefined);
    interrupted.keep('o1');
    interrupted.forget();
    expect(interrupted.read()).to.equal(undefined);
    expect(asked).to.deep.equal([]);
  });

  it('is what OCC says of it now, also to another page load', async () => {
    interrupted.keep('o1');
    expect(await interrupted.read()).to.deep.equal({ id: 'o1', state: 'SUBMITTED' });
    expect(asked).to.deep.equal(['getOrder o1']);
  });

  it('is unknown where OCC does not say', async () => {
    interrupted.keep('o1');
    fails = true;
    expect(await interrupted.read()).to.equal(undefined);
    expect(kept.size).to.equal(1);
  });

  it('is recent for an hour, and of no interest after a day', () => {
    interrupted.keep('o1');
    clock += HOUR_MS;
    expect(interrupted.isRecent()).to.equal(true);
    clock += 1;
    expect(interrupted.isRecent()).to.equal(false);
    expect(interrupted.read()).not.to.equal(undefined);
    clock += 23 * HOUR_MS;
    expect(interrupted.read()).to.equal(undefined);
  });
});

describe("OCC's checkout", () => {
  const widget = (more: Partial<OccWidget> = {}, order: object = {}): OccWidget => ({
    order: () => Object.assign(playedOrder(), order),
    site: () => ({
      siteInfo: { id: 'siteJP' },
      selectedPriceListGroup: () => ({ currency: { currencyCode: 'JPY', fractionalDigits: 0 } }),
    }),
    user: () => ({ loggedIn: () => true, id: () => 'p1' }),
    cart: () => ({ total: () => 1250 }),
    isPreview: () => false,
    translate: () => '',
    ...more,
  });
  const checkout = (...args: Parameters<typeof widget>): ReturnType<typeof toCheckout> =>
    toCheckout(widget(...args), () => undefined);

  it('has a total in the decimals of its currency', () => {
    expect(checkout().total()).to.deep.equal({ amount: '1250', currency: 'JPY' });
    const dollars = {
      siteInfo: {},
      selectedPriceListGroup: () => ({ currency: { currencyCode: 'USD', fractionalDigits: 2 } }),
    };
    expect(checkout({ site: () => dollars, cart: () => ({ total: () => 12.5 }) }).total().amount).to.equal(
      '12.50',
    );
  });

  it('knows the shopper who is logged in, and no guest, even one with an id', () => {
    expect(checkout().profileId()).to.equal('p1');
    expect(checkout({ user: () => ({ loggedIn: () => false, id: () => 'p1' }) }).profileId()).to.equal('');
  });

  for (const [what, order, site, needed] of [
    ['is not needed by default', {}, {}, false],
    ['is needed where the page says so', { isCVVRequiredForSavedCards: true }, {}, true],
    ['is needed where the gateway says so', {}, { isCVVRequiredForSavedCards: true }, true],
    ['of a schedule has a setting of its own', {}, { isCVVRequiredForScheduledOrders: true }, false],
  ] as const) {
    it(`knows that the security code of a saved card ${what}`, () => {
      const needs = checkout(
        { site: () => ({ ...widget().site(), extensionSiteSettings: { 'isv-occ-gateway': site } }) },
        { contextData: { page: { payment: order } } },
      );
      expect(needs.needsSecurityCode()).to.equal(needed);
    });
  }

  it('asks a schedule by its own setting', () => {
    const scheduled = checkout(
      {
        site: () => ({
          ...widget().site(),
          extensionSiteSettings: { 'isv-occ-gateway': { isCVVRequiredForScheduledOrders: true } },
        }),
      },
      { showSchedule: () => true },
    );
    expect([scheduled.isScheduled(), scheduled.needsSecurityCode()]).to.deep.equal([true, true]);
  });
});
