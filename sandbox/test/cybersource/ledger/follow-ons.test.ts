import { expect } from 'chai';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import {
  anAmount,
  anIncrement,
  aPayment,
  aReversal,
  at,
  createClient,
  textAt,
  type Client,
  type PaymentParts,
  type Reply,
} from '../client.ts';

describe('Follow-on services', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox({
      merchants: [
        { id: 'other_shop', sharedSecrets: new Map([['other', Buffer.from('x')]]), certificates: [] },
      ],
    });
    client = createClient(sandbox.url);
  });
  beforeEach(() => {
    sandbox.control.reset();
  });
  after(() => sandbox.close());

  const authorize = async (parts: PaymentParts = {}): Promise<string> =>
    textAt((await client.post('/pts/v2/payments', aPayment({ amount: '100.00', ...parts }))).body, 'id');
  const capture = (id: string, amount: string, options?: object): Promise<Reply> =>
    client.post(`/pts/v2/payments/${id}/captures`, {
      ...anAmount(amount),
      ...(options && { processingInformation: { captureOptions: options } }),
    });
  const reverse = (id: string, amount: string): Promise<Reply> =>
    client.post(`/pts/v2/payments/${id}/reversals`, aReversal(amount));
  const refund = (kind: 'payments' | 'captures', id: string, amount: string): Promise<Reply> =>
    client.post(`/pts/v2/${kind}/${id}/refunds`, anAmount(amount));
  const voidIt = (kind: string, id: string): Promise<Reply> =>
    client.post(`/pts/v2/${kind}/${id}/voids`, { clientReferenceInformation: { code: 'order-1' } });
  const refusal = ({ status, body }: Reply): readonly unknown[] => [status, body['status'], body['reason']];
  const sums = (): object | undefined => sandbox.ledger()[0]?.sums;

  const approvalCodeOf = (id: string): unknown =>
    sandbox
      .ledger()
      .flatMap(({ transactions }) => transactions)
      .map((entry) => entry.id === id && 'approvalCode' in entry && entry.approvalCode)
      .find(Boolean);

  it('answers a capture as recorded', async () => {
    const { status, body } = await capture(await authorize(), '60.00');
    const id = textAt(body, 'id');
    expect(status).to.equal(201);
    expect(body).to.deep.include({
      status: 'PENDING',
      clientReferenceInformation: { code: 'order-1' },
      orderInformation: { amountDetails: { totalAmount: '60.00', currency: 'USD' } },
    });
    expect(at(body, '_links.void.href')).to.equal(`/pts/v2/captures/${id}/voids`);
    expect(at(body, '_links.self.href')).to.equal(`/pts/v2/captures/${id}`);
  });

  it('takes an authorization in parts, each with its own id, and never more than it holds', async () => {
    const id = await authorize();
    const first = await capture(id, '60.00');
    const second = await capture(id, '40.00');
    expect(first.body['id']).not.to.equal(second.body['id']);
    expect(refusal(await capture(id, '0.01'))).to.deep.equal([400, 'INVALID_REQUEST', 'EXCEEDS_AUTH_AMOUNT']);
    expect(sums()).to.include({ captured: 10_000, open: 0 });
  });

  it('lets captures that arrive together take the money once', async () => {
    const id = await authorize();
    const replies = await Promise.all(Array.from({ length: 6 }, () => capture(id, '60.00')));
    expect(replies.filter(({ status }) => status === 201)).to.have.length(1);
  });

  it('releases the rest with the final capture, by flag or by count', async () => {
    for (const options of [{ isFinal: true }, { captureSequenceNumber: 1, totalCaptureCount: 1 }]) {
      const id = await authorize();
      expect((await capture(id, '10.00', options)).status).to.equal(201);
      expect((await capture(id, '10.00')).body['reason']).to.equal('EXCEEDS_AUTH_AMOUNT');
      expect((await reverse(id, '90.00')).body['reason']).to.equal('TRANSACTION_ALREADY_SETTLED');
    }
  });

  it('takes numbered captures in their order, each number once', async () => {
    const id = await authorize();
    const numbered = (n: number, of = 3): Promise<Reply> =>
      capture(id, '10.00', { captureSequenceNumber: n, totalCaptureCount: of });
    expect((await numbered(1)).status).to.equal(201);
    for (const wrong of [1, 3]) {
      expect(at((await numbered(wrong)).body, 'details.0.field')).to.equal(
        'processingInformation.captureOptions.captureSequenceNumber',
      );
    }
    expect((await numbered(2)).status).to.equal(201);
    expect(sums()).to.include({ captured: 2000, open: 8000 });
    expect((await numbered(3)).status).to.equal(201);
    expect(sums()).to.include({ captured: 3000, released: 7000, open: 0 });
  });

  it('refuses a capture number above the count', async () => {
    const reply = await capture(await authorize(), '1.00', {
      captureSequenceNumber: 3,
      totalCaptureCount: 2,
    });
    expect(at(reply.body, 'details.0.field')).to.equal('processingInformation.captureOptions');
  });

  it('refuses to capture nothing, another currency, a sale, or what was reversed', async () => {
    const id = await authorize();
    expect((await capture(id, '0.00')).body['reason']).to.equal('INVALID_AMOUNT');
    const yen = await client.post(`/pts/v2/payments/${id}/captures`, anAmount('1', 'JPY'));
    expect(at(yen.body, 'details.0.field')).to.equal('orderInformation.amountDetails.currency');
    expect((await capture(await authorize({ capture: true }), '1.00')).body['reason']).to.equal(
      'TRANSACTION_ALREADY_SETTLED',
    );
    await reverse(id, '100.00');
    expect((await capture(id, '1.00')).body['reason']).to.equal('AUTH_ALREADY_REVERSED');
  });

  it('answers a reversal as the model says, and reverses once', async () => {
    const id = await authorize();
    const { status, body } = await reverse(id, '100.00');
    expect(status).to.equal(201);
    expect(body).to.deep.include({
      status: 'REVERSED',
      reversalAmountDetails: {
        reversedAmount: '100.00',
        originalTransactionAmount: '100.00',
        currency: 'USD',
      },
      authorizationInformation: { approvalCode: approvalCodeOf(id), reasonCode: '100' },
    });
    expect(body['id']).not.to.equal(id);
    expect(refusal(await reverse(id, '100.00'))).to.deep.equal([
      400,
      'INVALID_REQUEST',
      'AUTH_ALREADY_REVERSED',
    ]);
  });

  it('reverses what is left after a capture, and not what was captured', async () => {
    const id = await authorize();
    await capture(id, '60.00');
    expect((await reverse(id, '100.00')).body['reason']).to.equal('INVALID_AMOUNT');
    expect((await reverse(id, '40.00')).body['status']).to.equal('REVERSED');
    expect((await reverse(id, '1.00')).body['reason']).to.equal('TRANSACTION_ALREADY_REVERSED_OR_SETTLED');
    const taken = await authorize();
    await capture(taken, '100.00');
    expect((await reverse(taken, '100.00')).body['reason']).to.equal('TRANSACTION_ALREADY_SETTLED');
  });

  it('reduces a hold in parts', async () => {
    const id = await authorize();
    expect(at((await reverse(id, '30.00')).body, 'reversalAmountDetails.reversedAmount')).to.equal('30.00');
    expect((await capture(id, '70.01')).body['reason']).to.equal('EXCEEDS_AUTH_AMOUNT');
    expect((await capture(id, '70.00')).status).to.equal(201);
    expect(sums()).to.include({ captured: 7000, reversed: 3000, open: 0 });
  });

  it('holds more for an authorization, under the id that it has', async () => {
    const id = await authorize();
    const { status, body } = await client.patch(`/pts/v2/payments/${id}`, anIncrement('25.00'));
    expect(status).to.equal(201);
    expect(body).to.deep.include({ id, status: 'AUTHORIZED' });
    expect(at(body, 'orderInformation.amountDetails.authorizedAmount')).to.equal('125.00');
    expect((await capture(id, '125.00')).status).to.equal(201);
    expect(sums()).to.include({ authorized: 12_500, captured: 12_500, open: 0 });
  });

  it('leaves the hold as it was when an increment is declined', async () => {
    const id = await authorize({ card: '4000000000006603' });
    const { status, body } = await client.patch(`/pts/v2/payments/${id}`, anIncrement('25.00'));
    expect([status, body['status']]).to.deep.equal([201, 'DECLINED']);
    expect(sums()).to.include({ authorized: 10_000, open: 10_000 });
    const byAmount = await client.patch(`/pts/v2/payments/${await authorize()}`, anIncrement('1500.00'));
    expect(at(byAmount.body, 'errorInformation.reason')).to.equal('PROCESSOR_DECLINED');
  });

  it('holds nothing more for a sale, after the last capture, after a reversal, or in another currency', async () => {
    const increment = async (id: string, currency = 'USD'): Promise<unknown> =>
      (await client.patch(`/pts/v2/payments/${id}`, anIncrement('5.00', currency))).body['reason'];
    expect(await increment(await authorize({ capture: true }))).to.equal('TRANSACTION_ALREADY_SETTLED');
    const finished = await authorize();
    await capture(finished, '10.00', { isFinal: true });
    expect(await increment(finished)).to.equal('TRANSACTION_ALREADY_SETTLED');
    const reversed = await authorize();
    await reverse(reversed, '100.00');
    expect(await increment(reversed)).to.equal('AUTH_ALREADY_REVERSED');
    expect(await increment(await authorize(), 'EUR')).to.equal('INVALID_DATA');
    expect(await increment('6750124114786780104953')).to.equal('INVALID_DATA');
  });

  it('gives every answer again where its link to itself leads, to its own merchant only', async () => {
    const unknownCaller = createClient(sandbox.url, {
      merchantId: 'other_shop',
      keyId: 'other',
      secret: Buffer.from('x').toString('base64'),
    });
    const paid = await client.post('/pts/v2/payments', aPayment({ amount: '100.00' }));
    const id = textAt(paid.body, 'id');
    const captured = await capture(id, '60.00');
    const refunded = await refund('captures', textAt(captured.body, 'id'), '10.00');
    const replies = [
      paid,
      captured,
      refunded,
      await voidIt('refunds', textAt(refunded.body, 'id')),
      await reverse(id, '40.00'),
      await client.post('/pts/v2/credits', aPayment({ amount: '5.00' })),
    ];
    for (const { body } of replies) {
      const href = textAt(body, '_links.self.href');
      const again = await client.get(href);
      expect([again.status, again.body], href).to.deep.equal([200, body]);
      expect((await unknownCaller.get(href)).status, href).to.equal(404);
    }
    expect((await client.get(`/pts/v2/captures/${id}`)).status).to.equal(404);
    sandbox.control.setSearchLagMs(60_000);
    expect((await client.get(`/pts/v2/payments/${id}`)).status).to.equal(404);
    sandbox.control.setSearchLagMs(0);
  });

  it('names the amount that a reversal lacks', async () => {
    const id = await authorize();
    const { body } = await client.post(`/pts/v2/payments/${id}/reversals`, { reversalInformation: {} });
    expect(body).to.deep.include({
      reason: 'MISSING_FIELD',
      details: [{ field: 'reversalInformation.amountDetails.totalAmount', reason: 'MISSING_FIELD' }],
    });
  });

  it('refunds a capture in parts, never more than was captured', async () => {
    const captureId = textAt((await capture(await authorize(), '50.00')).body, 'id');
    const { body } = await refund('captures', captureId, '30.00');
    expect(body).to.deep.include({
      status: 'PENDING',
      refundAmountDetails: { refundAmount: '30.00', currency: 'USD' },
    });
    expect((await refund('captures', captureId, '20.01')).body['reason']).to.equal('INVALID_AMOUNT');
    expect((await refund('captures', captureId, '20.00')).status).to.equal(201);
    expect(sums()).to.include({ captured: 5000, refunded: 5000 });
  });

  it('refunds a sale under its own id, and an authorization under none', async () => {
    expect((await refund('payments', await authorize({ capture: true }), '100.00')).status).to.equal(201);
    expect((await refund('payments', await authorize(), '1.00')).body['reason']).to.equal('INVALID_DATA');
  });

  it('voids a capture, gives up the hold behind it, and refunds nothing of it', async () => {
    const id = await authorize();
    const captureId = textAt((await capture(id, '60.00')).body, 'id');
    const { body } = await voidIt('captures', captureId);
    expect(body).to.deep.include({
      status: 'VOIDED',
      voidAmountDetails: { voidAmount: '60.00', originalTransactionAmount: '60.00', currency: 'USD' },
    });
    expect(sums()).to.include({ captured: 0, reversed: 6000, open: 4000 });
    expect((await refund('captures', captureId, '1.00')).body['reason']).to.equal('CAPTURE_ALREADY_VOIDED');
    expect((await voidIt('captures', captureId)).body['reason']).to.equal('NOT_VOIDABLE');
  });

  it('voids a sale, a refund and a credit; refunds and credits under their own paths only', async () => {
    const sale = await authorize({ capture: true });
    expect((await voidIt('refunds', sale)).body['reason']).to.equal('INVALID_DATA');
    expect((await voidIt('credits', sale)).body['reason']).to.equal('INVALID_DATA');
    const refundId = textAt((await refund('payments', sale, '10.00')).body, 'id');
    expect((await voidIt('payments', sale)).body['reason']).to.equal('NOT_VOIDABLE');
    expect((await voidIt('refunds', refundId)).body['status']).to.equal('VOIDED');
    expect((await voidIt('payments', sale)).body['status']).to.equal('VOIDED');
    expect(sums()).to.include({ captured: 0, refunded: 0, reversed: 10_000, open: 0 });
    const credit = await client.post('/pts/v2/credits', aPayment({ amount: '5.00' }));
    expect(at(credit.body, 'creditAmountDetails.creditAmount')).to.equal('5.00');
    expect((await voidIt('credits', textAt(credit.body, 'id'))).body['status']).to.equal('VOIDED');
  });

  it('voids no authorization, and nothing that has been settled', async () => {
    expect((await voidIt('payments', await authorize())).body['reason']).to.equal('NOT_VOIDABLE');
    const sale = await authorize({ capture: true });
    sandbox.control.closeBatch();
    expect((await voidIt('payments', sale)).body['reason']).to.equal('NOT_VOIDABLE');
    expect((await refund('payments', sale, '100.00')).status).to.equal(201);
  });

  it('refuses follow-ons of unknown and declined payments with an id, an INVALID_DATA and the field', async () => {
    const declined = await authorize({ card: '4000000000000002' });
    for (const id of ['6750124114786780104953', declined]) {
      for (const reply of [
        await capture(id, '1.00'),
        await reverse(id, '1.00'),
        await refund('payments', id, '1.00'),
        await voidIt('payments', id),
      ]) {
        expect(refusal(reply)).to.deep.equal([400, 'INVALID_REQUEST', 'INVALID_DATA']);
        expect(textAt(reply.body, 'id')).to.match(/^\d{22}$/);
        expect(at(reply.body, 'details.0.field')).to.equal('id');
      }
    }
  });

  it('refuses a transaction id that any other call has used', async () => {
    const id = await authorize({ transactionId: 'mti' });
    const captured = await client.post(`/pts/v2/payments/${id}/captures`, anAmount('1.00', 'USD', 'mti'));
    expect(refusal(captured)).to.deep.equal([400, 'INVALID_REQUEST', 'INVALID_DATA']);
    expect(captured.body).not.to.have.property('details');
    const reversed = await client.post(`/pts/v2/payments/${id}/reversals`, aReversal('1.00', 'mti'));
    expect(reversed.body).not.to.have.property('details');
    expect(sandbox.ledger()[0]?.transactions).to.have.length(1);
  });

  it('refunds and reverses no amount of zero', async () => {
    expect((await reverse(await authorize(), '0.00')).body['reason']).to.equal('INVALID_AMOUNT');
    const sale = await authorize({ capture: true });
    expect((await refund('payments', sale, '0.00')).body['reason']).to.equal('INVALID_AMOUNT');
  });

  it('refunds once under one transaction id', async () => {
    const refunds = `/pts/v2/payments/${await authorize({ capture: true })}/refunds`;
    expect((await client.post(refunds, anAmount('1.00', 'USD', 'refund'))).status).to.equal(201);
    expect((await client.post(refunds, anAmount('1.00', 'USD', 'refund'))).status).to.equal(400);
    expect(sums()).to.include({ refunded: 100 });
  });

  it('has nothing to void in a refund that was declined', async () => {
    const sale = await authorize({ capture: true, card: '4000000000005126' });
    const declined = await refund('payments', sale, '1.00');
    expect(declined.body['status']).to.equal('DECLINED');
    expect(sums()).to.include({ refunded: 0 });
    expect((await voidIt('refunds', textAt(declined.body, 'id'))).body['reason']).to.equal('NOT_VOIDABLE');
  });

  it('keeps the payments and transaction ids of two merchants apart', async () => {
    const id = await authorize({ transactionId: 'mine' });
    const unknownCaller = createClient(sandbox.url, {
      merchantId: 'other_shop',
      keyId: 'other',
      secret: Buffer.from('x').toString('base64'),
    });
    const captured = await unknownCaller.post(`/pts/v2/payments/${id}/captures`, anAmount('1.00'));
    expect(captured.body['reason']).to.equal('INVALID_DATA');
    expect((await unknownCaller.get(`/tss/v2/transactions/${id}`)).status).to.equal(404);
    const undone = await unknownCaller.post('/pts/v2/reversals', aReversal('100.00', 'mine'));
    expect(undone.body).not.to.have.property('details');
    expect(
      (await unknownCaller.post('/pts/v2/payments', aPayment({ transactionId: 'mine' }))).status,
    ).to.equal(201);
    expect(sums()).to.include({ open: 10_000 });
  });

  describe('by merchant transaction id', () => {
    const timeoutReversal = (transactionId: string, amount = '100.00'): Promise<Reply> =>
      client.post('/pts/v2/reversals', aReversal(amount, transactionId));
    const timeoutVoid = (transactionId: string): Promise<Reply> =>
      client.post('/pts/v2/voids', { clientReferenceInformation: { code: 'order-1', transactionId } });

    it('reverses an authorization whose answer was lost, once', async () => {
      await authorize({ transactionId: 'lost' });
      expect((await timeoutReversal('lost')).body['status']).to.equal('REVERSED');
      expect(sums()).to.include({ reversed: 10_000, open: 0 });
      expect((await timeoutReversal('lost')).body['reason']).to.equal('AUTH_ALREADY_REVERSED');
    });

    it('voids a sale, a capture, a refund', async () => {
      await authorize({ transactionId: 'sale', capture: true });
      expect((await timeoutVoid('sale')).body['status']).to.equal('VOIDED');
      const id = await authorize();
      await client.post(`/pts/v2/payments/${id}/captures`, anAmount('9.00', 'USD', 'capture'));
      expect((await timeoutVoid('capture')).body['status']).to.equal('VOIDED');
    });

    it('keeps sales for voids and authorizations for reversals', async () => {
      await authorize({ transactionId: 'sale', capture: true });
      expect((await timeoutReversal('sale')).body['reason']).to.equal('TRANSACTION_ALREADY_SETTLED');
      await authorize({ transactionId: 'authorization' });
      expect((await timeoutVoid('authorization')).body['reason']).to.equal('NOT_VOIDABLE');
    });

    it('says of an unknown id that there is nothing to undo', async () => {
      for (const reply of [await timeoutReversal('never'), await timeoutVoid('never')]) {
        expect(refusal(reply)).to.deep.equal([400, 'INVALID_REQUEST', 'INVALID_DATA']);
        expect(reply.body).to.have.all.keys('id', 'submitTimeUtc', 'status', 'reason', 'message');
      }
    });

    it('needs the id', async () => {
      const { body } = await client.post('/pts/v2/voids', {
        clientReferenceInformation: { code: 'order-1' },
      });
      expect(at(body, 'details.0')).to.deep.equal({
        field: 'clientReferenceInformation.transactionId',
        reason: 'MISSING_FIELD',
      });
    });
  });
});

