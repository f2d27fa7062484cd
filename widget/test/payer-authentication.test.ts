import { expect } from 'chai';
import type { IssuerRequest, StepUp } from '../src/payment/challenge.ts';
import { toBrowserDetails } from '../src/payer-authentication/browser-details.ts';
import { isFrom, isProfileCompleted, toTransactionId } from '../src/payer-authentication/messages.ts';
import {
  createPayerAuthentication,
  type PayerAuthenticationFlow,
} from '../src/payer-authentication/payer-authentication.ts';
import { aCard } from './fakes/order.ts';

const textOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'no problem',
    (problem: unknown) => (problem as { text: unknown }).text,
  );

const STEP_UP: StepUp = {
  kind: 'step-up',
  stepUpUrl: 'https://acs.example/',
  accessToken: 'jwt',
  challengeRequest: '',
  pauseRequestId: '',
};

describe('Payer authentication', () => {
  let log: string[];
  let orderId: string;
  let fails: boolean;
  let authentication: PayerAuthenticationFlow;

  beforeEach(() => {
    log = [];
    orderId = '';
    fails = false;
    authentication = createPayerAuthentication({
      api: {
        setUpAuthentication: async (subject) => {
          log.push(`set up ${JSON.stringify(subject)}`);
          if (fails) throw new Error('503');
          return {
            accessToken: 'ddc',
            referenceId: 'ref',
            deviceDataCollectionUrl: 'https://acs.example/c',
            browser: { ipAddress: '203.0.113.7' },
          };
        },
      },
      checkout: { orderId: () => orderId, profileId: () => 'p1' },
      collectDeviceData: async ({ accessToken }) => void log.push(`collect ${accessToken}`),
      confirm: async ({ stepUpUrl }) => {
        log.push(`confirm ${stepUpUrl}`);
        return 'transaction-1';
      },
      browserDetails: () => ({ deviceChannel: 'Browser' }),
      returnUrl: 'https://shop.example/return',
    });
  });

  const withToken = { ...aCard('token-1'), authenticate: { transientToken: 'jti' } };

  it('leaves a payment as it is that no issuer is asked about', async () => {
    const payment = aCard();
    expect(await authentication.prepare(payment)).to.equal(payment);
    expect(log).to.deep.equal([]);
  });

  it('is set up with the token, looks at the browser, and sends both along', async () => {
    const { customProperties } = await authentication.prepare(withToken);
    expect(log).to.deep.equal(['set up {"transientToken":"jti"}', 'collect ddc']);
    expect(customProperties).to.deep.equal({
      paymentType: 'card',
      transientTokenJwt: 'token-1',
      deviceChannel: 'Browser',
      ipAddress: '203.0.113.7',
      referenceId: 'ref',
      returnUrl: 'https://shop.example/return',
    });
  });

  it('names the order once it is known, and the shopper beside a saved card', async () => {
    orderId = 'o1';
    await authentication.prepare({ ...aCard(), authenticate: { savedCardId: 'c1' } });
    expect(log[0]).to.equal('set up {"orderId":"o1","profileId":"p1","savedCardId":"c1"}');
  });

  it('says that nothing was charged when it cannot be set up', async () => {
    fails = true;
    expect(await textOf(authentication.prepare(withToken))).to.equal('notCharged');
  });

  it('asks for a challenge after a soft decline', async () => {
    const { customProperties } = await authentication.fulfil(withToken, { kind: 'again' });
    expect(customProperties).to.include({ challengeCode: '04', referenceId: 'ref' });
  });

  for (const [pauseRequestId, more] of [
    ['', {}],
    ['sealed', { pauseRequestId: 'sealed' }],
  ] as const) {
    it(`brings the confirmation back${pauseRequestId && ', with what was paused'}`, async () => {
      const challenge: IssuerRequest = { ...STEP_UP, pauseRequestId };
      const { customProperties } = await authentication.fulfil(aCard('token-1'), challenge);
      expect(customProperties).to.deep.equal({
        paymentType: 'card',
        transientTokenJwt: 'token-1',
        authenticationTransactionId: 'transaction-1',
        ...more,
      });
    });
  }
});

