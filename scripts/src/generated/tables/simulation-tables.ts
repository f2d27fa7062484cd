import {
  JOURNAL_FAULTS,
  JOURNAL_STEPS,
  REQUEST_FAULTS,
  REQUEST_STEPS,
  SIMULATED_STEPS,
} from '../../../../bench/simulation/world/coverage.ts';
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

/** The statements to the journal and the requests to the instances in a simulation. */
export function otherSimulatedStepsTable(): string {
  return markdownTable(['Step', 'What it is'], [...rowsOf(JOURNAL_STEPS), ...rowsOf(REQUEST_STEPS)]);
}

/** What can happen to them. */
export function otherSimulatedFaultsTable(): string {
  const of = (to: string, faults: Readonly<Record<string, string>>): string[][] =>
    rowsOf(faults).map((row) => [to, ...row]);
  return markdownTable(
    ['To', 'Fault', 'What happens'],
    [...of('a statement', JOURNAL_FAULTS), ...of('a request', REQUEST_FAULTS)],
  );
}

function rowsOf(meanings: Readonly<Record<string, string>>): string[][] {
  return Object.entries(meanings).map(([name, meaning]) => [code(name), meaning]);
}
