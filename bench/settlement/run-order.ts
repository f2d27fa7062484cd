import {
  authorizationOf,
  type Shop,
  type ShownOrder,
} from '../../server-extension/test/builders/placed-order.ts';

/** An order that was captured at once and in one piece, with nothing after it. */
export interface CapturedOrder {
  readonly orderId: string;
  /** CyberSource's id of its authorization. */
  readonly authorization: string;
  /** That of its capture. */
  readonly capture: string;
}

/** What every order of the shop comes to, in minor units. */
const ORDER_TOTAL = 12_575;
const FIRST_PART = 4_000;
const RETURNED = 300;

/** CyberSource's sandbox holds its payments for review. */
const REVIEWED = 'review@domain.com';

/**
 * An order from the checkout to what its number says: every tenth is reviewed, and every other of those rejected; every 25th
 * capture is voided, every seventh order is shipped in two parts, every eighth returned in part.
 */
export async function runOrder(shop: Shop, order: number): Promise<CapturedOrder | undefined> {
  const isReviewed = order % 10 === 9;
  const placed = await shop.place([{}], isReviewed ? REVIEWED : undefined);
  const authorization = authorizationOfOrder(placed);
  const orderId = placed.id;
  if (isReviewed) {
    const decision = order % 20 === 9 ? 'reject' : 'accept';
    await operate(shop, `/reviews/${decision}`, { transactionId: authorization, comment: 'Looked at' });
    if (decision === 'reject') return undefined;
  }
  const isSplit = order % 7 === 0;
  const capture = await take(shop, { orderId, authorization }, isSplit ? FIRST_PART : ORDER_TOTAL);
  if (isSplit) await take(shop, { orderId, authorization }, ORDER_TOTAL - FIRST_PART);
  if (order % 25 === 1 && !isSplit) {
    await operate(shop, '/void', { orderId, requestId: authorization });
    return undefined;
  }
  const isReturned = order % 8 === 0;
  if (isReturned) await operate(shop, '/refund', movement(orderId, capture, RETURNED));
  return isSplit || isReturned || isReviewed ? undefined : { orderId, authorization, capture };
}

/** Captures so much of a payment; CyberSource's id of the capture. */
export async function take(
  shop: Shop,
  { orderId, authorization }: Pick<CapturedOrder, 'orderId' | 'authorization'>,
  minor: number,
): Promise<string> {
  const body = await operate(shop, '/capture', movement(orderId, authorization, minor));
  return String(body['hostTransactionId']);
}

/** An operation of the order management's. Rejects when it is not carried out. */
export async function operate(
  shop: Shop,
  operation: string,
  request: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await shop.operate('POST', operation, request);
  if (status !== 200) throw new Error(`${operation} was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

const movement = (orderId: string, transactionId: string, minor: number): object => ({
  merchantReferenceNumber: orderId,
  transactionId,
  currency: 'USD',
  amount: String(minor).padStart(12, '0'),
});

function authorizationOfOrder({ id, paymentGroups: [group] }: ShownOrder): string {
  const authorization = group && authorizationOf(group);
  if (!authorization) throw new Error(`Order ${id} was not authorized.`);
  return authorization;
}