describe('What the issuer is told of the browser', () => {
  const detailsAt = (width: number): Record<string, string> =>
    toBrowserDetails({
      navigator: { userAgent: 'Test/1', language: 'de-AT' },
      screen: { width, height: 800, colorDepth: 24 },
    });

  it('is all that it may ask for, as text', () => {
    expect(detailsAt(1280)).to.deep.equal({
      deviceChannel: 'Browser',
      acsWindowSize: '03',
      userAgentBrowserValue: 'Test/1',
      httpAcceptBrowserValue: '*/*',
      httpBrowserLanguage: 'de-AT',
      httpBrowserJavaEnabled: 'false',
      httpBrowserJavaScriptEnabled: 'true',
      httpBrowserColorDepth: '24',
      httpBrowserScreenHeight: '800',
      httpBrowserScreenWidth: '1280',
      httpBrowserTimeDifference: String(new Date().getTimezoneOffset()),
    });
  });

  it('asks for the whole screen of a phone, which is narrower than 640 pixels', () => {
    expect([639, 640].map((width) => detailsAt(width)['acsWindowSize'])).to.deep.equal(['05', '03']);
  });
});

describe('What frames tell the page', () => {
  const frame = {};
  const message = { origin: 'https://acs.example', source: frame, data: '' };

  it('counts only from the page that was opened in that very frame', () => {
    expect(isFrom(message, frame, 'https://acs.example/collect?x')).to.equal(true);
    expect(isFrom({ ...message, source: {} }, frame, 'https://acs.example/')).to.equal(false);
    expect(isFrom({ ...message, source: null }, frame, 'https://acs.example/')).to.equal(false);
    for (const origin of ['https://acs.example.evil', 'http://acs.example', 'null', ''])
      expect(isFrom({ ...message, origin }, frame, 'https://acs.example/')).to.equal(false);
  });

  it('ends device data collection in one form only', () => {
    const ends = (data: unknown): boolean => isProfileCompleted({ ...message, data });
    expect(ends('{"MessageType":"profile.completed","Status":true}')).to.equal(true);
    for (const data of ['{"MessageType":"other"}', 'no JSON', { MessageType: 'profile.completed' }, null])
      expect(ends(data)).to.equal(false);
    expect(ends(`{"MessageType":"profile.completed"}${' '.repeat(10_000)}`)).to.equal(false);
  });

  it('names a transaction by an id and by nothing else', () => {
    const idIn = (data: unknown): unknown => toTransactionId({ ...message, data });
    const messageType = 'transactionValidation';
    expect(idIn({ messageType, message: 'Tx-1_a' })).to.equal('Tx-1_a');
    for (const id of ['', 'a b', '<b>', 'x'.repeat(65), 7, null])
      expect(idIn({ messageType, message: id })).to.equal(undefined);
    expect(idIn({ messageType: 'other', message: 'Tx-1' })).to.equal(undefined);
    expect(idIn('transactionValidation')).to.equal(undefined);
  });
});

describe('What the issuer gets to know of the browser', () => {
  const details = (screen: object): Record<string, string> =>
    toBrowserDetails({
      navigator: { userAgent: 'UA', language: 'de-DE' },
      screen: { width: 1280, height: 900, colorDepth: 24, ...screen },
    });

  it('is text throughout, as the browser says it', () => {
    expect(details({ colorDepth: 30 })).to.include({
      userAgentBrowserValue: 'UA',
      httpBrowserLanguage: 'de-DE',
      httpBrowserColorDepth: '30',
      httpBrowserScreenWidth: '1280',
      acsWindowSize: '03',
    });
    expect(Object.values(details({})).every((value) => typeof value === 'string')).to.equal(true);
  });

  it('wishes for the whole screen of a phone', () => {
    expect(details({ width: 390 })).to.include({ acsWindowSize: '05' });
  });
});
