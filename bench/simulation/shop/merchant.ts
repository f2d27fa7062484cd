import {
  refundableOf,
  type SandboxOrder,
  type OrderPaymentGroup,
} from '../../../sandbox/occ/orders/order.ts';
import { cancelPayment, refund } from '../../../sandbox/occ/payments/cancel-payment.ts';
import { OccProblem } from '../../../sandbox/occ/http/problem.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { SHORT_HOLDS } from '../world/settings.ts';
import { adjust } from './adjust.ts';
import { changeElsewhere, isChangedElsewhere } from './business-center.ts';
import { chargeAgain } from './charge-again.ts';
import { type OmsFollowOn, ask } from './oms.ts';

/** Milliseconds. */
const PACKS = [60_000, 4 * 60 * 60_000] as const;
/** Where each instance has a journal of its own, histories are short: what follows has to meet their faults as well. */
const PACKS_AT_ONCE = [2_000, 5 * 60_000] as const;
/** Where holds are short, most have expired by then, and some have not. */
const PACKS_AFTER_EXPIRY = [2_000, 60 * 60_000] as const;

/** What becomes of a placed order: shipped in one piece or several, cancelled, sent back; sometimes all at once. */
export async function fulfil(world: World, random: Random, order: SandboxOrder): Promise<void> {
  await Promise.all(
    order.paymentGroups.map(async (group) => {
      const held = await changed(world, random.fork(`adjust ${group.id}`), order, group);
      await Promise.all([
        follow(world, random, { order, group, held }),
        charge(world, random.fork(`charge ${group.id}`), order, group),
      ]);
    }),
  );
}

async function follow(world: World, random: Random, shipment: Shipment): Promise<void> {
  const { order, group } = shipment;
  await world.time.sleep(random.between(...packing(world, order)));
  if (group.state === 'AUTHORIZED') await ship(world, random, shipment);
  else if (group.state === 'SETTLED') await takeBack(world, random, order, group);
}

async function charge(
  world: World,
  random: Random,
  order: SandboxOrder,
  group: OrderPaymentGroup,
): Promise<void> {
  const original = lastRef(group);
  if (original !== undefined) await chargeAgain(world, random, { order, paymentGroupId: group.id, original });
}

function packing({ plan }: World, { siteId }: SandboxOrder): readonly [number, number] {
  if (siteId === SHORT_HOLDS.site) return PACKS_AFTER_EXPIRY;
  return plan.journal === 'own' ? PACKS_AT_ONCE : PACKS;
}

/** What is held of a payment once the order may have been changed, in minor units. */
async function changed(
  world: World,
  random: Random,
  order: SandboxOrder,
  group: OrderPaymentGroup,
): Promise<number> {
  const original = lastRef(group);
  if (group.state !== 'AUTHORIZED' || original === undefined) return group.amount;
  return adjust(world, random, { order, paymentGroupId: group.id, original, amount: group.amount });
}

interface Shipment {
  readonly order: SandboxOrder;
  readonly group: OrderPaymentGroup;
  /** Minor units. */
  readonly held: number;
}

async function ship(world: World, random: Random, { order, group, held }: Shipment): Promise<void> {
  const authorization = lastRef(group);
  if (authorization === undefined || held === 0) return;
  const followOn = (kind: OmsFollowOn['kind'], original: string, amount: number): OmsFollowOn => ({
    kind,
    order,
    paymentGroupId: group.id,
    original,
    amount,
  });
  // Where another amount is held than OCC has authorized, the order management cancels, or OCC without knowing.
  const isCancelledInOcc = held === group.amount || random.fork(`cancel ${group.id}`).chance(0.6);
  const cancelHeld = async (): Promise<void> => {
    if (isCancelledInOcc) await cancel(world, order, group);
    else await ask(world, random, followOn('reverse', authorization, held));
  };
  const elsewhere = random.fork(`elsewhere ${group.id}`);
  if (isChangedElsewhere(elsewhere, order))
    return changeElsewhere(world, elsewhere, {
      order,
      paymentGroupId: group.id,
      original: authorization,
      amount: held,
    });
  const capture = (amount: number): Promise<string | undefined> =>
    ask(world, random, followOn('capture', authorization, amount));
  const amount = held;
  const part = Math.max(1, Math.floor(amount * 0.6));

  switch (random.between(1, 8)) {
    case 1:
      return;
    case 2:
      return cancelHeld();
    case 3:
      // Three times sixty of a hundred: one may pass.
      await Promise.all([capture(part), capture(part), capture(part)]);
      break;
    case 4:
      await Promise.all([capture(amount), cancelHeld()]);
      break;
    case 5:
      await capture(part);
      // What was captured so far, instances without a database forget.
      if (random.chance(0.5)) world.restart();
      await capture(random.chance(0.5) ? amount - part : part);
      break;
    default:
      await capture(amount);
  }
  await world.time.sleep(random.between(...packing(world, order)));
  const refunded = random.between(1, amount);
  switch (random.between(1, 6)) {
    case 1:
      await ask(world, random, followOn('refund', authorization, amount));
      return;
    case 2:
      await Promise.all([
        ask(world, random, followOn('refund', authorization, refunded)),
        ask(world, random, followOn('refund', authorization, amount)),
      ]);
      return;
    case 3:
      await ask(world, random, followOn('refund', authorization, refunded));
      return;
    default:
  }
}

async function takeBack(
  world: World,
  random: Random,
  order: SandboxOrder,
  group: OrderPaymentGroup,
): Promise<void> {
  const left = refundableOf(group);
  if (left === 0) return;
  switch (random.between(1, 4)) {
    case 1:
      return cancel(world, order, group);
    case 2:
      return quietly(refund(world.occ.ask, order, group, random.between(1, left)));
    case 3: {
      const original = lastRef(group);
      const followOn = { kind: 'refund', order, paymentGroupId: group.id, amount: left } as const;
      if (original !== undefined) await ask(world, random, { ...followOn, original });
      return;
    }
    default:
  }
}

function cancel({ occ }: World, order: SandboxOrder, group: OrderPaymentGroup): Promise<void> {
  return quietly(cancelPayment(occ.ask, order, group));
}

/** OCC may find that there is nothing left to void or refund. */
async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof OccProblem)) throw error;
  }
}

function lastRef({ authorizationStatus }: OrderPaymentGroup): string | undefined {
  return authorizationStatus.findLast(({ transactionSuccess }) => transactionSuccess)?.statusProps[
    'hostTransactionId'
  ];
}
