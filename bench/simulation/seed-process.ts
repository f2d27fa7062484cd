/** A process of its own for seeds, so that all cores work and a mutant stays where it is. Answers each plan with its result. */
import { runSeed } from './seed.ts';
import type { Plan } from './world/world.ts';

process.on('message', (plan: Plan) => {
  void runSeed(plan).then((result) => process.send?.(result));
});
