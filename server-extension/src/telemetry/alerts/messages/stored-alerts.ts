import * as z from 'zod';
import { lazy } from '../../../domain/json/lazy.ts';
import type { CaseStore, StoredCase } from '../../../payments/ports/case-store.ts';

/** What is kept of an alert from its first firing until every receiver knows that it stopped. */
export interface StoredAlert {
  readonly name: string;
  readonly firingSince: Date;
  readonly resolvedAt?: Date;
  /** When each process last said that it fires there. */
  readonly seenOn: ReadonlyMap<string, Date>;
  /** When each receiver, by its name, was last told that it fires. */
  readonly toldFiring: ReadonlyMap<string, Date>;
  /** Receivers that know that it stopped. */
  readonly toldResolved: ReadonlySet<string>;
}

/** Which alerts fire, as all processes with one journal know it. Rejects where the journal cannot be reached. */
export interface StoredAlerts {
  /** Those that fire, and those that stopped and were not told everywhere. */
  open(): Promise<readonly StoredAlert[]>;
  /** Notes which of these names fire in a process, and that all others do not. */
  note(instance: string, firing: ReadonlySet<string>, at: Date): Promise<void>;
  /** Notes that the receiver knows of the alert as it was told; `isLast`: every receiver knows that it stopped. */
  told(alert: StoredAlert, receiver: string, at: Date, isLast: boolean): Promise<void>;
}

/** A process that has not said for so long that an alert fires is gone, and its alert with it. */
const GONE_MS = 5 * 60_000;
/** A process says again that an alert still fires, well before it would count as gone. */
const SEEN_AGAIN_MS = 60_000;
/** Open alerts that are read at most; the catalogue has fewer. */
const OPEN_ALERTS_MAX = 100;
/** Times that one change is written at most: another process may write at the same moment, and several may start together. */
const WRITES_MAX = 10;

const dates = lazy(() => z.record(z.string(), z.iso.datetime()));
const stored = lazy(() =>
  z.object({
    resolvedAt: z.iso.datetime().optional(),
    firingSince: z.iso.datetime(),
    seenOn: dates(),
    toldFiring: dates(),
    toldResolved: z.array(z.string()),
  }),
);

/** Keeps alerts among the journal's cases. */
export function createStoredAlerts(cases: CaseStore): StoredAlerts {
  async function open(): Promise<readonly StoredCase[]> {
    return cases.list('alert', 'open', OPEN_ALERTS_MAX);
  }

  async function begin(name: string, instance: string, at: Date): Promise<void> {
    const alert: StoredAlert = {
      name,
      firingSince: at,
      seenOn: new Map([[instance, at]]),
      toldFiring: new Map(),
      toldResolved: new Set(),
    };
    const content = toContent(alert);
    // Another process may have begun it: then there is a case, which is changed instead.
    if (await cases.add({ kind: 'alert', id: name, state: 'open', site: '', openedAt: at, content })) return;
    await change(name, (now, { state }) => (state === 'closed' ? alert : withSeen(now, instance, at)));
  }

  /** Writes what becomes of the alert; nothing where that is undefined. */
  async function change(
    name: string,
    next: (alert: StoredAlert, from: StoredCase) => StoredAlert | 'closed' | undefined,
  ): Promise<void> {
    for (let nth = 0; nth < WRITES_MAX; nth += 1) {
      const from = await cases.find('alert', name);
      if (from === undefined) return;
      const to = next(toAlert(from), from);
      if (to === undefined) return;
      const written =
        to === 'closed'
          ? await cases.change(from, { state: 'closed', content: from.content })
          : await cases.change(from, { state: 'open', content: toContent(to) });
      if (written) return;
    }
  }

  return {
    open: async () => (await open()).map(toAlert),

    async note(instance, firing, at) {
      const alerts = new Map((await open()).map((each) => [each.id, toAlert(each)]));
      for (const name of firing) {
        const alert = alerts.get(name);
        if (alert === undefined) await begin(name, instance, at);
        else if (isNews(alert, instance, at)) await change(name, (now) => withSeen(now, instance, at));
      }
      for (const [name, alert] of alerts)
        if (!firing.has(name) && withoutSeen(alert, instance, at) !== undefined)
          await change(name, (now) => withoutSeen(now, instance, at));
    },

    told: (alert, receiver, at, isLast) =>
      change(alert.name, (now) => {
        if (alert.resolvedAt === undefined)
          return { ...now, toldFiring: new Map([...now.toldFiring, [receiver, at]]) };
        // The alert fires again since the message was written: its next message is one about a new alert.
        if (now.resolvedAt === undefined) return undefined;
        if (isLast) return 'closed';
        return { ...now, toldResolved: new Set([...now.toldResolved, receiver]) };
      }),
  };
}

function isNews({ resolvedAt, seenOn }: StoredAlert, instance: string, at: Date): boolean {
  const seen = seenOn.get(instance);
  return resolvedAt !== undefined || seen === undefined || at.getTime() - seen.getTime() >= SEEN_AGAIN_MS;
}

function withSeen(alert: StoredAlert, instance: string, at: Date): StoredAlert {
  const { resolvedAt, ...firing } = alert;
  return {
    ...firing,
    // Some were told that it stopped: for them it begins anew.
    ...(resolvedAt !== undefined && { toldFiring: new Map(), toldResolved: new Set() }),
    seenOn: new Map([...alert.seenOn, [instance, at]]),
  };
}

/** Undefined where nothing changes. */
function withoutSeen(alert: StoredAlert, instance: string, at: Date): StoredAlert | undefined {
  if (alert.resolvedAt !== undefined) return undefined;
  const seenOn = new Map(
    [...alert.seenOn].filter(([name, seen]) => name !== instance && at.getTime() - seen.getTime() < GONE_MS),
  );
  if (seenOn.size === alert.seenOn.size) return undefined;
  // The processes in which it fired last stay: the message that it stopped names them.
  return seenOn.size > 0 ? { ...alert, seenOn } : { ...alert, resolvedAt: at };
}

function toContent(alert: StoredAlert): StoredCase['content'] {
  const { firingSince, resolvedAt, seenOn, toldFiring, toldResolved } = alert;
  return {
    firingSince: firingSince.toISOString(),
    ...(resolvedAt && { resolvedAt: resolvedAt.toISOString() }),
    seenOn: toTexts(seenOn),
    toldFiring: toTexts(toldFiring),
    toldResolved: [...toldResolved],
  };
}

function toAlert({ id, content }: StoredCase): StoredAlert {
  const { firingSince, resolvedAt, seenOn, toldFiring, toldResolved } = stored().parse(content);
  return {
    name: id,
    firingSince: new Date(firingSince),
    ...(resolvedAt !== undefined && { resolvedAt: new Date(resolvedAt) }),
    seenOn: toDates(seenOn),
    toldFiring: toDates(toldFiring),
    toldResolved: new Set(toldResolved),
  };
}

function toTexts(times: ReadonlyMap<string, Date>): Readonly<Record<string, string>> {
  return Object.fromEntries([...times].map(([name, at]) => [name, at.toISOString()]));
}

function toDates(times: Readonly<Record<string, string>>): ReadonlyMap<string, Date> {
  return new Map(Object.entries(times).map(([name, at]) => [name, new Date(at)]));
}
