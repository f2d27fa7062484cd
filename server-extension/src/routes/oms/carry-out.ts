import type { OrderId } from '../../domain/ids.ts';
import type { Shape } from '../../domain/json/lazy.ts';
import type { PaymentCommand } from '../../domain/payment/command.ts';
import { Problem } from '../../domain/problem.ts';
import type { GatewaySettings } from '../../domain/settings.ts';
import type { Call } from '../../http/define-route.ts';
import { toErrorBody } from '../../http/error-body.ts';
import { sendJson } from '../../http/send.ts';
import type { ExecutedPayment, ExecutePayment } from '../../payments/execute-payment.ts';
import type { Journal } from '../../payments/ports/journal.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { notSupportedOrThrow } from '../payment-webhook/not-supported.ts';
import { completedPaymentFields } from '../payment-webhook/payment-log-fields.ts';
import { type dryRunQuery, type idempotencyKey, identityWithin24Hours, repeated } from './identity.ts';
import { identityOf, type OmsIdentity } from './oms-command.ts';

export interface OmsOperationDeps {
  readonly settingsFor: SettingsFor;
  readonly journal: Journal;
  readonly executePayment: ExecutePayment;
  readonly now: () => Date;
  readonly log: Log;
}

/** A checked request of the order management that moves money. */
export type OmsCall<Body> = Call<'oms', Body, Shape<typeof dryRunQuery>, Shape<typeof idempotencyKey>>;

/** What one operation makes of a request. */
export interface OmsOperationParts<Command extends PaymentCommand> {
  /** Stands in the request's identity and in what is said about it. */
  readonly operation: string;
  readonly orderId: OrderId;
  /** What tells the request from others of its day, where it has no key. */
  readonly content: readonly (string | number)[];
  readonly toCommand: (identity: OmsIdentity, settings: GatewaySettings) => Command | Promise<Command>;
  /** The answer to a dry run. */
  readonly toPlan: (command: Command, settings: GatewaySettings) => Promise<object>;
  /** @throws Problem `outcome-unknown` or `not-sent`: never a decline for what may have happened. */
  readonly toAnswer: (paid: ExecutedPayment) => { readonly status: 200 | 400; readonly body: object };
  /** The answer to what the payment's method does not declare. */
  readonly toUnsupported: (message: string) => object;
}

/**
 * Answers a request of the order management: carries it out once, however often it comes, or says what would be sent.
 *
 * Without an `Idempotency-Key` the content of the request stands for it, for 24 hours. Two equal operations, partial captures
 * for example, are legal: a repetition without a key gets 409 with the first result, so that a person decides.
 */
export async function carryOut<Body, Command extends PaymentCommand>(
  { res, caller: { site, channel }, query, headers, readJson }: OmsCall<Body>,
  { settingsFor, journal, executePayment, now, log }: OmsOperationDeps,
  { operation, orderId, content, toCommand, toPlan, toAnswer, toUnsupported }: OmsOperationParts<Command>,
): Promise<void> {
  describeWork({ site, orderId });
  const key = headers['idempotency-key'];
  const settings = await settingsFor(site, channel);
  const identity =
    key === undefined
      ? await identityWithin24Hours(operation, site, content, journal, now())
      : identityOf(operation, site, key, (await readJson()).bytes);
  const command = await toCommand(identity, settings);
  if (query.dryRun === 'true') {
    sendJson(res, 200, await toPlan(command, settings));
    return;
  }
  const paid = await executePayment(command, settings).catch(notSupportedOrThrow);
  if (paid instanceof Problem) {
    log('payment.not-supported', { site, channel, orderId, problem: paid.message });
    sendJson(res, 400, toUnsupported(paid.message));
    return;
  }
  log('payment.completed', { site, channel, orderId, caller: 'oms', ...completedPaymentFields(paid) });
  const { status, body } = toAnswer(paid);
  if (paid.replayed && key === undefined)
    sendJson(res, 409, { ...toErrorBody(repeated(operation), res.requestId), first: body });
  else sendJson(res, status, body);
}
