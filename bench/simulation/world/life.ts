import type { VirtualTime } from './time.ts';

/** Whether one instance of the extension is there at the moment. */
export interface Life {
  isAlive(): boolean;
  /** Its memory and everything that it waited for are gone. */
  end(): void;
  /** It stands still for so long (a long garbage collection, a virtual machine that is moved) and then goes on. */
  pause(ms: number): void;
  /**
   * The only way out of an instance: begins the work when the instance runs, and hands its end back when the instance
   * runs again. A dead instance hears of nothing.
   */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Its clock: off by what was set last. */
  now(): Date;
  setClock(offMs: number): void;
}

export function createLife(time: VirtualTime): Life {
  let isAlive = true;
  let pausedUntil = 0;
  let offMs = 0;

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
    outside: (work) =>
      new Promise((resolve, reject) => {
        whenRunning(() => {
          work().then(
            (value) => {
              whenRunning(() => {
                resolve(value);
              });
            },
            (error: unknown) => {
              whenRunning(() => {
                reject(error as Error);
              });
            },
          );
        });
      }),
    now: () => new Date(time.now() + offMs),
    setClock(off) {
      offMs = off;
    },
  };
}
