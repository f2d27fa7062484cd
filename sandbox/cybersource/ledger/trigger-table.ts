/** The trigger table, and what was added to it while the sandbox runs. */
import { triggers, type Trigger } from '../../triggers.ts';

/** Rows added later come first: they were added to change what the table says. */
export interface TriggerTable {
  readonly add: (row: Trigger) => void;
  readonly rows: () => readonly Trigger[];
  /** Forgets what was added. */
  readonly clear: () => void;
}

/** The table as it stands. */
export function createTriggerTable(): TriggerTable {
  let added: readonly Trigger[] = [];
  return {
    add: (row) => {
      added = [row, ...added];
    },
    rows: () => [...added, ...triggers],
    clear: () => {
      added = [];
    },
  };
}
