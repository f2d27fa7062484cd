import { isVoided, toSums } from '../../../sandbox/cybersource/ledger/ledger-totals.ts';
import type { LedgerPayment } from '../../../sandbox/cybersource/model/transaction.ts';
import type { SandboxOrder, OrderPaymentGroup } from '../../../sandbox/occ/orders/order.ts';
import type { OrderId } from '../../../server-extension/src/domain/ids.ts';
import { gatewayRefOf } from '../../../server-extension/src/domain/payment/reported.ts';
import type { PaymentAttempt } from '../../../server-extension/src/payments/ports/payment-attempt.ts';
import type { RecordedRequest } from '../world/response-log.ts';
import type { RecordedJournal, RecordedWorld } from './recorded-world.ts';
import type { InvariantViolation, ViolationKind } from './findings.ts';
import { reauthorizesIn, SHORT_HOLDS } from '../world/settings.ts';
import { isRenewal, netOf, paymentsByGroup, paymentsIn, sumsOf } from './groups.ts';

/**
 * Compares three records: the gateway's, which is the truth about the money; the journal's; and what was reported to OCC
 * and the OMS. All amounts in minor units.
 */
export async function check(world: RecordedWorld): Promise<readonly InvariantViolation[]> {
  const { occ, gateway, answers } = world;
  const orders = occ.orders.list();
  const known = new Set(orders.map(({ id }) => id));
  const unmatched = paymentsIn(gateway.ledger.all()).filter(({ reference = '' }) => !known.has(reference));
  return [
    ...(await checkOrders(world, orders)),
    ...unmatched.map(({ id, reference = '' }) =>
      found('double charge', reference, `${id} belongs to no order`),
    ),
    ...twiceOfOneCheckout(world, orders),
    ...(await waitingForPerson(world)),
    ...answers
      .forgeries()
      .filter((id) => isKnownEverywhere(id, world))
      .map((forgery) => found('accepted forgery', '', forgery)),
  ];
}

/** Without a shared journal CyberSource alone tells one server what another has sent: it knows what it carried out. */
function isKnownEverywhere(id: string, { plan, answers }: RecordedWorld): boolean {
  return (
    plan.journal === 'shared' || answers.all().some((asked) => asked.id === id && asked.reported === 'yes')
  );
}

/** Of the orders of one checkout one holds money. Instances that share no journal do not know of each other's orders. */
function twiceOfOneCheckout(
  world: RecordedWorld,
  orders: readonly SandboxOrder[],
): readonly InvariantViolation[] {
  if (world.plan.journal !== 'shared') return [];
  const paid = new Map<string, string>();
  return orders.flatMap((order) => {
    const checkoutId = order.paymentGroups[0]?.instrument.customProperties['checkoutId'];
    const { groups } = paymentsByGroup(order.id, world);
    // A charge without the shopper is no part of the checkout.
    const own = order.paymentGroups.flatMap(({ id }) => groups.get(id) ?? []);
    const isPaid = own.some((payment) => netOf(payment, world) > 0);
    if (checkoutId === undefined || !isPaid) return [];
    const first = paid.get(checkoutId);
    paid.set(checkoutId, order.id);
    return first === undefined
      ? []
      : [found('double charge', order.id, `${first} of the same checkout is paid, too`)];
  });
}

async function waitingForPerson({ plan, journals }: RecordedWorld): Promise<readonly InvariantViolation[]> {
  const [shared] = plan.journal === 'shared' ? journals() : [];
  const waiting = (await shared?.manualReviews(1_000)) ?? [];
  return waiting.map(({ orderId, key }) => found('needs person', orderId, key));
}

/** The same of some orders. */
export async function checkOrders(
  world: RecordedWorld,
  orders: readonly SandboxOrder[],
): Promise<readonly InvariantViolation[]> {
  const findings: InvariantViolation[] = [];
  for (const order of orders) await checkOrder(order, world, findings);
  return findings;
}

