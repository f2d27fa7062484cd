import { createReachGateway } from '../../../../server-extension/src/cybersource/client/reachability.ts';
import { CommandProblem, wrongUse } from '../../commands/frame/command-problem.ts';
import { withGateway } from '../notifications/gateway-client.ts';
import { accountOf, merchantsOf, requireMerchants } from '../notifications/tenant-merchants.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';
import { requireNoNewFault } from '../settings/check-channels.ts';
import { differencesTo, withDifferences } from '../settings/differences.ts';
import { readTenantSettings, writeTenantSettings } from '../settings/tenant-settings.ts';
import type { SecretTask } from './secret-task.ts';

/** A second key of a merchant account, made in Business Center: a shared secret, or a key file of the deployed package. */
export type NewGatewayKey =
  | { readonly keyId: string; readonly secret: string }
  | { readonly keyFile: string; readonly password: string; readonly alias?: string };

const DEADLINE_MS = 15_000;

/**
 * Tries the new key with a signed call that moves nothing, then writes it into every site and channel of the merchant. Both
 * keys are valid at CyberSource: payments go on with the older one until the settings are read again.
 *
 * @param merchantId needed where the settings name several
 * @returns the settings that were written, `site channel setting`
 */
export async function rotateGatewayKey(
  { tenant, occ }: Pick<SecretTask, 'tenant' | 'occ'>,
  key: NewGatewayKey,
  merchantId?: string,
): Promise<readonly string[]> {
  const { channels, sites } = await readTenantSettings(occ);
  const merchant = chooseMerchant(channels, merchantId);
  const wanted = channels
    .filter((channel) => takes(channel, merchant, key))
    .map((channel) => ({ ...channel, values: { ...valuesOf(key) } }));
  if (wanted.length === 0)
    throw wrongUse(
      `No site and channel signs with such a key for merchant ${merchant}.`,
      'give --key-id and --secret for a shared secret, --key-file and --password for a key file.',
    );
  const differences = differencesTo(channels, wanted);
  const after = withDifferences(channels, differences);
  requireNoNewFault(channels, after, { production: tenant.production, sites });
  await tryKeys(
    tenant,
    after.filter((channel) => takes(channel, merchant, key)),
  );
  await writeTenantSettings(occ, differences);
  return differences.map(({ site, channel, setting }) => `${site} ${channel} ${setting}`);
}

function valuesOf(key: NewGatewayKey): ChannelSettings['values'] {
  if ('keyId' in key) return { merchantKeyId: key.keyId, merchantsecretKey: key.secret };
  const { keyFile, password, alias } = key;
  return { keyFileName: keyFile, keyPass: password, ...(alias !== undefined && { keyAlias: alias }) };
}

/** Whether the channel signs for the merchant, and with a key of this kind. */
function takes(channel: ChannelSettings, merchant: string, key: NewGatewayKey): boolean {
  const account = accountOf(channel);
  const isKeyFile = account?.credential.kind === 'certificate-jwt';
  return account?.merchantId === merchant && isKeyFile === 'keyFile' in key;
}

function chooseMerchant(channels: readonly ChannelSettings[], wanted: string | undefined): string {
  const ids = [...new Set(requireMerchants(channels).map(({ merchantId }) => merchantId))];
  const [only = ''] = ids;
  if (wanted === undefined && ids.length === 1) return only;
  if (wanted !== undefined && ids.includes(wanted)) return wanted;
  throw wrongUse(
    wanted === undefined
      ? `The settings name several merchants: ${ids.join(', ')}.`
      : `The settings name no merchant ${wanted}. They name: ${ids.join(', ')}.`,
    'choose one with --merchant.',
  );
}

async function tryKeys(tenant: SecretTask['tenant'], channels: readonly ChannelSettings[]): Promise<void> {
  await withGateway(tenant, async (clientFor) => {
    const reach = createReachGateway(clientFor);
    for (const { account, host, merchantId } of merchantsOf(channels)) {
      await reach(account, DEADLINE_MS).catch((error: unknown) => {
        throw new CommandProblem(
          'key-refused',
          `Nothing was changed: CyberSource does not take the new key of merchant ${merchantId} at ${host}. ${error instanceof Error ? error.message : ''}`,
          { remedy: 'check key and merchant in Business Center; a new key takes some minutes to be known.' },
        );
      });
    }
  });
}
