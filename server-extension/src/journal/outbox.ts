import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CommandKey } from '../domain/ids.ts';
import type { PaymentResult } from '../domain/payment/result.ts';
import type { WithReasons } from '../payments/ports/journal-result.ts';
import { resultFrom, type StoredResult } from './stored-attempt.ts';
import { journalUnavailable } from './unavailable.ts';

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
  /** What other processes have put into the folder, dead ones or not. Rejects with `journal-unavailable`. */
  load(): Promise<readonly PendingResult[]>;
  /** Removes what was loaded and added: it is all in the journal now. What another process has added since stays. */
  clear(): Promise<void>;
}

const SUFFIX = '.jsonl';

export function createOutbox(folder: string, withReasons: WithReasons): Outbox {
  const own = nameIn(folder);
  /** Bytes of other processes' files, as they were read. */
  const loaded = new Map<string, number>();
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
        const line = `${JSON.stringify(pendingResult)}\n`;
        // Another process that has loaded the file can move it away before the line is in it.
        do await append(own, line);
        while (!(await exists(own)));
      }),

    load: () =>
      inTurn(async () => {
        try {
          const read = await readAll((await filesIn(folder)).filter((file) => file !== own));
          for (const { file, bytes } of read) loaded.set(file, bytes.length);
          return read.flatMap(({ bytes }) => linesOf(bytes.toString('utf8'), withReasons));
        } catch (error) {
          throw journalUnavailable(folder, error);
        }
      }),

    clear: () =>
      inTurn(async () => {
        await rm(own, { force: true });
        for (const [file, size] of loaded) {
          await removeAsRead(file, size, nameIn(folder));
          loaded.delete(file);
        }
      }),
  };
}

function nameIn(folder: string): string {
  return path.join(folder, `${randomUUID()}${SUFFIX}`);
}

async function append(file: string, line: string): Promise<void> {
  const opened = await open(file, 'a', 0o600);
  try {
    await opened.write(line);
    await opened.datasync();
  } finally {
    await opened.close();
  }
}

/**
 * Removes another process's file, while that process may still be running and add to it. It is renamed first: under the new name no process adds to it. Results
 * that were added since the file was read stay in it for the next process.
 */
async function removeAsRead(file: string, size: number, ours: string): Promise<void> {
  const isOurs = await rename(file, ours).then(() => true, undefinedIfAbsent);
  if (isOurs && (await stat(ours)).size === size) await rm(ours);
}

/** But those that their process has cleared meanwhile. */
async function readAll(
  files: readonly string[],
): Promise<readonly { readonly file: string; readonly bytes: Buffer }[]> {
  const read: { readonly file: string; readonly bytes: Buffer }[] = [];
  for (const file of files) {
    const bytes = await readFile(file).catch(undefinedIfAbsent);
    if (bytes !== undefined) read.push({ file, bytes });
  }
  return read;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(undefinedIfAbsent)) !== undefined;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(undefinedIfAbsent)) ?? [];
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => path.join(folder, name));
}

/** @throws any error but that there is no such file or folder. */
function undefinedIfAbsent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
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
