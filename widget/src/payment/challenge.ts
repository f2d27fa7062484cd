/** What the issuer wants before it lets the payment through (CyberSource: payer authentication). */
export type IssuerRequest = StepUp | ChallengeRequest;

/** The shopper proves to the issuer that it is them, on the issuer's own page. */
export interface StepUp {
  readonly kind: 'step-up';
  readonly stepUpUrl: string;
  readonly accessToken: string;
  /** What the issuer is asked, as CyberSource passes it on; it names the size of the issuer's page. Otherwise empty. */
  readonly challengeRequest: string;
  /** Goes back with the payment where Decision Manager paused it; otherwise empty. */
  readonly pauseRequestId: string;
}

/** The issuer would have liked to see a challenge: the same payment again, asking for one. */
export interface ChallengeRequest {
  readonly kind: 'again';
}

/** A soft decline, the challenge that it asks for, and the answer to that. More is not a conversation. */
export const MOST_CHALLENGES = 2;
