import { expect } from 'chai';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentKey,
  SiteId,
} from '../../../src/domain/ids.ts';
import type { CurrencyCode } from '../../../src/domain/money/currency.ts';
import { money } from '../../../src/domain/money/money.ts';
import type { PaymentState } from '../../../src/domain/payment/payment-state.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';
import { createOverviewOf } from '../../../src/payments/overview/overview-of.ts';
import { fitsQuery, type PaymentQuery, searchFor } from '../../../src/payments/overview/payment-query.ts';
import { toOverview } from '../../../src/payments/overview/payment-overview.ts';
import { createSearchPayments } from '../../../src/payments/overview/search-payments.ts';
import { methodRulesIn } from '../../../src/payments/ports/method-rules.ts';
import type { AttemptSearch } from '../../../src/payments/ports/attempt-search.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { usd } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { approved, declined, settling } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

const START = Date.parse('2026-02-01T10:00:00Z');
const methodRules = methodRulesIn(paymentMethods);
const refOf = (nth: number) => `7${String(nth).padStart(21, '0')}` as GatewayRef;
const at = (nth: number) => new Date(START + nth * 1_000);

/** The nth attempt, of a payment and an order of its own unless it is told otherwise. */
function attempt(nth: number, more: Partial<PaymentAttempt> = {}): PaymentAttempt {
  return {
    key: `k/${nth}` as CommandKey,
    fingerprint: 'f',
    attemptNumber: 1,
    payment: `p${nth}` as PaymentKey,
    operation: 'authorize',
    caller: 'webhook',
    site: 'siteUS' as SiteId,
    channel: 'storefront',
    orderId: `o${nth}` as OrderId,
    amount: usd(100),
    captureNow: false,
    merchantTransactionId: `m${nth}` as MerchantTransactionId,
    claimedAt: at(nth),
    result: approved(usd(100), refOf(nth)),
    ...more,
  };
}
/** A further step of the first payment. */
const ofFirst = (nth: number, more: Partial<PaymentAttempt>): PaymentAttempt =>
  attempt(nth, { payment: 'p1' as PaymentKey, orderId: 'o1' as OrderId, original: refOf(1), ...more });

