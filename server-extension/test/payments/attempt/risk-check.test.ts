import { expect } from 'chai';
import type { RiskCheck } from '../../../src/payments/attempt/risk-check.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { anAuthorization } from '../../builders/command.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { anObedientGateway, type ObedientGateway } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { declined } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

describe('the risk check of an authorization', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let decisions: number;
  let failed: string[];
  const stopping: RiskCheck = async () => {
    decisions += 1;
    return { blockedBy: 'card' };
  };
  const failing: RiskCheck = async () => {
    throw new Error('The counters are away.');
  };

  beforeEach(() => {
    decisions = 0;
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    failed = [];
    const onError = (event: string): void => void failed.push(event);
    ({ executePayment } = createPayments({ gateway, journal, onError }));
  });

  it('stops it before anything is sent, and the journal says what stopped it', async () => {
    const command = anAuthorization();
    const { result } = await executePayment(command, settings, stopping);
    expect(result).to.include({ outcome: 'refused', blockedBy: 'card' });
    expect((await journal.find(command.key))?.result).to.deep.equal(result);
    expect(gateway.sent).to.deep.equal([]);
  });

  it('decides once about all copies of a delivery', async () => {
    const command = anAuthorization();
    const copies = await Promise.all([1, 2, 3].map(() => executePayment(command, settings, stopping)));
    const later = await executePayment(command, settings);
    expect(decisions).to.equal(1);
    expect(new Set([...copies, later].map(({ result, at }) => JSON.stringify([result, at]))).size).to.equal(
      1,
    );
    expect(gateway.sent).to.deep.equal([]);
  });

  it('leaves the payment group free for another attempt', async () => {
    await executePayment(anAuthorization(), settings, stopping);
    expect((await executePayment(anAuthorization(), settings)).result.outcome).to.equal('approved');
  });

  it('that cannot decide ends it as not sent: the same delivery may come again', async () => {
    const command = anAuthorization();
    expect((await executePayment(command, settings, failing)).result.outcome).to.equal('not-sent');
    expect(gateway.sent).to.deep.equal([]);
    expect(failed).to.deep.equal(['risk-check.failed']);
    expect((await executePayment(command, settings)).result.outcome).to.equal('approved');
  });

  it('is given how the call ended, also when the gateway adapter threw', async () => {
    const reportedResult: unknown[] = [];
    const watching: RiskCheck = async () => ({
      ended: async (result) => void reportedResult.push(result.outcome),
    });
    gateway.answer = async () => declined();
    await executePayment(anAuthorization(), settings, watching);
    gateway.answer = async () => {
      throw new Error('It could not be made.');
    };
    await executePayment(anAuthorization(), settings, watching);
    expect(reportedResult).to.deep.equal(['declined', 'unknown']);
  });

  it('is given nothing when it has blocked the call itself', async () => {
    const { result } = await executePayment(anAuthorization(), settings, stopping);
    expect(result).to.include({ outcome: 'refused', problem: 'A limit stopped it; nothing was sent.' });
    expect(decisions).to.equal(1);
  });

  it('that fails on the report changes nothing about how the call ended', async () => {
    const forgetful: RiskCheck = async () => ({
      ended: async () => {
        throw new Error('The counters are away.');
      },
    });
    gateway.answer = async () => declined();
    expect((await executePayment(anAuthorization(), settings, forgetful)).result).to.include({
      outcome: 'declined',
    });
    expect(failed).to.deep.equal(['risk-check.failed']);
  });
});
