/**
 * `node bench/events.ts [orders] [seeds] [--write]`: lost answers in the simulation, with the gateway's notifications delivered badly,
 * and with all of them dropped. `--write` keeps the table in docs/proofs/events.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { withSection } from './processes/findings/proof-page.ts';
import { eventRows, toEventTable, wrongIn } from './simulation/prove-events.ts';

const [orders = '10000', seeds = '20'] = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const rows = await eventRows({ orders: Number(orders), seeds: Number(seeds) });
const text = `${Number(orders).toLocaleString('en')} orders over ${seeds} seeds in each row.\n\n${toEventTable(rows)}`;
process.stdout.write(`${text}\n`);
if (process.argv.includes('--write')) {
  const page = new URL('../docs/proofs/events.md', import.meta.url);
  await writeFile(page, withSection(await readFile(page, 'utf8'), 'Lost answers', text));
}
const wrong = wrongIn(rows);
for (const each of wrong) process.stderr.write(`${each}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
