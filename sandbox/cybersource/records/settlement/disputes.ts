/** What issuers take back or ask about: chargebacks and retrieval requests. */

/** A chargeback takes the money back; a retrieval only asks for papers. */
export interface Dispute {
  readonly kind: 'chargeback' | 'retrieval';
  readonly requestId: string;
  readonly merchantId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly reasonCode: string;
  readonly at: Date;
}

/** Disputes of all merchants; only the control API makes them. */
export interface Disputes {
  readonly add: (dispute: Dispute) => void;
  readonly ofMerchant: (merchantId: string, kind: Dispute['kind']) => readonly Dispute[];
  readonly clear: () => void;
}

/** No dispute yet. */
export function createDisputes(): Disputes {
  let disputes: readonly Dispute[] = [];
  return {
    add: (dispute) => {
      disputes = [...disputes, dispute];
    },
    ofMerchant: (merchantId, kind) =>
      disputes.filter((dispute) => dispute.merchantId === merchantId && dispute.kind === kind),
    clear: () => {
      disputes = [];
    },
  };
}
