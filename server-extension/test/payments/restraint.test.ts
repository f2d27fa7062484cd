import { expect } from 'chai';
import { type Restraint, restrained } from '../../src/payments/restraint.ts';
import { createMemoryJournal } from '../../src/journal/memory.ts';
import type { Pay } from '../../src/payments/pay.ts';
import type { Journal } from '../../src/payments/ports.ts';
import { anAuthorization } from '../builders/command.ts';
import { dutyOf } from '../builders/duties.ts';
import { anObedientGateway, type ObedientGateway } from '../builders/gateway.ts';
import { createPayments } from '../builders/payments.ts';
import { declined } from '../builders/result.ts';
import { settings } from '../builders/settings.ts';

describe('a restraint on an authorization', () => {
  let gateway: ObedientGateway;
  let journal: Journal;
  let pay: Pay;
  let decisions: number;
  const stopping: Restraint = async () => {
    decisions += 1;
    return { stoppedBy: 'card' };
  };
  const failing: Restraint = async () => {
    throw new Error('The counters are away.');
  };

  beforeEach(() => {
    decisions = 0;
    gateway = anObedientGateway();
    journal = createMemoryJournal({ capacity: 100, dutyOf, now: () => new Date() });
    ({ pay } = createPayments({ gateway, journal }));
  });

  it('stops it before anything is sent, and the journal says what stopped it', async () => {
    const command = anAuthorization();
    const { result } = await pay(command, settings, stopping);
    expect(result).to.include({ outcome: 'refused', stoppedBy: 'card' });
    expect((await journal.find(command.key))?.result).to.deep.equal(result);
    expect(gateway.sent).to.deep.equal([]);
  });

  it('decides once about all copies of a delivery', async () => {
    const command = anAuthorization();
    const copies = await Promise.all([1, 2, 3].map(() => pay(command, settings, stopping)));
    const later = await pay(command, settings);
    expect(decisions).to.equal(1);
    expect(new Set([...copies, later].map(({ result, at }) => JSON.stringify([result, at]))).size).to.equal(
      1,
    );
    expect(gateway.sent).to.deep.equal([]);
  });

  it('leaves the payment group free for another attempt', async () => {
    await pay(anAuthorization(), settings, stopping);
    expect((await pay(anAuthorization(), settings)).result.outcome).to.equal('approved');
  });

  it('that cannot decide ends it as not sent: the same delivery may come again', async () => {
    const command = anAuthorization();
    expect((await pay(command, settings, failing)).result.outcome).to.equal('not-sent');
    expect(gateway.sent).to.deep.equal([]);
    expect((await pay(command, settings)).result.outcome).to.equal('approved');
  });

  it('is told how the call ended, or that it could not be made', async () => {
    const told: unknown[] = [];
    const watching: Restraint = async () => ({ ended: async (result) => void told.push(result?.outcome) });
    await restrained(watching, async () => declined());
    const failed = restrained(watching, async () => {
      throw new Error('It could not be made.');
    });
    expect(await failed.catch((error: unknown) => error)).to.be.an('error');
    expect(told).to.deep.equal(['declined', undefined]);
  });

  it('that fails when it is told changes nothing about how the call ended', async () => {
    const forgetful: Restraint = async () => ({
      ended: async () => {
        throw new Error('The counters are away.');
      },
    });
    expect(await restrained(forgetful, async () => declined())).to.include({ outcome: 'declined' });
  });
});
