/** `npm run newcomer`: the administrators' guide, followed as it stands, with the minutes that each step took. */
import { commandLine } from '../../src/program/command-line.ts';

/** From an empty tenant to the first payment. */
const MINUTES_MAX = 10;

commandLine('npm run newcomer', 'follows the administrators’ guide on sandboxes of its own').parse();
// The sandboxes are loaded only when they are wanted: `--help` answers at once.
const { followGuide } = await import('./new-administrator.ts');
let seconds = 0;
await followGuide((step) => {
  seconds += step.seconds;
  console.log(`${(step.seconds / 60).toFixed(2).padStart(6)} min  ${step.what}`);
});
console.log(`${(seconds / 60).toFixed(2).padStart(6)} min  together, at most ${MINUTES_MAX}`);
process.exitCode = seconds <= MINUTES_MAX * 60 ? 0 : 1;
