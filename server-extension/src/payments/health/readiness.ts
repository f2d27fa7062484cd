import type { SiteId } from '../../domain/ids.ts';
import { Problem } from '../../domain/problem.ts';
import type { Journal } from '../ports/journal.ts';
import type { SettingsFor } from '../ports/settings-for.ts';

/** What a payment cannot do without. */
export const readinessParts = ['journal', 'webhook-secret', 'settings', 'warm-up'] as const;

export type ReadinessPart = (typeof readinessParts)[number];

/** Why no payment can be taken at the moment: what is missing, and what to do about it. No secret, no value. */
export interface NotReadyReason {
  readonly code: ReadinessPart;
  readonly message: string;
}

/** Whether a payment can be taken now; the reasons are empty when it can. */
export type CheckReadiness = () => Promise<readonly NotReadyReason[]>;

export interface ReadinessDeps {
  readonly journal: Pick<Journal, 'keepCheckpoint'>;
  readonly hasWebhookKey: boolean;
  /** The sites of the shop, as the platform lists them. */
  readonly sites: () => Promise<readonly SiteId[]>;
  readonly settingsFor: SettingsFor;
  readonly now: () => Date;
  /** Whether the code of payments is compiled, as far as the process waits for that. */
  readonly isWarm: () => boolean;
  /** Told when readiness is lost or regained, with the reasons and the failure behind the first of them. */
  readonly onChange: (reasons: readonly NotReadyReason[], cause: unknown) => void;
}

/** A load balancer may ask every second: journal and platform are asked no more often than that. */
const KEPT_MS = 5_000;
const CHECKPOINT = 'ready';

/** Looks whether the journal can be written, a webhook can be believed and one site at least has usable settings. */
export function createReadiness(deps: ReadinessDeps): CheckReadiness {
  const { journal, hasWebhookKey, now, isWarm, onChange } = deps;
  let checking: Promise<readonly NotReadyReason[]> | undefined;
  let checkedAt = 0;
  let wasReady: boolean | undefined;

  async function check(): Promise<readonly NotReadyReason[]> {
    const [unwritable, unconfigured] = await Promise.all([
      failureOf(journal.keepCheckpoint(CHECKPOINT, now())),
      failureOf(requireOneSite(deps)),
    ]);
    const reasons: readonly NotReadyReason[] = [
      ...(unwritable === undefined
        ? []
        : [reason('journal', 'The journal cannot be written: the log says which one, and why.')]),
      ...(hasWebhookKey
        ? []
        : [reason('webhook-secret', 'payments.secret.key is not set: no payment webhook is believed.')]),
      ...(unconfigured === undefined ? [] : [reason('settings', wordsOf(unconfigured))]),
    ];
    const isReady = reasons.length === 0;
    if (isReady !== (wasReady ?? true)) onChange(reasons, unwritable ?? unconfigured);
    wasReady = isReady;
    return reasons;
  }

  return async () => {
    // Nothing is wrong, so the log has no line about it.
    if (!isWarm()) return [reason('warm-up', 'The process has just started: ask again in a second.')];
    const at = now().getTime();
    if (checking === undefined || Math.abs(at - checkedAt) >= KEPT_MS) {
      checkedAt = at;
      checking = check();
    }
    return checking;
  };
}

/** @throws whatever kept the settings of the last site from being read, when no site has usable ones. */
async function requireOneSite({ sites, settingsFor }: ReadinessDeps): Promise<void> {
  let failure: unknown = new Problem('not-configured', 'OCC lists no site.');
  for (const site of await sites()) {
    const failed = await failureOf(settingsFor(site, 'storefront'));
    if (failed === undefined) return;
    failure = failed;
  }
  throw failure;
}

function wordsOf(failure: unknown): string {
  return failure instanceof Problem && failure.code === 'not-configured'
    ? `No site has usable gateway settings. ${failure.message}`
    : 'The gateway settings cannot be read from OCC: check atg.server.admin.url and the application key.';
}

function reason(code: ReadinessPart, message: string): NotReadyReason {
  return { code, message };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without a reason.');
  }
}
