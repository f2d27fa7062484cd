import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { toRefusalReason } from '../../../src/cybersource/outcome/refusal-reasons.ts';
import { type DeclineReason, declineReasons } from '../../../src/domain/payment/decline-reason.ts';
import { type RefusalReason, refusalReasons } from '../../../src/domain/payment/refusal-reason.ts';
import type { Outcome, PaymentResult } from '../../../src/domain/payment/result.ts';
import { DECLINE_TEXTS, namedTexts, textsOf } from '../../../src/occ/response/decline-texts.ts';
import { REFUSAL_TEXTS } from '../../../src/occ/response/refusal-texts.ts';
import type { TextName } from '../../../src/occ/response/shopper-texts.ts';
import { saidOf, type BlockedPayment } from '../../../src/occ/response/blocked-payment.ts';
import { aReport, declined, everyResult, resultOf } from '../../builders/reported-results.ts';

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
  return {
    outcome: 'refused',
    problem: 'CyberSource refused the request',
    refusalReason: toRefusalReason(reason),
    gateway,
  };
}

function refusedBecauseOf(refusalReason: RefusalReason): PaymentResult {
  const gateway = aReport({ httpStatus: 400, status: 'INVALID_REQUEST' });
  return { outcome: 'refused', problem: 'CyberSource refused the request', refusalReason, gateway };
}

function declinedBecauseOf(declineReason: DeclineReason): PaymentResult {
  return { outcome: 'declined', declineReason, holdsMoney: false, gateway: aReport({ status: 'DECLINED' }) };
}

const everyDeclineReason = Object.keys(declineReasons) as DeclineReason[];

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

  const byDomainReason: Readonly<Record<RefusalReason, TextName>> = {
    'invalid-request': 'requestRefused',
    'invalid-amount': 'requestRefused',
    'payment-not-found': 'requestRefused',
    'not-supported': 'requestRefused',
    'merchant-configuration': 'requestRefused',
    'processor-unavailable': 'tryLater',
    'exceeds-authorized-amount': 'faultNotConfirmed',
    'already-reversed': 'faultNotConfirmed',
    'already-settled': 'faultNotConfirmed',
    'reversed-or-settled': 'faultNotConfirmed',
    'authorization-missing': 'faultNotConfirmed',
    'refund-not-allowed': 'faultNotConfirmed',
    other: 'faultNotConfirmed',
  };
  for (const reason of refusalReasons)
    it(`refused, ${reason}: says ${byDomainReason[reason]}`, () => {
      expect(REFUSAL_TEXTS[reason]).to.equal(byDomainReason[reason]);
      expect(heard(refusedBecauseOf(reason))).to.equal(agent(byDomainReason[reason]));
    });

  it('was not sent: nothing was charged, whatever stopped it', () => {
    expect(heard({ outcome: 'refused', problem: 'The billing address lacks a field' })).to.equal(
      agent('requestRefused'),
    );
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
      'security-code-of-schedule': 'securityCodeMissing',
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
      for (const reason of everyDeclineReason)
        expect(textsOf('authorize', declinedBecauseOf(reason), language)?.shopper, reason).not.to.match(shop);
    });
  }
});

describe('how a declined authorization is answered', () => {
  const byReason: Readonly<Record<DeclineReason, TextName>> = {
    'insufficient-funds': 'insufficientFunds',
    'limit-exceeded': 'limitReached',
    'partial-approval': 'partOnly',
    'expired-card': 'expiredCard',
    'invalid-card': 'checkCardDetails',
    'card-not-supported': 'cardNotAccepted',
    'security-code-mismatch': 'checkSecurityCode',
    'avs-mismatch': 'checkAddress',
    'authentication-required': 'authenticate',
    'authentication-failed': 'authenticate',
    'stolen-or-lost-card': 'tryAnotherCard',
    'card-blocked': 'tryAnotherCard',
    'fraud-suspected': 'tryAnotherCard',
    'transaction-not-permitted': 'tryAnotherCard',
    'do-not-honor': 'tryAnotherCard',
    'temporarily-declined': 'tryAnotherCard',
    'never-approved': 'tryAnotherCard',
    'stop-payment': 'tryAnotherCard',
    'call-issuer': 'contactBank',
    'issuer-unavailable': 'tryLater',
    'processor-error': 'tryLater',
    other: 'tryAnotherCard',
  };

  for (const reason of everyDeclineReason) {
    it(`${reason}: ${byReason[reason]}, to shopper, agent and developer`, () => {
      const texts = textsOf('authorize', declinedBecauseOf(reason), 'en');
      const { shopper: sentence, agent: advice, developer } = namedTexts(byReason[reason], 'en');
      expect(DECLINE_TEXTS[reason]).to.equal(byReason[reason]);
      expect(texts).to.include({ shopper: sentence, agent: advice });
      expect(texts?.developer).to.include(developer);
    });

    it(`${reason}: a sentence for the shopper in each of the ten languages`, () => {
      expect(languages).to.have.length(10);
      const heardIn = languages.map(
        (language) => textsOf('authorize', declinedBecauseOf(reason), language)?.shopper ?? '',
      );
      for (const [index, sentence] of heardIn.entries()) {
        expect(sentence, languages[index])
          .to.match(/\S/)
          .and.not.to.match(/[{}]|__/);
        expect(sentence).to.equal(shopper(byReason[reason], languages[index]!));
      }
      expect(new Set(heardIn).size).to.equal(languages.length);
    });
  }

  it('is the same for a stolen card, a blocked one, and one that a rule suspects of fraud', () => {
    const plain = heard(declinedBecauseOf('do-not-honor'));
    for (const reason of [
      'stolen-or-lost-card',
      'card-blocked',
      'fraud-suspected',
      'never-approved',
    ] as const)
      expect(heard(declinedBecauseOf(reason))).to.equal(plain);
  });

  it('leaves declined captures, voids and refunds their own sentences', () => {
    for (const [operation, name] of [
      ['capture', 'captureFailed'],
      ['void', 'voidFailed'],
      ['refund', 'refundFailed'],
    ] as const)
      for (const reason of everyDeclineReason)
        expect(heard(declinedBecauseOf(reason), operation)).to.equal(agent(name));
  });

  it('names to developers the codes of network and issuer beside CyberSource’s words', () => {
    const result = declined('PROCESSOR_DECLINED', { networkCode: '51', adviceCode: '02' });
    expect(textsOf('authorize', result, 'en')?.developer).to.include(
      'reason PROCESSOR_DECLINED, response code 51, merchant advice 02',
    );
  });
});
