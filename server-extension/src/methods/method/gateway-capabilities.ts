import type { Capability } from '../../domain/payment/capability.ts';

/** What CyberSource does with a card's payment, and so with a wallet's, which is a card's inside. */
export const GATEWAY_CAPABILITIES: ReadonlySet<Capability> = new Set([
  'authorize',
  'sale',
  'capture',
  'partial-capture',
  'cancel',
  'reduce',
  'increment',
  'refund',
]);
