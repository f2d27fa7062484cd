import type { InvariantViolation } from './check/findings.ts';
import { runSeeds } from './seed-processes.ts';
import type { SimulationPlan } from './world/world.ts';
import { type GuardMutant, mutants } from './mutants/mutants.ts';

/** What became of the simulation without one guard. */
export interface MutantResult {
  readonly mutant: GuardMutant;
  /** Undefined when no check noticed. */
  readonly killedBy: Pick<InvariantViolation, 'kind' | 'what'> | undefined;
  readonly seeds: number;
}

/** Switches each guard off in turn and lives through seeds until the checker notices. */
export async function tryMutants(
  plans: readonly SimulationPlan[],
  processes: number,
  chosen: readonly GuardMutant[] = mutants,
): Promise<readonly MutantResult[]> {
  const all: MutantResult[] = [];
  for (const mutant of chosen) {
    let seeds = 0;
    let killedBy: MutantResult['killedBy'];
    await runSeeds({
      plans: mutant.isOwnJournals ? plans.map(toOwnJournals) : plans,
      processes,
      mutant: mutant.name,
      onResult: ({ findings }) => {
        seeds += 1;
        killedBy ??= findings[0];
        return killedBy !== undefined;
      },
    });
    console.error(`${killedBy === undefined ? 'SURVIVES' : 'killed'}  ${mutant.name}`);
    all.push({ mutant, killedBy, seeds });
  }
  return all;
}

/** Their histories are short: a restart and what the records do not show yet meet in few of them. */
function toOwnJournals(plan: SimulationPlan): SimulationPlan {
  return { ...plan, journal: 'own', orders: Math.min(plan.orders, 80) };
}

export function toMutantTable(tried: readonly MutantResult[]): string {
  const killed = tried.filter(({ killedBy }) => killedBy !== undefined).length;
  return [
    '| guard that is switched off | where | noticed as | after seeds |',
    '|---|---|---|---:|',
    ...tried.map(
      ({ mutant: { name, file }, killedBy, seeds }) =>
        `| ${name} | \`${file}\` | ${killedBy?.kind ?? '**not at all**'} | ${seeds} |`,
    ),
    '',
    `${killed} of ${tried.length} killed.`,
  ].join('\n');
}
