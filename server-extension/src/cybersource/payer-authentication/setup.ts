import * as z from 'zod';
import { lazy } from '../../domain/json/lazy.ts';
import { jsonIn } from '../../domain/json/json-object.ts';
import { Problem } from '../../domain/problem.ts';
import type {
  AuthenticationSetup,
  CardToAuthenticate,
  PayerAuthenticationSetup,
} from '../../payments/ports/payer-authentication.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { type FittedRequest, fitRequest } from '../fields/grammar.ts';
import { paymentFields } from '../fields/payment-fields.ts';
import { type JsonObject, section } from '../fields/json.ts';
import type { RequireMethodRequest } from '../requests/method-request.ts';
import type { Sender } from '../requests/reference.ts';
import { savedCard } from '../requests/saved-card.ts';
import { type TransportResult, toReplyFields } from '../client/transport.ts';

export interface SetupDeps {
  readonly clientFor: ClientFor;
  readonly sender: Sender;
  readonly methodRequest: RequireMethodRequest;
  readonly log?: Log;
}

/** The shopper has pressed the button and waits. */
const DEADLINE_MS = 10_000;

export function createAuthenticationSetup({
  clientFor,
  sender,
  methodRequest,
  log,
}: SetupDeps): PayerAuthenticationSetup {
  return {
    async setUp(card, reference, { account, site, channel }) {
      const request = toSetupRequest(card, reference, sender, methodRequest);
      const reply = await clientFor(account).send(
        (operations) => operations.setUpAuthentication(request),
        DEADLINE_MS,
      );
      log?.('payer-authentication.setup', { site, channel, ...toReplyFields(reply) });
      return requireSetup(reply);
    },
  };
}

/** CyberSource: body of `POST /risk/v1/authentication-setups`. */
export function toSetupRequest(
  card: CardToAuthenticate,
  reference: string,
  { partner }: Sender,
  methodRequest: RequireMethodRequest,
): FittedRequest {
  const request = {
    clientReferenceInformation: { code: reference, partner: { ...partner } },
    ...source(card, methodRequest),
  };
  return fitRequest(request, paymentFields);
}

function source(card: CardToAuthenticate, methodRequest: RequireMethodRequest): JsonObject {
  switch (card.kind) {
    case 'transient-token-id':
      return { tokenInformation: { transientToken: card.id } };
    case 'saved-card':
      return { paymentInformation: savedCard(card) };
    case 'wallet': {
      const method = methodRequest(card.wallet);
      const { paymentSolution } = method;
      return { ...section('processingInformation', { paymentSolution }), ...method.paysWith(card) };
    }
  }
}

const answer = lazy(() =>
  z.object({
    status: z.literal('COMPLETED'),
    consumerAuthenticationInformation: z.object({
      accessToken: z.string().min(1).max(4_096),
      referenceId: z.string().min(1).max(255),
      deviceDataCollectionUrl: z.url({ protocol: /^https?$/ }),
    }),
  }),
);

function requireSetup(reply: TransportResult): AuthenticationSetup {
  if (reply.kind === 'silent')
    throw new Problem('gateway-failure', `CyberSource did not set payer authentication up (${reply.cause})`);
  if (reply.status === 400)
    throw new Problem(
      'unprocessable',
      'CyberSource cannot authenticate this card: let the shopper try again.',
    );
  const parsed = reply.status === 201 ? answer().safeParse(jsonIn(reply.text)) : undefined;
  if (parsed?.success !== true)
    throw new Problem(
      'gateway-failure',
      `CyberSource did not set payer authentication up (HTTP ${reply.status})`,
    );
  const { status, consumerAuthenticationInformation: given } = parsed.data;
  return { status, ...given };
}
