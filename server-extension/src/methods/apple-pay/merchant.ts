import type { GatewaySettings } from '../../domain/settings.ts';
import { originOf } from '../../domain/network/origins.ts';
import type { AppleMerchant } from '../../payments/ports/merchant-validation.ts';
import { applePaySettings } from './settings.ts';

/** The shop as Apple knows it. Undefined without a merchant id, or where neither settings nor site name a domain. */
export function applePayMerchant(settings: GatewaySettings, shop: string): AppleMerchant | undefined {
  const { merchantId, displayName, domain, initiative } = applePaySettings.of(settings);
  const origin = originOf(domain === '' ? shop : domain);
  if (merchantId === '' || origin === undefined) return undefined;
  const { hostname } = new URL(origin);
  return {
    merchantId,
    displayName: displayName === '' ? hostname : displayName,
    domain: hostname,
    initiative,
  };
}
