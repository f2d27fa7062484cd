import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { Authorize, StoredCard } from '../../domain/payment/command.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { defineRoute } from '../../http/define-route.ts';
import { moneyBody } from '../../http/payment-standing.ts';
import { jsonBody } from '../../http/route-body.ts';
import { malformedField } from '../../occ/webhook/shape/required-shape.ts';
import type { PreviewCharge } from '../../payments/preview-charge.ts';
import type { FindFirstPayment, FirstPayment } from '../../payments/first-payment.ts';
import { carryOut, type OmsOperationDeps, type OmsCall } from './carry-out.ts';
import { dryRunQuery, idempotencyKey } from './identity.ts';
import { type OmsIdentity } from './oms-command.ts';
import {
  exampleAnswer,
  operationAnswer,
  operationRefusal,
  repeatedOperation,
  requireOperationAnswer,
  toUnsupportedOperation,
  OPERATION_PROBLEMS,
} from './operation-answer.ts';
import { amountField, orderIdField, paymentGroupIdField, requestIdField } from './operation-body.ts';
import { operationResult, plannedResult } from './result.ts';

export interface ChargeDeps extends OmsOperationDeps {
  readonly previewCharge: PreviewCharge;
  readonly findFirstPayment: FindFirstPayment;
}

const tokenId = lazy(() =>
  z
    .string('must be an id of a token')
    .regex(/^[\w-]{1,64}$/, 'must be an id of a token')
    .optional(),
);

/** A card in CyberSource's vault, by the ids that OCC and the webhook's answers have. */
const storedCard = lazy(() =>
  z
    .strictObject({
      paymentInstrumentId: tokenId(),
      instrumentIdentifierId: tokenId(),
      customerId: tokenId(),
      expirationMonth: z
        .string()
        .regex(/^(0?[1-9]|1[0-2])$/, 'must be 1 to 12')
        .optional(),
      expirationYear: z
        .string()
        .regex(/^20\d{2}$/, 'must be a year of four digits')
        .optional(),
    })
    .refine(
      ({ paymentInstrumentId, instrumentIdentifierId, customerId }) =>
        (paymentInstrumentId ?? instrumentIdentifierId ?? customerId) !== undefined,
      'must name paymentInstrumentId, instrumentIdentifierId or customerId',
    ),
);

const chargeBody = lazy(() =>
  z.strictObject({
    orderId: orderIdField(),
    paymentGroupId: paymentGroupIdField().meta({
      description:
        'What is paid; of one payment group only one charge can stand. Each instalment is a payment group of its own',
    }),
    amount: amountField(),
    instrument: storedCard()
      .optional()
      .meta({ description: 'The stored card; without it that of the first payment' }),
    firstPayment: z.strictObject({ orderId: orderIdField(), requestId: requestIdField() }).optional().meta({
      description:
        'The payment with which the shopper stored the card. Without a database CyberSource’s records have to show its card',
    }),
    networkTransactionId: z
      .string()
      .regex(/^\w{1,15}$/, 'must be the card network’s id of the first payment')
      .optional()
      .meta({ description: 'Of the first payment, where neither the journal nor CyberSource knows it' }),
    capture: z
      .boolean()
      .optional()
      .meta({ description: 'Take the money at once; without it as the setting `saleEnabled` says of cards' }),
  }),
);

type ChargeBody = Shape<typeof chargeBody>;

const chargePlan = lazy(() =>
  z
    .strictObject({
      ...operationResult().shape,
      operation: z.literal('charge'),
      orderId: z.string(),
      steps: z.array(
        z.strictObject({
          operation: z.enum(['authorization', 'sale']),
          amount: moneyBody(),
          networkTransactionId: z.string().optional(),
        }),
      ),
    })
    .meta({ id: 'ChargePlan' }),
);

const answer = exampleAnswer('charge', 'sale');

