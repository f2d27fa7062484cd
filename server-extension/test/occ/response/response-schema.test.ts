import { expect } from 'chai';
import type * as z from 'zod';
import {
  cardAnswer,
  channel,
  flatAnswer,
  responseCode,
  twelveDigits,
} from '../../../src/occ/response/response-schema.ts';

type Json = Readonly<Record<string, unknown>>;

const AROUND: Json = {
  orderId: 'o1',
  channel: 'storefront',
  locale: 'en',
  transactionType: '0100',
  currencyCode: 'USD',
  siteId: 'siteUS',
};
const SAVED: Json = {
  token: 'PI1',
  additionalSavedCardProperties: { customerId: 'C1', instrumentId: 'II1' },
};
const RESULT: Json = {
  transactionId: 't1',
  transactionTimestamp: '2026-02-01T11:59:59+0000',
  paymentId: 'pg1',
  paymentMethod: 'card',
  gatewayId: 'g1',
  siteId: 'siteUS',
  amount: '000000004250',
  responseCode: '1000',
  responseReason: 'AUTHORIZED',
  responseDescription: '',
  authCode: 'AUTHORIZED',
  hostTransactionId: 'h1',
  hostTransactionTimestamp: '1767225600000',
  merchantTransactionId: 't1',
  merchantTransactionTimestamp: '1767225600000',
  ...SAVED,
  additionalProperties: { gift: 'yes' },
  customPaymentProperties: ['sale'],
};
const SAID: Json = { success: true, code: '1000', reason: 'AUTHORIZED', description: '' };
const FLAT: Json = {
  ...AROUND,
  paymentId: 'pg1',
  merchantTransactionId: 't1',
  merchantTransactionTimestamp: '1767225600000',
  hostTransactionId: 'h1',
  hostTimestamp: '2026-02-01T11:59:59Z',
  transactionTimestamp: '2026-02-01T11:59:59+0000',
  paymentMethod: 'generic',
  gatewayId: 'g1',
  amount: '000000004250',
  authCode: 'AUTHORIZED',
  response: SAID,
  ...SAVED,
  additionalProperties: { gift: 'yes' },
  externalProperties: ['sale'],
};
const OPTIONAL = new Set([
  'locale',
  'gatewayId',
  'hostTransactionId',
  'token',
  'additionalSavedCardProperties',
  'customerId',
  'instrumentId',
  'customPaymentProperties',
  'externalProperties',
]);
const ENVELOPES = ['authorizationResponse', 'voidResponse', 'captureResponse', 'creditResponse'];

const takes = (schema: () => z.ZodType, value: unknown): boolean => schema().safeParse(value).success;
const without = (whole: Json, name: string): Json =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));

/** Every field is what it is: optional or not, of its own type, and none is there beside them. */
function expectExactly(whole: Json, isTaken: (value: Json) => boolean): void {
  expect(isTaken(whole)).to.equal(true);
  for (const name of Object.keys(whole)) {
    expect(isTaken(without(whole, name)), `without ${name}`).to.equal(OPTIONAL.has(name));
    for (const wrong of [7, null])
      expect(isTaken({ ...whole, [name]: wrong }), `${name}: ${wrong}`).to.equal(false);
  }
  expect(isTaken({ ...whole, another: 'text' }), 'with another field').to.equal(false);
}

describe('The documented answer of the webhook', () => {
  for (const envelope of ENVELOPES) {
    it(`by card is one result in ${envelope}, with these fields and no others`, () => {
      expectExactly(RESULT, (result) => takes(cardAnswer, { ...AROUND, [envelope]: result }));
    });

    it(`by card has these fields around ${envelope}, and no others`, () => {
      expectExactly({ ...AROUND, [envelope]: RESULT }, (answer) => takes(cardAnswer, answer));
    });
  }

  it('by card is of no other method, in no other envelope, and has no second result', () => {
    expect(takes(cardAnswer, { ...AROUND, otherResponse: RESULT })).to.equal(false);
    expect(
      takes(cardAnswer, { ...AROUND, authorizationResponse: { ...RESULT, paymentMethod: 'generic' } }),
    ).to.equal(false);
    expect(takes(cardAnswer, { ...AROUND, authorizationResponse: RESULT, voidResponse: RESULT })).to.equal(
      false,
    );
  });

  it('by any other method is flat, with these fields and no others', () => {
    expectExactly(FLAT, (answer) => takes(flatAnswer, answer));
    expectExactly(SAID, (response) => takes(flatAnswer, { ...FLAT, response }));
  });

  it('names a saved card by these ids and no others', () => {
    expectExactly({ customerId: 'C1', instrumentId: 'II1' }, (ids) =>
      takes(flatAnswer, { ...FLAT, additionalSavedCardProperties: ids }),
    );
  });

  it('has lists and properties of texts only, and times in epoch milliseconds', () => {
    for (const changed of [
      { externalProperties: [7] },
      { additionalProperties: { gift: 7 } },
      { merchantTransactionTimestamp: '2026-02-01' },
      { merchantTransactionTimestamp: '1767225600000 ' },
      { merchantTransactionTimestamp: ' 1767225600000' },
      { merchantTransactionTimestamp: '' },
      { amount: '4250' },
      { amount: '0000000042500' },
    ])
      expect(takes(flatAnswer, { ...FLAT, ...changed }), JSON.stringify(changed)).to.equal(false);
  });
});

describe('What the answer is made of', () => {
  it('are these response codes and channels', () => {
    expect(responseCode().options).to.deep.equal(
      '1000 2000 3000 4000 6000 7000 8000 9000 10000 11000 12000'.split(' '),
    );
    expect(channel().options).to.deep.equal(['agent', 'preview', 'storefront']);
  });

  it('goes by these names in the API’s documentation, and says what it is', () => {
    for (const [schema, id] of [
      [twelveDigits, 'TwelveDigits'],
      [responseCode, 'ResponseCode'],
      [channel, 'Channel'],
      [cardAnswer, 'CardAnswer'],
      [flatAnswer, 'FlatAnswer'],
    ] as const)
      expect(schema().meta()?.id).to.equal(id);
    const { shape } = flatAnswer();
    expect(shape.additionalProperties.meta()?.id).to.equal('AdditionalProperties');
    for (const name of [
      'merchantTransactionTimestamp',
      'hostTransactionId',
      'gatewayId',
      'authCode',
      'amount',
      'token',
      'additionalProperties',
      'externalProperties',
    ] as const)
      expect(shape[name].description, name).to.match(/\w/);
    for (const name of ['code', 'reason', 'description'] as const)
      expect(shape.response.shape[name].description, name).to.match(/\w/);
    const [answer] = cardAnswer().options;
    const { authorizationResponse: result } = answer!.shape as unknown as Record<
      string,
      z.ZodObject | undefined
    >;
    expect(result?.meta()?.id).to.equal('CardResult');
    for (const name of [
      'hostTransactionId',
      'responseReason',
      'responseDescription',
      'hostTransactionTimestamp',
      'customPaymentProperties',
    ])
      expect((result?.shape[name] as z.ZodType | undefined)?.description, name).to.match(/\w/);
  });
});
