/** Reports that were ordered once, and subscriptions that order one every day, week or month. */
import type { ReportMimeType } from './report-file.ts';
import type { ReportWindow } from './report-window.ts';

/** What all of them say about a report. */
export interface ReportOrder {
  readonly organizationId: string;
  readonly name: string;
  readonly definitionName: string;
  /** `Request.RequestID`…; empty: all of the definition's. */
  readonly fields: readonly string[];
  readonly mimeType: ReportMimeType;
  /** As it was written, `GMT` or a name of the IANA database. */
  readonly timezone: string;
  readonly filters?: unknown;
  readonly preferences?: unknown;
  readonly groupName?: string | undefined;
}

/** Every day, week, month, or once. */
export type ReportFrequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'USER_DEFINED' | 'ADHOC';

/** Ordered once. */
export interface AdhocReport extends ReportOrder {
  readonly id: string;
  readonly window: ReportWindow;
  readonly orderedAt: Date;
}

/** Ordered until it is deleted. */
export interface ReportSubscription extends ReportOrder {
  readonly frequency: Exclude<ReportFrequency, 'ADHOC'>;
  readonly interval?: string | undefined;
  /** `HHMM`. */
  readonly startTime: string;
  readonly startDay: number;
  readonly type: 'CUSTOM' | 'STANDARD' | 'CLASSIC';
}

/** Both, for all organizations. */
export interface ReportDesk {
  readonly order: (report: AdhocReport) => void;
  readonly reports: (organizationId: string) => readonly AdhocReport[];
  /** True when there was none of that name. */
  readonly subscribe: (subscription: ReportSubscription) => boolean;
  readonly subscriptions: (organizationId: string) => readonly ReportSubscription[];
  /** False when there is none of that name. */
  readonly unsubscribe: (organizationId: string, name: string) => boolean;
  readonly clear: () => void;
}

/** The three daily reports that every organization has from the beginning. */
const CLASSIC = ['TransactionRequest', 'PaymentBatchDetail', 'ConversionDetail'] as const;

/** Only what is given was ordered, beside the predefined subscriptions. */
export function createReportDesk(initial: {
  readonly reports: readonly AdhocReport[];
  readonly subscriptions: readonly ReportSubscription[];
}): ReportDesk {
  const reports: AdhocReport[] = [...initial.reports];
  const subscriptions = new Map<string, Map<string, ReportSubscription>>();

  function subscriptionsOf(organizationId: string): Map<string, ReportSubscription> {
    const known = subscriptions.get(organizationId);
    if (known) return known;
    const classic = CLASSIC.map((kind) => toClassic(organizationId, `${kind}Class`));
    const given = initial.subscriptions.filter((each) => each.organizationId === organizationId);
    const fresh = new Map([...classic, ...given].map((subscription) => [subscription.name, subscription]));
    subscriptions.set(organizationId, fresh);
    return fresh;
  }

  return {
    order: (report) => {
      reports.push(report);
    },
    reports: (organizationId) => reports.filter((report) => report.organizationId === organizationId),
    subscribe: (subscription) => {
      const own = subscriptionsOf(subscription.organizationId);
      const isNew = !own.has(subscription.name);
      own.set(subscription.name, subscription);
      return isNew;
    },
    subscriptions: (organizationId) => [...subscriptionsOf(organizationId).values()],
    unsubscribe: (organizationId, name) => subscriptionsOf(organizationId).delete(name),
    clear: () => {
      reports.splice(0, reports.length, ...initial.reports);
      subscriptions.clear();
    },
  };
}

/** The name that CyberSource gives a predefined daily report: `ConversionDetailReport_Daily_Classic`. */
export const predefinedName = (
  definitionName: string,
  type: 'CLASSIC' | 'STANDARD',
  frequency: string,
): string => [definitionName.replace(/Class$/, 'Report'), frequency, type].map(capitalized).join('_');

const capitalized = (word: string): string =>
  word === word.toUpperCase() ? word.charAt(0) + word.slice(1).toLowerCase() : word;

function toClassic(organizationId: string, definitionName: string): ReportSubscription {
  return {
    organizationId,
    name: predefinedName(definitionName, 'CLASSIC', 'DAILY'),
    definitionName,
    fields: [],
    mimeType: 'application/xml',
    timezone: 'GMT',
    frequency: 'DAILY',
    startTime: '0000',
    startDay: 1,
    type: 'CLASSIC',
  };
}
