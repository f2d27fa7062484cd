import { expect } from 'chai';
import { startRunningTime } from '../../builders/running-time.ts';
import { withClient } from '../../../../scripts/src/postgres/cluster.ts';
import type { WireFault } from '../../../../scripts/src/postgres/database-proxy.ts';
import { withReasons } from '../../../src/cybersource/outcome/stored-result.ts';
import { createPostgresJournal } from '../../../src/journal/postgres/postgres.ts';
import type { DatabaseJournal } from '../../../src/journal/notifications/database-journal.ts';
import type { MerchantTransactionIdFor } from '../../../src/payments/ports/claim.ts';
import type { LeasedTask } from '../../../src/payments/ports/recovery-task.ts';
import { behindProxy, type DatabaseBehindProxy } from '../../builders/postgres.ts';
import { recoveryTaskOf } from '../../builders/recovery-task.ts';
import { refusal } from '../../builders/refusal.ts';
import { approved, notSent, unknown } from '../../builders/result.ts';
import { anAttempt, aRecordedAttempt, itIsAJournal } from '../contract.ts';
import { itIsANotificationStore } from '../notifications/contract.ts';
import { itIsSearchable } from '../search-contract.ts';

const at = new Date('2026-11-21T10:00:00Z');
const anHourLater = new Date(at.getTime() + 60 * 60_000);
const go = (): { readonly verdict: 'proceed' } => ({ verdict: 'proceed' });
const name: MerchantTransactionIdFor = (key, attemptNumber) => `${key}.${attemptNumber}` as never;

const EMPTIED =
  'TRUNCATE payment_attempts, payment_leases, payment_checkpoints, payment_notifications, payment_cases';

const LOST_COMMITS: WireFault = 'commit-answer-lost';
const WITHOUT_EFFECT: readonly WireFault[] = [
  'serialization-failure',
  'deadlock',
  'shutdown',
  'request-lost',
];

describe('the PostgreSQL journal at serializable, with 5 % of requests failing and 5 % of commits unanswered', function () {
  this.timeout(60_000);
  let database: DatabaseBehindProxy;
  before(async () => {
    const shares = Object.fromEntries([
      [LOST_COMMITS, 0.05],
      ...WITHOUT_EFFECT.map((fault) => [fault, 0.05 / WITHOUT_EFFECT.length]),
    ]) as Partial<Record<WireFault, number>>;
    database = await behindProxy({ seed: 1, shares });
    const serializable = `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET default_transaction_isolation = 'serializable'`;
    await withClient(database.direct, (client) => client.query(serializable));
    await (await aJournal(() => at)).close();
  });
  after(() => database.proxy.end());
  beforeEach(() => withClient(database.direct, (client) => client.query(EMPTIED)));

  function aJournal(now: () => Date): Promise<DatabaseJournal> {
    const aheadMs = (): number => now().getTime() - Date.now();
    return createPostgresJournal({ url: database.url, recoveryTaskOf, withReasons, aheadMs });
  }

  itIsAJournal(aJournal);
  itIsSearchable(aJournal);
  itIsANotificationStore(async (now) => {
    const journal = await aJournal(now);
    return { store: journal.notifications, close: () => journal.close() };
  });

  it('met every one of these faults', () => {
    for (const fault of [LOST_COMMITS, ...WITHOUT_EFFECT])
      expect(database.proxy.counts()[fault], fault).to.be.above(0);
  });
});

