/** `node bench/failover.ts`: three PostgreSQL nodes under payments, of which the leader is lost again and again. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { generatedFile, writeGenerated } from '../scripts/src/generated/generated-file.ts';
import { commandLine, toCount, toNumber } from '../scripts/src/program/command-line.ts';
import { inRepository } from '../scripts/src/program/repository.ts';
import { createNodesStore } from './failover/nodes/nodes-store.ts';
import { startDatabaseNodes } from './failover/nodes/database-nodes.ts';
import { isClean, toComplaints, toFailoverTable } from './failover/report.ts';
import { runRounds } from './failover/rounds.ts';
import { withSection } from './processes/findings/proof-page.ts';
import { toRunPace } from './processes/systems/pace.ts';
import { startMachine, stopAfter } from './processes/systems/proof-system.ts';

const values = commandLine(
  'node bench/failover.ts',
  'three PostgreSQL nodes with synchronous replication, the leader lost in mid-payment, and then all books compared',
)
  .usage('[flags]')
  .option('--rounds <number>', 'how often something happens to the database', toCount, 6)
  .option('--instances <number>', 'instances of the extension', toCount, 2)
  .option('--rate <number>', 'payments a second', toCount, 8)
  .option('--pace <factor>', 'all waits of recovery times this number', toNumber, 0.25)
  .option('--seed <text>', 'what chance is drawn from', new Date().toISOString().slice(0, 10))
  .option('--write', 'keeps the table in docs/proofs/failover.md')
  .parse()
  .opts<{
    readonly rounds: number;
    readonly instances: number;
    readonly rate: number;
    readonly pace: number;
    readonly seed: string;
    readonly write?: true;
  }>();

const PAGE = 'docs/proofs/failover.md';

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exit(1);
  });

await mkdir(inRepository('.run'), { recursive: true });
const folder = await mkdtemp(inRepository('.run', 'failover-'));
const nodes = await startDatabaseNodes(folder);
const store = createNodesStore(nodes);
const { instances, rounds: count, rate, seed } = values;
const system = await startMachine({ folder, store, instances, seed, pace: toRunPace(values.pace) });
const rounds = await stopAfter(
  system,
  runRounds(
    system,
    nodes,
    store,
    {
      rounds: count,
      seed,
      perSecond: rate,
      ordersAtOnce: 3,
      beforeMs: 4_000,
      afterMs: 4_000,
      quietMs: 10 * 60_000,
    },
    (made) => {
      console.error(toFailoverTable(made).split('\n').at(-1));
      for (const complaint of made.slice(-1).flatMap(toComplaints)) console.error(complaint);
    },
  ),
);

const isGood = rounds.every(isClean);
const silences = rounds.map(({ silenceMs }) => silenceMs / 1_000).sort((a, b) => a - b);
const report = [
  `${new Date().toISOString().slice(0, 10)}, seed \`${seed}\`, ${nodes.version}, ${instances} instances, waits of recovery × ${values.pace}, ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}).`,
  nodes.nodes.every(({ disk }) => disk.isOwn)
    ? 'Each node has a file system of its own, which is really full.'
    : 'This machine allows no mount: a full disk is an error 53100 that a proxy gives.',
  '',
  toFailoverTable(rounds),
  '',
  `Seconds without a payment: ${silences[Math.floor(silences.length / 2)]?.toFixed(1)} in the middle, ${silences.at(-1)?.toFixed(1)} at most.`,
].join('\n');
console.log(report);
if (values.write === true) {
  const page = await readFile(inRepository(PAGE), 'utf8');
  await writeGenerated([await generatedFile(PAGE, withSection(page, `${count} rounds`, report))]);
}
if (isGood) await rm(folder, { recursive: true });
else console.log(`\nThe logs are in ${folder}.`);
process.exit(isGood ? 0 : 1);
