import { mock } from 'node:test';
import { expect } from 'chai';
import { decide, type DecisionRow } from '../../src/domain/decision-table.ts';
import type { SiteId } from '../../src/domain/ids.ts';
import { type CardTestingGuard, createCardTestingGuard } from '../../src/guard/card-testing-guard.ts';
import {
  TRIAL_ADMISSION_EVIDENCE,
  TRIAL_ADMISSION_TABLE,
  type TrialAdmissionAction,
  type TrialAdmissionEvidence,
  ADMISSION_EVIDENCE,
  ADMISSION_TABLE,
  type AdmissionAction,
  type AdmissionEvidence,
  GUARD_TRANSITIONS,
  type GuardAction,
  type GuardEvent,
  type GuardPosition,
} from '../../src/guard/card-testing-table.ts';
import { createMemoryCounter } from '../../src/guard/counters.ts';
import { combinationsOf } from '../builders/combinations.ts';

const TURNS: readonly (readonly [GuardPosition, GuardEvent, GuardPosition, readonly GuardAction[]])[] = [
  ['inactive', 'declined', 'inactive', []],
  ['inactive', 'threshold-reached', 'active', ['share', 'start', 'extend']],
  ['inactive', 'approved', 'inactive', []],
  ['inactive', 'attack-over', 'inactive', []],
  ['inactive', 'peer-activated', 'active', ['start', 'extend']],
  ['inactive', 'time-over', 'inactive', []],
  ['active', 'declined', 'active', ['extend']],
  ['active', 'threshold-reached', 'active', ['extend']],
  ['active', 'approved', 'active', []],
  ['active', 'attack-over', 'inactive', ['stop']],
  ['active', 'peer-activated', 'active', ['extend']],
  ['active', 'time-over', 'inactive', ['stop']],
];

const ADMISSIONS: readonly (readonly [AdmissionEvidence, AdmissionAction])[] = [
  [{ guard: 'off', crowd: 'too-large', patience: 'over' }, 'admit'],
  [{ guard: 'active', crowd: 'fits', patience: 'left' }, 'examine'],
  [{ guard: 'active', crowd: 'too-large', patience: 'over' }, 'examine'],
  [{ guard: 'inactive', crowd: 'fits', patience: 'left' }, 'admit'],
  [{ guard: 'inactive', crowd: 'fits', patience: 'over' }, 'admit'],
  [{ guard: 'inactive', crowd: 'slow-gateway', patience: 'left' }, 'wait'],
  [{ guard: 'inactive', crowd: 'slow-gateway', patience: 'over' }, 'admit'],
  [{ guard: 'inactive', crowd: 'too-large', patience: 'left' }, 'wait'],
  [{ guard: 'inactive', crowd: 'too-large', patience: 'over' }, 'block'],
];

const shopper = { retry: 'none', trials: 'few', name: 'new', blockedNames: 'some' } as const;
const TRIAL_ADMISSIONS: readonly (readonly [Partial<TrialAdmissionEvidence>, TrialAdmissionAction])[] = [
  [{}, 'trial'],
  [{ retry: 'left', trials: 'none', name: 'blocked-often', blockedNames: 'too-many' }, 'retry'],
  [{ trials: 'none' }, 'block'],
  [{ trials: 'many' }, 'trial'],
  [{ blockedNames: 'too-many' }, 'block'],
  [{ name: 'second-chance' }, 'block'],
  [{ name: 'second-chance', trials: 'many' }, 'trial'],
  [{ name: 'second-chance', trials: 'many', blockedNames: 'too-many' }, 'block'],
  [{ name: 'blocked-often', trials: 'many' }, 'block'],
];

describe('the tables of the card-testing guard', () => {
  for (const [from, event, to, actions] of TURNS)
    it(`turn from ${from} to ${to} when ${event}`, () => {
      expect(GUARD_TRANSITIONS[from][event]).to.deep.equal({ to, actions });
    });

  it('list every turn once', () => {
    const listed = TURNS.map(([from, event]) => `${from} ${event}`);
    const all = Object.entries(GUARD_TRANSITIONS).flatMap(([from, events]) =>
      Object.keys(events).map((event) => `${from} ${event}`),
    );
    expect(listed).to.deep.equal(all);
  });

  for (const [evidence, action] of ADMISSIONS)
    it(`have ${action} for ${JSON.stringify(evidence)}`, () => {
      expect(decide(ADMISSION_TABLE, evidence).action).to.equal(action);
    });

  for (const [known, action] of TRIAL_ADMISSIONS)
    it(`have ${action} while active for ${JSON.stringify(known)}`, () => {
      expect(decide(TRIAL_ADMISSION_TABLE, { ...shopper, ...known }).action).to.equal(action);
    });

  it('decide about every combination, and need each of their rows', () => {
    expect(rowsUsed(ADMISSION_TABLE, combinationsOf(ADMISSION_EVIDENCE))).to.equal(ADMISSION_TABLE.length);
    expect(rowsUsed(TRIAL_ADMISSION_TABLE, combinationsOf(TRIAL_ADMISSION_EVIDENCE))).to.equal(
      TRIAL_ADMISSION_TABLE.length,
    );
  });
});

