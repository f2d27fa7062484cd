import type { FailoverRound } from './rounds.ts';

const COLUMNS = [
  'Round',
  'What happened to the database',
  'Payments',
  'Orders',
  'Deliveries repeated',
  'Seconds without a payment',
  'Double',
  'Lost',
  'Wrong answers',
  'Unknown',
  'Journal unlike CyberSource',
  'Acknowledged by a leader alone',
  'Old leader rebuilt by',
] as const;

/** One row for each round. Double, lost, unknown and unlike compare all books since the first round. */
export function toFailoverTable(rounds: readonly FailoverRound[]): string {
  return [
    row(COLUMNS),
    row(COLUMNS.map((name) => (isText(name) ? '---' : '---:'))),
    ...rounds.map((round, index) =>
      row([
        index + 1,
        round.interruption,
        round.payments,
        round.orders,
        round.notAnswered,
        (round.silenceMs / 1_000).toFixed(1),
        doublesOf(round),
        round.findings.lost.length + round.withoutAnswer,
        round.changedAnswers,
        round.findings.unknown.length + round.tasksLeft,
        round.findings.disagreements.length,
        round.acknowledgedAlone,
        round.rebuiltBy,
      ]),
    ),
  ].join('\n');
}

/** Whether everything that is promised held in a round. */
export function isClean(round: FailoverRound): boolean {
  const { findings, withoutAnswer, changedAnswers, tasksLeft, acknowledgedAlone } = round;
  const found = listsOf(findings).reduce((sum, [, list]) => sum + list.length, 0);
  return found + withoutAnswer + changedAnswers + tasksLeft + acknowledgedAlone === 0;
}

/** What is wrong, one line each; for the screen. */
export function toComplaints({ findings, changedAnswers, withoutAnswer }: FailoverRound): readonly string[] {
  return [
    ...listsOf(findings).flatMap(([name, list]) => list.map((finding) => `${name}: ${finding}`)),
    ...(changedAnswers > 0 ? [`${changedAnswers} answers changed`] : []),
    ...(withoutAnswer > 0 ? [`${withoutAnswer} payments were never answered`] : []),
  ];
}

function listsOf(findings: FailoverRound['findings']): readonly (readonly [string, readonly string[]])[] {
  return Object.entries<readonly string[]>({ ...findings });
}

function doublesOf({ findings }: FailoverRound): number {
  const { doubleCharges, overCaptures, overRefunds } = findings;
  return doubleCharges.length + overCaptures.length + overRefunds.length;
}

function isText(name: string): boolean {
  return name.startsWith('What') || name.startsWith('Old');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