describe('Looking for payments', () => {
  let journal: Journal;
  let searches: AttemptSearch[];

  beforeEach(() => {
    searches = [];
    journal = createMemoryJournal({ capacity: 10_000, recoveryTaskOf, now: () => new Date(START) });
  });

  const search = async (
    query: PaymentQuery,
    page: { readonly after?: string; readonly limit: number } = { limit: 10 },
  ) =>
    createSearchPayments(
      {
        byGatewayRef: (ref) => journal.byGatewayRef(ref),
        tasksOfOrder: (orderId) => journal.tasksOfOrder(orderId),
        search: (asked) => {
          searches.push(asked);
          return journal.search(asked);
        },
      },
      createOverviewOf(
        methodRules,
        () => Promise.resolve({ ...settings, holdDays: {} }),
        () => new Date(START),
      ),
    )(query, page);
  const found = async (query: PaymentQuery): Promise<readonly string[]> =>
    (await search(query)).payments.map(({ payment }) => payment);

  it('shows those with the newest attempt first', async () => {
    await journal.record([attempt(1), attempt(2), attempt(3)]);
    expect(await found({})).to.deep.equal(['p3', 'p2', 'p1']);
  });

  it('shows a payment once, whichever of its attempts fit', async () => {
    await journal.record([
      attempt(1),
      attempt(2),
      ofFirst(3, { operation: 'capture', amount: usd(60), result: settling(usd(60), refOf(3)) }),
      ofFirst(4, {
        operation: 'refund',
        amount: usd(60),
        original: refOf(3),
        result: settling(usd(60), refOf(4)),
      }),
    ]);
    expect(await found({})).to.have.members(['p1', 'p2']);
    expect(await found({ amount: usd(60) })).to.deep.equal(['p1']);
    expect(await found({ amount: usd(100) })).to.deep.equal(['p2', 'p1']);
    expect(await found({ to: at(3) })).to.deep.equal(['p2', 'p1']);
  });

  it('shows one whose attempts are of the same moment once', async () => {
    await journal.record([
      attempt(1),
      ofFirst(2, { operation: 'capture', claimedAt: at(1), result: settling(usd(100), refOf(2)) }),
    ]);
    expect(await found({})).to.deep.equal(['p1']);
  });

  it('shows a payment with the page that has its newest attempt, and with no later page', async () => {
    const [older, newer] = [
      attempt(1),
      ofFirst(2, { operation: 'capture', result: settling(usd(100), refOf(2)) }),
    ];
    await journal.record([older, newer]);
    const shownWith = async (only: PaymentAttempt): Promise<number> => {
      const [kept] = (await journal.ofOrder('o1' as OrderId)).filter(({ key }) => key === only.key);
      const page = await createSearchPayments(
        {
          byGatewayRef: (ref) => journal.byGatewayRef(ref),
          tasksOfOrder: (orderId) => journal.tasksOfOrder(orderId),
          search: () => Promise.resolve({ attempts: [kept ?? expect.fail()] }),
        },
        createOverviewOf(
          methodRules,
          () => Promise.resolve({ ...settings, holdDays: {} }),
          () => new Date(START),
        ),
      )({}, { limit: 10 });
      return page.payments.length;
    };
    expect(await shownWith(newer)).to.equal(1);
    expect(await shownWith(older)).to.equal(0);
  });

  it('shows the payment of a transaction, by whichever of its ids, however old', async () => {
    await journal.record([
      attempt(1),
      ofFirst(2, { operation: 'capture', result: settling(usd(100), refOf(2)) }),
      attempt(3),
    ]);
    for (const nth of [1, 2]) expect(await found({ requestId: refOf(nth) })).to.deep.equal(['p1']);
    expect(await found({ requestId: refOf(9) })).to.deep.equal([]);
    expect(await found({ requestId: refOf(1), orderId: 'o3' as OrderId })).to.deep.equal([]);
    expect(searches).to.deep.equal([]);
  });

  it('goes on where the page before ended, and ends with the last one', async () => {
    await journal.record([1, 2, 3].map((nth) => attempt(nth)));
    const first = await search({}, { limit: 2 });
    expect(first.payments.map(({ payment }) => payment)).to.deep.equal(['p3', 'p2']);
    const { next } = first;
    const last = await search({}, { limit: 2, after: next ?? expect.fail() });
    expect(last.payments.map(({ payment }) => payment)).to.deep.equal(['p1']);
    expect(last).not.to.have.property('next');
  });

  it('looks at up to 500 attempts for one page, and says where to go on', async () => {
    await journal.record(Array.from({ length: 520 }, (_, nth) => attempt(nth + 1)));
    const { payments, next } = await search({ orderId: 'o1' as OrderId }, { limit: 10 });
    expect(payments).to.deep.equal([]);
    expect(searches).to.have.length(50);
    const rest = await search({ orderId: 'o1' as OrderId }, { limit: 10, after: next ?? expect.fail() });
    expect(rest.payments.map(({ payment }) => payment)).to.deep.equal(['p1']);
    expect(rest).not.to.have.property('next');
  });
});

