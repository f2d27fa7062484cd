import { expect } from 'chai';
import fc from 'fast-check';
import {
  BY_ADVICE_CODE,
  BY_NETWORK_CODE,
  BY_REASON,
  BY_STATUS,
  toDeclineReason,
} from '../../../src/cybersource/outcome/decline-reasons.ts';
import { REFUSAL_REASON, toRefusalReason } from '../../../src/cybersource/outcome/refusal-reasons.ts';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import { DECLINE, REFUSAL, REVIEW, STATUS } from '../../../src/cybersource/outcome/tables.ts';
import {
  paymentReasons,
  paymentStatuses,
  requestReasons,
  reversalStatuses,
  reviewReasons,
  settlementStatuses,
  voidStatuses,
} from '../../../src/cybersource/outcome/vocabulary.ts';
import { type DeclineReason, declineReasons } from '../../../src/domain/payment/decline-reason.ts';
import { refusalReasons, type RefusalReason } from '../../../src/domain/payment/refusal-reason.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { aCapture, aRefund, aSale, aVoid, anAuthorization } from '../fixtures/builders.ts';

const ID = '6750124114786780104954';
const every = Object.keys(declineReasons) as DeclineReason[];

/** `reason: word word …`, as the tables below are written. */
function rows<Reason extends string>(table: Readonly<Partial<Record<Reason, string>>>): [string, Reason][] {
  return Object.entries(table as Record<string, string>).flatMap(([reason, words]) =>
    words.split(' ').map((word): [string, Reason] => [word, reason as Reason]),
  );
}

const reasons = rows<DeclineReason>({
  'insufficient-funds': 'INSUFFICIENT_FUND',
  'limit-exceeded': 'EXCEEDS_CREDIT_LIMIT DEBIT_CARD_USAGE_LIMIT_EXCEEDED',
  'expired-card': 'EXPIRED_CARD',
  'invalid-card': 'INVALID_ACCOUNT INVALID_CARD',
  'card-not-supported': 'CARD_TYPE_NOT_ACCEPTED INVALID_CARD_TYPE',
  'security-code-mismatch': 'CVN_NOT_MATCH CV_FAILED INVALID_CVN',
  'avs-mismatch': 'AVS_FAILED',
  'authentication-required':
    'CUSTOMER_AUTHENTICATION_REQUIRED CONSUMER_AUTHENTICATION_REQUIRED PENDING_AUTHENTICATION',
  'authentication-failed': 'CONSUMER_AUTHENTICATION_FAILED',
  'stolen-or-lost-card': 'STOLEN_LOST_CARD',
  'card-blocked': 'ALLOWABLE_PIN_RETRIES_EXCEEDED BLOCKED_BY_CARDHOLDER SUSPENDED_ACCOUNT',
  'transaction-not-permitted': 'UNAUTHORIZED_CARD',
  'fraud-suspected':
    'BLACKLISTED_CUSTOMER ADDRESS_COUNTRY_WATCHLIST_MATCH CUSTOMER_WATCHLIST_MATCH EMAIL_COUNTRY_WATCHLIST_MATCH IP_COUNTRY_WATCHLIST_MATCH DECISION_PROFILE_REJECT DECISION_PROFILE_REVIEW SCORE_EXCEEDS_THRESHOLD',
  'do-not-honor': 'GENERAL_DECLINE PAYMENT_REFUSED PROCESSOR_DECLINED DECLINED_CHECK',
  'call-issuer': 'CONTACT_PROCESSOR',
  'issuer-unavailable': 'ISSUER_UNAVAILABLE',
  'processor-error': 'PROCESSOR_ERROR',
  other: 'ACH_VERIFICATION_FAILED DAGGDENIED DAGGREJECTED DSYSREJECTED',
});

