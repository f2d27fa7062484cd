import { expect } from 'chai';
import {
  type CyberSourceResponse,
  invalidFields,
  reasonOf,
  textAt,
  toAnswer,
  toReport,
  toSavedCard,
  transactionIdOf,
} from '../../../src/cybersource/outcome/answer.ts';
import type { GatewayReport } from '../../../src/domain/payment/result.ts';

const answer = (body: Record<string, unknown>): CyberSourceResponse => ({ httpStatus: 201, body });

/** Two values that each field can have. */
const valuesOf = (field: string) =>
  field === 'message' ? (['It was declined.', 'It was refused.'] as const) : (['001', '002'] as const);

/** A body that states a value at a place, `processorInformation.avs.code`. */
function at(place: string, value: unknown): Record<string, unknown> {
  return place.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
    string,
    unknown
  >;
}

/** Where CyberSource states each field of the report (REST: response fields), the place that is believed first in front. */
const PLACES: Readonly<Partial<Record<keyof GatewayReport, readonly string[]>>> = {
  status: ['status'],
  reason: ['errorInformation.reason', 'reason', 'response.rmsg'],
  message: ['errorInformation.message', 'message'],
  submittedAt: ['submitTimeUtc'],
  cardType: [
    'paymentAccountInformation.card.type',
    'paymentInformation.card.type',
    'paymentInformation.tokenizedCard.type',
  ],
  approvalCode: ['processorInformation.approvalCode', 'authorizationInformation.approvalCode'],
  avsCode: ['processorInformation.avs.code'],
  cvnCode: ['processorInformation.cardVerification.resultCode'],
  networkCode: ['processorInformation.responseCode'],
  adviceCode: ['processorInformation.merchantAdvice.code'],
  reconciliationId: ['reconciliationId'],
  networkTransactionId: ['processorInformation.networkTransactionId', 'processorInformation.transactionId'],
  decision: ['embeddedActions.DECISION.status', 'riskInformation.profile.action'],
};

describe('The report of an answer', () => {
  for (const [field, places] of Object.entries(PLACES)) {
    for (const place of places)
      it(`has ${field} from ${place}, and from nowhere else`, () => {
        const [value] = valuesOf(field);
        expect(toReport(answer(at(place, value)))).to.deep.equal({ httpStatus: 201, [field]: value });
      });

    if (places.length > 1)
      it(`believes ${places.join(' before ')}`, () => {
        for (const [nth, place] of places.entries())
          for (const later of places.slice(nth + 1)) {
            const [value, other] = valuesOf(field);
            const body = merged(at(place, value), at(later, other));
            expect(toReport(answer(body))[field as keyof GatewayReport], later).to.equal(value);
          }
      });
  }

  it('has the HTTP status and the correlation id, which stand beside the body', () => {
    expect(toReport({ httpStatus: 502, correlationId: 'c0ffee', body: undefined })).to.deep.equal({
      httpStatus: 502,
      correlationId: 'c0ffee',
    });
  });

  it('has a card type of three digits only, and a code of up to eight capitals and digits only', () => {
    for (const type of ['01', '0011', 'a001', '001a', 'Visa'])
      expect(toReport(answer(at('paymentInformation.card.type', type)))).not.to.have.property('cardType');
    for (const [place, field] of [
      ['processorInformation.responseCode', 'networkCode'],
      ['processorInformation.merchantAdvice.code', 'adviceCode'],
    ] as const) {
      for (const code of ['5', '51', '2:R06', '00,1', 'ABCDEFGH'])
        expect(toReport(answer(at(place, code)))).to.have.property(field, code);
      for (const code of ['ABCDEFGHI', '5 1', 'a1', '1a', '51.'])
        expect(toReport(answer(at(place, code)))).not.to.have.property(field);
    }
  });
});

