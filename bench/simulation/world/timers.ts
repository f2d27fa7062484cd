import type { VirtualTime } from './time.ts';

/**
 * Gives all timers of this process to virtual time, those of the code under test above all, and what measures durations.
 *
 * @returns puts the real ones back.
 */
export function virtualTimers(time: VirtualTime): () => void {
  const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const realNow = performance.now.bind(performance);
  const cancels = new WeakMap<object, () => void>();

  function setVirtual(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): object {
    const timer = {
      ref: () => timer,
      unref: () => timer,
    };
    cancels.set(
      timer,
      time.after(ms, () => {
        run(...args);
      }),
    );
    return timer;
  }

  function clearVirtual(timer: unknown): void {
    if (typeof timer === 'object' && timer !== null) cancels.get(timer)?.();
  }

  Object.assign(globalThis, { setTimeout: setVirtual, clearTimeout: clearVirtual });
  Object.assign(performance, { now: time.now });
  return () => {
    Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
    Object.assign(performance, { now: realNow });
  };
}
