import { expect } from 'chai';
import { createMemoryCases } from '../../../src/journal/cases/memory.ts';
import type { CaseStore } from '../../../src/payments/ports/case-store.ts';
import { createStoredAlerts } from '../../../src/telemetry/alerts/messages/stored-alerts.ts';

const at = new Date('2026-11-30T12:00:00Z');

describe('An alert that several processes change at the same moment', () => {
  let cases: CaseStore;
  let tries: number;
  /** How often another process is faster. */
  let faster: number;

  beforeEach(async () => {
    const memory = createMemoryCases(10);
    tries = 0;
    faster = 0;
    cases = {
      ...memory,
      change: async (...given) => {
        tries += 1;
        return tries > faster && memory.change(...given);
      },
    };
    await createStoredAlerts(cases).note('shop-1', new Set(['OccFails']), at);
  });

  const seenOn = async (): Promise<readonly string[]> =>
    (await createStoredAlerts(cases).open()).flatMap((alert) => [...alert.seenOn.keys()]);

  it('is changed as soon as no other one is faster, ten tries at most', async () => {
    faster = 9;
    await createStoredAlerts(cases).note('shop-2', new Set(['OccFails']), at);
    expect(tries).to.equal(10);
    expect(await seenOn()).to.deep.equal(['shop-1', 'shop-2']);
  });

  it('is left to the next round after ten tries', async () => {
    faster = 100;
    await createStoredAlerts(cases).note('shop-2', new Set(['OccFails']), at);
    expect(tries).to.equal(10);
    expect(await seenOn()).to.deep.equal(['shop-1']);
  });

  it('is changed once where no other one is faster', async () => {
    await createStoredAlerts(cases).note('shop-2', new Set(['OccFails']), at);
    expect(tries).to.equal(1);
  });
});