const statuses = rows<DeclineReason>({
  'partial-approval': 'PARTIAL_AUTHORIZED',
  'fraud-suspected': 'AUTHORIZED_RISK_DECLINED PENDING_REVIEW',
  'authentication-failed': 'AUTHENTICATION_FAILED',
  'authentication-required': 'PENDING_AUTHENTICATION',
  other:
    'AUTHORIZED AUTHORIZED_PENDING_REVIEW CANCELLED DECLINED FAILED INVALID_REQUEST PENDING REVERSED TRANSMITTED VOIDED',
});

const networkCodes = rows<DeclineReason>({
  'insufficient-funds': '51',
  'limit-exceeded': '61 65',
  'expired-card': '33 54',
  'invalid-card': '14 15 39 46 52 53',
  'security-code-mismatch': 'N7',
  'authentication-required': '1A',
  'stolen-or-lost-card': '41 43',
  'card-blocked': '04 36 38 75',
  'fraud-suspected': '07 34 59 63',
  'transaction-not-permitted': '03 12 13 57 58 62 64 93',
  'do-not-honor': '05',
  'stop-payment': 'R0 R1 R3',
  'call-issuer': '01 02',
  'issuer-unavailable': '19 91 92',
  'processor-error': '06 30 96',
});

const adviceCodes = rows<DeclineReason>({
  'never-approved': '1 03 05',
  'temporarily-declined': '2 02 24 25 26 27 28 29 30',
  'invalid-card': '3 01',
  'transaction-not-permitted': '04 22 40 41',
  'stop-payment': '21',
  'fraud-suspected': '42',
});

describe('Why a payment was declined', () => {
  for (const [reason, expected] of reasons)
    it(`because of ${reason}: ${expected}`, () => {
      expect(toDeclineReason({ status: 'DECLINED', reason })).to.equal(expected);
      // A code without anything particular to say changes nothing.
      expect(toDeclineReason({ status: 'DECLINED', reason, networkCode: '00', adviceCode: '99' })).to.equal(
        expected,
      );
    });

  for (const [status, expected] of statuses)
    it(`with the status ${status} and no reason: ${expected}`, () => {
      expect(toDeclineReason({ status })).to.equal(expected);
    });

  for (const [networkCode, expected] of networkCodes)
    it(`with a general reason and the network's response code ${networkCode}: ${expected}`, () => {
      for (const reason of ['PROCESSOR_DECLINED', 'GENERAL_DECLINE', 'A_REASON_OF_THE_FUTURE', undefined])
        expect(
          toDeclineReason({ status: 'DECLINED', networkCode, ...(reason && { reason }) }),
          reason,
        ).to.equal(expected);
    });

  for (const [adviceCode, expected] of adviceCodes)
    it(`with a general reason and the merchant advice ${adviceCode}: ${expected}`, () => {
      for (const networkCode of ['05', '00', '79', undefined])
        expect(
          toDeclineReason({
            status: 'DECLINED',
            reason: 'PROCESSOR_DECLINED',
            adviceCode,
            ...(networkCode && { networkCode }),
          }),
          networkCode,
        ).to.equal(expected);
    });

  it('has exactly one row for every listed reason that declines a payment', () => {
    const declining = [
      ...paymentReasons.filter((reason) => DECLINE[reason] !== 'refused'),
      ...requestReasons.filter((reason) => REFUSAL[reason] === 'declined'),
    ];
    expect(Object.keys(BY_REASON)).to.have.members([...new Set(declining)]);
    expect(Object.fromEntries(reasons)).to.deep.equal(BY_REASON);
  });

  it('has exactly one row for every status, network code and advice code', () => {
    const listed = [...paymentStatuses, ...settlementStatuses, ...reversalStatuses, ...voidStatuses];
    expect(Object.keys(BY_STATUS)).to.have.members([...new Set(listed)]);
    expect(Object.fromEntries(statuses)).to.deep.equal(BY_STATUS);
    expect(Object.fromEntries(networkCodes)).to.deep.equal(BY_NETWORK_CODE);
    expect(Object.fromEntries(adviceCodes)).to.deep.equal(BY_ADVICE_CODE);
  });

  it("goes by CyberSource's particular reason before its status, the network's code and the advice", () => {
    expect(
      toDeclineReason({
        status: 'AUTHORIZED_RISK_DECLINED',
        reason: 'EXPIRED_CARD',
        networkCode: '51',
        adviceCode: '03',
      }),
    ).to.equal('expired-card');
  });

  it("goes by a particular status before the network's code", () => {
    expect(toDeclineReason({ status: 'AUTHENTICATION_FAILED', networkCode: '51' })).to.equal(
      'authentication-failed',
    );
  });

  it("goes by the network's particular code, which names the reason, before its advice", () => {
    expect(toDeclineReason({ reason: 'PROCESSOR_DECLINED', networkCode: '51', adviceCode: '03' })).to.equal(
      'insufficient-funds',
    );
  });

  it('is do-not-honor where that is all that one of them says', () => {
    expect(toDeclineReason({ status: 'DECLINED', networkCode: '05' })).to.equal('do-not-honor');
    expect(toDeclineReason({ reason: 'DAGGDENIED', networkCode: '05' })).to.equal('do-not-honor');
  });

  it('is other for what is not listed, and for nothing', () => {
    expect(toDeclineReason({})).to.equal('other');
    for (const word of ['A_WORD_OF_THE_FUTURE', 'constructor', '__proto__', 'toString', ''])
      expect(
        toDeclineReason({ status: word, reason: word, networkCode: word, adviceCode: word }),
        word,
      ).to.equal('other');
  });

  it("reads no code of a processor's own list, and none that Visa and Mastercard understand differently", () => {
    for (const networkCode of ['100', '302', '2:R06', '05,51', '5', '1a', 'n7', '78', '79', '82', '83'])
      expect(toDeclineReason({ reason: 'PROCESSOR_DECLINED', networkCode }), networkCode).to.equal(
        'do-not-honor',
      );
  });

  it('can be any of the reasons, and every one of them has a cause', () => {
    const caused = new Set(
      [...reasons, ...statuses, ...networkCodes, ...adviceCodes].map(([, each]) => each),
    );
    expect([...caused]).to.have.members(every);
  });
});

