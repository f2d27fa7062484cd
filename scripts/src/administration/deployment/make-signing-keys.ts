import { readVariables, removeVariable, setVariable } from '../occ/variables.ts';
import {
  EXPIRY_VARIABLE,
  KEYS_VARIABLE,
  type SigningKeyVariables,
  withSigningKey,
} from '../notifications/signing-keys.ts';
import { withSubscriptions } from '../notifications/subscriptions.ts';
import type { TenantMerchant } from '../notifications/tenant-merchants.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { recordedFor, withRecorded } from './notified-merchants.ts';
import type { DeploymentStep } from './step.ts';

const NAMES = [KEYS_VARIABLE, EXPIRY_VARIABLE] as const;

/** CyberSource signs notifications with a key of the merchant's; the extension has to know it before the first one comes. */
export function makeSigningKeys(
  { tenant, occ, record }: Pick<DeploymentTask, 'tenant' | 'occ' | 'record'>,
  merchants: readonly TenantMerchant[],
): DeploymentStep {
  const missing = merchants.filter(
    (merchant) => (recordedFor(record.read().notifications, merchant)?.keyIds ?? []).length === 0,
  );
  let before: SigningKeyVariables | undefined;

  return {
    id: 'notification-keys',
    title: 'Make the keys that CyberSource signs notifications with',
    needed: missing.length > 0,
    async run() {
      before = await readVariables(occ, NAMES);
      const created = NAMES.filter((name) => before?.[name] === undefined);
      await record.write({ variables: [...new Set([...record.read().variables, ...created])] });
      let variables = before;
      await withSubscriptions(tenant, async (subscriptions) => {
        for (const merchant of missing) {
          const { keyId, key, expiresAt } = await subscriptions.rotateKey(merchant.account);
          variables = withSigningKey(variables, { keyId, key: key.reveal(), expiresAt });
          for (const [name, value] of Object.entries(variables)) await setVariable(occ, name, value);
          const { notifications } = record.read();
          await record.write({ notifications: withRecorded(notifications, merchant, { keyIds: [keyId] }) });
        }
      });
    },
    async undo() {
      if (before === undefined) return;
      for (const name of NAMES) {
        const value = before[name];
        if (value === undefined) await removeVariable(occ, name);
        else await setVariable(occ, name, value);
      }
    },
  };
}
