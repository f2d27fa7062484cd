import { readdir, readFile } from 'node:fs/promises';

/** The processes that a process has started, from Linux' table of processes; none on other systems. */
export async function childrenOf(pid: number): Promise<readonly number[]> {
  const all = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(async (name): Promise<readonly [number, number]> => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      // proc(5): the second field is the name in brackets, which may hold blanks; the parent follows the state.
      const [, parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [Number(name), Number(parent)];
    }),
  );
  return parents.filter(([, parent]) => parent === pid).map(([child]) => child);
}
