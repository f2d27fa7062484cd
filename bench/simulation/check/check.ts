import { toSums } from '../../../sandbox/cybersource/ledger/sums.ts';
import type { Payment } from '../../../sandbox/cybersource/ledger/transaction.ts';
import type { Order, PaymentGroup } from '../../../sandbox/occ/orders/order.ts';
import type { OrderId } from '../../../server-extension/src/domain/ids.ts';
import type { Entry } from '../../../server-extension/src/payments/ports.ts';
import type { Asked } from '../world/answer-book.ts';
import type { World } from '../world/world.ts';
import type { Finding, Kind } from './findings.ts';

/**
 * Holds three books against each other: the gateway's, which is the truth about the money; the journal's; and what OCC
 * and the OMS were told. All amounts in minor units.
 */
export async function check(world: World): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const groups = groupsOfPayments(world, findings);
  for (const order of world.occ.orders.list()) {
    for (const group of order.paymentGroups) {
      const key = groupKey(order.id, group.id);
      checkGroup({ order, group, payments: groups.get(key) ?? [], world, findings });
      groups.delete(key);
    }
    if (world.plan.journal === 'shared') await checkJournal(order, world, findings);
  }
  for (const [key, payments] of groups)
    if (payments.some((payment) => netOf(payment, world) > 0))
      findings.push(found('double charge', key, 'money of a payment group that OCC does not have'));
  for (const asked of world.answers.all()) checkAnswers(asked, findings);
  for (const forgery of world.answers.forgeries()) findings.push(found('accepted forgery', '', forgery));
  if (world.plan.journal === 'shared')
    for (const { orderId, key } of (await world.journals()[0]?.needingPerson(1_000)) ?? [])
      findings.push(found('needs person', orderId, key));
  return findings;
}

function checkAnswers({ orderId, id, kind, texts, told }: Asked, findings: Finding[]): void {
  if (texts.size > 1)
    findings.push(found('unequal answers', orderId, `${kind} ${id}: ${[...texts].join(' | ')}`));
  if (told === undefined) findings.push(found('unknown', orderId, `${kind} ${id} was never answered`));
}

interface GroupCheck {
  readonly order: Order;
  readonly group: PaymentGroup;
  readonly payments: readonly Payment[];
  readonly world: World;
  readonly findings: Finding[];
}

/** What the gateway has of a payment group must be what the shop was told. */
function checkGroup({ order, group, payments, world, findings }: GroupCheck): void {
  for (const payment of payments) checkPayment(payment, world, findings);
  const isAccepted =
    order.state !== 'INCOMPLETE' && group.authorizationStatus.some((s) => s.transactionSuccess);
  const asked = onePerIdentity(world.answers.ofGroup(order.id, group.id));
  const sum = (kind: Asked['kind']): number =>
    asked
      .filter((each) => each.kind === kind)
      .reduce((total, { told, amount, inPart }) => total + (told === 'yes' ? amount : inPart), 0);
  const expected = isAccepted ? group.amount - sum('void') - sum('refund') : 0;
  const net = payments.reduce((total, payment) => total + netOf(payment, world), 0);
  const about = `${order.id} ${group.id} (${order.state} ${group.state}): ${net} instead of ${expected}`;
  if (net > expected) findings.push(found('double charge', order.id, about));
  if (net < expected) findings.push(found('lost money', order.id, about));

  const captured = payments.reduce((total, payment) => total + sumsOf(payment, world).captured, 0);
  const isSale = payments.some((payment) => payment.captured > 0);
  const wanted = isSale ? captured : sum('capture');
  if (isAccepted && sum('void') === 0 && captured !== wanted)
    findings.push(
      found(
        captured > wanted ? 'double charge' : 'lost money',
        order.id,
        `${about}; captured ${captured} instead of ${wanted}`,
      ),
    );
}

function checkPayment(payment: Payment, world: World, findings: Finding[]): void {
  const { authorized, captured, refunded, open } = sumsOf(payment, world);
  const orderId = payment.reference ?? '';
  if (captured > authorized || open < 0)
    findings.push(found('over-capture', orderId, `${payment.id}: ${captured} of ${authorized}`));
  if (refunded > captured)
    findings.push(found('over-refund', orderId, `${payment.id}: ${refunded} of ${captured}`));
  for (const entry of world.gateway.ledger.family(payment.id)) {
    if (entry.kind === 'capture' && entry.amount > payment.authorized)
      findings.push(found('over-capture', orderId, `${payment.id}: a capture of ${entry.amount}`));
  }
}

/** What the shop has, or could take, of a payment. */
function netOf(payment: Payment, world: World): number {
  const { open, captured, refunded } = sumsOf(payment, world);
  return open + captured - refunded;
}

function sumsOf(payment: Payment, { gateway }: World): ReturnType<typeof toSums> {
  return toSums(payment, gateway.ledger.family(payment.id));
}

/** Each of the gateway's payments under the payment group that its merchant transaction id was made for. */
function groupsOfPayments({ gateway, named }: World, findings: Finding[]): Map<string, Payment[]> {
  const groups = new Map<string, Payment[]>();
  for (const payment of gateway.ledger.payments()) {
    const [, , orderId, paymentGroupId] = named.get(payment.merchantTransactionId ?? '')?.split('/') ?? [];
    if (orderId === undefined || paymentGroupId === undefined) {
      findings.push(found('unjournaled call', payment.reference ?? '', `${payment.id} belongs to nobody`));
      continue;
    }
    const key = groupKey(orderId, paymentGroupId);
    groups.set(key, [...(groups.get(key) ?? []), payment]);
  }
  return groups;
}

const groupKey = (orderId: string, paymentGroupId: string): string => `${orderId} ${paymentGroupId}`;

/** Deliveries of the same thing count once. */
function onePerIdentity(asked: readonly Asked[]): readonly Asked[] {
  return [...new Map(asked.map((each) => [each.id, each])).values()];
}

/** The journal says of every attempt what the gateway knows of it. */
async function checkJournal(order: Order, world: World, findings: Finding[]): Promise<void> {
  const entries = await world.journals()[0]?.ofOrder(order.id as OrderId);
  for (const entry of entries ?? []) {
    const about = `${entry.operation} ${entry.key} #${entry.attempt}: ${entry.result?.outcome ?? 'open'}`;
    if (entry.result === undefined || entry.result.outcome === 'unknown')
      findings.push(found('unknown', order.id, about));
    else if (!isTrue(entry, world)) findings.push(found('books differ', order.id, about));
  }
}

/** Whether an attempt that the journal calls made was made, and one that it does not was not, or was undone. */
function isTrue(entry: Entry, { gateway }: World): boolean {
  const made = gateway.ledger.findByMerchantTransactionId(gateway.merchantId, entry.merchantTransactionId);
  const outcome = entry.result?.outcome;
  if (outcome === 'approved' || outcome === 'pending') return made !== undefined;
  if (made === undefined || entry.operation === 'void') return made === undefined || outcome === 'refused';
  const family = gateway.ledger.family(made.rootId);
  switch (made.kind) {
    case 'payment': {
      const { open, captured, refunded } = toSums(made, family);
      return open + captured - refunded === 0;
    }
    case 'refund':
      return (
        made.status === 'DECLINED' || family.some((other) => other.kind === 'void' && other.of === made.id)
      );
    default:
      return family.some((other) => other.kind === 'void' && other.of === made.id);
  }
}

function found(kind: Kind, orderId: string, what: string): Finding {
  return { kind, orderId, what };
}
