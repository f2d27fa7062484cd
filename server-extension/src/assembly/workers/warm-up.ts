import { setImmediate as nextTurn } from 'node:timers/promises';
import { assemble } from '../../assemble.ts';
import type { Installation } from '../installation.ts';
import { assembleTelemetry } from '../monitoring/telemetry.ts';
import { approvingTransport } from '../../cybersource/client/approving-transport.ts';
import { deliver, noOcc } from './sample-delivery.ts';
import { createSampleShop } from './sample-payments.ts';
import { createMemoryJournal } from '../../journal/memory.ts';
import { unrecordedSpans } from '../../telemetry/tracing.ts';
import { createRecoveryTaskOf } from '../../payments/recovery/recovery-task.ts';

/** Attempts that the journal of a warm-up keeps. */
const ATTEMPTS_KEPT_MAX = 100;

/** OCC: generic payment webhook, the response code of an approval. */
const APPROVED = '"responseCode":"1000"';

/** What a warm-up came to. */
interface WarmUpResult {
  readonly payments: number;
  /** Those of them that were approved: all, unless the code has a fault. */
  readonly approved: number;
}

/**
 * Makes sample payments until the time is over, one at least, so that Node has compiled the code of a payment before the first real one.
 * They are those of a shop that does not exist, in a second installation with a journal in memory of its own, without log, metrics
 * and traces, and with an answer of ours in the place of the network: it shares the code with the first one and nothing else.
 */
export async function warmUp(
  { config, methods }: Pick<Installation, 'config' | 'methods'>,
  withinMs: number,
): Promise<WarmUpResult> {
  const endAt = performance.now() + withinMs;
  const now = (): Date => new Date();
  const shop = await createSampleShop(methods);
  const extension = assemble(
    {
      config: {
        ...config,
        warnings: [],
        journal: { kind: 'memory', capacity: ATTEMPTS_KEPT_MAX },
        webhookKeys: { sha512: [shop.webhookSecret] },
        isWebhookSecretRotating: false,
        sealingSecret: shop.sealingSecret,
      },
      log: () => undefined,
      methods,
    },
    {
      journal: createMemoryJournal({
        capacity: ATTEMPTS_KEPT_MAX,
        recoveryTaskOf: createRecoveryTaskOf(config.timings),
        now,
      }),
      telemetry: assembleTelemetry(config, now, { spans: unrecordedSpans }),
      occ: noOcc,
      settingsFor: async () => shop.settings,
      transport: approvingTransport,
    },
  );
  let payments = 0;
  let approved = 0;
  do {
    payments += 1;
    const text = await deliver(extension.answer, shop.nextAuthorization(now()));
    if (text.includes(APPROVED)) approved += 1;
    // Health checks are answered between two payments.
    await nextTurn();
  } while (performance.now() < endAt);
  await extension.stop();
  return { payments, approved };
}
