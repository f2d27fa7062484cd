import { expect } from 'chai';
import { toOriginalAnswer } from '../../../src/cybersource/transactions/original-answer.ts';
import type { TransactionDetails } from '../../../src/cybersource/transactions/transaction.ts';
import type { GatewayRef } from '../../../src/domain/ids.ts';

type Ending = readonly [reasonCode: string, rCode: string];
const DONE: Ending = ['100', '1'];
const IN_PART: Ending = ['110', '1'];
const AVS: Ending = ['200', '0'];
const REVIEW: Ending = ['480', '1'];
const REJECT: Ending = ['481', '1'];
const DECLINED: Ending = ['203', '0'];
const REFUSED: Ending = ['102', '0'];
const UNCLEAR: Ending = ['150', '-1'];

const application = (name: string, [reasonCode, rCode]: Ending, message?: string) => ({
  name,
  reasonCode,
  rCode,
  ...(message !== undefined && { message }),
});

function details(
  applications: TransactionDetails['applications'],
  [reasonCode, rCode]: Ending = DONE,
  body: TransactionDetails['body'] = {},
): TransactionDetails {
  return {
    id: '7000000000000000000001' as GatewayRef,
    overall: { reasonCode, rCode },
    applications,
    related: [],
    body,
  };
}

type Intent = Parameters<typeof toOriginalAnswer>[0];

function wordsOf(intent: Intent, found: TransactionDetails): unknown {
  const answer = toOriginalAnswer(intent, found);
  if (answer === undefined) return 'unclear';
  const { status, errorInformation } = answer.body as {
    status: string;
    errorInformation: { reason?: string };
  };
  return [status, errorInformation.reason].filter((word) => word !== undefined).join(' ');
}

const NAMES: Readonly<Record<Intent, string>> = {
  authorization: 'ics_auth',
  sale: 'ics_auth',
  increment: 'ics_auth',
  capture: 'ics_bill',
  reversal: 'ics_auth_reversal',
  void: 'ics_void',
  refund: 'ics_credit',
};

describe('The answer that CyberSource gave at the time', () => {
  for (const [intent, ending, words] of [
    ['authorization', DONE, 'AUTHORIZED'],
    ['sale', DONE, 'AUTHORIZED'],
    ['increment', DONE, 'AUTHORIZED'],
    ['capture', DONE, 'PENDING'],
    ['refund', DONE, 'PENDING'],
    ['reversal', DONE, 'REVERSED'],
    ['void', DONE, 'VOIDED'],
    ['authorization', IN_PART, 'PARTIAL_AUTHORIZED'],
    ['sale', IN_PART, 'PARTIAL_AUTHORIZED'],
    ['capture', IN_PART, 'unclear'],
    ['authorization', AVS, 'AUTHORIZED_PENDING_REVIEW AVS_FAILED'],
    ['authorization', REVIEW, 'AUTHORIZED_PENDING_REVIEW DECISION_PROFILE_REVIEW'],
    ['sale', REJECT, 'AUTHORIZED_RISK_DECLINED DECISION_PROFILE_REJECT'],
    ['refund', AVS, 'DECLINED AVS_FAILED'],
    ['authorization', DECLINED, 'DECLINED PROCESSOR_DECLINED'],
    ['capture', DECLINED, 'DECLINED PROCESSOR_DECLINED'],
    ['authorization', REFUSED, 'unclear'],
    ['refund', UNCLEAR, 'unclear'],
  ] as const)
    it(`to ${intent} that ended with ${ending.join(' and rCode ')}: ${words}`, () => {
      expect(wordsOf(intent, details([application(NAMES[intent], ending)]))).to.equal(words);
    });

  it('is Decision Manager’s where the issuer said yes before', () => {
    const found = [
      application('ics_auth', DONE, 'Request was processed successfully.'),
      application('ics_decision', REJECT, 'Rejected by the profile.'),
    ];
    expect(wordsOf('authorization', details(found, REJECT))).to.equal(
      'AUTHORIZED_RISK_DECLINED DECISION_PROFILE_REJECT',
    );
    expect(toOriginalAnswer('authorization', details(found, REJECT))).to.have.nested.property(
      'body.errorInformation.message',
      'Rejected by the profile.',
    );
    expect(wordsOf('capture', details([application('ics_bill', DONE)], REJECT))).to.equal('PENDING');
  });

  it('has the issuer’s sentence about a no, and none about a yes', () => {
    const message = 'Decline: General decline of the card.';
    for (const [ending, said] of [
      [DECLINED, message],
      [DONE, undefined],
    ] as const)
      expect(
        toOriginalAnswer('authorization', details([application('ics_auth', ending, message)])),
      ).to.have.nested.property('body.errorInformation.message', said);
  });

  for (const [captured, status] of [
    [DONE, 'PENDING'],
    [DECLINED, 'FAILED'],
    [IN_PART, 'FAILED'],
    [undefined, 'FAILED'],
  ] as const)
    it(`to a sale says ${status} of a capture that ${captured ? `ended with ${captured[0]}` : 'is not there'}`, () => {
      const found = [application('ics_auth', DONE)];
      if (captured !== undefined) found.push(application('ics_bill', captured));
      expect(toOriginalAnswer('sale', details(found))).to.have.nested.property(
        'body.embeddedActions.CAPTURE.status',
        status,
      );
      expect(toOriginalAnswer('authorization', details(found))).not.to.have.nested.property(
        'body.embeddedActions',
      );
    });

  it('keeps what the records have, and takes the time in either spelling', () => {
    const at = '2026-01-31T10:22:21Z';
    for (const body of [
      { submitTimeUtc: at },
      { submitTimeUTC: at },
      { submitTimeUtc: at, submitTimeUTC: 'x' },
    ]) {
      const answer = toOriginalAnswer(
        'capture',
        details([application('ics_bill', DONE)], DONE, { ...body, reconciliationId: 'r1' }),
      );
      expect(answer).to.have.property('httpStatus', 201);
      expect(answer?.body).to.include({ submitTimeUtc: at, reconciliationId: 'r1' });
    }
  });

  it('is unclear where the records do not have the transaction’s own part', () => {
    expect(wordsOf('capture', details([application('ics_auth', DONE)]))).to.equal('unclear');
  });
});
