import { within } from '../../domain/time/within.ts';

/** What the extension works with. */
export const dependencies = ['occ', 'cybersource', 'journal'] as const;

export type Dependency = (typeof dependencies)[number];

/** One dependency at the moment when it was asked. */
export interface DependencyStatus {
  readonly name: Dependency;
  readonly status: 'up' | 'down';
  /** Of what was reached: API, client library or database. */
  readonly version: string;
  readonly checkedAt: Date;
  /** Milliseconds until it answered, or was given up. */
  readonly durationMs: number;
  /** Why it is down, and what to do. No address, secret or value. */
  readonly problem?: string;
}

/** Asks one dependency. Rejects when it is down. */
export interface DependencyProbe {
  readonly name: Dependency;
  /** Gives its version. */
  readonly ask: () => Promise<string>;
  /** The version that is shown while it cannot be asked. */
  readonly version: string;
  /** What is wrong, in words of ours, and what to do. */
  readonly problem: (error: unknown) => string;
}

/** Asks every dependency at the same moment, each for a limited time. */
export type CheckDependencies = () => Promise<readonly DependencyStatus[]>;

export interface DependencyStatusDeps {
  readonly probes: readonly DependencyProbe[];
  readonly now: () => Date;
  /** Milliseconds after which a dependency that has not answered is down. */
  readonly patienceMs: number;
}

/** A monitoring program may ask often: the dependencies are asked no more often than that. */
const KEPT_MS = 5_000;

export function createDependencyStatus({ probes, now, patienceMs }: DependencyStatusDeps): CheckDependencies {
  let asking: Promise<readonly DependencyStatus[]> | undefined;
  let askedAt = 0;

  async function statusOf({ name, ask, version, problem }: DependencyProbe): Promise<DependencyStatus> {
    const checkedAt = now();
    const asked = { name, checkedAt };
    const startedAt = performance.now();
    const sinceMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const answered = await within(ask(), patienceMs);
      if (answered !== undefined) return { ...asked, status: 'up', version: answered, durationMs: sinceMs() };
      return {
        ...asked,
        status: 'down',
        version,
        durationMs: sinceMs(),
        problem: `No answer within ${patienceMs} ms.`,
      };
    } catch (error) {
      return { ...asked, status: 'down', version, durationMs: sinceMs(), problem: problem(error) };
    }
  }

  return () => {
    const at = now().getTime();
    if (asking === undefined || Math.abs(at - askedAt) >= KEPT_MS) {
      askedAt = at;
      asking = Promise.all(probes.map(statusOf));
    }
    return asking;
  };
}
