import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { Increment, Void } from '../../domain/payment/command.ts';
import { money } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { defineRoute, type Route } from '../../http/define-route.ts';
import { jsonBody } from '../../http/route-body.ts';
import type { FindPayment } from '../../payments/find-payment.ts';
import type { PreviewPayment } from '../../payments/preview-payment.ts';
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
import { differenceBody, type OperationBody, wholeOrPartBody } from './operation-body.ts';
import { examplePlan, operationPlan, planOf } from './operation-plan.ts';

export interface OperationDeps extends OmsOperationDeps {
  readonly previewPayment: PreviewPayment;
  readonly findPayment: FindPayment;
}

type Name = 'void' | 'reverse' | 'reduce' | 'increment';

const TEXTS: Readonly<Record<Name, { readonly summary: string; readonly description: string }>> = {
  void: {
    summary: 'Take back what is not settled: reverse what is held, else void what was captured',
    description:
      'Never refunds. With the `requestId` of a capture or refund that one is voided. What is settled is refused, with the advice to refund it.',
  },
  reverse: {
    summary: 'Cancel or refund, as the payment’s state asks',
    description:
      'Releases what is held; voids what was captured while CyberSource still can, else refunds it; of a payment that was captured in part it does both.',
  },
  reduce: {
    summary: 'Hold less',
    description: 'Releases a part of what is held. What was captured is never touched.',
  },
  increment: {
    summary: 'Hold more',
    description:
      'An incremental authorization, where the payment’s method declares it. The issuer may decline it; what was held before stays held.',
  },
};

/** The operations on a payment that the replaced plugin does not have. */
export const paymentOperations: readonly Route<OperationDeps>[] = [
  operation('void'),
  operation('reverse'),
  operation('reduce'),
  operation('increment'),
];

function operation(name: Name): Route<OperationDeps> {
  const answer = exampleAnswer(name, name === 'increment' ? 'increment' : 'reversal');
  const body = name === 'void' || name === 'reverse' ? wholeOrPartBody : differenceBody;
  return defineRoute({
    method: 'POST',
    path: `/${name}`,
    operationId: name === 'void' ? 'voidPayment' : name,
    ...TEXTS[name],
    caller: 'oms',
    right: 'move-money',
    headers: idempotencyKey,
    query: dryRunQuery,
    body: jsonBody<OperationBody>(body, {
      part: {
        orderId: 'o30446',
        requestId: '7000000000000000000001',
        amount: { minor: 2_000, currency: 'USD' },
      },
    }),
    problems: OPERATION_PROBLEMS,
    answers: {
      200: {
        description: 'Carried out; or, of a dry run, what would be',
        schema: lazy(() => z.union([operationAnswer(), operationPlan()])),
        examples: { carriedOut: answer, planned: examplePlan('reverse') },
      },
      400: {
        description:
          'CyberSource refused it, or the payment’s method does not declare it: the whole answer, and why. Or fields of the request ' +
          'have to be corrected; then there is no `state`, and nothing was sent.',
        schema: lazy(() => z.union([operationRefusal(), operationRefusal().partial()])),
        examples: {
          refused: {
            ...answer,
            state: 'failed',
            errors: [{ code: 'already-settled', message: 'CyberSource can no longer void it.' }],
            status: 400,
            message: 'CyberSource can no longer void it.',
            code: 'refused',
            errorCode: 'refused',
          },
        },
      },
      409: {
        description:
          'The payment’s state forbids it: what is left, and what is allowed instead. Or the same request came without an ' +
          '`Idempotency-Key` within 24 hours; `first` is its result',
        schema: repeatedOperation,
      },
    },
    handler: (deps: OperationDeps) => (call) =>
      carryOut(call, deps, {
        operation: name,
        orderId: call.body.orderId,
        content: contentOf(call.body),
        toCommand: (identity, settings) => toCommand(name, call, settings, identity, deps.findPayment),
        toPlan: (command, settings) => planOf(name, command, settings, deps.previewPayment),
        toAnswer: (paid) => requireOperationAnswer(name, paid),
        toUnsupported: toUnsupportedOperation,
      }),
  });
}

type OperationCall = OmsCall<OperationBody>;

/** What tells a request from others of its day. */
function contentOf({
  orderId,
  paymentGroupId = '' as never,
  requestId = '' as never,
  amount,
}: OperationBody): readonly (string | number)[] {
  return [orderId, paymentGroupId, requestId, amount?.minor ?? 'all', amount?.currency ?? ''];
}

/** ISO 4217: no currency is involved. Stands in a request for everything, whose amount the payment tells. */
const NO_CURRENCY = 'XXX' as CurrencyCode;

async function toCommand(
  name: Name,
  { body, caller }: OperationCall,
  settings: GatewaySettings,
  identity: OmsIdentity,
  findPayment: FindPayment,
): Promise<Void | Increment> {
  const { orderId, paymentGroupId, amount } = body;
  const about = { orderId, ...present({ paymentGroupId }) };
  const common = {
    ...identity,
    ...about,
    caller: 'oms',
    actor: caller.operator.name,
    site: settings.site,
    channel: settings.channel,
    original: body.requestId ?? (await findPayment(about, settings)),
  } as const;
  if (name === 'increment') return { ...common, type: 'increment', amount: amount ?? nothing() };
  return {
    ...common,
    type: 'void',
    of: 'authorization',
    amount: amount ?? nothing(),
    ...(amount === undefined && { isWhole: true }),
    ...REACH[name],
  };
}

function nothing(): Void['amount'] {
  return money(0, NO_CURRENCY);
}

const REACH: Readonly<Record<Exclude<Name, 'increment'>, Pick<Void, 'reach'>>> = {
  void: { reach: 'unsettled' },
  reverse: {},
  reduce: { reach: 'hold' },
};
