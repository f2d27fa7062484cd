/** The operator's pages over both sandboxes and the extension between them, with orders that no browser has to type. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type BetweenSandboxes,
  startBetweenSandboxes,
} from '../../../../server-extension/test/builders/between-sandboxes.ts';
import { aGooglePayPayload } from '../../../../server-extension/test/cybersource/fixtures/wallets.ts';
import { createPages } from '../../../occ/pages/pages.ts';
import { createStorefront } from '../../../occ/storefront/storefront.ts';

export interface DeskMachine extends BetweenSandboxes {
  /** Pays one desk lamp, 125.75 USD, and returns the order's id. `email`: what CyberSource's sandbox goes by. */
  order(email?: string): Promise<string>;
  /** From now on the extension and the pages' day are this much ahead: what is today is over then. */
  goAhead(milliseconds: number): void;
}

/** Decision Manager wants this shopper reviewed. */
export const REVIEWED = 'review@domain.com';

export interface DeskMachineOptions {
  /** Of the extension. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly gatewayPackage?: string;
}

export async function startDeskMachine({
  environment = {},
  gatewayPackage,
}: DeskMachineOptions = {}): Promise<DeskMachine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-machine-'));
  let aheadMs = 0;
  const machine = await startBetweenSandboxes({
    cybersource: { controlPort: 0, clockSkewMs: 1e13 },
    now: () => new Date(Date.now() + aheadMs),
    environment: {
      JOURNAL: `sqlite:${path.join(folder, 'journal.sqlite')}`,
      CACHE_GATEWAYSETTINGS_TTL_SECS: '0',
      REVIEWS_SECS: '1',
      SETTLEMENT_SECS: '0',
      // Recovery waits seconds where a shop waits minutes.
      RECONCILE_PACE: '0.03',
      ...environment,
    },
    pages: ({ controlUrl }) => [
      createStorefront({ widgetFolder: folder }),
      createPages(controlUrl === undefined ? {} : { cybersourceControlUrl: controlUrl }),
    ],
    ...(gatewayPackage !== undefined && { occ: { gatewayPackage } }),
  });
  return {
    ...machine,
    order: async (email = 'guest@shop.test') => {
      const address = {
        firstName: 'Sample',
        lastName: 'Shopper',
        address1: '1 Main Street',
        city: 'Austin',
        state: 'TX',
        postalCode: '78701',
        country: 'US',
        email,
      };
      const answer = await fetch(`${machine.occ.url}/ccstore/v1/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          op: 'complete',
          shoppingCart: { items: [{ productId: 'desk-lamp', quantity: 1 }] },
          shippingAddress: address,
          payments: [
            {
              type: 'generic',
              billingAddress: address,
              customProperties: { paymentType: 'googlepay', paymentToken: aGooglePayPayload() },
            },
          ],
        }),
      });
      return ((await answer.json()) as { id: string }).id;
    },
    goAhead: (milliseconds) => {
      aheadMs = milliseconds;
    },
    close: async () => {
      await machine.close();
      await rm(folder, { recursive: true });
    },
  };
}
