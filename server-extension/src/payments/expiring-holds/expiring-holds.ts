import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { CaseStore, StoredCase } from '../ports/case-store.ts';
import type { GatewayRef, OrderId, SiteId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money/money.ts';
import { LIFETIMES } from '../../domain/payment/hold-expiry.ts';
import { paymentFrom } from '../../domain/payment/payment.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { type Hold, holdsOf } from '../rules/follow-on/holds.ts';
import { attemptsOfPayment } from '../attempt/attempts-of-payment.ts';

/** A hold that the issuer lets go of soon. */
export interface ExpiringHold {
  readonly orderId: OrderId;
  readonly site: SiteId;
  readonly ref: GatewayRef;
  readonly left: Money;
  readonly expiresAt: Date;
}

/** Holds that expire within a day. */
export interface ExpiringHolds {
  /** Looks for holds that have come within a day of their end since it looked last, reports each once, and closes the cases of those that are gone. */
  lookOut(isOver?: () => boolean): Promise<void>;
  /** Those that are still held, the first to expire first. */
  list(site?: SiteId): Promise<readonly ExpiringHold[]>;
}

export interface ExpiringHoldsDeps {
  readonly journal: Pick<Journal, 'search' | 'ofOrder' | 'byGatewayRef' | 'checkpoint' | 'keepCheckpoint'>;
  readonly cases: CaseStore;
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  /** Called once with each hold, by whichever instance comes first. */
  readonly onExpiring: (attempt: PaymentAttempt, hold: Hold) => void;
  /** Called with what could not be read of one hold. */
  readonly onError: (error: unknown, order: Pick<PaymentAttempt, 'orderId' | 'site'>) => void;
}

const DAY_MS = 24 * 60 * 60_000;
/** A hold is reported this long before its end. */
const WARN_BEFORE_MS = DAY_MS;
/** The longest time from the claim of an authorization until the issuer holds the money. */
const AUTHORIZATION_CALL_MAX_MS = 5 * 60_000;
const PAGE_ATTEMPTS = 100;
const LISTED_MAX = 500;
const CHECKPOINT = 'expiring-holds';

const content = lazy(() => z.object({ orderId: z.string() }));

export function createExpiringHolds(deps: ExpiringHoldsDeps): ExpiringHolds {
  const { journal, cases, allSettings, settingsFor, now, onExpiring } = deps;

  return {
    async lookOut(isOver = () => false) {
      const until = now();
      const since = (await journal.checkpoint(CHECKPOINT)) ?? new Date(until.getTime() - WARN_BEFORE_MS);
      for (const days of await lifetimes())
        for (const operation of ['authorize', 'reauthorize'] as const) {
          const shift = WARN_BEFORE_MS - days * DAY_MS;
          const from = new Date(since.getTime() + shift - AUTHORIZATION_CALL_MAX_MS);
          const to = new Date(until.getTime() + shift);
          let after: string | undefined;
          do {
            if (isOver()) return;
            const page = await journal.search({
              key: { by: 'operation', operation },
              from,
              to,
              limit: PAGE_ATTEMPTS,
              ...present({ after }),
            });
            for (const attempt of page.attempts)
              await tellOf(attempt, until).catch((error: unknown) => {
                passOver(error, attempt);
              });
            after = page.next;
          } while (after !== undefined);
        }
      await journal.keepCheckpoint(CHECKPOINT, until);
      for (const stored of await cases.list('expiring-hold', 'open', LISTED_MAX)) {
        if (isOver()) return;
        await closeWhenGone(stored).catch((error: unknown) => {
          passOver(error, orderOf(stored));
        });
      }
    },

    async list(site) {
      const open = await cases.list('expiring-hold', 'open', LISTED_MAX);
      const holds: ExpiringHold[] = [];
      for (const stored of open) {
        if (site !== undefined && stored.site !== site) continue;
        const hold = await stillHeld(stored).catch((error: unknown) => {
          passOver(error, orderOf(stored));
        });
        if (hold !== undefined) holds.push(hold);
      }
      return holds;
    },
  };

  /** Days that holds live, by the card schemes' rules and by the sites' settings. */
  async function lifetimes(): Promise<ReadonlySet<number>> {
    const sites = await allSettings();
    return new Set([...LIFETIMES, ...sites.flatMap(({ holdDays }) => Object.values(holdDays))]);
  }

  /** One hold that fails keeps no other from it. @throws what no other would succeed with either. */
  function passOver(error: unknown, order: Pick<PaymentAttempt, 'orderId' | 'site'>): void {
    if (error instanceof Problem && error.code === 'journal-unavailable') throw error;
    deps.onError(error, order);
  }

  async function tellOf(attempt: PaymentAttempt, at: Date): Promise<void> {
    const { hold } = await holdOf(attempt, (error) => {
      passOver(error, attempt);
    });
    if (
      hold === undefined ||
      hold.expiresAt <= at ||
      hold.expiresAt.getTime() > at.getTime() + WARN_BEFORE_MS
    )
      return;
    const isFirst = await cases.add({
      kind: 'expiring-hold',
      id: hold.ref,
      state: 'open',
      site: attempt.site,
      openedAt: hold.expiresAt,
      content: { orderId: attempt.orderId },
    });
    if (isFirst) onExpiring(attempt, hold);
  }

  /** What an authorization still holds, where that is anything: while something is pending, it may be again. */
  async function holdOf(
    attempt: PaymentAttempt,
    onUnknownSite: (error: unknown) => void = () => undefined,
  ): Promise<{ readonly hold?: Hold | undefined; readonly isPending: boolean }> {
    const ref = gatewayRefOf(attempt.result);
    if (ref === undefined) return { isPending: false };
    const payment = paymentFrom(await attemptsOfPayment(journal, attempt));
    // Where the settings cannot be read, as those of a removed site, the days of the card schemes' rules count.
    const settings = await settingsFor(attempt.site, attempt.channel).catch((error: unknown) => {
      onUnknownSite(error);
      return {};
    });
    const hold = holdsOf(payment, settings).find((each) => each.ref === ref);
    return { hold, isPending: payment.pending };
  }

  async function closeWhenGone(stored: StoredCase): Promise<void> {
    const attempt = await journal.byGatewayRef(stored.id as GatewayRef);
    const { hold, isPending } = attempt === undefined ? { isPending: false } : await holdOf(attempt);
    const isGone = hold === undefined ? !isPending : hold.expiresAt <= now();
    if (isGone) await cases.change(stored, { state: 'closed', content: stored.content });
  }

  async function stillHeld(stored: StoredCase): Promise<ExpiringHold | undefined> {
    const attempt = await journal.byGatewayRef(stored.id as GatewayRef);
    const { hold } = attempt === undefined ? {} : await holdOf(attempt);
    if (hold === undefined || hold.expiresAt <= now()) return undefined;
    const { ref, left, expiresAt } = hold;
    return { ...orderOf(stored), ref, left, expiresAt };
  }
}

const orderOf = ({ content: kept, site }: StoredCase): Pick<PaymentAttempt, 'orderId' | 'site'> => ({
  orderId: content().parse(kept).orderId as OrderId,
  site: site as SiteId,
});
