import { createClock } from '../../../server-extension/src/assembly/time/clock.ts';
import { createMemoryJournal } from '../../../server-extension/src/journal/memory.ts';
import type { OrderId, SiteId } from '../../../server-extension/src/domain/ids.ts';
import { Problem } from '../../../server-extension/src/domain/problem.ts';
import type { OccApi } from '../../../server-extension/src/occ/api/admin-api.ts';
import type { Outbox, PendingResult } from '../../../server-extension/src/journal/outbox.ts';
import { withPendingResults } from '../../../server-extension/src/journal/pending-results.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type { PaymentAttempt } from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import {
  createRecoveryTaskOf,
  RECOVERY_TIMINGS,
} from '../../../server-extension/src/payments/recovery/recovery-task.ts';
import type { Ledger } from '../../../sandbox/cybersource/ledger/ledger.ts';
import { toAdminOrder } from '../../../sandbox/occ/orders/order-view.ts';
import { createAnswerLog, type ResponseLog } from './response-log.ts';
import { createMemoryNotifications } from '../../../server-extension/src/journal/notifications/memory.ts';
import { createDeliveriesIn } from './deliveries.ts';
import { createWorldHistory, type WorldHistory } from './world-history.ts';
import { createEventsIn, type SettledByEvents, type SimulatedEvents } from './events.ts';
import { createGatewayWorld, type SimulatedGateway } from './gateway.ts';
import { type ExtensionResponse, type ExtensionRequest, type Instance, startInstance } from './instance.ts';
import { createJournalPort, JOURNAL_FAULT_WEIGHT, type JournalFault } from './journal-port.ts';
import { createLife } from './instance-lifecycle.ts';
import { createFaultInjector, type FaultInjector } from './fault-injector.ts';
import { createOccWorld, type SimulatedOcc, webhookKey } from './occ.ts';
import { createRandom, type Random } from './random.ts';
import { createFlippingSettings, reauthorizesIn } from './settings.ts';
import type { VirtualTime } from './time.ts';
import {
  createCoverage,
  createFaultChoice,
  type FaultCoverage,
  JOURNAL_FAULTS,
  REQUEST_FAULTS,
} from './coverage.ts';
import { createExchange, type RecordCall } from './transport.ts';

/** Which world. The same plan gives the same history. */
export interface SimulationPlan {
  readonly seed: number;
  readonly orders: number;
  /** The share of calls that meet a fault, 0 to 1. */
  readonly faults: number;
  /** `shared`: instances with one durable journal. `own`: each has a journal in its memory, as inside OCC. */
  readonly journal: 'shared' | 'own';
  /** How long what is wrong after the shoppers may take to come right, in milliseconds of virtual time. Default: four days. */
  readonly quietMs?: number;
  /** Keeps a fingerprint of the whole history, to compare it with another one. */
  readonly isFingerprinted?: true;
  /** Keeps the records of the history. */
  readonly keepsHistory?: true;
  /** The gateway tells what became of payments. Takes a shared journal. */
  readonly events?: SimulatedEvents;
}

/** Which faults met what. */
export interface HistoryCoverage {
  /** Calls to the gateway. */
  readonly calls: FaultCoverage;
  /** Statements to the shared journal. */
  readonly statements: FaultCoverage;
  /** Requests to the instances. */
  readonly requests: FaultCoverage;
}

