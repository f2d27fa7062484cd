/** `npm run bench -- --telemetry-parts`: what each part of the telemetry costs a payment by itself. */
import { once } from 'node:events';
import { programs } from '../bench-servers.ts';
import { launch } from '../processes.ts';
import { startCollector } from './collector.ts';

/** One part, and what it kept the processor for. */
export interface MeasuredPart {
  readonly name: string;
  /** Microseconds a payment, or a scrape: one value for each round. */
  readonly micros: readonly number[];
}

/** Measures the parts in a process of their own, with a collector beside it. */
export async function measureParts(): Promise<readonly MeasuredPart[]> {
  const collector = await startCollector();
  try {
    const program = launch(programs('telemetry-parts.ts'), 'under test', collector.traced);
    const ended = once(program, 'exit').then(() => {
      throw new Error('The measurement ended without a result.');
    });
    const [parts] = (await Promise.race([once(program, 'message'), ended])) as [readonly MeasuredPart[]];
    ended.catch(() => undefined);
    return parts;
  } finally {
    await collector.stop();
  }
}

/** Markdown: lower quartiles, because what else the machine does only adds to them. */
export function toPartsTable(parts: readonly MeasuredPart[]): string {
  return [
    '| Part | Processor, lower quartile | Least to most |',
    '|---|--:|--:|',
    ...parts.map(({ name, micros }) => {
      const sorted = micros.toSorted((a, b) => a - b);
      const at = (share: number): string =>
        (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(1);
      return `| ${name} | ${at(0.25)} µs | ${at(0)} to ${at(1)} µs |`;
    }),
  ].join('\n');
}
