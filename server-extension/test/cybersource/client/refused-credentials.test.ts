import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type CyberSourceSandbox, startCybersourceSandbox } from '../../../../sandbox/cybersource/start.ts';
import { type CyberSource, createCyberSource } from '../../../src/cybersource/cybersource.ts';
import type { GatewayRef, MerchantTransactionId, SiteId } from '../../../src/domain/ids.ts';
import { createClientsThatNameRefusals } from '../../../src/cybersource/client/refused-credentials.ts';
import { createLog } from '../../../src/telemetry/log/log.ts';
import {
  aLostAttempt,
  anAccount,
  aCapture,
  anAuthorization,
  plainOrder,
  reference,
  someSettings,
} from '../fixtures/builders.ts';
import { billTo, PAGE } from '../fixtures/shop.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const WRONG = 'd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3I=';

describe('credentials that CyberSource refuses', () => {
  const settings = someSettings({
    site: 'siteJP' as SiteId,
    channel: 'agent',
    account: {
      ...anAccount({ kind: 'shared-secret-jwt', secret: WRONG }),
      configuredFor: { site: 'siteJP' as SiteId, channel: 'agent' },
    },
  });
  const call = { merchantTransactionId: 'v1attempt1' as MerchantTransactionId, deadlineMs: 5_000 };
  let folder: string;
  let sandbox: CyberSourceSandbox;
  let cybersource: CyberSource;
  let lines: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'refused-'));
    sandbox = await startCybersourceSandbox({ keysDirectory: folder });
    const log = createLog(
      (_level, line) => void lines.push(line),
      () => new Date(),
    );
    cybersource = createCyberSource({
      methods: paymentMethods,
      intermediateHost: sandbox.url,
      ...reference.sender,
      readKeyFile: (name) => readFile(join(folder, name)),
      now: () => new Date(),
      log,
    });
  });
  beforeEach(() => {
    lines = [];
  });
  after(async () => {
    await cybersource.close();
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    'an authorization': () =>
      cybersource.gateway.send(anAuthorization({ order: { ...plainOrder, billTo } }), settings, call),
    'a capture': () => cybersource.gateway.send(aCapture(), settings, call),
    'an undo': () => cybersource.gateway.reverse(aLostAttempt(), settings, call),
    'a look-up': () => cybersource.gateway.lookUp(aLostAttempt(), new Set(), settings, 5_000),
    'card fields': () =>
      cybersource.cardFields.captureContext(settings, { targetOrigin: PAGE, cardNetworks: ['VISA'] }),
    'payer authentication': () =>
      cybersource.payerAuthentication.setUp({ kind: 'transient-token-id', id: 'a-token' }, 'o1', settings),
    'a saved card that is deleted': () =>
      cybersource.cardVault.forget({ paymentInstrumentId: 'PI1' }, settings),
  };
  for (const [what, ask] of Object.entries(calls)) {
    it(`are named by site, channel, host and settings in the log: ${what}`, async () => {
      await ask().catch(() => undefined);
      const refused = lines.map((line) => JSON.parse(line) as object).filter(isRefusal);
      expect(refused).to.have.length.greaterThan(0);
      for (const line of refused)
        expect(line).to.include({
          site: 'siteJP',
          channel: 'agent',
          host: 'apitest.cybersource.com',
          setting: 'merchantID, merchantKeyId, merchantsecretKey, runEnvironment',
          gatewayHttpStatus: 401,
        });
      expect(lines.join('\n')).not.to.contain(WRONG.slice(0, 20));
    });
  }

  it('are not blamed for an ordinary answer', async () => {
    const right = someSettings({ account: anAccount({ kind: 'shared-secret-jwt' }) });
    await cybersource.gateway.send(
      { ...aCapture(), original: '7000000000000000' as GatewayRef },
      right,
      call,
    );
    expect(lines.map((line) => JSON.parse(line) as object).filter(isRefusal)).to.deep.equal([]);
  });
});

describe('a refusal of credentials', () => {
  const accountWith = (kind: string) => ({ ...anAccount(), credential: { kind } }) as never;

  function loggedOf(status: number, kind = 'http-signature'): Promise<readonly object[]> {
    const logged: object[] = [];
    const reply = { kind: 'answered' as const, status, text: '', correlationId: 'c1' };
    const clientFor = createClientsThatNameRefusals(
      () => ({ send: async () => reply }),
      (event, fields) => void logged.push({ event, ...fields }),
    );
    return clientFor(accountWith(kind))
      .send(() => undefined as never, 1_000)
      .then(() => logged);
  }

  for (const status of [401, 403])
    it(`is HTTP ${status}`, async () => {
      const [line] = await loggedOf(status);
      expect(line).to.include({
        event: 'credentials.refused',
        gatewayHttpStatus: status,
        correlationId: 'c1',
      });
    });

  for (const status of [200, 201, 400, 402, 404, 502])
    it(`is not HTTP ${status}`, async () => {
      expect(await loggedOf(status)).to.deep.equal([]);
    });

  for (const [kind, settings] of [
    ['http-signature', 'merchantID, merchantKeyId, merchantsecretKey, runEnvironment'],
    ['shared-secret-jwt', 'merchantID, merchantKeyId, merchantsecretKey, runEnvironment'],
    ['certificate-jwt', 'merchantID, keyFileName, keyAlias, keyPass, runEnvironment'],
  ] as const)
    it(`names the settings of ${kind}`, async () => {
      expect(await loggedOf(401, kind)).to.have.nested.property('[0].setting', settings);
    });
});

function isRefusal(line: object): boolean {
  return 'event' in line && line.event === 'credentials.refused';
}
