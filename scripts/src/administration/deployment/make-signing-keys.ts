import { listVariables, removeVariable, setVariable } from '../occ/variables.ts';
import { formatSigningKeys, KEYS_VARIABLE, parseSigningKeys } from '../notifications/signing-keys.ts';
import { withSubscriptions } from '../notifications/subscriptions.ts';
import type { TenantMerchant } from '../notifications/tenant-merchants.ts';
import type { DeploymentTask } from './deployment-task.ts';
import { recordedFor, withRecorded } from './notified-merchants.ts';
import type { DeploymentStep } from './step.ts';

/** CyberSource signs notifications with a key of the merchant's; the extension has to know it before the first one comes. */
export function makeSigningKeys(
  { tenant, occ, record }: Pick<DeploymentTask, 'tenant' | 'occ' | 'record'>,
  merchants: readonly TenantMerchant[],
): DeploymentStep {
  const missing = merchants.filter(
    (merchant) => (recordedFor(record.read().notifications, merchant)?.keyIds ?? []).length === 0,
  );
  let isBegun = false;
  let before: string | undefined;

  return {
    id: 'notification-keys',
    title: 'Make the keys that CyberSource signs notifications with',
    needed: missing.length > 0,
    async run() {
      before = (await listVariables(occ)).find(({ name }) => name === KEYS_VARIABLE)?.value;
      isBegun = true;
      if (before === undefined)
        await record.write({ variables: [...new Set([...record.read().variables, KEYS_VARIABLE])] });
      let keys = parseSigningKeys(before);
      await withSubscriptions(tenant, async (subscriptions) => {
        for (const merchant of missing) {
          const { keyId, key } = await subscriptions.rotateKey(merchant.account);
          keys = [{ keyId, key: key.reveal() }, ...keys];
          await setVariable(occ, KEYS_VARIABLE, formatSigningKeys(keys));
          const { notifications } = record.read();
          await record.write({ notifications: withRecorded(notifications, merchant, { keyIds: [keyId] }) });
        }
      });
    },
    async undo() {
      if (!isBegun) return;
      if (before === undefined) await removeVariable(occ, KEYS_VARIABLE);
      else await setVariable(occ, KEYS_VARIABLE, before);
    },
  };
}
