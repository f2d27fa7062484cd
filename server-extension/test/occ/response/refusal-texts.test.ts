import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { DECLINE, REFUSAL } from '../../../src/cybersource/outcome/tables.ts';
import type { Outcome, PaymentResult } from '../../../src/domain/payment/result.ts';
import { namedTexts, textsOf } from '../../../src/occ/response/decline-texts.ts';
import { REFUSAL_TEXTS } from '../../../src/occ/response/refusal-texts.ts';
import type { TextName } from '../../../src/occ/response/shopper-texts.ts';
import { saidOf, type BlockedPayment } from '../../../src/occ/response/blocked-payment.ts';
import { aReport, declined, everyResult, resultOf } from '../../builders/results.ts';

const folder = path.resolve(import.meta.dirname, '../../../locales');
const languages = readdirSync(folder).map((file) => path.basename(file, '.json'));

/** Ours, with nothing charged for certain. They are told apart to agents and developers only. */
const OURS: readonly TextName[] = ['requestRefused', 'notConfigured', 'orderAmountDiffers', 'orderNotRead'];

/** "Nothing was charged", as the texts of each language have it. */
const NOTHING_CHARGED: Readonly<Record<string, RegExp>> = {
  en: /Nothing was charged/,
  de: /nichts abgebucht/,
  fr: /Rien n’a été débité/,
  es: /No se ha cobrado nada/,
  it: /Nulla è stato addebitato/,
  nl: /niets afgeschreven/,
  'pt-BR': /Nada foi cobrado/,
  ja: /請求は発生していません/,
  'zh-CN': /没有扣款/,
  ar: /لم يُخصم أي مبلغ/,
};

/** Whom to ask: the shop. */
const THE_SHOP: Readonly<Record<string, RegExp>> = {
  en: /Please contact the shop/,
  de: /wenden Sie sich an den Shop/,
  fr: /contacter la boutique/,
  es: /contacto con la tienda/,
  it: /Contatta il negozio/,
  nl: /contact op met de winkel/,
  'pt-BR': /contato com a loja/,
  ja: /ショップにお問い合わせください/,
  'zh-CN': /请联系商店/,
  ar: /الاتصال بالمتجر/,
};

const shopper = (name: TextName, language: string): string => namedTexts(name, language).shopper;

/** The text by its English sentence for agents, which each text has of its own. */
function heard(result: PaymentResult, operation: Parameters<typeof textsOf>[0] = 'authorize'): string {
  return textsOf(operation, result, 'en')?.agent ?? 'none';
}
const agent = (name: TextName): string => namedTexts(name, 'en').agent;

function refused(reason: string | undefined): PaymentResult {
  const gateway = aReport({ httpStatus: 400, status: 'INVALID_REQUEST', ...(reason && { reason }) });
  return { outcome: 'refused', problem: 'CyberSource refused the request', gateway };
}

