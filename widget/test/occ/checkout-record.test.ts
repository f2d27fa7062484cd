import { expect } from 'chai';
import fc from 'fast-check';
import { createBrowserStore } from '../../src/one-order/browser-store.ts';
import { createCheckoutRecord, type CheckoutRecord } from '../../src/one-order/checkout-record.ts';

const HOUR_MS = 60 * 60_000;

describe('The record of a checkout', () => {
  let kept: Map<string, string>;
  let now: number;
  let cart: unknown;

  beforeEach(() => {
    kept = new Map();
    now = Date.UTC(2026, 10, 21);
    cart = 'a pot';
  });

  const storage = (): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  });
  const aTab = (store = storage): CheckoutRecord =>
    createCheckoutRecord({ store: createBrowserStore(store), now: () => now, cart: () => cart });

  it('has 128 random bits of its own, in letters that OCC and the extension take', () => {
    const ids = Array.from({ length: 100 }, () => {
      kept.clear();
      return aTab().id();
    });
    expect(new Set(ids).size).to.equal(100);
    for (const id of ids) expect(id).to.match(/^[0-9a-f]{32}-[0-9a-z]{1,7}$/);
  });

  it('has one id for one cart, and another one for another cart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const tab = aTab();
        const idOf = (goods: unknown): string => ((cart = goods), tab.id());
        expect(idOf(one)).to.equal(idOf(structuredClone(one)));
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(idOf(one)).not.to.equal(idOf(other));
      }),
    );
  });

  it('tells carts apart by FNV-1a, as a page of another version does that is open beside it', () => {
    expect(aTab().id()).to.match(/-1pbgbwf$/);
  });

  it('is kept in the browser before anything is sent', () => {
    const tab = aTab();
    tab.begin();
    expect(aTab().sent()).to.deep.equal({ at: now, checkoutId: tab.id() });
  });

  it('knows which tab began to pay last', () => {
    const [one, other] = [aTab(), aTab()];
    one.begin();
    other.begin();
    expect([one.isMine(), other.isMine()]).to.deep.equal([false, true]);
  });

  it('lasts a day', () => {
    const tab = aTab();
    tab.begin();
    const first = tab.id();
    now += 24 * HOUR_MS - 1;
    expect([aTab().sent()?.checkoutId, aTab().id()]).to.deep.equal([first, first]);
    now += 1;
    expect(aTab().sent()).to.equal(undefined);
    expect(aTab().id()).not.to.equal(first);
  });

  it('keeps its id in a tab whose form stays open while another tab sees the confirmation', () => {
    const [one, other] = [aTab(), aTab()];
    one.open();
    other.open();
    const first = other.id();
    one.end();
    expect(other.id()).to.equal(first);
    other.open();
    expect(other.id()).not.to.equal(first);
  });

  it('ends no checkout that another tab has begun since', () => {
    const [one, other] = [aTab(), aTab()];
    one.open();
    other.open();
    other.end();
    other.open();
    const second = other.id();
    one.end();
    expect(aTab().id()).to.equal(second);
  });

  for (const [what, broken] of [
    [
      'blocked',
      () => {
        throw new Error('SecurityError');
      },
    ],
    [
      'full',
      () => ({
        ...storage(),
        setItem: () => {
          throw new Error('QuotaExceededError');
        },
      }),
    ],
  ] as const) {
    it(`works in one tab where the browser's storage is ${what}`, () => {
      const tab = aTab(broken);
      const id = tab.id();
      expect(tab.id()).to.equal(id);
      tab.begin();
      expect([tab.isMine(), tab.sent()?.checkoutId]).to.deep.equal([true, id]);
      tab.forget();
      expect(tab.sent()).to.equal(undefined);
      tab.end();
      expect(tab.id()).not.to.equal(id);
    });
  }

  it('takes what is no record of its own for none', () => {
    for (const text of ['', 'x', 'NaN abc', '{"a":1}', `${now}`]) {
      kept.set('isv-occ-gateway.sent', text);
      kept.set('isv-occ-gateway.checkout', text);
      expect(aTab().sent()).to.equal(undefined);
      expect(aTab().id()).to.match(/^[0-9a-f]{32}-/);
    }
  });
});
