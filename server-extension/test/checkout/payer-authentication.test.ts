import { expect } from 'chai';
import { createAuthenticate } from '../../src/checkout/payer-authentication.ts';
import { toChallengeState, sealChallenge } from '../../src/checkout/challenge-state.ts';
import type { Authorize } from '../../src/domain/payment/command.ts';
import { createSeal } from '../../src/domain/seal.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { GatewaySettings } from '../../src/domain/settings.ts';
import { paymentMethods } from '../../src/methods/methods.ts';
import { fingerprintOf } from '../../src/occ/webhook/webhook-command.ts';
import { parseWebhook } from '../../src/occ/webhook/parse-webhook.ts';
import { anAuthorization, usd } from '../builders/command.ts';
import { aChallenge, approved, aRef } from '../builders/reported-results.ts';
import { refusal } from '../builders/refusal.ts';
import { aWebhook, bytesOf } from '../builders/webhook.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const TEN_MINUTES = 600_000;
const ID = aChallenge().authenticationTransactionId;
const seal = createSeal(new Secret('a sealing secret of at least thirty-two characters'));
const command = anAuthorization({ orderId: 'o10001' as never });
const ASKS = { payerAuthenticationEnabled: true, challengeWhenSaving: false } as GatewaySettings;
const ASKS_NOT = { payerAuthenticationEnabled: false, challengeWhenSaving: false } as GatewaySettings;

const sealedOf = (of: Authorize = command, challenge = aChallenge()): string =>
  sealChallenge(seal, toChallengeState(challenge, of, NOW), 'siteUS');

interface Case {
  readonly properties?: object;
  readonly of?: Authorize;
  readonly settings?: GatewaySettings;
  readonly now?: Date;
  /** What the journal has under the key of the answer. */
  readonly answer?: object;
  readonly ofOrder?: readonly object[];
  readonly ofCheckout?: readonly object[];
  readonly origins?: readonly string[];
}

async function authenticated({
  properties = {},
  of = command,
  settings = ASKS_NOT,
  now = NOW,
  answer,
  ofOrder = [],
  ofCheckout = [],
  origins = ['https://shop.test', 'https://other.shop.test'],
}: Case) {
  const asked: unknown[] = [];
  const authenticate = createAuthenticate({
    seal,
    journal: {
      find: async (key: unknown) => {
        asked.push(key);
        return answer;
      },
      ofOrder: async () => ofOrder,
      ofCheckout: async () => ofCheckout,
    } as never,
    originCheck: { origins: async () => origins },
    now: () => now,
  });
  const customProperties = { paymentType: 'card', transientTokenJwt: 'a.token', ...properties };
  const webhook = parseWebhook(bytesOf(aWebhook({ customProperties })), paymentMethods);
  return { result: await authenticate.command(webhook, of, settings), asked };
}

const withAnswer = { authenticationTransactionId: ID, pauseRequestId: sealedOf() };
const KEY = `occ/siteUS/o10001/challenge/${ID}`;

