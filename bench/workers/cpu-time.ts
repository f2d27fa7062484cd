import { readFile } from 'node:fs/promises';

/** proc(5): times are in ticks, of which Linux has a hundred a second for programs. */
const TICK_MS = 10;

/** What these processes have used of processors so far, in milliseconds; NaN where the system does not tell. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // After the name in brackets: state is the first field, time in the program the twelfth, in the kernel the thirteenth.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return ticks.reduce((sum, each) => sum + each, 0) * TICK_MS;
}