describe('The words that CyberSource answers with', () => {
  for (const [what, words, table] of [
    ['the statuses of an authorization', paymentStatuses, STATUS.authorization],
    ['the statuses of a sale', paymentStatuses, STATUS.sale],
    ['the statuses of an increment', paymentStatuses, STATUS.increment],
    ['the statuses of a capture', settlementStatuses, STATUS.capture],
    ['the statuses of a refund', settlementStatuses, STATUS.refund],
    ['the statuses of a reversal', reversalStatuses, STATUS.reversal],
    ['the statuses of a void', voidStatuses, STATUS.void],
    ['the reasons of a review', reviewReasons, REVIEW],
    ['the reasons of a decline', paymentReasons, DECLINE],
    ['the reasons of a refusal', requestReasons, REFUSAL],
  ] as const)
    it(`are listed once each, and each has a meaning: ${what}`, () => {
      expect(words).to.have.members(Object.keys(table));
    });
});

describe('A declined result', () => {
  const answer = (body: object, httpStatus = 201, command = anAuthorization()): PaymentResult =>
    toPaymentResult(command, { kind: 'answered', status: httpStatus, text: JSON.stringify(body) });

  it("takes the network's code and advice from CyberSource's answer", () => {
    const processorInformation = { responseCode: '05', merchantAdvice: { code: '03' } };
    const errorInformation = { reason: 'PROCESSOR_DECLINED' };
    const result = answer({ id: ID, status: 'DECLINED', errorInformation, processorInformation });
    expect(result).to.include({ outcome: 'declined', declineReason: 'never-approved' });
    expect(result).to.have.property('gateway').that.includes({ networkCode: '05', adviceCode: '03' });
  });

  it('keeps no code that could be anything else', () => {
    for (const code of ['4111111111111111', 'ACCEPT IT', '<b>', 'x', ''])
      expect(
        answer({
          id: ID,
          status: 'DECLINED',
          processorInformation: { responseCode: code, merchantAdvice: { code } },
        }),
        code,
      )
        .to.have.property('gateway')
        .that.has.not.any.keys('networkCode', 'adviceCode');
  });

  it('is a partial approval where less was approved, with its own status or without', () => {
    const amountDetails = { authorizedAmount: '10.00', currency: 'USD' };
    for (const status of ['PARTIAL_AUTHORIZED', 'AUTHORIZED'])
      expect(answer({ id: ID, status, orderInformation: { amountDetails } })).to.include({
        outcome: 'declined',
        declineReason: 'partial-approval',
        holdsMoney: true,
      });
  });

  it('says nothing in particular where more was approved', () => {
    const amountDetails = { authorizedAmount: '100.00', currency: 'USD' };
    expect(answer({ id: ID, status: 'AUTHORIZED', orderInformation: { amountDetails } })).to.include({
      outcome: 'declined',
      declineReason: 'other',
    });
  });

  it("is the processor's error where only the capture half of a sale failed", () => {
    const embeddedActions = { CAPTURE: { status: 'INVALID_REQUEST', reason: 'INVALID_AMOUNT' } };
    expect(answer({ id: ID, status: 'AUTHORIZED', embeddedActions }, 201, aSale())).to.include({
      outcome: 'declined',
      declineReason: 'processor-error',
      holdsMoney: true,
    });
  });

  it('asks for authentication where a challenge came without its page', () => {
    for (const reason of ['CONSUMER_AUTHENTICATION_REQUIRED', 'PENDING_AUTHENTICATION', undefined])
      expect(
        answer({ id: ID, status: 'PENDING_AUTHENTICATION', ...(reason && { errorInformation: { reason } }) }),
      ).to.include({ outcome: 'declined', declineReason: 'authentication-required' });
  });

  for (const [reason, expected] of [
    ['AVS_FAILED', 'avs-mismatch'],
    ['CV_FAILED', 'security-code-mismatch'],
    ['CONTACT_PROCESSOR', 'call-issuer'],
  ] as const)
    it(`names ${expected} where it was approved and is reversed because of ${reason}`, () => {
      expect(
        answer({ id: ID, status: 'AUTHORIZED_PENDING_REVIEW', errorInformation: { reason } }),
      ).to.include({ outcome: 'declined', declineReason: expected, holdsMoney: true });
    });

  for (const [reason, expected] of [
    ['INVALID_CARD', 'invalid-card'],
    ['INVALID_CARD_TYPE', 'card-not-supported'],
    ['CARD_TYPE_NOT_ACCEPTED', 'card-not-supported'],
    ['CONSUMER_AUTHENTICATION_FAILED', 'authentication-failed'],
  ] as const)
    it(`names ${expected} where HTTP 400 says ${reason}`, () => {
      const details = [{ field: 'paymentInformation.card.number', reason: 'INVALID_DATA' }];
      expect(answer({ status: 'INVALID_REQUEST', reason, details }, 400)).to.include({
        outcome: 'declined',
        declineReason: expected,
      });
    });

  it('never comes without a reason, and no other result comes with one', () => {
    const listed = [...paymentReasons, ...requestReasons];
    const word = fc.option(fc.constantFrom<string>(...listed, 'A_REASON_OF_THE_FUTURE'), { nil: undefined });
    const status = fc.constantFrom<string>(
      ...paymentStatuses,
      ...reversalStatuses,
      ...voidStatuses,
      'A_STATUS_OF_THE_FUTURE',
    );
    const code = fc.option(fc.constantFrom('00', '05', '51', '100', 'N7', '03', '1'), { nil: undefined });
    const command = fc.constantFrom(anAuthorization(), aSale(), aCapture(), aVoid(), aRefund());
    const amount = fc.constantFrom('12.50', '10.00', '99.00');
    let seen = 0;
    fc.assert(
      fc.property(
        fc.record({
          command,
          status,
          reason: word,
          code,
          advice: code,
          amount,
          http: fc.constantFrom(201, 400),
        }),
        ({
          command: asked,
          status: said,
          reason,
          code: responseCode,
          advice,
          amount: authorizedAmount,
          http,
        }) => {
          const refusal = http === 400 ? { reason } : { errorInformation: { reason } };
          const details = [{ field: 'orderInformation.amountDetails.currency', reason: 'INVALID_DATA' }];
          const result = toPaymentResult(asked, {
            kind: 'answered',
            status: http,
            text: JSON.stringify({
              id: ID,
              status: said,
              ...refusal,
              ...(http === 400 && { details }),
              processorInformation: { responseCode, merchantAdvice: { code: advice } },
              orderInformation: { amountDetails: { authorizedAmount, currency: 'USD' } },
            }),
          });
          if (result.outcome !== 'declined') {
            expect(result).not.to.have.property('declineReason');
            return;
          }
          seen += 1;
          expect(every).to.include(result.declineReason);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(seen).to.be.greaterThan(100);
  });
});

describe('Why a request was refused', () => {
  const table = rows<RefusalReason>({
    'invalid-request': 'MISSING_FIELD INVALID_DATA',
    'invalid-amount': 'INVALID_AMOUNT',
    'payment-not-found': 'INVALID_PAYMENT_ID',
    'not-supported': 'NOT_SUPPORTED',
    'merchant-configuration': 'INVALID_MERCHANT_CONFIGURATION',
    'processor-unavailable': 'PROCESSOR_UNAVAILABLE',
    'exceeds-authorized-amount': 'EXCEEDS_AUTH_AMOUNT',
    'already-reversed': 'AUTH_ALREADY_REVERSED CAPTURE_ALREADY_VOIDED',
    'already-settled': 'TRANSACTION_ALREADY_SETTLED NOT_VOIDABLE',
    'reversed-or-settled': 'TRANSACTION_ALREADY_REVERSED_OR_SETTLED',
    'authorization-missing': 'MISSING_AUTH',
    'refund-not-allowed': 'ACCOUNT_NOT_ALLOWED_CREDIT',
  });
  const details = [{ field: 'orderInformation.amountDetails.currency', reason: 'INVALID_DATA' }];

  for (const [reason, expected] of table)
    it(`because of ${reason}: ${expected}`, () => {
      const text = JSON.stringify({ status: 'INVALID_REQUEST', reason, details });
      expect(toRefusalReason(reason)).to.equal(expected);
      for (const command of [anAuthorization(), aCapture(), aVoid(), aRefund()])
        expect(toPaymentResult(command, { kind: 'answered', status: 400, text })).to.include({
          outcome: 'refused',
          refusalReason: expected,
        });
    });

  it('has exactly one row for every listed reason that refuses a request', () => {
    const refusing = requestReasons.filter((reason) => REFUSAL[reason] === 'refused');
    expect(Object.keys(REFUSAL_REASON)).to.have.members([...refusing]);
    expect(Object.fromEntries(table)).to.deep.equal(REFUSAL_REASON);
    expect([...new Set(table.map(([, each]) => each)), 'other']).to.have.members([...refusalReasons]);
  });

  it('is a wrong configuration also where HTTP 201 says so', () => {
    const errorInformation = { reason: 'INVALID_MERCHANT_CONFIGURATION' };
    const text = JSON.stringify({ id: ID, status: 'DECLINED', errorInformation });
    expect(toPaymentResult(anAuthorization(), { kind: 'answered', status: 201, text })).to.include({
      outcome: 'refused',
      refusalReason: 'merchant-configuration',
    });
  });

  it('is other for a reason that is not listed, or none', () => {
    for (const reason of ['A_REASON_OF_THE_FUTURE', 'EXPIRED_CARD', 'constructor', undefined])
      expect(toRefusalReason(reason)).to.equal('other');
  });
});