export interface World {
  readonly plan: SimulationPlan;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly faultInjector: FaultInjector;
  readonly gateway: SimulatedGateway;
  readonly occ: SimulatedOcc;
  readonly answers: ResponseLog;
  /** The journals that exist now: one, or one for each instance. */
  readonly journals: () => readonly Journal[];
  /** Which payment each merchant transaction id belongs to, and what was attempted under it. */
  readonly named: ReadonlyMap<string, Pick<PaymentAttempt, 'payment' | 'operation'>>;
  /** Those that run now. */
  readonly instances: () => readonly Instance[];
  readonly crashes: () => number;
  /** How many calls left for the gateway. */
  readonly calls: () => number;
  readonly coverage: () => HistoryCoverage;
  /** Milliseconds from each lost answer to the moment that the journal knew how it had ended. */
  readonly resolvedAfter: () => readonly number[];
  /** What notifications have settled, where the history has any. */
  readonly settledByEvents: () => SettledByEvents | undefined;
  /** The first moment of its time. */
  readonly startedAt: number;
  /** Sends a request to one of the instances; undefined when no answer came back. */
  readonly send: (request: ExtensionRequest, withinMs: number) => Promise<ExtensionResponse | undefined>;
  readonly note: RecordCall;
  readonly history: WorldHistory;
  /** All instances end now and begin anew soon; a journal in their memory is gone. */
  readonly restart: () => void;
  /** From now on nothing goes wrong any more. */
  readonly calm: () => void;
}

const INSTANCES = 3;
/** Milliseconds. */
const DOWN = [1_000, 90_000] as const;
const PAUSE = [75_000, 400_000] as const;
const CLOCK_OFF = 600_000;
const TROUBLE_EVERY = 3 * 60_000;
const EVENTS_SEARCH_LAG = 2 * 60_000;
const CAPACITY = 100_000;
const MEMORY = { kind: 'memory', capacity: CAPACITY } as const;
/** What stands for a database here is a journal that outlives the instances. */
const DURABLE = { kind: 'sqlite', file: '', unwrittenFolder: '' } as const;
/** Where the journal does not outlive the process. */
const RECONCILE_EVERY = 5 * 60_000;
/** Of each start of an instance. */
const CLOCK_WEIGHT = 1;
/** Of each call that leaves an instance. */
const CRASH_WEIGHT = 0.005;

/**
 * Builds everything: both outside worlds, the journal and the instances between them, and what goes wrong.
 *
 * @param time - has to have the timers of the process already: the instances set some as they begin
 */