function rowsUsed<Evidence extends object>(
  table: readonly DecisionRow<Evidence, unknown>[],
  all: Iterable<Evidence>,
): number {
  return new Set([...all].map((evidence) => decide(table, evidence))).size;
}

describe('the card-testing guard as it transitions', () => {
  const site = 'siteUS' as SiteId;
  const MINUTE = 60_000;
  let clock: number;
  let transitions: string[];
  let counters: ReturnType<typeof sharedCounters>;
  let guard: CardTestingGuard;

  beforeEach(() => {
    clock = Date.parse('2026-11-21T10:00:00Z');
    transitions = [];
    counters = sharedCounters();
    guard = anInstance(transitions);
  });

  function anInstance(itsTransitions: string[]): CardTestingGuard {
    return createCardTestingGuard({
      counterFor: counters,
      now: () => new Date(clock),
      onTransition: (_, position) => itsTransitions.push(position),
    });
  }

  const isActive = (): boolean | undefined => guard.sites()[0]?.isActive;

  function decline(cards: number): void {
    for (let nth = 0; nth < cards; nth += 1) guard.note(site, 'declined');
  }

  it('is active from the tenth declined card until ten minutes after the last one', () => {
    decline(9);
    expect(isActive()).to.equal(false);
    decline(1);
    clock += 9 * MINUTE;
    decline(1);
    clock += 10 * MINUTE - 1;
    expect(isActive()).to.equal(true);
    clock += 1;
    expect(isActive()).to.equal(false);
    expect(transitions).to.deep.equal(['active', 'inactive']);
  });

  it('keeps half of the score after an attack: five more declined cards activate it', () => {
    decline(10);
    clock += 10 * MINUTE;
    expect(isActive()).to.equal(false);
    decline(4);
    expect(isActive()).to.equal(false);
    decline(1);
    expect(isActive()).to.equal(true);
  });

  it('takes one and a half declined cards off for an approval, so that six in ten declined cards do not activate it', () => {
    for (let nth = 0; nth < 100; nth += 1) {
      decline(3);
      guard.note(site, 'approved');
      guard.note(site, 'approved');
    }
    expect(transitions).to.deep.equal([]);
    for (let nth = 0; nth < 10; nth += 1) {
      decline(3);
      guard.note(site, 'approved');
    }
    expect(transitions).to.deep.equal(['active']);
  });

  it('is deactivated by the second approved trial, twenty seconds after a name was blocked', async () => {
    decline(10);
    const first = await guard.enter(site, 'auto', aShopper('first'));
    const second = await guard.enter(site, 'auto', aShopper('second'));
    const third = await guard.enter(site, 'auto', aShopper('third'));
    expect(third, 'only two trials').to.equal(undefined);
    clock += 20_000;
    first?.('approved');
    expect(isActive()).to.equal(true);
    second?.('approved');
    expect(isActive()).to.equal(false);
  });

  it('is active where another instance of the site was attacked, a second later at most, and once for each attack', async () => {
    const otherTransitions: string[] = [];
    const other = anInstance(otherTransitions);
    const enter = async (): Promise<void> =>
      (await other.enter(site, 'auto', aShopper('a shopper')))?.('neither');
    await enter();
    decline(10);
    await enter();
    expect(otherTransitions).to.deep.equal([]);
    clock += 999;
    await enter();
    expect(otherTransitions).to.deep.equal([]);
    clock += 1;
    await enter();
    expect(otherTransitions).to.deep.equal(['active']);
    clock += 10 * MINUTE;
    await enter();
    expect(otherTransitions).to.deep.equal(['active', 'inactive']);
  });

  it('takes an approval of a known shopper for no evidence while it is active', async () => {
    decline(10);
    clock += 20_000;
    for (let nth = 0; nth < 10; nth += 1) guard.note(site, 'approved');
    expect(isActive()).to.equal(true);
    expect(transitions).to.deep.equal(['active']);
  });

  it('takes what neither approved nor declined a card for no evidence', () => {
    decline(9);
    for (let nth = 0; nth < 10; nth += 1) guard.note(site, 'neither');
    expect(isActive()).to.equal(false);
    decline(1);
    expect(isActive()).to.equal(true);
  });

  it('lets four shoppers try their card again while it is active, and two another one', async () => {
    decline(10);
    const retry = async (kind: 'same-card' | 'other-card', nth: number): Promise<boolean> => {
      const entered = await guard.enter(site, 'auto', {
        ...aShopper(`${kind} ${nth}`),
        retries: async () => kind,
      });
      entered?.('neither');
      return entered !== undefined;
    };
    for (const trial of ['first', 'second']) await guard.enter(site, 'auto', aShopper(trial));
    for (const [kind, most] of [
      ['same-card', 4],
      ['other-card', 2],
    ] as const)
      for (let nth = 0; nth < most + 2; nth += 1)
        expect(await retry(kind, nth), `${kind} ${nth}`).to.equal(nth < most);
  });

  it('tells other instances of an activation for as long as it lasts', () => {
    const counted: (readonly [string, number])[] = [];
    createCardTestingGuard({
      counterFor: (counter, windowSeconds) => {
        counted.push([counter, windowSeconds]);
        return createMemoryCounter(counter, windowSeconds);
      },
      now: () => new Date(clock),
      onTransition: () => undefined,
    });
    expect(counted).to.deep.equal([['card-testing-guard', 600]]);
  });

  /** How many of so many shoppers who come at once are admitted, and how many blocked, without one of them ending. */
  function aCrowd(of: number): () => Promise<{ readonly admitted: number; readonly blocked: number }> {
    const seen = { admitted: 0, blocked: 0 };
    for (let nth = 0; nth < of; nth += 1)
      void guard.enter(site, 'auto', aShopper(`shopper ${nth}`)).then((admitted) => {
        seen[admitted === undefined ? 'blocked' : 'admitted'] += 1;
      });
    return async () => {
      for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
      return { ...seen };
    };
  }

  for (const [approvals, room] of [
    [0, 10],
    [1, 12],
    [100, 210],
    [1_000, 510],
  ] as const)
    it(`has room for ${room} at once after ${approvals} approvals`, async () => {
      for (let nth = 0; nth < approvals; nth += 1) guard.note(site, 'approved');
      expect(await aCrowd(520)()).to.deep.equal({ admitted: room, blocked: 0 });
    });

  it('has no more room than at first after nine declined cards, whatever was approved before', async () => {
    for (let nth = 0; nth < 1_000; nth += 1) guard.note(site, 'approved');
    decline(9);
    expect(await aCrowd(20)()).to.deep.equal({ admitted: 1, blocked: 0 });
  });

  describe('in a crowd that waits for its first outcomes', () => {
    let passedMs: number;

    beforeEach(() => {
      passedMs = 0;
      mock.timers.enable({ apis: ['setTimeout'] });
      mock.method(performance, 'now', () => passedMs);
    });
    afterEach(() => {
      mock.timers.reset();
      mock.restoreAll();
    });

    function pass(ms: number): void {
      passedMs += ms;
      mock.timers.tick(ms);
    }

    it('admits sixty after three seconds when no card was declined, and blocks the others', async () => {
      const seen = aCrowd(70);
      expect(await seen()).to.deep.equal({ admitted: 10, blocked: 0 });
      pass(2_999);
      expect(await seen()).to.deep.equal({ admitted: 10, blocked: 0 });
      pass(1);
      expect(await seen()).to.deep.equal({ admitted: 60, blocked: 10 });
    });

    it('blocks all that do not fit after three seconds when a card was declined', async () => {
      decline(1);
      const seen = aCrowd(70);
      await seen();
      pass(3_000);
      expect(await seen()).to.deep.equal({ admitted: 9, blocked: 61 });
    });
  });
});

function aShopper(name: string): Parameters<CardTestingGuard['enter']>[2] {
  return { name, pacing: 'fastPaced', retries: async () => undefined };
}

/** One counter for each name, as instances with one database have. */
function sharedCounters(): typeof createMemoryCounter {
  const made = new Map<string, ReturnType<typeof createMemoryCounter>>();
  return (name, windowSeconds) => {
    const counter = made.get(name) ?? createMemoryCounter(name, windowSeconds);
    made.set(name, counter);
    return counter;
  };
}
