import { decide } from '../../domain/decision-table.ts';
import type { GatewayRef, SiteId } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { piecesOf, type TimeWindow } from '../../domain/time/time-window.ts';
import type { Journal } from '../ports/journal.ts';
import { merchantAccountOf } from '../rules/merchant-account-guard.ts';
import type { AuthorizationSearch, FoundAuthorization } from './authorization-search.ts';
import { emptyReport, type ReconciliationReport } from './report.ts';
import type { Classify } from './classify.ts';
import { RECONCILIATION_TABLE, type ReconciliationEvidence } from './reconciliation-table.ts';
import type { AuthorizationMatch, UnmatchedAuthorization } from './unmatched-authorization.ts';
import type { ReversalOutcome, ReverseOrphan } from './reverse-orphan.ts';
import type { UnrecordedTransactions } from './unrecorded.ts';

export interface ReconcileAuthorizationsDeps {
  readonly authorizationSearch: AuthorizationSearch;
  readonly journal: Pick<Journal, 'byGatewayRef' | 'checkpoint' | 'keepCheckpoint'>;
  /** The settings of every site and channel. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly classify: Classify;
  readonly reverseOrphan: ReverseOrphan;
  /** What the journal does not know is written into it; absent where the journal is this process's own, which forgets. */
  readonly unrecorded?: UnrecordedTransactions;
  readonly now: () => Date;
  readonly rules: ReconciliationRules;
  /** Called with every authorization that no order stands on, and its site, before it is reversed. */
  readonly onOrphan: (orphan: FoundAuthorization, site: SiteId) => void;
  readonly onReconciled: (report: ReconciliationReport) => void;
  /** Called when transactions, journal or settings could not be read. */
  readonly onError: (event: 'authorizations.reconciliation-failed', error: unknown) => void;
}

export interface ReconciliationRules {
  /** Younger authorizations are left alone, in milliseconds. */
  readonly olderThanMs: number;
  /** How long the gateway's transaction search may lag: each run overlaps the one before by so much. */
  readonly searchLagMs: number;
  /** How far the first run looks back. */
  readonly lookBackMs: number;
  /** OCC is asked twice, at least so far apart. */
  readonly askAgainMs: number;
  /** Reversals that one run makes at most, so that the effect of a wrong setting stays small. */
  readonly reversalsMax: number;
  /** Nothing is undone, only counted. */
  readonly dryRun: boolean;
}

/**
 * Goes through what the gateway granted to this installation, and reverses what no order of OCC's stands on. It needs
 * no memory of what was sent: the gateway's transaction search has it. One at a time; a second call gets the first one's report.
 */
export type ReconcileAuthorizations = () => Promise<ReconciliationReport>;

