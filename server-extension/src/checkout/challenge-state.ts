import * as z from 'zod';
import type { CommandKey } from '../domain/ids.ts';
import { lazy } from '../domain/json/lazy.ts';
import type { Authorize, Instrument } from '../domain/payment/command.ts';
import type { Challenge } from '../domain/payment/result.ts';
import type { Seal } from '../domain/seal.ts';
import { sha256 } from '../domain/sha256.ts';

/** What a challenge was for. The shopper's answer to it pays for exactly that, and for nothing else. */
export interface ChallengeState {
  readonly authenticationTransactionId: string;
  readonly pausedRequestId?: string | undefined;
  readonly order: string;
  readonly paymentGroup: string;
  readonly minor: number;
  readonly currency: string;
  /** A hash of what stood for the card. */
  readonly card: string;
  /** Epoch milliseconds after which the answer is too late. */
  readonly answerBy: number;
}

/** EMV 3-D Secure: issuers end a challenge after ten minutes at most. */
const CHALLENGE_LIFE_MS = 10 * 60 * 1000;

/** Longer than its answer may take, so that a late answer can be distinguished from a foreign one. */
const SEAL_LIFE_MS = 24 * 60 * 60 * 1000;

const state = lazy(() =>
  z.object({
    authenticationTransactionId: z.string(),
    pausedRequestId: z.string().optional(),
    order: z.string(),
    paymentGroup: z.string(),
    minor: z.number(),
    currency: z.string(),
    card: z.string(),
    answerBy: z.number(),
  }),
);

/** @param at when the attempt was begun that ended in the challenge. */
export function toChallengeState(
  { authenticationTransactionId, pausedRequestId }: Challenge,
  { orderId, paymentGroupId, amount, instrument }: Authorize,
  at: Date,
): ChallengeState {
  return {
    authenticationTransactionId,
    pausedRequestId,
    order: orderId,
    paymentGroup: paymentGroupId,
    minor: amount.minor,
    currency: amount.currency,
    card: identify(instrument),
    answerBy: at.getTime() + CHALLENGE_LIFE_MS,
  };
}

/** Every delivery of the answer to one challenge has the same key. */
export function challengeAnswerKey(
  site: string,
  order: string,
  authenticationTransactionId: string,
): CommandKey {
  return ['occ', site, order, 'challenge', authenticationTransactionId].join('/') as CommandKey;
}

/** For the browser to carry. The same for every delivery, as the answer that it is a part of. */
export function sealChallenge(seal: Seal, challenge: ChallengeState, site: string): string {
  const expiresAt = new Date(challenge.answerBy + SEAL_LIFE_MS);
  const binding = { purpose: 'challenge', site, expiresAt, repeatable: true } as const;
  const { iv, encrypted } = seal.seal(binding, JSON.stringify(challenge));
  return `${iv}.${encrypted}`;
}

const SEALED = /^([\w-]{16})\.([\w-]{40,4000})$/;

/**
 * Undefined when it has not the shape of a seal of ours: a challenge that another plugin began, say.
 *
 * @throws Problem `seal-invalid`, `seal-expired` or, sealed for another site, `not-allowed` when it has.
 */
export function openChallenge(seal: Seal, text: string, site: string, now: Date): ChallengeState | undefined {
  const [, iv, encrypted] = SEALED.exec(text) ?? [];
  if (iv === undefined || encrypted === undefined) return undefined;
  const { value } = seal.open({ purpose: 'challenge', site }, { iv, encrypted }, now);
  return state().parse(JSON.parse(value));
}

/** Whether the payment is the one that the challenge was for. The payment group may be a new one of the same order. */
export function isFor(challenge: ChallengeState, { amount, instrument }: Authorize): boolean {
  return (
    challenge.minor === amount.minor &&
    challenge.currency === amount.currency &&
    challenge.card === identify(instrument)
  );
}

function identify(instrument: Instrument): string {
  return sha256(standsFor(instrument), 'base64url');
}

function standsFor(instrument: Instrument): string {
  switch (instrument.kind) {
    case 'transient-token':
      return instrument.jwt;
    case 'saved-card':
      return `${instrument.paymentInstrumentId ?? ''} ${instrument.instrumentIdentifierId ?? ''}`;
    case 'wallet':
      return instrument.payload;
    case 'reference':
      return instrument.reference;
  }
}
