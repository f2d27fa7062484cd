import { expect } from 'chai';
import { createClient } from '../../../../sandbox/test/cybersource/client.ts';
import type { GatewayRef, MerchantTransactionId, OrderId } from '../../../src/domain/ids.ts';
import { gatewayRefOf as refIn } from '../../../src/domain/payment/reported.ts';
import { commandDigest } from '../../../src/domain/sha256.ts';
import type { PaymentRecord } from '../../../src/payments/ports/payment-records.ts';
import {
  aCapture,
  anAuthorization,
  aRefund,
  aVoid,
  dollars,
  plainOrder,
  someSettings,
} from '../fixtures/builders.ts';
import { accounts, billTo, refOf, type Shop, startShop, VISA } from '../fixtures/shop.ts';

const account = accounts['a shared secret']!;
const settings = someSettings({ account });
const ORDER = anAuthorization().orderId;

describe("A payment in CyberSource's own records, on the sandbox:", () => {
  let shop: Shop;
  before(async () => {
    shop = await startShop(account);
  });
  after(() => shop.close());
  beforeEach(() => {
    shop.sandbox.control.reset();
    shop.sandbox.control.setSearchLagMs(0);
  });

  function read(ref: GatewayRef, orderId: OrderId = ORDER, deadlineMs = 4_000): Promise<PaymentRecord> {
    return shop.cybersource.paymentRecords.read(ref, orderId, settings, deadlineMs);
  }

  async function found(ref: GatewayRef): Promise<Extract<PaymentRecord, { kind: 'found' }>> {
    const record = await read(ref);
    if (record.kind !== 'found') throw new Error(JSON.stringify(record));
    return record;
  }

  async function authorized(
    changes: Partial<Parameters<typeof anAuthorization>[0]> = {},
  ): Promise<GatewayRef> {
    const { token } = await shop.tokenOf(VISA);
    const instrument = { kind: 'transient-token' as const, jwt: token, save: false };
    return refOf(
      await shop.send(anAuthorization({ instrument, order: { ...plainOrder, billTo }, ...changes })),
    );
  }

  it('is shown whole by the id of any of its parts', async () => {
    const original = await authorized();
    const capture = refOf(await shop.send(aCapture({ original, amount: dollars(1000) })));
    const refund = refOf(await shop.send(aRefund({ original: capture, amount: dollars(300) })));
    const reversal = refOf(await shop.send(aVoid({ original, amount: dollars(250) })));
    const takenBack = refOf(await shop.send(aVoid({ original: refund, of: 'refund', amount: dollars(300) })));
    for (const ref of [original, capture, refund, reversal, takenBack]) {
      const { authorization, followOns } = await found(ref);
      expect(authorization).to.deep.include({ ref: original, operation: 'authorize', amount: dollars(1250) });
      expect(authorization.result).to.include({ outcome: 'approved' });
      expect(followOns.map((each) => [each.operation, each.original, each.amount?.minor])).to.deep.equal([
        ['capture', original, 1000],
        ['refund', capture, 300],
        ['void', original, 250],
        ['void', refund, 300],
      ]);
      expect(followOns.map(({ result }) => refIn(result))).to.deep.equal([
        capture,
        refund,
        reversal,
        takenBack,
      ]);
    }
  });

  it('says of our own steps under which name, in which turn and for which command they were sent', async () => {
    const original = await authorized();
    const command = aCapture({ original, amount: dollars(1000) });
    await shop.cybersource.gateway.send(command, settings, {
      merchantTransactionId: 'attempt' as MerchantTransactionId,
      deadlineMs: 4_000,
      sequence: { number: 3, transactionId: 'turnthree' as MerchantTransactionId },
    });
    const { followOns } = await found(original);
    expect(followOns[0]).to.include({
      merchantTransactionId: 'attempt',
      sequenceNumber: 3,
      command: commandDigest(command.key),
      fingerprint: command.fingerprint.slice(0, 12),
    });
  });

  it('takes the number of a turn once, whichever command asks for it', async () => {
    const original = await authorized();
    const sequence = { number: 1, transactionId: 'turnone' as MerchantTransactionId };
    const results = [];
    for (const name of ['first', 'second'])
      results.push(
        await shop.cybersource.gateway.send(aCapture({ original, amount: dollars(500) }), settings, {
          merchantTransactionId: name as MerchantTransactionId,
          deadlineMs: 4_000,
          sequence,
        }),
      );
    expect(results[0]).to.include({ outcome: 'pending' });
    expect(results[1]).to.include({ outcome: 'unknown', duplicate: true });
  });

  it('is a sale where the money was taken at once', async () => {
    const { authorization } = await found(await authorized({ captureNow: true }));
    expect(authorization).to.include({ captureNow: true });
  });

  it('is what the sums say when another program changed it, whose steps carry no name of ours', async () => {
    const original = await authorized();
    const anotherProgram = createClient(shop.sandbox.url);
    await anotherProgram.post(`/pts/v2/payments/${original}/captures`, {
      clientReferenceInformation: { code: ORDER },
      orderInformation: { amountDetails: { totalAmount: '4.00', currency: 'USD' } },
    });
    const { followOns } = await found(original);
    expect(followOns[0]).to.deep.include({ operation: 'capture', original, amount: dollars(400) });
    expect(followOns[0]).not.to.have.any.keys(
      'merchantTransactionId',
      'sequenceNumber',
      'command',
      'fingerprint',
    );
  });

  it('names the card that it saved by the ids that its answer had', async () => {
    const { token } = await shop.tokenOf(VISA);
    const instrument = { kind: 'transient-token' as const, jwt: token, save: true };
    const order = { ...plainOrder, billTo };
    const answered = await shop.send(anAuthorization({ instrument, order }));
    const saved = answered.outcome === 'approved' ? answered.savedCard : undefined;
    expect(saved).to.have.property('paymentInstrumentId');
    expect((await found(refOf(answered))).authorization.instrument).to.deep.equal(saved);
  });

  it('is not found for an id that CyberSource does not know, and says how old the id is', async () => {
    const record = await read('6750124114786780104953' as GatewayRef);
    expect(record).to.deep.equal({ kind: 'not-found', issuedAt: new Date('2023-01-29T17:13:31Z') });
    expect(await read('not-an-id-of-theirs' as GatewayRef)).to.deep.equal({ kind: 'not-found' });
  });

  it("is not found as another order's", async () => {
    expect(await read(await authorized(), 'o99999' as OrderId)).to.deep.equal({ kind: 'not-found' });
  });

  it('is not found while the records lag, and its id says that it is young', async () => {
    shop.sandbox.control.setSearchLagMs(60_000);
    const record = await read(await authorized());
    expect(record.kind === 'not-found' && Math.abs(Date.now() - record.issuedAt!.getTime())).to.be.at.most(
      60_000,
    );
  });

  it('is unclear when it cannot be read in time', async () => {
    expect(await read(await authorized(), ORDER, 0)).to.include({ kind: 'ambiguous' });
  });
});