export function createReconcileAuthorizations(deps: ReconcileAuthorizationsDeps): ReconcileAuthorizations {
  const {
    authorizationSearch,
    journal,
    allSettings,
    classify,
    reverseOrphan,
    unrecorded,
    now,
    rules,
    onOrphan,
    onReconciled,
    onError,
  } = deps;
  const unmatchedAuthorizations = new Map<GatewayRef, UnmatchedAuthorization>();
  /** Until transactions are no longer read that far back. */
  const matched = new Map<GatewayRef, UnmatchedAuthorization>();
  let inFlight: Promise<ReconciliationReport> | undefined;

  return () => {
    inFlight ??= reconcile().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  };

  async function reconcile(): Promise<ReconciliationReport> {
    const report = emptyReport(now(), rules.dryRun);
    const read: ReadSpan[] = [];
    try {
      for (const sites of byMerchant(await allSettings())) read.push(...(await searchAccount(sites, report)));
    } catch (error) {
      incomplete(report, error);
    }
    const known = [...matched.values(), ...unmatchedAuthorizations.values()];
    for (const unmatched of [...unmatchedAuthorizations.values()])
      await classifyOne(unmatched, known, report);
    report.recorded +=
      (await unrecorded?.recordNoted((error) => {
        incomplete(report, error);
      })) ?? 0;
    report.undecided = unmatchedAuthorizations.size;
    for (const span of read) await keep(span, report);
    forget();
    onReconciled(report);
    return report;
  }

  /**
   * Reads one merchant account's transactions from the point up to which the last run had decided all of them, hour by hour: where
   * one cannot be read, those before it count, and the next run goes on there.
   */
  async function searchAccount(
    sites: UnmatchedAuthorization['sites'],
    report: ReconciliationReport,
  ): Promise<readonly ReadSpan[]> {
    const merchant = merchantAccountOf(sites[0]);
    const at = now().getTime();
    const read: ReadSpan[] = [];
    try {
      const from = (await journal.checkpoint(nameOf(merchant))) ?? new Date(at - rules.lookBackMs);
      const to = new Date(at - rules.olderThanMs);
      for (const hour of piecesOf({ from, to }, HOUR_MS)) {
        await searchHour(sites, hour, report);
        read[0] = { merchant, from, to: hour.to };
      }
    } catch (error) {
      incomplete(report, error);
    }
    return read;
  }

  async function searchHour(
    sites: UnmatchedAuthorization['sites'],
    hour: TimeWindow,
    report: ReconciliationReport,
  ): Promise<void> {
    for (const authorization of await authorizationSearch.authorizations(sites[0], hour)) {
      report.authorizations += 1;
      if (unmatchedAuthorizations.has(authorization.ref) || matched.has(authorization.ref)) continue;
      if ((await journal.byGatewayRef(authorization.ref)) !== undefined) report.inJournal += 1;
      else unmatchedAuthorizations.set(authorization.ref, { authorization, sites });
    }
    await unrecorded?.find(sites, hour);
  }

  /** What is not decided has to be found again after a restart; not for ever. */
  async function keep({ merchant, from, to }: ReadSpan, report: ReconciliationReport): Promise<void> {
    // A dry run has not acted on what it read: the next real run begins where this one began.
    if (rules.dryRun) return;
    const undecided = [...unmatchedAuthorizations.values()].filter(
      ({ sites }) => merchantAccountOf(sites[0]) === merchant,
    );
    const eldest = Math.min(
      ...undecided.map(({ authorization }) => authorization.authorizedAt.getTime()),
      unrecorded?.eldestOf((sites) => merchantAccountOf(sites[0]) === merchant) ?? Infinity,
    );
    const decided = Math.min(to.getTime() - rules.searchLagMs, eldest);
    const longest = now().getTime() - rules.lookBackMs;
    try {
      const at = new Date(Math.max(from.getTime(), decided, longest));
      await journal.keepCheckpoint(nameOf(merchant), at);
    } catch (error) {
      incomplete(report, error);
    }
  }

  async function classifyOne(
    unmatched: UnmatchedAuthorization,
    known: readonly UnmatchedAuthorization[],
    report: ReconciliationReport,
  ): Promise<void> {
    try {
      await actOn(await classify(unmatched, known), unmatched, report);
    } catch (error) {
      // The authorization stays unmatched, and the next run examines it again.
      incomplete(report, error);
    }
  }

  async function actOn(
    match: AuthorizationMatch,
    unmatched: UnmatchedAuthorization,
    report: ReconciliationReport,
  ): Promise<void> {
    const { ref } = unmatched.authorization;
    let evidence: ReconciliationEvidence = {
      match: match.is,
      asked: match.is === 'orphan' && isAskedAgain(unmatched) ? 'again' : 'once',
      permission: permissionIn(report),
      reversal: 'not-made',
    };
    for (;;) {
      switch (decide(RECONCILIATION_TABLE, evidence).action) {
        case 'match':
          report.recorded += (await unrecorded?.record(unmatched.authorization, unmatched.sites)) ?? 0;
          report.matched += 1;
          matched.set(ref, unmatched);
          unmatchedAuthorizations.delete(ref);
          return;
        case 'keep':
          return;
        case 'report':
          countOrphan(match, unmatched, report);
          return;
        case 'reverse':
          countOrphan(match, unmatched, report);
          evidence = { ...evidence, reversal: await reverse(match, unmatched) };
          break;
        case 'close':
          report.reversed += 1;
          unmatchedAuthorizations.delete(ref);
          return;
        case 'give-up':
          report.failed += 1;
          unmatchedAuthorizations.delete(ref);
          return;
      }
    }
  }

  /** Remembers when OCC was first found not to have accepted the authorization. Returns whether that is `askAgainMs` ago. */
  function isAskedAgain(unmatched: UnmatchedAuthorization): boolean {
    const { unacceptedSince = now() } = unmatched;
    unmatchedAuthorizations.set(unmatched.authorization.ref, { ...unmatched, unacceptedSince });
    return now().getTime() - unacceptedSince.getTime() >= rules.askAgainMs;
  }

  function permissionIn({ reversed, failed }: ReconciliationReport): ReconciliationEvidence['permission'] {
    if (rules.dryRun) return 'dry-run';
    return reversed + failed >= rules.reversalsMax ? 'limit-reached' : 'may-reverse';
  }

  async function reverse(
    match: AuthorizationMatch,
    { authorization }: UnmatchedAuthorization,
  ): Promise<ReversalOutcome> {
    // The table reverses orphans only.
    if (match.is !== 'orphan') return 'later';
    onOrphan(authorization, match.settings.site);
    return reverseOrphan(authorization, match);
  }

  function countOrphan(
    match: AuthorizationMatch,
    { authorization }: UnmatchedAuthorization,
    report: ReconciliationReport,
  ): void {
    report.orphans += 1;
    if (match.is !== 'orphan' || !match.isDouble) return;
    report.doubleHolds += 1;
    const heldSeconds = Math.round((now().getTime() - authorization.authorizedAt.getTime()) / 1000);
    report.longestDoubleHoldSeconds = Math.max(report.longestDoubleHoldSeconds, heldSeconds);
  }

  function forget(): void {
    const longest = now().getTime() - rules.lookBackMs;
    for (const { authorization } of matched.values())
      if (authorization.authorizedAt.getTime() < longest) matched.delete(authorization.ref);
    unrecorded?.forgetBefore(longest);
  }

  function incomplete(report: ReconciliationReport, error: unknown): void {
    report.complete = false;
    onError('authorizations.reconciliation-failed', error);
  }
}

const HOUR_MS = 60 * 60_000;

interface ReadSpan extends TimeWindow {
  readonly merchant: string;
}

function nameOf(merchant: string): string {
  return `sweep ${merchant}`;
}

function byMerchant(all: readonly GatewaySettings[]): readonly UnmatchedAuthorization['sites'][] {
  const accounts = new Map<string, UnmatchedAuthorization['sites']>();
  for (const settings of all) {
    const merchant = merchantAccountOf(settings);
    const known = accounts.get(merchant);
    accounts.set(merchant, known === undefined ? [settings] : [...known, settings]);
  }
  return [...accounts.values()];
}
