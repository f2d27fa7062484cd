/**
 * `node bench/notifications.ts [count] [seed] [--write]`: badly delivered notifications, and what became of cards and payments.
 * `--write` keeps the table in docs/proofs/events.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { runCardNotifications } from './notifications/cards.ts';
import { runPaymentNotifications } from './notifications/payments.ts';
import { withSection } from './processes/findings/proof-page.ts';

const [count = '10000', seed = '1'] = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const run = { count: Number(count), seed: Number(seed) };
const cards = await runCardNotifications(run);
const payments = await runPaymentNotifications(run);
const text = [
  `Seed ${seed}.`,
  '',
  '| Notifications, 30 % twice, 10 % dropped, shuffled | Compared | Wrong |',
  '| --- | --- | ---: |',
  `| ${toCount(cards.notifications)} about cards | ${toCount(cards.cards)} cards of OCC with the vault | ${toCount(cards.wrong.length)} |`,
  `| ${toCount(payments.notifications)} about captures whose answer was lost | ${toCount(payments.told)} told of, ${toCount(payments.untold)} left to recovery, ${toCount(payments.lookUps)} look-ups | ${toCount(payments.wrong.length)} |`,
].join('\n');
process.stdout.write(`${text}\n`);
if (process.argv.includes('--write')) {
  const page = new URL('../docs/proofs/events.md', import.meta.url);
  await writeFile(page, withSection(await readFile(page, 'utf8'), 'Badly delivered', text));
}
for (const each of [...cards.wrong, ...payments.wrong].slice(0, 20)) process.stdout.write(`${each}\n`);
process.exitCode = cards.wrong.length + payments.wrong.length === 0 ? 0 : 1;

function toCount(count: number): string {
  return count.toLocaleString('en');
}
