import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyFiles } from '../../../src/cybersource/keys/key-files.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { KeyFile } from '../../../src/domain/settings.ts';
import opensslFiles from '../../fixtures/key-files-of-openssl.json' with { type: 'json' };
import { aP12, anIdentity, files } from '../fixtures/key-files.ts';

const merchant = anIdentity('testrest', '5746642430690177107046');
const gateway = anIdentity('CyberSource_SJC_US', '1700000000000000000001');
const p12 = aP12([merchant, gateway], 'testrest');

function keyFile(changes: { keyAlias?: string; keyFileName?: string; password?: string } = {}): KeyFile {
  const { password = 'testrest', ...names } = changes;
  return { keyFileName: 'shop', keyAlias: 'testrest', keyPassword: new Secret(password), ...names };
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Problem).with.property('code', 'not-configured');
  return (error as Problem).message;
}

describe('Key files of CyberSource', () => {
  const keys = createKeyFiles(files({ 'shop.p12': p12, 'gateway.pem': gateway.pem, 'shop.pem': 'no PEM' }));

  it("give the merchant's key, named by the serial number in its certificate's subject", async () => {
    const { keyId, privateKey } = await keys.merchantKey(keyFile());
    expect(keyId).to.equal('5746642430690177107046');
    expect(privateKey.equals(merchant.privateKey)).to.equal(true);
  });

  it('find the alias in any case, and by the name beside the certificate', async () => {
    expect(await keys.merchantKey(keyFile({ keyAlias: 'TestREST' }))).to.have.property('keyId');
    const named = createKeyFiles(files({ 'shop.p12': aP12([merchant], 'testrest', 'My Shop') }));
    expect(await named.merchantKey(keyFile({ keyAlias: 'my shop' }))).to.have.property('keyId');
  });

  it('give the certificate of CyberSource, from the key file or from a file of its own', async () => {
    for (const key of [await keys.gatewayKeyIn(keyFile()), await keys.gatewayKey('gateway')]) {
      expect(key.keyId).to.equal('1700000000000000000001');
      expect(key.publicKey.equals(gateway.certificate.publicKey)).to.equal(true);
    }
  });

  it('may be shipped in base64, where OCC takes no .p12', async () => {
    const shipped = createKeyFiles(files({ 'shop.p12.txt': p12.toString('base64') }));
    expect(await shipped.merchantKey(keyFile())).to.have.property('keyId', '5746642430690177107046');
  });

  it('are read once for each file and password', async () => {
    let reads = 0;
    const read = files({ 'shop.p12': p12 });
    const counted = createKeyFiles((name) => {
      if (name === 'shop.p12') reads += 1;
      return read(name);
    });
    await Promise.all([counted.merchantKey(keyFile()), counted.gatewayKeyIn(keyFile())]);
    await counted.merchantKey(keyFile());
    expect(reads).to.equal(1);
    await problemOf(counted.merchantKey(keyFile({ password: 'wrong' })));
    expect(reads).to.equal(2);
  });

  it('are kept open, fifty of them at most', async () => {
    const reads: string[] = [];
    // Opened with nothing to work out: neither the file nor its key is locked.
    const open = aP12([merchant], null);
    const counted = createKeyFiles((name) => {
      reads.push(name);
      return Promise.resolve(open);
    });
    const openNth = (nth: number): Promise<unknown> =>
      counted.merchantKey(keyFile({ keyFileName: `shop${nth}`, password: '' }));
    for (let nth = 1; nth <= 50; nth += 1) await openNth(nth);
    await openNth(1);
    expect(reads).to.have.length(50);
    await openNth(51);
    await openNth(1);
    expect(reads).to.have.length(51);
    await openNth(2);
    expect(reads.slice(50)).to.deep.equal(['shop51.p12', 'shop2.p12']);
  });

  it('that could not be read are tried again', async () => {
    const folder: Record<string, Buffer> = {};
    const late = createKeyFiles((name) => files(folder)(name));
    expect(await problemOf(late.merchantKey(keyFile()))).to.include('certs/shop.p12');
    folder['shop.p12'] = p12;
    expect(await late.merchantKey(keyFile())).to.have.property('keyId');
  });

  describe('with a password beyond English letters', () => {
    // Made with `openssl pkcs12 -export -passout 'pass:pässwörd€'` of OpenSSL 3.0 and a key that serves nothing else.
    const PASSWORD = 'pässwörd€';
    for (const [what, base64] of Object.entries(opensslFiles)) {
      const made = createKeyFiles(files({ 'shop.p12': Buffer.from(base64, 'base64') }));
      it(`open where they come from ${what}`, async () => {
        for (const password of [PASSWORD, PASSWORD.normalize('NFD')]) {
          const { keyId } = await made.merchantKey(keyFile({ password }));
          expect(keyId).to.equal('5746642430690177107046');
        }
      });

      it(`call a wrong one a wrong password where they come from ${what}`, async () => {
        for (const password of ['passwort', 'pässwörd', 'x'])
          expect(await problemOf(made.merchantKey(keyFile({ password })))).to.include('keyPass');
      });
    }

    // The library that makes these takes each character of a password for one byte, as programs with Latin-1 do.
    for (const [what, password] of [
      ['with the last letter of Latin-1', 'pa\u00dfw\u00f6rd\u00ff'],
      ['with letters and their accents apart', 'passwo\u0308rd'.normalize('NFD')],
    ] as const)
      it(`open where a program took its letters for bytes, ${what}`, async () => {
        const made = createKeyFiles(files({ 'shop.p12': aP12([merchant], password) }));
        for (const typed of [password, password.normalize('NFC'), password.normalize('NFD')])
          expect(await made.merchantKey(keyFile({ password: typed }))).to.have.property('keyId');
      });

    describe('and without a proof of it', () => {
      const unproven = (password: string): ReturnType<typeof createKeyFiles> =>
        createKeyFiles(files({ 'shop.p12': aP12([merchant], password, undefined, { useMac: false }) }));

      it('open where a program took its letters for bytes', async () => {
        for (const password of ['pa\u00dfw\u00f6rd', 'pa\u00dfw\u00f6rd\u00ff'])
          expect(await unproven(password).merchantKey(keyFile({ password }))).to.have.property('keyId');
      });

      it('stay shut to letters of which a part is the password', async () => {
        for (const [password, typed] of [
          ['g', '\u0167'],
          ['ga', '\u0167a'],
          ['\u0000', '\u0100'],
        ] as const) {
          const made = unproven(password);
          expect(await made.merchantKey(keyFile({ password }))).to.have.property('keyId');
          expect(await problemOf(made.merchantKey(keyFile({ password: typed })))).to.include('keyPass');
        }
      });
    });

    it('open to the very letters that were given, where some have their accents apart and some do not', async () => {
      const password = 'p\u00e4sswo\u0308rd';
      const made = createKeyFiles(files({ 'shop.p12': aP12([merchant], password) }));
      expect(await made.merchantKey(keyFile({ password }))).to.have.property('keyId');
    });

    const { publicKey, raw } = merchant.certificate;
    for (const [what, bytes] of [
      ['a certificate', raw],
      ['a private key', merchant.privateKey.export({ type: 'pkcs8', format: 'der' })],
      ['a public key', publicKey.export({ type: 'spki', format: 'der' })],
      ['a number', Buffer.from([2, 1, 3])],
      ['a list of nothing', Buffer.from([0x30, 0])],
    ] as const)
      it(`are distinguished from ${what} alone, which no password opens`, async () => {
        const alone = createKeyFiles(files({ 'shop.p12': bytes }));
        expect(await problemOf(alone.merchantKey(keyFile()))).to.include('keyFileName');
      });
  });

  it('are told with the file and the end of the validity of each certificate that is used, and no other', async () => {
    const seen: [file: string, validUntil: Date][] = [];
    const observed = createKeyFiles(
      files({ 'shop.p12': p12, 'gateway.pem': gateway.pem }),
      (file, validUntil) => void seen.push([file, validUntil]),
    );
    await observed.merchantKey(keyFile());
    await observed.gatewayKeyIn(keyFile());
    await observed.gatewayKey('gateway');
    expect(seen).to.deep.equal([
      ['shop.p12', new Date(merchant.certificate.validTo)],
      ['shop.p12 CyberSource_SJC_US', new Date(gateway.certificate.validTo)],
      ['gateway.pem', new Date(gateway.certificate.validTo)],
    ]);
    seen.length = 0;
    await problemOf(observed.merchantKey(keyFile({ keyAlias: 'CyberSource_SJC_US' })));
    expect(seen).to.deep.equal([]);
  });

  it('are taken as they are where both forms are there', async () => {
    const other = aP12([anIdentity('testrest', '2')], 'testrest').toString('base64');
    const both = createKeyFiles(files({ 'shop.p12': p12, 'shop.p12.txt': other }));
    expect(await both.merchantKey(keyFile())).to.have.property('keyId', merchant.keyId);
  });

  it('have names of up to 100 characters with what OCC adds', async () => {
    const asked: string[] = [];
    const watched = createKeyFiles((name) => {
      asked.push(name);
      return Promise.reject(new Error('ENOENT'));
    });
    for (const keyFileName of ['a'.repeat(92), '_b.c-d', '-'])
      expect(await problemOf(watched.merchantKey(keyFile({ keyFileName })))).to.include(
        `certs/${keyFileName}.p12 cannot be read (setting keyFileName)`,
      );
    expect(asked).to.deep.equal(
      ['a'.repeat(92), '_b.c-d', '-'].flatMap((name) => [`${name}.p12`, `${name}.p12.txt`]),
    );
    for (const keyFileName of ['a'.repeat(93), '.hidden', 'a b', 'ä'])
      expect(await problemOf(watched.merchantKey(keyFile({ keyFileName })))).to.include(
        'setting keyFileName must be the name of a file',
      );
    expect(await problemOf(watched.gatewayKey('a'.repeat(97)))).to.include(
      'setting messageEncryptionCertificate must be the name of a file',
    );
  });

  const faults: [what: string, work: () => Promise<unknown>, setting: string][] = [
    ['a missing file', () => keys.merchantKey(keyFile({ keyFileName: 'other' })), 'keyFileName'],
    ['a wrong password', () => keys.merchantKey(keyFile({ password: 'wrong' })), 'keyPass'],
    ['a missing alias', () => keys.merchantKey(keyFile({ keyAlias: 'somebody' })), 'keyAlias'],
    [
      'an alias without a key',
      () => keys.merchantKey(keyFile({ keyAlias: 'CyberSource_SJC_US' })),
      'keyAlias',
    ],
    ['a missing PEM file', () => keys.gatewayKey('other'), 'messageEncryptionCertificate'],
    ['a PEM file that is none', () => keys.gatewayKey('shop'), 'messageEncryptionCertificate'],
  ];
  for (const [what, work, setting] of faults)
    it(`name ${setting} for ${what}, and no secret`, async () => {
      const message = await problemOf(work());
      expect(message)
        .to.include(setting)
        .and.not.match(/wrong'|testrest'/);
    });

  it('are distinguished from other files', async () => {
    const broken = createKeyFiles(files({ 'shop.p12': Buffer.from('no key file') }));
    expect(await problemOf(broken.merchantKey(keyFile()))).to.include('keyFileName');
  });

  it('name messageEncryptionCertificate when they hold no certificate of CyberSource', async () => {
    const alone = createKeyFiles(files({ 'shop.p12': aP12([merchant], 'testrest') }));
    expect(await problemOf(alone.gatewayKeyIn(keyFile()))).to.include('messageEncryptionCertificate');
  });

  it('need a serial number in the subject of each certificate', async () => {
    const own = anIdentity('testrest');
    const cybersource = anIdentity('CyberSource_SJC_US');
    const nameless = createKeyFiles(
      files({ 'shop.p12': aP12([own, cybersource], 'testrest'), 'gateway.pem': cybersource.pem }),
    );
    for (const [work, file] of [
      [nameless.merchantKey(keyFile()), 'certs/shop.p12'],
      [nameless.gatewayKeyIn(keyFile()), 'certs/shop.p12'],
      [nameless.gatewayKey('gateway'), 'certs/gateway.pem'],
    ] as const)
      expect(await problemOf(work)).to.include(`the certificate in ${file} has no serialNumber`);
  });

  it('open with those parts of the library that the extension ships, and no others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'key-file-'));
    try {
      await writeFile(join(folder, 'shop.p12'), p12);
      const program = `
        import { readFileSync } from 'node:fs';
        import { openP12 } from ${JSON.stringify(import.meta.resolve('../../../src/cybersource/keys/p12.ts'))};
        const { privateKeys, certificates } = await openP12(readFileSync('shop.p12'), 'testrest');
        console.log(privateKeys.length, certificates.length);`;
      const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
        cwd: folder,
      });
      expect(printed.toString().trim()).to.equal('1 2');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are never looked for outside their folder', async () => {
    const asked: string[] = [];
    const watched = createKeyFiles((name) => {
      asked.push(name);
      return Promise.reject(new Error('ENOENT'));
    });
    for (const keyFileName of ['../shop', 'a/b', '..', '', 'a\\b', 'a'.repeat(100), 'a\u0000b'])
      expect(await problemOf(watched.merchantKey(keyFile({ keyFileName })))).to.include('keyFileName');
    expect(await problemOf(watched.gatewayKey('../../etc/passwd'))).to.include(
      'messageEncryptionCertificate',
    );
    expect(asked).to.deep.equal([]);
  });
});
