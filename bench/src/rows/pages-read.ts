import { readFileSync } from 'node:fs';

/** What one call reads of a file that it holds open, in pages of SQLite's size (4 KB). */
export interface PagesRead {
  /** Asked of the system: what is in the journal's own memory is not. */
  readonly fromSystem: number;
  /** Of those, what the system had to fetch from the disk. */
  readonly fromDisk: number;
}

const PAGE_BYTES = 4096;
const COUNTERS = '/proc/self/io';

/**
 * Counts what this process reads during so many calls, one after the other; undefined where the system does not count (Linux does: proc(5),
 * /proc/pid/io, `syscr` and `read_bytes`). Both counters are of the whole process: nothing else should read meanwhile.
 */
export async function countPagesRead(
  calls: number,
  call: () => Promise<void>,
): Promise<PagesRead | undefined> {
  const before = readCounters();
  for (let nth = 0; nth < calls; nth += 1) await call();
  const after = readCounters();
  if (before === undefined || after === undefined) return undefined;
  return {
    fromSystem: (after.reads - before.reads) / calls,
    fromDisk: (after.diskBytes - before.diskBytes) / PAGE_BYTES / calls,
  };
}

interface Counters {
  readonly reads: number;
  readonly diskBytes: number;
}

function readCounters(): Counters | undefined {
  let text: string;
  try {
    text = readFileSync(COUNTERS, 'utf8');
  } catch {
    return undefined;
  }
  const valueOf = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { reads: valueOf('syscr'), diskBytes: valueOf('read_bytes') };
}
