import { spawn } from 'node:child_process';
import path from 'node:path';
import { inRepository, root } from './repository.ts';

/** How a program ended, with all that it wrote. */
export interface ProgramResult {
  readonly code: number;
  readonly output: string;
}

export interface RunOptions {
  /** Gets each piece of its output as it comes. */
  readonly onOutput?: (piece: string) => void;
  /** Default: this process's own, with colours where this process writes to a terminal. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Its standard input ends then. Default: at once. */
  readonly inputUntil?: Promise<unknown> | undefined;
}

/**
 * Runs one of the installed tools under this Node and collects what it writes.
 *
 * @param tool name in `node_modules/.bin`
 */
export function runTool(
  tool: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  return runProgram(inRepository('node_modules', '.bin', tool), args, options);
}

/** Runs a program in the root of the repository and collects what it writes. */
export function runProgram(
  file: string,
  args: readonly string[],
  {
    onOutput = () => undefined,
    environment = withColours(),
    inputUntil = Promise.resolve(),
  }: RunOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: 'pipe',
      env: {
        ...environment,
        PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    const endInput = (): void => void child.stdin.end();
    inputUntil.then(endInput, endInput);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
        onOutput(piece);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
    process.once('exit', () => child.kill());
  });
}

function withColours(): NodeJS.ProcessEnv {
  return { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) };
}