async function checkOrder(
  order: SandboxOrder,
  world: RecordedWorld,
  findings: InvariantViolation[],
): Promise<void> {
  const { groups, unmatched } = paymentsByGroup(order.id, world);
  for (const { id } of unmatched)
    findings.push(found('unjournaled call', order.id, `${id} belongs to no journal entry`));
  const wanted = [...order.paymentGroups.map((group) => ofShop(order, group)), ...chargesOf(order, world)];
  for (const group of wanted)
    checkGroup({ order, group, payments: groups.get(group.id) ?? [], world, findings });
  const known = new Set(wanted.map(({ id }) => id));
  for (const [id, payments] of groups)
    if (!known.has(id) && payments.some((payment) => netOf(payment, world) > 0))
      findings.push(
        found('double charge', order.id, `money of payment group ${id}, which OCC does not have`),
      );
  for (const asked of world.answers.ofOrder(order.id)) checkAnswers(asked, world, findings);
  const [shared] = world.plan.journal === 'shared' ? world.journals() : [];
  if (shared !== undefined) await checkJournal(order, shared, world, findings);
}

/** An instance that remembers nothing puts its answer together anew: only the one that remembers repeats it to the byte. */
function checkAnswers(
  { orderId, id, kind, texts, reported }: RecordedRequest,
  { plan }: RecordedWorld,
  findings: InvariantViolation[],
): void {
  if (plan.journal === 'shared' && texts.size > 1)
    findings.push(found('unequal answers', orderId, `${kind} ${id}: ${[...texts].join(' | ')}`));
  if (reported === undefined) findings.push(found('unknown', orderId, `${kind} ${id} was never answered`));
}

/** A payment as its caller knows it. */
interface WantedPayment extends Pick<OrderPaymentGroup, 'id' | 'amount'> {
  readonly state: string;
  /** Its caller has heard a yes. */
  readonly isAccepted: boolean;
}

function ofShop(
  order: SandboxOrder,
  { id, amount, state, authorizationStatus }: OrderPaymentGroup,
): WantedPayment {
  const isAccepted =
    order.state !== 'INCOMPLETE' && authorizationStatus.some((status) => status.transactionSuccess);
  return { id, amount, state, isAccepted };
}

/** Of each payment group that is charged the first charge that was answered with yes: no other one may stand beside it. */
function chargesOf({ id: orderId }: SandboxOrder, { answers }: RecordedWorld): readonly WantedPayment[] {
  const charges = answers.ofOrder(orderId).filter(({ kind }) => kind === 'charge');
  return [...new Set(charges.map(({ paymentGroupId }) => paymentGroupId))].flatMap((id) => {
    const ofGroup = charges.filter(({ paymentGroupId }) => paymentGroupId === id);
    const granted = ofGroup.find(({ reported }) => reported === 'yes');
    return ofGroup.slice(0, 1).map(({ amount }) => ({
      id,
      amount: granted?.amount ?? amount,
      state: 'charged',
      isAccepted: granted !== undefined,
    }));
  });
}

interface GroupCheck {
  readonly order: SandboxOrder;
  readonly group: WantedPayment;
  readonly payments: readonly LedgerPayment[];
  readonly world: RecordedWorld;
  readonly findings: InvariantViolation[];
}

