import { parseSiteSettings } from '../../../../server-extension/src/occ/settings/site-settings.ts';
import { Problem } from '../../../../server-extension/src/domain/problem.ts';
import type { SiteId } from '../../../../server-extension/src/domain/ids.ts';
import type { GatewayAccount } from '../../../../server-extension/src/domain/settings.ts';
import { paymentMethods } from '../../../../server-extension/src/methods/methods.ts';
import { CommandProblem } from '../../commands/frame/command-problem.ts';
import type { ChannelSettings } from '../settings/channel-settings.ts';

/** A merchant account of CyberSource's, as the settings of a tenant name it. */
export interface TenantMerchant {
  readonly merchantId: string;
  readonly host: string;
  /** With the credentials of the first site and channel that name it. */
  readonly account: GatewayAccount;
}

/** Every merchant account that the settings name, each once. Channels whose settings cannot be used are left to the doctor. */
export function merchantsOf(channels: readonly ChannelSettings[]): readonly TenantMerchant[] {
  const found = new Map<string, TenantMerchant>();
  for (const channel of channels) {
    const account = accountOf(channel);
    if (account === undefined) continue;
    const { merchantId, host } = account;
    const key = JSON.stringify([host, merchantId]);
    if (!found.has(key)) found.set(key, { merchantId, host, account });
  }
  return [...found.values()];
}

/** @throws CommandProblem where no channel has settings that can be used */
export function requireMerchants(channels: readonly ChannelSettings[]): readonly TenantMerchant[] {
  const merchants = merchantsOf(channels);
  if (merchants.length > 0) return merchants;
  throw new CommandProblem(
    'no-merchant',
    'No site and channel has a merchant account of CyberSource’s that can be used.',
    { remedy: 'occ-cybersource settings validate names what is missing.' },
  );
}

/** Undefined where the channel's settings cannot be used. */
export function accountOf({ site, channel, values }: ChannelSettings): GatewayAccount | undefined {
  try {
    return parseSiteSettings({ data: { [channel]: values } }, site as SiteId, channel, paymentMethods)
      .account;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
