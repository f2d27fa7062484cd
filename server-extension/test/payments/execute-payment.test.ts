import { expect } from 'chai';
import type { CurrencyCode } from '../../src/domain/money/currency.ts';
import type { CommandKey, GatewayRef, OrderId, SiteId } from '../../src/domain/ids.ts';
import { NotSentError } from '../../src/payments/ports/not-sent.ts';
import { gatewayRefOf } from '../../src/domain/payment/reported.ts';
import { Problem } from '../../src/domain/problem.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import type { PaymentResult } from '../../src/domain/payment/result.ts';
import type { ExecutePayment } from '../../src/payments/execute-payment.ts';
import type { Journal } from '../../src/payments/ports/journal.ts';
import { aCapture, anAuthorization, aRefund, aVoid, usd } from '../builders/command.ts';
import { anObedientGateway, type ObedientGateway } from '../builders/gateway.ts';
import { refusal } from '../builders/refusal.ts';
import { createPayments } from '../builders/payments.ts';
import { approved, declined, declinedWhileHeld, notSent, unknown } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

describe('paying', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let executePayment: ExecutePayment;
  let troubles: string[];
  beforeEach(() => {
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, recoveryTaskOf, now: () => new Date() });
    troubles = [];
    const onError = (event: string): void => void troubles.push(event);
    ({ executePayment } = createPayments({ gateway, journal, deadlineMs: 50, onError }));
  });

  const authorized = async (minor = 10_000, captureNow = false): Promise<string> => {
    const { result } = await executePayment(anAuthorization({ amount: usd(minor), captureNow }), settings);
    return 'ref' in result ? String(result.ref) : '';
  };

  it('sends a command once, however often it is delivered', async () => {
    const command = anAuthorization();
    const first = await executePayment(command, settings);
    const second = await executePayment(command, settings);
    expect(gateway.sent).to.have.length(1);
    expect(second).to.deep.equal({ ...first, replayed: true });
  });

  it('lets concurrent deliveries wait for the first one', async () => {
    const command = anAuthorization();
    const paid = await Promise.all(Array.from({ length: 20 }, () => executePayment(command, settings)));
    expect(gateway.sent).to.have.length(1);
    expect(new Set(paid.map(({ at }) => at.getTime())).size).to.equal(1);
  });

  it('writes the attempt before the call and its result after it', async () => {
    const command = anAuthorization();
    gateway.answer = async () => {
      const attempt = await journal.find(command.key);
      expect(attempt?.operation).to.equal('authorize');
      expect(attempt?.result).to.equal(undefined);
      return declined();
    };
    await executePayment(command, settings);
    expect((await journal.find(command.key))?.result?.outcome).to.equal('declined');
  });

  it('refuses the same id with another body', async () => {
    const command = anAuthorization();
    await executePayment(command, settings);
    const problem = await refusal(executePayment({ ...command, fingerprint: 'other' }, settings));
    expect(problem.status).to.equal(409);
    expect(gateway.sent).to.have.length(1);
  });

  it('sends again, under a new name, what was certainly not sent', async () => {
    const command = anAuthorization();
    gateway.answer = async () => notSent;
    await executePayment(command, settings);
    delete gateway.answer;
    expect((await executePayment(command, settings)).result.outcome).to.equal('approved');
    expect(new Set(gateway.names).size).to.equal(2);
  });

  it('tries a follow-on once that could not be sent, and says by whom and where the payment stands', async () => {
    const { result } = await executePayment(anAuthorization(), settings);
    const original = gatewayRefOf(result) ?? expect.fail();
    gateway.answer = async () => notSent;
    const capture = aCapture({ original, amount: usd(6_000) });
    const paid = await executePayment(capture, settings);
    expect(paid).to.deep.include({ result: notSent, replayed: false });
    expect(paid.standing?.payment).to.deep.include({ state: 'Authorized', capturable: usd(10_000) });
    expect(gateway.sent).to.have.length(2);
    delete gateway.answer;
    expect(await executePayment(capture, settings)).to.include({ replayed: false });
    expect(await executePayment(capture, settings)).to.include({ replayed: true });
    expect(gateway.sent).to.have.length(3);
  });

  it('never sends again what may have happened', async () => {
    const command = anAuthorization();
    gateway.answer = async () => unknown;
    await executePayment(command, settings);
    expect((await executePayment(command, settings)).result).to.deep.equal(unknown);
    expect((await executePayment(anAuthorization(), settings)).result).to.deep.equal(unknown);
    expect(gateway.sent).to.have.length(1);
  });

  it('answers a second attempt of the same payment group with the authorization that stands', async () => {
    const first = await executePayment(anAuthorization(), settings);
    const [second, third] = await Promise.all([
      executePayment(anAuthorization(), settings),
      executePayment(anAuthorization(), settings),
    ]);
    expect([second.result, third.result]).to.deep.equal([first.result, first.result]);
    expect(gateway.sent).to.have.length(1);
  });

  it('lets only one of two simultaneous attempts of a payment group through', async () => {
    await Promise.all([
      executePayment(anAuthorization(), settings),
      executePayment(anAuthorization(), settings),
    ]);
    expect(gateway.sent).to.have.length(1);
  });

  it('lets the second of two simultaneous attempts through when the first was declined', async () => {
    const answers = [declined(), approved(usd(10_000))];
    gateway.answer = async () => answers[gateway.sent.length - 1] ?? unknown;
    const [first, second] = await Promise.all([
      executePayment(anAuthorization(), settings),
      executePayment(anAuthorization(), settings),
    ]);
    expect([first.result.outcome, second.result.outcome]).to.deep.equal(['declined', 'approved']);
  });

  it('tries again within a payment group after a decline, and after a void', async () => {
    gateway.answer = async () => declined();
    await executePayment(anAuthorization(), settings);
    delete gateway.answer;
    const ref = await authorized();
    await executePayment(aVoid({ original: ref as never }), settings);
    await executePayment(anAuthorization(), settings);
    expect(gateway.sent.map(({ type }) => type)).to.deep.equal([
      'authorize',
      'authorize',
      'void',
      'authorize',
    ]);
  });

  it('refuses another amount for a payment group that already holds one', async () => {
    await authorized();
    const problem = await refusal(executePayment(anAuthorization({ amount: usd(9_999) }), settings));
    expect(problem.message).to.contain('100.00 USD').and.to.contain('99.99 USD');
    expect(gateway.sent).to.have.length(1);
  });

  it('says that an earlier delivery is under way when its answer does not come', async () => {
    const command = anAuthorization();
    gateway.answer = () => new Promise(() => undefined);
    void executePayment(command, settings);
    expect((await refusal(executePayment(command, settings))).code).to.equal('in-progress');
  });

  it('captures in parts, never beyond what is held', async () => {
    const original = (await authorized()) as never;
    await executePayment(aCapture({ original, amount: usd(6_000) }), settings);
    const problem = await refusal(executePayment(aCapture({ original, amount: usd(4_001) }), settings));
    expect(problem.message).to.contain('40.00 USD is left to capture');
    await executePayment(aCapture({ original, amount: usd(4_000) }), settings);
    expect(gateway.sent).to.have.length(3);
  });

  it('holds concurrent captures within what is held', async () => {
    const original = (await authorized()) as never;
    const captures = await Promise.allSettled(
      [1, 2, 3].map(() => executePayment(aCapture({ original, amount: usd(6_000) }), settings)),
    );
    expect(captures.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
  });

  it('counts a capture whose outcome is unknown as taken', async () => {
    const original = (await authorized()) as never;
    gateway.answer = async () => unknown;
    await executePayment(aCapture({ original, amount: usd(6_000) }), settings);
    expect(
      (await refusal(executePayment(aCapture({ original, amount: usd(6_000) }), settings))).message,
    ).to.contain('under way');
  });

  it('refunds no more than was captured, and says what is left', async () => {
    const original = (await authorized()) as never;
    const capture = await executePayment(aCapture({ original }), settings);
    const ref = 'ref' in capture.result ? capture.result.ref : undefined;
    await executePayment(aRefund({ original: ref!, amount: usd(3_000) }), settings);
    const problem = await refusal(executePayment(aRefund({ original: ref!, amount: usd(7_001) }), settings));
    expect(problem.message).to.contain('70.00 USD is left to refund');
  });

  it('refunds a payment that is named by its authorization against the capture that has room', async () => {
    const original = (await authorized()) as never;
    await executePayment(aCapture({ original, amount: usd(3_000) }), settings);
    const second = await executePayment(aCapture({ original, amount: usd(7_000) }), settings);
    await executePayment(aRefund({ original, amount: usd(5_000) }), settings);
    expect(gateway.sent.at(-1)).to.include({
      original: (second.result as { ref: string }).ref,
      of: 'capture',
    });
  });

  it('refunds a sale by the payment itself', async () => {
    const original = (await authorized(10_000, true)) as never;
    await executePayment(aRefund({ original }), settings);
    expect(gateway.sent.at(-1)).to.include({ original, of: 'sale' });
  });

  it('refuses to refund what was not captured, and says what to ask for instead', async () => {
    const original = (await authorized()) as never;
    expect((await refusal(executePayment(aRefund({ original }), settings))).message).to.contain(
      'Void what is still held instead',
    );
    expect(gateway.sent).to.have.length(1);
  });

  it('refuses to capture after the hold was reversed', async () => {
    const original = (await authorized()) as never;
    await executePayment(aVoid({ original }), settings);
    expect((await refusal(executePayment(aCapture({ original }), settings))).message).to.contain(
      'AuthorizationVoided',
    );
  });

  it('refuses another currency than the payment has', async () => {
    const original = (await authorized()) as never;
    const amount = { minor: 1, currency: 'EUR' as CurrencyCode };
    expect((await refusal(executePayment(aCapture({ original, amount }), settings))).message).to.contain(
      'in USD, not in EUR',
    );
  });

  it("does not touch another site's or another order's payment", async () => {
    const original = (await authorized()) as never;
    for (const change of [{ site: 'siteJP' as SiteId }, { orderId: 'o99' as OrderId }]) {
      expect((await refusal(executePayment(aCapture({ original, ...change }), settings))).status).to.equal(
        404,
      );
    }
    expect(gateway.sent).to.have.length(1);
  });

  it('asks no other merchant account for it when the settings have changed since', async () => {
    const original = (await authorized()) as never;
    const elsewhere = { ...settings, account: { ...settings.account, merchantId: 'another' } };
    const problem = await refusal(executePayment(aCapture({ original }), elsewhere));
    expect(problem.status).to.equal(409);
    expect(problem.message).to.contain('apitest.cybersource.com/testrest').and.contain('/another');
    expect(gateway.sent).to.have.length(1);
  });

  it('holds nothing again for a request that is older than the void of its payment', async () => {
    const asked = (requestedAt: number) =>
      anAuthorization({ key: `key ${requestedAt}` as CommandKey, requestedAt: new Date(requestedAt) });
    const before = Date.now();
    const { result } = await executePayment(asked(before), settings);
    await executePayment(aVoid({ original: 'ref' in result ? result.ref : undefined! }), settings);
    const late = await refusal(executePayment(asked(before - 2_000), settings));
    expect(late).to.include({ code: 'conflict', status: 409 });
    expect(late.message).to.contain('cancelled after this request was made');
    expect(gateway.sent).to.have.length(2);
    expect((await executePayment(asked(Date.now()), settings)).result.outcome).to.equal('approved');
  });

  it('says whether a refusal is final, or only stands as long as something is under way', async () => {
    const original = (await authorized(10_000)) as never;
    const tooMuch = await refusal(executePayment(aCapture({ original, amount: usd(10_001) }), settings));
    expect(tooMuch).to.include({ code: 'conflict', status: 409 });

    gateway.answer = async () => unknown;
    await executePayment(aCapture({ original, amount: usd(9_000) }), settings);
    const second = await refusal(executePayment(aCapture({ original, amount: usd(2_000) }), settings));
    expect(second).to.include({ code: 'wait-for-result', status: 503 });
    expect(second.message).to.contain('10.00 USD is left to capture').and.contain('still under way');
  });

  it('waits with an id that may belong to a step whose result the journal does not have yet', async () => {
    const sale = anAuthorization({ captureNow: true });
    const close = journal.complete.bind(journal);
    journal.complete = () => Promise.reject(new Problem('journal-unavailable', 'full'));
    const { result } = await executePayment(sale, settings);
    journal.complete = close;
    const original = ('ref' in result ? result.ref : '') as GatewayRef;
    expect(await refusal(executePayment(aRefund({ original }), settings))).to.have.property(
      'code',
      'in-progress',
    );

    await journal.complete({ key: sale.key, attemptNumber: 1 }, result, new Date());
    expect((await executePayment(aRefund({ original }), settings)).result.outcome).to.equal('pending');
    expect(await refusal(executePayment(aRefund({ original }), settings))).to.have.property(
      'code',
      'conflict',
    );
  });

  it('tells the truth to the caller when the result cannot be written', async () => {
    journal.complete = () => Promise.reject(new Error('disk full'));
    expect((await executePayment(anAuthorization(), settings)).result.outcome).to.equal('approved');
    expect(troubles).to.deep.equal(['journal.write-failed']);
  });

  it('promises nothing when the result cannot be written and comes so late that others may have undone it', async () => {
    let clock = Date.parse('2026-11-21T10:00:00Z');
    ({ executePayment } = createPayments({ gateway, journal, now: () => new Date(clock), deadlineMs: 50 }));
    journal.complete = () => {
      clock += 60_000;
      return Promise.reject(new Problem('journal-unavailable', 'gone'));
    };
    expect((await executePayment(anAuthorization(), settings)).result.outcome).to.equal('unknown');

    gateway.answer = async () => declined();
    const other = { orderId: 'o2' as OrderId, key: 'another' as CommandKey };
    expect((await executePayment(anAuthorization(other), settings)).result.outcome).to.equal('declined');
  });

  describe('when another instance takes its attempt for lost while the call is in flight', () => {
    const command = anAuthorization();
    /** The reconciler's part, before the gateway's answer arrives. */
    async function takenForLost(found: PaymentResult): Promise<void> {
      const attempt = await journal.find(command.key);
      if (attempt === undefined) throw new Error('Not in the journal');
      await journal.complete(
        attempt,
        { outcome: 'unknown', problem: 'lost', callerUnknown: true },
        new Date(0),
      );
      for (const taken of await journal.leaseTasks(1, 1_000))
        await journal.completeTask(taken, { resolved: found, at: new Date() });
    }

    it('answers what other deliveries have heard since', async () => {
      gateway.answer = async () => {
        await takenForLost(declinedWhileHeld());
        return approved(usd(10_000));
      };
      const own = await executePayment(command, settings);
      expect(own.result.outcome).to.equal('unknown');
      expect(await executePayment(command, settings)).to.deep.equal({ ...own, replayed: true });
    });

    it('answers with the authorization that OCC has accepted', async () => {
      gateway.answer = async () => {
        await takenForLost(approved(usd(10_000)));
        return approved(usd(10_000));
      };
      const own = await executePayment(command, settings);
      expect(own.result.outcome).to.equal('approved');
      expect(await executePayment(command, settings)).to.deep.equal({ ...own, replayed: true });
    });
  });

  it('sends nothing when the attempt cannot be written', async () => {
    journal.claim = () => Promise.reject(new Problem('journal-unavailable', 'no'));
    expect((await refusal(executePayment(anAuthorization(), settings))).status).to.equal(503);
    expect(gateway.sent).to.have.length(0);
  });

  it('calls the outcome unknown when the gateway adapter itself fails', async () => {
    gateway.answer = () => Promise.reject(new Error('a bug'));
    const command = anAuthorization({ key: 'bug' as CommandKey });
    expect((await executePayment(command, settings)).result.outcome).to.equal('unknown');
    expect(troubles).to.deep.equal(['gateway.adapter-failed']);
    const written = await journal.find(command.key);
    expect(written?.result).to.deep.equal({
      outcome: 'unknown',
      problem: 'An internal failure while the gateway was being called.',
      internalFailure: written?.merchantTransactionId,
    });
  });

  it('knows that nothing was sent when the request could not be composed, and keeps the failure with its id', async () => {
    gateway.answer = () => Promise.reject(new NotSentError(new Error('4111111111111111 is in the message')));
    const command = anAuthorization({ key: 'mapping' as CommandKey });
    expect((await executePayment(command, settings)).result).to.include({ outcome: 'not-sent' });
    const written = await journal.find(command.key);
    expect(written?.result).to.have.property('internalFailure', written?.merchantTransactionId);
    expect(JSON.stringify(written)).not.to.include('4111');
  });
});
