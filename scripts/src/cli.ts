/** The command line `occ-cybersource`; in the repository `npm run occ -- <command>`. */
import { commandLineProgram } from './commands/commands.ts';
import { processContext } from './commands/frame/process-context.ts';
import { runCommandLine } from './commands/frame/run-command-line.ts';

process.exitCode = await runCommandLine(commandLineProgram, process.argv.slice(2), processContext(), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
