import type { GatewayRef, OrderId, PaymentKey, SiteId } from '../../domain/ids.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Journal } from '../ports/journal.ts';
import type { PaymentAttempt } from '../ports/payment-attempt.ts';
import type { OrderRecords, PaymentRecord, PaymentRecords } from '../ports/payment-records.ts';
import type { AttemptWithTask } from '../ports/recovery-task.ts';
import type { SettingsFor } from '../ports/settings-for.ts';
import { merchantAccountOf } from '../rules/merchant-account-guard.ts';
import { toAttempts, withRecordedAttempts } from '../rules/recorded-attempts.ts';
import { aboutOrder, isKnownAs } from '../rules/recorded-order.ts';
import type { OverviewOf } from './overview-of.ts';
import type { PaymentOverview } from './payment-overview.ts';
import { standingAuthorization } from '../rules/follow-on/standing-authorization.ts';

/** The payments of an order. */
export interface OrderPayments {
  readonly payments: readonly PaymentOverview[];
  /** What could not be read, in sentences that are safe to show; nothing where the payments are complete. */
  readonly missing: readonly string[];
}

export interface ReadOrderPaymentsDeps {
  readonly journal: Pick<Journal, 'tasksOfOrder' | 'record'>;
  readonly records: PaymentRecords;
  readonly orderRecords: OrderRecords;
  readonly settingsFor: SettingsFor;
  /** Sites with the gateway, where the caller names none. */
  readonly sites: () => Promise<readonly SiteId[]>;
  readonly overviewOf: OverviewOf;
  /** The journal is this process's own: it forgets at a restart, and other instances have others. */
  readonly isJournalOwn: boolean;
  /** Milliseconds for reading the gateway's records of one payment. */
  readonly deadlineMs: number;
  /** Called with what another program did to a payment, when it is noticed first. */
  readonly onChangedElsewhere: (attempt: PaymentAttempt) => void;
}

/**
 * Reads the payments of an order from the journal, and from the gateway's records what the journal does not know: what
 * another program did to a payment is written into the journal, so that no operation is decided without it. Where the
 * journal is this process's own, the gateway's records also say which payments there are.
 */
export type ReadOrderPayments = (orderId: OrderId, site: SiteId | undefined) => Promise<OrderPayments>;

const OWN_JOURNAL =
  'This instance has no database: attempts that never reached CyberSource, and who asked for an attempt, are known only to the instance that made it.';

