import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import { applePay } from '../../../src/methods/apple-pay/apple-pay.ts';
import {
  readIdentity,
  readIdentityExpiry,
} from '../../../src/methods/apple-pay/merchant-validation/identity.ts';
import { anIdentity, files } from '../../cybersource/fixtures/key-files.ts';

const shop = anIdentity('merchant.shop');
const other = anIdentity('merchant.other');
const keyOf = ({ privateKey }: typeof shop): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const CERTIFICATE = 'applePayIdentityCert.pem';
const KEY = 'applePayIdentityKey.key';

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Problem).with.property('code', 'not-configured');
  return (error as Problem).message;
}

describe('The certificate by which Apple knows the shop', () => {
  it('is read with its key, or with the key as the text that OCC takes', async () => {
    for (const name of [KEY, `${KEY}.txt`]) {
      const identity = await readIdentity(files({ [CERTIFICATE]: shop.pem, [name]: 'a key' }));
      expect(identity.certificate.toString()).to.equal(shop.pem);
      expect(identity.key.toString()).to.equal('a key');
    }
  });

  it('tells until when it is valid, by the file and the setting that an administrator looks at', async () => {
    const read = files({ [CERTIFICATE]: shop.pem, [KEY]: keyOf(shop) });
    const expiry = {
      file: 'applePayIdentityCert.pem',
      setting: 'applePayMerchantId',
      validUntil: new Date(shop.certificate.validTo),
    };
    expect(await readIdentityExpiry(read)).to.deep.equal(expiry);
    // It is what Apple Pay needs of the merchant.
    expect(await applePay.certificates?.(read)).to.deep.equal([expiry]);
  });

  for (const [what, content] of [
    ['there is no certificate', { [KEY]: keyOf(shop) }],
    ['there is no key', { [CERTIFICATE]: shop.pem }],
    ['the key is another one’s', { [CERTIFICATE]: shop.pem, [KEY]: keyOf(other) }],
    ['the key is none', { [CERTIFICATE]: shop.pem, [KEY]: 'a key' }],
    ['the certificate is none', { [CERTIFICATE]: 'a certificate', [KEY]: keyOf(shop) }],
  ] as const)
    it(`is named with both files where ${what}`, async () => {
      const message = await problemOf(readIdentityExpiry(files(content)));
      expect(message).to.include(CERTIFICATE).and.include(KEY);
    });
});
