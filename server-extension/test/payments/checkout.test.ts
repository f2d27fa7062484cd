import { expect } from 'chai';
import type { CheckoutKey, GatewayRef, OrderId, PaymentGroupId } from '../../src/domain/ids.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { createFindCheckoutAuthorization } from '../../src/checkout/checkout-elsewhere.ts';
import { checkoutDigest } from '../../src/domain/checkout-digest.ts';
import { type CheckoutState, createReadCheckout } from '../../src/checkout/checkout-state.ts';
import type { ExecutePayment } from '../../src/payments/execute-payment.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import type { AuthorizationSearch } from '../../src/payments/authorization-reconciliation/authorization-search.ts';
import { anAuthorization, aVoid, usd } from '../builders/command.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { approved, declined, declinedWhileHeld, notSent, notVoidable, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const checkout = 'a checkout' as CheckoutKey;

describe('one checkout, one order', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let now: Date;
  let occSays: 'yes' | 'no' | 'unclear';
  let authorizationSearch: Pick<AuthorizationSearch, 'authorizations' | 'statusOf'> | undefined;
  let unreadableFor: unknown[];
  beforeEach(() => {
    unreadableFor = [];
    now = new Date('2026-11-21T10:00:00Z');
    occSays = 'yes';
    authorizationSearch = undefined;
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => now });
    ({ executePayment } = createPayments({ gateway, journal, deadlineMs: 50, now: () => now }));
  });

  const order = (id: string, group = `pg-${id}`): ReturnType<typeof anAuthorization> =>
    anAuthorization({ orderId: id as OrderId, paymentGroupId: group as PaymentGroupId, checkout });

  async function place(id: string, result?: PaymentResult, group?: string): Promise<PaymentResult> {
    if (result !== undefined) gateway.answer = async () => result;
    return (await executePayment(order(id, group), settings)).result;
  }

  const state = (): Promise<CheckoutState> =>
    createReadCheckout({
      journal,
      orderAccepted: async () => occSays,
      now: () => now,
      ...(authorizationSearch && {
        elsewhere: {
          find: createFindCheckoutAuthorization(authorizationSearch, () => now),
          readOrder: async () => ({ accepted: occSays, by: [] }),
          onUnreadable: (error) => unreadableFor.push(error),
        },
      }),
    })(checkout, settings);

  it('sends no second order while the first one is paid, and names the first', async () => {
    await place('o1');
    const second = await place('o2');
    expect(gateway.sent).to.have.length(1);
    expect(second).to.deep.include({ outcome: 'refused', otherOrder: { orderId: 'o1', isPaid: true } });
  });

  it('gives every copy of the second order the same answer, also after the first one was undone', async () => {
    const first = await place('o1');
    const second = order('o2');
    const answer = (await executePayment(second, settings)).result;
    const original = requireRef(first);
    await executePayment(aVoid({ orderId: 'o1' as OrderId, original }), settings);
    expect((await executePayment(second, settings)).result).to.deep.equal(answer);
  });

  for (const [what, result] of [
    ['declined', declined()],
    ['declined while its money is still held', declinedWhileHeld()],
    ['refused', notVoidable],
    ['not sent', notSent],
  ] as const) {
    it(`lets the next order pay when the first one was ${what}`, async () => {
      await place('o1', result);
      const { orderId } = order('o1');
      expect(await state()).to.deep.equal({ state: 'not-paid', orderId });
      expect((await place('o2', approved(usd(10_000)))).outcome).to.equal('approved');
      expect(await state()).to.deep.equal({ state: 'paid', orderId: 'o2' });
    });
  }

  it('lets the next order pay once the first one was undone', async () => {
    const first = await place('o1');
    const original = requireRef(first);
    await executePayment(aVoid({ orderId: 'o1' as OrderId, original }), settings);
    expect(await state()).to.deep.equal({ state: 'not-paid', orderId: 'o1' });
    expect((await place('o2')).outcome).to.equal('approved');
  });

  it('stays with the first order when only a part of it was reversed', async () => {
    const first = await place('o1');
    const original = requireRef(first);
    await executePayment(aVoid({ orderId: 'o1' as OrderId, original, amount: usd(1_000) }), settings);
    expect(await state()).to.deep.equal({ state: 'paid', orderId: 'o1' });
    expect((await place('o2')).outcome).to.equal('refused');
  });

  it('lets no other order pay while the outcome of the first one is unknown', async () => {
    await place('o1', unknown);
    expect(await state()).to.deep.equal({ state: 'checking', orderId: 'o1' });
    const second = await place('o2', approved(usd(10_000)));
    expect(second).to.deep.include({ otherOrder: { orderId: 'o1', isPaid: false } });

    now = new Date(now.getTime() + 60 * 60_000);
    const [taken] = await journal.leaseTasks(1, 60_000);
    await journal.completeTask(taken!, { resolved: notSent, at: now });
    expect(await state()).to.deep.equal({ state: 'not-paid', orderId: 'o1' });
    expect((await place('o3')).outcome).to.equal('approved');
  });

  it('lets one order pay with several payments, and again after a decline', async () => {
    expect((await place('o1', approved(usd(4_000)), 'pg1')).outcome).to.equal('approved');
    expect((await place('o1', declined(), 'pg2')).outcome).to.equal('declined');
    expect((await place('o1', approved(usd(6_000)), 'pg3')).outcome).to.equal('approved');
    expect(gateway.sent).to.have.length(3);
  });

  it('keeps checkouts and storefronts that name none apart', async () => {
    await place('o1');
    const other = anAuthorization({ orderId: 'o2' as OrderId, checkout: 'another' as CheckoutKey });
    expect((await executePayment(other, settings)).result.outcome).to.equal('approved');
    const without = anAuthorization({ orderId: 'o3' as OrderId });
    expect((await executePayment(without, settings)).result.outcome).to.equal('approved');
  });

  describe('is answered as', () => {
    it('none before anything was asked for, and after a day', async () => {
      expect(await state()).to.deep.equal({ state: 'none' });
      await place('o1');
      now = new Date(now.getTime() + DAY_MS + 1);
      expect(await state()).to.deep.equal({ state: 'none' });
      expect((await place('o2')).outcome).to.equal('refused');
    });

    for (const says of ['no', 'unclear'] as const) {
      it(`being checked while the payment is good and OCC's word on the order is "${says}"`, async () => {
        await place('o1');
        occSays = says;
        expect(await state()).to.deep.equal({ state: 'checking', orderId: 'o1' });
      });
    }

    for (const [what, digest, isReversed, says, reportedResult] of [
      ['is placed', checkoutDigest(checkout), false, 'yes', { state: 'paid', orderId: 'o9' }],
      ['is not placed', checkoutDigest(checkout), false, 'no', { state: 'checking', orderId: 'o9' }],
      ['was undone', checkoutDigest(checkout), true, 'no', { state: 'not-paid', orderId: 'o9' }],
      ['is of another checkout', 'another', false, 'yes', { state: 'none' }],
    ] as const) {
      it(`${reportedResult.state} when only the gateway's records know of an order that ${what}`, async () => {
        const ref = 'r9' as GatewayRef;
        const orderId = 'o9' as OrderId;
        const amount = usd(10_000);
        authorizationSearch = {
          authorizations: async () => [{ ref, orderId, amount, captureNow: false, authorizedAt: now }],
          statusOf: async () => ({ held: amount, isUsed: false, isReversed, checkout: digest }),
        };
        occSays = says;
        expect(await state()).to.deep.equal(reportedResult);
      });
    }

    it('being checked while the gateway’s records cannot be read, and says why', async () => {
      const why = new Error('unreadable');
      const unreadable = (): Promise<never> => Promise.reject(why);
      authorizationSearch = { authorizations: unreadable, statusOf: unreadable };
      expect(await state()).to.deep.equal({ state: 'checking' });
      expect(unreadableFor).to.deep.equal([why]);
    });

    it('being checked while the payment is under way', async () => {
      let asked: CheckoutState | undefined;
      gateway.answer = async () => {
        asked = await state();
        return declined();
      };
      await place('o1');
      expect(asked).to.deep.equal({ state: 'checking', orderId: 'o1' });
    });
  });
});

function requireRef(result: PaymentResult): GatewayRef {
  const ref = gatewayRefOf(result);
  if (ref === undefined) throw new Error(result.outcome);
  return ref;
}