describe('an answer of PostgreSQL’s that is lost', function () {
  this.timeout(60_000);
  let database: DatabaseBehindProxy;
  let journal: DatabaseJournal;
  beforeEach(async () => {
    database = await behindProxy();
    const aheadMs = (): number => anHourLater.getTime() - Date.now();
    journal = await createPostgresJournal({ url: database.url, recoveryTaskOf, withReasons, aheadMs });
  });
  afterEach(async () => {
    await journal.close();
    await database.proxy.end();
  });

  const lose = (): void => {
    database.proxy.inject(LOST_COMMITS);
  };
  const isLost = (): void => {
    expect(database.proxy.counts()[LOST_COMMITS]).to.equal(1);
  };

  async function leased(): Promise<LeasedTask> {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, at);
    const [task] = await journal.leaseTasks(1, 60_000);
    return task!;
  }

  it('leaves a claim with the one who wrote it', async () => {
    const attempt = anAttempt();
    lose();
    expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'claimed');
    isLost();
    expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'in-flight');
  });

  it('leaves a claim with one of two copies of a delivery', async () => {
    for (let nth = 1; nth <= 10; nth += 1) {
      const attempt = anAttempt();
      lose();
      const claims = await Promise.all([1, 2].map(() => journal.claim(attempt, go, name)));
      expect(claims.map(({ kind }) => kind)).to.have.members(['claimed', 'in-flight']);
    }
  });

  it('does not count a result as another’s', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    lose();
    const result = approved(attempt.amount);
    const closed = await journal.complete({ key: attempt.key, attemptNumber: 1 }, result, at);
    isLost();
    expect(closed).to.deep.include({ result, completedAt: at });
    expect(await journal.find(attempt.key)).to.deep.equal(closed);
  });

  it('leaves what was recorded with the one who has written it', async () => {
    const external = aRecordedAttempt();
    lose();
    expect(await journal.record([external])).to.deep.equal([external]);
    isLost();
    expect(await journal.record([external])).to.deep.equal([]);
  });

  it('leaves a task with the one who leased it', async () => {
    const attempt = anAttempt();
    await journal.claim(attempt, go, name);
    lose();
    const [task] = await journal.leaseTasks(5, 60_000);
    isLost();
    expect(task?.attempt.key).to.equal(attempt.key);
    expect(await journal.completeTask(task!, { done: true })).not.to.equal(undefined);
    await journal.complete({ key: attempt.key, attemptNumber: 1 }, unknown, at);
    lose();
    expect(await journal.leaseTask({ key: attempt.key, attemptNumber: 1 }, 60_000)).not.to.equal(undefined);
  });

  for (const [left, what] of [
    [{ resolved: notSent, at: anHourLater }, 'what was found out'],
    [{ runAt: new Date(anHourLater.getTime() + 60_000) }, 'a later time'],
    [{ manualReview: true }, 'a manual review'],
    [{ done: true }, 'nothing left to do'],
  ] as const)
    it(`to COMMIT is decided by reading: a task that ended with ${what} has ended`, async () => {
      const task = await leased();
      lose();
      const ended = await journal.completeTask(task, left);
      isLost();
      expect(ended?.key).to.equal(task.attempt.key);
      expect(ended?.result).to.deep.equal('resolved' in left ? notSent : unknown);
      expect(await journal.completeTask(task, left), 'another one').to.equal(undefined);
    });

  it('to COMMIT of nothing that was done is no success', async () => {
    const task = await leased();
    await journal.completeTask(task, { runAt: new Date(anHourLater.getTime() + 60_000) });
    lose();
    expect(await journal.completeTask(task, { manualReview: true })).to.equal(undefined);
    isLost();
  });

  it('keeps a manual review closed that was closed', async () => {
    const task = await leased();
    await journal.completeTask(task, { manualReview: true });
    lose();
    expect(await journal.closeManualReview(task.attempt)).to.equal(true);
    isLost();
    expect(await journal.closeManualReview(task.attempt)).to.equal(false);
  });

  it('keeps a case as it was added and changed', async () => {
    const openedAt = at;
    const aCase = {
      kind: 'review',
      id: 'c1',
      state: 'open',
      site: 'siteUS',
      openedAt,
      content: { a: 1 },
    } as const;
    lose();
    expect(await journal.cases.add(aCase)).to.equal(true);
    isLost();
    const [found] = await journal.cases.list('review', 'open', 1);
    expect(found?.version).to.equal(1);
    lose();
    expect(await journal.cases.change(found!, { state: 'closed', content: { a: 2 } })).to.equal(true);
    expect(await journal.cases.change(found!, { state: 'closed', content: { a: 3 } })).to.equal(false);
  });

  for (const fault of WITHOUT_EFFECT)
    it(`and a failure without effect cost nothing: ${fault}`, async () => {
      const attempt = anAttempt();
      database.proxy.inject(fault);
      expect(await journal.claim(attempt, go, name)).to.have.property('kind', 'claimed');
      database.proxy.inject(fault);
      const task = await leased();
      database.proxy.inject(fault);
      expect(await journal.completeTask(task, { resolved: notSent, at })).to.have.property('key');
      expect(database.proxy.counts()[fault]).to.equal(3);
    });

  it('of a server that is gone ends within the time that a payment has', async () => {
    database.proxy.cut();
    const runningTime = startRunningTime();
    expect((await refusal(journal.claim(anAttempt(), go, name))).code).to.equal('journal-unavailable');
    expect(runningTime.end()).to.be.below(4_500);
    database.proxy.heal();
    expect(await journal.claim(anAttempt(), go, name)).to.have.property('kind', 'claimed');
  });
});

describe('a PostgreSQL server whose disk is full', function () {
  this.timeout(60_000);
  let database: DatabaseBehindProxy;
  let journal: DatabaseJournal;
  before(async () => {
    database = await behindProxy();
    journal = await createPostgresJournal({ url: database.url, recoveryTaskOf, withReasons });
  });
  after(async () => {
    await journal.close();
    await database.proxy.end();
  });

  it('refuses a claim, still finds what it has, and takes the claim when there is room', async () => {
    const [before, during] = [anAttempt(), anAttempt()];
    await journal.claim(before, go, name);
    database.proxy.setDiskFull(true);
    expect(await refusal(journal.claim(during, go, name))).to.have.property('code', 'journal-unavailable');
    expect(database.proxy.counts()['disk-full']).to.equal(1);
    expect(await journal.find(before.key)).to.have.property('attemptNumber', 1);
    database.proxy.setDiskFull(false);
    expect(await journal.claim(during, go, name)).to.have.property('kind', 'claimed');
  });
});
