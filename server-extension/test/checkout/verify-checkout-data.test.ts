import { expect } from 'chai';
import { createVerifyCheckoutData } from '../../src/checkout/verify-checkout-data.ts';
import type { Instrument } from '../../src/domain/payment/command.ts';
import { createSeal, digestOf, type SealLimits, type SealPurpose } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { Problem } from '../../src/domain/problem.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { parseWebhook } from '../../src/occ/webhook/parse-webhook.ts';
import { aCapture, anAuthorization } from '../builders/command.ts';
import { aRef } from '../builders/reported-results.ts';
import { refusal } from '../builders/refusal.ts';
import { aWebhook, bytesOf, occTime } from '../builders/webhook.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LIFE = 15 * MINUTE;
const CONTEXT = 'a.capture.context';
const seal = createSeal(new Secret('a sealing secret of at least thirty-two characters'));

/** A value's seal in the properties that go by `cipher`, made two minutes ago. */
function sealed(
  purpose: SealPurpose,
  cipher: string,
  value: string,
  limits: Partial<SealLimits> = {},
  site = 'siteUS',
): Record<string, string> {
  const expiresAt = new Date(NOW.getTime() - 2 * MINUTE + LIFE);
  const { iv, encrypted } = seal.seal({ purpose, site, expiresAt, ...limits }, value);
  return { [`${cipher}CipherIv`]: iv, [`${cipher}CipherEncrypted`]: encrypted };
}

const context = (limits: Partial<SealLimits> = {}, value = digestOf(CONTEXT)) =>
  sealed('capture-context', 'captureContext', value, limits);
const device = (limits: Partial<SealLimits> = {}, value = digestOf('device-1')) =>
  sealed('device-fingerprint', 'deviceFingerprint', value, limits);

interface Case {
  readonly properties?: object;
  readonly instrument?: Instrument;
  readonly sentAt?: Date;
  readonly hasFingerprint?: boolean;
  readonly isKnown?: boolean;
  readonly card?: string;
}

function verify({
  properties = { captureContext: CONTEXT, ...context() },
  instrument = { kind: 'transient-token', jwt: 'a.token', save: false },
  sentAt = NOW,
  hasFingerprint = false,
  isKnown = false,
  card,
}: Case = {}) {
  const body = aWebhook({
    transactionTimestamp: occTime(sentAt),
    customProperties: { paymentType: 'card', transientTokenJwt: 'a.token', ...properties },
  });
  const checked: unknown[] = [];
  const verifyCheckoutData = createVerifyCheckoutData({
    journal: { find: async () => (isKnown ? {} : undefined) } as never,
    seal,
    cardFields: {
      verifyTransientToken: async (...tokens: readonly string[]) => {
        checked.push(tokens);
        return card === undefined ? {} : { card };
      },
    } as never,
    originCheck: { origins: async () => ['https://shop.test'] },
    now: () => NOW,
  });
  const settings = {
    site: 'siteUS',
    channel: 'storefront',
    deviceFingerprint: { enabled: hasFingerprint },
  } as GatewaySettings;
  return {
    checked,
    signals: verifyCheckoutData(
      parseWebhook(bytesOf(body), paymentMethods),
      anAuthorization({ instrument }),
      settings,
    ),
  };
}

