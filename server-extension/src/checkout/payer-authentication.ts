import type { Authorize } from '../domain/payment/command.ts';
import { Problem } from '../domain/problem.ts';
import { gatewayRefOf } from '../domain/payment/reported.ts';
import type { Challenge, PaymentResult } from '../domain/payment/result.ts';
import type { Seal } from '../domain/seal.ts';
import type { GatewaySettings } from '../domain/settings.ts';
import { isToBeAuthenticated, toEnrolment } from '../occ/webhook/payer-authentication.ts';
import { malformedField } from '../occ/webhook/shape/required-shape.ts';
import { fingerprintOf } from '../occ/webhook/webhook-command.ts';
import { isGiven, type Webhook } from '../occ/webhook/webhook.ts';
import type { Journal } from '../payments/ports/journal.ts';
import type { PaymentAttempt } from '../payments/ports/payment-attempt.ts';
import { isPossiblyApplied } from '../domain/payment/applied.ts';
import { present } from '../domain/present.ts';
import {
  challengeAnswerKey,
  type ChallengeState,
  isFor,
  openChallenge,
  sealChallenge,
  toChallengeState,
} from './challenge-state.ts';
import { originDetails, type OriginCheck } from './origin-check.ts';

export interface AuthenticateDeps {
  readonly seal: Seal;
  readonly journal: Journal;
  readonly originCheck: Pick<OriginCheck, 'origins'>;
  readonly now: () => Date;
}

/** Payer authentication of the payments that a webhook asks for. */
export interface Authenticate {
  /**
   * The command with its part of payer authentication: none, the question to the issuer, or the shopper's answer to a
   * challenge. Every delivery of one answer becomes the same command, so that it is carried out once.
   *
   * @returns `too-late` when the time to answer was over and nothing has been sent for it.
   * @throws Problem `seal-invalid`, `seal-expired`, `malformed-request` (a return address that is not the shop's) or
   *   `not-allowed` (the challenge of another order or site; the steps of one card addition may have orders of their own).
   */
  command(webhook: Webhook, command: Authorize, settings: GatewaySettings): Promise<Authorize | 'too-late'>;
  /** What the storefront has to bring back with the shopper's answer; undefined when there is no challenge. */
  stateOf(result: PaymentResult, command: Authorize, at: Date): string | undefined;
}

/** Below the storefront's origin. OCC serves the extension there. */
const RETURN_PATH = '/ccstorex/custom/isv-payment/v2/payerAuth/returnUrl';