/** What the gateway has of a payment group must be what was reported to the shop. */
function checkGroup({ order, group, payments, world, findings }: GroupCheck): void {
  for (const payment of payments) {
    checkPayment(payment, world, findings);
    if (order.siteId === SHORT_HOLDS.site)
      for (const id of expiredCaptures(payment, world))
        findings.push(found('expired hold captured', order.id, `${id} of ${payment.id}`));
  }
  const { isAccepted } = group;
  const asked = onePerIdentity(
    world.answers.ofOrder(order.id).filter(({ paymentGroupId }) => paymentGroupId === group.id),
  );
  const external = world.answers
    .externalOf(order.id)
    .filter(({ paymentGroupId }) => paymentGroupId === group.id);
  const sum = (kind: RecordedRequest['kind']): number =>
    asked
      .filter((each) => each.kind === kind)
      .reduce((total, { reported, amount, inPart }) => total + (reported === 'yes' ? amount : inPart), 0) +
    external.filter((each) => each.kind === kind).reduce((total, { amount }) => total + amount, 0);
  const cancelled = sum('void') + sum('reverse');
  // Whatever was added, reduced or sent back before: after a cancellation nothing is left.
  const isCancelled = asked.some(({ kind, reported }) => kind === 'void' && reported === 'yes');
  const held = group.amount + sum('increment') - sum('reduce');
  const renewals = payments.filter((payment) => isRenewal(payment, world));
  if (renewals.length > 0) {
    checkRenewals({ order, group, payments, world, findings }, renewals, {
      held,
      taken: cancelled > 0 ? undefined : sum('capture') - sum('refund'),
    });
    return;
  }
  const expected = isAccepted && !isCancelled ? held - cancelled - sum('refund') : 0;
  const net = payments.reduce((total, payment) => total + netOf(payment, world), 0);
  const about = `${order.id} ${group.id} (${order.state} ${group.state}): ${net} instead of ${expected}`;
  if (net > expected) findings.push(found('double charge', order.id, about));
  if (net < expected) findings.push(found('lost money', order.id, about));

  const added = payments.reduce(
    (total, payment) => total + sumsOf(payment, world).authorized - payment.authorized,
    0,
  );
  if (added > sum('increment'))
    findings.push(
      found('over-hold', order.id, `${about}; ${added} added to the hold instead of ${sum('increment')}`),
    );

  const captured = payments.reduce((total, payment) => total + sumsOf(payment, world).captured, 0);
  const isSale = payments.some((payment) => payment.captured > 0);
  const wanted = isSale ? captured : sum('capture');
  if (isAccepted && cancelled === 0 && captured !== wanted)
    findings.push(
      found(
        captured > wanted ? 'double charge' : 'lost money',
        order.id,
        `${about}; captured ${captured} instead of ${wanted}`,
      ),
    );
}

/**
 * An expired hold was authorized again: what the first authorization held is gone, although the book does not say so. What
 * was taken must be what was asked for.
 *
 * @param asked minor units; `taken` undefined where a cancellation came between.
 */
function checkRenewals(
  { order, group, payments, world, findings }: GroupCheck,
  renewals: readonly LedgerPayment[],
  asked: { readonly held: number; readonly taken: number | undefined },
): void {
  const about = `${order.id} ${group.id} (${order.state} ${group.state}), authorized again`;
  if (!reauthorizesIn(world.plan))
    findings.push(found('over-hold', order.id, `${about} although the setting reauthorize is off`));
  const heldAgain = mostHeld(renewals, world);
  if (heldAgain > asked.held)
    findings.push(found('over-hold', order.id, `${about}: ${heldAgain} of ${asked.held}`));
  const sums = payments.map((payment) => sumsOf(payment, world));
  const captured = sums.reduce((total, each) => total + each.captured, 0);
  if (captured > asked.held)
    findings.push(found('over-capture', order.id, `${about}: ${captured} of ${asked.held}`));
  const taken = sums.reduce((total, each) => total - each.refunded, captured);
  if (asked.taken === undefined || taken === asked.taken) return;
  const kind = taken > asked.taken ? 'double charge' : 'lost money';
  findings.push(found(kind, order.id, `${about}: ${taken} instead of ${asked.taken}`));
}

/**
 * The most, in minor units, that re-authorizations held at once. One that has expired counts with what was captured of it only:
 * its place may have been taken by another.
 */
function mostHeld(renewals: readonly LedgerPayment[], world: RecordedWorld): number {
  const heldAt = (now: number): number =>
    renewals
      .filter(({ at }) => at.getTime() <= now)
      .reduce((total, payment) => {
        const { authorized, reversed, captured } = sumsOf(payment, world);
        const isExpired = now - payment.at.getTime() >= SHORT_HOLDS.ms - CLOCKS_DIFFER_MS;
        return total + (isExpired ? captured : authorized - reversed);
      }, 0);
  return Math.max(...renewals.map(({ at }) => heldAt(at.getTime())));
}

