import { expect } from 'chai';
import { toComment } from '../../../src/cybersource/requests/comment.ts';
import { createPaymentRecords } from '../../../src/cybersource/transactions/payment-records.ts';
import type { GatewayRef, MerchantTransactionId, OrderId } from '../../../src/domain/ids.ts';
import type { PaymentCommand } from '../../../src/domain/payment/command.ts';
import { commandDigest } from '../../../src/domain/sha256.ts';
import type { PaymentRecord } from '../../../src/payments/ports/payment-records.ts';
import type { ClientFor } from '../../../src/cybersource/client/client.ts';
import {
  aCapture,
  anAuthorization,
  anIncrement,
  aReauthorization,
  aRefund,
  aVoid,
  dollars,
  someSettings,
} from '../fixtures/builders.ts';

const DAY_MS = 86_400_000;
const ORDER = 'o30411' as OrderId;
const SUBMITTED = '2026-01-31T10:22:21Z';
const attempt = 'V1ABCDEFGHIJKLMNOPQRSTUVWXYZ23' as MerchantTransactionId;
const idOf = (nth: number) => String(nth).padEnd(22, '0') as GatewayRef;
const FIRST = idOf(1);

interface Made {
  readonly nth: number;
  readonly services: readonly string[];
  readonly reasonCode?: string;
  readonly command?: PaymentCommand;
  readonly sequence?: number;
  readonly amount?: string | undefined;
  readonly more?: object;
}

/** A transaction as CyberSource's details show it, a minute after the one before. */
function details({ nth, services, reasonCode = '100', command, sequence, more = {}, ...of }: Made) {
  const amount = 'amount' in of ? of.amount : '12.50';
  return {
    id: idOf(nth),
    rootId: FIRST,
    submitTimeUTC: new Date(Date.parse(SUBMITTED) + (nth - 1) * 60_000).toISOString(),
    clientReferenceInformation: {
      code: ORDER,
      ...(command && { comments: toComment(command, attempt, sequence) }),
    },
    orderInformation: { amountDetails: { totalAmount: amount, currency: 'USD' } },
    applicationInformation: {
      rCode: '1',
      reasonCode: '100',
      applications: services.map((name) => ({ name, rCode: '1', reasonCode })),
    },
    ...more,
  };
}

type Details = ReturnType<typeof details>;

const authorization = details({ nth: 1, services: ['ics_auth'], command: anAuthorization() });

/** What is read of a payment that CyberSource shows like this. */
async function read(
  shown: readonly Details[],
  {
    ref = FIRST,
    orderId = ORDER,
    now = new Date(Date.parse(SUBMITTED) + 3_600_000),
    settings = someSettings(),
  } = {},
): Promise<{ record: PaymentRecord; searches: readonly string[] }> {
  const searches: string[] = [];
  const [first, ...others] = shown;
  const related = others
    .filter(({ rootId }) => rootId === FIRST)
    .map(({ id }) => ({ href: `https://apitest.cybersource.com/tss/v2/transactions/${id}` }));
  const linked = [{ ...first, _links: { relatedTransactions: related } }, ...others];
  const records = createPaymentRecords({
    now: () => now,
    clientFor: () => ({
      send: (compose) => {
        const asked = compose({
          transactionDetails: (id: string) => ({ id }),
          searchTransactions: ({ query }: { query: string }) => ({ query }),
        } as never) as unknown as { readonly id?: string; readonly query?: string };
        if (asked.id !== undefined) {
          const found = linked.find(({ id }) => id === asked.id);
          const status = found === undefined ? 404 : 200;
          return Promise.resolve({ kind: 'answered', status, text: JSON.stringify(found ?? '') });
        }
        searches.push(asked.query ?? '');
        const page = { totalCount: shown.length, _embedded: { transactionSummaries: shown } };
        return Promise.resolve({ kind: 'answered', status: 201, text: JSON.stringify(page) });
      },
    }),
  });
  return { record: await records.read(ref, orderId, settings, 1_000), searches };
}

async function found(shown: readonly Details[], options: Parameters<typeof read>[1] = {}) {
  const { record } = await read(shown, options);
  if (record.kind !== 'found') expect.fail(JSON.stringify(record));
  return record;
}

