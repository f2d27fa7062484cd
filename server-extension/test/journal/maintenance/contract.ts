import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import type { OrderId, PaymentKey } from '../../../src/domain/ids.ts';
import type { PaymentResult } from '../../../src/domain/payment/result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import type { AttemptRequest, PaymentAttempt } from '../../../src/payments/ports/payment-attempt.ts';
import { approved, declined, notSent, unknown } from '../../builders/result.ts';
import { anAttempt } from '../contract.ts';

/** Of the clock of a maintained journal. */
export const at = new Date('2026-11-21T10:00:00Z');
const old = new Date('2010-01-05T10:00:00Z');
const before = new Date('2016-01-01T00:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

/** A journal to be maintained. */
export interface MaintainedJournal {
  readonly journal: DatabaseJournal;
  /** Carries out SQL past the journal; `attempts` is the name of the table. */
  readonly tamper: (sql: string) => Promise<void>;
}

/** What maintenance has to do in every store. */
export function testMaintenance(kind: string, open: (folder: string) => Promise<MaintainedJournal>): void {
  describe(`the maintenance of a journal in ${kind}`, function () {
    this.timeout(60_000);
    let folder: string;
    let journal: DatabaseJournal;
    let tamper: MaintainedJournal['tamper'];
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'maintenance-'));
      ({ journal, tamper } = await open(folder));
    });
    afterEach(async () => {
      await journal.close();
      await rm(folder, { recursive: true });
    });

    async function attempted(
      changes: Partial<AttemptRequest>,
      result?: PaymentResult,
    ): Promise<PaymentAttempt> {
      const claim = await journal.claim(anAttempt(changes), go, name);
      if (claim.kind !== 'claimed') throw new Error(claim.kind);
      if (result === undefined) return claim.attempt;
      return journal.complete(claim.attempt, result, claim.attempt.claimedAt);
    }
    const payment = 'siteUS:o1:pg1' as PaymentKey;
    const orderId = 'o1' as OrderId;

    /** Three attempts of one payment, one of another, one of them resolved, one under way. */
    async function aDay(): Promise<void> {
      const first = await attempted({ payment, orderId, lastDigits: '1111' }, approved(anAttempt().amount));
      await attempted({ payment, orderId, operation: 'capture', original: first.key as never }, unknown);
      await attempted({ payment, orderId, operation: 'refund' }, declined());
      await attempted({});
      await attempted({ operation: 'capture' }, unknown);
    }

    it('are whole while payments are made, found out and under way', async () => {
      await aDay();
      const [lost] = (await journal.ofOrder(orderId)).filter(({ result }) => result?.outcome === 'unknown');
      const leased = await journal.leaseTask({ key: lost!.key, attemptNumber: 1 }, 60_000);
      await journal.completeTask(leased!, { resolved: notSent, at });
      const recorded = (name: string): PaymentAttempt => ({
        ...anAttempt({ payment }),
        attemptNumber: 1,
        merchantTransactionId: name as never,
        result: declined(),
        completedAt: at,
      });
      expect(await journal.record([recorded('m'), recorded('n')])).to.have.length(2);
      expect(await journal.maintenance.verify()).to.deep.equal({ attempts: 7, unlinked: 0, breaks: [] });
    });

    for (const [what, sql, part] of [
      [
        'an amount',
        `UPDATE attempts SET request = replace(CAST(request AS text), '"minor":', '"minor":9')`,
        'request',
      ],
      [
        'the order of an attempt',
        `UPDATE attempts SET request = replace(CAST(request AS text), '"o1"', '"o2"')`,
        'request',
      ],
      [
        'a result',
        `UPDATE attempts SET result = replace(CAST(result AS text), '"declined"', '"approved"')`,
        'result',
      ],
      ['a seal', 'UPDATE attempts SET seal = NULL WHERE result IS NOT NULL', 'unlinked'],
      [
        'the link of a later attempt',
        "UPDATE attempts SET link = NULL WHERE payment = 'siteUS:o1:pg1' AND NOT id = (SELECT min(id) FROM attempts)",
        'unlinked',
      ],
    ] as const)
      it(`show that ${what} was changed`, async () => {
        await aDay();
        await tamper(kind === 'SQLite' ? sql : sql.replace(/= (replace\(.*\))$/, '= $1::json'));
        const { breaks } = await journal.maintenance.verify();
        expect(breaks.map((each) => each.part)).to.include(part);
      });

    it('show that an attempt was removed from the middle of a payment', async () => {
      await aDay();
      await tamper(
        "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE payment = 'siteUS:o1:pg1' ORDER BY id LIMIT 1)",
      );
      const { breaks } = await journal.maintenance.verify();
      expect(breaks).to.have.length(1);
      expect(breaks[0]).to.deep.include({ payment, part: 'request' });
    });

    it('count what a release without a chain wrote, and go on after it', async () => {
      await aDay();
      await tamper('UPDATE attempts SET link = NULL, seal = NULL');
      await attempted({ payment, operation: 'void' }, declined());
      expect(await journal.maintenance.verify()).to.deep.equal({ attempts: 6, unlinked: 5, breaks: [] });
    });

    it('are purged of whole payments that are old, and never of what is open', async () => {
      const closed = 'siteUS:closed:pg1' as PaymentKey;
      const claimedAt = old;
      for (let nth = 0; nth < 2; nth += 1)
        await attempted({ payment: closed, claimedAt, orderId: 'closed' as OrderId }, declined());
      for (const [order, result] of [
        ['under way', undefined],
        ['unknown', unknown],
        ['confirmed later', approved(anAttempt().amount)],
      ] as const)
        await attempted(
          { payment: `siteUS:${order}:pg1` as PaymentKey, orderId: order as OrderId, claimedAt },
          result,
        );
      const grown = 'siteUS:grown:pg1' as PaymentKey;
      await attempted({ payment: grown, orderId: 'grown' as OrderId, claimedAt }, declined());
      await attempted({ payment: grown, orderId: 'grown' as OrderId }, declined());
      expect(await journal.maintenance.purge(before)).to.equal(2);
      expect(await journal.ofOrder('closed' as OrderId)).to.deep.equal([]);
      for (const order of ['under way', 'unknown', 'confirmed later', 'grown'])
        expect(await journal.ofOrder(order as OrderId), order).not.to.deep.equal([]);
      expect((await journal.maintenance.verify()).breaks).to.deep.equal([]);
    });

    it('are reached from the very first one, whenever it claims to have been made and whatever its payment is called', async () => {
      await attempted({ claimedAt: new Date(0), payment: '' as PaymentKey }, declined());
      expect(await journal.maintenance.verify()).to.include({ attempts: 1 });
      expect(await journal.maintenance.purge(before)).to.equal(1);
      expect(await journal.maintenance.verify()).to.include({ attempts: 0 });
    });

    it('are purged in steps, however many there are', async () => {
      for (let group = 0; group < 11; group += 1)
        await Promise.all(Array.from({ length: 100 }, () => attempted({ claimedAt: old }, declined())));
      expect(await journal.maintenance.purge(before)).to.equal(1_100);
      expect(await journal.maintenance.purge(before)).to.equal(0);
    }).timeout(120_000);

    it('forget a shopper, and stay whole', async () => {
      const instrument = { customerId: 'canary-customer' };
      const savedCard = { paymentInstrumentId: 'canary-card' };
      const done = await attempted({ payment, orderId, lastDigits: '7777', instrument }, {
        ...declined(),
        savedCard,
      } as never);
      const open = await attempted({ orderId, lastDigits: '7777', instrument }, unknown);
      expect(await journal.maintenance.erase([orderId])).to.deep.equal({ erased: 1, open: 1 });
      const kept = await journal.find(done.key);
      expect(JSON.stringify(kept)).not.to.match(/canary|7777/);
      expect(await journal.bySavedCard('canary-card')).to.equal(undefined);
      expect(kept).to.deep.include({
        amount: done.amount,
        orderId,
        merchantTransactionId: done.merchantTransactionId,
      });
      expect((await journal.find(open.key))?.lastDigits).to.equal('7777');
      expect((await journal.maintenance.verify()).breaks).to.deep.equal([]);
    });
  });
}
