/** Money is neither made nor lost, whatever is asked in whatever order. */
import { expect } from 'chai';
import fc from 'fast-check';
import { toAmount } from '../../../cybersource/values/money.ts';
import { startCybersourceSandbox, type CyberSourceSandbox } from '../../../cybersource/start.ts';
import { anAmount, anIncrement, aPayment, aReversal, createClient, textAt, type Client } from '../client.ts';

interface Step {
  readonly call:
    'increment' | 'capture' | 'final capture' | 'reversal' | 'refund' | 'void' | 'timeout reversal';
  readonly amount: number;
  /** Which of the captures or refunds so far is meant. */
  readonly which: number;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    call: fc.constantFrom(
      'increment',
      'capture',
      'final capture',
      'reversal',
      'refund',
      'void',
      'timeout reversal',
    ),
    amount: fc.oneof(fc.integer({ min: 0, max: 1200 }), fc.constantFrom(250, 500, 1000)),
    which: fc.nat(3),
  }),
  { maxLength: 12 },
);

describe('A strict ledger', () => {
  let sandbox: CyberSourceSandbox;
  let client: Client;
  before(async () => {
    sandbox = await startCybersourceSandbox();
    client = createClient(sandbox.url);
  });
  after(() => sandbox.close());

  it('never captures more than was authorized, nor refunds more than was captured', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.boolean(),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        async (list, sale, currency) => {
          sandbox.control.reset();
          const text = (minor: number): string => toAmount({ minor, currency });
          const paid = await client.post(
            '/pts/v2/payments',
            aPayment({ amount: text(1000), currency, capture: sale, transactionId: 'mti' }),
          );
          const id = textAt(paid.body, 'id');
          const taken = sale ? [`payments/${id}`] : [];
          const given: string[] = [];
          let authorized = 1000;

          for (const { call, amount, which } of list) {
            const money = anAmount(text(amount), currency);
            if (call === 'capture' || call === 'final capture') {
              const captureOptions = { isFinal: call === 'final capture' };
              const reply = await client.post(`/pts/v2/payments/${id}/captures`, {
                ...money,
                processingInformation: { captureOptions },
              });
              if (reply.status === 201) taken.push(`captures/${textAt(reply.body, 'id')}`);
            } else if (call === 'increment') {
              const reply = await client.patch(`/pts/v2/payments/${id}`, anIncrement(text(amount), currency));
              if (reply.body['status'] === 'AUTHORIZED') authorized += amount;
            } else if (call === 'reversal') {
              await client.post(`/pts/v2/payments/${id}/reversals`, aReversal(text(amount)));
            } else if (call === 'timeout reversal') {
              await client.post('/pts/v2/reversals', aReversal(text(amount), 'mti'));
            } else if (call === 'refund') {
              const target = taken[which % Math.max(taken.length, 1)];
              const reply = await client.post(`/pts/v2/${target ?? `payments/${id}`}/refunds`, money);
              if (reply.status === 201) given.push(`refunds/${textAt(reply.body, 'id')}`);
            } else {
              const target = [...taken, ...given][which % Math.max(taken.length + given.length, 1)];
              await client.post(`/pts/v2/${target ?? `payments/${id}`}/voids`, {});
            }

            const sums = sandbox.ledger()[0]?.sums;
            if (!sums) throw new Error('The payment is gone.');
            expect(sums.captured, 'captured').to.be.within(0, authorized);
            expect(sums.refunded, 'refunded').to.be.within(0, sums.captured);
            expect(sums.open, 'open').to.be.within(0, authorized);
            expect(sums.captured + sums.reversed + sums.released + sums.open, 'all of it').to.equal(
              authorized,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
