/** The sandbox's time: everything that it stamps, and every date that it checks, goes by this clock. */

/** Running, but off by so much; or standing still at a moment. */
export type ClockSetting = { readonly offsetMs: number } | { readonly at: Date };

/** A clock that can be set while the sandbox uses it. */
export interface SandboxClock {
  readonly now: () => Date;
  readonly set: (setting: ClockSetting) => void;
}

/** A clock that follows another until it is set. */
export function createClock(base: () => Date): SandboxClock {
  let setting: ClockSetting = { offsetMs: 0 };
  return {
    now: () => ('at' in setting ? setting.at : new Date(base().getTime() + setting.offsetMs)),
    set: (next) => {
      setting = next;
    },
  };
}
