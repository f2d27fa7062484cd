import { recordedFor, withRecorded } from '../deployment/notified-merchants.ts';
import { keepRecord, readRecord } from '../deployment/record.ts';
import { EXPIRY_VARIABLE, KEYS_VARIABLE, withSigningKey } from '../notifications/signing-keys.ts';
import { withSubscriptions } from '../notifications/subscriptions.ts';
import { requireMerchants } from '../notifications/tenant-merchants.ts';
import { readTenantSettings } from '../settings/tenant-settings.ts';
import { readVariables } from '../occ/variables.ts';
import { restart, type SecretTask, setSecretVariables } from './secret-task.ts';

/** A key that CyberSource signs with from now on. */
export interface NewSigningKey {
  readonly merchantId: string;
  readonly keyId: string;
  /** ISO 8601 */
  readonly expiresAt?: string;
}

/**
 * A new signing key for every merchant account that has one. CyberSource signs with it at once; the one before stays
 * listed, older ones go. Notifications that come before the restart has ended are refused, and CyberSource repeats them.
 */
export async function rotateSigningKeys(task: SecretTask): Promise<readonly NewSigningKey[]> {
  const { tenant, occ, now } = task;
  const merchants = requireMerchants((await readTenantSettings(occ)).channels);
  const rotated: NewSigningKey[] = [];
  await withSubscriptions(tenant, async (subscriptions) => {
    for (const merchant of merchants) {
      const record = await readRecord(occ);
      const [current, ...older] = recordedFor(record?.notifications ?? [], merchant)?.keyIds ?? [];
      const { keyId, key, expiresAt } = await subscriptions.rotateKey(merchant.account);
      const listed = await readVariables(task.occ, [KEYS_VARIABLE, EXPIRY_VARIABLE]);
      // Before anything else: CyberSource shows this key once.
      await setSecretVariables(task, withSigningKey(listed, { keyId, key: key.reveal(), expiresAt }, older));
      const written = await readRecord(occ);
      if (written !== undefined) {
        const keyIds = [keyId, ...(current === undefined ? [] : [current])];
        const notifications = withRecorded(written.notifications, merchant, { keyIds });
        await keepRecord(occ, written, now).write({ notifications });
      }
      const { merchantId } = merchant;
      rotated.push({
        merchantId,
        keyId,
        ...(expiresAt !== undefined && { expiresAt: expiresAt.toISOString() }),
      });
    }
  });
  await restart(task);
  return rotated;
}
