import { expect } from 'chai';
import { gatewayRefOf } from '../../../src/domain/payment/reported.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { createMemoryJournal } from '../../../src/journal/memory.ts';
import type { ExecutePayment } from '../../../src/payments/execute-payment.ts';
import type { Journal } from '../../../src/payments/ports/journal.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../../builders/command.ts';
import { anObedientGateway, type ObedientGateway, yes } from '../../builders/gateway.ts';
import { createPayments } from '../../builders/payments.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { settling, unknown } from '../../builders/result.ts';
import { settings } from '../../builders/settings.ts';

describe('While the outcome of a step is not known', () => {
  let journal: Journal;
  let gateway: ObedientGateway;
  let executePayment: ExecutePayment;
  let answer: PaymentResult | undefined;
  let original: never;

  beforeEach(async () => {
    const now = (): Date => new Date();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now });
    answer = undefined;
    gateway = anObedientGateway();
    gateway.answer = async (command) => answer ?? yes(command);
    ({ executePayment } = createPayments({ journal, gateway, isJournalOwn: false, now }));
    original = gatewayRefOf((await executePayment(anAuthorization(), settings)).result) as never;
  });

  const capture = (key: string, minor: number) =>
    executePayment(aCapture({ key: key as never, original, amount: usd(minor) }), settings);
  const lost = async <Ended>(step: () => Promise<Ended>): Promise<Ended> => {
    answer = unknown;
    const ended = await step();
    answer = undefined;
    return ended;
  };
  const problemOf = async (step: Promise<unknown>): Promise<Problem> => {
    const error: unknown = await step.then(
      () => expect.fail('it was let through'),
      (thrown: unknown) => thrown,
    );
    return error instanceof Problem ? error : expect.fail(String(error));
  };

  it('a different step that fits waits for it, and nothing is sent', async () => {
    await lost(() => capture('lost', 40));
    const sent = gateway.sent.length;
    const problem = await problemOf(
      executePayment(aVoid({ key: 'void' as never, original, reach: 'hold', amount: usd(60) }), settings),
    );
    expect([problem.code, problem.message]).to.deep.equal([
      'wait-for-result',
      'The outcome of a capture of this payment is not known yet: wait for its result before the void. Nothing was sent.',
    ]);
    expect(gateway.sent).to.have.length(sent);
  });

  it('a capture waits for an increment', async () => {
    const { key, fingerprint, caller, site, channel, orderId } = aCapture({ original });
    const more = { key, fingerprint, caller, site, channel, orderId, type: 'increment', original } as const;
    await lost(() => executePayment({ ...more, amount: usd(40) }, settings));
    const problem = await problemOf(capture('capture', 40));
    expect(problem.message).to.match(/^The outcome of an increment of this payment is not known yet/);
  });

  it('a refund of what was captured before waits for it too', async () => {
    await capture('first', 40);
    await lost(() => capture('lost', 40));
    const problem = await problemOf(
      executePayment(aRefund({ key: 'refund' as never, original, amount: usd(10) }), settings),
    );
    expect(problem.code).to.equal('wait-for-result');
  });

  it('a cancellation of which a later step would have to wait begins none of them', async () => {
    await capture('first', 40);
    await lost(() =>
      executePayment(aVoid({ key: 'lost' as never, original, reach: 'hold', amount: usd(10) }), settings),
    );
    const sent = gateway.sent.length;
    const problem = await problemOf(
      executePayment(aVoid({ key: 'cancel' as never, original, isWhole: true }), settings),
    );
    expect(problem.code).to.equal('wait-for-result');
    expect(gateway.sent).to.have.length(sent);
  });

  it('a step of the same kind that fits goes through', async () => {
    await lost(() => capture('lost', 40));
    expect((await capture('second', 60)).result.outcome).to.equal('pending');
  });

  it('the different step goes through once the outcome is known', async () => {
    const { attempt } = await lost(() => capture('lost', 40));
    const leased = (await journal.leaseTask(attempt, 60_000)) ?? expect.fail();
    await journal.completeTask(leased, { resolved: settling(usd(40)), at: new Date() });
    const { result } = await executePayment(
      aVoid({ key: 'void' as never, original, reach: 'hold', amount: usd(60) }),
      settings,
    );
    expect(result.outcome).to.equal('approved');
  });
});
