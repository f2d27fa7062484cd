import { createHash } from 'node:crypto';
import type { Authorize, Capture, PaymentCommand, Refund, Void } from '../../src/domain/payment/command.ts';
import type { CurrencyCode } from '../../src/domain/money/currency.ts';
import type { CommandKey, GatewayRef, OrderId, PaymentGroupId, SiteId } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money/money.ts';

const asked = {
  caller: 'webhook',
  site: 'siteUS' as SiteId,
  channel: 'storefront',
  orderId: 'o10001' as OrderId,
} as const;

export function usd(minor: number): Money {
  return { minor, currency: 'USD' as CurrencyCode };
}

/** A card authorization of 100.00 USD with a transient token. */
export function anAuthorization(changes: Partial<Authorize> = {}): Authorize {
  return identified({
    ...asked,
    type: 'authorize',
    amount: usd(10_000),
    paymentGroupId: 'pg10002' as PaymentGroupId,
    paymentType: 'card',
    instrument: { kind: 'transient-token', jwt: 'header.payload.signature', save: false },
    initiation: { by: 'shopper' },
    captureNow: false,
    order: { buyer: { kind: 'GUEST' }, device: {}, lineItems: [] },
    ...changes,
  });
}

export function aCapture(changes: Partial<Capture> & { readonly original: GatewayRef }): Capture {
  return identified({ ...asked, type: 'capture', amount: usd(10_000), ...changes });
}

export function aVoid(changes: Partial<Void> & { readonly original: GatewayRef }): Void {
  return identified({ ...asked, type: 'void', of: 'authorization', amount: usd(10_000), ...changes });
}

export function aRefund(changes: Partial<Refund> & { readonly original: GatewayRef }): Refund {
  return identified({ ...asked, type: 'refund', amount: usd(10_000), ...changes });
}

let sequence = 0;

/** Every command is a delivery of its own unless a test gives it a key. */
function identified<C extends PaymentCommand>(
  command: Omit<C, 'key' | 'fingerprint'> & Partial<Pick<C, 'key' | 'fingerprint'>>,
): C {
  sequence += 1;
  const fingerprint = createHash('sha256').update(JSON.stringify(command)).digest('hex');
  return { key: `key-${sequence}` as CommandKey, fingerprint, ...command } as C;
}
