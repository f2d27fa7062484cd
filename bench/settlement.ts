/** `node bench/settlement.ts [orders]`: three days of a shop, twelve differences between its books, and the cases that they come to. */
import { runSettlementDays } from './settlement/three-days.ts';

const [orders = '1000'] = process.argv.slice(2);
const startedAt = performance.now();
const report = await runSettlementDays(Number(orders));
const missed = report.planted.filter((each) => !report.found.includes(each));
const invented = report.found.filter((each) => !report.planted.includes(each));
const added = report.foundAgain.length - report.found.length;
process.stdout.write(
  [
    '| Orders | Captures and refunds | Settled | Differences planted | Cases | Missed | Invented | Added by a second run | Seconds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${report.orders} | ${report.movements} | ${report.settled} | ${report.planted.length} | ${report.found.length} | ${missed.length} | ${invented.length} | ${added} | ${Math.round((performance.now() - startedAt) / 1000)} |`,
    '',
  ].join('\n'),
);
for (const each of missed) process.stdout.write(`missed: ${each}\n`);
for (const each of invented) process.stdout.write(`invented: ${each}\n`);
process.exitCode = missed.length + invented.length + Math.abs(added) === 0 ? 0 : 1;
