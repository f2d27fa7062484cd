import * as z from 'zod';
import { lazy, type Shape } from '../../domain/json/lazy.ts';
import type { CurrencyCode } from '../../domain/money/currency.ts';
import type { Increment, Void } from '../../domain/payment/command.ts';
import { money } from '../../domain/money/money.ts';
import { present } from '../../domain/present.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import { type Call, defineRoute, type Route } from '../../http/define-route.ts';
import { toErrorBody } from '../../http/error-body.ts';
import { jsonBody } from '../../http/route-body.ts';
import { sendJson } from '../../http/send.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { ExecutePayment } from '../../payments/execute-payment.ts';
import type { FindPayment } from '../../payments/find-payment.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import type { PreviewPayment } from '../../payments/preview-payment.ts';
import { notSupportedOrThrow } from '../payment-webhook/not-supported.ts';
import { completedPaymentFields } from '../payment-webhook/payment-log-fields.ts';
import { dryRunQuery, idempotencyKey, identityWithin24Hours, repeated } from './identity.ts';
import { identityOf, type OmsIdentity } from './oms-command.ts';
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

export interface OperationDeps {
  readonly settingsFor: SettingsFor;
  readonly journal: Journal;
  readonly executePayment: ExecutePayment;
  readonly previewPayment: PreviewPayment;
  readonly findPayment: FindPayment;
  readonly now: () => Date;
  readonly log: Log;
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
    handler: (deps: OperationDeps) => (call) => carryOut(name, call, deps),
  });
}

type OperationCall = Call<'oms', OperationBody, Shape<typeof dryRunQuery>, Shape<typeof idempotencyKey>>;

async function carryOut(name: Name, call: OperationCall, deps: OperationDeps): Promise<void> {
  const { res, body, caller } = call;
  const { site, channel } = caller;
  const { orderId } = body;
  describeWork({ site, orderId });
  const key = call.headers['idempotency-key'];
  const settings = await deps.settingsFor(site, channel);
  const identity =
    key === undefined
      ? await identityWithin24Hours(name, site, contentOf(body), deps.journal, deps.now())
      : identityOf(name, site, key, (await call.readJson()).bytes);
  const command = await toCommand(name, call, settings, identity, deps.findPayment);
  if (call.query.dryRun === 'true') {
    sendJson(res, 200, await planOf(name, command, settings, deps.previewPayment));
    return;
  }
  const paid = await deps.executePayment(command, settings).catch(notSupportedOrThrow);
  if (paid instanceof Problem) {
    deps.log('payment.not-supported', { site, channel, orderId, problem: paid.message });
    sendJson(res, 400, toUnsupportedOperation(paid.message));
    return;
  }
  deps.log('payment.completed', { site, channel, orderId, caller: 'oms', ...completedPaymentFields(paid) });
  const answer = requireOperationAnswer(name, paid);
  // Two equal ones are legal: without a key one cannot be told from a repeat, so a person decides.
  if (paid.replayed && key === undefined)
    sendJson(res, 409, { ...toErrorBody(repeated(name), res.requestId), first: answer.body });
  else sendJson(res, answer.status, answer.body);
}

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
