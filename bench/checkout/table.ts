import type { CheckoutOutcome } from './attempts.ts';

/** The outcomes as a table, one row for each way to interrupt a payment. */
export function toOneOrderTable(outcomes: readonly CheckoutOutcome[]): string {
  const rows = [
    row('Reload in mid-payment, a guest', of(outcomes, 'reload', false)),
    row('Reload in mid-payment, signed in', of(outcomes, 'reload', true)),
    row('Two tabs, a guest', of(outcomes, 'tabs', false)),
    row('Two tabs, signed in', of(outcomes, 'tabs', true)),
  ];
  return [
    '| What the shopper does | Times | … CyberSource’s answer lost | Orders paid | Orders placed | Confirmation shown at once | First “nothing was charged” | Told after, median | At most | Untrue |',
    '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

/** Every attempt of which something is wrong, one line each. */
export function toComplaints(outcomes: readonly CheckoutOutcome[]): readonly string[] {
  return outcomes
    .filter(({ held, placed, lies }) => held !== 1 || placed !== 1 || lies.length > 0)
    .map((outcome) => JSON.stringify(outcome));
}

function of(
  outcomes: readonly CheckoutOutcome[],
  kind: CheckoutOutcome['kind'],
  isSignedIn: boolean,
): readonly CheckoutOutcome[] {
  return outcomes.filter((outcome) => outcome.kind === kind && outcome.isSignedIn === isSignedIn);
}

function row(name: string, outcomes: readonly CheckoutOutcome[]): string {
  const count = (isIt: (outcome: CheckoutOutcome) => boolean): number => outcomes.filter(isIt).length;
  const sum = (numberOf: (outcome: CheckoutOutcome) => number): number =>
    outcomes.reduce((total, outcome) => total + numberOf(outcome), 0);
  const times = outcomes.map(({ reportedAfterMs }) => reportedAfterMs).toSorted((a, b) => a - b);
  const cells = [
    name,
    outcomes.length,
    count(({ isAnswerLost }) => isAnswerLost),
    sum(({ held }) => held),
    sum(({ placed }) => placed),
    count(({ endings }) => endings.every(({ is }) => is === 'confirmation')),
    count(({ endings }) => endings.some(({ is }) => is === 'nothing charged')),
    toSeconds(times[Math.floor(times.length / 2)] ?? 0),
    toSeconds(times.at(-1) ?? 0),
    count(({ lies }) => lies.length > 0),
  ];
  return `| ${cells.join(' | ')} |`;
}

function toSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
