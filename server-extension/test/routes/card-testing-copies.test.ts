import { expect } from 'chai';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import { cardProperties, type RunningApp, startApp } from '../builders/app.ts';
import { recoveryTaskOf } from '../builders/recovery-task.ts';
import { type Occ, someSettings, startOcc } from '../builders/occ.ts';
import { approved, declined } from '../builders/reported-results.ts';
import { aWebhook } from '../builders/webhook.ts';

/** As many as one key of the card fields may have. */
const DECLINES = 6;

describe('two copies of a delivery, one to an instance that has had enough of the shopper', () => {
  let occ: Occ;
  let weary: RunningApp;
  let fresh: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    occ.settings(someSettings({ shield: 'off', runEnvironment: 'api.cybersource.com' }));
    const journal = createMemoryJournal({ capacity: 1_000, recoveryTaskOf, now: () => new Date() });
    weary = await startApp({
      journal,
      answer: (_, nth) => (nth > DECLINES ? approved() : declined('PROCESSOR_DECLINED')),
    });
    fresh = await startApp({ journal });
    for (let nth = 1; nth <= DECLINES; nth += 1) await weary.deliver(anOrder(`declined${nth}`));
  });

  afterEach(async () => {
    await weary.close();
    await fresh.close();
    occ.stop();
  });

  function anOrder(id: string): object {
    const customProperties = cardProperties(weary);
    return aWebhook({ orderId: id, paymentId: `pg-${id}`, transactionId: `${id}-pg-1`, customProperties });
  }

  const codeOf = (json: Readonly<Record<string, unknown>>): unknown =>
    (json['authorizationResponse'] as { readonly responseCode: string }).responseCode;

  it('are both stopped, in the same bytes, when that instance decides', async () => {
    const order = anOrder('first');
    const answers = [await weary.deliver(order), await fresh.deliver(order), await weary.deliver(order)];
    expect(codeOf(answers[0]?.json ?? {})).to.equal('9000');
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    expect([weary.sent.length, fresh.sent.length]).to.deep.equal([DECLINES, 0]);
  });

  it('are both answered as paid, in the same bytes, when the other one decides', async () => {
    const order = anOrder('first');
    const answers = [await fresh.deliver(order), await weary.deliver(order)];
    expect(codeOf(answers[0]?.json ?? {})).to.equal('1000');
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    expect([weary.sent.length, fresh.sent.length]).to.deep.equal([DECLINES, 1]);
  });

  it('read one answer when they come at the same moment', async () => {
    for (let nth = 0; nth < 10; nth += 1) {
      const order = anOrder(`at-once-${nth}`);
      const instances = nth % 2 === 0 ? [weary, fresh] : [fresh, weary];
      const answers = await Promise.all(instances.map((instance) => instance.deliver(order)));
      expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    }
  });
});
