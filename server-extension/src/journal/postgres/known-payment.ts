import type { CheckoutKey } from '../../domain/ids.ts';
import type { AttemptRequest, PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import type { Query } from './connection/pool.ts';
import { type AttemptRow, SQL } from './statements.ts';

/** What was read about a payment, and a key, before an attempt is added. */
export interface KnownPayment {
  readonly latest: PaymentAttempt | undefined;
  /** The id of the claim that wrote `latest`. */
  readonly latestClaim: string | undefined;
  /** The link of the payment's last attempt; empty where there is none. */
  readonly link: string;
  readonly ofPayment: readonly PaymentAttempt[];
  /** How many attempts the payment has. */
  readonly sequence: number;
  /** Changes with everything that is written about the payment. */
  readonly versions: number;
  readonly ofCheckout: readonly PaymentAttempt[];
  /** How many attempts its checkout has. */
  readonly checkoutSequence: number;
}

/** A payment that nothing was written about. */
export const NOTHING_KNOWN: KnownPayment = {
  latest: undefined,
  latestClaim: undefined,
  link: '',
  ofPayment: [],
  sequence: 0,
  versions: 0,
  ofCheckout: [],
  checkoutSequence: 0,
};

/** Reads what is known of the payment, the key and the checkout of a request. */
export async function readKnownPayment(
  query: Query,
  toAttempt: (row: AttemptRow) => PaymentAttempt,
  { payment, key, checkout }: AttemptRequest,
): Promise<KnownPayment> {
  const rows = await query<AttemptRow>(SQL.known, [payment, key]);
  const inCheckout = checkout === undefined ? [] : await query<AttemptRow>(SQL.ofCheckout, [checkout]);
  const ofPayment = rows.filter((row) => row.payment === payment);
  const last = rows
    .filter((row) => row.key === key)
    .toSorted((a, b) => a.attempt_number - b.attempt_number)
    .at(-1);
  return {
    latest: last && toAttempt(last),
    latestClaim: last?.claim ?? undefined,
    ofPayment: ofPayment.map(toAttempt),
    sequence: ofPayment.at(-1)?.sequence ?? 0,
    link: ofPayment.at(-1)?.link ?? '',
    versions: ofPayment.reduce((sum, { version }) => sum + version, 0),
    ofCheckout: inCheckout.map(toAttempt),
    checkoutSequence: Math.max(0, ...inCheckout.map((row) => sequenceIn(row, checkout))),
  };
}

/** Nothing was written between the two readings. */
export function isSameKnown(one: KnownPayment, other: KnownPayment): boolean {
  return (
    one.versions === other.versions &&
    one.latest?.attemptNumber === other.latest?.attemptNumber &&
    one.checkoutSequence === other.checkoutSequence
  );
}

function sequenceIn(row: AttemptRow, checkout: CheckoutKey | undefined): number {
  return row.checkout === checkout ? (row.checkout_sequence ?? 0) : 0;
}