describe('A text of an answer', () => {
  it('is trimmed, and there when it has 1 to 255 characters', () => {
    expect(textAt(answer({ a: ' b ' }), 'a')).to.equal('b');
    expect(textAt(answer({ a: 'x'.repeat(255) }), 'a')).to.have.length(255);
    for (const value of ['', '  ', 'x'.repeat(256), 7, null, {}, ['b']])
      expect(textAt(answer({ a: value }), 'a')).to.equal(undefined);
  });

  it('is not looked for in what is no object, nor in what every object inherits', () => {
    for (const value of ['text', null, 7, undefined])
      expect(textAt(answer({ a: value }), 'a', 'length')).to.equal(undefined);
    expect(textAt({ httpStatus: 201, body: undefined }, 'a')).to.equal(undefined);
    expect(textAt(answer(Object.create({ a: 'b' }) as Record<string, unknown>), 'a')).to.equal(undefined);
  });
});

describe('The id of an answer', () => {
  it('has 1 to 64 letters, digits, hyphens and underscores', () => {
    for (const id of ['6', '6750124114786780104953', 'a_b-C', 'x'.repeat(64)])
      expect(transactionIdOf(answer({ id }))).to.equal(id);
    for (const id of ['', 'x'.repeat(65), '../67', '67/', 'a b', '67?', 67])
      expect(transactionIdOf(answer({ id }))).to.equal(undefined);
  });
});

describe('The fields that CyberSource complains about', () => {
  const complaining = (fields: readonly unknown[]) => fields.map((field) => ({ field }));

  it('stand within errorInformation or flat, and the former is believed first', () => {
    const inner = { details: complaining(['a.b']) };
    expect(invalidFields(answer({ errorInformation: inner }))).to.deep.equal(['a.b']);
    expect(invalidFields(answer({ details: complaining(['c']) }))).to.deep.equal(['c']);
    expect(invalidFields(answer({ errorInformation: inner, details: complaining(['c']) }))).to.deep.equal([
      'a.b',
    ]);
    expect(invalidFields(answer({ details: 'c' }))).to.deep.equal([]);
    expect(invalidFields(answer({}))).to.deep.equal([]);
  });

  it('begin with a letter, are dotted paths of up to 120 characters, and the first twenty of them are kept', () => {
    const longest = 'x'.repeat(120);
    const good = ['A', 'a.b[0].c_1', longest];
    const bad = ['1a', '.a', 'a b', 'a-b', 'a.b ', `${longest}x`, '', 7, null, undefined];
    expect(invalidFields(answer({ details: complaining([...bad, ...good, ...bad]) }))).to.deep.equal(good);
    const many = Array.from({ length: 25 }, (_, nth) => `f${nth}`);
    expect(invalidFields(answer({ details: complaining(many) }))).to.deep.equal(many.slice(0, 20));
    expect(invalidFields(answer({ details: ['a', null, 7] }))).to.deep.equal([]);
  });
});

describe('An answer', () => {
  it('has the body as it came when it is a JSON object, and none otherwise', () => {
    const came = (text: string) => toAnswer({ kind: 'answered', status: 200, text });
    expect(came('{"a":1}')).to.deep.equal({ httpStatus: 200, body: { a: 1 } });
    for (const text of ['', '{"a":', '<html>', '[1]', '"a"', 'null'])
      expect(came(text)).to.deep.equal({ httpStatus: 200, body: undefined });
    expect(toAnswer({ kind: 'answered', status: 200, text: '', correlationId: 'c' })).to.have.property(
      'correlationId',
      'c',
    );
  });

  it('without a reason has none', () => {
    expect(reasonOf(answer({}))).to.equal(undefined);
  });

  it('names the saved card by each id that it states, and none by the card number alone', () => {
    const ids = {
      customerId: 'customer',
      paymentInstrumentId: 'paymentInstrument',
      instrumentIdentifierId: 'instrumentIdentifier',
    };
    for (const [name, section] of Object.entries(ids)) {
      const card = toSavedCard(answer(at(`tokenInformation.${section}.id`, 'T1')));
      expect(card).to.deep.equal(name === 'instrumentIdentifierId' ? undefined : { [name]: 'T1' });
    }
  });
});

function merged(a: unknown, b: unknown): Record<string, unknown> {
  const result = { ...(a as Record<string, unknown>) };
  for (const [name, value] of Object.entries(b as Record<string, unknown>))
    result[name] = typeof result[name] === 'object' ? merged(result[name], value) : value;
  return result;
}
