import { execFile, execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { handOver } from '../../../scripts/src/postgres/binaries.ts';

/** The disk of one server. */
export interface Disk {
  readonly folder: string;
  /** False where this machine allows no mount: then it is an ordinary folder, which is never full. */
  readonly isOwn: boolean;
  /** Writes until not a byte fits any more. */
  fill(): Promise<void>;
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** Enough for the journal of a run and the write-ahead log that is kept for standbys. */
const SIZE = '384m';
const PIECES = [1024 * 1024, 64 * 1024, 4096];
const run = promisify(execFile);

/** A small file system in memory, where this user may mount one. */
export async function makeDisk(folder: string): Promise<Disk> {
  await mkdir(folder, { recursive: true });
  const isOwn = await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
  await handOver(folder);
  const ballast = path.join(folder, 'ballast');
  const unmount = (): void => {
    // Lazily: a server that is about to end may still hold a file.
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
  };
  if (isOwn) process.once('exit', unmount);
  return {
    folder,
    isOwn,
    async fill() {
      const file = await open(ballast, 'w');
      try {
        for (const size of PIECES) await writeUntilFull(file, Buffer.alloc(size, 1));
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      if (isOwn) {
        process.off('exit', unmount);
        unmount();
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeUntilFull(
  file: { write(piece: Buffer): Promise<{ readonly bytesWritten: number }> },
  piece: Buffer,
): Promise<void> {
  for (;;) {
    const written = await file.write(piece).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return { bytesWritten: 0 };
    });
    if (written.bytesWritten < piece.length) return;
  }
}
