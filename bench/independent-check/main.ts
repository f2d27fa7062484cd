/**
 * `node bench/independent-check/main.ts FILE`: reads what `npm run simulate -- --history FILE` and
 * `npm run simulate -- --processes --history FILE` have written, and judges it with nothing of the first check's code.
 */
import { readFileSync } from 'node:fs';
import { checkHistories } from './check-history.ts';
import { INVARIANTS } from './invariants.ts';

const [file] = process.argv.slice(2);
if (file === undefined || file.startsWith('-')) {
  console.error('node bench/independent-check/main.ts FILE: checks histories, docs/proofs/history-format.md');
  process.exit(2);
}
const verdicts = checkHistories(readFileSync(file, 'utf8').split('\n'));
for (const { seed, violations } of verdicts)
  for (const { invariant, orderId, what } of violations)
    console.log(`history ${seed}, order ${orderId}: ${invariant}: ${what}`);
const total = (of: (verdict: (typeof verdicts)[number]) => number): number =>
  verdicts.reduce((sum, verdict) => sum + of(verdict), 0);
const violations = total((verdict) => verdict.violations.length);
console.log(
  `${violations} violations of ${INVARIANTS.length} invariants in ${total(({ records }) => records)} records of ${verdicts.length} histories.`,
);
if (violations > 0) process.exitCode = 3;