describe('Follow-on services of a lenient account', () => {
  it('takes refunds and captures above what is there, as CyberSource’s own test system does', async () => {
    const sandbox = await startCybersourceSandbox({ lenient: true, voidedCapture: 'reopens-hold' });
    const client = createClient(sandbox.url);
    const id = textAt((await client.post('/pts/v2/payments', aPayment({ amount: '50.00' }))).body, 'id');
    const captured = await client.post(`/pts/v2/payments/${id}/captures`, anAmount('50.00'));
    const refunds = `/pts/v2/captures/${textAt(captured.body, 'id')}/refunds`;
    expect((await client.post(refunds, anAmount('102.21'))).body['status']).to.equal('PENDING');
    expect((await client.post(refunds, anAmount('50.00'))).body['status']).to.equal('PENDING');
    expect((await client.post(`/pts/v2/payments/${id}/captures`, anAmount('1.00'))).status).to.equal(201);
    await sandbox.close();
  });

  it('takes an expired network token, as the samples send it, where a strict one declines', async () => {
    const tokenizedCard = { number: '4111111111111111', expirationMonth: '12', expirationYear: '2020' };
    for (const [lenient, status] of [
      [true, 'AUTHORIZED'],
      [false, 'DECLINED'],
    ] as const) {
      const sandbox = await startCybersourceSandbox({ lenient });
      const body = { ...aPayment(), paymentInformation: { tokenizedCard } };
      expect((await createClient(sandbox.url).post('/pts/v2/payments', body)).body['status']).to.equal(
        status,
      );
      await sandbox.close();
    }
  });

  it('can leave the hold open when a capture is voided', async () => {
    const sandbox = await startCybersourceSandbox({ voidedCapture: 'reopens-hold' });
    const client = createClient(sandbox.url);
    const id = textAt((await client.post('/pts/v2/payments', aPayment())).body, 'id');
    const captured = await client.post(`/pts/v2/payments/${id}/captures`, anAmount('10.00'));
    await client.post(`/pts/v2/captures/${textAt(captured.body, 'id')}/voids`, {});
    expect(sandbox.ledger()[0]?.sums).to.include({ captured: 0, reversed: 0, open: 1000 });
    await sandbox.close();
  });
});
