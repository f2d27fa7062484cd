import { generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { expect } from 'chai';
import { createCheckReplay } from '../../../src/cybersource/notifications/check-replay.ts';
import { createDecryptNotification } from '../../../src/cybersource/notifications/encrypted.ts';
import { refusal } from '../../builders/refusal.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });

async function encrypted(key = publicKey, alg = 'RSA-OAEP-256', enc = 'A256GCM'): Promise<string> {
  return new CompactEncrypt(Buffer.from('{"a":"é"}')).setProtectedHeader({ alg, enc }).encrypt(key);
}

describe('An encrypted notification', () => {
  const asked: string[] = [];
  const decrypt = createDecryptNotification(async (name) => {
    asked.push(name);
    return Buffer.from(pem);
  }, 'notifications.pem');

  it('is opened with the key of the file, as the body or as its payload', async () => {
    const encData = await encrypted();
    for (const body of [{ encData }, { eventType: 'x', payload: { encData } }])
      expect((await decrypt(body))?.toString()).to.equal('{"a":"é"}');
    expect(asked).to.deep.equal(['notifications.pem', 'notifications.pem']);
  });

  it('is not one where nothing says so, and no file is read', async () => {
    asked.length = 0;
    for (const body of [
      null,
      'encData',
      [],
      {},
      { encData: 1 },
      { payload: { encData: 1 } },
      { payload: 'a' },
    ])
      expect(await decrypt(body)).to.equal(undefined);
    expect(asked).to.deep.equal([]);
  });

  it('is refused where it is for another key, or made with other algorithms', async () => {
    for (const encData of [
      'a.b.c.d.e',
      await encrypted(other.publicKey),
      await encrypted(publicKey, 'RSA-OAEP'),
      await encrypted(publicKey, 'RSA-OAEP-256', 'A128GCM'),
    ])
      expect(await refusal(decrypt({ encData }))).to.include({ code: 'bad-signature' });
  });

  it('needs a key, which names the setting where there is none or it cannot be read', async () => {
    const encData = await encrypted();
    for (const without of [
      createDecryptNotification(async () => Buffer.from(pem), undefined),
      createDecryptNotification(() => Promise.reject(new Error('ENOENT')), 'notifications.pem'),
    ]) {
      const problem = await refusal(without({ encData }));
      expect(problem).to.include({ code: 'not-configured' });
      expect(problem.message).to.include('notifications.decryptionKeyFile');
    }
  });
});

describe('A signature that comes again', () => {
  it('is held for twice the window, under its event type, and refused under another', async () => {
    const leases: unknown[] = [];
    let isTaken = true;
    const checkReplay = createCheckReplay({
      leases: {
        takeLease: async (...lease) => {
          leases.push(lease);
          return (isTaken ? {} : undefined) as never;
        },
      },
      windowMs: 300_000,
    });
    await checkReplay(Buffer.from('a signature'), 'tms.token.updated');
    await checkReplay(Buffer.from('another one'), 'tms.token.updated');
    isTaken = false;
    expect(await refusal(checkReplay(Buffer.from('a signature'), 'other'))).to.include({
      code: 'bad-signature',
    });
    const [[name, ...first], [second], [third, , holder]] = leases as [string[], string[], string[]];
    expect(name).to.match(/^signature [\w-]{43}$/);
    expect(first).to.deep.equal([600_000, 'in tms.token.updated']);
    expect(second).not.to.equal(name);
    expect([third, holder]).to.deep.equal([name, 'in other']);
  });
});