/** Each step of a payment, as it is read. */
const STEPS: readonly (readonly [name: string, Omit<Made, 'nth'>, Readonly<Record<string, unknown>>])[] = [
  [
    'a capture',
    { services: ['ics_bill'], command: aCapture({ original: FIRST, isFinal: true }), sequence: 1 },
    { operation: 'capture', original: FIRST, isFinal: true, sequenceNumber: 1, amount: dollars(1250) },
  ],
  [
    'a capture that is not the last',
    { services: ['ics_bill'], command: aCapture({ original: FIRST }) },
    { operation: 'capture', original: FIRST, amount: dollars(1250) },
  ],
  [
    'a refund',
    { services: ['ics_credit'], command: aRefund({ original: idOf(7) }) },
    { operation: 'refund', original: idOf(7), amount: dollars(1250) },
  ],
  [
    'the reversal of the hold',
    { services: ['ics_auth_reversal'], command: aVoid({ original: FIRST }) },
    { operation: 'void', isVoidOfCapture: false, original: FIRST, amount: dollars(1250) },
  ],
  [
    'the void of a capture',
    { services: ['ics_void'], command: aVoid({ original: idOf(7), of: 'capture' }) },
    { operation: 'void', isVoidOfCapture: true, original: idOf(7), amount: dollars(1250) },
  ],
  [
    'a void that reverses the hold as well',
    { services: ['ics_auth_reversal', 'ics_void'], command: aVoid({ original: idOf(7), of: 'capture' }) },
    { operation: 'void', isVoidOfCapture: true, original: idOf(7), amount: dollars(1250) },
  ],
  [
    'a void without an amount',
    { services: ['ics_void'], amount: undefined, command: aVoid({ original: idOf(7), of: 'capture' }) },
    { operation: 'void', isVoidOfCapture: true, original: idOf(7) },
  ],
  [
    'an increment',
    { services: ['ics_auth'], command: anIncrement({ original: FIRST }) },
    { operation: 'increment', original: FIRST, amount: dollars(1250) },
  ],
];