export function createReadOrderPayments({
  journal,
  records,
  orderRecords,
  settingsFor,
  sites,
  overviewOf,
  isJournalOwn,
  deadlineMs,
  onChangedElsewhere,
}: ReadOrderPaymentsDeps): ReadOrderPayments {
  return async (orderId, site) => {
    const entries = (await journal.tasksOfOrder(orderId)).filter(
      ({ attempt }) => site === undefined || attempt.site === site,
    );
    const known = await Promise.all([...byPayment(entries).values()].map(withRecords));
    const knownRefs = new Set(
      known.flatMap((each) => each.entries.map(({ attempt }) => gatewayRefOf(attempt.result))),
    );
    const others = isJournalOwn ? await paymentsElsewhere(orderId, site, knownRefs) : NONE;
    const all = [...known, ...others.payments];
    return {
      payments: await Promise.all(all.map((each) => overviewOf(each.entries))),
      missing: [
        ...new Set([
          ...(isJournalOwn ? [OWN_JOURNAL] : []),
          ...all.flatMap(({ missing }) => missing),
          ...others.missing,
        ]),
      ],
    };
  };

  /** A payment of the journal with what the gateway's records add. */
  async function withRecords(entries: readonly AttemptWithTask[]): Promise<ReadPayment> {
    const own = entries.map(({ attempt }) => attempt);
    const authorization = standingAuthorization(own);
    const { attempt: about, ref } = whereToRead(authorization, own) ?? {};
    if (about === undefined || ref === undefined || about.offline === true) return { entries, missing: [] };
    const { payment, orderId, site, channel } = about;
    const read = await readRecord(ref, orderId, () => settingsFor(site, channel));
    if ('problem' in read) return { entries, missing: [read.problem] };
    const recorded = toAttempts(read.record, {
      command: aboutOrder(orderId, ref, read.settings),
      ...read,
      payment,
    });
    const noticed = recorded.filter((each) => each.operation !== 'authorize' && !own.some(isKnownAs(each)));
    if (noticed.length === 0 && authorization !== undefined) return { entries, missing: [] };
    if (!isJournalOwn && authorization !== undefined)
      (await journal.record(noticed)).forEach(onChangedElsewhere);
    const tasks = new Map(entries.map((entry) => [entry.attempt, entry]));
    const merged = withRecordedAttempts(
      recorded.filter((each) => each.operation === 'authorize' || noticed.includes(each)),
      own,
    );
    return { entries: merged.map((attempt) => tasks.get(attempt) ?? { attempt }), missing: [] };
  }

  /** The order's payments that this instance's journal does not have. */
  async function paymentsElsewhere(
    orderId: OrderId,
    site: SiteId | undefined,
    known: ReadonlySet<GatewayRef | undefined>,
  ): Promise<{ readonly payments: readonly ReadPayment[]; readonly missing: readonly string[] }> {
    const accounts = await accountsOf(site);
    const missing: string[] = [];
    const payments: ReadPayment[] = [];
    for (const settings of accounts) {
      const found = await orderRecords.authorizationsOf(orderId, settings, deadlineMs);
      if (found.kind === 'ambiguous') {
        missing.push(found.problem);
        continue;
      }
      // What holds more, or holds again, is listed as an authorization too: it belongs to the payment that it followed on.
      const shown = new Set(known);
      for (const ref of found.refs) {
        if (shown.has(ref)) continue;
        const read = await readRecord(ref, orderId, async () => settings);
        if ('problem' in read) {
          missing.push(read.problem);
          continue;
        }
        const { authorization, followOns } = read.record;
        const isShown = shown.has(authorization.ref);
        for (const each of [authorization, ...followOns]) shown.add(each.ref);
        if (!isShown)
          payments.push({
            entries: entriesOf(read.record, authorization.ref, orderId, settings),
            missing: [],
          });
      }
    }
    return { payments, missing };
  }

  async function accountsOf(site: SiteId | undefined): Promise<readonly GatewaySettings[]> {
    const asked = site === undefined ? await sites() : [site];
    const all = await Promise.all(
      asked.map((each) => settingsFor(each, 'storefront').catch(unlessNotConfigured)),
    );
    const accounts = new Map<string, GatewaySettings>();
    for (const settings of all)
      if (settings !== undefined && !accounts.has(merchantAccountOf(settings)))
        accounts.set(merchantAccountOf(settings), settings);
    return [...accounts.values()];
  }

  async function readRecord(
    ref: GatewayRef,
    orderId: OrderId,
    readSettings: () => Promise<GatewaySettings>,
  ): Promise<
    { readonly record: FoundRecord; readonly settings: GatewaySettings } | { readonly problem: string }
  > {
    let settings: GatewaySettings;
    try {
      settings = await readSettings();
    } catch (error) {
      if (error instanceof Problem) return { problem: error.message };
      throw error;
    }
    const record = await records.read(ref, orderId, settings, deadlineMs);
    if (record.kind === 'found') return { record, settings };
    return {
      problem:
        record.kind === 'ambiguous'
          ? `CyberSource's records of ${ref} could not be read: ${record.problem}`
          : `CyberSource's records do not show ${ref} yet.`,
    };
  }
}

/**
 * By which id of the gateway's a payment is read. A journal that was empty when a payment went on, or that another program's
 * payment went on in, has its follow-ons only: what they refer to leads to it.
 */
function whereToRead(
  authorization: PaymentAttempt | undefined,
  own: readonly PaymentAttempt[],
): { readonly attempt: PaymentAttempt; readonly ref: GatewayRef | undefined } | undefined {
  if (authorization !== undefined) return { attempt: authorization, ref: gatewayRefOf(authorization.result) };
  // An authorization that was declined, or of which nothing is known yet, is all there is to show.
  if (own.some(({ operation }) => operation === 'authorize')) return undefined;
  const attempt = own.find(({ original }) => original !== undefined);
  return attempt && { attempt, ref: attempt.original };
}

interface ReadPayment {
  readonly entries: readonly AttemptWithTask[];
  readonly missing: readonly string[];
}

type FoundRecord = Extract<PaymentRecord, { readonly kind: 'found' }>;

const NONE = { payments: [], missing: [] };

function byPayment(entries: readonly AttemptWithTask[]): ReadonlyMap<PaymentKey, readonly AttemptWithTask[]> {
  const payments = new Map<PaymentKey, AttemptWithTask[]>();
  for (const entry of entries) {
    const { payment } = entry.attempt;
    payments.set(payment, [...(payments.get(payment) ?? []), entry]);
  }
  return payments;
}

function entriesOf(
  record: FoundRecord,
  ref: GatewayRef,
  orderId: OrderId,
  settings: GatewaySettings,
): readonly AttemptWithTask[] {
  const { site = settings.site, channel = settings.channel } = record.authorization.paymentGroup ?? {};
  const command = { ...aboutOrder(orderId, ref, settings), site, channel };
  return toAttempts(record, { command, payment: `ref:${ref}` as PaymentKey, settings }).map((attempt) => ({
    attempt,
  }));
}

function unlessNotConfigured(error: unknown): undefined {
  if (error instanceof Problem && (error.code === 'not-configured' || error.code === 'not-found'))
    return undefined;
  throw error;
}
