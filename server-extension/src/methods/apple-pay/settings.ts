import { methodSettings } from '../method/method-settings.ts';

/** OCC's settings of Apple Pay, `applePay…`. Apple: Apple Pay on the Web, configuring your environment. */
export const applePaySettings = methodSettings('applepay', (read) => ({
  /** Registered with Apple; so is the domain, which is the site's own where it is empty. */
  merchantId: read.text('applePayMerchantId'),
  domain: read.text('applePayInitiativeContext', 'applePayInitiativeContextId'),
  initiative: read.text('applePayInitiative'),
  displayName: read.text('applePayDisplayName'),
  supportedNetworks: read.list('applePaySupportedNetworks'),
}));
