import { BILL_TO, createClient, textAt } from '../../../sandbox/test/cybersource/client.ts';
import type { BetweenSandboxes } from './between-sandboxes.ts';
import type { OrderManagement, PaidOrder } from './order-management.ts';

/** A card in CyberSource's vault, and the payment with which its shopper stored it. */
export interface StoredCard {
  /** Of that payment; CyberSource's id of it. */
  readonly orderId: string;
  readonly requestId: string;
  readonly paymentInstrumentId: string;
  /** Its number alone. */
  readonly instrumentIdentifierId: string;
  readonly networkTransactionId: string;
}

/** Another program's payment stores a card. */
export async function storeCard({ cybersource }: BetweenSandboxes): Promise<StoredCard> {
  const orderId = 'o-stores-a-card';
  const { body } = await createClient(cybersource.url).post('/pts/v2/payments', {
    clientReferenceInformation: { code: orderId },
    processingInformation: {
      actionList: ['TOKEN_CREATE'],
      actionTokenTypes: ['customer', 'paymentInstrument', 'instrumentIdentifier'],
      authorizationOptions: { initiator: { type: 'customer', credentialStoredOnFile: true } },
    },
    paymentInformation: {
      card: { number: '4111111111111111', expirationMonth: '12', expirationYear: '2031' },
    },
    orderInformation: {
      amountDetails: { totalAmount: '10.00', currency: 'USD' },
      billTo: { ...BILL_TO, email: 'ada@example.com' },
    },
  });
  return {
    orderId,
    requestId: textAt(body, 'id'),
    paymentInstrumentId: textAt(body, 'tokenInformation.paymentInstrument.id'),
    instrumentIdentifierId: textAt(body, 'tokenInformation.instrumentIdentifier.id'),
    networkTransactionId: textAt(body, 'processorInformation.networkTransactionId'),
  };
}

/** An order of 100.00 USD, authorized with a stored card: it can be authorized again. */
export async function chargeOrder(
  oms: OrderManagement,
  orderId: string,
  { paymentInstrumentId, networkTransactionId }: StoredCard,
): Promise<PaidOrder> {
  const paymentGroupId = `pg-${orderId}`;
  const { json } = await oms.call('/charge', {
    orderId,
    paymentGroupId,
    amount: { minor: 10_000, currency: 'USD' },
    instrument: { paymentInstrumentId },
    networkTransactionId,
    capture: false,
  });
  return { orderId, paymentGroupId, requestId: textAt(json, 'requestId') };
}
