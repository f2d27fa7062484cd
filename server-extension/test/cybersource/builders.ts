import type {
  Authorize,
  Capture,
  Instrument,
  OrderDetails,
  Refund,
  Void,
} from '../../src/domain/payment/command.ts';
import type { CurrencyCode } from '../../src/domain/currency.ts';
import type {
  CommandKey,
  GatewayRef,
  MerchantTransactionId,
  OrderId,
  PaymentGroupId,
  SiteId,
} from '../../src/domain/ids.ts';
import { money } from '../../src/domain/money.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { Credential, GatewayAccount, GatewaySettings, PaymentType } from '../../src/domain/settings.ts';
import type { UnresolvedAttempt } from '../../src/payments/ports/ports.ts';
import type { Reference } from '../../src/cybersource/requests/reference.ts';
import { methodRequestsIn } from '../../src/cybersource/requests/method-request.ts';
import { paymentMethods } from '../../src/methods/methods.ts';

/** The requests of the methods that the extension has. */
export const methodRequest = methodRequestsIn(paymentMethods);

/** The type of the method that pays with an instrument. */
export function typeOf(instrument: Instrument): PaymentType {
  return instrument.kind === 'wallet' ? instrument.wallet : 'card';
}

export const AUTHORIZATION = '6750124114786780104953' as GatewayRef;

export const reference: Reference = {
  sender: {
    partner: { developerId: 'DEV12345', solutionId: 'SOL12345' },
    application: { name: 'occ-cybersource', version: '1.0.0' },
  },
  merchantTransactionId: 'v1attempt1' as MerchantTransactionId,
};

export function anAccount({
  kind = 'http-signature',
  merchantId = 'testrest',
  keyId = '08c94330-f618-42a3-b09d-e1e43be5efda',
  secret = 'yBJxy6LjM2TmcPGu+GaJrHtkke25fPpUX+UY6/L/1tE=',
}: {
  kind?: Exclude<Credential['kind'], 'certificate-jwt'>;
  merchantId?: string;
  keyId?: string;
  secret?: string;
} = {}): GatewayAccount {
  return {
    merchantId,
    host: 'apitest.cybersource.com',
    credential: { kind, keyId, secret: new Secret(secret) },
  };
}

export function someSettings(changes: Partial<GatewaySettings> = {}): GatewaySettings {
  return {
    site: 'siteUS' as SiteId,
    channel: 'storefront',
    account: anAccount(),
    enabledTypes: new Set(['card']),
    saleTypes: new Set(),
    decisionSkipTypes: new Set(),
    payerAuthenticationEnabled: false,
    challengeWhenSaving: false,
    securityCodeForSavedCards: false,
    onVerificationFailure: 'decline',
    descriptor: {},
    merchantDefinedData: [],
    amountConvention: 'iso',
    scheduledOrderOrigins: new Set(['scheduledOrder']),
    orderCheck: 'auto',
    cardTestingGuard: 'auto',
    allowedOrigins: [],
    ofMethods: {},
    deviceFingerprint: { enabled: false, url: '', organizationId: '' },
    ...changes,
  };
}

/** For accounts that need no key file. */
export function noKeyFiles(): Promise<never> {
  return Promise.reject(new Error('ENOENT'));
}

const asked = {
  key: 'key-1' as CommandKey,
  fingerprint: 'f'.repeat(64),
  caller: 'webhook',
  site: 'siteUS' as SiteId,
  channel: 'storefront',
  orderId: 'o30411' as OrderId,
  amount: money(1250, 'USD' as CurrencyCode),
} as const;

export const plainOrder: OrderDetails = { buyer: { kind: 'GUEST' }, device: {}, lineItems: [] };

export function anAuthorization(changes: Partial<Authorize> = {}): Authorize {
  return {
    ...asked,
    type: 'authorize',
    paymentGroupId: 'pg40413' as PaymentGroupId,
    paymentType: 'card',
    instrument: { kind: 'transient-token', jwt: 'aaa.bbb.ccc', save: false },
    initiation: { by: 'shopper' },
    captureNow: false,
    order: plainOrder,
    ...changes,
  };
}

export function aSale(changes: Partial<Authorize> = {}): Authorize {
  return anAuthorization({ captureNow: true, ...changes });
}

export function aCapture(changes: Partial<Capture> = {}): Capture {
  return { ...asked, type: 'capture', original: AUTHORIZATION, ...changes };
}

export function aVoid(changes: Partial<Void> = {}): Void {
  return { ...asked, type: 'void', of: 'authorization', original: AUTHORIZATION, ...changes };
}

export function aRefund(changes: Partial<Refund> = {}): Refund {
  return { ...asked, type: 'refund', original: AUTHORIZATION, of: 'capture', ...changes };
}

export function dollars(minor: number): ReturnType<typeof money> {
  return money(minor, 'USD' as CurrencyCode);
}

/** A capture whose answer was lost. */
export function aLostAttempt(changes: Partial<UnresolvedAttempt> = {}): UnresolvedAttempt {
  return {
    operation: 'capture',
    captureNow: false,
    amount: asked.amount,
    orderId: asked.orderId,
    claimedAt: new Date(),
    merchantTransactionId: reference.merchantTransactionId,
    ...changes,
  };
}
