import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { CommandContext } from './command.ts';
import { CommandProblem } from './command-problem.ts';

/** The context of a command that a person or a script has started. */
export function processContext(): CommandContext {
  return {
    environment: process.env,
    workingDirectory: process.cwd(),
    progress: (text) => {
      process.stderr.write(`${text}\n`);
    },
    askSecret,
    now: () => new Date(),
  };
}

function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) {
    return Promise.reject(
      new CommandProblem('no-terminal', `${question}: there is no terminal to ask at.`, {
        remedy: 'give the secret as env:NAME or file:PATH in the profiles file, or in the environment.',
      }),
    );
  }
  return new Promise((resolve) => {
    process.stderr.write(`${question}: `);
    // What is typed is echoed into nothing.
    const silent = new Writable({
      write(_chunk, _encoding, done) {
        done();
      },
    });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    lines.question('', (answer) => {
      lines.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
