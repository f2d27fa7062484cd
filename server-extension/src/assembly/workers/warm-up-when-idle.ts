import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../installation.ts';
import { toErrorFields } from '../../telemetry/log/error-fields.ts';

/** Those who ask first, as health checks do, are answered first. */
const WARM_UP_AFTER_MS = 100;

/** Warms up for as long as the configuration says. Never rejects: payments are made without it as well, the first ones more slowly. */
export async function warmUpWhenIdle({
  config,
  log,
  methods,
}: Pick<Installation, 'config' | 'log' | 'methods'>): Promise<void> {
  if (config.warmUpMs === 0) return;
  await pause(WARM_UP_AFTER_MS);
  try {
    const { warmUp } = await import('./warm-up.ts');
    const { payments, approved } = await warmUp({ config, methods }, config.warmUpMs);
    if (approved < payments) log('warm-up.failed', { error: `${payments - approved} of ${payments}` });
  } catch (error) {
    log('warm-up.failed', toErrorFields(error));
  }
}
