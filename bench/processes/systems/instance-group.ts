import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../simulation/world/random.ts';
import { end, type Programs, type RunningProgram } from './programs.ts';

/** The instances of the extension, and what is done to them. */
export interface InstanceGroup {
  /** Where each of them listens; nowhere while it is down. */
  readonly instances: readonly { readonly url: string | undefined }[];
  /** `kill -9` of one of them, and its restart. Resolves when it is up again. */
  killOne(): Promise<void>;
  /** Stops one of them in the middle of everything, and lets it go on after so many milliseconds. */
  pauseOne(ms: number): Promise<void>;
}

export interface InstanceGroupOptions {
  readonly programs: Programs;
  /** The built extension. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the front looks for an instance; one is started for each. */
  readonly backends: readonly { url: string | undefined }[];
  readonly random: Random;
}

export async function startInstanceGroup({
  programs,
  file,
  environment,
  backends,
  random,
}: InstanceGroupOptions): Promise<InstanceGroup> {
  const running = new Map<number, RunningProgram>();

  async function start(nth: number): Promise<void> {
    const name = `extension-${nth + 1}`;
    const instance = await programs.start({
      name,
      file,
      // What the journal could not take is each instance's own.
      environment: { ...environment, JOURNAL_UNWRITTEN_FOLDER: `${name}.unwritten` },
      awaits: 'Extension',
    });
    running.set(nth, instance);
    listed(nth).url = instance.addresses.get('Extension');
  }

  function listed(nth: number): { url: string | undefined } {
    return backends[nth] ?? { url: undefined };
  }

  function pick(): number {
    return random.between(0, backends.length - 1);
  }

  await Promise.all(backends.map((_, nth) => start(nth)));

  return {
    instances: backends,
    async killOne() {
      const nth = pick();
      const instance = running.get(nth);
      if (instance !== undefined) await end(instance.process, 'SIGKILL');
      listed(nth).url = undefined;
      await start(nth);
    },
    async pauseOne(ms) {
      const process = running.get(pick())?.process;
      process?.kill('SIGSTOP');
      await pause(ms);
      process?.kill('SIGCONT');
    },
  };
}
