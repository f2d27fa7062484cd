import { expect } from 'chai';
import type { GatewayRef, MerchantTransactionId, OrderId } from '../../../src/domain/ids.ts';
import { reportOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { UnresolvedAttempt, LookupResult } from '../../../src/payments/ports/gateway.ts';
import {
  aCapture,
  aLostAttempt,
  anAuthorization,
  aRefund,
  aVoid,
  dollars,
  plainOrder,
  someSettings,
} from '../fixtures/builders.ts';
import { type Shop, VISA, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';

const account = accounts['a shared secret']!;
const settings = someSettings({ account });

describe('Looking up what was lost, on the sandbox:', () => {
  let shop: Shop;
  let offsetMs = 0;
  before(async () => {
    shop = await startShop(account, {}, { now: () => new Date(Date.now() + offsetMs) });
  });
  after(() => shop.close());
  beforeEach(() => {
    offsetMs = 0;
    shop.sandbox.control.reset();
    shop.sandbox.control.setSearchLagMs(0);
  });

  const lookUp = (
    attempt: string,
    changes: Partial<UnresolvedAttempt> = {},
    known: readonly GatewayRef[] = [],
    deadlineMs = 4_000,
  ): Promise<LookupResult> =>
    shop.cybersource.gateway.lookUp(
      aLostAttempt({
        operation: 'authorize',
        merchantTransactionId: attempt as MerchantTransactionId,
        ...changes,
      }),
      new Set(known),
      settings,
      deadlineMs,
    );

  async function authorize(
    attempt?: string,
    changes: Partial<Parameters<typeof anAuthorization>[0]> = {},
  ): Promise<PaymentResult> {
    const { token } = await shop.tokenOf(VISA);
    const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
    const order = { ...plainOrder, billTo };
    return shop.send(anAuthorization({ instrument, order, ...changes }), attempt, 700);
  }

  function seen(lookup: LookupResult): PaymentResult {
    if (lookup.kind !== 'found') throw new Error(JSON.stringify(lookup));
    return lookup.result;
  }

  /** Without what only one of the two tells: the answer's correlation id, and Decision Manager's message. */
  function inShort(result: PaymentResult): object {
    const report = Object.entries(reportOf(result) ?? {});
    const inBoth = report.filter(([name]) => name !== 'correlationId' && name !== 'decision');
    return { ...result, gateway: Object.fromEntries(inBoth) };
  }

  it('an authorization is found with the result that its answer had', async () => {
    const answered = await authorize('here');
    expect(inShort(seen(await lookUp('here')))).to.deep.equal(inShort(answered));
  });

  const mailTo = (email: string) => ({ order: { ...plainOrder, billTo: { ...billTo, email } } });
  for (const [name, changes, expected] of [
    ['a sale', { captureNow: true }, { outcome: 'approved' }],
    ['one that people review', mailTo('review@domain.com'), { outcome: 'pending', because: 'review' }],
    [
      'one that was rejected as a risk',
      mailTo('reject@domain.com'),
      { outcome: 'declined', holdsMoney: true },
    ],
    [
      'a partial approval',
      { amount: dollars(701_200) },
      { outcome: 'declined', holdsMoney: true, held: dollars(350_600) },
    ],
    ['a decline', { amount: dollars(150_000) }, { outcome: 'declined', holdsMoney: false }],
  ] as const)
    it(`so is ${name}`, async () => {
      const answered = await authorize('special', changes);
      expect(answered).to.deep.include(expected);
      const lost = {
        ...('captureNow' in changes && { captureNow: changes.captureNow }),
        ...('amount' in changes && { amount: changes.amount }),
      };
      expect(inShort(seen(await lookUp('special', lost)))).to.deep.equal(inShort(answered));
    });

  for (const fault of ['silence-after-commit', 'reset-after-commit', 'server-timeout-after-commit'] as const)
    it(`what was lost in ${fault} is found`, async () => {
      shop.sandbox.control.orderFault({ fault, on: 'payment', times: 1 });
      expect(await authorize('lost')).to.include({ outcome: 'unknown' });
      expect(seen(await lookUp('lost'))).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
    });

  it('what never arrived is not there, whatever else the order has', async () => {
    expect(await lookUp('never')).to.deep.equal({ kind: 'not-found' });
    await authorize('another');
    expect(await lookUp('never')).to.deep.equal({ kind: 'not-found' });
  });

  it('what the transaction search does not show yet is not there yet', async () => {
    shop.sandbox.control.setSearchLagMs(20_000);
    await authorize('lagging');
    expect(await lookUp('lagging')).to.deep.equal({ kind: 'not-found' });
    offsetMs = 20_000;
    expect(seen(await lookUp('lagging'))).to.include({ outcome: 'approved' });
  });

  it('two equal authorizations of one order are distinguished by their merchant transaction ids', async () => {
    const first = await authorize('first');
    const second = await authorize('second');
    expect(seen(await lookUp('first'))).to.include({ ref: refOf(first) });
    expect(seen(await lookUp('second'))).to.include({ ref: refOf(second) });
  });

  it('a capture, a refund, a reversal and a void are found, each by its kind', async () => {
    const original = refOf(await authorize());
    const capture = refOf(await shop.send(aCapture({ original, amount: dollars(1000) }), 'capture'));
    const refund = refOf(await shop.send(aRefund({ original: capture, amount: dollars(1000) }), 'refund'));
    const reversal = refOf(await shop.send(aVoid({ original, amount: dollars(250) }), 'reversal'));
    const undone = refOf(
      await shop.send(aVoid({ original: refund, of: 'refund', amount: dollars(1000) }), 'void'),
    );
    const looks: [string, Partial<UnresolvedAttempt>, GatewayRef, string][] = [
      ['capture', { operation: 'capture', original, amount: dollars(1000) }, capture, 'pending'],
      ['refund', { operation: 'refund', original: capture, amount: dollars(1000) }, refund, 'pending'],
      ['reversal', { operation: 'void', original, amount: dollars(250) }, reversal, 'approved'],
      ['void', { operation: 'void', original: refund, amount: dollars(1000) }, undone, 'approved'],
    ];
    for (const [attempt, lost, ref, outcome] of looks)
      expect(seen(await lookUp(attempt, lost)), attempt).to.include({ ref, outcome });
  });

  it('an authorization that was reversed since is found as holding nothing', async () => {
    const original = refOf(await authorize('gone'));
    await shop.send(aVoid({ original }));
    expect(seen(await lookUp('gone'))).to.include({ outcome: 'declined', holdsMoney: false, ref: original });
  });

  it('one that was only reduced still stands', async () => {
    const original = refOf(await authorize('reduced'));
    await shop.send(aVoid({ original, amount: dollars(250) }));
    expect(seen(await lookUp('reduced'))).to.include({ outcome: 'approved', ref: original });
  });

  it('a refused duplicate is of an attempt that may be days old', async () => {
    const first = await authorize('twice');
    const refused = await authorize('twice');
    expect(refused).to.include({ outcome: 'unknown', duplicate: true });
    const claimedAt = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000);
    expect(await lookUp('twice', { claimedAt })).to.deep.equal({ kind: 'not-found' });
    expect(seen(await lookUp('twice', { claimedAt, result: refused }))).to.include({ ref: refOf(first) });
  });

  it('all pages of an order are read', async () => {
    const { token } = await shop.tokenOf(VISA);
    const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
    const order = { ...plainOrder, billTo };
    const original = refOf(await shop.send(anAuthorization({ instrument, order, amount: dollars(50_000) })));
    for (let nth = 1; nth <= 104; nth += 1)
      await shop.send(aCapture({ original, amount: dollars(nth) }), `capture${nth}`);
    const lost = { operation: 'capture', original, amount: dollars(104) } as const;
    expect(seen(await lookUp('capture104', lost))).to.include({ outcome: 'pending' });
  });

  it('an order id cannot reach beyond its place in the query', async () => {
    await authorize('mine');
    const orderId = 'x" OR id:* OR id:"' as OrderId;
    expect(await lookUp('mine', { orderId }))
      .to.have.property('kind')
      .that.is.not.equal('yes');
  });

  it('a search that is not answered in time says nothing', async () => {
    await authorize('slow');
    expect(await lookUp('slow', {}, [], 0)).to.include({ kind: 'ambiguous' });
  });
});
