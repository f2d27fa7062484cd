import type { OrderId } from '../../domain/ids.ts';
import type { ChainBreak } from './attempt-chain.ts';

/** What verifying the chain of all attempts came to. */
export interface ChainReport {
  /** Attempts that were read. */
  readonly attempts: number;
  /** Attempts without a link, because the release that wrote them kept no chain. */
  readonly unlinked: number;
  /** The first hundred chain breaks. */
  readonly breaks: readonly ChainBreak[];
}

/** What an erasure came to. */
export interface ErasureReport {
  /** Attempts without a shopper's data now. */
  readonly erased: number;
  /** Attempts that recovery or a person still works on: they are left as they are, and erased by a later run. */
  readonly open: number;
}

/** Maintenance of a journal in a database, beside running payments. */
export interface JournalMaintenance {
  /** Reads every attempt in small steps and checks that none was changed, or removed from the middle of its payment. */
  verify(): Promise<ChainReport>;
  /**
   * Deletes, in small steps, whole payments of which every attempt was claimed before that instant. A payment with an
   * attempt that is under way, unknown or waits for recovery or a person stays. Gives the number of attempts.
   */
  purge(before: Date): Promise<number>;
  /**
   * Takes out of the attempts of these orders what belongs to the shopper: last digits, saved cards, the address of a
   * challenge. Amounts, ids and results stay, and so does the chain.
   */
  erase(orders: readonly OrderId[]): Promise<ErasureReport>;
}

/** Of commercial and tax law, the longest of those we know (Germany, § 147 AO, before 2025): ten years. */
export const LEGAL_MONTHS = 120;

/** Until then card holders dispute payments and refunds refer to them, whatever the law says. */
const DISPUTED_MONTHS = 18;

/**
 * The instant before which payments may be purged.
 *
 * @param months how long they are kept.
 * @param legalMonths how long the law of the merchant's country wants them kept.
 * @throws RangeError that names what is too short.
 */
export function purgeBefore(now: Date, months: number, legalMonths = LEGAL_MONTHS): Date {
  if (!Number.isInteger(legalMonths) || legalMonths < DISPUTED_MONTHS)
    throw new RangeError(
      `The legal minimum is ${legalMonths} months. Remedy: ${DISPUTED_MONTHS} or more; until then payments are disputed and refunded.`,
    );
  if (!Number.isInteger(months) || months < legalMonths)
    throw new RangeError(
      `Payments may be purged after ${legalMonths} months, not after ${months}. Remedy: keep them longer, or state the legal minimum of your country.`,
    );
  const before = new Date(now);
  before.setUTCDate(1);
  before.setUTCMonth(before.getUTCMonth() - months);
  before.setUTCHours(0, 0, 0, 0);
  return before;
}
