import type { MutantTrial } from './trial.ts';

/** A change that changes nothing that anything outside could notice. */
interface Equivalent {
  readonly file: string;
  /** As in the list of what no test noticed. */
  readonly change: string;
  readonly because: string;
}

/** Judged one by one by reading; they count neither as tried nor as noticed. */
export const equivalents: readonly Equivalent[] = [
  {
    file: 'server-extension/src/domain/address/post-code.ts',
    change: '`/^[ -]+|[ -]+$/g` becomes `/^[ -]|[ -]+$/g`',
    because: 'the replacements before it leave no two blanks or hyphens beside each other',
  },
  {
    file: 'server-extension/src/domain/address/post-code.ts',
    change: '`/^[ -]+|[ -]+$/g` becomes `/^[ -]+|[ -]$/g`',
    because: 'the replacements before it leave no two blanks or hyphens beside each other',
  },
  {
    file: 'server-extension/src/http/read-body.ts',
    change: '`\'\'` becomes `"Stryker was here!"`',
    because: 'a type that is not given is only compared with the one that is taken, which neither text is',
  },
  {
    file: 'server-extension/src/journal/outbox.ts',
    change: '`[]` becomes `["Stryker was here"]`',
    because: 'only names with the suffix of the files are taken, and the text has none',
  },
  {
    file: 'server-extension/src/notifications/inbox.ts',
    change: '`asked += 1` becomes `(asked -= 1)`',
    because: 'it is compared with what it was before, and nothing else',
  },
  {
    file: 'server-extension/src/guard/postgres-counters.ts',
    change: '`performance.now() < restsUntil` becomes `(performance.now() <= restsUntil)`',
    because: 'nobody sees the one moment, a fraction of a millisecond, in which they differ',
  },
];

export function isEquivalent({ file, change }: Pick<MutantTrial, 'file' | 'change'>): boolean {
  return equivalents.some((each) => each.file === file && each.change === change);
}
