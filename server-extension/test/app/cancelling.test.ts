import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
  webhookSecret,
} from '../builders/between-sandboxes.ts';
import { anAddress, aWebhook, occTime } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

/** The extension between both sandboxes, driven by webhooks alone. */
describe('What is held, captured and refunded at CyberSource', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let cybersource: BetweenSandboxes['cybersource'];
  let orders = 0;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'cancelling-'));
    const journal = path.join(folder, 'journal.sqlite');
    machine = await startBetweenSandboxes({ environment: { JOURNAL: `sqlite:${journal}` } });
    ({ cybersource } = machine);
  });

  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  async function deliver(webhook: object): Promise<{ readonly code: string; readonly ref: string }> {
    const body = JSON.stringify(webhook);
    const signature = createHmac('sha512', Buffer.from(webhookSecret, 'base64'))
      .update(body)
      .digest('base64');
    const answered = await fetch(`${machine.api}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-oracle-cc-webhook-signature-sha512': signature },
      body,
    });
    const json = (await answered.json()) as {
      readonly response?: { readonly code: string };
      readonly hostTransactionId?: string;
    };
    return { code: json.response?.code ?? `HTTP ${answered.status}`, ref: json.hostTransactionId ?? '' };
  }

  const started = occTime(new Date());

  interface Order {
    readonly orderId: string;
    readonly paymentId: string;
  }

  function anOrder(): Order {
    orders += 1;
    return { orderId: `o5${orders}`, paymentId: `pg5${orders}` };
  }

  const executePayment = (order: Order, changes: object = {}): ReturnType<typeof deliver> =>
    deliver({
      ...aWebhook({
        ...order,
        transactionId: `${order.orderId}-pay`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
      }),
      ...changes,
    });

  const ask = (
    order: Order,
    transactionType: '0110' | '0200' | '0400',
    ref: string,
    amount = '000000004250',
  ): ReturnType<typeof deliver> =>
    deliver(
      aWebhook({
        ...order,
        transactionType,
        transactionId: `${order.orderId}-${transactionType}-${amount}`,
        paymentMethod: 'generic',
        cardDetails: undefined,
        customProperties: {},
        referenceInfo: { hostTransactionId: ref },
        amount,
        // Asked twice it is one delivery, the same to the byte.
        transactionTimestamp: started,
      }),
    );

  /** What CyberSource's ledger says of an order, once that many things have happened to it. */
  async function ledger({ orderId }: Order, entries: number): Promise<string[]> {
    for (let patience = 100; patience > 0; patience -= 1) {
      const [view] = cybersource.ledger({ reference: orderId });
      if ((view?.transactions.length ?? 0) >= entries) break;
      await delay(20);
    }
    const [view] = cybersource.ledger({ reference: orderId });
    return (view?.transactions ?? []).map(({ kind }) => kind);
  }

  const rejected = { billingAddress: { ...anAddress(), email: 'reject@domain.com' } };

  it('reverses what a risk decline left held', async () => {
    const order = anOrder();
    expect(await executePayment(order, rejected)).to.include({ code: '9000' });
    expect(await ledger(order, 2)).to.deep.equal(['payment', 'reversal']);
  });

  it('reverses half of the amount, when half was approved', async () => {
    const order = anOrder();
    expect(await executePayment(order, { amount: '000000701200' })).to.include({ code: '9000' });
    expect(await ledger(order, 2)).to.deep.equal(['payment', 'reversal']);
  });

  it('voids a capture that is not settled, and lets go of the hold with it', async () => {
    const order = anOrder();
    const { ref } = await executePayment(order);
    expect(await ask(order, '0200', ref)).to.include({ code: '11000' });
    expect(await ask(order, '0110', ref)).to.include({ code: '2000' });
    expect(await ledger(order, 4)).to.deep.equal(['payment', 'capture', 'void', 'reversal']);
  });

  it('refunds a capture that is settled', async () => {
    const order = anOrder();
    const { ref } = await executePayment(order);
    await ask(order, '0200', ref);
    cybersource.control.closeBatch();
    expect(await ask(order, '0110', ref)).to.include({ code: '2000' });
    expect(await ask(order, '0110', ref)).to.include({ code: '2000' });
    expect(await ledger(order, 3)).to.deep.equal(['payment', 'capture', 'refund']);
  });

  it('releases the rest and refunds the part of a payment that was captured in part', async () => {
    const order = anOrder();
    const { ref } = await executePayment(order);
    await ask(order, '0200', ref, '000000001000');
    expect(await ask(order, '0110', ref)).to.include({ code: '2000' });
    expect(await ledger(order, 4)).to.deep.equal(['payment', 'capture', 'reversal', 'refund']);
  });

  it('spreads a refund over two captures', async () => {
    const order = anOrder();
    const { ref } = await executePayment(order);
    await ask(order, '0200', ref, '000000001000');
    await ask(order, '0200', ref, '000000003250');
    expect(await ask(order, '0400', ref, '000000004000')).to.include({ code: '3000' });
    expect(await ledger(order, 5)).to.deep.equal(['payment', 'capture', 'capture', 'refund', 'refund']);
    expect(await ask(order, '0400', ref, '000000000251')).to.include({ code: 'HTTP 409' });
  });
});