describe('A payment that is looked for', () => {
  const overview = toOverview(
    [
      attempt(1, { lastDigits: '1111' }),
      ofFirst(2, { operation: 'capture', amount: usd(60), result: settling(usd(60), refOf(2)) }),
    ].map((each) => ({ attempt: each })),
    { methodRules },
  );

  for (const [query, fits] of [
    [{}, true],
    [{ orderId: 'o1' }, true],
    [{ orderId: 'o2' }, false],
    [{ site: 'siteUS' }, true],
    [{ site: 'siteJP' }, false],
    [{ requestId: refOf(2) }, true],
    [{ requestId: refOf(3) }, false],
    [{ merchantTransactionId: 'm2' }, true],
    [{ merchantTransactionId: 'm3' }, false],
    [{ state: 'PartiallyCaptured' }, true],
    [{ state: 'Captured' }, false],
    [{ amount: usd(60) }, true],
    [{ amount: usd(61) }, false],
    [{ amount: money(60, 'EUR' as CurrencyCode) }, false],
    [{ lastDigits: '1111' }, true],
    [{ lastDigits: '2222' }, false],
    [{ from: at(2) }, true],
    [{ from: at(3) }, false],
    [{ to: at(2) }, true],
    [{ to: at(1) }, false],
    [{ from: at(1), to: at(2), amount: usd(60), orderId: 'o1' }, true],
    [{ orderId: 'o1', state: 'Captured' }, false],
  ] as const)
    it(`${fits ? 'fits' : 'does not fit'} ${JSON.stringify(query)}`, () => {
      expect(fitsQuery(overview, query as PaymentQuery)).to.equal(fits);
    });

  it('is searched by what leaves least to compare', () => {
    const keyOf = (query: object) => searchFor(query).key;
    const all = { merchantTransactionId: 'm1', lastDigits: '1111', amount: usd(1), state: 'Refunded' };
    expect(keyOf(all)).to.deep.equal({ by: 'merchant-transaction-id', id: 'm1' });
    expect(keyOf({ ...all, merchantTransactionId: undefined })).to.deep.equal({
      by: 'last-digits',
      lastDigits: '1111',
    });
    expect(keyOf({ amount: usd(1), state: 'Refunded' })).to.deep.equal({ by: 'amount', amount: usd(1) });
    expect(keyOf({})).to.deep.equal({ by: 'time' });
    expect(searchFor({ from: at(1), to: at(2) })).to.deep.equal({
      key: { by: 'time' },
      from: at(1),
      to: at(2),
    });
    expect(searchFor({})).to.deep.equal({ key: { by: 'time' } });
  });

  const BY_STATE: Readonly<Record<PaymentState, string | undefined>> = {
    Created: undefined,
    Authorized: 'authorize',
    PartiallyCaptured: 'capture',
    Captured: undefined,
    AuthorizationVoided: 'void',
    CaptureVoided: 'void',
    Settled: undefined,
    Refunded: 'refund',
    AuthorizationVoidFailed: 'void',
    RefundFailed: 'refund',
  };
  for (const [state, operation] of Object.entries(BY_STATE))
    it(`in the state ${state} is searched by ${operation ?? 'time'}`, () => {
      expect(searchFor({ state: state as PaymentState }).key).to.deep.equal(
        operation === undefined ? { by: 'time' } : { by: 'operation', operation },
      );
    });
});

describe('The overview of a payment whose settings cannot be read', () => {
  const entries = [{ attempt: attempt(1, { result: approved(usd(100), refOf(1)) }) }];
  const overviewOf = (settingsFor: () => Promise<never>) =>
    createOverviewOf(methodRules, settingsFor, () => new Date(START))(entries);

  it('shows all but what only the settings tell', async () => {
    const shown = await overviewOf(() => Promise.reject(new Problem('not-configured', 'No settings.')));
    expect(shown).to.include({ state: 'Authorized' }).and.not.have.property('holdExpiresAt');
    const known = await overviewOf(() => Promise.resolve({ ...settings, holdDays: {} } as never));
    expect(known.holdExpiresAt).to.deep.equal(new Date(at(1).getTime() + 7 * 86_400_000));
  });

  it('is none where a fault of ours is the reason', async () => {
    const failed = await overviewOf(() => Promise.reject(new TypeError('a fault'))).catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(TypeError);
  });

  it('is none of a payment without attempts', () => {
    expect(() => toOverview([], { methodRules })).to.throw(RangeError);
    expect(toOverview([{ attempt: attempt(1, { result: declined() }) }], { methodRules })).to.include({
      state: 'Created',
    });
  });
});
