/** Decision Manager's positive, negative and review lists, and the payments that were marked. */
import type { Trigger, TriggerOutcome } from '../../../triggers.ts';

/** CyberSource names three. */
export type RiskListType = 'positive' | 'negative' | 'review';

/** One entry: whom it is about, by the values that were sent. */
export interface RiskListEntry {
  readonly type: RiskListType;
  readonly merchantId: string;
  /** `orderInformation.billTo.email` and so on, each with its value. */
  readonly values: Readonly<Record<string, string>>;
}

/** One payment that was marked as fraud, cleared, or hidden from the history. */
export interface FraudMarking {
  readonly merchantId: string;
  readonly requestId: string;
  readonly action: string;
  readonly reason?: string | undefined;
  readonly notes?: string | undefined;
}

/** All lists. An e-mail address in one of them decides the payments that name it. */
export interface RiskLists {
  readonly add: (entry: RiskListEntry) => void;
  /** Takes away the entries of that list that have all these values. */
  readonly remove: (entry: RiskListEntry) => void;
  readonly entries: (merchantId: string) => readonly RiskListEntry[];
  readonly mark: (marking: FraudMarking) => void;
  readonly markings: (merchantId: string) => readonly FraudMarking[];
  /** Rows of the trigger table that a merchant's lists amount to. */
  readonly triggers: (merchantId: string) => readonly Trigger[];
  readonly clear: () => void;
}

const OUTCOMES: Readonly<Record<RiskListType, TriggerOutcome>> = {
  positive: { kind: 'approve', accepted: true },
  negative: { kind: 'risk-decline', reason: 'DECISION_PROFILE_REJECT' },
  review: { kind: 'review', reason: 'DECISION_PROFILE_REVIEW' },
};

/** Empty lists. */
export function createRiskLists(): RiskLists {
  let entries: readonly RiskListEntry[] = [];
  let markings: readonly FraudMarking[] = [];
  return {
    add: (entry) => {
      entries = [...entries, entry];
    },
    remove: ({ type, merchantId, values }) => {
      entries = entries.filter(
        (entry) =>
          entry.type !== type ||
          entry.merchantId !== merchantId ||
          Object.entries(values).some(([field, value]) => entry.values[field] !== value),
      );
    },
    entries: (merchantId) => entries.filter((entry) => entry.merchantId === merchantId),
    mark: (marking) => {
      markings = [...markings, marking];
    },
    markings: (merchantId) => markings.filter((marking) => marking.merchantId === merchantId),
    triggers: (merchantId) =>
      entries.flatMap(({ type, values, merchantId: owner }): readonly Trigger[] => {
        const email = values['orderInformation.billTo.email'];
        return email === undefined || owner !== merchantId
          ? []
          : [{ when: { email }, on: 'payment', outcome: OUTCOMES[type], description: `In the ${type} list` }];
      }),
    clear: () => {
      entries = [];
      markings = [];
    },
  };
}
