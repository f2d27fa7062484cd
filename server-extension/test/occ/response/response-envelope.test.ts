import { expect } from 'chai';
import { reportOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { toResponseCode, toVerdict } from '../../../src/occ/response/response-codes.ts';
import { operationFor } from '../../../src/occ/webhook/body/transaction-types.ts';
import {
  toLateResponse,
  requireWebhookResponse,
  toUnsupportedResponse,
} from '../../../src/occ/response/webhook-response.ts';
import { parseWebhook } from '../../../src/occ/webhook/parse-webhook.ts';
import type { Webhook } from '../../../src/occ/webhook/webhook.ts';
import { usd } from '../../builders/command.ts';
import { approved } from '../../builders/result.ts';
import { everyResult } from '../../builders/reported-results.ts';
import { aWebhook, bytesOf } from '../../builders/webhook.ts';
import { paymentMethods } from '../../../src/methods/methods.ts';

const at = new Date('2026-02-01T12:00:00Z');
const MESSAGE = 'Decline - General decline of the card.';
const envelopes = {
  '0100': 'authorizationResponse',
  '0110': 'voidResponse',
  '0200': 'captureResponse',
  '0400': 'creditResponse',
} as const;
type Type = keyof typeof envelopes;
const types = Object.keys(envelopes) as Type[];
const methods = ['card', 'generic'] as const;
const paymentTypes = [undefined, 'card', 'googlepay', 'applepay', 'generic'] as const;

type Json = Readonly<Record<string, unknown>>;

interface Said {
  /** What the answer is about: the object in the envelope, or the flat answer itself. */
  readonly body: Json;
  readonly code: unknown;
  readonly reason: unknown;
  readonly description: unknown;
  readonly exposed: readonly string[];
  readonly additionalProperties: Readonly<Record<string, string>>;
}

function webhook(over: Json = {}): Webhook {
  return parseWebhook(bytesOf(aWebhook(over)), paymentMethods);
}

/** Reads an answer by the shape that the payment method alone decides; fails where it has the other shape. */
function read(answer: Json, method: (typeof methods)[number], type: Type): Said {
  const envelope = envelopes[type];
  if (method === 'card') {
    expect(Object.keys(answer).filter((name) => name.endsWith('Response'))).to.deep.equal([envelope]);
    expect(answer).not.to.have.property('response');
    const body = answer[envelope] as Json;
    return {
      body,
      code: body['responseCode'],
      reason: body['responseReason'],
      description: body['responseDescription'],
      exposed: (body['customPaymentProperties'] ?? []) as string[],
      additionalProperties: body['additionalProperties'] as Record<string, string>,
    };
  }
  expect(Object.keys(answer).filter((name) => name.endsWith('Response'))).to.deep.equal([]);
  const { code, reason, description } = answer['response'] as Json;
  return {
    body: answer,
    code,
    reason,
    description,
    exposed: (answer['externalProperties'] ?? []) as string[],
    additionalProperties: answer['additionalProperties'] as Record<string, string>,
  };
}

/** The gateway's report with a sentence, where there is a report. */
function withMessage(result: PaymentResult): PaymentResult {
  return 'gateway' in result ? { ...result, gateway: { ...result.gateway, message: MESSAGE } } : result;
}

/** CyberSource's status, or what stands for it. */
function statusOf(result: PaymentResult, captureNow: boolean): string {
  const verdict = toVerdict(result, captureNow);
  if (verdict === 'sold') return 'SALE_COMPLETE';
  if (verdict === 'not-sent') return 'NOT_SENT';
  if (verdict === 'unknown') return 'PENDING_CONFIRMATION';
  return reportOf(result)?.status ?? '';
}

describe('the shape of an answer', () => {
  for (const method of methods)
    for (const paymentType of paymentTypes)
      for (const type of types)
        for (const captureNow of type === '0100' ? [false, true] : [false])
          it(`${method}, paymentType ${paymentType ?? 'absent'}, ${type}${captureNow ? ', sold at once' : ''}`, () => {
            const operation = operationFor(method, type)!;
            const asked = webhook({
              paymentMethod: method,
              transactionType: type,
              customProperties: paymentType === undefined ? {} : { paymentType },
            });
            for (const result of everyResult.map(withMessage)) {
              const code = toResponseCode(operation, toVerdict(result, captureNow));
              if (code === undefined) continue;
              const answer = requireWebhookResponse(asked, {
                result,
                at,
                captureNow,
                payerAuthenticationEnabled: true,
              });
              const said = read(answer, method, type);
              const status = statusOf(result, captureNow);
              const about = `${result.outcome} ${status}`;

              expect(said.code, about).to.equal(code);
              expect(said.body, about).to.deep.include({ amount: '000000004250', authCode: status });
              if (code === '9000') {
                expect(said.reason, about).to.equal(said.additionalProperties['shopperMessage']);
                expect(said.reason, about).to.match(/\. /);
              } else expect(said.reason, about).to.equal(status);

              expect(Object.values(said.additionalProperties).every((value) => typeof value === 'string')).to
                .be.true;
              expect(said.exposed.every((name) => name in said.additionalProperties)).to.be.true;
              expect(said.additionalProperties['dmMsg'], about).to.equal(
                'gateway' in result ? MESSAGE : undefined,
              );
              const isWalletSale =
                method === 'generic' && captureNow && status !== 'AUTHORIZED_PENDING_REVIEW';
              expect(said.additionalProperties['responseReason'], about).to.equal(
                isWalletSale ? status : undefined,
              );
            }
          });

  it('is the same for what never reached CyberSource: the sentence for the shopper, the word for support', () => {
    for (const method of methods) {
      const asked = webhook({ paymentMethod: method });
      for (const [answer, word] of [
        [toUnsupportedResponse(asked, at), 'NOT_SUPPORTED'],
        [toLateResponse(asked, at), 'CHALLENGE_EXPIRED'],
      ] as const) {
        const { body, reason, description, additionalProperties } = read(answer, method, '0100');
        expect(body).to.include({ authCode: word });
        expect(reason).to.equal(description);
        expect(additionalProperties)
          .to.include({ paymentStatus: word })
          .and.not.to.have.property('responseReason');
      }
    }
  });

  it('keeps CyberSource’s own status beside the word for a sale, and describes what needs no words with none', () => {
    for (const method of methods)
      for (const captureNow of [true, false]) {
        const result = approved(usd(4_250));
        const ended = { result, at, captureNow, payerAuthenticationEnabled: false };
        const said = read(requireWebhookResponse(webhook({ paymentMethod: method }), ended), method, '0100');
        expect(said.additionalProperties).to.include({ paymentStatus: 'AUTHORIZED' });
        expect(said).to.include(
          captureNow
            ? { reason: 'SALE_COMPLETE', description: 'SALE_COMPLETE' }
            : { reason: 'AUTHORIZED', description: '' },
        );
      }
  });

  it('keeps the word of CyberSource where a void, capture or refund was refused', () => {
    for (const method of methods)
      for (const type of ['0110', '0200', '0400'] as const) {
        const asked = webhook({ paymentMethod: method, transactionType: type });
        const result = everyResult.find(({ outcome }) => outcome === 'declined')!;
        const ended = { result, at, captureNow: false, payerAuthenticationEnabled: false };
        expect(read(requireWebhookResponse(asked, ended), method, type).reason).to.equal('DECLINED');
      }
  });

  it('speaks to the shopper in the language of the order, also where an agent pays', () => {
    const result = everyResult.find(({ outcome }) => outcome === 'declined')!;
    const ended = { result, at, captureNow: false, payerAuthenticationEnabled: false };
    for (const channel of ['storefront', 'agent', 'preview']) {
      const answer = requireWebhookResponse(webhook({ locale: 'de', channel }), ended);
      expect(read(answer, 'card', '0100').reason).to.match(/andere Karte/);
    }
  });

  describe('of a challenge', () => {
    for (const method of methods)
      for (const challengeAskedFor of [true, false])
        it(`${method}: says that one was asked for, by whomever (${challengeAskedFor})`, () => {
          const answer = requireWebhookResponse(
            webhook({ paymentMethod: method, customProperties: { paymentType: 'card' } }),
            { ...ended, challengeAskedFor },
          );
          const { additionalProperties, exposed } = read(answer, method, '0100');
          expect(additionalProperties['challengeCode']).to.equal(challengeAskedFor ? '04' : undefined);
          expect(exposed.includes('challengeCode')).to.equal(challengeAskedFor);
        });

    const result = everyResult.find(({ outcome }) => outcome === 'challenge')!;
    const ended = {
      result,
      at,
      captureNow: false,
      payerAuthenticationEnabled: true,
      challengeState: 'a-seal',
    };
    for (const method of methods)
      for (const challengeCode of ['04', '01', '', undefined])
        it(`${method}: says again that a challenge was asked for, and shows it (${challengeCode ?? 'absent'})`, () => {
          const customProperties = {
            paymentType: 'card',
            ...(challengeCode !== undefined && { challengeCode }),
          };
          const answer = requireWebhookResponse(webhook({ paymentMethod: method, customProperties }), ended);
          const { additionalProperties, exposed } = read(answer, method, '0100');
          const isAsked = challengeCode !== undefined && challengeCode !== '';
          expect(additionalProperties['challengeCode']).to.equal(
            isAsked ? '04' : (challengeCode ?? undefined),
          );
          expect(exposed.includes('challengeCode')).to.equal(isAsked);
          expect(exposed).to.include.members([
            'pareq',
            'action',
            'stepUpUrl',
            'accessToken',
            'pauseRequestId',
          ]);
        });
  });
});
