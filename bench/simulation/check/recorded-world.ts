import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import type { Journal } from '../../../server-extension/src/payments/ports/journal.ts';
import type { SimulatedGateway } from '../world/gateway.ts';
import type { SimulationPlan, World } from '../world/world.ts';

/** What a check looks at: a world at its end, or what a file says of one. */
export interface RecordedWorld extends Pick<World, 'answers' | 'named'> {
  readonly plan: Pick<SimulationPlan, 'journal' | 'seed'>;
  readonly gateway: Pick<SimulatedGateway, 'ledger' | 'merchantId'>;
  readonly occ: { readonly orders: { readonly list: () => readonly SandboxOrder[] } };
  readonly journals: () => readonly RecordedJournal[];
}

export type RecordedJournal = Pick<Journal, 'ofOrder' | 'manualReviews'>;
