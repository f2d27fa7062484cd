import { expect } from 'chai';
import { createOperations } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { createMovements } from '../../../src/cybersource/reports/movements.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAccount, someSettings } from '../fixtures/builders.ts';

const window = { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') };
const row = (nth: number | string, changes: object = {}): object => ({
  requestId: `7${nth}`,
  amount: '12.50',
  currencyCode: 'USD',
  ...changes,
});
const page = (body: object, status = 200): TransportResult => ({
  kind: 'answered',
  status,
  text: JSON.stringify(body),
});

async function read(...replies: readonly TransportResult[]) {
  const asked: string[] = [];
  const waits: number[] = [];
  const operations = createOperations(anAccount());
  const movements = createMovements(() => ({
    send: async (compose, deadlineMs) => {
      asked.push(compose(operations).path.replace(/^[^?]*\?/, ''));
      waits.push(deadlineMs);
      return replies[asked.length - 1] ?? replies.at(-1) ?? expect.fail('no reply');
    },
  }));
  const found = movements.requestedWithin(window, someSettings(), 60_000);
  return { found, asked, waits };
}

const one = async (changes: object, more: object = {}): Promise<unknown> =>
  (await (await read(page({ settlements: [row(1, changes)], ...more }))).found)[0];

describe('Movements of money in CyberSource’s purchase and refund details', () => {
  it('say whose they are, which way, how much, and how far they have come', async () => {
    const { found, asked, waits } = await read(
      page({
        requestDetails: [{ requestId: '71', merchantReferenceNumber: 'o1' }],
        settlements: [
          row(1, { transactionType: 'ics_bill', cybersourceBatchTime: '2026-11-20T10:00:00Z' }),
          row(2),
        ],
        settlementStatuses: [{ requestId: '71', status: 'REJECTED', errorText: 'no', reasonCode: '1' }],
      }),
    );
    const amount = { minor: 1_250, currency: 'USD' };
    expect(await found).to.deep.equal([
      {
        ref: '71',
        orderId: 'o1',
        direction: 'purchase',
        amount,
        status: 'rejected',
        batchedAt: new Date('2026-11-20T10:00:00Z'),
        problem: 'no',
      },
      { ref: '72', orderId: '', direction: 'purchase', amount, status: 'pending' },
    ]);
    expect(asked).to.deep.equal([
      'startTime=2026-11-20T00%3A00%3A00.000Z&endTime=2026-11-21T00%3A00%3A00.000Z&organizationId=testrest' +
        '&viewBy=requestDate&offset=0&limit=500',
    ]);
    expect(waits[0]).to.be.within(30_000, 60_000);
  });

  for (const [text, status] of [
    ['PENDING', 'pending'],
    ['BATCHED', 'batched'],
    ['TRANSMITTED', 'batched'],
    ['SETTLED', 'settled'],
    ['FUNDED', 'settled'],
    ['REJECTED', 'rejected'],
    ['FAILED', 'rejected'],
    ['settled', 'settled'],
    ['NEWER', 'unknown'],
    [null, 'pending'],
  ] as const)
    it(`are ${status} where CyberSource says ${text ?? 'nothing'}`, async () => {
      const settlementStatuses = [{ requestId: '71', status: text }];
      expect(await one({}, { settlementStatuses })).to.include({ status });
    });

  for (const [transactionType, direction] of [
    ['ics_bill', 'purchase'],
    ['ics_credit', 'refund'],
    ['Refunds', 'refund'],
    ['CREDIT', 'refund'],
    [null, 'purchase'],
  ] as const)
    it(`are a ${direction} where their type is ${transactionType ?? 'not named'}`, async () => {
      expect(await one({ transactionType })).to.include({ direction });
    });

  it('name their reason where no text says what is wrong', async () => {
    expect(await one({}, { settlementStatuses: [{ requestId: '71', reasonCode: '203' }] })).to.include({
      problem: '203',
    });
    expect(
      await one({}, { settlementStatuses: [{ requestId: '72', reasonCode: '203' }] }),
    ).not.to.have.property('problem');
  });

  it('are read page by page until one is not full, each once', async () => {
    const full = Array.from({ length: 500 }, (_, nth) => row(nth));
    const { found, asked } = await read(
      page({ settlements: full }),
      page({ settlements: [row(0), row('last')] }),
    );
    expect(await found).to.have.length(501);
    expect(asked.map((query) => /offset=\d+/.exec(query)?.[0])).to.deep.equal(['offset=0', 'offset=500']);
  });

  it('end where CyberSource has no further page', async () => {
    const full = Array.from({ length: 500 }, (_, nth) => row(nth));
    const { found, asked } = await read(page({ settlements: full }), page({}, 404));
    expect(await found).to.have.length(500);
    expect(asked).to.have.length(2);
    expect(await (await read(page({}, 404))).found).to.deep.equal([]);
    expect(await (await read(page({ pageResults: 0 }))).found).to.deep.equal([]);
  });

  it('are no book where they are 200,000 rows or more: which times, the problem names', async () => {
    const full = page({ settlements: Array.from({ length: 500 }, (_, nth) => row(nth)) });
    const { found, asked } = await read(full);
    const problem = await refusal(found);
    expect(asked).to.have.length(400);
    expect(problem).to.include({ code: 'gateway-failure' });
    expect(problem.message).to.match(
      /2026-11-20T00:00:00\.000Z to 2026-11-21T00:00:00\.000Z have 200000 rows/,
    );
  });

  for (const [what, reply, words] of [
    ['nothing comes', { kind: 'silent', reached: 'maybe', cause: 'ECONNRESET' }, 'ECONNRESET'],
    ['CyberSource fails', page({}, 502), '502'],
    ['it is another form', page({}), 'another form'],
    ['it says so many and has none', page({ pageResults: 1 }), 'another form'],
    ['rows have another form', page({ settlements: [{ amount: '1' }] }), 'another form'],
    ['it is cut', { kind: 'answered', status: 200, text: '{' }, 'were cut'],
    ['it is not in UTF-8', { kind: 'answered', status: 200, text: '"\uFFFD"' }, 'UTF-8'],
    ['there is no amount', page({ settlements: [row(1, { amount: null })] }), 'no amount for 71'],
    ['the amount is none', page({ settlements: [row(1, { amount: 'x' })] }), 'no amount for 71'],
    ['there is no currency', page({ settlements: [row(1, { currencyCode: null })] }), 'no amount for 71'],
  ] as const)
    it(`cannot be read where ${what}`, async () => {
      const problem = await refusal((await read(reply)).found);
      expect(problem).to.include({ code: 'gateway-failure' });
      expect(problem.message).to.include(words);
    });
});
