import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createShop, type Shop } from '../builders/placed-order.ts';

/** An authorization as Decision Manager and the issuer see it, between both sandboxes. */
describe('An authorization', () => {
  let folder: string;
  let machine: BetweenSandboxes;
  let shop: Shop;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fraud-screening-'));
    machine = await startBetweenSandboxes({
      siteSettings: { 'isv-occ-gateway': { '*': { '*': { writeBack: true, reviewHold: true } } } },
      environment: { JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`, RECONCILE_PACE: '0.05' },
    });
    shop = await createShop(machine);
  });
  after(async () => {
    await machine.close();
    rmSync(folder, { recursive: true });
  });

  for (const [name, part, email, expected] of [
    [
      'that Decision Manager holds for review keeps its order pending, and is no decline',
      {},
      'review@domain.com',
      { state: 'PENDING_MERCHANT_ACTION', group: 'AUTHORIZED', ledger: ['payment'], declinedFor: undefined },
    ],
    [
      'that Decision Manager declines is declined as suspected fraud, and what the issuer holds is reversed',
      {},
      'reject@domain.com',
      {
        state: 'INCOMPLETE',
        group: 'AUTHORIZE_FAILED',
        ledger: ['payment', 'reversal'],
        declinedFor: 'fraud-suspected',
      },
    ],
    [
      'that the issuer declines is declined for the issuer’s reason, and there is nothing to reverse',
      { pan: '4000000000009995' },
      undefined,
      {
        state: 'INCOMPLETE',
        group: 'AUTHORIZE_FAILED',
        ledger: ['payment'],
        declinedFor: 'insufficient-funds',
      },
    ],
  ] as const)
    it(name, async () => {
      const { id } = await shop.place([part], email);
      const isReached = async (): Promise<boolean> =>
        (await shop.read(id)).state === expected.state && ledgerOf(id).length >= expected.ledger.length;
      for (let patience = 200; patience > 0 && !(await isReached()); patience -= 1) await delay(25);
      // A reversal that should not come would come by now.
      await delay(500);
      const order = await shop.read(id);
      expect([order.state, order.paymentGroups[0]?.state]).to.deep.equal([expected.state, expected.group]);
      expect(ledgerOf(id)).to.deep.equal(expected.ledger);
      const journal = await shop.operate('GET', `/operations/journal?orderId=${id}`);
      const rows = journal.body as unknown as readonly Readonly<Record<string, string>>[];
      const [authorization] = rows.filter(({ type }) => type === 'authorize');
      expect(authorization?.['declineReason']).to.equal(expected.declinedFor);
    });

  const ledgerOf = (reference: string): readonly string[] =>
    machine.cybersource
      .ledger({ reference })
      .flatMap(({ transactions }) => transactions.map(({ kind }) => kind));
});
