import { mkdtemp, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import { createSqliteJournal } from '../../../src/journal/sqlite/sqlite.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { anAttempt } from '../contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

describe('the file of a journal in SQLite', () => {
  let folder: string;
  let file: string;
  let journal: DatabaseJournal;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sqlite-'));
    file = path.join(folder, 'journal.sqlite');
    journal = createSqliteJournal({ file, recoveryTaskOf, withReasons, now: () => at });
  });
  afterEach(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });

  it('has one writer at a time, and says so to who waits for longer than a payment can', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const problem = await refusal(journal.claim(anAttempt(), go, name));
    expect(problem.code).to.equal('journal-unavailable');
    expect(problem.cause)
      .to.have.property('message')
      .that.matches(/locked: another process.*Remedy/);
    other.exec('ROLLBACK');
    other.close();
    expect(await journal.claim(anAttempt(), go, name)).to.have.property('kind', 'claimed');
  });

  describe('that is damaged', () => {
    beforeEach(() => {
      const other = new DatabaseSync(file);
      for (const table of ['attempts', 'cases', 'checkpoints', 'notifications', 'leases'])
        other.exec(`DROP TABLE ${table}`);
      other.close();
    });

    const attempt = anAttempt();
    const { key, orderId } = attempt;
    const opened = { ...attempt, attemptNumber: 1, merchantTransactionId: name(key, 1), claimedAt: at };
    const leased = { attempt: opened, task: 'resolve-outcome', runs: 0, lease: 'l1' } as const;
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      claim: () => journal.claim(attempt, go, name),
      complete: () => journal.complete(opened, { outcome: 'unknown' } as never, at),
      whenCompleted: () => journal.whenCompleted(key, 1),
      find: () => journal.find(key),
      byGatewayRef: () => journal.byGatewayRef('r1' as never),
      bySavedCard: () => journal.bySavedCard('p1'),
      ofOrder: () => journal.ofOrder(orderId),
      ofCheckout: () => journal.ofCheckout('c1' as never),
      tasksOfOrder: () => journal.tasksOfOrder(orderId),
      search: () => journal.search({ key: { by: 'time' }, limit: 10 }),
      record: () => journal.record([opened]),
      leaseTasks: () => journal.leaseTasks(1, 1_000),
      leaseTask: () => journal.leaseTask(opened, 1_000),
      completeTask: () => journal.completeTask(leased, { manualReview: true } as never),
      taskCounts: () => journal.taskCounts(),
      requireManualReview: () => journal.requireManualReview(opened),
      closeManualReview: () => journal.closeManualReview(opened),
      manualReviews: () => journal.manualReviews(1),
      markBatched: () => journal.markBatched(opened, at),
      checkpoint: () => journal.checkpoint('c'),
      keepCheckpoint: () => journal.keepCheckpoint('c', at),
      'cases.add': () =>
        journal.cases.add({
          kind: 'review',
          id: 'c1',
          state: 'open',
          site: 's',
          openedAt: at,
          content: {},
        } as never),
      'cases.find': () => journal.cases.find('review', 'c1'),
      'cases.list': () => journal.cases.list('review', 'open', 1),
      'notifications.add': () =>
        journal.notifications.add(
          { id: 'n1', eventType: 'e', topic: undefined, signedAt: at, content: {} } as never,
          at,
        ),
      'notifications.lease': () => journal.notifications.lease(1, 1_000),
      'notifications.list': () => journal.notifications.list('waiting', 1),
      'notifications.takeLease': () => journal.notifications.takeLease('job', 1_000),
      'maintenance.verify': () => journal.maintenance.verify(),
      'maintenance.purge': () => journal.maintenance.purge(at),
      'maintenance.erase': () => journal.maintenance.erase([orderId]),
    };
    for (const [call, made] of Object.entries(calls))
      it(`is unavailable, and nothing worse, to ${call}`, async () => {
        expect(await refusal(made())).to.have.property('code', 'journal-unavailable');
      });
  });

  it('has a write-ahead log that shrinks again when something let it grow', async () => {
    const other = new DatabaseSync(file);
    other.exec(
      'PRAGMA wal_autocheckpoint = 0; CREATE TABLE large (content); INSERT INTO large VALUES (zeroblob(80000000));',
    );
    other.close();
    const log = async (): Promise<number> => (await stat(`${file}-wal`)).size;
    expect(await log()).to.be.above(80_000_000);
    for (let nth = 0; nth < 3; nth += 1) await journal.claim(anAttempt(), go, name);
    expect(await log()).to.be.at.most(64 * 1024 * 1024);
  }).timeout(60_000);
});
