import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CommandContext } from './command.ts';
import { CommandProblem } from './command-problem.ts';

/** The context of a command that a person or a script has started. */
export function processContext(): CommandContext {
  return {
    environment: process.env,
    workingDirectory: folderOf(process.env),
    progress: (text) => {
      process.stderr.write(`${text}\n`);
    },
    askSecret,
    now: () => new Date(),
  };
}

/** Where the caller is: npm runs a script of the repository in its root, whatever the folder it was called in. */
function folderOf({ npm_lifecycle_event: script, INIT_CWD: calledIn }: NodeJS.ProcessEnv): string {
  return script === 'occ' && calledIn !== undefined ? calledIn : process.cwd();
}

function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    return Promise.reject(
      new CommandProblem('no-terminal', `${question}: there is no terminal to ask at.`, {
        remedy: 'give the secret as env:NAME or file:PATH in the profiles file, or in the environment.',
      }),
    );
  }
  return new Promise((resolve, reject) => {
    process.stderr.write(`${question}: `);
    // What is typed is echoed into nothing.
    const silent = new Writable({
      write(_chunk, _encoding, done) {
        done();
      },
    });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    lines.question('', (answer) => {
      resolve(answer);
      lines.close();
    });
    // Also after Ctrl-C and Ctrl-D.
    lines.once('close', () => {
      process.stderr.write('\n');
      reject(
        new CommandProblem('secret-missing', `${question}: nothing was entered.`, {
          remedy: 'run the command again, or name another place for it (env:NAME, file:PATH).',
        }),
      );
    });
  });
}
