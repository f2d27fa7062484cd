import { join } from 'node:path';
import type { Config } from '../../config/config.ts';

/**
 * What a worker has in its environment beside ours: a name of its own in metrics, and a folder of its own for results that the journal
 * could not take.
 *
 * @param number of the worker, from 1
 */
export function workerEnvironment(
  { instance, journal }: Pick<Config, 'instance' | 'journal'>,
  number: number,
): Readonly<Record<string, string>> {
  return {
    INSTANCE_NAME: `${instance}/${number}`,
    ...(journal.kind !== 'memory' && {
      JOURNAL_UNWRITTEN_FOLDER: join(journal.unwrittenFolder, `worker-${number}`),
    }),
  };
}
