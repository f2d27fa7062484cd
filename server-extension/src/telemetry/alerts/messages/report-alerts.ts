import type { AlertCatalogue, AlertDefinition } from '../alert.ts';
import {
  type AlertReceiver,
  type ReportedAlert,
  type RunbookAddress,
  toAlertMessage,
} from './alert-message.ts';
import type { StoredAlert, StoredAlerts } from './stored-alerts.ts';

/** A lease under a name, for work that only one process at a time may do. */
export interface MessageLeases {
  takeLease(name: string, leaseMs: number): Promise<string | undefined>;
  releaseLease(name: string, lease: string): Promise<void>;
}

export interface ReportAlertsDeps {
  readonly catalogue: AlertCatalogue;
  /** The process, among those that share the journal. */
  readonly instance: string;
  readonly receivers: readonly AlertReceiver[];
  /** What all processes with one journal know. */
  readonly shared: StoredAlerts;
  /** What this process alone knows: for as long as the journal cannot be reached. */
  readonly own: StoredAlerts;
  /** Undefined where the journal is in this process's memory: no other process has it. */
  readonly leases?: MessageLeases;
  readonly runbookAddress: RunbookAddress;
  readonly now: () => Date;
  readonly onSent: (receiver: AlertReceiver['name'], alerts: readonly ReportedAlert[]) => void;
  readonly onNotSent: (
    receiver: AlertReceiver['name'],
    alerts: readonly ReportedAlert[],
    error: unknown,
  ) => void;
}

/** Tells the receivers of alerts that began or ended since the last time. Never rejects. */
export type ReportAlerts = (firing: ReadonlySet<string>, signal: AbortSignal) => Promise<void>;

/** What still fires is told again, as Alertmanager does by default (`repeat_interval`). */
const REPEATED_MS = 4 * 60 * 60_000;
const LEASE = 'alerts: messages';
/** A receiver that does not answer is asked again in the next round. */
const SEND_MS = 10_000;
/** Longer than all receivers together. */
const LEASE_MS = 60_000;

/**
 * Tells of alerts once, however many processes with one journal see them: what they see stands in the journal, and the one that
 * has the lease tells it. While the journal cannot be reached each process tells what it sees by itself: that the journal is
 * away is the most urgent of all. A message that is not taken is sent again in the next round.
 */
export function createReportAlerts(deps: ReportAlertsDeps): ReportAlerts {
  const { instance, receivers, shared, own, leases, now } = deps;
  /** What the others know of as well, when the journal could last be read. */
  let sharedNames: ReadonlySet<string> = new Set();

  async function reportShared(firing: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    await shared.note(instance, firing, now());
    const open = await shared.open();
    sharedNames = new Set(open.map(({ name }) => name));
    if (receivers.every((receiver) => pendingFor(deps, receiver, open).length === 0)) return;
    if (leases === undefined) {
      await tell(deps, shared, signal);
      return;
    }
    const lease = await leases.takeLease(LEASE, LEASE_MS);
    if (lease === undefined) return;
    try {
      await tell(deps, shared, signal);
    } finally {
      await leases.releaseLease(LEASE, lease);
    }
  }

  return async (firing, signal) => {
    const ownNames = new Set((await own.open()).map(({ name }) => name));
    // What this process told by itself it also ends by itself.
    let left = only(firing, (name) => ownNames.has(name));
    try {
      await reportShared(
        only(firing, (name) => !ownNames.has(name)),
        signal,
      );
    } catch {
      left = only(firing, (name) => ownNames.has(name) || !sharedNames.has(name));
    }
    await own.note(instance, left, now());
    await tell(deps, own, signal);
  };
}

/** One message to each receiver about everything that it does not know yet. */
async function tell(deps: ReportAlertsDeps, alerts: StoredAlerts, signal: AbortSignal): Promise<void> {
  const { receivers, runbookAddress, now, onSent, onNotSent } = deps;
  const isEnding = (): boolean => signal.aborted;
  for (const receiver of receivers) {
    const pending = pendingFor(deps, receiver, await alerts.open());
    if (pending.length === 0 || isEnding()) continue;
    const reported = pending.map(({ alert, definition }) => toReported(alert, definition));
    try {
      await receiver.send(
        toAlertMessage(reported, runbookAddress),
        AbortSignal.any([signal, AbortSignal.timeout(SEND_MS)]),
      );
    } catch (error) {
      if (!isEnding()) onNotSent(receiver.name, reported, error);
      continue;
    }
    onSent(receiver.name, reported);
    for (const { alert } of pending)
      await alerts.told(alert, receiver.name, now(), isLastToHear(alert, receiver, receivers));
  }
}

interface PendingAlert {
  readonly alert: StoredAlert;
  readonly definition: AlertDefinition;
}

/** What the receiver does not know. An alert that this version does not have is told by a newer one on the same journal. */
function pendingFor(
  { catalogue, now }: ReportAlertsDeps,
  { name }: AlertReceiver,
  open: readonly StoredAlert[],
): readonly PendingAlert[] {
  const isPending = ({ resolvedAt, toldFiring, toldResolved }: StoredAlert): boolean => {
    if (resolvedAt !== undefined) return !toldResolved.has(name);
    const told = toldFiring.get(name);
    return told === undefined || now().getTime() - told.getTime() >= REPEATED_MS;
  };
  return open.flatMap((alert) => {
    const definition = catalogue[alert.name];
    return definition !== undefined && isPending(alert) ? [{ alert, definition }] : [];
  });
}

function isLastToHear(
  { toldResolved }: StoredAlert,
  { name }: AlertReceiver,
  receivers: readonly AlertReceiver[],
): boolean {
  return receivers.every((receiver) => receiver.name === name || toldResolved.has(receiver.name));
}

function toReported(
  { name, firingSince, resolvedAt, seenOn }: StoredAlert,
  definition: AlertDefinition,
): ReportedAlert {
  return {
    name,
    definition,
    firingSince,
    ...(resolvedAt && { resolvedAt }),
    instances: [...seenOn.keys()].sort(),
  };
}

function only(names: ReadonlySet<string>, wanted: (name: string) => boolean): ReadonlySet<string> {
  return new Set([...names].filter(wanted));
}
