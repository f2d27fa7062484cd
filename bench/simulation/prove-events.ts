import { runSeed, type SeedResult } from './seed.ts';
import type { SettledByEvents, SimulatedEvents } from './world/events.ts';

/** One way in which notifications are delivered, and what histories of it came to. */
export interface EventRow {
  readonly name: string;
  readonly events: SimulatedEvents;
  /** The share of calls that meet a fault of any kind. */
  readonly faults: number;
  readonly results: readonly SeedResult[];
}

const LOST = 0.2;

const WAYS: readonly Omit<EventRow, 'results'>[] = [
  {
    name: 'a fifth of all answers lost; events late, twice, in any order, a tenth dropped, forged ones among them',
    events: { delivery: 'badly', lostAnswers: LOST },
    faults: 0,
  },
  {
    name: 'a fifth of all answers lost; every event dropped',
    events: { delivery: 'dropped', lostAnswers: LOST },
    faults: 0,
  },
  {
    name: 'a fifth of all calls with any fault; events as in the first row',
    events: { delivery: 'badly' },
    faults: 0.2,
  },
];

/** Lives through all of them, one history after the other. */
export async function eventRows({
  orders,
  seeds,
  firstSeed = 1,
}: {
  readonly orders: number;
  readonly seeds: number;
  readonly firstSeed?: number;
}): Promise<readonly EventRow[]> {
  const rows: EventRow[] = [];
  for (const way of WAYS) {
    const results: SeedResult[] = [];
    for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1)
      results.push(
        await runSeed({
          seed,
          orders: Math.ceil(orders / seeds),
          faults: way.faults,
          journal: 'shared',
          events: way.events,
        }),
      );
    rows.push({ ...way, results });
  }
  return rows;
}

const HEADS = [
  '',
  'lost answers',
  'told by an event',
  'settled after it, p99',
  'worst',
  'look-ups meanwhile',
  'left to the sweep',
  'settled by it, median',
  'worst',
  'forged or replayed',
  'believed',
  'wrong',
];

/** Markdown: a line for each way. */
export function toEventTable(rows: readonly EventRow[]): string {
  return [
    `| ${HEADS.join(' | ')} |`,
    `|---|${'---:|'.repeat(HEADS.length - 1)}`,
    ...rows.map(({ name, results }) => {
      const { told, untold, lookUps, forged, believed } = totals(results);
      const cells = [
        told.length + untold.length,
        told.length,
        toSeconds(at(told, 0.99)),
        toSeconds(at(told, 1)),
        lookUps,
        untold.length,
        toSeconds(at(untold, 0.5)),
        toSeconds(at(untold, 1)),
        forged,
        believed,
        results.reduce((sum, { findings }) => sum + findings.length, 0),
      ];
      return `| ${[name, ...cells.map((cell) => cell.toLocaleString('en'))].join(' | ')} |`;
    }),
  ].join('\n');
}

/** From the later of event and loss to the settlement, in milliseconds. */
const AT_ONCE_MS = 2_000;

/** What must never be, in sentences. */
export function wrongIn(rows: readonly EventRow[]): readonly string[] {
  return rows.flatMap(({ name, faults, results }) => {
    const { told, lookUps, believed } = totals(results);
    const late = told.filter((ms) => ms > AT_ONCE_MS);
    return [
      ...results.flatMap(({ seed, findings }) =>
        findings.map(({ kind, orderId, what }) => `seed ${seed}, order ${orderId}: ${kind}: ${what}`),
      ),
      ...(believed > 0 ? [`${name}: ${believed} forged notifications were believed.`] : []),
      // With every fault an instance may be down when it is told.
      ...(faults === 0 && late.length > 0 ? [`${name}: ${late.length} settled later than 2 s.`] : []),
      ...(faults === 0 && lookUps > 0 ? [`${name}: ${lookUps} look-ups of what was told.`] : []),
    ];
  });
}

/** The histories of a row, added up; durations ascend. */
export function totals(results: readonly SeedResult[]): Omit<SettledByEvents, 'delivered' | 'dropped'> {
  const all = results.flatMap(({ settledByEvents }) => settledByEvents ?? []);
  const sum = (of: (each: SettledByEvents) => number): number =>
    all.reduce((sumOf, each) => sumOf + of(each), 0);
  const sorted = (of: (each: SettledByEvents) => readonly number[]): readonly number[] =>
    all.flatMap(of).sort((a, b) => a - b);
  return {
    told: sorted(({ told }) => told),
    untold: sorted(({ untold }) => untold),
    lookUps: sum(({ lookUps }) => lookUps),
    forged: sum(({ forged }) => forged),
    believed: sum(({ believed }) => believed),
  };
}

function at(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.floor((sorted.length - 1) * share)];
}

function toSeconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}