export function createAuthenticate({ seal, journal, originCheck, now }: AuthenticateDeps): Authenticate {
  return {
    async command(webhook, command, settings) {
      // A run of a schedule has no shopper in front of a browser, a telephone order none that the issuer could reach.
      if (command.initiation.by !== 'shopper') return command;
      const id = webhook.customProperties.get('authenticationTransactionId');
      const challenge = isGiven(id) ? await challengeOf(webhook, command, id) : undefined;
      const isSameChallenge = challenge?.authenticationTransactionId === id;
      if (challenge !== undefined && isSameChallenge && isFor(challenge, command)) {
        const answered = toAnswered(command, challenge);
        const first = await journal.find(answered.key);
        if (first === undefined) return now().getTime() > challenge.answerBy ? 'too-late' : answered;
        if (!(await isReversed(first))) return answered;
      }
      if (!isToBeAuthenticated(webhook, command, settings)) return command;
      // Order, amount or card has changed since the challenge, or its authorization was reversed: the issuer is asked again.
      return { ...command, authentication: await enrolment(webhook, command, settings, isGiven(id)) };
    },

    stateOf: (result, command, at) =>
      result.outcome === 'challenge'
        ? sealChallenge(seal, toChallengeState(result.challenge, command, at), command.site)
        : undefined,
  };

  async function challengeOf(
    { customProperties, siteId }: Webhook,
    command: Authorize,
    id: string,
  ): Promise<ChallengeState | undefined> {
    const sealed = customProperties.get('pauseRequestId');
    const challenge = isGiven(sealed) ? openChallenge(seal, sealed, siteId, now()) : undefined;
    if (challenge === undefined) return fromJournal(command, id);
    if (challenge.order === command.orderId) return challenge;
    if ((await inCardAddition(command, challenge.authenticationTransactionId)) !== undefined)
      return challenge;
    throw new Problem('not-allowed', 'This confirmation belongs to another order. Nothing was sent.');
  }

  /** Whether the authorization was reversed since, because OCC never placed the order. */
  async function isReversed({ orderId, result }: PaymentAttempt): Promise<boolean> {
    const ref = gatewayRefOf(result);
    if (ref === undefined) return false;
    const attempts = await journal.ofOrder(orderId);
    return attempts.some(
      (attempt) => attempt.original === ref && attempt.operation === 'void' && isPossiblyApplied(attempt),
    );
  }

  /** Storefronts that do not bring the seal back: this process may have asked for the challenge itself. */
  async function fromJournal(command: Authorize, id: string): Promise<ChallengeState | undefined> {
    const asked =
      challengeIn(await journal.ofOrder(command.orderId), command, id) ?? (await inCardAddition(command, id));
    if (asked === undefined) return undefined;
    const { challenge, orderId, amount, claimedAt } = asked;
    return toChallengeState(challenge, { ...command, orderId, amount }, claimedAt);
  }

  /**
   * The challenge among the steps of one card addition. OCC verifies a card without an order, so each step has an order id of
   * its own; what they share is the name that the browser gave the addition, which cannot be guessed. No money moves.
   */
  async function inCardAddition(command: Authorize, id: string): Promise<AskedAttempt | undefined> {
    const { checkout, amount } = command;
    if (checkout === undefined || amount.minor !== 0) return undefined;
    return challengeIn(await journal.ofCheckout(checkout), command, id);
  }

  async function enrolment(
    webhook: Webhook,
    command: Authorize,
    settings: GatewaySettings,
    challengeMandated: boolean,
  ): Promise<NonNullable<Authorize['authentication']>> {
    const origins = await originCheck.origins(settings);
    const asked = webhook.customProperties.get('returnUrl');
    const returnUrl = isGiven(asked)
      ? requireAddressOf(origins, asked, settings)
      : `${origins[0] ?? ''}${RETURN_PATH}`;
    return toEnrolment(webhook, command, settings, returnUrl, challengeMandated);
  }
}

/** The address is written anew from its parsed parts, so that CyberSource and the issuer cannot parse it in another way. */
function requireAddressOf(origins: readonly string[], asked: string, settings: GatewaySettings): string {
  const { origin, pathname, search } = URL.canParse(asked) ? new URL(asked) : { origin: '' };
  if (origins.includes(origin)) return `${origin}${pathname}${search}`;
  throw malformedField(
    'body:customProperties.returnUrl',
    'must be an address of the shop: add its origin to the gateway setting allowedOrigins',
    originDetails(origin, settings),
  );
}

/** The attempt that the issuer answered with a challenge. */
type AskedAttempt = PaymentAttempt & { readonly challenge: Challenge };

function challengeIn(
  attempts: readonly PaymentAttempt[],
  { site }: Authorize,
  id: string,
): AskedAttempt | undefined {
  for (const attempt of attempts) {
    const { result } = attempt;
    if (result?.outcome !== 'challenge' || attempt.site !== site) continue;
    const { challenge } = result;
    if (challenge.authenticationTransactionId === id) return { ...attempt, challenge };
  }
  return undefined;
}

/** Key and fingerprint follow from the challenge alone, so that every delivery of its answer is the same command. */
function toAnswered(command: Authorize, challenge: ChallengeState): Authorize {
  const { authenticationTransactionId, pausedRequestId } = challenge;
  return {
    ...command,
    key: challengeAnswerKey(command.site, challenge.order, authenticationTransactionId),
    fingerprint: fingerprintOf(JSON.stringify([challenge.minor, challenge.currency, challenge.card])),
    authentication: {
      step: 'validate',
      authenticationTransactionId,
      ...present({ pausedRequestId }),
    },
  };
}
