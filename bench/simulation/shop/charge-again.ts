import type { Random } from '../world/random.ts';
import type { World } from '../world/world.ts';
import { type OmsFollowOn, ask, isTakenAtOnce } from './oms.ts';

/** How many cards are charged again without their shopper. */
const CHARGED = 0.15;
/** How many of these are charged another amount for the same payment group, under another key. */
const CHARGED_TWICE = 0.3;
/** Milliseconds: until the charge, and from there to what follows on it. */
const CHARGES_AFTER = [2_000, 2 * 60_000] as const;
const GOES_ON_AFTER = [2_000, 5 * 60_000] as const;
/** Minor units. */
const AMOUNTS = [100, 30_000] as const;

/**
 * Charges the card of a payment once more, in a payment group of its own and without the shopper: taken at once or held and
 * captured; a part of it may go back.
 */
export async function chargeAgain(
  world: World,
  random: Random,
  { order, paymentGroupId, original: first }: Omit<OmsFollowOn, 'kind' | 'amount'>,
): Promise<void> {
  if (!random.chance(CHARGED)) return;
  await world.time.sleep(random.between(...CHARGES_AFTER));
  const amount = random.between(...AMOUNTS);
  const charge = { order, paymentGroupId: `${paymentGroupId}-again`, original: first, amount };
  const card = world.occ.shopper.creditCards.find(({ isDefault }) => isDefault)?.token;
  // CyberSource's records do not say which stored card a payment was made with: without a database it is named.
  const isNamed = world.plan.journal === 'own' || random.chance(0.5);
  const named = isNamed && card !== undefined ? { card } : {};
  const original = await ask(world, random, { ...charge, ...named, kind: 'charge' });
  if (original === undefined) return;
  const twice = random.fork('twice');
  // Of one payment group one charge stands: this one has to be refused, or it is found as money that the shopper did not agree to.
  if (twice.chance(CHARGED_TWICE))
    await ask(world, twice, { ...charge, ...named, kind: 'charge', amount: amount + 1 });
  await world.time.sleep(random.between(...GOES_ON_AFTER));
  if (!isTakenAtOnce(amount)) {
    await ask(world, random, { ...charge, kind: 'capture', original });
    await world.time.sleep(random.between(...GOES_ON_AFTER));
  }
  if (random.chance(0.3))
    await ask(world, random, { ...charge, kind: 'refund', original, amount: random.between(1, amount) });
}
