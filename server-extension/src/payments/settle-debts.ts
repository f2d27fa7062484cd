import type { SettingsFor, Journal, Entry } from './ports.ts';
import type { Debts } from './debts.ts';

export interface SettleDebtsDeps {
  readonly journal: Journal;
  readonly debts: Debts;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  /** Told when the journal could not be read, or a site's settings. */
  readonly onTrouble: (event: 'hold-not-released', error: unknown, debtor?: Entry) => void;
}

/** How many are looked at in one go, the oldest first. */
const AT_ONCE = 200;

/** Lets go of everything that is still held behind a refusal, one after the other. Never rejects. */
export function createSettleDebts({
  journal,
  debts,
  settingsFor,
  now,
  onTrouble,
}: SettleDebtsDeps): () => Promise<void> {
  return async () => {
    try {
      for (const debtor of await journal.owing(now(), AT_ONCE)) await settle(debtor);
    } catch (error) {
      onTrouble('hold-not-released', error);
    }
  };

  async function settle(debtor: Entry): Promise<void> {
    try {
      await debts.settle(debtor, await settingsFor(debtor.site, debtor.channel));
    } catch (error) {
      onTrouble('hold-not-released', error, debtor);
    }
  }
}
