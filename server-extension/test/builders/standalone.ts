import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const MAIN = new URL('../../src/standalone.ts', import.meta.url);

/** The extension's own server as a program of its own, as a merchant runs it. */
export interface StandaloneProgram {
  readonly child: ChildProcess;
  /** Where it serves, once it does. */
  address(): Promise<string>;
  /** Its exit code, once all that it said is there. */
  ended(): Promise<number | null>;
  /** What it has said until now. */
  readonly said: { readonly output: string; readonly errors: string };
  /** The lines of its log until now, with this event. */
  lines(event: string): readonly Readonly<Record<string, unknown>>[];
}

export interface StandaloneProgramOptions {
  readonly args?: readonly string[];
  /** Beside what it needs; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Its working folder. */
  readonly cwd?: string;
}

/** Nothing that it would ask is there: no OCC, no CyberSource. On a free port, with a journal in memory and without a warm-up. */
const NEEDED: Readonly<Record<string, string>> = {
  EXTENSION_PORT: '0',
  ATG_SERVER_URL: 'http://127.0.0.1:9',
  ATG_SERVER_ADMIN_URL: 'http://127.0.0.1:9',
  ATG_APPLICATION_TOKEN: 'application-key',
  PAYMENTS_SECRET_KEY: Buffer.alloc(64, 7).toString('base64'),
  CRYPTO_SERVICE_KEY: 'a sealing key of the tests, long enough',
  JOURNAL: 'memory:',
  WARM_UP_MS: '0',
};

export function startStandalone({
  args = [],
  environment = {},
  ...where
}: StandaloneProgramOptions = {}): StandaloneProgram {
  const env: NodeJS.ProcessEnv = Object.fromEntries(
    Object.entries({ ...NEEDED, ...environment }).filter(([, value]) => value !== undefined),
  );
  const child = fork(MAIN, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env, ...where });
  const said = { output: '', errors: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.errors += text));
  const served: Promise<unknown[]> = once(child, 'message');
  const closed: Promise<unknown[]> = once(child, 'close');
  return {
    child,
    said,
    async address() {
      const [first] = await Promise.race([served, closed]);
      if (!(first instanceof Object)) throw new Error(`It ended: ${said.errors}${said.output}`);
      return (first as { readonly address: string }).address;
    },
    ended: async () => (await closed)[0] as number | null,
    lines: (event) =>
      said.output
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .filter((line) => line['event'] === event),
  };
}