describe('an authorization that fails because of the shop', () => {
  const byOutcome: Readonly<Record<Outcome, TextName | undefined>> = {
    approved: undefined,
    pending: undefined,
    challenge: 'challenge',
    declined: 'tryAnotherCard',
    refused: 'requestRefused',
    'not-sent': 'tryLater',
    unknown: 'notConfirmed',
  };
  for (const result of everyResult) {
    const name = byOutcome[result.outcome];
    it(`${result.outcome}: says ${name ?? 'nothing'}`, () => {
      expect(heard(result)).to.equal(name === undefined ? 'none' : agent(name));
    });
  }

  const byReason: Readonly<Record<string, TextName>> = {
    MISSING_FIELD: 'requestRefused',
    INVALID_DATA: 'requestRefused',
    INVALID_MERCHANT_CONFIGURATION: 'requestRefused',
    INVALID_AMOUNT: 'requestRefused',
    INVALID_PAYMENT_ID: 'requestRefused',
    NOT_SUPPORTED: 'requestRefused',
    PROCESSOR_UNAVAILABLE: 'tryLater',
    EXCEEDS_AUTH_AMOUNT: 'faultNotConfirmed',
    AUTH_ALREADY_REVERSED: 'faultNotConfirmed',
    TRANSACTION_ALREADY_SETTLED: 'faultNotConfirmed',
    TRANSACTION_ALREADY_REVERSED_OR_SETTLED: 'faultNotConfirmed',
    MISSING_AUTH: 'faultNotConfirmed',
    CAPTURE_ALREADY_VOIDED: 'faultNotConfirmed',
    ACCOUNT_NOT_ALLOWED_CREDIT: 'faultNotConfirmed',
    NOT_VOIDABLE: 'faultNotConfirmed',
  };
  for (const [reason, name] of Object.entries(byReason)) {
    it(`refused, ${reason}: says ${name}`, () => {
      expect(heard(refused(reason))).to.equal(agent(name));
    });
  }

  it('has a row of its own for every reason by which CyberSource refuses a request, and no other', () => {
    const reasons = Object.entries({ ...REFUSAL, ...DECLINE })
      .filter(([, meaning]) => meaning === 'refused')
      .map(([reason]) => reason);
    expect(Object.keys(REFUSAL_TEXTS)).to.have.members(reasons);
    expect(byReason).to.deep.equal(REFUSAL_TEXTS);
  });

  it('promises nothing for a reason that is not listed, or none', () => {
    for (const reason of ['TOMORROWS_REASON', 'constructor', '__proto__', 'EXPIRED_CARD', undefined])
      expect(heard(refused(reason)), reason).to.equal(agent('faultNotConfirmed'));
  });

  it('tells a key or setting that cannot be used from a connection that failed', () => {
    const problem = 'Requests to CyberSource cannot be signed.';
    expect(heard({ outcome: 'not-sent', problem, notConfigured: true })).to.equal(agent('notConfigured'));
    expect(heard({ outcome: 'not-sent', problem })).to.equal(agent('tryLater'));
  });

  it('is unknown where CyberSource refused the credentials, and may pass where it has too many requests', () => {
    const unknown = resultOf('unknown') as Extract<PaymentResult, { outcome: 'unknown' }>;
    expect(heard({ ...unknown, accessRefused: 'credentials' })).to.equal(agent('faultNotConfirmed'));
    expect(heard({ ...unknown, accessRefused: 'rate-limit' })).to.equal(agent('notConfirmed'));
    expect(heard({ ...unknown, duplicate: true })).to.equal(agent('notConfirmed'));
  });

  it('says for each thing that stops it before it is sent whether the shop is at fault', () => {
    const text: Readonly<Record<BlockedPayment, TextName>> = {
      'security-code': 'securityCodeMissing',
      'payer-authentication': 'authenticationMissing',
      'order-amount': 'orderAmountDiffers',
      'order-not-read': 'orderNotRead',
    };
    for (const [blockedBy, name] of Object.entries(text)) expect(saidOf(blockedBy).text).to.equal(name);
  });

  it('leaves captures, voids and refunds their own sentences', () => {
    for (const [operation, name] of [
      ['capture', 'captureFailed'],
      ['void', 'voidFailed'],
      ['refund', 'refundFailed'],
    ] as const)
      expect(heard(refused('MISSING_FIELD'), operation)).to.equal(agent(name));
  });

  it('still tells developers what CyberSource said', () => {
    const developer = textsOf('authorize', refused('INVALID_MERCHANT_CONFIGURATION'), 'de')?.developer;
    expect(developer).to.match(/HTTP 400, status INVALID_REQUEST, reason INVALID_MERCHANT_CONFIGURATION/);
  });

  for (const language of languages) {
    it(`says in ${language} that nothing was charged only where it is certain, and sends to the shop`, () => {
      const charged = NOTHING_CHARGED[language]!;
      const shop = THE_SHOP[language]!;
      const [sentence, ...others] = OURS.map((name) => shopper(name, language));
      expect(sentence).to.match(charged).and.to.match(shop);
      for (const other of others) expect(other).to.equal(sentence);
      expect(shopper('faultNotConfirmed', language)).to.match(shop).and.not.to.match(charged);
      expect(shopper('notConfirmed', language)).not.to.match(charged);
      expect(shopper('tryLater', language)).not.to.match(shop);
    });

    it(`never sends a shopper to the shop in ${language} because of what the issuer said`, () => {
      const shop = THE_SHOP[language]!;
      for (const [reason, meaning] of Object.entries(DECLINE).filter(([, means]) => means !== 'refused'))
        expect(
          textsOf('authorize', declined(reason), language)?.shopper,
          `${reason} ${meaning}`,
        ).not.to.match(shop);
    });
  }
});
