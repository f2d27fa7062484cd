import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SeedResult } from './seed.ts';
import type { SimulationPlan } from './world/world.ts';

export interface SeedRun {
  readonly plans: readonly SimulationPlan[];
  readonly processes: number;
  /** A guard that is switched off in these processes. */
  readonly mutant?: string;
  /** Called with each result; true ends the run early. */
  readonly onResult: (result: SeedResult) => boolean;
}

/** Most of what is made is garbage at once: with more room it is collected less often. */
const ROOMY = ['--max-semi-space-size=64'];

/** Lives through all plans, several at a time. Rejects when a process dies of one. */
export async function runSeeds({ plans, processes, mutant, onResult }: SeedRun): Promise<void> {
  const waiting = [...plans];
  let isOver = false;
  const work = async (): Promise<void> => {
    const process = start(mutant);
    try {
      for (let plan = waiting.shift(); plan !== undefined && !isOver; plan = waiting.shift())
        isOver = onResult(await answerOf(process, plan)) || isOver;
    } finally {
      process.disconnect();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, plans.length) }, work));
}

function start(mutant: string | undefined): ChildProcess {
  const loader = new URL('mutants/loader.ts', import.meta.url).href;
  return fork(fileURLToPath(new URL('seed-process.ts', import.meta.url)), {
    execArgv: [...ROOMY, ...(mutant === undefined ? [] : ['--import', loader])],
    env: { ...process.env, ...(mutant !== undefined && { MUTANT: mutant }) },
  });
}

function answerOf(child: ChildProcess, plan: SimulationPlan): Promise<SeedResult> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => {
      reject(new Error(`The process that lived through seed ${plan.seed} died of it.`));
    };
    child.once('exit', onExit);
    child.once('message', (result) => {
      child.off('exit', onExit);
      resolve(result as SeedResult);
    });
    child.send(plan);
  });
}
