import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CommandKey } from '../domain/ids.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { WithReasons } from '../payments/ports/journal-result.ts';
import { resultFrom, type StoredResult } from './stored-attempt.ts';

/** A result that the journal did not take. No card data. */
export interface PendingResult {
  readonly key: CommandKey;
  readonly attemptNumber: number;
  readonly result: PaymentResult;
  readonly at: Date;
}

/** A folder for what the journal did not take, until it does: one file for each process, one line for each result. */
export interface Outbox {
  /** Resolves when it is on the disk. */
  add(pendingResult: PendingResult): Promise<void>;
  /** Everything in the folder, whichever process put it there. */
  load(): Promise<readonly PendingResult[]>;
  /** Removes what was loaded and added: it is all in the journal now. */
  clear(): Promise<void>;
}

const SUFFIX = '.jsonl';

export function createOutbox(folder: string, withReasons: WithReasons): Outbox {
  const own = path.join(folder, `${randomUUID()}${SUFFIX}`);
  const known = new Set([own]);
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that nothing is removed that was added after it was decided. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    add: (pendingResult) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = await open(own, 'a', 0o600);
        try {
          await file.write(`${JSON.stringify(pendingResult)}\n`);
          await file.datasync();
        } finally {
          await file.close();
        }
      }),

    load: () =>
      inTurn(async () => {
        const found: PendingResult[] = [];
        for (const name of await filesIn(folder)) {
          const file = path.join(folder, name);
          found.push(...linesOf(await readFile(file, 'utf8'), withReasons));
          known.add(file);
        }
        return found;
      }),

    clear: () =>
      inTurn(async () => {
        for (const file of known) await rm(file, { force: true });
      }),
  };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(SUFFIX));
}

function linesOf(text: string, withReasons: WithReasons): readonly PendingResult[] {
  return text.split('\n').flatMap((line) => {
    const written = parsed(line);
    if (written === undefined) return [];
    const { key, attempt, attemptNumber = attempt, result, at } = written;
    return attemptNumber === undefined
      ? []
      : [{ key, attemptNumber, result: resultFrom(result, withReasons), at: new Date(at) }];
  });
}

/** A line as it stands in the file; 1.x called the number of the attempt `attempt`. */
interface Line {
  readonly key: CommandKey;
  readonly attemptNumber?: number;
  readonly attempt?: number;
  readonly result: StoredResult;
  readonly at: string;
}

/** Undefined for the line that a process wrote while it died. */
function parsed(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}
