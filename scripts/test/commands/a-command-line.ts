/** The command line in this process, with what it writes; tenants are sandboxes and calls are real HTTP. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { commandLineProgram } from '../../src/commands/commands.ts';
import { runCommandLine } from '../../src/commands/frame/run-command-line.ts';

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly error: string;
  /** The document of `--json`. */
  readonly json: Record<string, unknown>;
}

export interface ACommandLine {
  /** A folder of its own. */
  readonly folder: string;
  readonly environment: Record<string, string | undefined>;
  /** Answers to questions for secrets, by a part of the question. */
  readonly answers: Record<string, string>;
  run(...args: readonly string[]): Promise<CommandResult>;
  write(file: string, content: unknown): Promise<string>;
  close(): Promise<void>;
}

/** @param tenants profiles by name; the application key comes from the environment */
export async function aCommandLine(
  tenants: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  program = commandLineProgram,
): Promise<ACommandLine> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'occ-cybersource-cli-'));
  const environment: Record<string, string | undefined> = { TEST_KEY: 'sandbox-application-key' };
  const answers: Record<string, string> = {};
  const profiles = Object.fromEntries(
    Object.entries(tenants).map(([name, profile]) => [
      name,
      { production: false, applicationKey: 'env:TEST_KEY', ...profile },
    ]),
  );
  await writeFile(path.join(folder, 'occ-tenants.yaml'), stringify({ tenants: profiles }));

  return {
    folder,
    environment,
    answers,
    async run(...args) {
      let [out, error] = ['', ''];
      const code = await runCommandLine(
        program,
        args,
        {
          environment,
          workingDirectory: folder,
          progress: (text) => {
            error += `${text}\n`;
          },
          askSecret: async (question) => {
            const answer = Object.entries(answers).find(([part]) => question.includes(part))?.[1];
            if (answer === undefined) throw new Error(`Nothing to answer to: ${question}`);
            return answer;
          },
          now: () => new Date(),
        },
        {
          out: (text) => {
            out += text;
          },
          error: (text) => {
            error += text;
          },
        },
      );
      const json = args.includes('--json') ? (JSON.parse(out) as Record<string, unknown>) : {};
      return { code, out, error, json };
    },
    async write(file, content) {
      const location = path.join(folder, file);
      await writeFile(location, typeof content === 'string' ? content : stringify(content));
      return location;
    },
    close: () => rm(folder, { recursive: true }),
  };
}
