import { availableParallelism, cpus, loadavg } from 'node:os';
import type { BenchPlan } from './cells.ts';
import { canPin } from './processes.ts';

/** What the figures were measured on. */
export function toGroundLine(): string {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `Node ${process.version}, ${processor}, ${availableParallelism()} cores, load at the start ${load}.`;
}

/** How the payments were measured. */
export function toPlanLines({ rounds, warmUp, cells }: BenchPlan): string {
  const pinned = canPin
    ? 'server under test on core 0, gateway stub, load and PostgreSQL on core 1'
    : 'no taskset here: the processes share all cores, so the figures depend on the scheduler';
  return [
    `Fresh processes for each cell, ${rounds === 1 ? 'one round' : `medians of ${rounds} rounds`}, ${cells.length} cells; ${pinned};`,
    `${warmUp.toLocaleString('en')} payments before those of each cell, which have a capture context each; every answer is checked.`,
  ].join('\n');
}
