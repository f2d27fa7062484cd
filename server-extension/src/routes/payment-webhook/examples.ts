/** OCC: a delivery of the generic payment webhook, as the API's document shows it. */
export const authorization = {
  transactionId: 'o30446-pg60411-1485951500970',
  transactionType: '0100',
  transactionTimestamp: '2026-01-31T10:22:21+0000',
  orderId: 'o30446',
  paymentId: 'pg60411',
  paymentMethod: 'card',
  gatewayId: 'isv-occ-gateway',
  siteId: 'siteUS',
  channel: 'storefront',
  locale: 'en',
  currencyCode: 'USD',
  amount: '000000004250',
  customProperties: {
    paymentType: 'card',
    transientTokenJwt: 'eyJraWQiOiIwOCJ9.eyJqdGkiOiIxRDFJMk80WiJ9.c2lnbmF0dXJl',
    captureContext: 'eyJraWQiOiJqNCIsImFsZyI6IlJTMjU2In0.eyJmbHgiOnt9fQ.c2lnbmF0dXJl',
    captureContextCipherEncrypted: 'c2VhbGVkIGJ5IHRoZSBleHRlbnNpb24~W!C@O#n',
    captureContextCipherIv: 'b2pWc1NnQ2w0ZkE9',
  },
  billingAddress: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    address1: '12 St James Square',
    city: 'Austin',
    state: 'TX',
    postalCode: '78704',
    country: 'US',
    email: 'ada@example.com',
  },
};

const { transactionId, transactionType, transactionTimestamp, orderId, paymentId } = authorization;
const { gatewayId, siteId, channel, locale, currencyCode, amount } = authorization;

const additionalProperties = {
  paymentStatus: 'AUTHORIZED',
  authAvsCode: 'Y',
  authCvResult: 'M',
  authTime: '2026-01-31T10:22:22Z',
};

/** Its answer. */
export const authorized = {
  orderId,
  channel,
  locale,
  transactionType,
  currencyCode,
  siteId,
  authorizationResponse: {
    transactionId,
    transactionTimestamp,
    paymentId,
    paymentMethod: 'card',
    gatewayId,
    siteId,
    amount,
    responseCode: '1000',
    responseReason: 'AUTHORIZED',
    responseDescription: '',
    authCode: 'AUTHORIZED',
    hostTransactionId: '7000000000000000000001',
    hostTransactionTimestamp: '1769854942000',
    merchantTransactionId: transactionId,
    merchantTransactionTimestamp: '1769854942412',
    additionalProperties,
  },
};

/** The answer to the same payment by a wallet. */
export const walletAuthorized = {
  orderId,
  paymentId,
  merchantTransactionId: transactionId,
  merchantTransactionTimestamp: '1769854942412',
  hostTransactionId: '7000000000000000000001',
  hostTimestamp: '2026-01-31T10:22:22Z',
  transactionType,
  transactionTimestamp,
  paymentMethod: 'generic',
  gatewayId,
  siteId,
  currencyCode,
  amount,
  channel,
  locale,
  authCode: 'AUTHORIZED',
  response: { success: true, code: '1000', reason: 'AUTHORIZED', description: '' },
  additionalProperties,
};
