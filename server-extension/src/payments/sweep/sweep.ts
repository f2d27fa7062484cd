import type { GatewayRef } from '../../domain/ids.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Journal } from '../ports.ts';
import { merchantOf } from '../same-merchant.ts';
import type { GatewayBooks, Granted } from './books.ts';
import { nothingYet, type SweepReport } from './report.ts';
import type { Examine } from './examine.ts';
import type { Finding, Suspect } from './suspect.ts';
import type { UndoOrphan } from './undo-orphan.ts';

export interface SweepDeps {
  readonly books: GatewayBooks;
  readonly journal: Pick<Journal, 'byGatewayRef' | 'checkpoint' | 'keepCheckpoint'>;
  /** The settings of every site and channel. */
  readonly allSettings: () => Promise<readonly GatewaySettings[]>;
  readonly examine: Examine;
  readonly undo: UndoOrphan;
  readonly now: () => Date;
  readonly rules: SweepRules;
  /** Told of every authorization that is held for nothing, before it is undone. */
  readonly onOrphan: (orphan: Granted) => void;
  readonly onSwept: (report: SweepReport) => void;
  /** Told when books, journal or settings could not be read. */
  readonly onTrouble: (event: 'sweep-incomplete', error: unknown) => void;
}

export interface SweepRules {
  /** Younger authorizations are left alone, in milliseconds. */
  readonly olderThanMs: number;
  /** How long the gateway's books may lag behind: so far every sweep looks back over the one before. */
  readonly lagMs: number;
  /** How far the first sweep looks back. */
  readonly firstLookMs: number;
  /** OCC is asked twice, at least so far apart. */
  readonly askAgainMs: number;
  /** Of one sweep, so that a mistake of somebody's stays small. */
  readonly mostUndone: number;
  /** Nothing is undone, only counted. */
  readonly dryRun: boolean;
}

/**
 * Goes through what the gateway granted to this installation, and gives back what no order of OCC's stands on. It needs
 * no memory of what was sent: the gateway's books have it. One at a time; a second call gets the first one's report.
 */
export type Sweep = () => Promise<SweepReport>;

export function createSweep(deps: SweepDeps): Sweep {
  const { books, journal, allSettings, examine, undo, now, rules, onOrphan, onSwept, onTrouble } = deps;
  const suspects = new Map<GatewayRef, Suspect>();
  /** Until the books are no longer read that far back. */
  const accountedFor = new Map<GatewayRef, Suspect>();
  let underWay: Promise<SweepReport> | undefined;

  return () => {
    underWay ??= sweep().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  async function sweep(): Promise<SweepReport> {
    const report = nothingYet(now(), rules.dryRun);
    const read: Span[] = [];
    try {
      for (const sites of byMerchant(await allSettings())) read.push(...(await suspectIn(sites, report)));
    } catch (error) {
      incomplete(report, error);
    }
    const known = [...accountedFor.values(), ...suspects.values()];
    for (const suspect of [...suspects.values()]) await look(suspect, known, report);
    report.waiting = suspects.size;
    for (const span of read) await keep(span, report);
    forget();
    onSwept(report);
    return report;
  }

  /** Reads one merchant account's books from where the last sweep had seen and decided everything. */
  async function suspectIn(sites: Suspect['sites'], report: SweepReport): Promise<readonly Span[]> {
    const merchant = merchantOf(sites[0]);
    const at = now().getTime();
    try {
      const from = (await journal.checkpoint(nameOf(merchant))) ?? new Date(at - rules.firstLookMs);
      const to = new Date(at - rules.olderThanMs);
      for (const granted of await books.granted(sites[0], { from, to })) {
        report.granted += 1;
        if (suspects.has(granted.ref) || accountedFor.has(granted.ref)) continue;
        if ((await journal.byGatewayRef(granted.ref)) !== undefined) report.inJournal += 1;
        else suspects.set(granted.ref, { granted, sites });
      }
      return [{ merchant, from, to }];
    } catch (error) {
      incomplete(report, error);
      return [];
    }
  }

  /** What is still suspected has to be found again after a restart; not for ever. */
  async function keep({ merchant, from, to }: Span, report: SweepReport): Promise<void> {
    const waiting = [...suspects.values()].filter(({ sites }) => merchantOf(sites[0]) === merchant);
    const eldest = Math.min(...waiting.map(({ granted }) => granted.grantedAt.getTime()));
    const decided = Math.min(to.getTime() - rules.lagMs, eldest);
    const longest = now().getTime() - rules.firstLookMs;
    try {
      const at = new Date(Math.max(from.getTime(), decided, longest));
      await journal.keepCheckpoint(nameOf(merchant), at);
    } catch (error) {
      incomplete(report, error);
    }
  }

  async function look(suspect: Suspect, known: readonly Suspect[], report: SweepReport): Promise<void> {
    try {
      await actOn(await examine(suspect, known), suspect, report);
    } catch (error) {
      // It stays suspected.
      incomplete(report, error);
    }
  }

  async function actOn(finding: Finding, suspect: Suspect, report: SweepReport): Promise<void> {
    const { ref, grantedAt } = suspect.granted;
    if (finding.is === 'accounted-for') {
      report.accountedFor += 1;
      accountedFor.set(ref, suspect);
      suspects.delete(ref);
      return;
    }
    if (finding.is === 'undecided') return;
    const { noSince = now() } = suspect;
    suspects.set(ref, { ...suspect, noSince });
    if (now().getTime() - noSince.getTime() < rules.askAgainMs) return;

    report.orphans += 1;
    if (finding.isDouble) {
      report.doubleHolds += 1;
      const heldSeconds = Math.round((now().getTime() - grantedAt.getTime()) / 1000);
      report.longestDoubleHoldSeconds = Math.max(report.longestDoubleHoldSeconds, heldSeconds);
    }
    if (rules.dryRun || report.undone + report.failed >= rules.mostUndone) return;
    onOrphan(suspect.granted);
    const undone = await undo(suspect.granted, finding);
    if (undone === 'yes') report.undone += 1;
    if (undone === 'no') report.failed += 1;
    if (undone !== 'later') suspects.delete(ref);
  }

  function forget(): void {
    const longest = now().getTime() - rules.firstLookMs;
    for (const { granted } of accountedFor.values())
      if (granted.grantedAt.getTime() < longest) accountedFor.delete(granted.ref);
  }

  function incomplete(report: SweepReport, error: unknown): void {
    report.complete = false;
    onTrouble('sweep-incomplete', error);
  }
}

interface Span {
  readonly merchant: string;
  readonly from: Date;
  readonly to: Date;
}

function nameOf(merchant: string): string {
  return `sweep ${merchant}`;
}

function byMerchant(all: readonly GatewaySettings[]): readonly Suspect['sites'][] {
  const accounts = new Map<string, Suspect['sites']>();
  for (const settings of all) {
    const merchant = merchantOf(settings);
    const known = accounts.get(merchant);
    accounts.set(merchant, known === undefined ? [settings] : [...known, settings]);
  }
  return [...accounts.values()];
}
