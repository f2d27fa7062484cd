/** What the issuer says about a card, and what it is called on the wire (CyberSource: payer authentication, outputs). */
import { authenticationCases, type AuthenticationOutcome } from '../../triggers.ts';

/** CyberSource: what payer authentication comes to. */
export type AuthenticationStatus =
  'AUTHENTICATION_SUCCESSFUL' | 'PENDING_AUTHENTICATION' | 'AUTHENTICATION_FAILED';

/** How a challenge ended; undefined while it has no answer. */
export type ChallengeResult = 'confirmed' | 'refused' | 'cancelled' | undefined;

/** CyberSource: the merchant mandates a challenge. */
const MANDATED = '04';

/** What the issuer says before any challenge. One that the merchant mandates takes the place of a plain yes. */
export function findingOf(cardNumber: string, challengeCode: string | undefined): AuthenticationOutcome {
  const finding = caseOf(cardNumber)?.finding ?? 'authenticated';
  return finding === 'authenticated' && challengeCode === MANDATED ? 'challenge' : finding;
}

/** What the issuer says after its challenge. */
export function findingAfter(cardNumber: string, answer: ChallengeResult): AuthenticationOutcome {
  return answer === 'confirmed' ? (caseOf(cardNumber)?.afterChallenge ?? 'authenticated') : 'failed';
}

/** Whether CyberSource goes on to the issuer with the payment. Without a shift of liability it does, too. */
export function statusOf(finding: AuthenticationOutcome): AuthenticationStatus {
  switch (finding) {
    case 'challenge':
      return 'PENDING_AUTHENTICATION';
    case 'failed':
    case 'rejected':
      return 'AUTHENTICATION_FAILED';
    case 'authenticated':
    case 'attempted':
    case 'unavailable':
    case 'not-available':
    case 'error':
    case 'timeout':
      return 'AUTHENTICATION_SUCCESSFUL';
  }
}

function caseOf(cardNumber: string): (typeof authenticationCases)[number] | undefined {
  return authenticationCases.find(({ cards }) => cards.includes(cardNumber));
}