describe('A payment as CyberSource’s records show it', () => {
  it('has its authorization, with what our comment says of it', async () => {
    const { followOns, authorization: read } = await found([authorization]);
    const { site, channel, paymentGroupId } = anAuthorization();
    expect(followOns).to.deep.equal([]);
    const { result, ...rest } = read;
    expect(rest).to.deep.equal({
      operation: 'authorize',
      ref: FIRST,
      submittedAt: new Date(SUBMITTED),
      merchantTransactionId: attempt,
      amount: dollars(1250),
      captureNow: false,
      paymentGroup: { site, channel, paymentGroupId },
    });
    expect(result).to.include({ outcome: 'approved', ref: FIRST });
  });

  it('was taken at once where it was captured with it', async () => {
    const sale = details({ nth: 1, services: ['ics_auth', 'ics_bill'], command: anAuthorization() });
    expect((await found([sale])).authorization).to.include({ captureNow: true });
  });

  for (const [name, made, expected] of STEPS)
    it(`has ${name}`, async () => {
      const { followOns } = await found([authorization, details({ nth: 2, ...made })]);
      expect(followOns).to.have.length(1);
      const { result, ...rest } = followOns[0] ?? expect.fail();
      const { key, fingerprint } = made.command ?? expect.fail();
      expect(rest).to.deep.equal({
        ref: idOf(2),
        submittedAt: new Date(Date.parse(SUBMITTED) + 60_000),
        merchantTransactionId: attempt,
        command: commandDigest(key),
        fingerprint: fingerprint.slice(0, 12),
        captureNow: false,
        ...expected,
      });
      expect(['approved', 'pending']).to.include(result.outcome);
    });

  for (const [service, original] of [
    ['ics_bill', FIRST],
    ['ics_auth', FIRST],
    ['ics_auth_reversal', FIRST],
    ['ics_void', undefined],
    ['ics_credit', undefined],
  ] as const)
    it(`has ${service} of another program, ${original ? 'which is of the hold' : 'of which nothing tells what it was of'}`, async () => {
      const { followOns } = await found([authorization, details({ nth: 2, services: [service] })]);
      expect(followOns).to.have.length(1);
      expect(followOns[0]?.original).to.equal(original);
      expect(followOns[0]).not.to.have.any.keys('merchantTransactionId', 'command', 'sequenceNumber');
    });

  it('has every step with the amount of the record, whatever the answer’s own fields say there', async () => {
    const elsewhere = {
      voidAmountDetails: { voidAmount: '1.00', currency: 'USD' },
      reversalAmountDetails: { reversedAmount: '1.00', currency: 'USD' },
      refundAmountDetails: { refundAmount: '1.00', currency: 'USD' },
    };
    for (const service of ['ics_bill', 'ics_void', 'ics_auth_reversal', 'ics_credit']) {
      const step = details({ nth: 2, services: [service], amount: '6.25', more: elsewhere });
      const { followOns } = await found([authorization, step]);
      expect(followOns[0]?.result, service).to.deep.include({ amount: dollars(625) });
      expect(followOns[0], service).to.deep.include({ amount: dollars(625) });
    }
  });

  it('has a void that states no amount with an answer about nothing', async () => {
    const step = details({ nth: 2, services: ['ics_void'], amount: undefined });
    const { followOns } = await found([authorization, step]);
    expect(followOns[0]).not.to.have.property('amount');
    expect(followOns[0]?.result).to.deep.include({ outcome: 'approved', amount: dollars(0) });
  });

  it('has a declined step, with the reason that the records have', async () => {
    const step = details({ nth: 2, services: ['ics_bill'], reasonCode: '203' });
    const { followOns } = await found([authorization, step]);
    expect(followOns[0]?.result).to.include({ outcome: 'declined', declineReason: 'do-not-honor' });
  });

  it('has the lines that a capture names', async () => {
    const lines = [{ lineId: 'ci1', quantity: 2 }];
    const command = aCapture({ original: FIRST, lines });
    const { followOns } = await found([authorization, details({ nth: 2, services: ['ics_bill'], command })]);
    expect(followOns[0]).to.deep.include({ lines });
  });

  it('has its steps oldest first, and none that moved no money or was refused', async () => {
    const steps = [
      details({ nth: 4, services: ['ics_credit'] }),
      details({ nth: 2, services: ['ics_bill'] }),
      details({ nth: 3, services: ['ics_decision'] }),
      details({ nth: 5, services: ['ics_credit'], reasonCode: '102' }),
      details({ nth: 6, services: ['ics_auth_reversal'], reasonCode: '243' }),
    ];
    const { followOns } = await found([authorization, ...steps]);
    expect(followOns.map(({ ref }) => ref)).to.deep.equal([idOf(2), idOf(4)]);
  });

  for (const part of ['paymentInformation', 'tokenInformation'])
    it(`has the ids of the card in ${part}`, async () => {
      const shown = details({
        nth: 1,
        services: ['ics_auth'],
        more: {
          [part]: {
            customer: { id: 'C1' },
            paymentInstrument: { id: 'PI1' },
            instrumentIdentifier: { id: 'II1' },
          },
        },
      });
      expect((await found([shown])).authorization).to.deep.include({
        instrument: { customerId: 'C1', paymentInstrumentId: 'PI1', instrumentIdentifierId: 'II1' },
      });
    });

  it('believes the card that it was paid with before the one that it saved, and reads texts only', async () => {
    const more = {
      paymentInformation: { customer: { id: 'C1' }, paymentInstrument: { id: 7 } },
      tokenInformation: {
        customer: { id: 'C2' },
        paymentInstrument: { id: 'PI2' },
        instrumentIdentifier: 'II',
      },
    };
    expect((await found([{ ...authorization, ...more }])).authorization).to.deep.include({
      instrument: { customerId: 'C1', paymentInstrumentId: 'PI2' },
    });
  });

  it('lets stand what another program let stand, and judges ours by the site’s setting', async () => {
    const byCode = (command?: PaymentCommand) =>
      details({ nth: 1, services: ['ics_auth'], reasonCode: '200', ...(command && { command }) });
    const outcome = async (command?: PaymentCommand) =>
      (await found([byCode(command)])).authorization.result.outcome;
    expect(await outcome()).to.equal('approved');
    expect(await outcome(anAuthorization())).to.equal('declined');
  });

  it('ended unclearly where the records do not say how', async () => {
    const unclear = details({ nth: 1, services: ['ics_auth'], reasonCode: '150' });
    expect((await found([unclear])).authorization.result).to.include({ outcome: 'unknown' });
  });
});

