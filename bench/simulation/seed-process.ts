/** A process of its own for seeds, so that all cores work and a mutant stays where it is. Answers each plan with its result. */
import { createHash } from 'node:crypto';
import { runSeed, type SeedResult } from './seed.ts';
import type { SimulationPlan } from './world/world.ts';

process.on('message', (plan: SimulationPlan) => {
  void live(plan).then((result) => process.send?.(result));
});

async function live(plan: SimulationPlan): Promise<SeedResult> {
  if (plan.isFingerprinted !== true) return runSeed(plan);
  const history = createHash('sha256');
  const result = await runSeed(plan, (line) => void history.update(`${line}\n`));
  return { ...result, fingerprint: history.digest('hex') };
}
