import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startRunningTime } from '../../builders/running-time.ts';
import { createAppleIdentities } from '../../../../sandbox/apple/identities.ts';
import { type AppleSandbox, startAppleSandbox } from '../../../../sandbox/apple/start.ts';
import { createMerchantValidation } from '../../../src/methods/apple-pay/merchant-validation/merchant-validation.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { MerchantSession, ValidateMerchant } from '../../../src/payments/ports/merchant-validation.ts';
import { API, startApp } from '../../builders/app.ts';
import { someSettings, startOcc } from '../../builders/occ.ts';
import { foreignUrls } from './foreign-urls.ts';

const URL_OF_APPLE = 'https://apple-pay-gateway-cert.apple.com/paymentservices/startSession';
const shop = {
  merchantId: 'merchant.com.example.sandbox',
  displayName: 'A Shop',
  domain: 'localhost',
  initiative: 'web',
};

describe("Apple Pay's merchant validation", function () {
  this.timeout(60_000);
  let folder: string;
  let apple: AppleSandbox;
  let authority: Buffer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'merchant-'));
    apple = await startAppleSandbox({ directory: folder });
    authority = await readFile(apple.files.ca);
  });

  after(async () => {
    await apple.close();
    await rm(folder, { recursive: true });
  });

  function validation(intermediateHost: string, certs = folder): ValidateMerchant {
    const readKeyFile = (name: string): Promise<Buffer> => readFile(join(certs, name));
    return createMerchantValidation({ intermediateHost, authority, readKeyFile });
  }

  function refusal(asked: Promise<MerchantSession>): Promise<Problem> {
    return asked.then(
      () => expect.fail('a session was given'),
      (error: unknown) => (error instanceof Problem ? error : expect.fail(String(error))),
    );
  }

  it('gets a session for the shop with the merchant’s certificate', async () => {
    const session = await validation(apple.url)(URL_OF_APPLE, shop);
    expect(session).to.include({ domainName: 'localhost', displayName: 'A Shop' });
  });

  it('finds the key in the package too, where it travels as text', async () => {
    const packaged = await mkdtemp(join(tmpdir(), 'packaged-'));
    await writeFile(join(packaged, 'applePayIdentityCert.pem'), await readFile(apple.files.certificate));
    await writeFile(join(packaged, 'applePayIdentityKey.key.txt'), await readFile(apple.files.key));
    const session = await validation(apple.url, packaged)(URL_OF_APPLE, shop);
    await rm(packaged, { recursive: true });
    expect(session).to.have.property('merchantSessionIdentifier');
  });

  it('names the files that are missing', async () => {
    const problem = await refusal(validation(apple.url, tmpdir())(URL_OF_APPLE, shop));
    expect(problem).to.include({ code: 'not-configured' });
    expect(problem.message).to.contain('applePayIdentityCert.pem');
  });

  it('passes on no words of Apple’s when it says no', async () => {
    const problem = await refusal(validation(apple.url)(URL_OF_APPLE, { ...shop, domain: 'evil.test' }));
    expect(problem).to.include({ code: 'gateway-failure' });
    expect(problem.message).not.to.contain('evil.test');
  });

  describe('notes where no session comes', () => {
    const about = {
      host: 'apple-pay-gateway-cert.apple.com',
      setting: 'applePayMerchantId, applePayInitiativeContext',
    };

    async function noted(intermediateHost: string, changes: object, channel?: string): Promise<unknown> {
      const lines: unknown[] = [];
      const validate = createMerchantValidation({
        intermediateHost,
        authority,
        readKeyFile: (name) => readFile(join(folder, name)),
        log: (...line) => void lines.push(line),
      });
      await refusal(validate(URL_OF_APPLE, { ...shop, ...changes }, channel as never));
      return lines;
    }

    it('what Apple answered, with host, settings and channel', async () => {
      expect(await noted(apple.url, { domain: 'evil.test' }, 'agent')).to.deep.equal([
        ['apple-pay.session-failed', { ...about, channel: 'agent', appleHttpStatus: 417 }],
      ]);
    });

    it('why nothing came, by the code of the error', async () => {
      expect(await noted('https://127.0.0.1:1', {})).to.deep.equal([
        ['apple-pay.session-failed', { ...about, noResponse: 'ECONNREFUSED' }],
      ]);
    });
  });

  it('refuses an address that is not Apple’s with the name of its field', async () => {
    const problem = await refusal(validation(apple.url)('https://evil.test/', shop));
    expect(problem).to.include({ code: 'malformed-request' });
    expect(problem).to.have.nested.property('fields[0].path', 'body:validationUrl');
  });

  describe('with a host that misbehaves', () => {
    let answer: (response: ServerResponse) => void;
    let host: https.Server;
    let url: string;
    let others: Buffer;
    let calls = 0;

    const lines: unknown[] = [];
    const misbehaving = (): ValidateMerchant =>
      createMerchantValidation({
        intermediateHost: url,
        authority: others,
        readKeyFile: (name) => readFile(join(folder, name)),
        log: (...line) => void lines.push(line),
      });

    before(async () => {
      const identities = await createAppleIdentities(shop.merchantId, new Date());
      others = Buffer.from(identities.ca);
      host = https.createServer(identities.host, (_request, response) => {
        calls += 1;
        answer(response);
      });
      await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
      url = `https://127.0.0.1:${(host.address() as AddressInfo).port}`;
    });

    after(() => {
      host.closeAllConnections();
      host.close();
    });

    const MISBEHAVIOUR: Readonly<Record<string, typeof answer>> = {
      'redirects elsewhere': (response) => response.writeHead(307, { location: `${url}/other` }).end(),
      'answers more than 64 KB': (response) => response.end(`{"a":"${'x'.repeat(70_000)}"}`),
      'answers no JSON': (response) => response.end('<html>'),
      'answers a list': (response) => response.end('[]'),
      'ends in the middle': (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{');
        response.destroy();
      },
    };
    it('is refused when another authority vouches for it', async () => {
      calls = 0;
      expect(await refusal(validation(url)(URL_OF_APPLE, shop))).to.include({ code: 'gateway-failure' });
      expect(calls).to.equal(0);
    });

    for (const [what, misbehave] of Object.entries(MISBEHAVIOUR)) {
      it(`gives up when it ${what}`, async () => {
        calls = 0;
        answer = misbehave;
        expect(await refusal(misbehaving()(URL_OF_APPLE, shop))).to.include({ code: 'gateway-failure' });
        expect(calls).to.equal(1);
      });
    }

    it('is noted without words where the error has no code', async () => {
      lines.length = 0;
      answer = (response) => response.end(`{"a":"${'x'.repeat(70_000)}"}`);
      await refusal(misbehaving()(URL_OF_APPLE, shop));
      expect(lines).to.have.nested.property('[0][1].noResponse', 'failed');
    });

    it('gives up after five seconds, however long it drips', async () => {
      const drip = { stop: (): void => undefined };
      answer = (response) => {
        const timer = setInterval(() => response.write(' '), 200);
        drip.stop = (): void => {
          clearInterval(timer);
        };
      };
      const runningTime = startRunningTime();
      await refusal(misbehaving()(URL_OF_APPLE, shop));
      drip.stop();
      expect(runningTime.end()).to.be.lessThan(8_000);
    });
  });

  for (const path of ['/applepay/validate', '/applePay/validate']) {
    it(`answers at ${path} for the domain in the settings, never for one in the request`, async () => {
      const occ = startOcc();
      occ.settings(
        someSettings({
          applePayMerchantId: shop.merchantId,
          applePayInitiative: 'messaging',
          applePayInitiativeContext: 'https://shop.test/',
        }),
      );
      const asked: unknown[] = [];
      const app = await startApp({
        validateMerchant: async (...arguments_) => {
          asked.push(arguments_);
          return { merchantSessionIdentifier: 'SSH1' };
        },
      });
      const headers = { 'x-ccsite': 'siteUS', channel: 'storefront' };
      const body = { validationUrl: URL_OF_APPLE, domain: 'evil.test', initiativeContext: 'evil.test' };
      const { status, json } = await app.call('POST', API + path, { headers, body });
      const foreign = await app.call('POST', API + path, {
        headers: { ...headers, origin: 'https://evil.test' },
        body,
      });
      await app.close();
      occ.stop();
      expect(status).to.equal(200);
      expect(json).to.deep.equal({ merchantSessionIdentifier: 'SSH1' });
      expect(asked).to.deep.equal([
        [
          URL_OF_APPLE,
          {
            merchantId: shop.merchantId,
            displayName: 'shop.test',
            domain: 'shop.test',
            initiative: 'messaging',
          },
          'storefront',
        ],
      ]);
      expect(foreign.status).to.equal(403);
    });
  }

  it('answers 400 to every address that is not Apple’s, and reads no certificate for it', async () => {
    const occ = startOcc();
    occ.settings(someSettings({ applePayMerchantId: shop.merchantId }));
    const read: string[] = [];
    const app = await startApp({
      validateMerchant: createMerchantValidation({
        readKeyFile: async (name) => {
          read.push(name);
          return Buffer.alloc(0);
        },
      }),
    });
    const statuses = new Set<number>();
    for (const [index, validationUrl] of foreignUrls.entries()) {
      const { status } = await app.call('POST', `${API}/applepay/validate`, {
        headers: { 'x-ccsite': 'siteUS', 'x-forwarded-for': `192.0.${index}.1` },
        body: { validationUrl },
      });
      statuses.add(status);
    }
    await app.close();
    occ.stop();
    expect([...statuses]).to.deep.equal([400]);
    expect(read).to.deep.equal([]);
  });
});