describe('The data of a checkout', () => {
  it('show who pays: session, network, address, card and how long the form was open', async () => {
    const limits = { network: '198.51.100.0/24', address: '198.51.100.7', origin: 'https://shop.test' };
    const { signals, checked } = verify({
      properties: { captureContext: CONTEXT, ...context(limits) },
      card: '411111XXXXXX1111 001',
    });
    expect(await signals).to.deep.equal({
      session: digestOf(CONTEXT),
      formFillMs: 2 * MINUTE,
      network: '198.51.100.0/24',
      address: '198.51.100.7',
      card: '411111XXXXXX1111 001',
    });
    expect(checked).to.deep.equal([['a.token', CONTEXT]]);
  });

  it('show no more than is known', async () => {
    expect(await verify().signals).to.deep.equal({ session: digestOf(CONTEXT), formFillMs: 2 * MINUTE });
  });

  it('hold the part of the context that verifies, so that the browser need not bring the whole', async () => {
    for (const captureContext of [undefined, '']) {
      const { signals, checked } = verify({
        properties: {
          ...(captureContext !== undefined && { captureContext }),
          ...context({}, `${digestOf(CONTEXT)} e30.part.e30`),
        },
      });
      expect(await signals).to.include({ session: digestOf(CONTEXT) });
      expect(checked).to.deep.equal([['a.token', 'e30.part.e30']]);
    }
  });

  it('are checked of a saved card’s security code, and of no payment without card fields', async () => {
    const typed = { kind: 'saved-card', paymentInstrumentId: 'PI1', securityCodeToken: 'a.code' } as const;
    const { checked, signals } = verify({ instrument: typed });
    await signals;
    expect(checked).to.deep.equal([['a.code', CONTEXT]]);
    for (const instrument of [
      { kind: 'saved-card', paymentInstrumentId: 'PI1' },
      { kind: 'wallet', wallet: 'googlepay', payload: 'e30=' },
      { kind: 'reference', reference: 'R1' },
    ] as const) {
      const without = verify({ instrument, properties: {} });
      expect(await without.signals).to.deep.equal({});
      expect(without.checked).to.deep.equal([]);
    }
  });

  it('of a fingerprint show the network, where the site takes one and the browser sends one', async () => {
    const properties = {
      deviceFingerprintSessionId: 'device-1',
      ...device({ network: '203.0.113.0/24' }),
      captureContext: CONTEXT,
      ...context(),
    };
    const network = '203.0.113.0/24';
    expect(await verify({ properties, hasFingerprint: true }).signals).to.include({ network });
    expect(await verify({ properties }).signals).not.to.have.property('network');
    expect(await verify({ hasFingerprint: true }).signals).not.to.have.property('network');
    const both = { ...properties, ...context({ network: '198.51.100.0/24' }) };
    expect(await verify({ properties: both, hasFingerprint: true }).signals).to.include({
      network: '198.51.100.0/24',
    });
  });

  for (const [what, properties, hasFingerprint, code, path] of [
    ['no seal', { captureContext: CONTEXT }, false, 'malformed-request', 'captureContext'],
    [
      'half a seal',
      { captureContext: CONTEXT, ...context(), captureContextCipherIv: undefined },
      false,
      'malformed-request',
      'captureContext',
    ],
    [
      'the other half of a seal',
      { captureContext: CONTEXT, ...context(), captureContextCipherEncrypted: undefined },
      false,
      'malformed-request',
      'captureContext',
    ],
    ['a seal without a context', context(), false, 'malformed-request', 'captureContext'],
    ['another context', { captureContext: 'another', ...context() }, false, 'seal-invalid', undefined],
    [
      'an expired seal',
      { captureContext: CONTEXT, ...context({ expiresAt: NOW }) },
      false,
      'seal-expired',
      undefined,
    ],
    [
      'a seal of another purpose',
      { captureContext: CONTEXT, ...sealed('device-fingerprint', 'captureContext', digestOf(CONTEXT)) },
      false,
      'seal-invalid',
      undefined,
    ],
    [
      'a seal of another site',
      { captureContext: CONTEXT, ...sealed('capture-context', 'captureContext', 'a', {}, 'siteJP') },
      false,
      'not-allowed',
      undefined,
    ],
    [
      'a fingerprint without a seal',
      { captureContext: CONTEXT, ...context(), deviceFingerprintSessionId: 'device-1' },
      true,
      'malformed-request',
      'deviceFingerprintSessionId',
    ],
    [
      'another fingerprint',
      { captureContext: CONTEXT, ...context(), deviceFingerprintSessionId: 'another', ...device() },
      true,
      'seal-invalid',
      undefined,
    ],
  ] as const) {
    it(`are refused with ${what}: ${code}`, async () => {
      const problem = await refusal(verify({ properties, hasFingerprint }).signals);
      expect(problem).to.include({ code });
      if (path !== undefined)
        expect(problem).to.have.nested.property('fields[0].path', `body:customProperties.${path}`);
    });

    it(`are let through with ${what} where the journal knows the delivery`, async () => {
      expect(await verify({ properties, hasFingerprint, isKnown: true }).signals).to.deep.equal({});
    });
  }

  it('are refused where they were given to a page that is not the shop’s', async () => {
    const properties = { captureContext: CONTEXT, ...context({ origin: 'https://evil.test' }) };
    expect(await refusal(verify({ properties }).signals))
      .to.include({ code: 'not-allowed' })
      .and.have.property('details')
      .that.deep.equals({
        pageOrigin: 'https://evil.test',
        setting: 'allowedOrigins',
        site: 'siteUS',
        channel: 'storefront',
      });
  });

  for (const [ms, isFresh] of [
    [DAY, true],
    [-DAY, true],
    [DAY + 1_000, false],
    [-DAY - 1_000, false],
  ] as const)
    it(`are ${isFresh ? 'fresh' : 'too old'} where they were sent ${ms / 1_000} s from now`, async () => {
      const { signals } = verify({ sentAt: new Date(NOW.getTime() + ms) });
      if (isFresh) expect(await signals).to.have.property('session');
      else
        expect(await refusal(signals))
          .to.include({ code: 'malformed-request' })
          .and.have.nested.property('fields[0].path', 'body:transactionTimestamp');
    });

  it('are none of what follows an authorization, which only has to be fresh', async () => {
    const verifyCheckoutData = createVerifyCheckoutData({
      journal: { find: async () => undefined },
      now: () => NOW,
    } as never);
    const capture = aCapture({ original: aRef('1') });
    const sentAt = (at: Date) =>
      parseWebhook(bytesOf(aWebhook({ transactionTimestamp: occTime(at) })), paymentMethods);
    expect(await verifyCheckoutData(sentAt(NOW), capture, {} as GatewaySettings)).to.deep.equal({});
    const old = verifyCheckoutData(sentAt(new Date(0)), capture, {} as GatewaySettings);
    expect(await refusal(old)).to.be.instanceOf(Problem);
  });

  it('are not let through by a fault that is none of theirs', async () => {
    const verifyCheckoutData = createVerifyCheckoutData({
      journal: { find: async () => ({}) },
      now: () => {
        throw new RangeError('no clock');
      },
    } as never);
    const webhook = parseWebhook(bytesOf(aWebhook()), paymentMethods);
    const failure: unknown = await verifyCheckoutData(
      webhook,
      anAuthorization(),
      {} as GatewaySettings,
    ).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
  });
});
