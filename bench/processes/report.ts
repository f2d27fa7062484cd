import { INVARIANTS } from '../independent-check/invariants.ts';
import type { ConsistencyReport } from './findings/check.ts';
import type { RunPlan, RunResult } from './run.ts';
import type { RetryStorm } from './retry-storm.ts';

/** What the proof was made with. */
export interface ProofConditions {
  readonly plan: RunPlan;
  readonly instances: number;
  readonly journal: string;
  /** ISO date. */
  readonly on: string;
  readonly machine: string;
}

const PROMISES: readonly (readonly [key: keyof ConsistencyReport, name: string])[] = [
  ['doubleCharges', 'Double charges'],
  ['overCaptures', 'Over-captures'],
  ['overRefunds', 'Over-refunds'],
  ['lost', 'Lost: money without an order, an order without money, a promise that was not kept'],
  ['unknown', 'Unknown after the quiet phase'],
  ['disagreements', 'The journal unlike the gateway'],
];

/** Whether everything that is promised held. */
export function isClean({ findings, secondOpinion, unequalAnswers, tasksLeft }: RunResult): boolean {
  return (
    PROMISES.every(([key]) => findings[key].length === 0) &&
    secondOpinion.violations.length === 0 &&
    unequalAnswers.length === 0 &&
    tasksLeft === 0
  );
}

/** The run as Markdown tables. */
export function toReport(setting: ProofConditions, result: RunResult): string {
  return [...describe(setting, result), '', ...promises(result), '', ...times(setting, result)].join('\n');
}

/** What is wrong, one line each; for the screen only. */
export function toComplaints({ findings, secondOpinion, unequalAnswers }: RunResult): readonly string[] {
  return [
    ...PROMISES.flatMap(([key, name]) => findings[key].map((finding) => `${name}: ${finding}`)),
    ...secondOpinion.violations.map(
      ({ invariant, orderId, what }) => `Independent check: ${invariant}: order ${orderId}: ${what}`,
    ),
    ...unequalAnswers.map((answers) => `Unequal answers: ${answers}`),
  ];
}

export function toStormRow({ webhooks, copies, instances, calls, answers, equal, ms }: RetryStorm): string {
  const counts = [webhooks, copies, instances, calls, answers, equal];
  return row(...counts.map(whole), seconds(ms));
}

export const STORM_HEAD = [
  row(
    'Webhooks',
    'Copies of each, at once',
    'Instances',
    'Gateway calls',
    'Answers',
    'All copies equal, byte for byte',
    'Time',
  ),
  row(...Array.from({ length: 7 }, () => '---:')),
].join('\n');

function describe(
  { plan, instances, journal, on, machine }: ProofConditions,
  result: RunResult,
): readonly string[] {
  const { harm, webhooks } = result;
  return [
    row('', ''),
    row('---', '---:'),
    row('Run', `${on}, seed \`${plan.seed}\`, ${machine}`),
    row('Instances of the extension', `${instances}, as it is packaged, each a process`),
    row('Journal', journal),
    row('Orders', whole(result.orders)),
    row('Webhooks of OCC', whole(webhooks.sent)),
    row('… delivered again, at once or later', whole(webhooks.repeated)),
    row('Attempts in the journal', whole(result.attempts)),
    row('Payments at the gateway', whole(result.gatewayPayments)),
    row(`Calls to the gateway that were broken (${plan.faults * 100} %)`, whole(result.faultsStruck)),
    row('`kill -9` of an instance', whole(harm.kills)),
    row('… requests that were cut off by it', whole(webhooks.cutOff)),
    row('Instances stopped for longer than a lease', whole(harm.pauses)),
    row('Restarts of the database', whole(harm.restarts)),
    row('Orders under faults, then quiet', `${seconds(result.loadMs)}, ${seconds(result.quietMs)}`),
  ];
}

function promises(result: RunResult): readonly string[] {
  return [
    row('Promised: 0', 'Found'),
    row('---', '---:'),
    ...PROMISES.map(([key, name]) => row(name, whole(result.findings[key].length))),
    row('Copies of a delivery with other bytes in the answer', whole(result.unequalAnswers.length)),
    row('Recovery tasks left', whole(result.tasksLeft)),
    row(
      `By the independent check: ${INVARIANTS.length} invariants over ${whole(result.secondOpinion.records)} records`,
      whole(result.secondOpinion.violations.length),
    ),
  ];
}

function times({ plan }: ProofConditions, { foundAfterMs, doubleHolds }: RunResult): readonly string[] {
  const both = (ms: number | undefined): readonly [string, string] =>
    ms === undefined ? ['–', '–'] : [seconds(ms), minutes(ms / plan.pace.factor)];
  return [
    row('Lost answers', 'In the run', 'At the ordinary pace'),
    row('---', '---:', '---:'),
    row('How many were lost', whole(foundAfterMs.length), ''),
    row('Time to the truth: half of them', ...both(at(foundAfterMs, 0.5))),
    row('… 99 of 100', ...both(at(foundAfterMs, 0.99))),
    row('… worst', ...both(foundAfterMs.at(-1))),
    row('Payment groups that held money twice for a while', whole(doubleHolds.length), ''),
    row('… longest', ...both(doubleHolds.map(({ ms }) => ms).sort((a, b) => b - a)[0])),
  ];
}

function at(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function whole(count: number): string {
  return count.toLocaleString('en');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toLocaleString('en', { maximumFractionDigits: 1 })} min`;
}
