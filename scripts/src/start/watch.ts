import { watch } from 'chokidar';
import { inRepository } from '../program/repository.ts';

/** What to do when one of some files has changed. */
export interface WatchReaction {
  /** Files and folders, relative to the repository. A reaction runs when its longest match is the longest of all. */
  readonly paths: readonly string[];
  readonly name: string;
  run(): Promise<void>;
}

/** Editors save in several steps, and a checkout changes many files. */
const SETTLE_MS = 200;

/**
 * Runs reactions to changed files, one after the other; what changes meanwhile comes next. A reaction that fails is
 * reported and forgotten: the next save tries again.
 */
export function watchRepository(
  reactions: readonly WatchReaction[],
  print: (line: string) => void,
): () => void {
  const due = new Set<WatchReaction>();
  let timer: NodeJS.Timeout | undefined;
  let busy = false;

  const watcher = watch(
    reactions.flatMap(({ paths }) => paths.map((path) => inRepository(path))),
    { ignoreInitial: true, ignored: /(^|\/)(node_modules|test|\.[^/]+)(\/|$)|~$/ },
  );
  watcher.on('all', (_event, file) => {
    for (const reaction of reactionsTo(file, reactions)) due.add(reaction);
    clearTimeout(timer);
    timer = setTimeout(() => void react(), SETTLE_MS);
  });

  async function react(): Promise<void> {
    if (busy) return;
    busy = true;
    for (const reaction of due) {
      due.delete(reaction);
      await reaction.run().then(
        () => {
          print(`${reaction.name} is up to date.`);
        },
        (error: unknown) => {
          print(`${reaction.name}: ${error instanceof Error ? error.message : String(error)}`);
        },
      );
    }
    busy = false;
  }

  return () => {
    clearTimeout(timer);
    void watcher.close();
  };
}

/** The reactions whose path fits the file best: a folder's own reaction comes before that of the folder around it. */
export function reactionsTo(file: string, reactions: readonly WatchReaction[]): readonly WatchReaction[] {
  const fits = reactions.map((reaction) => ({ reaction, length: longestMatch(file, reaction.paths) }));
  const best = Math.max(0, ...fits.map(({ length }) => length));
  return best === 0 ? [] : fits.filter(({ length }) => length === best).map(({ reaction }) => reaction);
}

function longestMatch(file: string, paths: readonly string[]): number {
  const lengths = paths
    .map((path) => inRepository(path))
    .filter((path) => file === path || file.startsWith(`${path}/`))
    .map((path) => path.length);
  return Math.max(0, ...lengths);
}