describe('A payment that cannot be read', () => {
  const withDetails = (amountDetails: object) => ({ ...authorization, orderInformation: { amountDetails } });

  for (const [name, shown] of [
    ['without a currency', withDetails({ totalAmount: '12.50' }) as Details],
    ['with a currency that is none', withDetails({ totalAmount: '12.50', currency: 'usd' }) as Details],
    ['without an amount', withDetails({ currency: 'USD' }) as Details],
    ['with an amount that is none', withDetails({ totalAmount: 'ten', currency: 'USD' }) as Details],
    ['without an authorization', details({ nth: 1, services: ['ics_bill'] })],
  ] as const)
    it(`is unclear ${name}`, async () => {
      expect((await read([shown])).record.kind).to.equal('ambiguous');
    });

  it('is not found under the number of another order', async () => {
    expect((await read([authorization], { orderId: 'o2' as OrderId })).record).to.deep.equal({
      kind: 'not-found',
    });
  });

  it('is not found, with the second in which an id of 22 digits was given', async () => {
    const unknown = '6750124114786780104953' as GatewayRef;
    expect((await read([authorization], { ref: unknown })).record).to.deep.equal({
      kind: 'not-found',
      issuedAt: new Date(1_675_012_411_000),
    });
    for (const ref of ['67501241147867801049531', `x${unknown}`, `${unknown}x`, '675012411478678010495'])
      expect((await read([authorization], { ref: ref as GatewayRef })).record).to.deep.equal({
        kind: 'not-found',
      });
  });
});

describe('What was authorized again', () => {
  const again = details({
    nth: 2,
    services: ['ics_auth'],
    command: aReauthorization({ original: FIRST }),
    more: { rootId: idOf(2) },
  });
  const MOMENT = Date.parse(SUBMITTED);
  const HALF_HOUR_MS = 1_800_000;
  const readAt = (ms: number, holdDays = {}) =>
    read([authorization, again], { now: new Date(MOMENT + ms), settings: someSettings({ holdDays }) });

  it('is looked for among the authorizations of the order once a hold can have expired: after a day, less the skew of clocks', async () => {
    const first = DAY_MS - HALF_HOUR_MS;
    expect((await readAt(first - 1)).searches).to.deep.equal([]);
    const { record, searches } = await readAt(first);
    const now = MOMENT + first;
    expect(searches).to.deep.equal([
      `clientReferenceInformation.code:"${ORDER}" AND submitTimeUtc:[${now - 180 * DAY_MS} TO ${now + HALF_HOUR_MS}]`,
    ]);
    expect(record).to.have.property('followOns').with.lengthOf(1);
    expect(record).to.have.nested.property('followOns.0.operation', 'reauthorize');
    expect(record).to.have.nested.property('followOns.0.original', FIRST);
  });

  it('is looked for sooner where the site’s holds live shorter, and no later where they live longer', async () => {
    const first = DAY_MS / 4 - HALF_HOUR_MS;
    expect((await readAt(first - 1, { '001': 0.25, '002': 9 })).searches).to.deep.equal([]);
    expect((await readAt(first, { '001': 0.25, '002': 9 })).searches).to.have.length(1);
    expect((await readAt(DAY_MS - HALF_HOUR_MS, { '001': 9 })).searches).to.have.length(1);
  });

  it('is judged by the site’s setting for what does not match, as the payment was', async () => {
    const mismatched = details({
      nth: 2,
      services: ['ics_auth'],
      reasonCode: '200',
      command: aReauthorization({ original: FIRST }),
      more: { rootId: idOf(2) },
    });
    for (const [onVerificationFailure, outcome] of [
      ['decline', 'declined'],
      ['accept', 'approved'],
      ['review', 'pending'],
    ] as const) {
      const { followOns } = await found([authorization, mismatched], {
        now: new Date(MOMENT + DAY_MS),
        settings: someSettings({ onVerificationFailure }),
      });
      expect(followOns[0]?.result.outcome).to.equal(outcome);
    }
  });

  it('is the hold of the captures that name it', async () => {
    const command = aCapture({ original: idOf(2) });
    const capture = details({ nth: 3, services: ['ics_bill'], command });
    const { followOns } = await found([authorization, again, capture], { now: new Date(MOMENT + DAY_MS) });
    expect(followOns.map(({ operation, original }) => [operation, original])).to.deep.equal([
      ['reauthorize', FIRST],
      ['capture', idOf(2)],
    ]);
  });
});

