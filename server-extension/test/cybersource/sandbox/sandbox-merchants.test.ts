import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import type { Authorize } from '../../../src/domain/payment/command.ts';
import type { MerchantTransactionId, OrderId } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { GatewayAccount } from '../../../src/domain/settings.ts';
import {
  aCapture,
  aRefund,
  aSale,
  anAccount,
  anAuthorization,
  plainOrder,
  someSettings,
} from '../fixtures/builders.ts';
import { type Shop, accounts, billTo, refOf, startShop } from '../fixtures/shop.ts';
import { aGooglePayPayload } from '../fixtures/wallets.ts';

const FLOWS = 500;
const CONCURRENCY = 64;

describe('Two merchants at once, on the sandbox,', () => {
  const oldKey = { merchantId: 'other', keyId: 'old', secret: randomBytes(32).toString('base64') };
  const newKey = { merchantId: 'other', keyId: 'new', secret: randomBytes(32).toString('base64') };
  const other = (key: typeof oldKey): GatewayAccount => anAccount({ kind: 'shared-secret-jwt', ...key });
  let shop: Shop;

  before(async () => {
    shop = await startShop(
      accounts['a certificate']!,
      {},
      {
        merchants: [
          {
            id: 'other',
            sharedSecrets: new Map(
              [oldKey, newKey].map(({ keyId, secret }) => [keyId, Buffer.from(secret, 'base64')]),
            ),
            certificates: [],
          },
        ],
      },
    );
  });
  after(() => shop.close());

  it('never mix in 2,000 mixed calls, not even while one changes its key', async () => {
    let name = 0;
    const send = (account: GatewayAccount, command: Parameters<Shop['send']>[0]): Promise<PaymentResult> =>
      shop.cybersource.gateway.send(command, someSettings({ account }), {
        merchantTransactionId: `mixed${(name += 1)}` as MerchantTransactionId,
        deadlineMs: 30_000,
      });
    const payload = aGooglePayPayload();

    /** Authorization, capture, refund, and a sale beside it: four calls. */
    async function flow(nth: number): Promise<void> {
      const merchant = nth % 2 === 0 ? 'testrest' : 'other';
      const own = nth < FLOWS / 2 ? other(oldKey) : other(newKey);
      const account = merchant === 'testrest' ? accounts['a certificate']! : own;
      const orderId = `${merchant}-${nth}` as OrderId;
      const changes: Partial<Authorize> = {
        orderId,
        paymentType: 'googlepay',
        instrument: { kind: 'wallet', wallet: 'googlepay', payload },
        order: { ...plainOrder, billTo },
      };
      const authorized = await send(account, anAuthorization(changes));
      const captured = await send(account, aCapture({ orderId, original: refOf(authorized) }));
      const refunded = await send(account, aRefund({ orderId, original: refOf(captured) }));
      const sold = await send(account, aSale(changes));
      expect([authorized, captured, refunded, sold].map(({ outcome }) => outcome)).to.deep.equal([
        'approved',
        'pending',
        'pending',
        'approved',
      ]);
    }

    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < FLOWS) await flow(next++);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));

    expect(name).to.equal(2_000);
    for (const merchantId of ['testrest', 'other']) {
      const payments = shop.sandbox.ledger({ merchantId });
      expect(payments).to.have.lengthOf(FLOWS);
      for (const { transactions } of payments)
        for (const { reference } of transactions) expect(reference).to.match(new RegExp(`^${merchantId}-`));
    }
    const wrong = shop.sandbox.control.calls().filter(({ refusedBecause }) => refusedBecause !== undefined);
    expect(wrong).to.deep.equal([]);
  }).timeout(60_000);
});
