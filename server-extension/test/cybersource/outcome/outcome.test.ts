import { expect } from 'chai';
import fc from 'fast-check';
import { toPaymentResult } from '../../../src/cybersource/outcome/result.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import {
  aCapture,
  anAuthorization,
  anIncrement,
  aReauthorization,
  aRefund,
  aSale,
  aVoid,
  dollars,
} from '../fixtures/builders.ts';

const ID = '6750124114786780104954';
const commands = {
  authorization: anAuthorization(),
  sale: aSale(),
  capture: aCapture(),
  reversal: aVoid(),
  void: aVoid({ of: 'capture' }),
  refund: aRefund(),
} satisfies Record<string, PaymentCommand>;
type Asked = keyof typeof commands;
const all = Object.keys(commands) as Asked[];
const payments: Asked[] = ['authorization', 'sale'];
const followOns: Asked[] = ['capture', 'reversal', 'void', 'refund'];

function answered(status: number, body: unknown): TransportResult {
  return { kind: 'answered', status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** The outcome in a word or two, as the tables below spell it. */
function inShort(result: PaymentResult): string {
  if (result.outcome === 'pending') return `pending ${result.because}`;
  if (result.outcome === 'declined') return result.holdsMoney ? 'declined, money held' : 'declined';
  if (result.outcome === 'unknown' && result.duplicate === true) return 'unknown, duplicate';
  return result.outcome;
}

function outcomeOf(asked: Asked, httpStatus: number, status?: string, reason?: string): string {
  const refusal = httpStatus === 400 ? { reason } : { errorInformation: { reason } };
  const details = [{ field: 'orderInformation.amountDetails.currency', reason: 'INVALID_DATA' }];
  const body = httpStatus === 400 ? { details } : { id: ID };
  return inShort(
    toPaymentResult(commands[asked], answered(httpStatus, { ...body, status, ...(reason && refusal) })),
  );
}

describe('What an answer of CyberSource means', () => {
  describe('with HTTP 201 and the status', () => {
    const rows: [status: string, reason: string | undefined, asked: Asked[], outcome: string][] = [
      ['AUTHORIZED', undefined, payments, 'approved'],
      ['PARTIAL_AUTHORIZED', undefined, payments, 'declined, money held'],
      ['AUTHORIZED_PENDING_REVIEW', undefined, payments, 'pending review'],
      ['AUTHORIZED_PENDING_REVIEW', 'DECISION_PROFILE_REVIEW', payments, 'pending review'],
      ['AUTHORIZED_PENDING_REVIEW', 'AVS_FAILED', payments, 'declined, money held'],
      ['AUTHORIZED_PENDING_REVIEW', 'CV_FAILED', payments, 'declined, money held'],
      ['AUTHORIZED_PENDING_REVIEW', 'CONTACT_PROCESSOR', payments, 'declined, money held'],
      ['AUTHORIZED_PENDING_REVIEW', 'A_REASON_OF_THE_FUTURE', payments, 'unknown'],
      ['AUTHORIZED_RISK_DECLINED', 'SCORE_EXCEEDS_THRESHOLD', payments, 'declined, money held'],
      ['AUTHORIZED_RISK_DECLINED', 'DECISION_PROFILE_REJECT', payments, 'declined, money held'],
      // Without a page for the shopper there is no challenge: see the tests of payer authentication.
      ['PENDING_AUTHENTICATION', 'CONSUMER_AUTHENTICATION_REQUIRED', payments, 'declined'],
      ['PENDING_AUTHENTICATION', 'PENDING_AUTHENTICATION', payments, 'declined'],
      ['PENDING_REVIEW', 'DECISION_PROFILE_REVIEW', payments, 'declined'],
      ['AUTHENTICATION_FAILED', 'CONSUMER_AUTHENTICATION_FAILED', payments, 'declined'],
      ['PENDING', undefined, payments, 'unknown'],
      ['TRANSMITTED', undefined, ['authorization'], 'unknown'],
      ['TRANSMITTED', undefined, ['sale', 'capture', 'refund'], 'approved'],
      ['PENDING', undefined, ['capture', 'refund'], 'pending settlement'],
      ['PENDING', undefined, ['reversal', 'void'], 'unknown'],
      ['REVERSED', undefined, ['reversal'], 'approved'],
      ['REVERSED', undefined, ['authorization', 'sale', 'capture', 'void', 'refund'], 'unknown'],
      ['VOIDED', undefined, ['void'], 'approved'],
      ['VOIDED', undefined, ['authorization', 'sale', 'capture', 'reversal', 'refund'], 'unknown'],
      ['CANCELLED', undefined, ['void'], 'approved'],
      ['FAILED', undefined, ['void'], 'declined'],
      ['DECLINED', undefined, all, 'declined'],
      ['INVALID_REQUEST', 'MISSING_FIELD', all, 'refused'],
      ['INVALID_REQUEST', 'DUPLICATE_REQUEST', all, 'unknown, duplicate'],
      ['INVALID_REQUEST', 'INVALID_DATA', all, 'unknown, duplicate'],
      ['AUTHORIZED', undefined, followOns, 'unknown'],
      ['A_STATUS_OF_THE_FUTURE', undefined, all, 'unknown'],
      ['constructor', undefined, all, 'unknown'],
    ];
    for (const [status, reason, asked, outcome] of rows)
      for (const each of asked)
        it(`${status}${reason === undefined ? '' : ` because of ${reason}`}: ${each} is ${outcome}`, () => {
          expect(outcomeOf(each, 201, status, reason)).to.equal(outcome);
        });
  });

  describe('with HTTP 201 and DECLINED because of', () => {
    const plain =
      'CONTACT_PROCESSOR EXPIRED_CARD PROCESSOR_DECLINED INSUFFICIENT_FUND STOLEN_LOST_CARD ISSUER_UNAVAILABLE UNAUTHORIZED_CARD CVN_NOT_MATCH EXCEEDS_CREDIT_LIMIT INVALID_CVN BLOCKED_BY_CARDHOLDER DECLINED_CHECK BLACKLISTED_CUSTOMER SUSPENDED_ACCOUNT PAYMENT_REFUSED INVALID_ACCOUNT GENERAL_DECLINE DECISION_PROFILE_REJECT SCORE_EXCEEDS_THRESHOLD PENDING_AUTHENTICATION ACH_VERIFICATION_FAILED DECISION_PROFILE_REVIEW CONSUMER_AUTHENTICATION_REQUIRED CONSUMER_AUTHENTICATION_FAILED CUSTOMER_AUTHENTICATION_REQUIRED ALLOWABLE_PIN_RETRIES_EXCEEDED PROCESSOR_ERROR CUSTOMER_WATCHLIST_MATCH ADDRESS_COUNTRY_WATCHLIST_MATCH EMAIL_COUNTRY_WATCHLIST_MATCH IP_COUNTRY_WATCHLIST_MATCH DAGGREJECTED DAGGDENIED DSYSREJECTED DEBIT_CARD_USAGE_LIMIT_EXCEEDED';
    for (const reason of plain.split(' '))
      it(`${reason}: the payment is declined, nothing is held`, () => {
        for (const asked of payments) expect(outcomeOf(asked, 201, 'DECLINED', reason)).to.equal('declined');
      });

    for (const reason of ['AVS_FAILED', 'CV_FAILED'])
      it(`${reason}: the payment is declined and the hold may be alive`, () => {
        for (const asked of payments)
          expect(outcomeOf(asked, 201, 'DECLINED', reason)).to.equal('declined, money held');
      });

    it('INVALID_MERCHANT_CONFIGURATION: the merchant has to put something right', () => {
      expect(outcomeOf('authorization', 201, 'DECLINED', 'INVALID_MERCHANT_CONFIGURATION')).to.equal(
        'refused',
      );
    });
  });

  describe('with HTTP 400 because of', () => {
    const refused =
      'MISSING_FIELD INVALID_DATA INVALID_MERCHANT_CONFIGURATION PROCESSOR_UNAVAILABLE INVALID_AMOUNT INVALID_PAYMENT_ID NOT_SUPPORTED EXCEEDS_AUTH_AMOUNT AUTH_ALREADY_REVERSED TRANSACTION_ALREADY_SETTLED MISSING_AUTH TRANSACTION_ALREADY_REVERSED_OR_SETTLED CAPTURE_ALREADY_VOIDED ACCOUNT_NOT_ALLOWED_CREDIT NOT_VOIDABLE';
    for (const reason of refused.split(' '))
      it(`${reason}: refused, no money moved`, () => {
        for (const asked of all) expect(outcomeOf(asked, 400, 'INVALID_REQUEST', reason)).to.equal('refused');
      });

    for (const reason of [
      'INVALID_CARD',
      'INVALID_CARD_TYPE',
      'CARD_TYPE_NOT_ACCEPTED',
      'CONSUMER_AUTHENTICATION_FAILED',
    ])
      it(`${reason}: the card is declined`, () => {
        for (const asked of payments)
          expect(outcomeOf(asked, 400, 'INVALID_REQUEST', reason)).to.equal('declined');
      });

    it('DUPLICATE_REQUEST: what became of the first one is not known', () => {
      for (const asked of all)
        expect(outcomeOf(asked, 400, 'INVALID_REQUEST', 'DUPLICATE_REQUEST')).to.equal('unknown, duplicate');
    });

    it('an unlisted reason, or none: unknown', () => {
      for (const asked of all) {
        expect(outcomeOf(asked, 400, 'INVALID_REQUEST', 'A_REASON_OF_THE_FUTURE')).to.equal('unknown');
        expect(outcomeOf(asked, 400, 'INVALID_REQUEST')).to.equal('unknown');
      }
    });

    it('INVALID_DATA without details: a duplicate', () => {
      const reply = answered(400, { status: 'INVALID_REQUEST', reason: 'INVALID_DATA' });
      for (const asked of all)
        expect(inShort(toPaymentResult(commands[asked], reply))).to.equal('unknown, duplicate');
    });

    it('a body that is not the documented one, as of a proxy: unknown', () => {
      const details = [{ field: 'orderInformation.amountDetails.currency', reason: 'MISSING_FIELD' }];
      for (const body of [
        '',
        '<html>400 Bad Request</html>',
        { error: 'bad request' },
        { reason: 'MISSING_FIELD', details },
        { status: 'INVALID_REQUEST', details },
        { status: '400', reason: 'MISSING_FIELD', details },
        { status: 'DECLINED', reason: 'INVALID_CARD', details },
      ])
        for (const asked of all)
          expect(inShort(toPaymentResult(commands[asked], answered(400, body)))).to.equal('unknown');
    });

    it('any reason that names the merchant transaction id: a duplicate', () => {
      const details = [{ field: 'clientReferenceInformation.transactionId', reason: 'INVALID_DATA' }];
      for (const reason of ['INVALID_DATA', 'MISSING_FIELD'])
        expect(inShort(toPaymentResult(commands.sale, answered(400, { reason, details })))).to.equal(
          'unknown, duplicate',
        );
    });
  });

  describe('with another HTTP status', () => {
    /** What a proxy, or CyberSource about a copy of the request, may answer after the first one was carried out. */
    const bodies: readonly unknown[] = [
      '',
      '<html>401</html>',
      { response: { rmsg: 'Authentication Failed' } },
      {
        status: 'INVALID_REQUEST',
        reason: 'MISSING_FIELD',
        details: [{ field: 'a', reason: 'MISSING_FIELD' }],
      },
      { id: ID, status: 'AUTHORIZED' },
      { id: ID, status: 'DECLINED', errorInformation: { reason: 'PROCESSOR_DECLINED' } },
    ];

    it('is unknown, whatever was asked and whatever the body says: every status but 201 and 400', () => {
      for (let status = 100; status <= 599; status += 1) {
        if (status === 201 || status === 400) continue;
        for (const asked of all)
          for (const body of bodies)
            expect(
              inShort(toPaymentResult(commands[asked], answered(status, body))),
              `${status} to a ${asked}: ${JSON.stringify(body)}`,
            ).to.equal('unknown');
      }
    });

    for (const [status, accessRefused, remedy] of [
      [401, 'credentials', 'merchantKeyId'],
      [403, 'credentials', 'merchantKeyId'],
      [407, 'credentials', 'merchantKeyId'],
      [429, 'rate-limit', 'limit'],
    ] as const)
      it(`${status}: unknown, and says that ${accessRefused} is the likely cause, with the remedy`, () => {
        for (const asked of all) {
          const result = toPaymentResult(commands[asked], answered(status, ''));
          expect(result).to.include({ outcome: 'unknown', accessRefused });
          expect(result).to.have.property('problem').that.includes(`HTTP ${status}`).and.includes(remedy);
        }
      });

    it('says nothing about access when the status does not', () => {
      for (const status of [404, 405, 409, 500])
        expect(toPaymentResult(commands.capture, answered(status, ''))).not.to.have.property('accessRefused');
    });

    for (const reason of ['SYSTEM_ERROR', 'SERVER_TIMEOUT', 'SERVICE_TIMEOUT', 'PROCESSOR_TIMEOUT'])
      it(`502 because of ${reason}: unknown`, () => {
        const reply = answered(502, { status: 'SERVER_ERROR', reason, message: 'Error' });
        for (const asked of all) expect(inShort(toPaymentResult(commands[asked], reply))).to.equal('unknown');
      });

    for (const status of [200, 202, 204, 301, 302, 307, 308, 402, 409, 410, 412, 424, 500, 503, 504])
      it(`${status}: unknown, whatever the body says`, () => {
        const reply = answered(status, { id: ID, status: 'AUTHORIZED' });
        for (const asked of all) expect(inShort(toPaymentResult(commands[asked], reply))).to.equal('unknown');
      });
  });

  describe('with HTTP 201 and', () => {
    const broken: [what: string, body: unknown][] = [
      ['an empty body', ''],
      ['half a body', '{"id":"67501241147867801049'],
      ['HTML', '<html>201</html>'],
      ['a list', []],
      ['no status', { id: ID }],
      ['no id', { status: 'AUTHORIZED' }],
      ['a status that is no text', { id: ID, status: 7 }],
      ['an id that could change a path', { id: '../captures', status: 'AUTHORIZED' }],
    ];
    for (const [what, body] of broken)
      it(`${what}: unknown`, () => {
        for (const asked of all)
          expect(inShort(toPaymentResult(commands[asked], answered(201, body)))).to.equal('unknown');
      });

    it('no id beside DECLINED: unknown', () => {
      const reply = answered(201, { status: 'DECLINED' });
      for (const asked of all) expect(inShort(toPaymentResult(commands[asked], reply))).to.equal('unknown');
    });
  });

  it('is unknown for any unlisted HTTP status and JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.json(), (status, text) => {
        const result = toPaymentResult(commands.authorization, { kind: 'answered', status, text });
        expect(result.outcome).to.equal('unknown');
      }),
    );
  });

  it('is not-sent when nothing left, unknown when it may have', () => {
    const silent = (reached: 'no' | 'maybe'): TransportResult => ({
      kind: 'silent',
      reached,
      cause: 'ECONNRESET',
    });
    expect(toPaymentResult(commands.capture, silent('no')).outcome).to.equal('not-sent');
    expect(toPaymentResult(commands.capture, silent('maybe')).outcome).to.equal('unknown');
  });
});

