import { anAmount, aPayment, createClient } from '../../sandbox/test/cybersource/client.ts';
import type { BetweenSandboxes } from '../../server-extension/test/builders/between-sandboxes.ts';
import { createOrderManagement } from '../../server-extension/test/builders/order-management.ts';
import type { Shop } from '../../server-extension/test/builders/placed-order.ts';
import { occTime } from '../../server-extension/test/builders/webhook.ts';
import { operate, type CapturedOrder, take } from './run-order.ts';

/** Plants differences between the books, one after the other, into orders that are met on the way. */
export interface PlannedDifferences {
  /** Maybe plants the next difference into this order. */
  meet(shop: Shop, plain: CapturedOrder): Promise<void>;
  /** `difference order`, sorted. */
  planted(): readonly string[];
}

/** Plants one difference; the order that its case has to name. */
type Plant = (shop: Shop, plain: CapturedOrder) => Promise<string>;

/** Of ten orders at least so many are plain. */
const PLAIN_OF_TEN = 6;
/** What an order comes to that is paid although Commerce Cloud does not have it, in minor units. */
const UNPLACED_TOTAL = 10_000;

/** Twelve differences, spread over so many orders. */
export async function createPlannedDifferences(
  machine: BetweenSandboxes,
  { orders, now }: { readonly orders: number; readonly now: () => Date },
): Promise<PlannedDifferences> {
  const plants = await createPlants(machine, now);
  const every = Math.floor((orders * PLAIN_OF_TEN) / 10 / plants.length);
  if (every < 1) throw new Error(`${orders} orders have no room for ${plants.length} differences.`);
  const planted: string[] = [];
  let met = 0;
  return {
    async meet(shop, plain) {
      met += 1;
      const next = plants[planted.length];
      if (next === undefined || met % every !== 0) return;
      const [difference, plant] = next;
      planted.push(`${difference} ${await plant(shop, plain)}`);
    },
    planted: () => {
      if (planted.length < plants.length)
        throw new Error(
          `Only ${planted.length} differences were planted: the shop had too few plain orders.`,
        );
      return [...planted].sort();
    },
  };
}

async function createPlants(
  machine: BetweenSandboxes,
  now: () => Date,
): Promise<readonly (readonly [difference: string, plant: Plant])[]> {
  const { control, url } = machine.cybersource;
  const businessCenter = createClient(url);
  const oms = await createOrderManagement(machine, 'unplaced-');
  const ask = async (path: string, body: object): Promise<void> => {
    const { status, text } = await businessCenter.post(path, body);
    if (status !== 201) throw new Error(`${path} was answered ${status}: ${text}`);
  };

  const paidElsewhere =
    (codeOf: (plain: CapturedOrder) => string): Plant =>
    async (_shop, plain) => {
      const code = codeOf(plain);
      await ask('/pts/v2/payments', aPayment({ code, capture: true }));
      return code;
    };
  const refundedElsewhere: Plant = async (_shop, { orderId, capture }) => {
    await ask(`/pts/v2/captures/${capture}/refunds`, {
      ...anAmount('3.00'),
      clientReferenceInformation: { code: orderId },
    });
    return orderId;
  };
  const voidedElsewhere: Plant = async (_shop, { orderId, capture }) => {
    await ask(`/pts/v2/captures/${capture}/voids`, {});
    return orderId;
  };
  const acquirer =
    (change: Parameters<typeof control.changeSettlement>[1]): Plant =>
    async (_shop, { orderId, capture }) => {
      control.changeSettlement(capture, change);
      return orderId;
    };
  const voidedTooLate: Plant = async (shop, { orderId, authorization, capture }) => {
    await operate(shop, '/void', { orderId, requestId: authorization });
    control.changeSettlement(capture, { isVoidLate: true });
    return orderId;
  };
  const unplaced: Plant = async (shop) => {
    const { orderId, requestId } = await oms.order({ transactionTimestamp: occTime(now()) });
    await take(shop, { orderId, authorization: requestId }, UNPLACED_TOTAL);
    return orderId;
  };
  const paidTwice: Plant = async (shop, { orderId }) => {
    const second = { orderId, paymentId: `${orderId}-second`, transactionId: `${orderId}-second-pay` };
    const { requestId } = await oms.order({ ...second, transactionTimestamp: occTime(now()) });
    await take(shop, { orderId, authorization: requestId }, UNPLACED_TOTAL);
    return orderId;
  };

  return [
    ['not-in-journal', paidElsewhere(({ orderId }) => orderId)],
    ['amount-differs', acquirer({ amount: 999 })],
    ['not-at-gateway', voidedElsewhere],
    ['order-not-placed', unplaced],
    ['rejected-by-acquirer', acquirer({ rejected: { reasonCode: '241', errorText: 'Invalid account' } })],
    ['not-in-journal', paidElsewhere(() => 'unheard-of')],
    ['not-batched', acquirer({ isLeftOut: true })],
    ['voided-but-batched', voidedTooLate],
    ['more-than-order', paidTwice],
    ['not-at-gateway', voidedElsewhere],
    ['not-in-journal', refundedElsewhere],
    ['order-not-placed', unplaced],
  ];
}
