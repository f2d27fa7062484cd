import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { createAuthorizationCheckFor } from '../../checkout/authorization-check.ts';
import { createCheckoutRiskCheck, type CheckoutRiskCheckDeps } from '../../checkout/checkout-risk-check.ts';
import { createInitiationFor } from '../../checkout/initiation.ts';
import { createAuthenticate } from '../../checkout/payer-authentication.ts';
import {
  createVerifyCheckoutData,
  type VerifyCheckoutDataDeps,
} from '../../checkout/verify-checkout-data.ts';
import { defineRoute } from '../../http/define-route.ts';
import { signedJsonBody } from '../../http/route-body.ts';
import { sendJson } from '../../http/send.ts';
import { describeWork } from '../../telemetry/log/line-context.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { PaymentMethod } from '../../methods/method/payment-method.ts';
import type { OccApi } from '../../occ/api/admin-api.ts';
import type { WebhookResponse } from '../../occ/response/response-envelope.ts';
import { cardAnswer, flatAnswer } from '../../occ/response/response-schema.ts';
import { fingerprintOf } from '../../occ/webhook/webhook-command.ts';
import { identity } from '../../occ/webhook/webhook-identity.ts';
import type { RequestHeaders } from '../../occ/webhook/signature/webhook-signature.ts';
import { completedPaymentFields } from './payment-log-fields.ts';
import { parseWebhook } from '../../occ/webhook/parse-webhook.ts';
import { webhookBody } from '../../occ/webhook/body/webhook-body.ts';
import type { ExecutePayment } from '../../payments/execute-payment.ts';
import type { FindPayment } from '../../payments/find-payment.ts';
import type { ProfileLeases } from '../../notifications/cards/profile-leases.ts';
import type { SettingsFor } from '../../payments/ports/settings-for.ts';
import { createEarlyAnswer, isEarlyEnd } from './early-answer.ts';
import { authorization, authorized, walletAuthorized } from './examples.ts';
import { createExecuteCommand } from './execute-command.ts';
import { createFinalAnswer } from './final-answer.ts';
import { createReadCommand } from './read-command.ts';

export interface PaymentWebhookDeps extends VerifyCheckoutDataDeps, CheckoutRiskCheckDeps {
  /** The payment methods of the installation. */
  readonly methods: readonly PaymentMethod[];
  readonly settingsFor: SettingsFor;
  readonly executePayment: ExecutePayment;
  readonly findPayment: FindPayment;
  readonly occ: OccApi;
  readonly profileLeases: Pick<ProfileLeases, 'announceSaving'>;
  readonly now: () => Date;
  readonly log: Log;
}

/** OCC: generic payment webhook. The signature over the bytes is verified, then they are parsed, then money moves at most once. */
export const paymentWebhook = defineRoute({
  method: 'POST',
  path: '/payments',
  operationId: 'payment',
  summary: 'OCC’s generic payment webhook',
  description:
    'Authorize (0100), void (0110), capture (0200) and refund (0400) of a payment by card, saved card, Google Pay or Apple Pay. A ' +
    'void does what the payment’s state asks for: it reverses what is held, voids what was captured and is not settled, refunds the ' +
    'rest; a refund may go over several captures. The signature is verified over the bytes as sent. A delivery that was answered ' +
    'before gets the same bytes again, whatever its age, and nothing is sent twice; an unknown one more than 24 hours from now is ' +
    'refused. While cards are being tested, an authorization is declined (200) without being sent; so is one whose amount or currency ' +
    'is not that of OCC’s order (`authCode` ORDER_AMOUNT_MISMATCH), and one with a saved card that lacks what the site asks of ' +
    'shoppers (SECURITY_CODE_REQUIRED, PAYER_AUTHENTICATION_REQUIRED). Whether a payment with a saved card is a run of a schedule, ' +
    'OCC’s order says; while it cannot be read, the answer is 503 and nothing was sent. Details that cannot be read are left out. A ' +
    'decline is an answer (200); a capture, void or refund without a definite end is 503, never a decline code.',
  caller: 'occ-webhook',
  body: signedJsonBody(webhookBody, { authorization }),
  problems: [
    'seal-invalid',
    'seal-expired',
    'not-allowed',
    'not-found',
    'conflict',
    'wait-for-result',
    'unprocessable',
    'gateway-failure',
    'journal-unavailable',
    'in-progress',
    'not-sent',
    'outcome-unknown',
  ],
  answers: {
    200: {
      description:
        'For `paymentMethod: card` an object under `authorizationResponse`, `voidResponse`, `captureResponse`, `creditResponse` or ' +
        '`inquireBalanceResponse`; ' +
        'flat with `response.success` for every other method. Types that the method does not support get a failure in the same shape.',
      schema: lazy(() => z.union([cardAnswer(), flatAnswer()])),
      examples: { card: authorized, wallet: walletAuthorized },
    },
  },
  handler: (deps: PaymentWebhookDeps) => {
    const { now, log } = deps;
    const authenticate = createAuthenticate(deps);
    const readCommand = createReadCommand({
      ...deps,
      authenticate,
      initiationFor: createInitiationFor(deps),
    });
    const execute = createExecuteCommand({
      verifyCheckoutData: createVerifyCheckoutData(deps),
      authorizationCheckFor: createAuthorizationCheckFor(log),
      checkoutRiskCheck: createCheckoutRiskCheck(deps),
      executePayment: deps.executePayment,
    });
    const earlyAnswer = createEarlyAnswer(log, now);
    const finalAnswer = createFinalAnswer({ ...deps, authenticate });

    const answer = async (bytes: Buffer, headers: RequestHeaders): Promise<WebhookResponse> => {
      const started = now();
      const webhook = parseWebhook(bytes, deps.methods, headers);
      describeWork({ site: webhook.siteId, orderId: webhook.orderId });
      const requested = await readCommand(webhook, fingerprintOf(bytes));
      if (isEarlyEnd(requested)) return earlyAnswer(webhook, requested);

      const executed = await execute(webhook, requested);
      if (isEarlyEnd(executed)) return earlyAnswer(webhook, executed);

      log('payment.completed', {
        ...identity(webhook),
        ...completedPaymentFields(executed),
        durationMs: now().getTime() - started.getTime(),
      });
      return finalAnswer(webhook, requested, executed);
    };

    return async function answerPaymentWebhook({ req, res, caller }) {
      sendJson(res, 200, await answer(caller.bytes, req.headers));
    };
  },
});
