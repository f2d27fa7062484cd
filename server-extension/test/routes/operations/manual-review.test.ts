import { expect } from 'chai';
import type { OrderId } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { API, cardProperties, type Reply, type RunningApp, startApp } from '../../builders/app.ts';
import { yes } from '../../builders/gateway.ts';
import { adminToken, type Occ, otherSitesToken, startOcc } from '../../builders/occ.ts';
import { alreadyReversed, declined } from '../../builders/result.ts';
import { aFollowOn, aWebhook } from '../../builders/webhook.ts';

const operator = { authorization: `Bearer ${adminToken}` };
const refused: PaymentResult = {
  outcome: 'refused',
  problem: 'CyberSource refused the request',
  refusalReason: 'other',
  gateway: { httpStatus: 400, status: 'INVALID_REQUEST' },
};

describe('A cancellation or refund of OCC’s that is refused', () => {
  let occ: Occ;
  let app: RunningApp;
  let followOn: PaymentResult;

  beforeEach(async () => {
    occ = startOcc();
    followOn = refused;
    app = await startApp({ answer: (command) => (command.type === 'authorize' ? yes(command) : followOn) });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  const cancel = async (): Promise<string> => {
    const { json } = await app.deliver(aWebhook({ customProperties: cardProperties(app) }));
    const { authorizationResponse: paid } = json as unknown as Record<string, Record<string, string>>;
    const ref = paid?.['hostTransactionId'] ?? '';
    await app.deliver(aFollowOn('0110', ref));
    return ref;
  };
  /** Recovery has asked for it again and again, for more than a day. */
  const giveUp = async (): Promise<void> => {
    const refusedVoid = (await app.journal.ofOrder('o10001' as OrderId)).at(-1) ?? expect.fail();
    await app.journal.requireManualReview(refusedVoid);
  };
  const listed = async (): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await app.call('GET', `${API}/operations/attention`, { headers: operator })).json as never;
  const settle = (body: object): Promise<Reply> =>
    app.call('POST', `${API}/operations/manual-review/settle`, { headers: operator, body });

  for (const [what, result] of Object.entries({ refused, declined: declined() })) {
    it(`is asked for again by itself, then listed for manual review with what to do, and logged as an error: ${what}`, async () => {
      followOn = result;
      const ref = await cancel();
      expect(await listed()).to.deep.equal([]);
      const [paid] = (
        await app.call('GET', `${API}/operations/payments?orderId=o10001`, { headers: operator })
      ).json['payments'] as unknown as readonly Readonly<Record<string, unknown>>[];
      expect(paid?.['next']).to.include({ task: 'give-back' });
      await giveUp();
      const [entry, ...others] = await listed();
      expect(others).to.deep.equal([]);
      expect(entry).to.include({ orderId: 'o10001', type: 'void', original: ref, outcome: result.outcome });
      expect(entry?.['suggestedAction']).to.match(/^Reverse the authorization in Business Center/);
      const line = app.lines.find((each) => each.includes('payment.void-or-refund-refused')) ?? '';
      expect(line).to.include('o10001');
      const { json } = await app.call('GET', `${API}/operations/payments?orderId=o10001`, {
        headers: operator,
      });
      const [payment] = (json as unknown as { readonly payments: readonly object[] }).payments;
      expect(payment).to.include({ state: 'AuthorizationVoidFailed', needsReview: true });
    });
  }

  it('is not listed where nothing was held any more', async () => {
    followOn = alreadyReversed;
    await cancel();
    expect(await listed()).to.deep.equal([]);
  });

  it('says instead what could not be written to the order, where that is what it waits for', async () => {
    await app.close();
    const unwritten = { problem: 'The order is locked.', suggestedAction: 'Unlock it.' };
    app = await startApp({
      answer: (command) => (command.type === 'authorize' ? yes(command) : followOn),
      unwrittenResult: async ({ operation }) => (operation === 'void' ? unwritten : undefined),
    });
    await cancel();
    await giveUp();
    const [entry] = await listed();
    expect(entry).to.include({ orderId: 'o10001', type: 'void', ...unwritten });
  });

  it('is closed by an operator with name and reason, once', async () => {
    await cancel();
    await giveUp();
    const [entry] = await listed();
    const body = {
      orderId: 'o10001',
      merchantTransactionId: entry?.['merchantTransactionId'],
      reason: 'Reversed in Business Center',
    };
    const first = await settle(body);
    expect(first.status).to.equal(200);
    expect(first.json).to.include({ by: 'clerk@shop.test', reason: body.reason });
    expect(await listed()).to.deep.equal([]);
    expect(app.lines.some((line) => line.includes('manual-review.settled'))).to.equal(true);
    expect((await settle(body)).status).to.equal(409);
  });

  it('cannot be closed by an administrator of another site only', async () => {
    await cancel();
    await giveUp();
    const merchantTransactionId = (await listed())[0]?.['merchantTransactionId'];
    const foreign = await app.call('POST', `${API}/operations/manual-review/settle`, {
      headers: { authorization: `Bearer ${otherSitesToken}`, 'x-ccsite': 'siteJP' },
      body: { orderId: 'o10001', merchantTransactionId, reason: 'done' },
    });
    expect(foreign.status).to.equal(404);
    expect(await listed()).to.have.length(1);
  });

  it('cannot be closed without a reason, nor what is none or another order’s', async () => {
    await cancel();
    await giveUp();
    const merchantTransactionId = (await listed())[0]?.['merchantTransactionId'];
    for (const reason of [' ', undefined, 7, 'a\u0000b', 'half \ud83d', 'bell \u0007', 'x'.repeat(501)])
      expect((await settle({ orderId: 'o10001', merchantTransactionId, reason })).status).to.equal(400);
    expect((await settle({ orderId: 'o10002', merchantTransactionId, reason: 'done' })).status).to.equal(404);
    expect(
      (await settle({ orderId: 'o10001', merchantTransactionId: 'other', reason: 'done' })).status,
    ).to.equal(404);
    expect(await listed()).to.have.length(1);
  });
});