describe('The authorizations of an order', () => {
  const now = new Date('2026-02-01T00:00:00Z');

  /** @param answer what the search is answered with */
  function authorizationsOf(answer: { readonly status: number; readonly text: string }, orderId = ORDER) {
    const queries: string[] = [];
    const clientFor: ClientFor = () => ({
      send: (compose) => {
        compose({ searchTransactions: ({ query }: { query: string }) => void queries.push(query) } as never);
        return Promise.resolve({ kind: 'answered', ...answer });
      },
    });
    const records = createPaymentRecords({ now: () => now, clientFor });
    return { queries, found: records.authorizationsOf(orderId, someSettings(), 1_000) };
  }
  const page = (...rows: readonly object[]) => ({
    status: 201,
    text: JSON.stringify({ totalCount: rows.length, _embedded: { transactionSummaries: rows } }),
  });

  it('are all that the records show of it in 180 days, and nothing that is no authorization', async () => {
    const { found: result, queries } = authorizationsOf(
      page(
        details({ nth: 1, services: ['ics_auth'] }),
        details({ nth: 2, services: ['ics_bill'] }),
        details({ nth: 3, services: ['ics_auth', 'ics_bill'] }),
      ),
    );
    expect(await result).to.deep.equal({ kind: 'found', refs: [idOf(1), idOf(3)] });
    const [from, to] = [now.getTime() - 180 * DAY_MS, now.getTime() + 1_800_000];
    expect(queries).to.deep.equal([
      `clientReferenceInformation.code:"${ORDER}" AND submitTimeUtc:[${from} TO ${to}]`,
    ]);
  });

  it('are looked for by an order number that cannot leave its quotes', async () => {
    const { queries, found: result } = authorizationsOf(page(), 'o"1\\2" OR x:"y' as OrderId);
    await result;
    expect(queries[0]).to.match(/^clientReferenceInformation\.code:"o12 OR x:y" AND /);
  });

  it('are unclear where CyberSource’s search cannot be read', async () => {
    expect(await authorizationsOf({ status: 500, text: '' }).found)
      .to.include({ kind: 'ambiguous' })
      .and.have.property('problem')
      .that.includes('HTTP 500');
  });

  it('are not guessed where something else goes wrong', async () => {
    const records = createPaymentRecords({
      now: () => now,
      clientFor: () => ({ send: () => Promise.reject(new TypeError('a fault of ours')) }),
    });
    for (const asked of [
      records.authorizationsOf(ORDER, someSettings(), 1_000),
      records.read(FIRST, ORDER, someSettings(), 1_000),
    ])
      expect(await asked.catch((error: unknown) => error)).to.be.instanceOf(TypeError);
  });
});

describe('Reading a payment’s records is logged', () => {
  const lines: unknown[] = [];
  const logged = async (status: number) => {
    lines.length = 0;
    const records = createPaymentRecords({
      now: () => new Date(Date.parse(SUBMITTED) + 3_600_000),
      clientFor: () => ({
        send: () => Promise.resolve({ kind: 'answered', status, text: JSON.stringify(authorization) }),
      }),
      log: (...line) => void lines.push(line),
    });
    await records.read(FIRST, ORDER, someSettings(), 1_000);
    return lines;
  };
  const said = { site: 'siteUS', channel: 'storefront', orderId: ORDER, gatewayTransactionId: FIRST };

  it('with what was found', async () => {
    expect(await logged(200)).to.deep.equal([['gateway.payment-record', { ...said, lookupResult: 'found' }]]);
  });

  it('with the problem where it is unclear', async () => {
    expect(await logged(500)).to.deep.equal([
      [
        'gateway.payment-record',
        {
          ...said,
          lookupResult: 'ambiguous',
          problem: "CyberSource's transaction details gave no usable answer (HTTP 500)",
        },
      ],
    ]);
  });
});
