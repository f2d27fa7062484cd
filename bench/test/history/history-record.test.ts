import { expect } from 'chai';
import { type HistoryRecord, parseLine, problemsOf, toLine } from '../../history/history-record.ts';
import { RECORD_TYPES } from '../../history/record-fields.ts';
import { toRequestRecord } from '../../history/request-record.ts';
import { runSeed } from '../../simulation/seed.ts';

describe('The records of a history', () => {
  it('are of the documented format in everything that a simulation writes down', async function () {
    this.timeout(60_000);
    const { history = [] } = await runSeed({
      seed: 6,
      orders: 30,
      faults: 0.2,
      journal: 'shared',
      keepsHistory: true,
    });
    expect(history.flatMap((line) => problemsOf(JSON.parse(line) as Record<string, unknown>))).to.deep.equal(
      [],
    );
    const used = new Set(history.map((line) => parseLine(line).record));
    // Few orders are changed in Business Center.
    const unused = Object.keys(RECORD_TYPES).filter((name) => !used.has(name as HistoryRecord['record']));
    expect(unused.filter((name) => name !== 'change')).to.deep.equal([]);
  });

  const order: HistoryRecord = { record: 'order', orderId: 'o1', siteId: 'siteUS', state: 'SUBMITTED' };

  it('are read as they were written', () => {
    expect(parseLine(toLine(order))).to.deep.equal(order);
  });

  for (const [what, change] of [
    ['a type that there is not', { record: 'invoice' }],
    ['a field that there is not', { colour: 'red' }],
    ['a field of another kind', { holdMs: '600000' }],
    ['a fraction of a millisecond', { holdMs: 0.5 }],
    ['an empty id', { orderId: '' }],
    ['a missing field', { state: undefined }],
  ] as const)
    it(`are refused with ${what}`, () => {
      expect(() => parseLine(JSON.stringify({ ...order, ...change }))).to.throw(RangeError);
    });
});

describe('The record of a request', () => {
  const at = 7;
  const body = Buffer.from(
    JSON.stringify({
      siteId: 'siteUS',
      orderId: 'o1',
      paymentId: 'pg1',
      transactionId: 'o1-pg1-1',
      transactionType: '0110',
      amount: '000000000100',
      currencyCode: 'USD',
    }),
  );

  it('has the identity of OCC’s delivery, and its amount in minor units', () => {
    const record = toRequestRecord({ path: '/payments', headers: {}, body }, 3, at);
    expect(record).to.include({
      caller: 'occ',
      operation: 'void',
      key: 'occ/siteUS/o1/pg1/o1-pg1-1/0110',
      paymentGroupId: 'pg1',
      amount: 100,
      currency: 'USD',
    });
  });

  const capture = {
    merchantReferenceNumber: 'o1',
    transactionId: '77',
    currency: 'KWD',
    amount: '000000001250',
  };
  const sent = (headers: Readonly<Record<string, string>>, change: object = {}) =>
    toRequestRecord(
      { path: '/v2/capture', headers, body: Buffer.from(JSON.stringify({ ...capture, ...change })) },
      1,
      at,
    );

  it('has the key of the order management, or else stands for what the request says', () => {
    expect(sent({ 'x-ccsite': 's', 'idempotency-key': 'k' })).to.include({
      key: 'oms/s/capture/k',
      of: '77',
      amount: 1250,
    });
    expect(sent({})?.key).to.equal(sent({})?.key);
    expect(sent({})?.key).not.to.equal(sent({}, { amount: '1' })?.key);
  });

  it('reads the amounts of the extension’s own routes', () => {
    const increment = { orderId: 'o1', requestId: '77', amount: { minor: 5, currency: 'JPY' } };
    const request = { path: '/increment', headers: {}, body: Buffer.from(JSON.stringify(increment)) };
    expect(toRequestRecord(request, 1, at)).to.include({
      amount: 5,
      currency: 'JPY',
      of: '77',
      orderId: 'o1',
    });
  });

  it('is not made of what asks for no payment', () => {
    expect(
      toRequestRecord({ path: '/operations/payments', headers: {}, body: Buffer.alloc(0) }, 1, at),
    ).to.equal(undefined);
  });
});
