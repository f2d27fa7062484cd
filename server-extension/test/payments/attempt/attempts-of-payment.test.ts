import { expect } from 'chai';
import type { CommandKey, OrderId, PaymentKey } from '../../../src/domain/ids.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import { attemptsOfPayment } from '../../../src/payments/attempt/attempts-of-payment.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anAttempt } from '../../journal/contract.ts';

describe('The attempts of a payment', () => {
  it('are its own, in the journal’s order, and neither those of another payment of the order nor of another order', async () => {
    const journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date(0) });
    for (const [key, payment, orderId] of [
      ['authorized', 'p1', 'o1'],
      ['of another', 'p2', 'o1'],
      ['captured', 'p1', 'o1'],
      ['of another order', 'p3', 'o2'],
    ] as const)
      await journal.claim(
        anAttempt({ key: key as CommandKey, payment: payment as PaymentKey, orderId: orderId as OrderId }),
        () => ({ verdict: 'proceed' }),
        (command) => command as never,
      );
    const keysOf = async (payment: string, orderId = 'o1'): Promise<readonly string[]> =>
      (await attemptsOfPayment(journal, { orderId: orderId as OrderId, payment: payment as PaymentKey })).map(
        ({ key }) => key,
      );
    expect(await keysOf('p1')).to.deep.equal(['authorized', 'captured']);
    expect(await keysOf('p2')).to.deep.equal(['of another']);
    expect(await keysOf('p3')).to.deep.equal([]);
    expect(await keysOf('p3', 'o2')).to.deep.equal(['of another order']);
  });
});
