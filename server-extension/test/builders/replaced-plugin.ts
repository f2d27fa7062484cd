import { createCipheriv, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import express, { type Request } from 'express';
import {
  at,
  type Client,
  createClient,
  type Json,
  textAt,
} from '../../../sandbox/test/cybersource/client.ts';
import { API } from './app.ts';

export interface ReplacedPluginOptions {
  readonly sale?: boolean;
  readonly payerAuthentication?: boolean;
  /** As its versions up to 23.2.0 saved cards: the token is the instrument identifier, and nothing is said beside it. */
  readonly savesInstrumentIdentifiers?: boolean;
}

/**
 * CyberSource's OCC plugin 25.2.1, as far as its requests to CyberSource and its answers to OCC are known from its
 * documentation and from runs: what a shop that switches has in its orders and profiles was written by it.
 */
export function createReplacedPlugin(
  cybersourceUrl: string,
  options: ReplacedPluginOptions = {},
): RequestListener {
  const cybersource = createClient(cybersourceUrl);
  const app = express().use(express.json({ type: () => true }));

  app.post(`${API}/keys`, async (req, res) => {
    const { text } = await cybersource.post('/microform/v2/sessions', {
      clientVersion: 'v2',
      targetOrigins: [(req.body as { targetOrigin: string }).targetOrigin],
      allowedCardNetworks: ['VISA', 'MASTERCARD'],
      allowedPaymentTypes: ['CARD'],
    });
    res.json({ captureContext: text, cipher: sealedAsItDoes(text) });
  });

  app.post(`${API}/payments`, async (req: Request, res) => {
    const webhook = req.body as Webhook;
    const answer = await send(cybersource, webhook, options);
    res.json(
      webhook.paymentMethod === 'card' ? toCard(webhook, answer, options) : toFlat(webhook, answer, options),
    );
  });

  app.post(`${API}/capture`, async (req, res) => {
    const {
      transactionId,
      merchantReferenceNumber: code,
      amount,
      currency,
    } = req.body as Record<string, string>;
    const { status, body } = await cybersource.post(`/pts/v2/payments/${transactionId}/captures`, {
      clientReferenceInformation: { code },
      processingInformation: { commerceIndicator: 'internet' },
      orderInformation: { amountDetails: { totalAmount: twoDecimals(amount), currency } },
    });
    res.status(status === 201 ? 200 : status).json({
      amount,
      hostTransactionId: body['id'],
      merchantTransactionId: code,
      responseCode: status === 201 ? '11000' : '12000',
      responseReason: body['status'],
    });
  });

  return app as RequestListener;
}

interface Webhook {
  readonly transactionId: string;
  readonly transactionType: '0100' | '0110' | '0400';
  readonly transactionTimestamp: string;
  readonly orderId: string;
  readonly paymentId: string;
  readonly paymentMethod: 'card' | 'generic';
  readonly gatewayId: string;
  readonly siteId: string;
  readonly channel: string;
  readonly locale: string;
  readonly amount: string;
  readonly currencyCode: string;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly cardDetails?: Readonly<Record<string, unknown>> & {
    readonly token?: string;
    readonly additionalSavedCardProperties?: { readonly instrumentId?: string };
  };
  readonly customProperties?: Readonly<Record<string, string>>;
  readonly referenceInfo?: { readonly hostTransactionId?: string };
}

/** It seals with AES-CBC and a key that each process makes for itself. */
function sealedAsItDoes(text: string): { iv: string; encrypted: string } {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', randomBytes(32), iv);
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
  return { iv: iv.toString('hex'), encrypted: encrypted.toString('hex') };
}

function twoDecimals(amount = ''): string {
  return (Number.parseInt(amount, 10) / 100).toFixed(2);
}

async function send(
  cybersource: Client,
  webhook: Webhook,
  { sale = false, payerAuthentication = false }: ReplacedPluginOptions = {},
): Promise<Json> {
  const { transactionType, orderId: code, amount, currencyCode: currency, referenceInfo } = webhook;
  const amountDetails = { totalAmount: twoDecimals(amount), currency };
  const clientReferenceInformation = { code, partner: { developerId: '999', solutionId: 'D9W5TBWU' } };
  const original = referenceInfo?.hostTransactionId ?? '';
  if (transactionType === '0110')
    return (
      await cybersource.post(`/pts/v2/payments/${original}/reversals`, {
        clientReferenceInformation,
        reversalInformation: { amountDetails },
      })
    ).body;
  if (transactionType === '0400')
    return (
      await cybersource.post(`/pts/v2/captures/${original}/refunds`, {
        clientReferenceInformation,
        orderInformation: { amountDetails },
      })
    ).body;

  const { customProperties = {}, cardDetails, billingAddress: of } = webhook;
  const saves = cardDetails?.['saveCard'] === true;
  const authenticates = payerAuthentication && webhook.paymentMethod === 'card';
  const actionList = [
    ...(saves ? ['TOKEN_CREATE'] : []),
    ...(authenticates ? ['CONSUMER_AUTHENTICATION'] : []),
  ];
  const { body } = await cybersource.post('/pts/v2/payments', {
    clientReferenceInformation,
    processingInformation: {
      ...(sale && { capture: true }),
      ...(actionList.length > 0 && { actionList }),
      ...(saves && { actionTokenTypes: ['customer', 'paymentInstrument', 'shippingAddress'] }),
      ...(customProperties['paymentType'] === 'googlepay' && WALLET('012')),
      ...(customProperties['paymentType'] === 'applepay' && WALLET('001')),
    },
    ...paidWith(webhook),
    orderInformation: {
      amountDetails,
      billTo: {
        firstName: of['firstName'],
        lastName: of['lastName'],
        address1: of['address1'],
        locality: of['city'],
        administrativeArea: of['state'],
        postalCode: of['postalCode'],
        country: of['country'],
        email: of['email'] ?? 'ada@example.com',
      },
    },
    ...(authenticates && {
      consumerAuthenticationInformation: {
        returnUrl: 'http://localhost:8080/return',
        deviceChannel: 'Browser',
      },
    }),
  });
  return body;
}

const WALLET = (paymentSolution: string): object => ({ commerceIndicator: 'internet', paymentSolution });

function paidWith({ customProperties = {}, cardDetails }: Webhook): object {
  const { transientTokenJwt } = customProperties;
  const paymentToken = customProperties['paymentToken']?.replaceAll('~W!C@O#n', '=');
  if (paymentToken !== undefined) {
    const json = paymentToken.startsWith('{') ? paymentToken : Buffer.from(paymentToken, 'base64').toString();
    return { paymentInformation: { fluidData: { value: Buffer.from(json).toString('base64') } } };
  }
  const selected = { typeSelectionIndicator: '1' };
  if (cardDetails?.token === undefined)
    return { tokenInformation: { transientTokenJwt }, paymentInformation: { card: selected } };
  const { expirationMonth, expirationYear, additionalSavedCardProperties: saved } = cardDetails;
  return {
    paymentInformation: {
      instrumentIdentifier: { id: saved?.instrumentId ?? cardDetails.token },
      card: { expirationMonth, expirationYear, type: '001', ...selected },
    },
  };
}

const CODES: Readonly<Record<string, string>> = {
  AUTHORIZED_0100: '1000',
  PENDING_AUTHENTICATION_0100: '10000',
  REVERSED_0110: '2000',
  PENDING_0400: '3000',
};

const ENVELOPES = {
  '0100': 'authorizationResponse',
  '0110': 'voidResponse',
  '0400': 'creditResponse',
} as const;

function codeOf({ transactionType }: Webhook, answer: Json, sale = false): string {
  if (transactionType === '0100' && sale && answer['status'] === 'AUTHORIZED') return '4000';
  return CODES[`${String(answer['status'])}_${transactionType}`] ?? '9000';
}

function toCard(
  webhook: Webhook,
  answer: Json,
  { sale, savesInstrumentIdentifiers = false }: ReplacedPluginOptions,
): object {
  const { transactionId, transactionTimestamp, paymentId, paymentMethod, gatewayId, siteId, amount } =
    webhook;
  const now = String(Date.now());
  const isChallenge = answer['status'] === 'PENDING_AUTHENTICATION';
  const saved = at(answer, 'tokenInformation.paymentInstrument.id');
  return {
    orderId: webhook.orderId,
    channel: webhook.channel,
    locale: webhook.locale,
    transactionType: webhook.transactionType,
    currencyCode: webhook.currencyCode,
    [ENVELOPES[webhook.transactionType]]: {
      ...{ transactionId, transactionTimestamp, paymentId, paymentMethod, gatewayId, siteId, amount },
      hostTransactionTimestamp: now,
      authCode: answer['status'],
      responseCode: codeOf(webhook, answer, sale),
      responseReason: answer['status'],
      merchantTransactionId: transactionId,
      hostTransactionId: answer['id'],
      merchantTransactionTimestamp: now,
      additionalProperties: {
        paymentStatus: answer['status'],
        ...(isChallenge && {
          action: 'validateConsumerAuthentication',
          authenticationTransactionId: textAt(
            answer,
            'consumerAuthenticationInformation.authenticationTransactionId',
          ),
        }),
      },
      ...(isChallenge && { customPaymentProperties: ['action', 'authenticationTransactionId'] }),
      ...(saved !== undefined && savedCard(answer, savesInstrumentIdentifiers)),
    },
  };
}

function savedCard(answer: Json, savesInstrumentIdentifiers: boolean): object {
  const instrumentId = textAt(answer, 'tokenInformation.instrumentIdentifier.id');
  if (savesInstrumentIdentifiers) return { token: instrumentId };
  return {
    token: textAt(answer, 'tokenInformation.paymentInstrument.id'),
    additionalSavedCardProperties: {
      customerId: textAt(answer, 'tokenInformation.customer.id'),
      instrumentId,
    },
  };
}

function toFlat(webhook: Webhook, answer: Json, { sale }: ReplacedPluginOptions): object {
  const code = codeOf(webhook, answer, sale);
  return {
    orderId: webhook.orderId,
    channel: webhook.channel,
    locale: webhook.locale,
    transactionType: webhook.transactionType,
    currencyCode: webhook.currencyCode,
    amount: webhook.amount,
    paymentId: webhook.paymentId,
    hostTimestamp: new Date().toISOString(),
    hostTransactionId: answer['id'],
    merchantTransactionId: webhook.transactionId,
    response: { code, reason: answer['status'], success: /^[1-4]000$/.test(code) },
    additionalProperties: { paymentStatus: answer['status'] },
  };
}
