/** A program that serves nothing with two workers: says who they are when it is asked, as the standalone server supervises its own. */
import cluster from 'node:cluster';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { superviseWorkers } from '../../../src/assembly/workers/supervisor.ts';

/** While this file is there, a worker cannot start. */
const [, , obstacle = ''] = process.argv;

if (cluster.isPrimary) {
  const supervisor = await superviseWorkers({
    workers: 2,
    environmentOf: () => ({}),
    drainMs: 5_000,
    log: (event) => process.send?.({ event }),
  });
  process.on('message', (wish: 'replace' | 'stop' | 'current') => {
    if (wish === 'replace') void supervisor.replaceAll();
    if (wish === 'stop') void supervisor.stop().then((code) => process.exit(code));
    process.send?.({ current: supervisor.current().map((worker) => worker.process.pid) });
  });
  process.send?.({ event: 'ready' });
} else if (existsSync(obstacle)) process.exit(3);
else {
  createServer().listen(0, '127.0.0.1');
  process.once('SIGTERM', () => setTimeout(() => process.exit(0), 100));
}
