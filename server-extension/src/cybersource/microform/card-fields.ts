import { Problem } from '../../domain/problem.ts';
import type { CardFields, CaptureContextRequest } from '../../payments/ports/card-fields.ts';
import { findFault } from './capture-context.ts';
import type { ClientFor } from '../client/client.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { PublicKeyFor } from './public-keys.ts';
import type { JsonObject } from '../fields/json.ts';
import { createVerifyTransientToken, verifyingPartOf } from './transient-token.ts';
import type { TransportResult } from '../client/transport.ts';
import { present } from '../../domain/present.ts';

export interface CardFieldsDeps {
  readonly clientFor: ClientFor;
  readonly publicKeyFor: PublicKeyFor;
  readonly now: () => Date;
  readonly intermediateHost?: string;
  readonly log?: Log;
}

/** A shopper looks at an empty card form meanwhile. */
const DEADLINE_MS = 10_000;

/** Microform v2: CyberSource's fields in the shop's page, so that card numbers never pass through the shop. */
export function createCardFields({
  clientFor,
  publicKeyFor,
  now,
  intermediateHost,
  log,
}: CardFieldsDeps): CardFields {
  const verifyTransientToken = createVerifyTransientToken(now);
  return {
    async captureContext({ account, site, channel }, request) {
      const sessionRequest = toSessionRequest(request);
      const reply = await clientFor(account).send(
        (operations) => operations.createMicroformSession(sessionRequest),
        DEADLINE_MS,
      );
      const captureContext = requireContext(reply);
      const expected = { host: account.host, targetOrigin: request.targetOrigin, at: now() };
      const fault = await findFault(
        captureContext,
        { ...expected, ...present({ intermediateHost }) },
        publicKeyFor,
      );
      if (fault === undefined) log?.('capture-context.created', { site, channel });
      else {
        log?.('capture-context.rejected', { site, channel, problem: fault });
        throw new Problem('gateway-failure', `CyberSource's capture context was not accepted: ${fault}`);
      }
      return captureContext;
    },
    verifyingPartOf,
    verifyTransientToken: async (transientToken, captureContext) =>
      verifyTransientToken(transientToken, captureContext),
  };
}

/** CyberSource: body of `POST /microform/v2/sessions`. */
export function toSessionRequest({ targetOrigin, cardNetworks }: CaptureContextRequest): JsonObject {
  return {
    clientVersion: 'v2',
    targetOrigins: [targetOrigin],
    allowedCardNetworks: cardNetworks,
    allowedPaymentTypes: ['CARD'],
    // The first digits of a card are of no use to the shop's page.
    transientTokenResponseOptions: { includeCardPrefix: false },
  };
}

/** The answer is the bare token, not JSON. */
function requireContext(reply: TransportResult): string {
  if (reply.kind === 'silent')
    throw new Problem('gateway-failure', `CyberSource gave no capture context (${reply.cause})`);
  if (reply.status === 401 || reply.status === 403)
    throw new Problem(
      'gateway-failure',
      'CyberSource refused our credentials: check merchantID, merchantKeyId, the secret key and the clock',
    );
  if (reply.status !== 201)
    throw new Problem('gateway-failure', `CyberSource gave no capture context (HTTP ${reply.status})`);
  return reply.text.trim();
}
