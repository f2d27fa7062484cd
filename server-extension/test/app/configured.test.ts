import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { createAppleIdentities } from '../../../sandbox/apple/identities.ts';
import { type Assembled, assemble } from '../../src/assemble.ts';
import type { Overrides } from '../../src/assembly/installation.ts';
import { deliver, noOcc } from '../../src/assembly/workers/sample-delivery.ts';
import { createSampleShop } from '../../src/assembly/workers/sample-payments.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { approvingTransport } from '../../src/cybersource/client/approving-transport.ts';
import { createApp } from '../../src/http/app.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { API, MOUNT } from '../builders/app.ts';
import { occUrl, someSettings, startOcc } from '../builders/occ.ts';

const NEEDED = {
  ATG_SERVER_URL: occUrl,
  ATG_SERVER_ADMIN_URL: occUrl,
  ATG_APPLICATION_TOKEN: 'application-key',
  CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough',
};
const KEY = Buffer.alloc(64, 7).toString('base64');

/** The whole extension as a configuration makes it. */
describe('The configuration', () => {
  let extension: Assembled | undefined;
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    await extension?.stop();
    server = extension = undefined;
  });

  function assembled(
    environment: Readonly<Record<string, string>>,
    overrides: Partial<Overrides> = {},
    config: Partial<Config> = {},
  ): Assembled {
    const read = readConfig({ environment: { ...NEEDED, ...environment }, version: '1.0.0' });
    extension = assemble(
      { config: { ...read, ...config }, log: () => undefined, methods: paymentMethods },
      overrides,
    );
    return extension;
  }

  /** Where its routes are. */
  async function served(environment: Readonly<Record<string, string>>): Promise<string> {
    const app = createApp(assembled(environment).answer);
    server = createServer(express().use(MOUNT, app)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${API}`;
  }

  describe('of webhook keys', () => {
    async function missing(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
      const occ = startOcc();
      try {
        const ready = await fetch(`${await served(environment)}/ready`);
        const { reasons = [] } = (await ready.json()) as { reasons?: readonly { readonly code: string }[] };
        return reasons.map(({ code }) => code);
      } finally {
        occ.stop();
      }
    }

    it('keeps the extension from being ready without one', async () => {
      expect(await missing({})).to.deep.equal(['webhook-secret']);
    });
    it('is enough with OCC’s key', async () => {
      expect(await missing({ PAYMENTS_SECRET_KEY: KEY })).to.deep.equal([]);
    });
    it('is enough with the older key alone', async () => {
      const older = { PAYMENTS_SECRET_SHA1_KEY: KEY, PAYMENTS_SECRET_ALLOW_SHA1: 'true' };
      expect(await missing(older)).to.deep.equal([]);
    });
  });

  it('of OCC names the installation in each payment, so that two OCCs with one merchant account find their own', async () => {
    async function nameIn(admin: string): Promise<unknown> {
      const bodies: string[] = [];
      const shop = await createSampleShop(paymentMethods);
      const made = assembled(
        { ATG_SERVER_ADMIN_URL: admin },
        {
          occ: noOcc,
          settingsFor: async () => shop.settings,
          transport: {
            ...approvingTransport,
            exchange: (request, deadlineMs) => {
              if (request.path === '/pts/v2/payments') bodies.push(request.body ?? '');
              return approvingTransport.exchange(request, deadlineMs);
            },
          },
        },
        { webhookKeys: { sha512: [shop.webhookSecret] }, sealingSecret: shop.sealingSecret },
      );
      await deliver(made.answer, shop.nextAuthorization(new Date()));
      await made.stop();
      expect(bodies).to.have.lengthOf(1);
      const { clientReferenceInformation } = JSON.parse(bodies[0] ?? '') as {
        readonly clientReferenceInformation: { readonly applicationUser?: string };
      };
      return clientReferenceInformation.applicationUser;
    }

    const [first, again, other] = [
      await nameIn('https://shop.test'),
      await nameIn('https://shop.test'),
      await nameIn('https://other.test'),
    ];
    expect(first).to.match(/^occ-[0-9a-f]{12}$/);
    expect(again).to.equal(first);
    expect(other).not.to.equal(first);
  });

  it('of an intermediate host for Apple is where merchants are validated', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'configured-'));
    const { merchant } = await createAppleIdentities('merchant.test', new Date());
    await writeFile(path.join(folder, 'applePayIdentityCert.pem'), merchant.cert);
    await writeFile(path.join(folder, 'applePayIdentityKey.key'), merchant.key);
    const connected: net.Socket[] = [];
    const intermediate = net.createServer((socket) => {
      connected.push(socket);
      socket.on('error', () => undefined).destroy();
    });
    intermediate.listen(0, '127.0.0.1');
    await once(intermediate, 'listening');
    const { port } = intermediate.address() as AddressInfo;
    const url = await served({
      APPLE_PAY_INTERMEDIATE_HOST: `https://127.0.0.1:${port}`,
      CERTS_FOLDER: folder,
    });
    const occ = startOcc();
    occ.settings(
      someSettings({ applePayMerchantId: 'merchant.test', applePayInitiativeContext: 'https://shop.test' }),
    );
    const asked = await fetch(`${url}/applePay/validate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS', channel: 'storefront' },
      body: JSON.stringify({
        validationUrl: 'https://apple-pay-gateway-cert.apple.com/paymentservices/startSession',
      }),
    });
    occ.stop();
    intermediate.close();
    await rm(folder, { recursive: true });
    expect(asked.status).to.equal(502);
    expect(connected).to.have.lengthOf(1);
  });
});
