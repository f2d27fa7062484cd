/**
 * Requests as Oracle's documents of the payment webhooks describe them, field by field (OCC: generic payment webhook,
 * credit card webhook; kinds, shapes of settings and references), and what their answers have to hold.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import * as z from 'zod';
import { cardProperties, type RunningApp, startApp } from '../../builders/app.ts';
import { type Occ, startOcc } from '../../builders/occ.ts';
import { approved } from '../../builders/reported-results.ts';
import { occTime } from '../../builders/webhook.ts';

const FOLDER = new URL('../../fixtures/webhooks/', import.meta.url);

type Sample = Readonly<Record<string, unknown>>;

const samples = new Map(
  readdirSync(FOLDER).map((file) => [
    file.replace('.json', ''),
    JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Sample,
  ]),
);
const sampleOf = (name: string): Sample => samples.get(name) ?? expect.fail(`There is no sample ${name}.`);

const amount = z.string().regex(/^\d{12}$/);
const code = z.enum([
  '1000',
  '2000',
  '3000',
  '4000',
  '5000',
  '6000',
  '7000',
  '8000',
  '9000',
  '10000',
  '11000',
  '12000',
]);
const texts = z.record(z.string(), z.string());

/** What every answer for a card or a gift card says of its payment. Written from Oracle's table, not from our schema. */
const CardPayment = z.object({
  transactionId: z.string(),
  transactionTimestamp: z.string(),
  paymentId: z.string(),
  paymentMethod: z.string(),
  gatewayId: z.string(),
  siteId: z.string(),
  amount,
  responseCode: code,
  responseReason: z.string(),
  responseDescription: z.string(),
  authCode: z.string(),
  hostTransactionId: z.string().optional(),
  hostTransactionTimestamp: z
    .string()
    .regex(/^\d{13}$/)
    .optional(),
  merchantTransactionId: z.string(),
  merchantTransactionTimestamp: z.string().regex(/^\d{13}$/),
  token: z.string().optional(),
  tokenExpiryDate: z.string().optional(),
  additionalProperties: texts.optional(),
  customPaymentProperties: z.array(z.string()).optional(),
  additionalSavedCardProperties: texts.optional(),
});

const Envelope = z.object({
  orderId: z.string(),
  channel: z.enum(['storefront', 'agent', 'preview']),
  locale: z.string(),
  transactionType: z.string(),
  currencyCode: z.string(),
  siteId: z.string(),
});

/** OCC looks for the answer under another key for each type. */
const KEYS: Readonly<Record<string, string>> = {
  '0100': 'authorizationResponse',
  '0110': 'voidResponse',
  '0400': 'creditResponse',
  '0600': 'inquireBalanceResponse',
};

const FlatAnswer = Envelope.omit({ siteId: true }).extend({
  paymentId: z.string(),
  merchantTransactionId: z.string(),
  hostTransactionId: z.string().optional(),
  amount,
  response: z.object({
    success: z.boolean(),
    code,
    reason: z.string(),
    description: z.string().optional(),
  }),
  additionalProperties: texts.optional(),
  externalProperties: z.array(z.string()).optional(),
});

/** Which kind of payment has which shape of answer, and how this extension ends it. */
const EXPECTED: Readonly<Record<string, readonly [shape: 'card' | 'flat', code: string]>> = {
  'card-authorize': ['card', '1000'],
  'card-authorize-settings-by-id': ['card', '1000'],
  'card-void': ['card', '2000'],
  'card-refund': ['card', '3000'],
  'generic-initiate': ['flat', '9000'],
  'generic-retrieve': ['flat', '9000'],
  'generic-authorize': ['flat', '1000'],
  'generic-void': ['flat', '2000'],
  'generic-refund': ['flat', '3000'],
  'gift-card-balance': ['flat', '6000'],
  'gift-card-authorize': ['flat', '9000'],
  'cash-request': ['flat', '9000'],
  'cash-cancel': ['flat', '8000'],
  'invoice-authorize': ['flat', '9000'],
};

describe('Requests as Oracle documents them', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp({ answer: (_command, nth) => approved(`700000000000000000000${nth}`) });
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('have a sample of every kind', () => {
    expect([...samples.keys()]).to.have.members(Object.keys(EXPECTED));
  });

  for (const [name, [shape, responseCode]] of Object.entries(EXPECTED))
    it(`${name}: the answer has every mandatory field, with its type, and ${responseCode}`, async () => {
      const given = sampleOf(name);
      const sample = await deliverable(name, given);
      const { status, json } = await app.deliver(sample);
      expect(status, JSON.stringify(json)).to.equal(200);
      const body = json as Readonly<Record<string, unknown>>;
      expect(Envelope.partial().parse(body)).to.include({
        orderId: given['orderId'],
        channel: given['channel'],
        locale: given['locale'],
        transactionType: given['transactionType'],
        currencyCode: given['currencyCode'],
      });
      if (shape === 'flat') {
        const { response, amount: echoed } = FlatAnswer.parse(body);
        expect(response).to.include({ code: responseCode, success: /^[1-4]0*$/.test(responseCode) });
        expect(echoed).to.equal(sample['amount']);
        return;
      }
      const key = KEYS[String(given['transactionType'])] ?? '';
      expect(Object.keys(body).filter((each) => each.endsWith('Response'))).to.deep.equal([key]);
      const answer = CardPayment.parse(body[key]);
      for (const echoed of [
        'transactionId',
        'transactionTimestamp',
        'paymentId',
        'paymentMethod',
        'gatewayId',
        'siteId',
        'amount',
      ] as const)
        expect(answer[echoed], echoed).to.equal(sample[echoed]);
      expect(answer.responseCode).to.equal(responseCode);
    });

  /** Of today, with what the shopper's browser got from this extension; a follow-on comes after its authorization. */
  async function deliverable(name: string, sample: Sample): Promise<Sample> {
    const current = (given: Sample): Sample => ({
      ...given,
      transactionTimestamp: occTime(new Date()),
      ...(given['transactionType'] === '0100' && { customProperties: propertiesOf(given) }),
    });
    const [kind = '', step = ''] = name.split(/-(?=void$|refund$)/);
    if (step === '') return current(sample);
    const authorization = current(sampleOf(`${kind}-authorize`));
    const { status } = await app.deliver(authorization);
    expect(status).to.equal(200);
    if (step === 'refund') {
      // OCC refunds what is captured.
      await app.deliver({
        ...authorization,
        transactionId: `${String(authorization['transactionId'])}1`,
        transactionType: '0200',
        referenceInfo: { hostTransactionId: '7000000000000000000001' },
      });
    }
    const reference = {
      hostTransactionId: step === 'refund' ? '7000000000000000000002' : '7000000000000000000001',
    };
    return {
      ...current(sample),
      transactionId: `${String(sample['transactionId'])}2`,
      ...('referenceInfos' in sample ? { referenceInfos: [reference] } : { referenceInfo: reference }),
    };
  }

  function propertiesOf({ paymentMethod }: Sample): Readonly<Record<string, string>> {
    if (paymentMethod === 'generic')
      return { paymentType: 'googlepay', paymentToken: Buffer.from('{"signature":"s"}').toString('base64') };
    return cardProperties(app);
  }
});
