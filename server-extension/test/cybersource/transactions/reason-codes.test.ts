import { expect } from 'chai';
import { toEnding } from '../../../src/cybersource/transactions/reason-codes.ts';

const inShort = (reasonCode: string | undefined, rCode?: string): string => {
  const ending = toEnding({ reasonCode, rCode });
  return 'reason' in ending ? `${ending.kind} ${ending.reason}` : ending.kind;
};

describe('What the numbers in the books mean', () => {
  for (const [reasonCode, rCode, classification] of [
    ['100', '1', 'done'],
    ['110', '1', 'done-in-part'],
    ['200', '0', 'held AVS_FAILED'],
    ['230', '1', 'held CV_FAILED'],
    ['201', '0', 'held CONTACT_PROCESSOR'],
    ['480', '1', 'held DECISION_PROFILE_REVIEW'],
    ['481', '1', 'held DECISION_PROFILE_REJECT'],
    ['481', '0', 'declined DECISION_PROFILE_REJECT'],
    ['204', '0', 'declined INSUFFICIENT_FUND'],
    ['478', '0', 'declined CUSTOMER_AUTHENTICATION_REQUIRED'],
    ['102', '0', 'refused INVALID_DATA'],
    ['104', '0', 'refused DUPLICATE_REQUEST'],
    ['246', '0', 'refused NOT_VOIDABLE'],
    ['150', '-1', 'unclear'],
    ['151', undefined, 'unclear'],
  ] as const)
    it(`${reasonCode} with rCode ${rCode ?? 'left out'}: ${classification}`, () => {
      expect(inShort(reasonCode, rCode)).to.equal(classification);
    });

  it('a number of the future is a no only where the books call it one', () => {
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
