/** A program that serves nothing with two workers: says who they are when it is asked, as the standalone server supervises its own. */
import cluster from 'node:cluster';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { superviseWorkers } from '../../../src/assembly/workers/supervisor.ts';

/** While this file is there, a worker cannot start: it ends, or hangs where the file says so. */
const [, , obstacle = ''] = process.argv;

if (cluster.isPrimary) {
  const supervisor = await superviseWorkers({
    workers: 2,
    environmentOf: () => ({}),
    drainMs: 5_000,
    startMs: 2_000,
    log: (event) => process.send?.({ event }),
  });
  process.on('message', (wish: 'replace' | 'stop' | 'current') => {
    if (wish === 'replace') void supervisor.replaceAll();
    if (wish === 'stop') void supervisor.stop().then((code) => process.exit(code));
    process.send?.({ current: supervisor.current().map((worker) => worker.process.pid) });
  });
  process.send?.({ event: 'ready' });
} else if (existsSync(obstacle)) {
  if (readFileSync(obstacle, 'utf8') !== 'hang') process.exit(3);
} else {
  createServer().listen(0, '127.0.0.1');
  process.once('SIGTERM', () => setTimeout(() => process.exit(0), 100));
}