describe('Payer authentication of a payment', () => {
  it('is none where the site does not ask for it, or no shopper is there', async () => {
    expect((await authenticated({})).result).to.equal(command);
    for (const by of ['merchant', 'agent'] as const) {
      const of = anAuthorization({ initiation: { by } });
      expect((await authenticated({ of, settings: ASKS, properties: withAnswer })).result).to.equal(of);
    }
  });

  it('is the question to the issuer where the site asks for it', async () => {
    const { result } = await authenticated({ settings: ASKS, properties: { referenceId: 'ref-1' } });
    expect(result).to.deep.equal({
      ...command,
      authentication: {
        step: 'enroll',
        referenceId: 'ref-1',
        returnUrl: 'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
        deviceChannel: 'Browser',
        challengeMandated: false,
      },
    });
  });

  describe('returns the shopper', () => {
    const returnUrlOf = async (properties: object, origins?: readonly string[]): Promise<unknown> => {
      const { result } = await authenticated({ settings: ASKS, properties, ...(origins && { origins }) });
      return result === 'too-late' ? result : Reflect.get(result.authentication ?? {}, 'returnUrl');
    };

    it('to the address that the page names, written anew', async () => {
      expect(await returnUrlOf({ returnUrl: 'HTTPS://OTHER.shop.test:443/a/../back?b=c#d' })).to.equal(
        'https://other.shop.test/back?b=c',
      );
    });

    it('to the extension’s own address below the shop’s first origin where the page names none', async () => {
      for (const properties of [{}, { returnUrl: '' }])
        expect(await returnUrlOf(properties)).to.equal(
          'https://shop.test/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl',
        );
      expect(await returnUrlOf({}, [])).to.equal('/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl');
    });

    for (const returnUrl of ['https://evil.test/', 'no address', 'http://shop.test/', 'javascript:1'])
      it(`to no address of another origin: ${returnUrl}`, async () => {
        const problem = await refusal(authenticated({ settings: ASKS, properties: { returnUrl } }));
        expect(problem).to.include({ code: 'malformed-request' });
        expect(problem).to.have.nested.property('fields[0].path', 'body:customProperties.returnUrl');
        expect(problem).to.have.nested.property('details.setting', 'allowedOrigins');
      });
  });

  it('is the shopper’s answer, the same command for every delivery of it', async () => {
    const { result, asked } = await authenticated({ properties: withAnswer });
    const { card } = toChallengeState(aChallenge(), command, NOW);
    expect(result).to.deep.equal({
      ...command,
      key: KEY,
      fingerprint: fingerprintOf(JSON.stringify([10_000, 'USD', card])),
      authentication: { step: 'validate', authenticationTransactionId: ID },
    });
    expect(asked).to.deep.equal([KEY]);
  });

  it('goes on with the payment that Decision Manager has paused', async () => {
    const pauseRequestId = sealedOf(command, { ...aChallenge(), pausedRequestId: 'P1' });
    const { result } = await authenticated({ properties: { ...withAnswer, pauseRequestId } });
    expect(result).to.have.nested.property('authentication.pausedRequestId', 'P1');
  });

  it('is too late after ten minutes, unless the answer was sent before', async () => {
    const late = { properties: withAnswer, now: new Date(NOW.getTime() + TEN_MINUTES + 1) };
    expect((await authenticated(late)).result).to.equal('too-late');
    const answer = { orderId: 'o10001', result: approved() };
    expect((await authenticated({ ...late, answer })).result).to.have.property('key', KEY);
    const inTime = { properties: withAnswer, now: new Date(NOW.getTime() + TEN_MINUTES) };
    expect((await authenticated(inTime)).result).to.have.property('key', KEY);
  });

  for (const [what, isAskedAgain, attempt] of [
    ['reversed', true, { original: aRef('1'), operation: 'void', result: approved('2') }],
    ['being reversed', true, { original: aRef('1'), operation: 'void' }],
    ['captured', false, { original: aRef('1'), operation: 'capture', result: approved('2') }],
    [
      'beside another that was reversed',
      false,
      { original: aRef('3'), operation: 'void', result: approved('2') },
    ],
    [
      'not reversed, because that was refused',
      false,
      { original: aRef('1'), operation: 'void', result: { outcome: 'not-sent' } },
    ],
  ] as const)
    it(`${isAskedAgain ? 'begins anew' : 'stays answered'} where its authorization is ${what}`, async () => {
      const { result } = await authenticated({
        properties: withAnswer,
        settings: ASKS,
        answer: { orderId: 'o10001', result: approved('1') },
        ofOrder: [attempt],
      });
      expect(result).to.have.nested.property('authentication.step', isAskedAgain ? 'enroll' : 'validate');
      if (isAskedAgain) expect(result).to.have.nested.property('authentication.challengeMandated', true);
    });

  it('stays answered where the answer has no authorization that could be reversed', async () => {
    const { result } = await authenticated({
      properties: withAnswer,
      answer: { orderId: 'o10001' },
      ofOrder: [{ operation: 'void', result: approved('2') }],
    });
    expect(result).to.have.property('key', KEY);
  });

  it('begins anew, with a challenge, where amount or card has changed since', async () => {
    for (const changes of [
      { amount: usd(1) },
      { instrument: { kind: 'transient-token', jwt: 'another', save: false } },
    ] as const) {
      const of = anAuthorization({ orderId: command.orderId, ...changes });
      const { result } = await authenticated({ properties: withAnswer, of, settings: ASKS });
      expect(result).to.have.nested.property('authentication.challengeMandated', true);
      expect((await authenticated({ properties: withAnswer, of })).result).to.equal(of);
    }
  });

  it('begins anew where the answer is to another challenge', async () => {
    const properties = { ...withAnswer, authenticationTransactionId: 'another' };
    const { result } = await authenticated({ properties, settings: ASKS });
    expect(result).to.have.nested.property('authentication.step', 'enroll');
  });

  it('is not the answer to the challenge of another order', async () => {
    const other = sealedOf(anAuthorization({ orderId: 'o2' as never }));
    const problem = await refusal(authenticated({ properties: { ...withAnswer, pauseRequestId: other } }));
    expect(problem).to.include({ code: 'not-allowed' });
  });

  describe('without the seal', () => {
    const asked = {
      site: 'siteUS',
      orderId: 'o10001',
      amount: command.amount,
      claimedAt: NOW,
      result: { outcome: 'challenge', challenge: aChallenge() },
    };
    const properties = { authenticationTransactionId: ID };
    const isAnswered = async (changes: object, of = command): Promise<boolean> => {
      const { result } = await authenticated({ properties, of, ofOrder: [{ ...asked, ...changes }] });
      return result !== of;
    };

    it('is answered by the challenge that the journal has of the order', async () => {
      expect(await isAnswered({})).to.equal(true);
      const { result } = await authenticated({ properties, ofOrder: [{ result: approved() }, asked] });
      expect(result).to.have.property('key', KEY);
    });

    for (const [what, changes] of [
      ['another site’s', { site: 'siteJP' }],
      ['no challenge', { result: approved() }],
      ['under way', { result: undefined }],
      [
        'another challenge',
        {
          result: {
            outcome: 'challenge',
            challenge: { ...aChallenge(), authenticationTransactionId: 'another' },
          },
        },
      ],
      ['of another amount', { amount: usd(1) }],
    ] as const)
      it(`is not answered where what the journal has is ${what}`, async () => {
        expect(await isAnswered(changes)).to.equal(false);
      });

    it('is too late ten minutes after the attempt was begun', async () => {
      const claimedAt = new Date(NOW.getTime() - TEN_MINUTES - 1);
      const { result } = await authenticated({ properties, ofOrder: [{ ...asked, claimedAt }] });
      expect(result).to.equal('too-late');
    });

    it('and with one of another plugin in its place, is answered as well', async () => {
      const foreign = { ...properties, pauseRequestId: 'paused-1' };
      const { result } = await authenticated({ properties: foreign, ofOrder: [asked] });
      expect(result).to.have.property('key', KEY);
    });
  });

  describe('of a card that is added', () => {
    const step = anAuthorization({
      orderId: 'o2' as never,
      amount: usd(0),
      checkout: 'an addition' as never,
    });
    const first = { ...step, orderId: 'o1' as never };
    const asked = {
      site: 'siteUS',
      orderId: 'o1',
      amount: usd(0),
      claimedAt: NOW,
      result: { outcome: 'challenge', challenge: aChallenge() },
    };

    it('is answered in another step, by the seal or by the journal', async () => {
      for (const properties of [
        { ...withAnswer, pauseRequestId: sealedOf(first) },
        { authenticationTransactionId: ID },
      ]) {
        const { result } = await authenticated({ properties, of: step, ofCheckout: [asked] });
        expect(result).to.have.property('key', `occ/siteUS/o1/challenge/${ID}`);
      }
    });

    it('is not, where money would be held or the addition is not named', async () => {
      const properties = { ...withAnswer, pauseRequestId: sealedOf(first) };
      for (const of of [
        { ...step, amount: usd(1) },
        anAuthorization({ orderId: 'o2' as never, amount: usd(0) }),
      ])
        expect(await refusal(authenticated({ properties, of, ofCheckout: [asked] }))).to.include({
          code: 'not-allowed',
        });
    });
  });

  it('gives the storefront its state to bring back where there is a challenge', () => {
    const authenticate = createAuthenticate({ seal } as never);
    const challenged = { outcome: 'challenge', challenge: aChallenge() } as never;
    expect(authenticate.stateOf(challenged, command, NOW)).to.equal(sealedOf());
    expect(authenticate.stateOf(approved(), command, NOW)).to.equal(undefined);
  });
});
