import { Problem } from '../../domain/problem.ts';
import type { SiteId } from '../../domain/ids.ts';
import { gatewayRefOf, reportOf } from '../../domain/payment/reported.ts';
import type { Log } from '../../log/log.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import { textsOf } from '../../occ/response/decline-texts.ts';
import { malformedField, requireShape } from '../../occ/webhook/required-shape.ts';
import { isSuccess, toResponseCode, toVerdict } from '../../occ/response/response-codes.ts';
import { indefinite, toReason } from '../../occ/response/webhook-response.ts';
import type { ExecutedPayment, ExecutePayment } from '../../payments/execute-payment.ts';
import type { Journal, SettingsFor } from '../../payments/ports/ports.ts';
import { hasAdminToken, requireOms } from '../../http/request-authentication.ts';
import { toErrorBody } from '../../http/error-handler.ts';
import {
  aDayBefore,
  type OmsIdentity,
  identityByContent,
  identityOf,
  type OmsOperation,
  omsRequest,
  type OmsRequest,
  requireOmsCommand,
} from './oms-command.ts';
import { toOmsProblem } from './oms-problem.ts';
import { summary } from '../payment-webhook.ts';
import { readJson } from '../../http/read-body.ts';
import type { Request, Response, Route } from '../../http/route.ts';
import { sendJson } from '../../http/send.ts';

export interface OmsDeps {
  readonly occ: OccApi;
  readonly settingsFor: SettingsFor;
  readonly journal: Journal;
  readonly executePayment: ExecutePayment;
  readonly now: () => Date;
  readonly log: Log;
}

/** Capture and refund for the merchant's order management. */
export function oms(operation: OmsOperation, deps: OmsDeps): Route {
  const { occ, settingsFor, journal, executePayment, now, log } = deps;

  return {
    method: 'POST',
    path: `/${operation}`,
    async handle(req, res) {
      try {
        await carryOut(req, res);
      } catch (error) {
        throw error instanceof Problem ? toOmsProblem(operation, error, hasAdminToken(req)) : error;
      }
    },
  };

  async function carryOut(req: Request, res: Response): Promise<void> {
    const { site, channel } = await requireOms(req, occ);
    const { bytes, json } = await readJson(req, res);
    const request = requireShape(omsRequest, json, 'body');
    const idempotencyKey = readIdempotencyKey(req);
    const settings = await settingsFor(site, channel);

    const identity =
      idempotencyKey === undefined
        ? await identityWithin24Hours(site, request)
        : identityOf(operation, site, idempotencyKey, bytes);
    const paid = await executePayment(requireOmsCommand(operation, request, settings, identity), settings);
    log('info', 'payment', {
      site,
      channel,
      orderId: request.merchantReferenceNumber,
      caller: 'oms',
      ...summary(paid),
    });

    const { status, body } = requireOmsAnswer(operation, request, paid);
    // Two equal partial captures are legal: without a key nobody can tell them from a repeat, so a person decides.
    if (paid.replayed && idempotencyKey === undefined) {
      sendJson(res, 409, { ...toErrorBody(repeated(operation), res.requestId), first: body });
    } else sendJson(res, status, body);
  }

  /** Yesterday's identity counts while its first request is less than 24 hours old. */
  async function identityWithin24Hours(site: SiteId, request: OmsRequest): Promise<OmsIdentity> {
    const at = now();
    const yesterday = identityByContent(operation, site, request, aDayBefore(at));
    const earlier = await journal.find(yesterday.key);
    const stillCounts = earlier !== undefined && earlier.claimedAt > aDayBefore(at);
    return stillCounts ? yesterday : identityByContent(operation, site, request, at);
  }
}

interface OmsAnswer {
  /** 400 for what CyberSource refused: an OMS that looks at nothing else must not book it as done. */
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws Problem `outcome-unknown` or `not-sent`: never a decline for what may have happened. */
function requireOmsAnswer(
  operation: OmsOperation,
  request: OmsRequest,
  { result, at }: ExecutedPayment,
): OmsAnswer {
  const verdict = toVerdict(result, false);
  const responseCode = toResponseCode(operation, verdict);
  if (responseCode === undefined) throw indefinite(result);
  const body = {
    hostTransactionTimestamp: reportOf(result)?.submittedAt ?? at.toISOString(),
    amount: request.amount,
    hostTransactionId: gatewayRefOf(result),
    merchantTransactionId: request.merchantReferenceNumber,
    responseCode,
    responseReason: toReason(result, verdict),
    merchantTransactionTimestamp: at.toISOString(),
  };
  if (isSuccess(responseCode)) return { status: 200, body };
  const message = textsOf(operation, result, undefined)?.developer;
  return { status: 400, body: { status: 400, message, code: verdict, errorCode: verdict, ...body } };
}

function readIdempotencyKey(req: Request): string | undefined {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\w.:-]{1,128}$/.test(key)) return key;
  throw malformedField('header:idempotency-key', 'must be 1 to 128 letters, digits, dots, colons or hyphens');
}

function repeated(operation: OmsOperation): Problem {
  const orNumber = operation === 'capture' ? ', or with another captureSequenceNumber' : '';
  return new Problem(
    'conflict',
    `The same request was carried out within the last 24 hours; "first" is its result. If you mean another ${operation} of the same amount, send it with an Idempotency-Key header of its own${orNumber}.`,
  );
}
