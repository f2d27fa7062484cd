import type { SandboxOrder } from '../../../sandbox/occ/orders/order.ts';
import type { RecordedChange } from '../world/response-log.ts';
import type { Random } from '../world/random.ts';
import { SHORT_HOLDS } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import { type OmsFollowOn, ask, readPayments } from './oms.ts';

/** How many payments are changed in Business Center before the order management goes on. */
const CHANGED = 0.1;
/** Milliseconds: longer than CyberSource's records lag behind. */
const READS_AFTER = 20 * 60_000;

/** Where holds are short, only that is tried. */
export function isChangedElsewhere(random: Random, { siteId }: SandboxOrder): boolean {
  return siteId !== SHORT_HOLDS.site && random.chance(CHANGED);
}

/**
 * A user captures, reverses, refunds or voids in Business Center. The order management reads the payment and then asks for
 * what is no longer possible, and for what is left.
 *
 * @param payment with the amount that is held.
 */
export async function changeElsewhere(
  world: World,
  random: Random,
  payment: Omit<OmsFollowOn, 'kind'>,
): Promise<void> {
  const { order, original, amount } = payment;
  const part = random.between(1, amount);
  const asks = (kind: 'capture' | 'refund', minor: number): Promise<string | undefined> =>
    ask(world, random, { ...payment, kind, amount: minor });
  const thenAsk = async (kind: 'capture' | 'refund', left: number): Promise<void> => {
    await world.time.sleep(READS_AFTER);
    await readPayments(world, order);
    await asks(kind, amount);
    if (left > 0) await asks(kind, left);
  };

  switch (random.between(1, 4)) {
    case 1:
      await change(world, payment, { kind: 'capture', path: `payments/${original}/captures`, amount: part });
      return thenAsk('capture', amount - part);
    case 2:
      await change(world, payment, { kind: 'void', path: `payments/${original}/reversals`, amount });
      return thenAsk('capture', 0);
    default:
  }
  const captured = await asks('capture', amount);
  if (captured === undefined) return;
  if (random.chance(0.5)) {
    await change(world, payment, { kind: 'refund', path: `captures/${captured}/refunds`, amount: part });
    return thenAsk('refund', amount - part);
  }
  await change(world, payment, { kind: 'void', path: `captures/${captured}/voids`, amount });
  return thenAsk('refund', 0);
}

interface BusinessCenterStep extends Pick<RecordedChange, 'kind' | 'amount'> {
  /** Below `/pts/v2/`. */
  readonly path: string;
}

/** What CyberSource refuses has changed nothing. */
async function change(
  { gateway, answers, note }: World,
  { order, paymentGroupId }: Pick<OmsFollowOn, 'order' | 'paymentGroupId'>,
  { kind, path, amount }: BusinessCenterStep,
): Promise<void> {
  const { currencyCode, fractionalDigits } = order.currency;
  const amountDetails = {
    totalAmount: (amount / 10 ** fractionalDigits).toFixed(fractionalDigits),
    currency: currencyCode,
  };
  const { status, text } = await gateway.receive({
    method: 'POST',
    path: `/pts/v2/${path}`,
    body: JSON.stringify({
      clientReferenceInformation: { code: order.id },
      ...(path.endsWith('/reversals')
        ? { reversalInformation: { amountDetails } }
        : { orderInformation: { amountDetails } }),
    }),
  });
  note(`business center ${path} ${status} ${text}`);
  if (status === 201) answers.recordExternal({ kind, orderId: order.id, paymentGroupId, amount });
}
