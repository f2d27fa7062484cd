import { expect } from 'chai';
import { createCertificatesOf } from '../../../src/cybersource/client/certificate-expiry.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { GatewayAccount } from '../../../src/domain/settings.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAccount } from '../fixtures/builders.ts';
import { aP12, anIdentity, files } from '../fixtures/key-files.ts';

const merchant = anIdentity('testrest', '1');
const gateway = anIdentity('CyberSource_SJC_US', '2');
const folder = { 'shop.p12': aP12([merchant, gateway], 'pass'), 'gateway.pem': gateway.pem };
const withKeyFile: GatewayAccount = {
  ...anAccount(),
  credential: {
    kind: 'certificate-jwt',
    keyFileName: 'shop',
    keyAlias: 'testrest',
    keyPassword: new Secret('pass'),
  },
};

describe('How long the certificates of an account are valid', () => {
  const own = {
    file: 'shop.p12',
    setting: 'keyFileName',
    validUntil: new Date(merchant.certificate.validTo),
  };
  const validUntil = new Date(gateway.certificate.validTo);
  const certificatesOf = createCertificatesOf(files(folder));

  it('is told with the file, and the setting that names it', async () => {
    expect(await certificatesOf(withKeyFile)).to.deep.equal([own]);
    expect(await certificatesOf({ ...withKeyFile, messageEncryption: true })).to.deep.equal([
      own,
      { file: 'shop.p12 CyberSource_SJC_US', setting: 'keyFileName', validUntil },
    ]);
    const encryptionCertificate = 'gateway';
    expect(
      await certificatesOf({ ...withKeyFile, messageEncryption: true, encryptionCertificate }),
    ).to.deep.equal([own, { file: 'gateway.pem', setting: 'messageEncryptionCertificate', validUntil }]);
  });

  it('is nothing where the account has a secret and no certificate', async () => {
    expect(await certificatesOf(anAccount({ kind: 'shared-secret-jwt' }))).to.deep.equal([]);
  });

  it('is read anew each time: a file may have been replaced', async () => {
    const replaced: Record<string, Buffer | string> = { ...folder };
    const read = createCertificatesOf((name) => files(replaced)(name));
    expect(await read(withKeyFile)).to.have.length(1);
    Reflect.deleteProperty(replaced, 'shop.p12');
    expect(await refusal(read(withKeyFile)))
      .to.be.instanceOf(Problem)
      .and.include({ code: 'not-configured' });
  });
});
