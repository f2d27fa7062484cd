import { expect } from 'chai';
import { toEnding } from '../../../src/cybersource/transactions/reason-codes.ts';

const inShort = (reasonCode: string | undefined, rCode?: string): string => {
  const ending = toEnding({ reasonCode, rCode });
  return 'reason' in ending ? `${ending.kind} ${ending.reason}` : ending.kind;
};

describe('What the reason codes of the search mean', () => {
  for (const [reasonCode, rCode, classification] of [
    ['100', '1', 'done'],
    ['110', '1', 'done-in-part'],
    ['101', '0', 'refused MISSING_FIELD'],
    ['102', '0', 'refused INVALID_DATA'],
    ['104', '0', 'refused DUPLICATE_REQUEST'],
    ['150', '-1', 'unclear'],
    ['150', '0', 'unclear'],
    ['151', undefined, 'unclear'],
    ['151', '0', 'unclear'],
    ['152', '0', 'unclear'],
    ['200', '0', 'held AVS_FAILED'],
    ['201', '0', 'held CONTACT_PROCESSOR'],
    ['202', '0', 'declined EXPIRED_CARD'],
    ['203', '0', 'declined PROCESSOR_DECLINED'],
    ['204', '0', 'declined INSUFFICIENT_FUND'],
    ['205', '0', 'declined STOLEN_LOST_CARD'],
    ['207', '0', 'declined ISSUER_UNAVAILABLE'],
    ['208', '0', 'declined UNAUTHORIZED_CARD'],
    ['209', '0', 'declined CVN_NOT_MATCH'],
    ['210', '0', 'declined EXCEEDS_CREDIT_LIMIT'],
    ['211', '0', 'declined INVALID_CVN'],
    ['221', '0', 'declined BLACKLISTED_CUSTOMER'],
    ['230', '1', 'held CV_FAILED'],
    ['231', '0', 'declined INVALID_ACCOUNT'],
    ['233', '0', 'declined GENERAL_DECLINE'],
    ['234', '0', 'refused INVALID_MERCHANT_CONFIGURATION'],
    ['235', '0', 'refused EXCEEDS_AUTH_AMOUNT'],
    ['236', '0', 'refused PROCESSOR_UNAVAILABLE'],
    ['237', '0', 'refused AUTH_ALREADY_REVERSED'],
    ['238', '0', 'refused TRANSACTION_ALREADY_SETTLED'],
    ['239', '0', 'refused INVALID_AMOUNT'],
    ['241', '0', 'refused MISSING_AUTH'],
    ['243', '0', 'refused TRANSACTION_ALREADY_REVERSED_OR_SETTLED'],
    ['246', '0', 'refused NOT_VOIDABLE'],
    ['247', '0', 'refused CAPTURE_ALREADY_VOIDED'],
    ['475', '0', 'declined CONSUMER_AUTHENTICATION_REQUIRED'],
    ['476', '0', 'declined CONSUMER_AUTHENTICATION_FAILED'],
    ['478', '0', 'declined CUSTOMER_AUTHENTICATION_REQUIRED'],
    ['480', '1', 'held DECISION_PROFILE_REVIEW'],
    ['480', '0', 'declined DECISION_PROFILE_REVIEW'],
    ['481', '1', 'held DECISION_PROFILE_REJECT'],
    ['481', '0', 'declined DECISION_PROFILE_REJECT'],
  ] as const)
    it(`${reasonCode} with rCode ${rCode ?? 'left out'}: ${classification}`, () => {
      expect(inShort(reasonCode, rCode)).to.equal(classification);
    });

  it('an unlisted code is a decline only where the search flags it as one', () => {
    expect(inShort('999', '0')).to.equal('declined');
    expect(inShort('999', '1')).to.equal('unclear');
    expect(inShort(undefined, undefined)).to.equal('unclear');
    expect(inShort('constructor', '1')).to.equal('unclear');
  });

  it('a yes that contradicts itself, and an error, are unclear', () => {
    expect(inShort('100', '0')).to.equal('unclear');
    expect(inShort('100')).to.equal('unclear');
    expect(inShort('203', '-1')).to.equal('unclear');
  });
});
