import type { Values } from './settings.ts';

/** Rules that look at several settings. @throws Error with the setting and its remedy. */
export function refuseWhatDoesNotFit(production: boolean, values: Values): void {
  refuseInProduction(production, values);
  refuseDeadlinesThatDoNotFit(values);
}

function refuseInProduction(production: boolean, values: Values): void {
  if (!production) return;
  for (const [variable, value] of [
    ['CYBERSOURCE_INTERMEDIATE_HOST', values.intermediateHost],
    ['APPLE_PAY_INTERMEDIATE_HOST', values.appleIntermediateHost],
    ['WALLET_SCRIPT_ORIGIN', values.walletScriptOrigin],
  ]) {
    if (value === undefined) continue;
    throw new Error(`${variable} is for development: it must not be set when NODE_ENV=production.`);
  }
  if (values.pace !== 1) {
    throw new Error(
      'reconcile.pace (environment: RECONCILE_PACE) is for development: CyberSource wants the ordinary waits in production.',
    );
  }
  if (values.sealingKey === undefined) {
    throw new Error(
      'The extension cannot start in production without crypto.service.key (environment: CRYPTO_SERVICE_KEY): set the same random text of at least 32 characters on every instance.',
    );
  }
}

/** OCC hears nothing when it has stopped waiting: look-up, call and margin have to fit into its deadline. */
function refuseDeadlinesThatDoNotFit(values: Values): void {
  const needed = values.lookUpDeadline + values.cybersourceDeadline + values.margin;
  if (needed <= values.occDeadline) return;
  throw new Error(
    `The extension cannot start: deadline.lookUp.ms, deadline.cybersource.ms and deadline.margin.ms add up to ${needed} ms and have to fit into deadline.occ.ms (${values.occDeadline} ms).`,
  );
}

/** What somebody should put right although everything starts. */
export function warningsOf(values: Values): readonly string[] {
  const warnings: string[] = [];
  if (values.secretKey === undefined && !(values.allowSha1 && values.sha1Key !== undefined)) {
    warnings.push('payments.secret.key is not set: the payment webhook answers 503 until it is');
  }
  if (values.sealingKey === undefined) {
    warnings.push('crypto.service.key is not set: a random one is used, so nothing outlives a restart');
  }
  return warnings;
}