/** What the clocks of instances differ by although they are put right, and what a call needs on its way. */
const CLOCKS_DIFFER_MS = 60_000;

/** How far the clock of an instance may be off, and how long a call may be under way, in milliseconds. */
const EXPIRY_TOLERANCE = 25 * 60_000;

/** Captures of a hold that its issuer has released. Those of another program are its own business. */
function expiredCaptures(payment: LedgerPayment, { gateway }: RecordedWorld): readonly string[] {
  return gateway.ledger
    .family(payment.id)
    .filter(
      ({ kind, at, merchantTransactionId }) =>
        kind === 'capture' &&
        merchantTransactionId !== undefined &&
        at.getTime() - payment.at.getTime() > SHORT_HOLDS.ms + EXPIRY_TOLERANCE,
    )
    .map(({ id }) => id);
}

function checkPayment(payment: LedgerPayment, world: RecordedWorld, findings: InvariantViolation[]): void {
  const { authorized, captured, refunded, open } = sumsOf(payment, world);
  const orderId = payment.reference ?? '';
  if (captured > authorized || open < 0)
    findings.push(found('over-capture', orderId, `${payment.id}: ${captured} of ${authorized}`));
  if (refunded > captured)
    findings.push(found('over-refund', orderId, `${payment.id}: ${refunded} of ${captured}`));
  for (const entry of world.gateway.ledger.family(payment.id)) {
    if (entry.kind === 'capture' && entry.amount > authorized)
      findings.push(found('over-capture', orderId, `${payment.id}: a capture of ${entry.amount}`));
  }
}

/** Deliveries of the same thing count once. */
function onePerIdentity(asked: readonly RecordedRequest[]): readonly RecordedRequest[] {
  return [...new Map(asked.map((each) => [each.id, each])).values()];
}

/** The journal says of every attempt what the gateway knows of it; nothing is left open. */
async function checkJournal(
  order: SandboxOrder,
  journal: RecordedJournal,
  world: RecordedWorld,
  findings: InvariantViolation[],
): Promise<void> {
  for (const entry of await journal.ofOrder(order.id as OrderId)) {
    const about = `${entry.operation} ${entry.key} #${entry.attemptNumber}: ${entry.result?.outcome ?? 'open'}`;
    if (entry.result === undefined || entry.result.outcome === 'unknown')
      findings.push(found('unknown', order.id, about));
    else if (!isTrue(entry, world)) findings.push(found('journal differs', order.id, about));
  }
}

/** Whether an attempt that the journal calls made was made, and one that it does not was not, or was undone. */
function isTrue(entry: PaymentAttempt, { gateway }: RecordedWorld): boolean {
  const { ledger, merchantId } = gateway;
  const made =
    entry.caller === 'external'
      ? ledger.find(merchantId, entry.merchantTransactionId)
      : ledger.findByMerchantTransactionId(merchantId, entry.merchantTransactionId);
  const outcome = entry.result?.outcome;
  if (outcome === 'approved' || outcome === 'pending')
    return made !== undefined || wasUndoneBefore(entry, gateway);
  if (made === undefined || entry.operation === 'void') return made === undefined || outcome === 'refused';
  const family = gateway.ledger.family(made.rootId);
  if (made.kind === 'payment') {
    const { open, captured, refunded } = toSums(made, family);
    return open + captured - refunded === 0;
  }
  const isDeclinable = made.kind === 'refund' || made.kind === 'increment';
  return (isDeclinable && made.status === 'DECLINED') || isVoided(made.id, family);
}

/** A void that never arrived, of what a timeout reversal had reversed: the gateway's records name that one. */
function wasUndoneBefore(
  { operation, result }: PaymentAttempt,
  { ledger, merchantId }: RecordedWorld['gateway'],
): boolean {
  const undo = ledger.find(merchantId, gatewayRefOf(result) ?? '');
  return operation === 'void' && (undo?.kind === 'reversal' || undo?.kind === 'void');
}

function found(kind: ViolationKind, orderId: string, what: string): InvariantViolation {
  return { kind, orderId, what };
}
