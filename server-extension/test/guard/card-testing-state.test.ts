import { expect } from 'chai';
import { decide } from '../../src/domain/decision-table.ts';
import {
  trialAdmissionEvidence,
  block,
  type CardTestingState,
  createCardTestingState,
  decay,
  isQuiet,
  isAtThreshold,
  learnFromTrial,
  releaseWaiting,
  roomIn,
  start,
  waitForAnEnd,
} from '../../src/guard/card-testing-state.ts';
import { TRIAL_ADMISSION_TABLE } from '../../src/guard/card-testing-table.ts';

const START = Date.parse('2026-11-21T10:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('The state of the card-testing guard', () => {
  let state: CardTestingState;

  beforeEach(() => {
    state = createCardTestingState(START);
  });

  /** Admits a shopper who was not declined before to a trial, or blocks the name. */
  function take(name: string, pacing: 'fastPaced' | 'humanPaced' = 'fastPaced', at = START): boolean {
    const evidence = trialAdmissionEvidence(state, name, pacing, undefined);
    const { action } = decide(TRIAL_ADMISSION_TABLE, evidence);
    if (action === 'trial') state.pools[pacing].trials -= 1;
    else block(state, name, at);
    return action === 'trial';
  }

  it('begins with nothing suspicious, the first trials, no retries and nobody who waits', () => {
    expect(state).to.deep.equal({
      score: 0,
      scoredAt: START,
      trust: 0,
      inFlight: 0,
      position: 'inactive',
      activeUntil: 0,
      timesActivated: 0,
      nextSyncAt: 0,
      pools: {
        fastPaced: { trials: 2, trialEveryMs: 2.5 * SECOND },
        humanPaced: { trials: 4, trialEveryMs: 2.5 * SECOND },
      },
      retries: { 'same-card': 0, 'other-card': 0 },
      blocked: new Map(),
      blockedAt: 0,
      deactivatedAt: 0,
      waiting: new Set(),
    });
  });

  it('wakes all who wait when an attempt ends', async () => {
    const waiting = Promise.all([waitForAnEnd(state, 60 * MINUTE), waitForAnEnd(state, 60 * MINUTE)]);
    expect(state.waiting.size).to.equal(2);
    releaseWaiting(state);
    await waiting;
    expect(state.waiting.size).to.equal(0);
  });

  it('lets nobody wait for longer than they may', async () => {
    await waitForAnEnd(state, 5);
    expect(state.waiting.size).to.equal(0);
  });

  it('reaches the threshold at ten declined cards, rounded', () => {
    for (const [score, high] of [
      [9.4, false],
      [9.5, true],
      [10, true],
    ] as const)
      expect(isAtThreshold({ ...state, score })).to.equal(high);
  });

  it('leaves room up to the threshold, more with trust, and never none', () => {
    for (const [score, trust, room] of [
      [0, 0, 10],
      [2.5, 0, 8],
      [10, 0, 1],
      [10, 5, 5],
      [4, 6, 12],
    ] as const)
      expect(roomIn({ ...state, score, trust })).to.equal(room);
  });

  it('forgets a declined card in two minutes while the guard is not active, and none while it is', () => {
    state.score = 3;
    decay(state, START + 2 * MINUTE);
    expect(state.score).to.equal(2);
    state.position = 'active';
    decay(state, START + 4 * MINUTE);
    expect(state.score).to.equal(2);
    state.position = 'inactive';
    decay(state, START + 60 * MINUTE);
    expect(state.score).to.equal(0);
    decay(state, START);
    expect(state.score, 'a clock that went back').to.equal(0);
  });

  it('admits two fast-paced and four human-paced trials, then one more every two and a half seconds', () => {
    expect([1, 2, 3].map((nth) => take(`bot${nth}`))).to.deep.equal([true, true, false]);
    expect([1, 2, 3, 4, 5].map((nth) => take(`shopper${nth}`, 'humanPaced'))).to.deep.equal([
      true,
      true,
      true,
      true,
      false,
    ]);
    decay(state, START + 2.5 * SECOND);
    expect([take('late1'), take('late2')]).to.deep.equal([true, false]);
    decay(state, START + 60 * MINUTE);
    expect(
      [1, 2, 3].map((nth) => take(`next${nth}`)),
      'no more than at first',
    ).to.deep.equal([true, true, false]);
  });

  it('admits a blocked name once more, while many trials are left', () => {
    state.pools.fastPaced.trials = 0;
    expect(take('once')).to.equal(false);
    expect([take('twice'), take('twice')]).to.deep.equal([false, false]);
    state.pools.fastPaced.trials = 9;
    expect(take('once')).to.equal(false);
    state.blocked.set('once', 1);
    state.pools.fastPaced.trials = 10;
    expect([take('twice'), take('once')]).to.deep.equal([false, true]);
  });

  it('admits a retry of the kind there is one left of, and of no other', () => {
    state.retries = { 'same-card': 1, 'other-card': 0 };
    const retryOf = (kind: 'same-card' | 'other-card' | undefined): string =>
      trialAdmissionEvidence(state, 'a shopper', 'fastPaced', kind).retry;
    expect([retryOf('same-card'), retryOf('other-card'), retryOf(undefined)]).to.deep.equal([
      'left',
      'none',
      'none',
    ]);
  });

  it('admits no trial while 20,000 names are blocked', () => {
    for (let nth = 0; nth < 19_999; nth += 1) state.blocked.set(`bot${nth}`, 1);
    expect(take('a shopper')).to.equal(true);
    state.blocked.set('one more', 1);
    expect(take('another')).to.equal(false);
  });

  it('keeps no more than 20,000 names, however many testers choose, and counts on those that it has', () => {
    state.pools.fastPaced.trials = 0;
    take('a bot');
    for (let nth = 0; nth < 25_000; nth += 1) take(`bot${nth}`);
    learnFromTrial(state, 'one more', 'fastPaced', 'declined');
    expect(state.blocked).to.have.length(20_000);
    take('a bot', 'fastPaced', START + SECOND);
    learnFromTrial(state, 'a bot', 'fastPaced', 'declined');
    expect(state.blocked.get('a bot')).to.equal(3);
    take('not kept', 'fastPaced', START + 2 * SECOND);
    expect(state.blockedAt, 'the attack goes on').to.equal(START + 2 * SECOND);
  });

  it('adds three trials after an approval, up to twenty, and allows one retry again of each kind', () => {
    start(state, START);
    expect(state.retries).to.deep.equal({ 'same-card': 4, 'other-card': 2 });
    state.retries = { 'same-card': 0, 'other-card': 2 };
    learnFromTrial(state, 'a shopper', 'fastPaced', 'approved');
    expect(state.pools.fastPaced.trials).to.equal(5);
    expect(state.pools.humanPaced.trials, 'the other pool').to.equal(4);
    expect(state.retries).to.deep.equal({ 'same-card': 1, 'other-card': 2 });
    for (let nth = 0; nth < 10; nth += 1) learnFromTrial(state, `shopper ${nth}`, 'fastPaced', 'approved');
    expect(state.pools.fastPaced.trials).to.equal(20);
    expect(state.retries).to.deep.equal({ 'same-card': 4, 'other-card': 2 });
  });

  it('halves the trials after a decline, and makes the next one twice as rare, up to five minutes', () => {
    state.pools.fastPaced.trials = 5;
    learnFromTrial(state, 'a bot', 'fastPaced', 'declined');
    expect(state.pools.fastPaced).to.deep.equal({ trials: 2, trialEveryMs: 5 * SECOND });
    expect(state.blocked.get('a bot')).to.equal(1);
    for (let nth = 0; nth < 10; nth += 1) learnFromTrial(state, 'a bot', 'fastPaced', 'declined');
    expect(state.pools.fastPaced).to.deep.equal({ trials: 0, trialEveryMs: 5 * MINUTE });
    expect(state.blocked.get('a bot')).to.equal(11);
    learnFromTrial(state, 'a shopper', 'fastPaced', 'approved');
    expect(state.pools.fastPaced).to.deep.equal({ trials: 3, trialEveryMs: 2.5 * SECOND });
  });

  it('keeps blocked names for half an hour after an attack', () => {
    state.blocked.set('a bot', 2);
    state.deactivatedAt = START;
    state.trust = 7;
    start(state, START + 30 * MINUTE);
    expect(state.blocked).to.have.length(1);
    expect(state.trust).to.equal(0);
    start(state, START + 30 * MINUTE + 1);
    expect(state.blocked).to.have.length(0);
  });

  it('is quiet twenty seconds after the last name was blocked', () => {
    state.pools.fastPaced.trials = 0;
    take('a bot', 'fastPaced', START + SECOND);
    expect(isQuiet(state, START + 21 * SECOND - 1)).to.equal(false);
    expect(isQuiet(state, START + 21 * SECOND)).to.equal(true);
  });
});
