import type { VirtualTime } from './time.ts';

/** Whether one instance of the extension is there at the moment. */
export interface InstanceLifecycle {
  readonly isAlive: () => boolean;
  /** Its memory and everything that it waited for are gone. */
  readonly end: () => void;
  /** It stands still for so long (a long garbage collection, a virtual machine that is moved) and then goes on. */
  readonly pause: (ms: number) => void;
  /**
   * The only way out of an instance: begins the work when the instance runs, and hands its end back when the instance
   * runs again. A dead instance receives nothing.
   */
  readonly outside: <T>(work: () => Promise<T>) => Promise<T>;
  /** The clock of its machine: off by what was set last. */
  readonly machineClock: () => Date;
  readonly setClock: (offMs: number) => void;
}

export function createLife(time: VirtualTime): InstanceLifecycle {
  let isAlive = true;
  let pausedUntil = 0;
  let offMs = 0;

  /** Never, of a dead one. */
  function running(): Promise<void> {
    return new Promise((resolve) => {
      whenRunning(resolve);
    });
  }

  function whenRunning(goOn: () => void): void {
    if (!isAlive) return;
    const left = pausedUntil - time.now();
    if (left <= 0) goOn();
    else
      time.after(left, () => {
        whenRunning(goOn);
      });
  }

  return {
    isAlive: () => isAlive,
    end() {
      isAlive = false;
    },
    pause(ms) {
      pausedUntil = time.now() + ms;
    },
    outside: async (work) => {
      await running();
      try {
        return await work();
      } finally {
        await running();
      }
    },
    machineClock: () => new Date(time.now() + offMs),
    setClock(off) {
      offMs = off;
    },
  };
}
