import { SIMULATED_STEPS } from '../../../../bench/simulation/world/coverage.ts';
import { FAULT_MEANINGS, FAULTS } from '../../../../bench/simulation/world/transport.ts';
import { code, markdownTable } from './markdown.ts';

/** The calls of a simulation, each of which any of its faults can meet. */
export function simulatedStepsTable(): string {
  return markdownTable(
    ['Call to CyberSource', 'Set off by'],
    SIMULATED_STEPS.map(({ step, setOffBy }) => [step, setOffBy]),
  );
}

/** What can happen to a call of a simulation. */
export function simulatedFaultsTable(): string {
  return markdownTable(
    ['Fault', 'What happens'],
    FAULTS.map((fault) => [code(fault), FAULT_MEANINGS[fault]]),
  );
}
