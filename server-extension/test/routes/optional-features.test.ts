import { expect } from 'chai';
import { readConfig } from '../../src/config/config.ts';
import { API, type RunningApp, startApp } from '../builders/app.ts';
import { adminToken, type Occ, occUrl, someSettings, startOcc } from '../builders/occ.ts';

const storefront = { 'x-ccsite': 'siteUS', channel: 'storefront' };
const admin = { authorization: `Bearer ${adminToken}` };

/** Every gateway setting that switches something on, off; and none of what it would need. */
const ALL_OFF = {
  paymentOptions: ['card'],
  payerAuthEnabled: false,
  scaEnabled: false,
  networkTokenUpdates: false,
  saleEnabled: '',
  deviceFingerprintEnabled: false,
  isCVVRequiredForSavedCards: false,
  isCVVRequiredForScheduledOrders: false,
  writeBack: false,
  reviewHold: false,
  captureAfterReview: false,
};

describe('Optional features that are off', () => {
  let occ: Occ;
  let app: RunningApp;

  before(async () => {
    occ = startOcc();
    occ.settings(someSettings(ALL_OFF));
    app = await startApp({
      payerAuthentication: {
        setUp: async () => ({
          status: 'COMPLETED',
          accessToken: 'a.b.c',
          referenceId: 'r1',
          deviceDataCollectionUrl: 'https://centinelapistag.cardinalcommerce.com/V1/Cruise/Collect',
        }),
      },
    });
  });
  after(async () => {
    await app.close();
    occ.stop();
  });

  for (const [method, path, headers, body] of [
    ['GET', '/notifications', {}, undefined],
    ['POST', '/notifications', {}, {}],
    ['GET', '/operations/notifications', admin, undefined],
    ['POST', '/operations/notifications/process', admin, {}],
  ] as const)
    it(`have no route of ours: ${method} ${path} is 404 and names the setting`, async () => {
      const { status, json } = await app.call(method, API + path, {
        headers: { ...storefront, ...headers },
        ...(body !== undefined && { body }),
      });
      expect([status, (json as { code?: string }).code]).to.deep.equal([404, 'not-found']);
      expect(JSON.stringify(json)).to.contain('notifications.keys');
    });

  it('are hidden from who may not see them when they are on', async () => {
    const { status } = await app.call('GET', `${API}/operations/notifications`, { headers: storefront });
    expect(status).to.equal(401);
  });

  // As the replaced plugin: its storefront and its merchants' accounts at CyberSource go on calling them.
  for (const [method, path, body, expected] of [
    ['GET', '/webhook/tokenUpdate', undefined, 200],
    [
      'POST',
      '/applepay/validate',
      { validationUrl: 'https://apple-pay-gateway.apple.com/paymentservices/startSession' },
      503,
    ],
    [
      'POST',
      '/payerAuth/setup',
      { orderId: 'o1', transientToken: 'a1b2c3d4-0000-4000-8000-000000000001' },
      200,
    ],
  ] as const)
    it(`keep the routes of the replaced plugin: ${method} ${path} is answered with ${expected}`, async () => {
      const { status } = await app.call(method, API + path, {
        headers: storefront,
        ...(body !== undefined && { body }),
      });
      expect(status).to.equal(expected);
    });

  it('are not offered to the storefront', async () => {
    const { json } = await app.call('GET', `${API}/paymentMethods`, { headers: storefront });
    const { paymentMethods, deviceFingerprint } = json as unknown as {
      paymentMethods: { type: string }[];
      deviceFingerprint: { deviceFingerprintEnabled: boolean };
    };
    expect(paymentMethods.map(({ type }) => type)).to.deep.equal(['card']);
    expect(deviceFingerprint.deviceFingerprintEnabled).to.equal(false);
  });

  it('need none of their settings for the start, in production neither', () => {
    const config = readConfig({
      environment: {
        NODE_ENV: 'production',
        ATG_SERVER_URL: occUrl.replace('http:', 'https:'),
        ATG_SERVER_ADMIN_URL: occUrl.replace('http:', 'https:'),
        ATG_APPLICATION_TOKEN: 'application-key',
        CRYPTO_SERVICE_KEY: 'q8Zr1vXw4sLm7pKt2nJy5hGd9cFb3aEu',
      },
      version: '1.0.0',
    });
    expect([...config.notifications.keys]).to.deep.equal([]);
    expect(config).not.to.have.any.keys(
      'monitoringToken',
      'metricsPort',
      'walletScriptOrigin',
      'intermediateHost',
    );
  });
});