export function createWorld(plan: SimulationPlan, time: VirtualTime, note: RecordCall): World {
  const random = createRandom(String(plan.seed));
  const startedAt = time.now();
  const noted: RecordCall = (line) => {
    note(`${time.now() - startedAt} ${line}`);
  };
  const faultInjector = createFaultInjector(random.fork('nemesis'), plan.faults);
  const events =
    plan.events &&
    createEventsIn({ events: plan.events, time, random: random.fork('events'), send, note: noted });
  const history = createWorldHistory(plan, time.now);
  const observed = (book: Ledger): Ledger => history.observed(events?.observed(book) ?? book);
  const gateway = createGatewayWorld(time, String(plan.seed), random.chance(0.5), observed);
  const lostAnswers = plan.events?.lostAnswers;
  const losses = createFaultInjector(random.fork('lost answers'), lostAnswers ?? 0);
  const coverage = { calls: createCoverage(), statements: createCoverage(), requests: createCoverage() };
  const statementFaultOf = createFaultChoice({
    faultInjector,
    faults: Object.keys(JOURNAL_FAULTS) as JournalFault[],
    seed: plan.seed,
    coverage: coverage.statements,
    weight: JOURNAL_FAULT_WEIGHT,
  });
  const requestFaultOf = createFaultChoice({
    faultInjector,
    faults: Object.keys(REQUEST_FAULTS) as (keyof typeof REQUEST_FAULTS)[],
    seed: plan.seed,
    coverage: coverage.requests,
  });
  const exchange = createExchange({
    time,
    gateway,
    coverage: coverage.calls,
    note: noted,
    seed: plan.seed,
    ...(lostAnswers === undefined
      ? { faultInjector }
      : {
          faultInjector: losses,
          faults: ['answer-lost', 'reset-after', 'timeout-after'],
        }),
  });
  const notifications =
    events && createMemoryNotifications({ capacity: CAPACITY, now: () => new Date(time.now()) });
  const settingsFor = createFlippingSettings(time, reauthorizesIn(plan));
  const answers = createAnswerLog(history.changed);
  const named = new Map<string, Pick<PaymentAttempt, 'payment' | 'operation'>>();
  const lostAt = new Map<string, number>();
  const resolvedAfter: number[] = [];
  let crashes = 0;
  let calls = 0;

  const newJournal = (now: () => Date): Journal =>
    createMemoryJournal({
      capacity: Number.MAX_SAFE_INTEGER,
      recoveryTaskOf: createRecoveryTaskOf(RECOVERY_TIMINGS),
      now,
    });
  const shared = plan.journal === 'shared' ? newJournal(() => new Date(time.now())) : undefined;
  const own = new Map<Instance, Journal>();
  const instances: Instance[] = [];
  /** What an instance had on its disk when it died, the next one in its place finds there. */
  const disks = Array.from({ length: INSTANCES }, createDisk);

  function begin(slot: number): void {
    const life = createLife(time);
    if (faultInjector.strikes(CLOCK_WEIGHT)) life.setClock(clockError());
    const clock = createClock({
      machine: life.machineClock,
      elapsed: () => time.now(),
      onDrift: (byMs) => {
        noted(`# instance ${slot} puts its clock right by ${byMs} ms`);
      },
    });
    const kept = shared ?? newJournal(clock.now);
    // Of this instance: the one in its place afterwards is not meant.
    const die = (): void => {
      if (life.isAlive()) crash(slot);
    };
    const dieSoon = (): void => void time.after(faultInjector.random.between(0, 30), die);
    const mayCrash = (): void => {
      if (faultInjector.strikes(CRASH_WEIGHT)) dieSoon();
    };
    const port = createJournalPort({
      journal: kept,
      life,
      time,
      faultInjector,
      faultOf: statementFaultOf,
      die: dieSoon,
      isLocal: shared === undefined,
      mayCrash,
      onNamed: (name, attempt) => {
        named.set(name, { payment: attempt.payment, operation: attempt.operation });
        history.named(name, attempt);
      },
      onCompleted: (attempt) => {
        history.completed(attempt);
        if (attempt.result?.outcome !== 'unknown') return;
        const { merchantTransactionId: name } = attempt;
        if (!lostAt.has(name)) lostAt.set(name, time.now());
        events?.answerLost(name);
      },
      onFound: (attempt) => {
        const { merchantTransactionId: name } = attempt;
        history.resolved(attempt);
        const since = lostAt.get(name);
        if (since !== undefined) resolvedAfter.push(time.now() - since);
        lostAt.delete(name);
        events?.answerFound(name);
      },
    });
    const journal =
      shared === undefined
        ? port
        : withPendingResults({
            journal: port,
            outbox: disks[slot] ?? createDisk(),
            now: clock.now,
            settleDelayMs: RECOVERY_TIMINGS.lostAfterMs,
            onOrphanedResult: ({ key }, why) => {
              noted(`! stray ${key}: ${why}`);
            },
          });
    const instance = startInstance({
      life,
      clock,
      journal,
      exchange: (request, deadlineMs) => {
        mayCrash();
        calls += 1;
        events?.called(request.path, request.body ?? '');
        return exchange(request, deadlineMs, die);
      },
      occ: reachedFrom(life.outside),
      settingsFor,
      webhookKey,
      location: shared === undefined ? MEMORY : DURABLE,
      reconcileEveryMs: shared === undefined ? RECONCILE_EVERY : 0,
      note: noted,
      ...(notifications && { notifications }),
    });
    instances[slot] = instance;
    own.set(instance, kept);
  }

  function crash(slot: number): void {
    const instance = instances[slot];
    if (instance?.life.isAlive() !== true) return;
    crashes += 1;
    noted(`# instance ${slot} dies`);
    instance.life.end();
    own.delete(instance);
    time.after(faultInjector.random.between(...DOWN), () => {
      begin(slot);
    });
  }

  async function send(request: ExtensionRequest, withinMs: number): Promise<ExtensionResponse | undefined> {
    const { path, headers, bytes: body, query, isOnce: once = false } = request;
    const received = query === undefined ? history.sent({ path, headers, body }, { once }) : () => undefined;
    const fault = requestFaultOf(path);
    const slot = faultInjector.random.between(0, INSTANCES - 1);
    if (fault === 'request-lost') return undefined;
    if (fault === 'request-late') await time.sleep(faultInjector.random.between(1_000, 20_000));
    const instance = instances[slot];
    if (instance?.life.isAlive() !== true) return undefined;
    if (fault === 'request-twice') {
      const other = instances[(slot + 1) % INSTANCES];
      if (other?.life.isAlive() === true) void other.life.outside(() => other.answer(request));
    }
    const answer = await Promise.race([instance.answer(request), time.sleep(withinMs).then(() => undefined)]);
    received(answer, fault === 'answer-lost');
    return fault === 'answer-lost' ? undefined : answer;
  }

  function reachedFrom(outside: <T>(work: () => Promise<T>) => Promise<T>): OccApi {
    // Nothing else of OCC's API is asked here.
    const api: Pick<OccApi, 'order' | 'sites' | 'isAdminToken'> = {
      order: (orderId, site) => outside(() => readOrder(orderId, site)),
      sites: async () => ({ items: occ.sites.map(({ id }) => ({ id })) }),
      isAdminToken: async () => true,
    };
    return api as OccApi;
  }

  async function readOrder(orderId: OrderId, site: SiteId): Promise<unknown> {
    await time.sleep(5);
    if (faultInjector.strikes())
      throw new Problem('gateway-failure', 'OCC did not answer in time. Try again.');
    const order = occ.orders.require(orderId);
    if (order.siteId !== site) throw new Problem('not-found', 'OCC knows no such order.');
    return toAdminOrder(order);
  }

  function clockError(): number {
    return faultInjector.random.between(-CLOCK_OFF, CLOCK_OFF);
  }

  function trouble(): void {
    if (faultInjector.strikes(1)) {
      const instance = faultInjector.random.pick(instances);
      if (faultInjector.random.chance(0.5)) instance.life.pause(faultInjector.random.between(...PAUSE));
      else instance.life.setClock(clockError());
    }
    if (lostAnswers === undefined)
      gateway.setSearchLag(faultInjector.strikes(2) ? faultInjector.random.between(0, 600_000) : 0);
    time.after(TROUBLE_EVERY, trouble);
  }

  const deliveries = createDeliveriesIn({
    time,
    random: faultInjector.random,
    faultInjector,
    answers,
    send,
    webhookKey,
    note: noted,
  });
  const occ = createOccWorld(time, gateway, deliveries);
  for (let slot = 0; slot < INSTANCES; slot += 1) begin(slot);
  time.after(TROUBLE_EVERY, trouble);
  // What a look-up shows at once, no event has to tell.
  if (lostAnswers !== undefined) gateway.setSearchLag(EVENTS_SEARCH_LAG);

  return {
    plan,
    time,
    random,
    faultInjector,
    gateway,
    occ,
    answers,
    journals: () => (shared === undefined ? [...own.values()] : [shared]),
    named,
    instances: () => instances.filter(({ life }) => life.isAlive()),
    crashes: () => crashes,
    calls: () => calls,
    coverage: () => ({
      calls: coverage.calls.counted(),
      statements: coverage.statements.counted(),
      requests: coverage.requests.counted(),
    }),
    resolvedAfter: () => resolvedAfter,
    settledByEvents: () => events?.settled(),
    startedAt,
    send,
    note: noted,
    history,
    restart() {
      for (let slot = 0; slot < INSTANCES; slot += 1) crash(slot);
    },
    calm() {
      history.faultsEnd();
      faultInjector.calm();
      losses.calm();
      for (const { life } of instances) life.setClock(0);
    },
  };
}

function createDisk(): Outbox {
  const kept: PendingResult[] = [];
  return {
    add: async (unwritten) => void kept.push(unwritten),
    load: async () => [...kept],
    clear: async () => void kept.splice(0),
  };
}