/** Charges a stored card without the shopper. */
export const charge = defineRoute({
  method: 'POST',
  path: '/charge',
  operationId: 'charge',
  summary: 'Charge a stored card without the shopper',
  description:
    'A merchant-initiated payment with the network transaction id of the first payment. Neither security code nor 3-D Secure is asked for. ' +
    'With `firstPayment` alone the stored card is the one that payment was made with, or stored: from the journal, and without a database from ' +
    'CyberSource’s records of it. Where these show no stored card, the request is refused with 400 and nothing is sent: name the card in ' +
    '`instrument`, and where they show no network transaction id, that in `networkTransactionId`. ' +
    'Of one payment group one charge stands until it is declined or taken back: the same amount under another `Idempotency-Key` is answered ' +
    'with the charge that stands, another amount with 409. Without a database CyberSource’s records are read for that first: where they cannot be ' +
    'read, or another instance charged it a moment ago, the answer is 503, no second payment is made, and the request can be repeated. ' +
    'Captures, refunds and voids of it are asked for like those of every other payment.',
  caller: 'oms',
  right: 'move-money',
  headers: idempotencyKey,
  query: dryRunQuery,
  body: jsonBody(chargeBody, {
    monthly: {
      orderId: 'o30447',
      paymentGroupId: 'pg30447',
      amount: { minor: 1_200, currency: 'USD' },
      firstPayment: { orderId: 'o30446', requestId: '7000000000000000000001' },
      capture: true,
    },
  }),
  problems: OPERATION_PROBLEMS,
  answers: {
    200: {
      description: 'Charged; or, of a dry run, what would be',
      schema: lazy(() => z.union([operationAnswer(), chargePlan()])),
      examples: { charged: answer },
    },
    400: {
      description:
        'Declined or refused: the whole answer, and why. Or fields of the request have to be corrected',
      schema: lazy(() => z.union([operationRefusal(), operationRefusal().partial()])),
      examples: {
        declined: {
          ...answer,
          state: 'failed',
          errors: [{ code: 'insufficient-funds', message: 'The issuer declined: not enough money.' }],
          status: 400,
          message: 'The issuer declined: not enough money.',
          code: 'declined',
          errorCode: 'declined',
        },
      },
    },
    409: {
      description:
        'The payment group holds a payment already. Or the same request came without an `Idempotency-Key` within 24 hours; `first` is its result',
      schema: repeatedOperation,
    },
  },
  handler: (deps: ChargeDeps) => (call) =>
    carryOut(call, deps, {
      operation: 'charge',
      orderId: call.body.orderId,
      content: contentOf(call.body),
      async toCommand(identity, settings) {
        const first = await firstPaymentOf(call.body, settings, deps.findFirstPayment);
        return toCommand(call, settings, identity, first);
      },
      toPlan: async (command, settings) => planOf(command, await deps.previewCharge(command, settings)),
      toAnswer: (paid) => requireOperationAnswer('charge', paid),
      toUnsupported: toUnsupportedOperation,
    }),
});

type ChargeCall = OmsCall<ChargeBody>;

function contentOf(body: ChargeBody): readonly (string | number)[] {
  const { orderId, paymentGroupId, amount } = body;
  return [orderId, paymentGroupId, amount.minor, amount.currency];
}

async function firstPaymentOf(
  { firstPayment, instrument }: ChargeBody,
  settings: GatewaySettings,
  findFirstPayment: FindFirstPayment,
): Promise<FirstPayment> {
  if (firstPayment !== undefined)
    return findFirstPayment.byPayment(firstPayment.requestId, firstPayment.orderId, settings);
  const id = instrument?.paymentInstrumentId;
  return id === undefined ? {} : findFirstPayment.byCard(id, settings.site);
}

const NO_CARD = {
  unnamed: 'is missing: name the stored card, or a firstPayment with which one was stored',
  'not stored':
    'is missing: neither the journal nor CyberSource’s records of firstPayment have a stored card. Name the stored card',
} as const;

/** @throws Problem `malformed-request` where neither the request nor the first payment has a stored card. */
function toCommand(
  { body, caller }: ChargeCall,
  settings: GatewaySettings,
  identity: OmsIdentity,
  first: FirstPayment,
): Authorize {
  const { orderId, paymentGroupId, amount, instrument } = body;
  const card: StoredCard | undefined =
    instrument === undefined ? first.card : { kind: 'saved-card', ...present({ ...instrument }) };
  if (card === undefined)
    throw malformedField(
      'body:instrument',
      NO_CARD[body.firstPayment === undefined ? 'unnamed' : 'not stored'],
    );
  return {
    ...identity,
    type: 'authorize',
    caller: 'oms',
    actor: caller.operator.name,
    site: settings.site,
    channel: settings.channel,
    orderId,
    paymentGroupId,
    amount,
    paymentType: 'card',
    instrument: card,
    initiation: {
      by: 'merchant',
      ...present({
        previousNetworkTransactionId: body.networkTransactionId ?? first.networkTransactionId,
      }),
    },
    captureNow: body.capture ?? settings.saleTypes.has('card'),
    // Of the shopper nothing is known here; the card was stored with an account.
    order: { buyer: { kind: 'EXISTING_ACCOUNT' }, device: {}, lineItems: [] },
  };
}

/** Nothing is left to send where a charge stands already. */
function planOf(
  { orderId, amount, captureNow, initiation }: Authorize,
  preview: Awaited<ReturnType<PreviewCharge>>,
): Shape<typeof chargePlan> {
  const networkTransactionId =
    initiation.by === 'merchant' ? initiation.previousNetworkTransactionId : undefined;
  return {
    ...plannedResult,
    operation: 'charge',
    orderId,
    steps:
      preview === 'stands'
        ? []
        : [
            {
              operation: captureNow ? 'sale' : 'authorization',
              amount,
              ...present({ networkTransactionId }),
            },
          ],
  };
}