describe('What people read about an answer', () => {
  const problemOf = (reply: TransportResult): unknown =>
    (toPaymentResult(commands.authorization, reply) as { readonly problem?: string }).problem;

  it('names what was wrong with it', () => {
    const details = [{ field: 'a.b' }, { field: 'c.d' }];
    const amountDetails = { authorizedAmount: 'much', currency: 'USD' };
    for (const [reply, problem] of [
      [answered(201, ''), 'CyberSource gave an answer that is not JSON (HTTP 201)'],
      [answered(500, '<html>'), 'CyberSource gave an answer that is not JSON (HTTP 500)'],
      [answered(500, {}), 'CyberSource gave an answer that is not listed (HTTP 500)'],
      [answered(201, { status: 'AUTHORIZED' }), 'CyberSource gave an answer without id (HTTP 201)'],
      [answered(201, { status: 'DECLINED' }), 'CyberSource gave an answer without id (HTTP 201)'],
      [
        answered(201, { id: ID, status: 'AUTHORIZED', orderInformation: { amountDetails } }),
        'CyberSource gave an amount that cannot be read (HTTP 201)',
      ],
      [
        answered(400, { status: 'INVALID_REQUEST', reason: 'DUPLICATE_REQUEST', details }),
        'CyberSource gave a duplicate: CyberSource has seen this merchant transaction id before (HTTP 400)',
      ],
      [
        answered(400, { status: 'INVALID_REQUEST', reason: 'MISSING_FIELD', details }),
        'CyberSource refused the request: MISSING_FIELD (a.b, c.d)',
      ],
      [
        answered(400, { status: 'INVALID_REQUEST', reason: 'NOT_SUPPORTED' }),
        'CyberSource refused the request: NOT_SUPPORTED',
      ],
      [
        { kind: 'silent', reached: 'no', cause: 'ECONNREFUSED' },
        'CyberSource was not reached (ECONNREFUSED)',
      ],
      [{ kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' }, 'CyberSource did not answer (ECONNRESET)'],
    ] as const)
      expect(problemOf(reply)).to.equal(problem);
  });
});

describe('The fields that the shopper can correct', () => {
  const toCorrect = (reason: string, ...fields: readonly string[]): unknown =>
    (
      toPaymentResult(
        commands.authorization,
        answered(400, { status: 'INVALID_REQUEST', reason, details: fields.map((field) => ({ field })) }),
      ) as { readonly toCorrect?: unknown }
    ).toCorrect;
  const CITY = 'orderInformation.billTo.locality';
  const COUNTRY = 'orderInformation.billTo.country';

  it('are named where all that is missing or wrong is in the billing address', () => {
    for (const reason of ['MISSING_FIELD', 'INVALID_DATA'])
      expect(toCorrect(reason, CITY, COUNTRY)).to.deep.equal(['city', 'country']);
  });

  it('are none where something else is wrong as well, or nothing is named', () => {
    for (const reason of ['MISSING_FIELD', 'INVALID_DATA'])
      expect(toCorrect(reason, CITY, 'orderInformation.amountDetails.currency')).to.equal(undefined);
    expect(toCorrect('MISSING_FIELD')).to.equal(undefined);
  });

  it('are none of a refusal for another reason, which can name fields that are right', () => {
    for (const reason of ['INVALID_AMOUNT', 'NOT_SUPPORTED', 'INVALID_MERCHANT_CONFIGURATION'])
      expect(toCorrect(reason, CITY)).to.equal(undefined);
  });
});

describe('What is asked for after the authorization without the shopper', () => {
  const outcomeFor = (command: PaymentCommand, status: string, reason?: string, body: object = {}) =>
    inShort(
      toPaymentResult(
        command,
        answered(201, { id: ID, status, ...(reason && { errorInformation: { reason } }), ...body }),
      ),
    );
  for (const [status, reason, increment, reauthorization] of [
    ['AUTHORIZED', undefined, 'approved', 'approved'],
    ['AUTHORIZED_PENDING_REVIEW', 'DECISION_PROFILE_REVIEW', 'approved', 'pending review'],
    ['AUTHORIZED_PENDING_REVIEW', 'AVS_FAILED', 'approved', 'declined, money held'],
    ['PARTIAL_AUTHORIZED', undefined, 'declined, money held', 'declined, money held'],
    ['AUTHORIZED_RISK_DECLINED', undefined, 'declined, money held', 'declined, money held'],
    ['DECLINED', 'PROCESSOR_DECLINED', 'declined', 'declined'],
    ['DECLINED', 'AVS_FAILED', 'declined, money held', 'declined, money held'],
    ['PENDING_REVIEW', undefined, 'declined', 'declined'],
    ['AUTHENTICATION_FAILED', undefined, 'declined', 'declined'],
    ['PENDING_AUTHENTICATION', undefined, 'declined', 'declined'],
    ['INVALID_REQUEST', 'MISSING_FIELD', 'refused', 'refused'],
    ['TRANSMITTED', undefined, 'unknown', 'unknown'],
    ['PENDING', undefined, 'unknown', 'unknown'],
    ['REVERSED', undefined, 'unknown', 'unknown'],
  ] as const)
    it(`${status}${reason === undefined ? '' : ` because of ${reason}`}: an increment is ${increment}, a re-authorization ${reauthorization}`, () => {
      const details = reason === 'MISSING_FIELD' ? { details: [{ field: 'a.b' }] } : {};
      expect(outcomeFor(anIncrement(), status, reason, details)).to.equal(increment);
      expect(outcomeFor(aReauthorization(), status, reason, details)).to.equal(reauthorization);
    });

  it('is held in part where less was authorized again than was asked for', () => {
    const amountDetails = { authorizedAmount: '10.00', currency: 'USD' };
    const body = { orderInformation: { amountDetails } };
    expect(
      toPaymentResult(aReauthorization(), answered(201, { id: ID, status: 'AUTHORIZED', ...body })),
    ).to.deep.include({ outcome: 'declined', holdsMoney: true, held: dollars(1000) });
  });
});

describe('The amount of an answer', () => {
  const authorized = (authorizedAmount: string, currency = 'USD') =>
    toPaymentResult(
      commands.authorization,
      answered(201, {
        id: ID,
        status: 'AUTHORIZED',
        orderInformation: { amountDetails: { authorizedAmount, currency } },
      }),
    );

  it('may be spelt with fewer or more decimals', () => {
    for (const text of ['12.5', '12.50', '12.500'])
      expect(authorized(text)).to.deep.include({ outcome: 'approved', amount: dollars(1250) });
  });

  it('that differs from the asked one declines the payment and is held', () => {
    expect(inShort(authorized('10.00'))).to.equal('declined, money held');
    expect(inShort(authorized('125.00'))).to.equal('declined, money held');
  });

  it('that cannot be read, or is of another currency, makes the outcome unknown', () => {
    expect(inShort(authorized('twelve'))).to.equal('unknown');
    expect(inShort(authorized('12.50', 'EUR'))).to.equal('unknown');
  });

  it('of a capture, reversal or refund is what CyberSource states', () => {
    const stated = (command: PaymentCommand, body: object) =>
      toPaymentResult(command, answered(201, { id: ID, ...body }));
    const half = { amount: dollars(625) };
    expect(
      stated(commands.capture, {
        status: 'PENDING',
        orderInformation: { amountDetails: { totalAmount: '6.25', currency: 'USD' } },
      }),
    ).to.deep.include(half);
    expect(
      stated(commands.reversal, { status: 'REVERSED', reversalAmountDetails: { reversedAmount: '6.25' } }),
    ).to.deep.include(half);
    expect(
      stated(commands.refund, { status: 'PENDING', refundAmountDetails: { refundAmount: '6.25' } }),
    ).to.deep.include(half);
  });
});

describe('A sale', () => {
  const sold = (capture: object) =>
    inShort(
      toPaymentResult(
        commands.sale,
        answered(201, { id: ID, status: 'AUTHORIZED', embeddedActions: { CAPTURE: capture } }),
      ),
    );

  it('is approved when its capture half went through', () => {
    expect(sold({ status: 'PENDING' })).to.equal('approved');
    expect(sold({ status: 'TRANSMITTED' })).to.equal('approved');
    expect(sold({})).to.equal('approved');
  });

  it('is declined, with money held, when only its authorization half did', () => {
    expect(sold({ status: 'INVALID_REQUEST', reason: 'INVALID_AMOUNT' })).to.equal('declined, money held');
    expect(sold({ reason: 'MISSING_AUTH' })).to.equal('declined, money held');
  });
});
