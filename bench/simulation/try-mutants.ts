import type { InvariantViolation } from './check/findings.ts';
import { runSeeds } from './seed-processes.ts';
import type { SimulationPlan } from './world/world.ts';
import { type GuardMutant, mutants } from './mutants/mutants.ts';

/** What became of the simulation without one guard. */
export interface MutantResult {
  readonly mutant: GuardMutant;
  /** Undefined when no check noticed. */
  readonly killedBy: Pick<InvariantViolation, 'kind' | 'what'> | undefined;
  /** The invariant that the independent check found broken. */
  readonly secondOpinion: string | undefined;
  readonly seeds: number;
}

/** Switches each guard off in turn and lives through seeds until both checks notice. */
export async function tryMutants(
  plans: readonly SimulationPlan[],
  processes: number,
  chosen: readonly GuardMutant[] = mutants,
): Promise<readonly MutantResult[]> {
  const all: MutantResult[] = [];
  for (const mutant of chosen) {
    let seeds = 0;
    let killedBy: MutantResult['killedBy'];
    let second: string | undefined;
    await runSeeds({
      plans: mutant.isOwnJournals ? plans.map(toOwnJournals) : plans,
      processes,
      mutant: mutant.name,
      onResult: ({ findings, secondOpinion }) => {
        seeds += 1;
        killedBy ??= findings[0];
        second ??= secondOpinion.violations[0]?.invariant;
        return killedBy !== undefined && second !== undefined;
      },
    });
    const survives = killedBy === undefined && second === undefined;
    console.error(`${survives ? 'SURVIVES' : 'killed'}  ${mutant.name}`);
    all.push({ mutant, killedBy, secondOpinion: second, seeds });
  }
  return all;
}

const NOT_NOTICED = '**not at all**';

/** One of both checks noticed. */
export function isKilled({ killedBy, secondOpinion }: MutantResult): boolean {
  return killedBy !== undefined || secondOpinion !== undefined;
}

/** Their histories are short: a restart and what the records do not show yet meet in few of them. */
function toOwnJournals(plan: SimulationPlan): SimulationPlan {
  return { ...plan, journal: 'own', orders: Math.min(plan.orders, 80) };
}

export function toMutantTable(tried: readonly MutantResult[]): string {
  const killed = tried.filter(isKilled).length;
  return [
    '| guard that is switched off | where | noticed as | by the independent check | after seeds |',
    '|---|---|---|---|---:|',
    ...tried.map(
      ({ mutant: { name, file }, killedBy, secondOpinion, seeds }) =>
        `| ${name} | \`${file}\` | ${killedBy?.kind ?? NOT_NOTICED} | ${secondOpinion ?? NOT_NOTICED} | ${seeds} |`,
    ),
    '',
    `${killed} of ${tried.length} killed.`,
  ].join('\n');
}
