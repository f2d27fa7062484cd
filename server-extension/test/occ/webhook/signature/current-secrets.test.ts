import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { Problem } from '../../../../src/domain/problem.ts';
import { Secret } from '../../../../src/domain/secret.ts';
import { createCurrentSecrets } from '../../../../src/occ/webhook/signature/current-secrets.ts';
import { createSignatureCheck } from '../../../../src/occ/webhook/signature/webhook-signature.ts';
import { refusal } from '../../../builders/refusal.ts';

const HEADER = 'x-oracle-cc-webhook-signature-sha512';
const body = Buffer.from('{}');
const secretOf = (byte: number): string => Buffer.alloc(64, byte).toString('base64');
const signedWith = (secret: string) => ({
  [HEADER]: createHmac('sha512', Buffer.from(secret, 'base64')).update(body).digest('base64'),
});

describe('a webhook’s secret that is being replaced', () => {
  let secret: string;
  let readings: number;
  let isDown: boolean;

  const check = () => {
    const current = createCurrentSecrets({
      functionWebhooks: async () => ({
        items: [
          { id: 'production-genericPayment', name: 'Generic Payment' },
          { id: 'preview-genericPayment', name: 'Generic Payment' },
          { id: 'production-genericCardPayment', name: 'Generic Card Payment' },
        ],
      }),
      async functionWebhook(id) {
        if (isDown) throw new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
        if (id.startsWith('production')) readings += 1;
        return { id, secretKeySHA512: secret };
      },
    });
    const requireSignature = createSignatureCheck({ sha512: [new Secret(secretOf(1))], current });
    if (requireSignature === undefined) throw new Error('It has keys.');
    return requireSignature;
  };

  it('is read of webhooks of generic payments, and of no others', async () => {
    const asked: string[] = [];
    const current = createCurrentSecrets({
      functionWebhooks: async () => ({
        items: [
          { id: 'production-genericPayment', name: 'Zahlung' },
          { id: 'w2', name: 'generic payment' },
          { id: 'production-genericCardPayment', name: 'Generic Payment of a card' },
          { id: 'production-shippingCalculator', name: 'Shipping Calculator' },
        ],
      }),
      async functionWebhook(id) {
        asked.push(id);
        return { id, secretKeySHA512: secretOf(1) };
      },
    });
    await current.read();
    expect(asked).to.deep.equal(['production-genericPayment', 'w2']);
  });

  beforeEach(() => {
    secret = secretOf(1);
    readings = 0;
    isDown = false;
  });

  it('is not asked for while a known one fits', async () => {
    await check()(body, signedWith(secretOf(1)));
    expect(readings).to.equal(0);
  });

  it('is asked of OCC where none fits, and known from then on', async () => {
    const requireSignature = check();
    secret = secretOf(2);
    await requireSignature(body, signedWith(secretOf(2)));
    await requireSignature(body, signedWith(secretOf(2)));
    await requireSignature(body, signedWith(secretOf(1)));
    expect(readings).to.equal(1);
  });

  it('is read anew for a delivery that came after the last reading: the reset may lie between', async () => {
    const requireSignature = check();
    expect(await refusal(requireSignature(body, signedWith(secretOf(9))))).to.have.property(
      'code',
      'bad-signature',
    );
    secret = secretOf(2);
    await requireSignature(body, signedWith(secretOf(2)));
  });

  it('is read once a second at most, however many forged ones come', async () => {
    const requireSignature = check();
    const forged = await Promise.allSettled(
      Array.from({ length: 200 }, () => requireSignature(body, signedWith(secretOf(9)))),
    );
    expect(forged.every(({ status }) => status === 'rejected')).to.equal(true);
    expect(readings).to.be.at.most(2);
    const unsigned = await refusal(requireSignature(body, { [HEADER]: 'short' }));
    expect(unsigned).to.have.property('code', 'bad-signature');
    expect(readings).to.be.at.most(2);
  });

  it('is no excuse while OCC cannot be read', async () => {
    isDown = true;
    expect(await refusal(check()(body, signedWith(secretOf(2))))).to.have.property('code', 'gateway-failure');
  });
});
